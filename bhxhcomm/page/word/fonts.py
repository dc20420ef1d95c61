"""The fonts inside a Word file: which family has which letter, and subsets that make the file look right anywhere.

A subset holds the whole alphabet of the language and ASCII beside the letters used, so that words can be edited. It is
embedded obfuscated, as ISO/IEC 29500-1, 17.8.1 asks, and only where the font's own flags allow it in editable documents.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from unicodedata import category
from uuid import UUID

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem, Severity, error
from bhxhcomm.language.registry import UnknownLanguage, language
from bhxhcomm.page.checks.laid_out import IGNORED
from bhxhcomm.page.measuring.fonts import FontFile, coverage, lends, lent
from bhxhcomm.page.word.xml import Element, el, val

SLOTS = {(400, "normal"): "Regular", (700, "normal"): "Bold", (400, "italic"): "Italic", (700, "italic"): "BoldItalic"}
"""The four faces of a family that Word knows, by weight and style, in the order of the font table."""
PUNCTUATION = "\u00a0–—‘’“”„…•·×÷−±≤≥≠→°²³½¼¾§©®«»€"
COMPLEX = (
    (0x0590, 0x08FF),
    (0x0900, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x1950, 0x19FF),
    (0x1A20, 0x1AAF),
    (0xA9E0, 0xA9FF),
    (0xAA00, 0xAA5F),
    (0xAA60, 0xAADF),
)
"""Blocks that Word sets as complex script: Hebrew to Arabic, Indic to Tibetan, Myanmar, Khmer, Tai, Cham, Tai Viet."""
UNKNOWN_TABLES = ["Silt"]
"""Tables of SIL's fonts that say how they were made. fontTools drops them too, but complains of each."""
_RESTRICTED, _PREVIEW, _EDITABLE, _NO_SUBSET, _BITMAP = 0x2, 0x4, 0x8, 0x100, 0x200
"""`fsType` of the table OS/2 (OpenType specification): what the licence lets a document do with the font."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One face in the file: its slot of the font table, its obfuscated bytes, and the key (a GUID) that they need."""

    family: str
    slot: str
    key: str
    data: bytes
    whole: bool


@dataclass(frozen=True, slots=True)
class _Nature:
    """What the font table says of a family, and the licence flags of the file."""

    flags: int
    panose: str
    signature: tuple[tuple[str, str], ...]


def is_complex(character: str) -> bool:
    """Whether Word takes the character for complex script."""
    return any(first <= ord(character) <= last for first, last in COMPLEX)


def needs_glyph(character: str) -> bool:
    """Whether a reader would see that no font has the character."""
    return character not in IGNORED and category(character) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cs")


