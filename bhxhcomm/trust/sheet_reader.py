"""What the digital signatures of a PDF say, found by pyHanko with no network: who signed, when, and what the sheet states.

Runs in the guarded child (`core.guarded`), for a PDF that comes from elsewhere can hold anything. Each signer is held to what
they saw: the bytes of the file as far as their own signature covers them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import logging
import re
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any

from bhxhcomm.trust import certificates, statement

MAX_SIGNATURES = 20
VIETNAM = dt.timezone(dt.timedelta(hours=7))


def read(pdf: bytes, trusted: list[bytes], lists: list[bytes]) -> dict[str, Any]:
    """`{"fault": code, "about": name}`, or `{"fault": "", "signers": [{"name", "date", "key", "statement"}, …]}`.

    The fault is that of the first signature that does not hold: a sheet with one bad signature is a bad sheet. Certificates
    are judged at the time that their signer's own machine stated. Raises whatever a damaged PDF makes its readers raise.
    """
    before = logging.root.manager.disable
    # What the libraries would write beside their answers says nothing more.
    logging.disable()
    try:
        return _read(pdf, _Store(trusted, lists))
    finally:
        logging.disable(before)


def _read(pdf: bytes, store: _Store) -> dict[str, Any]:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel

    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    if reader.encrypted:
        return _fault("sheet-unreadable")
    found = list(reader.embedded_regular_signatures)
    if not found or len(found) > MAX_SIGNATURES:
        return _fault("sheet-unsigned")
    signers = []
    for index, one in enumerate(found):
        # Who signs later adds a signature of their own, which the next round judges; after the last nobody adds anything
        # but what keeps signatures verifiable.
        last = index == len(found) - 1
        allowed = ModificationLevel.LTA_UPDATES if last else ModificationLevel.FORM_FILLING
        fault, name, day = store.judged(one, allowed)
        if fault:
            return _fault(fault, name)
        first, begin, second, length = (int(number) for number in one.byte_range)
        if first != 0 or begin > second or second + length > len(pdf):
            return _fault("sheet-changed", name)
        stated = _stated(pdf[: second + length])
        if stated is None:
            return _fault("sheet-not-ours", name)
        key = hashlib.sha256(one.signer_cert.public_key.dump()).hexdigest()
        signers.append({"name": name, "date": day, "key": key, "statement": stated})
    return {"fault": "", "signers": signers}


def _fault(code: str, about: str = "") -> dict[str, Any]:
    return {"fault": code, "about": about}


def _stated(seen: bytes) -> str | None:
    """The statement in a file as a signer saw it, if its number and digest are printed on its pages as well."""
    import pypdfium2

    document = pypdfium2.PdfDocument(seen)
    try:
        text: str = document.get_metadata_value(statement.KEY)
        printed = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    stated = statement.parsed(text)
    if stated is None:
        return None
    plain = re.sub(r"\s+", "", printed)
    wanted = (stated.number, statement.digest(text))
    return text if all(re.sub(r"\s+", "", word) in plain for word in wanted) else None


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that waits for nothing: with no network there is nothing to wait for, and no event loop, whose
    sockets a guarded child may not open."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("pyHanko waits for something")


class _Store:
    """The certificates that are trusted, and what was revoked."""

    def __init__(self, trusted: Iterable[bytes], lists: Iterable[bytes]) -> None:
        from asn1crypto import x509
        from cryptography.x509 import load_der_x509_crl

        self.roots = [
            x509.Certificate.load(part) for data in trusted for part in certificates.parts(data, b"CERTIFICATE")
        ]
        self.persons = {one.sha256 for one in self.roots if not one.ca}
        self.lists = [load_der_x509_crl(part) for data in lists for part in certificates.parts(data, b"X509 CRL")]

    def judged(self, one: Any, allowed: Any) -> tuple[str, str, str]:
        """A code for what is wrong with a signature (empty: nothing), its signer's name, and the day in Vietnam.

        `allowed` is the greatest level of modification that may have followed it."""
        from pyhanko.sign.validation import async_validate_pdf_signature
        from pyhanko.sign.validation.settings import KeyUsageConstraints
        from pyhanko.sign.validation.status import SignatureCoverageLevel
        from pyhanko_certvalidator import ValidationContext

        name = str(one.signer_cert.subject.native.get("common_name", ""))
        moment = one.self_reported_timestamp
        if moment is None or moment.tzinfo is None:
            return "sheet-invalid", name, ""
        day = moment.astimezone(VIETNAM).date().isoformat()
        context = ValidationContext(
            trust_roots=self.roots,
            other_certs=one.other_embedded_certs,
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
        status = _run(async_validate_pdf_signature(one, context, key_usage_settings=usage))
        if not (status.intact and status.valid):
            return "sheet-invalid", name, day
        if one.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
            return "sheet-changed", name, day
        chain = list(self._chain(one, status))
        if any(not (link.not_valid_before <= moment <= link.not_valid_after) for link in chain):
            return "sheet-expired", name, day
        if any(self._revoked(link) for link in chain):
            return "sheet-revoked", name, day
        if not status.trusted:
            return "sheet-untrusted", name, day
        if status.modification_level > allowed or status.docmdp_ok is False or not status.seed_value_ok:
            return "sheet-changed", name, day
        return "", name, day

    def _chain(self, one: Any, status: Any) -> Iterator[Any]:
        """The signer's certificate, and those above it as far as it was followed, without a trusted authority itself."""
        path = status.validation_path
        yield one.signer_cert
        if path is not None:
            yield from (cert for cert in path if cert.sha256 != one.signer_cert.sha256)

    def _revoked(self, certificate: Any) -> bool:
        """Whether a list names this certificate, whenever it was revoked: nothing trusted says when it signed."""
        issuer = certificate.issuer.dump()
        return any(
            known.issuer.public_bytes() == issuer
            and known.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None
            for known in self.lists
        )
