"""Captions: what is said, when, as SubRip and as WebVTT. Figures stand in digits, as on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bhxhcomm.language.breaking import ZWSP, breakable
from bhxhcomm.language.registry import language
from bhxhcomm.language.text import plain
from bhxhcomm.materials.timeline import Speech
from bhxhcomm.sound.layout import Schedule, TimedSegment

LINE = 42
"""Letters in a line; a caption has two. Usual in broadcasting, and fits a telephone held upright."""
LONGEST = 2 * LINE
SHORTEST_S = 1.0
"""A caption that is gone sooner is not read."""
_SENTENCE = re.compile(r"(?<=[.!?…។])[\s\u200b]+")
_BREAKS = f" {ZWSP}"
_WORD = re.compile(f"[^{_BREAKS}]+[{_BREAKS}]*")
_PHRASE = re.compile(r"(?<=[,;:–—])\s+")


@dataclass(frozen=True, slots=True)
class TimedCaption:
    """One caption: from when to when (seconds), and its text in one line or two."""

    start_s: float
    end_s: float
    text: str


def captions(layout: Schedule, lang: str) -> tuple[TimedCaption, ...]:
    """The captions of a piece, in order; none overlaps the next."""
    found = [caption for span in layout.speeches for caption in _of(span, lang)]
    return tuple(_long_enough(found, layout.length_s))


def _of(span: TimedSegment, lang: str) -> Iterator[TimedCaption]:
    """A speech in captions; its time is shared out by the letters of each."""
    assert isinstance(span.segment, Speech)
    # Khmer, which is written without spaces, is broken between its words.
    text = breakable(plain(span.segment.text, lang), language(lang))
    parts = list(_parts(" ".join(text.split())))
    letters = sum(map(len, parts))
    said = 0
    for part in parts:
        start = span.start_s + span.seconds * said / letters
        said += len(part)
        yield TimedCaption(start, span.start_s + span.seconds * said / letters, _lines(part).replace(ZWSP, ""))


def _parts(text: str) -> Iterator[str]:
    """A text in pieces that fit a caption: whole sentences where they fit, else phrases, else as many words as fit."""
    for sentence in _filled(_SENTENCE.split(text)):
        if len(sentence) <= LONGEST:
            yield sentence
            continue
        for phrase in _filled(_PHRASE.split(sentence)):
            yield from [phrase] if len(phrase) <= LONGEST else _evenly(phrase)


def _filled(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces put together as long as they fit."""
    held = ""
    for piece in filter(None, pieces):
        if held and len(held) + 1 + len(piece) > LONGEST:
            yield held
            held = piece
        else:
            held = f"{held} {piece}" if held else piece
    if held:
        yield held


def _evenly(phrase: str) -> Iterator[str]:
    """A phrase without a sign in it, in parts of about one length."""
    words = _WORD.findall(phrase)
    if any(len(word) > LONGEST for word in words):
        words = list(phrase)
    goal, held = len(phrase) / -(-len(phrase) // LONGEST), ""
    for word in words:
        if held and (len(held) + len(word) / 2 > goal or len(held) + len(word.rstrip(_BREAKS)) > LONGEST):
            yield held.rstrip(_BREAKS)
            held = word
        else:
            held += word
    if held.strip(_BREAKS):
        yield held.rstrip(_BREAKS)


def _lines(text: str) -> str:
    """One line, or two that are about as long."""
    if len(text) <= LINE:
        return text
    breaks = [index for index, letter in enumerate(text) if letter in _BREAKS]
    if not breaks:
        return text
    middle = min(breaks, key=lambda index: abs(index - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _long_enough(found: list[TimedCaption], end_s: float) -> Iterator[TimedCaption]:
    """Each caption stays for its shortest time, where the next one leaves room."""
    for caption, after in zip(found, [*found[1:], None], strict=True):
        latest = after.start_s if after else end_s
        yield replace(caption, end_s=max(caption.end_s, min(caption.start_s + SHORTEST_S, latest)))


def srt(found: Iterable[TimedCaption]) -> str:
    """The captions as SubRip."""
    return "\n".join(
        f"{number}\n{_clock(one.start_s, ',')} --> {_clock(one.end_s, ',')}\n{one.text}\n"
        for number, one in enumerate(found, 1)
    )


def vtt(found: Iterable[TimedCaption]) -> str:
    """The captions as WebVTT (W3C), where `&` and `<` are escaped."""
    body = "\n".join(
        f"{number}\n{_clock(one.start_s, '.')} --> {_clock(one.end_s, '.')}\n{_escaped(one.text)}\n"
        for number, one in enumerate(found, 1)
    )
    return f"WEBVTT\n\n{body}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(seconds: float, point: str) -> str:
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
