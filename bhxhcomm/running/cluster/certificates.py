"""Certificates for a cluster: an authority that exists for the length of one call, and one certificate for each role.

Dask lets in who shows a certificate of its authority, at both ends of every connection (TLS with certificates for both). The
authority's key is never written: nobody can make another certificate for this cluster. Who needs one more makes all anew.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error

ROLES = ("scheduler", "worker", "builder")
"""The machine that hands out work, those that do it, and the one that builds."""
_DASK = {"scheduler": "scheduler", "worker": "worker", "builder": "client"}
AUTHORITY, CERTIFICATE, KEY, SETTINGS = "ca.pem", "cert.pem", "key.pem", "dask.yaml"
_SETTINGS = """\
# The settings of Dask for this role: DASK_CONFIG={folder}
distributed:
  comm:
    require-encryption: true
    default-scheme: tls
    tls:
      min-version: 1.3
      ca-file: {folder}/ca.pem
      {role}:
        cert: {folder}/cert.pem
        key: {folder}/key.pem
"""


@dataclass(frozen=True, slots=True)
class MadeCertificates:
    """A folder for each role, and the last day on which its certificate holds."""

    folders: tuple[Path, ...]
    until: dt.date


def make(folder: Path, days: int, today: dt.date) -> MadeCertificates:
    """Write a folder for each role, which only its owner can read. Raises `ContentError` `certificates-exist` where something
    lies there already."""
    if folder.exists() and any(folder.iterdir()):
        message = _("something lies in this folder already")
        hint = _("name another folder; certificates that are in use are not overwritten")
        raise error("certificates-exist", message, Place(str(folder)), hint)
    until = today + dt.timedelta(days=days)
    authority = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bhxhcomm cluster")])
    ca = _certificate(name, name, authority, authority, today, until, authority=True)
    folders = []
    for role in ROLES:
        key = ec.generate_private_key(ec.SECP256R1())
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"bhxhcomm {role}")])
        signed = _certificate(own, name, key, authority, today, until, authority=False)
        place = (folder / role).absolute()
        place.mkdir(parents=True, mode=0o700)
        _write(place / AUTHORITY, ca.public_bytes(serialization.Encoding.PEM))
        _write(place / CERTIFICATE, signed.public_bytes(serialization.Encoding.PEM))
        _write(
            place / KEY,
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
        )
        _write(place / SETTINGS, _SETTINGS.format(folder=place, role=_DASK[role]).encode())
        folders.append(place)
    return MadeCertificates(tuple(folders), until)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signing: ec.EllipticCurvePrivateKey,
    since: dt.date,
    until: dt.date,
    *,
    authority: bool,
) -> x509.Certificate:
    utc = dt.UTC
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime.combine(since - dt.timedelta(days=1), dt.time(), utc))
        .not_valid_after(dt.datetime.combine(until, dt.time(23, 59, 59), utc))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=0 if authority else None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if not authority:
        uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        made = made.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return made.sign(signing, hashes.SHA256())


def _write(path: Path, data: bytes) -> None:
    """A file that only its owner can read, from the first byte on."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(data)
