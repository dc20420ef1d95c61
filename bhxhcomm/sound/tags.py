"""What stands in a file beside its sound: title, office, campaign, language, date, sources, words, cover, and the record."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

RECORD = "bhxhcommRecord"
"""The description of the frame that holds the record, the same as in a PNG or a Word file."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The words of an MP3. `lang_tag` is a BCP 47 tag, `date` an ISO date, `cover` a PNG or a JPEG, `record` plain JSON."""

    title: str
    artist: str
    album: str
    lang_tag: str
    date: str = ""
    comment: str = ""
    lyrics: str = ""
    copyright: str = ""
    cover: bytes = b""
    record: str = ""


def tagged(mp3: bytes, tags: Tags) -> bytes:
    """An MP3 with its tags, as ID3v2.4 with UTF-8 throughout."""
    from mutagen import id3

    frames = id3.ID3()
    language = _iso_639_2(tags.lang_tag)
    frames.add(id3.TIT2(encoding=3, text=tags.title))
    frames.add(id3.TPE1(encoding=3, text=tags.artist))
    frames.add(id3.TALB(encoding=3, text=tags.album))
    frames.add(id3.TLAN(encoding=3, text=language))
    if tags.date:
        frames.add(id3.TDRC(encoding=3, text=tags.date))
    if tags.comment:
        frames.add(id3.COMM(encoding=3, lang=language, desc="", text=tags.comment))
    if tags.lyrics:
        frames.add(id3.USLT(encoding=3, lang=language, desc="", text=tags.lyrics))
    if tags.copyright:
        frames.add(id3.TCOP(encoding=3, text=tags.copyright))
    if tags.cover:
        mime = "image/png" if tags.cover.startswith(b"\x89PNG") else "image/jpeg"
        frames.add(id3.APIC(encoding=3, mime=mime, type=id3.PictureType.COVER_FRONT, desc="", data=tags.cover))
    if tags.record:
        frames.add(id3.TXXX(encoding=3, desc=RECORD, text=tags.record))
    file = io.BytesIO(mp3)
    frames.save(file, v1=0, padding=lambda _info: 0)
    return file.getvalue()


def record(source: Path | bytes) -> str | None:
    """The record inside an MP3 (a file, or the bytes of one), or None."""
    from mutagen import MutagenError, id3

    try:
        frames = id3.ID3(io.BytesIO(source) if isinstance(source, bytes) else source)
    except MutagenError:
        return None
    found = frames.getall(f"TXXX:{RECORD}")
    return str(found[0].text[0]) if found else None


_THREE_LETTERS = {"vi": "vie", "km": "khm", "zh": "zho", "en": "eng"}


def _iso_639_2(tag: str) -> str:
    """The three letters that ID3 asks for; a language that has a two-letter code only is looked up, else `und`."""
    primary = tag.split("-")[0].lower()
    if len(primary) == 3:
        return primary
    return _THREE_LETTERS.get(primary, "und")
