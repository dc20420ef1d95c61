"""The record inside a file: written when the file is made, read when somebody asks what it says."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bhxhcomm.core import canonical, guarded, json_file, opening
from bhxhcomm.core.guarded import Limits
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from bhxhcomm.language import sms
from bhxhcomm.ledger import carried, register

KEY = carried.KEY


def into_png(picture: bytes, record: dict[str, Any], *, dpi: int) -> bytes:
    """A PNG with its record, title and resolution."""
    from PIL import Image, PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Title", record["title"], lang=record["lang"])
    notes.add_itxt(KEY, canonical.text(record), zip=True)
    result = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(result, "PNG", pnginfo=notes, dpi=(dpi, dpi), optimize=False)
    return result.getvalue()


def into_screen(picture: bytes, record: dict[str, Any], *, dpi: int) -> bytes:
    """A picture for screens with its record, title, sources, resolution, and the mark that its colours are sRGB.

    Every pixel and the palette stay as they are.
    """
    from PIL import Image, PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add(b"sRGB", b"\0")
    sources = "; ".join(
        dict.fromkeys(source["document"] for figure in record["figures"] for source in figure["sources"])
    )
    notes.add_itxt("Title", record["title"], lang=record["lang"])
    notes.add_itxt("Author", record["issued_by"], lang=record["lang"])
    notes.add_itxt("Source", sources, lang=record["lang"])
    notes.add_itxt(KEY, canonical.text(record), zip=True)
    result = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(result, "PNG", pnginfo=notes, dpi=(dpi, dpi), compress_level=6)
    return result.getvalue()


def read(path: Path, registers: Iterable[Path] = (), root: Path | None = None) -> dict[str, Any] | None:
    """The record of a file: the one inside it, else the one whose code stands in its text, else that of the piece to which a
    manifest in one of these folders, or one of these registers, gives these very bytes (a WAV, captions: nothing may be put
    into them). None when there is none of these. No link below `root`, where one is given, may lead out of it.

    Raises `ContentError` for a file that is damaged or carries a damaged record (`file-unreadable` and its kin,
    `record-damaged`), and for a register or manifest that cannot be read, where only that could have known the file.
    """
    place = Place(str(path))
    if root is not None:
        path, root = opening.named(path, root)
    folders = list(registers)
    ending = path.suffix.lower()
    damaged: ContentError | None = None
    if ending in carried.ENDINGS:
        data = opening.read(path, root, most=carried.MAX_BYTES, shown=place.path)
        try:
            record, words = guarded.call(carried.carried, data, ending, place=place, limits=_LIMITS)
        except ContentError as exc:
            # What was published in this state is known by its bytes all the same.
            damaged, record, words = exc, None, ""
        if record:
            return checked(record, place)
        for code in register.codes_in(words):
            known = register.find(code, folders)
            if known is not None:
                return known
    with opening.opened(path, root, shown=place.path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    listed = _listed(digest, folders)
    if listed is None and damaged is not None:
        raise damaged
    return listed


def as_made(path: Path, code: str, folders: Iterable[Path]) -> bool | None:
    """Whether a file is, byte for byte, one that was made of this edition, by the registers and manifests in some folders.
    None where they know no file of this kind of it. Registers and manifests that cannot be read know nothing."""
    from bhxhcomm.ledger import manifest

    made: set[tuple[str, str]] = set()
    for entry in register.entries(folders)[0]:
        if entry.record["code"] == code:
            made |= {(Path(name).suffix, digest) for name, digests in entry.files.items() for digest in digests}
    for folder in folders:
        with suppress(ContentError):
            if (listed := manifest.lies_in(folder)) is not None:
                pieces = [piece for piece in manifest.read(listed).pieces if piece.code == code]
                made |= {(Path(one.path).suffix, one.sha256) for piece in pieces for one in piece.artifacts}
    known = {digest for suffix, digest in made if suffix == path.suffix.lower()}
    if not known:
        return None
    with opening.opened(path, None) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() in known


def missing_words(path: Path, record: Mapping[str, Any]) -> list[str]:
    """The texts of an edition that do not stand in a file that is nothing but words (posts), as they were; none of another
    file. How they are broken into lines does not count, nor that text messages leave marks out."""
    if path.suffix.lower() not in carried.WORDS:
        return []
    data = opening.read(path, None, most=carried.MAX_BYTES).decode(errors="replace")
    if path.suffix.lower() == ".json":
        with suppress(ValueError):
            data = json.dumps(json_file.parse(data.encode()), ensure_ascii=False).replace("\\n", " ")
    there = " ".join(data.split())
    texts = (text for panel in record["panels"] for text in panel["text"])
    spellings = ((text, (" ".join(text.split()), sms.unaccented(" ".join(text.split())))) for text in texts)
    return list(dict.fromkeys(text for text, known in spellings if not any(one in there for one in known)))


_LIMITS = Limits(seconds=10, megabytes=900)
_CONTROL = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\\u00[01]|\\[bfr]")
"""Control characters, as JSON writes them: what a terminal would obey."""


def checked(text: str, place: Place) -> dict[str, Any]:
    """The record that a file carries, when it has all that a record has. Raises `ContentError`."""
    try:
        record = register.checked(json_file.parse(text.encode(errors="surrogatepass")), Path(place.path))
        if not _CONTROL.search(json.dumps(record, ensure_ascii=False)):
            return record
    except json_file.JsonError:
        pass
    except ContentError as exc:
        if exc.problems[0].code != "record-damaged":
            raise
    raise error(
        "record-damaged",
        _("the record inside this file is damaged"),
        place,
        _("type the code that is printed on it: bhxhcomm explain ABCDE-12345"),
    )


def _listed(digest: str, folders: Iterable[Path]) -> dict[str, Any] | None:
    """The record of the edition of which a manifest or a register has this file, under whatever name. Raises `ContentError`
    where none has it, and one of them cannot be read."""
    from bhxhcomm.ledger import manifest
    from bhxhcomm.ledger.record import of_piece

    problems: list[Problem] = []
    for folder in folders:
        path = manifest.lies_in(folder)
        if path is None:
            continue
        try:
            for piece, artifact in manifest.read(path).artifacts():
                if artifact.sha256 == digest:
                    return of_piece(piece)
        except ContentError as exc:
            problems += exc.problems
    entries, damaged = register.entries(folders)
    for entry in entries:
        if any(digest in digests for digests in entry.files.values()):
            return dict(entry.record)
    if problems or damaged:
        raise ContentError([*problems, *damaged])
    return None
