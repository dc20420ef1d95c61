"""`explain` of any file whatever: a clear error of that file, at once; never a traceback, never what a terminal would obey."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from bhxhcomm.core.problems import ContentError
from bhxhcomm.ledger import carried, provenance

pytestmark = pytest.mark.usefixtures("english")
WORDS = dict.fromkeys(("pack", "material", "variant", "lang", "office", "title", "issued_by"), "x")
RECORD = {
    **WORDS,
    "schema": 1,
    "code": "7K2M9-QXD00",
    "draft": False,
    "valid_from": "2024-07-01",
    "figures": [],
    "panels": [],
}
FIGURE = {
    "id": "a",
    "text": "1",
    "source": "s",
    "value": "1",
    "effective_from": "2024-07-01",
    "at": None,
    "unit": "số",
    "sources": [],
}


def docx(part: bytes, *, core: bytes = b"<a/>", stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docProps/core.xml", core)
        archive.writestr("word/document.xml", part)
    return out.getvalue()


def lying(data: bytes) -> bytes:
    """The same package, whose parts say that they are one byte long."""
    body = bytearray(data)
    at = 0
    while (at := body.find(b"PK\1\2", at)) >= 0:
        body[at + 24 : at + 28] = (1).to_bytes(4, "little")
        at += 4
    return bytes(body)


def png(text: str) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt(provenance.KEY, text, zip=True)
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def huge_png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def said(path: Path) -> tuple[str, str]:
    with pytest.raises(ContentError) as raised:
        provenance.read(path)
    (problem,) = raised.value.problems
    assert problem.place.path == str(path)
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\n" + b"\0" * 500),
        ("a.pdf", b"hello"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
        ("a.png", huge_png()),
        ("a.png", png("x")[:60]),
        ("a.docx", b"PK\3\4" + b"\0" * 500),
        ("a.docx", docx(b"<a/>")[:-40]),
        ("a.docx", lying(docx(b"<w>" + b"x" * 10_000 + b"</w>"))),
        ("a.docx", docx(b"<a/>").replace(b"word/document.xml", b"word/documenx.xml")),
    ],
)
def test_a_damaged_file_is_said_to_be_one(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    code, message = said(path)
    assert code == "file-unreadable"
    assert message.startswith("this file is damaged: it cannot be read (")


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.srt", "a.wav"])
def test_a_link_in_the_workspace_that_leads_out_of_it_is_not_read(tmp_path: Path, name: str) -> None:
    root, secret = tmp_path / "space", tmp_path / "secret"
    (root / "out").mkdir(parents=True)
    secret.write_bytes(png("x"))
    path = root / "out" / name
    path.symlink_to(secret)
    with pytest.raises(ContentError) as raised:
        provenance.read(path, root=root)
    assert [(one.code, one.place.path) for one in raised.value.problems] == [("outside-workspace", str(path))]


def test_a_link_elsewhere_is_its_users_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x")
    path = tmp_path / "b.srt"
    path.symlink_to("a.txt")
    assert provenance.read(path, root=tmp_path / "space") is None


def test_a_word_file_that_unpacks_to_gigabytes_is_read_as_far_as_is_looked_at(tmp_path: Path) -> None:
    layer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b"".join([*(layer.compress(b"\0" * 10_000_000) for _round in range(40)), layer.flush()])
    path = tmp_path / "a.docx"
    path.write_bytes(_with_body(body, 400_000_000))
    assert provenance.read(path) is None


def _with_body(deflated: bytes, size: int) -> bytes:
    """A package whose Word part is this compressed stream."""
    name, crc = b"word/document.xml", 0
    sizes = len(deflated).to_bytes(4, "little") + size.to_bytes(4, "little")
    local = b"PK\3\4\x14\0\0\0\x08\0\0\0\x21\0" + crc.to_bytes(4, "little") + sizes
    local += len(name).to_bytes(2, "little") + b"\0\0" + name + deflated
    core = docx(b"")
    with zipfile.ZipFile(io.BytesIO(core)) as archive:
        info = archive.getinfo("docProps/core.xml")
    first = core[: info.header_offset + 30 + len(info.filename) + info.compress_size]
    offset = len(first)
    central = b"PK\1\2\x14\0\x14\0\0\0\x08\0\0\0\x21\0" + crc.to_bytes(4, "little") + sizes
    central += len(name).to_bytes(2, "little") + b"\0" * 12 + offset.to_bytes(4, "little") + name
    own = core[core.find(b"PK\1\2") :]
    own = own[: 46 + len(info.filename)]
    directory = own + central
    end = b"PK\5\6\0\0\0\0\2\0\2\0" + len(directory).to_bytes(4, "little")
    end += (offset + len(local)).to_bytes(4, "little") + b"\0\0"
    return first + local + directory + end


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "7",
        "[" * 100_000,
        json.dumps({**RECORD, "code": "../../etc"}),
        json.dumps({**RECORD, "title": 7}),
        json.dumps({**RECORD, "title": "\x1b]0;x\x07"}),
        json.dumps({**RECORD, "title": "\u202egnod"}),
        json.dumps({**RECORD, "valid_from": "yesterday"}),
        json.dumps({**RECORD, "figures": [{}]}),
        json.dumps({**RECORD, "figures": [{**FIGURE, "at": 3}]}),
        json.dumps({**RECORD, "panels": [{"name": "a", "text": 3}]}),
        *(json.dumps({name: value for name, value in RECORD.items() if name != left}) for left in ("code", "figures")),
    ],
)
def test_a_record_that_is_none_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(text))
    assert said(path) == ("record-damaged", "the record inside this file is damaged")


def test_a_sound_record_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(json.dumps({**RECORD, "figures": [FIGURE]})))
    assert provenance.read(path) == {**RECORD, "figures": [FIGURE]}


def test_a_pipe_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    assert said(tmp_path / "a.wav")[0] == "not-a-file"
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(carried.MAX_BYTES + 1)
    assert said(tmp_path / "a.pdf") == ("file-too-large", "this file is larger than 100 MB")
