"""Certificates that are trusted, and lists of revoked ones (X.509, RFC 5280), as their bytes.

A certificate of an authority stands for everybody whom it certifies, each in their own name; one of a person for that person.
"""

from __future__ import annotations

from collections.abc import Iterable

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems

_PEM = b"-----BEGIN"


def check(found: Iterable[bytes], lists: Iterable[bytes], place: Place, problems: Problems) -> None:
    """Report files that are no certificate, or no list of revoked certificates."""
    from cryptography import x509

    for number, data in enumerate(found, 1):
        try:
            for part in parts(data, b"CERTIFICATE"):
                x509.load_der_x509_certificate(part)
        except ValueError:
            message = _("file {number} in {folder} is no certificate").format(number=number, folder="certificates/")
            problems.error("bad-certificate", message, place, _("X.509 certificates are read, in PEM or DER"))
    for number, data in enumerate(lists, 1):
        try:
            for part in parts(data, b"X509 CRL"):
                x509.load_der_x509_crl(part)
        except ValueError:
            message = _("file {number} in {folder} is no list of revoked certificates").format(
                number=number, folder="crl/"
            )
            problems.error("bad-certificate", message, place, _("X.509 lists (CRL) are read, in PEM or DER"))


def parts(data: bytes, kind: bytes) -> list[bytes]:
    """The DER of each certificate or list in a file of either form. Raises `ValueError` for a broken or empty one."""
    if _PEM not in data:
        return [data]
    import base64

    found = []
    for block in data.split(b"-----BEGIN " + kind + b"-----")[1:]:
        body, end, _rest = block.partition(b"-----END " + kind + b"-----")
        if not end:
            raise ValueError("no end")
        found.append(base64.b64decode(b"".join(body.split()), validate=True))
    if not found:
        raise ValueError("nothing in it")
    return found
