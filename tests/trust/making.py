"""Keys, certificates and signed sheets, made for the tests that use them: no private key lies in the repository."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bhxhcomm.trust import statement

NOON = dt.datetime(2025, 7, 1, 5, 0, tzinfo=dt.UTC)
"""The time at which sheets are signed here: noon of 1 July 2025 in Vietnam."""
NUMBER = "PD-ABCDE-12345"


def ssh_key(folder: Path, name: str) -> tuple[Path, str]:
    """A new Ed25519 key without a passphrase, and its public half as a file of allowed signers has it."""
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(path)], check=True)
    return path, " ".join(path.with_name(f"{name}.pub").read_text(encoding="ascii").split()[:2])


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def holder(
    name: str,
    issuer: Holder | None = None,
    *,
    authority: bool = False,
    since: dt.datetime = NOON - dt.timedelta(days=400),
    until: dt.datetime = NOON + dt.timedelta(days=400),
) -> Holder:
    """A certificate of this name; of its own making, where no issuer is given."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def revocation(authority: Holder, *revoked: Holder, since: dt.datetime = NOON) -> bytes:
    """A list of revoked certificates of an authority, in DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(since)
        .next_update(since + dt.timedelta(days=30))
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(since)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.DER)


def plain_sheet(
    lines: Sequence[dict[str, Any]],
    *,
    number: str = NUMBER,
    printed: str | None = None,
    capacities: Sequence[statement.Capacity] = (),
) -> bytes:
    """A sheet of one page with a statement in it, printed as a proof prints it, or with other words."""
    import pydyf

    stated = statement.text(number, lines, capacities)
    words = f"{number} {statement.grouped(statement.digest(stated))}" if printed is None else printed
    pdf = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    text = pydyf.Stream()
    text.begin_text()
    text.set_font_size("F", 8)
    text.move_text_to(20, 100)
    text.show_text_string(words)
    text.end_text()
    pdf.add_object(font)
    pdf.add_object(text)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 800, 200]),
                "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F": font.reference})}),
                "Contents": text.reference,
            }
        )
    )
    pdf.info[statement.KEY] = pydyf.String(stated)
    written = io.BytesIO()
    pdf.write(written)
    return written.getvalue()


def signed(
    pdf: bytes, one: Holder, *, field: str = "Duyet", others: Sequence[Holder] = (), now: dt.datetime = NOON
) -> bytes:
    """The PDF with one more digital signature, made at `now`."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    for other in others:
        store.register(_certificate(other))
    key = one.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = signers.SimpleSigner(
        signing_cert=_certificate(one), signing_key=keys.PrivateKeyInfo.load(key), cert_registry=store
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    with _at(now):
        made = signers.PdfSigner(signers.PdfSignatureMetadata(field_name=field), signer=signer).sign_pdf(writer)
    return bytes(made.getvalue())


def _certificate(one: Holder) -> asn1.Certificate:
    return asn1.Certificate.load(one.certificate.public_bytes(Encoding.DER))


@contextmanager
def _at(now: dt.datetime) -> Iterator[None]:
    """While pyHanko takes this for the time."""
    from pyhanko.sign.signers import pdf_cms, pdf_signer

    class Stopped(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Stopped:
            return cls.fromtimestamp(now.timestamp(), tz)

    with mock.patch.object(pdf_signer, "datetime", Stopped), mock.patch.object(pdf_cms, "datetime", Stopped):
        yield


def updated(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The PDF with another revision, in which a change was made."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
