"""The record inside a file: written when the file is made, read when somebody asks what it says."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from bhxhcomm.build import carried, register
from bhxhcomm.core import guarded, opening
from bhxhcomm.core.guarded import Limits
from bhxhcomm.i18n import _
from bhxhcomm.problems import ContentError, Place, error

KEY = carried.KEY


def text(record: dict[str, Any]) -> str:
    """A record as it stands in a file: one line, in stated order."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def into_png(picture: bytes, record: dict[str, Any], *, dpi: int) -> bytes:
    """A PNG with its record, title and resolution."""
    from PIL import Image, PngImagePlugin

    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Title", record["title"], lang=record["lang"])
    notes.add_itxt(KEY, text(record), zip=True)
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
    notes.add_itxt(KEY, text(record), zip=True)
    result = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.save(result, "PNG", pnginfo=notes, dpi=(dpi, dpi), compress_level=6)
    return result.getvalue()


def read(path: Path, registers: Iterable[Path] = ()) -> dict[str, Any] | None:
    """The record of a file: the one inside it, else the one whose code stands in its text, else that of the piece to which a
    manifest in one of these folders gives these very bytes (a WAV, captions: nothing may be put into them). None when there
    is none of these. Raises `ContentError` for a file that cannot be read, or whose record is none."""
    place = Place(str(path))
    folders = list(registers)
    ending = path.suffix.lower()
    if ending in carried.ENDINGS:
        data = opening.read(path, None, most=carried.MAX_BYTES)
        record, words = guarded.call(carried.carried, data, ending, place=place, limits=_LIMITS)
        if record:
            return checked(record, place)
        for code in register.codes_in(words):
            known = register.find(code, folders)
            if known is not None:
                return known
    return _listed(path, folders)


def checked(text: str, place: Place) -> dict[str, Any]:
    """The record that a file carries, when it has all that a record has. Raises `ContentError`."""
    try:
        found = json.loads(text)
        if _is_record(found) and not _CONTROL.search(json.dumps(found, ensure_ascii=False)):
            record: dict[str, Any] = found
            return record
    except (ValueError, RecursionError):
        pass
    raise error(
        "record-damaged",
        _("the record inside this file is damaged"),
        place,
        _("type the code that is printed on it: bhxhcomm explain ABCDE-12345"),
    )


_LIMITS = Limits(seconds=10, megabytes=900)
_CONTROL = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\\u00[01]|\\[bfr]")
"""Control characters, as JSON writes them: what a terminal would obey."""
_TEXTS = ("code", "pack", "material", "variant", "lang", "office", "title", "issued_by")


def _is_record(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(name), str) for name in _TEXTS)
        and register.normal_code(found["code"]) == found["code"]
        and isinstance(found.get("draft"), bool)
        and _is_day(found.get("valid_from"), or_none=True)
        and _all(found.get("figures"), _is_figure)
        and _all(found.get("panels"), _is_panel)
    )


def _is_figure(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and all(isinstance(found.get(name), str) for name in ("id", "text", "source"))
        and isinstance(found.get("value"), str | int | float)
        and _is_day(found.get("effective_from"))
        and _is_day(found.get("at"), or_none=True)
    )


def _is_panel(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("name"), str)
        and _all(found.get("text"), lambda line: isinstance(line, str))
    )


def _all(found: Any, sound: Callable[[Any], bool]) -> bool:
    return isinstance(found, list) and all(map(sound, found))


def _is_day(found: Any, *, or_none: bool = False) -> bool:
    if found is None:
        return or_none
    try:
        return bool(dt.date.fromisoformat(found))
    except (ValueError, TypeError):
        return False


def _listed(path: Path, folders: Iterable[Path]) -> dict[str, Any] | None:
    """The record of the piece that has this file, under whatever name, in the manifest of a folder of outputs."""
    from bhxhcomm.build import manifest
    from bhxhcomm.build.record import of_piece

    with opening.opened(path, None) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    for folder in folders:
        # A manifest that cannot be read says nothing; the next build tells what is wrong with it.
        with suppress(ContentError):
            if (folder / manifest.FILE_NAME).is_file():
                for piece, artifact in manifest.read(folder / manifest.FILE_NAME).artifacts():
                    if artifact.sha256 == digest:
                        return of_piece(piece)
    return None