class Faces:
    """The families of one document, first choice first, with what each covers and what was used of it.

    `base` sets whatever no run says otherwise of: the first family that lends all it has, which has figures and names. The
    family of another script stands before it, for its own letters (`script_family`, the same as `base` where there is none).
    """

    def __init__(self, families: Sequence[str], files: Sequence[FontFile]) -> None:
        self.files = {
            (font.family, SLOTS[font.weight, font.style]): font for font in files if (font.weight, font.style) in SLOTS
        }
        self.families = tuple(family for family in families if (family, "Regular") in self.files)
        if not self.families:
            raise error("font-missing", _("none of the fonts given has a regular face"))
        self.base = next((family for family in self.families if not lent(family)), self.families[0])
        self.script_family = next((family for family in self.families if lent(family)), self.base)
        self._covers = {family: lendable(self.files[family, "Regular"]) for family in self.families}
        self._simple = simple(self.files[self.base, "Regular"])
        self.used: dict[str, set[str]] = {family: set() for family in self.families}
        self.slots: set[str] = {"Regular", "Bold"}
        self.missing: set[str] = set()

    def pieces(self, text: str, families: Sequence[str] = ()) -> Iterator[tuple[str, bool, str]]:
        """The text in pieces of one family: its name, whether it is complex script, the piece. What no font has is noted.

        `families` are those of its language where it is not that of the document; they stand before the document's.
        """
        known = tuple(family for family in families if family in self._covers)
        order = tuple(dict.fromkeys((*known, *self.families)))
        letters = set(text)
        if letters <= self._simple and order == self.families:
            self.used[self.base] |= letters
            yield from [(self.base, False, text)] if text else []
            return
        waiting, now = "", (next((family for family in order if not lent(family)), self.base), False)
        for cluster in _clusters(text):
            family = self._family(cluster, now[0], order)
            kind = (family, is_complex(cluster[0]) or (now == (family, True) and not cluster[0].isalnum()))
            if kind != now and waiting:
                yield *now, waiting
                waiting = ""
            waiting, now = waiting + cluster, kind
            self.used[kind[0]].update(cluster)
        if waiting:
            yield *now, waiting

    def _family(self, cluster: str, before: str, families: Sequence[str]) -> str:
        wanted = {ord(character) for character in cluster if needs_glyph(character)}
        order = families if cluster[0].isalnum() else (before, *families)
        for family in order:
            if wanted <= self._covers[family]:
                return family
        self.missing.update(
            chr(code) for code in wanted if not any(code in self._covers[family] for family in self.families)
        )
        return next((family for family in order if ord(cluster[0]) in self._covers[family]), before)

    def embed(self, lang: str) -> tuple[list[Embedded], list[Problem]]:
        """The faces of the families used, as subsets; a warning for each whose licence forbids it."""
        embedded, problems = [], []
        for family in self.families:
            if not self.used[family]:
                continue
            characters = self._characters(family, lang)
            for slot in SLOTS.values():
                font = self.files.get((family, slot))
                if font is None or slot not in self.slots:
                    continue
                flags = nature(font).flags
                if not may_embed(flags):
                    message = _("the licence of the font {name} forbids to embed it in a Word file that can be edited")
                    problems.append(
                        Problem(
                            "font-not-embedded",
                            message.format(name=f"{family} {slot}"),
                            hint=_("Whoever opens the file needs the font on the machine."),
                            severity=Severity.WARNING,
                        )
                    )
                    continue
                whole = bool(flags & _NO_SUBSET)
                key, data = _obfuscated_subset(font, frozenset() if whole else characters)
                embedded.append(Embedded(family, slot, key, data, whole))
        return embedded, problems

    def _characters(self, family: str, lang: str) -> frozenset[int]:
        """What the subset holds: alphabet, ASCII, punctuation, the whole block of a complex script, and what was used."""
        codes = set(alphabet(lang)) | {ord(character) for character in self.used[family]}
        for first, last in COMPLEX:
            if any(first <= ord(character) <= last for character in self.used[family]):
                codes.update(range(first, last + 1))
        return frozenset(codes & self._covers[family])


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that stand on them."""
    waiting = ""
    for character in text:
        if waiting and category(character)[0] != "M":
            yield waiting
            waiting = ""
        waiting += character
    if waiting:
        yield waiting


@cache
def alphabet(lang: str) -> frozenset[int]:
    """The letters that an editor of this language types, of Vietnamese, and ASCII."""
    letters = set(map(chr, range(0x20, 0x7F))) | set(PUNCTUATION)
    for name in dict.fromkeys(("vi", lang)):
        try:
            exemplar = language(name).exemplar
        except UnknownLanguage:
            continue
        for group in (*exemplar.main, *exemplar.auxiliary, *exemplar.punctuation):
            letters.update(group, group.upper())
    return frozenset(map(ord, letters))


def may_embed(flags: int) -> bool:
    """Whether `fsType` allows the font in a document that is to be edited. The least restrictive of its bits counts."""
    if flags & _BITMAP:
        return False
    return bool(flags & _EDITABLE) or not flags & (_RESTRICTED | _PREVIEW)


@cache
def lendable(font: FontFile) -> frozenset[int]:
    """Those of its code points that a font file may set (`characters` in assets/fonts.yaml)."""
    return frozenset(code for code in coverage(font) if lends(font.family, chr(code)))


@cache
def simple(font: FontFile) -> frozenset[str]:
    """The characters of a font file that ask for no other family and are not complex script."""
    return frozenset(character for character in map(chr, lendable(font)) if not is_complex(character))


@cache
def natural_height(font: FontFile) -> float:
    """How high a line of a font is that nobody says anything of, in type sizes (`hhea`)."""
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as face:
        table = face["hhea"]
        return float(table.ascent - table.descent + table.lineGap) / float(face["head"].unitsPerEm)


@cache
def nature(font: FontFile) -> _Nature:
    """Licence flags, PANOSE and signature of a font file, from its table OS/2."""
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as face:
        table = face["OS/2"]
        panose = "".join(
            f"{getattr(table.panose, 'b' + part):02X}"
            for part in (
                "FamilyType",
                "SerifStyle",
                "Weight",
                "Proportion",
                "Contrast",
                "StrokeVariation",
                "ArmStyle",
                "LetterForm",
                "Midline",
                "XHeight",
            )
        )
        unicode_ranges = [(f"w:usb{number}", f"ulUnicodeRange{number + 1}") for number in range(4)]
        code_pages = [(f"w:csb{number}", f"ulCodePageRange{number + 1}") for number in range(2)]
        signature = tuple(
            (key, f"{getattr(table, field, 0) & 0xFFFFFFFF:08X}") for key, field in unicode_ranges + code_pages
        )
        return _Nature(table.fsType, panose, signature)


@lru_cache(maxsize=64)
def _obfuscated_subset(font: FontFile, characters: frozenset[int]) -> tuple[str, bytes]:
    """Key and obfuscated bytes of a subset, or of the whole font where no characters are given."""
    body = font.path.read_bytes()
    if sha256(body).hexdigest() != font.sha256:
        raise error("resource-changed", _("the font {name} has changed").format(name=f"{font.family} {font.weight}"))
    if characters:
        body = _subset(body, characters)
    key = str(UUID(bytes=sha256(body).digest()[:16])).upper()
    return f"{{{key}}}", obfuscated(body, key)


def _subset(body: bytes, characters: frozenset[int]) -> bytes:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.notdef_outline = True
    options.drop_tables += UNKNOWN_TABLES
    # Kerning is off in Word unless a style asks for it, and takes longer to subset than all the rest.
    options.layout_features = [feature for feature in options.layout_features if feature != "kern"]
    with TTFont(io.BytesIO(body), recalcTimestamp=False, lazy=True) as face:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(face)
        out = io.BytesIO()
        face.save(out)
    return out.getvalue()


def obfuscated(body: bytes, key: str) -> bytes:
    """The first 32 bytes exclusive-or the key read backwards (ISO/IEC 29500-1, 17.8.1). Done twice it gives the font back."""
    mask = UUID(key.strip("{}")).bytes[::-1] * 2
    return bytes(one ^ other for one, other in zip(body, mask, strict=False)) + body[32:]


def font_table(faces: Faces, embedded: Iterable[Embedded], relations: dict[tuple[str, str], str]) -> Element:
    """The font table. `relations` names the relationship of each embedded face by family and slot."""
    table = el("w:fonts")
    by_family: dict[str, list[Embedded]] = {}
    for face in embedded:
        by_family.setdefault(face.family, []).append(face)
    for family in faces.families:
        known = nature(faces.files[family, "Regular"])
        font = el(
            "w:font",
            {"w:name": family},
            val("w:panose1", known.panose),
            val("w:charset", "00"),
            val("w:family", "auto"),
            val("w:pitch", "variable"),
            el("w:sig", dict(known.signature)),
        )
        for face in by_family.get(family, ()):
            attributes = {"r:id": relations[family, face.slot], "w:fontKey": face.key}
            font.append(el(f"w:embed{face.slot}", attributes | ({} if face.whole else {"w:subsetted": "1"})))
        table.append(font)
    return table
