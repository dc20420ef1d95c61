"""Text messages: how long one is, in how many segments it is sent, and which of its letters cost more than others.

A message whose characters all stand in the default alphabet of 3GPP TS 23.038 (GSM-7) takes 160 septets; one letter outside
of it, and Vietnamese has many, puts the whole message into UCS-2, which takes 70 units of 16 bits. A longer message is cut
into segments with a header of 6 bytes each (3GPP TS 23.040, 9.2.3.24.1): 153 septets, or 67 units. A character of the
extension table takes two septets and a character beyond U+FFFF two units, and neither is cut in two: what does not fit at
the end of a segment begins the next one. So segments are filled one by one here, and not by division.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bhxhcomm.language.normalise import nfc

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet, without the escape to the extension table."""
EXTENSION = frozenset("\f^{}\\[~]|€")
"""The extension table: each of these is sent as an escape and a letter."""
UNACCENTED_SIGNS = {
    "đ": "d",
    "Đ": "D",
    "–": "-",
    "—": "-",
    "‑": "-",
    "…": "...",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "₫": "d",
    "•": "-",
    "\u00a0": " ",
    "\u202f": " ",
}
"""What stands for signs that are no letter with a mark, where a message is written without marks."""


class Encoding(StrEnum):
    """How a message is sent."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


SINGLE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
"""Units that a message of one segment holds."""
JOINED = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
"""Units that each segment of a longer message holds."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is sent. `units` are septets or units of 16 bits; `segments` the words of each segment.

    `costly` are the characters that cost more, each once, in the order of the text: those that put the message into UCS-2; in
    GSM-7 those of two septets; in UCS-2 those of two units as well.
    """

    text: str
    encoding: Encoding
    units: int
    segments: tuple[str, ...]
    costly: tuple[str, ...]

    @property
    def count(self) -> int:
        """The number of segments, which is what is paid for."""
        return len(self.segments)


def message(text: str) -> Message:
    """Measure a message. An empty one has no segment."""
    text = nfc(text)
    foreign = [character for character in text if character not in BASIC and character not in EXTENSION]
    encoding = Encoding.UCS_2 if foreign else Encoding.GSM_7
    width = _septets if encoding is Encoding.GSM_7 else _units_of_16_bits
    units = sum(map(width, text))
    costly = [
        character
        for character in text
        if (character not in BASIC and character not in EXTENSION) or (not foreign and width(character) > 1)
    ]
    segments = (text,) if 0 < units <= SINGLE[encoding] else tuple(_cut(text, width, JOINED[encoding]))
    return Message(text, encoding, units, segments, tuple(dict.fromkeys(costly)))


def unaccented(text: str) -> str:
    """A text without the marks of Vietnamese letters: every letter of it is in GSM-7, and a reader still understands it.

    >>> unaccented("Bảo hiểm y tế – 105.300 đồng")
    'Bao hiem y te - 105.300 dong'
    """
    replaced = "".join(UNACCENTED_SIGNS.get(character, character) for character in nfc(text))
    bare = (part for part in unicodedata.normalize("NFD", replaced) if not unicodedata.combining(part))
    return unicodedata.normalize("NFC", "".join(bare))


def _septets(character: str) -> int:
    return 2 if character in EXTENSION else 1


def _units_of_16_bits(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1


def _cut(text: Iterable[str], width: Callable[[str], int], room: int) -> Iterator[str]:
    """Segments filled one after the other; a character that does not fit as a whole begins the next."""
    segment: list[str] = []
    used = 0
    for character in text:
        if used + width(character) > room:
            yield "".join(segment)
            segment, used = [], 0
        segment.append(character)
        used += width(character)
    if segment:
        yield "".join(segment)
