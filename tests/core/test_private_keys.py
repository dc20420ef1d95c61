"""Private keys in a workspace: found by their content in every folder that is read, whatever they are called."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs12,
)

from bhxhcomm.core import private_keys
from bhxhcomm.materials.loading import load
from tests.conftest import SOUND
from tests.trust import making

OWN = ed25519.Ed25519PrivateKey.generate()
CURVE = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
HOLDER = making.holder("Người mẫu")
BUNDLE = pkcs12.serialize_key_and_certificates(
    b"a", HOLDER.key, HOLDER.certificate, None, BestAvailableEncryption(b"x")
)
SECRET = {
    "OpenSSH": OWN.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
    "PKCS#8": CURVE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "PKCS#8, with a passphrase": CURVE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
    "EC": CURVE.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "RSA": RSA.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "a certificate with its key": HOLDER.pem + CURVE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    "DER, PKCS#8": CURVE.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    "DER, EC": CURVE.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "DER, RSA": RSA.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
    "PKCS#12": BUNDLE,
    "PuTTY": b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n",
    "PGP": b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----\n",
    "a Java key store": b"\xfe\xed\xfe\xed\0\0\0\2",
}
OPEN = {
    "a public key": OWN.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH),
    "a public key in PEM": CURVE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "a public key in DER": CURVE.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "a certificate": HOLDER.pem,
    "a certificate in DER": HOLDER.certificate.public_bytes(Encoding.DER),
    "allowed signers": f'"Hoa" {OWN.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()}'.encode(),
    "nothing": b"",
    "words": "Ai có khóa riêng (private key) thì ký được.".encode(),
}


@pytest.mark.parametrize("kind", SECRET)
def test_a_private_key_is_known_by_its_content(kind: str) -> None:
    assert private_keys.is_private(SECRET[kind])


@pytest.mark.parametrize("kind", OPEN)
def test_what_is_public_is_no_private_key(kind: str) -> None:
    assert not private_keys.is_private(OPEN[kind])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SOUND, tmp_path / "w"))


PLACES = [
    "trust/id_ed25519",
    "trust/certificates/ca.pem",
    "trust/revoked",
    "trust/crl/a.yaml",
    "packs/mau/khoa.pfx",
    "packs/mau/khoa",
    "packs/mau/pack.yaml",
    "packs/mau/locales/ede.po",
    "offices/a/b/khoa.txt",
    "fonts/.khoa",
    "templates/khoa.ppk",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_private_key_in_a_folder_that_is_read_is_an_error_of_loading(place: str, root: Path) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SECRET["OpenSSH"])
    found = [one for one in load(root).problems if one.code == "private-key"]
    assert [one.place.path for one in found] == [place]
    assert all(one.is_error and "git" in one.hint for one in found)


def test_folders_that_are_not_read_are_nobody_s_business(root: Path) -> None:
    (root / "rieng").mkdir()
    (root / "rieng" / "id_ed25519").write_bytes(SECRET["OpenSSH"])
    assert [one for one in load(root).problems if one.is_error] == []


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


PEM = SECRET["PKCS#8"].decode()
HIDDEN = {
    "packs/mau/tai-khoan.json": json.dumps({"type": "service_account", "private_key": PEM}).encode(),
    "packs/mau/thoat.json": json.dumps([{"a": [PEM]}]).replace("-", "\\u002d").encode(),
    "trust/khoa.json": json.dumps({"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}]}).encode(),
    "offices/goi.zip": packed({"doc.txt": b"x", "a/khoa": SECRET["OpenSSH"]}),
    "offices/goi-json.zip": packed({"khoa.json": json.dumps({"private_key": PEM}).encode()}),
    "packs/mau/ghi-chep.docx": packed({"word/document.xml": b"<w/>", "word/embeddings/k.pfx": SECRET["PKCS#12"]}),
    "fonts/khong-ten": packed({"k": SECRET["DER, RSA"], "lon": bytes(1_000_000)}),
}


@pytest.mark.parametrize("place", HIDDEN)
def test_a_private_key_in_json_or_in_a_package_is_found(place: str, root: Path) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(HIDDEN[place])
    assert [one.place.path for one in load(root).problems if one.code == "private-key"] == [place]


@pytest.mark.parametrize(
    "data",
    [
        packed({f"{number}": b"x" for number in range(private_keys._MOST_PARTS + 1)} | {"khoa": SECRET["OpenSSH"]}),
        packed({"bom": bytes(50_000_000)}),
        packed({"doc.txt": b"x"})[:40],
        b"PK\x03\x04" + bytes(3_000),
        b"[" * 100_000,
        b'{"kty": "OKP", "x": "AA"}',
        b"{",
    ],
    ids=["behind the limit", "a bomb", "cut off", "no package", "nested", "a public key", "no JSON"],
)
def test_what_is_no_package_with_a_key_within_the_limits_is_passed_at_once(data: bytes, root: Path) -> None:
    (root / "packs/mau/goi.bin").write_bytes(data)
    assert "private-key" not in {one.code for one in load(root).problems}
