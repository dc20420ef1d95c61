"""Checks on the output: what was laid out is compared with what went in. Nothing is lost in silence.

Each failure is a `Problem` with a stable code: `text-lost`, `panel-overflow`, `does-not-fit`, `ink-cut`, `heading-alone`,
`page-count`, `missing-glyph`, `mixed-fonts`, `foreign-font`, `draft-mark`, `type-too-small`, `low-contrast`;
`low-resolution` is a warning.
The measures themselves are returned as well.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any
from unicodedata import name as character_name

from bhxhcomm.core.i18n import _, joined, ngettext
from bhxhcomm.core.problems import Place, Problem, Severity
from bhxhcomm.language.checks import script_of
from bhxhcomm.page.engine.boxes import MM, PT, Colour, PlacedBox

TOLERANCE_PX = 0.3
LEAST_PT: Mapping[str, float] = {"body": 9.5, "table": 9.0, "note": 8.0}
LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
LEAST_DPI: Mapping[str, int] = {"office": 200, "press": 300}
"""Dots an inch of raster pictures, by purpose."""
LEAST_DRAFT_PT = 9.0
IGNORED = frozenset("\u00ad\u200b\u2060\ufeff")
"""Characters that steer line breaks and are never seen: soft hyphen, zero-width space, word joiner."""
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u17b4-\u17d3\u17dd\uaa29-\uaa36\uaa43\uaa4c\uaa4d\uaab0-\uaac1])*"
)
"""A letter, and the letters and marks that follow it."""
_UNSEEN = re.compile(rf"[\s{''.join(sorted(IGNORED))}]+")


def visible_text(text: str) -> str:
    """The characters that must reach the page: no white space of any kind, no break marks."""
    return _UNSEEN.sub("", text)


def page_count(found: int, wanted: int) -> list[Problem]:
    """The number of pages must be that of the sheets; 0 sheets stand for a text that runs over as many as it needs."""
    if wanted in (found, 0):
        return []
    message = ngettext(
        "the output has {found} page, but must have {wanted}",
        "the output has {found} pages, but must have {wanted}",
        found,
    )
    return [Problem("page-count", message.format(found=found, wanted=wanted))]


def text_conserved(root: Any, pieces: Iterable[PlacedBox]) -> list[Problem]:
    """Every character of every panel, in order, must be in the visible text that was laid out on it."""
    wanted = {
        element.get("data-panel"): "".join(element.itertext()) for element in root.iter() if element.get("data-panel")
    }
    laid: defaultdict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        if piece.kind == "text" and piece.visible and not piece.generated:
            laid[piece.panel].append(piece.text)
    body = root.find("body")
    inside = sum(len(visible_text(text)) for text in wanted.values())
    problems = []
    if body is not None and len(visible_text("".join(body.itertext()))) != inside:
        problems.append(Problem("text-lost", _("there is text outside of all panels")))
    for panel, text in wanted.items():
        found = visible_text("".join(laid.get(panel, ())))
        if visible_text(text) != found:
            message = _("text is lost on panel “{panel}”, from here on: “{words}”")
            problems.append(Problem("text-lost", message.format(panel=panel, words=_first_lost(text, found))))
    return problems


def _first_lost(text: str, found: str) -> str:
    """The words at which `text` and the characters found part."""
    at = 0
    for index, character in enumerate(text):
        if not visible_text(character):
            continue
        if at >= len(found) or found[at] != character:
            return " ".join(text[index : index + 60].split())
        at += 1
    return found[at : at + 40]


Sticking = Mapping[str, Mapping[str, tuple[float, str]]]
"""By panel and side, how far the worst piece sticks out (px), and words of it."""


def sticking_out(pieces: Iterable[PlacedBox], page_width: float, page_height: float) -> Sticking:
    """What leaves its panel or the page."""
    worst: defaultdict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for piece in pieces:
        for side, distance in _distances(piece, page_width, page_height):
            if distance > worst[piece.panel].get(side, (TOLERANCE_PX, ""))[0]:
                worst[piece.panel][side] = (distance, piece.text or worst[piece.panel].get(side, (0.0, ""))[1])
    return {panel: sides for panel, sides in worst.items() if sides}


def overflow(
    found: Sticking, *, but: Iterable[str] = (), on_screen: bool = False
) -> tuple[list[Problem], dict[str, float]]:
    """Nothing may leave its panel. Returns the problems and, by panel, how far the worst piece sticks out (mm).

    Nothing is said of the foot of the panels named by `but`, of which another check says more.
    """
    messages = {
        "bottom": _("the text on panel “{panel}” is {amount} too long"),
        "top": _("panel “{panel}” sticks out {amount} at the top"),
        "left": _("panel “{panel}” sticks out {amount} at the left"),
        "right": _("panel “{panel}” sticks out {amount} at the right"),
    }
    problems, by_panel, told = [], {}, frozenset(but)
    for panel, sides in found.items():
        for side, (distance, words) in sides.items():
            if side == "bottom" and panel in told:
                continue
            said = messages[side].format(panel=panel or "–", amount=length(distance, on_screen=on_screen))
            if words and side != "bottom":
                said = joined(": ", [said, f"“{words[:40]}”"])
            hint = (
                _("Shorten the text, or move a section to another panel.")
                if side == "bottom"
                else _("Break the long word, or give the table fewer columns or shorter words.")
            )
            problems.append(Problem("panel-overflow", said, hint=hint))
        by_panel[panel] = round(max(distance for distance, _words in sides.values()) * MM, 2)
    return problems, by_panel


def length(distance: float, *, on_screen: bool) -> str:
    """A length (CSS px) as whoever mends it measures: in pixels of a picture, in millimetres of paper; at least 1."""
    return f"{max(1, math.ceil(distance))} px" if on_screen else f"{max(1, round(distance * MM))} mm"


ROOM = 0.1
"""The share of a panel that must be free for another panel's text to be advised to go there."""


def ink_cut(pieces: Iterable[PlacedBox]) -> list[Problem]:
    """No letter may be cut at the edge of the page, a box or a band: the ink counts, which marks carry beyond their line."""
    problems: dict[tuple[str, str], Problem] = {}
    message = _(
        "on panel “{panel}” the letters of “{words}” are cut off: they reach {mm} mm beyond the edge of their band"
    )
    for piece in pieces:
        if piece.kind == "text" and piece.visible and piece.cut > TOLERANCE_PX:
            said = message.format(panel=piece.panel or "–", words=piece.text.strip()[:40], mm=f"{piece.cut * MM:.2g}")
            hint = _("Give it a higher band or a smaller size in the style sheet.")
            problems.setdefault((piece.panel, piece.text), Problem("ink-cut", said, hint=hint))
    return list(problems.values())


def does_not_fit(
    found: Sticking, pieces: Sequence[PlacedBox], filled: Mapping[str, float] | None = None
) -> list[Problem]:
    """What is still too long at the least scale: in which panel, and how much must go, in mm, lines and words.

    `filled` is how full each panel is: the hint names the emptiest one, where there is one with room.
    """
    problems = []
    hint = _("Shorten the text, or move a section to another panel.")
    emptiest = min(filled, key=lambda panel: filled[panel]) if filled else ""
    if filled and filled[emptiest] <= 1 - ROOM:
        hint = _("Shorten the text, or move a section to another panel: {free} % of “{panel}” is free.").format(
            free=round(100 * (1 - filled[emptiest])), panel=emptiest
        )
    for panel, sides in found.items():
        if "bottom" not in sides:
            continue
        over = sides["bottom"][0]
        texts = [
            piece
            for piece in pieces
            if piece.panel == panel and piece.kind == "text" and piece.role == "body" and not piece.draft
        ]
        line = max((piece.area.bottom - piece.area.top for piece in _commonest(texts)), default=over)
        lines = max(1, math.ceil(over / line))
        in_a_line = len(" ".join(piece.text for piece in texts).split()) / max(
            1, len({_line(piece) for piece in texts})
        )
        message = _(
            "the text on panel “{panel}” does not fit, even in type of {size} pt: about {lines} lines must go, "
            "that is {words} words ({mm} mm)"
        )
        size = min((piece.size * PT for piece in _commonest(texts)), default=0.0)
        said = message.format(
            panel=panel,
            size=f"{size:.1f}",
            lines=lines,
            words=max(1, round(lines * in_a_line)),
            mm=max(1, round(over * MM)),
        )
        problems.append(Problem("does-not-fit", said, hint=hint))
    return problems


def _line(piece: PlacedBox) -> tuple[int, int]:
    return round(piece.area.top), round(piece.bounds.left)


def _commonest(texts: Sequence[PlacedBox]) -> list[PlacedBox]:
    """The pieces in the size of type in which most characters are set."""
    by_size: defaultdict[float, int] = defaultdict(int)
    for piece in texts:
        by_size[round(piece.size, 2)] += len(piece.text)
    most = max(by_size, key=lambda size: by_size[size], default=0.0)
    return [piece for piece in texts if round(piece.size, 2) == most]


def _distances(piece: PlacedBox, width: float, height: float) -> Iterable[tuple[str, float]]:
    area, bounds = piece.area, piece.bounds
    if piece.kind == "text" and not visible_text(piece.text):
        return
    yield "left", max(bounds.left, 0.0) - area.left
    yield "top", max(bounds.top, 0.0) - area.top
    yield "right", area.right - min(bounds.right, width)
    yield "bottom", area.bottom - min(bounds.bottom, height)


def missing_glyphs(codepoints: Iterable[int], pieces: Sequence[PlacedBox]) -> list[Problem]:
    """Every character must be in one of the fonts."""
    problems = []
    for code in sorted(set(codepoints)):
        character = chr(code)
        panels = sorted(
            {piece.panel for piece in pieces if piece.kind == "text" and character in piece.text and piece.panel}
        )
        message = _("no font has the character {character} (U+{code}, {name}) on panel {panels}")
        said = message.format(
            character=character,
            code=f"{code:04X}",
            name=character_name(character, "?").lower(),
            panels=", ".join(f"“{panel}”" for panel in panels) or "–",
        )
        problems.append(Problem("missing-glyph", said, hint=_("Use another character, or an icon.")))
    return problems


def mixed_fonts(pieces: Iterable[PlacedBox], covers: Mapping[str, frozenset[int]]) -> list[Problem]:
    """No word may be set in two fonts: its letters would not match. `covers` are the code points that each family may set."""
    problems: dict[tuple[str, str], Problem] = {}
    setting: dict[tuple[str, ...], dict[str, str]] = {}
    """For each list of families, which of them sets a character."""
    message = _("the word “{word}” on panel “{panel}” is set in two fonts: {fonts}")
    for piece in pieces:
        families = tuple(family for family in piece.families if family in covers)
        if piece.kind != "text" or len(families) < 2 or covers[families[0]].issuperset(map(ord, piece.text)):
            continue
        family_of = setting.setdefault(families, {})
        for character in set(piece.text) - family_of.keys():
            family_of[character] = next((family for family in families if ord(character) in covers[family]), "")
        if len({family_of[character] for character in piece.text}) == 1:
            continue
        for word in _words_of_one_script(piece.text):
            used = dict.fromkeys(family_of[character] for character in word)
            if len(used) > 1 and "" not in used and (piece.panel, word) not in problems:
                said = message.format(word=word, panel=piece.panel, fonts=", ".join(used))
                hint = _("Set the language in a font that has all its letters (`fonts` in locales/languages.yaml).")
                problems[piece.panel, word] = Problem("mixed-fonts", said, hint=hint)
    return list(problems.values())


def _words_of_one_script(text: str) -> Iterable[str]:
    """Words, cut where letters of another script begin: Khmer may stand beside an abbreviation without a space."""
    for word in _WORD.findall(text):
        if len({script_of(character) for character in set(word)} - {""}) < 2:
            yield word
            continue
        start, before = 0, ""
        for at, character in enumerate(word):
            script = script_of(character)
            if script and before and script != before:
                yield word[start:at]
                start = at
            before = script or before
        yield word[start:]


def foreign_fonts(found: Mapping[str, str], declared: Iterable[str]) -> list[Problem]:
    """Every font in the output must be, byte for byte, one of those declared. `found` gives the SHA-256 by name."""
    known = frozenset(declared)
    message = _("the font {name} is in the output, but was not declared")
    return [
        Problem("foreign-font", message.format(name=name))
        for name, digest in sorted(found.items())
        if digest not in known
    ]


def draft_marks(
    pieces: Iterable[PlacedBox], panels: Sequence[str], draft: bool, label: str
) -> tuple[list[Problem], int]:
    """A draft bears its mark on every panel, large enough and in sight; what is released bears none.

    Returns the problems and the number of marks found.
    """
    marks: defaultdict[str, str] = defaultdict(str)
    stray = 0
    for piece in pieces:
        if piece.kind != "text" or not piece.draft:
            continue
        stray += 1
        if piece.visible and piece.size * PT >= LEAST_DRAFT_PT and contrast(piece.ink, piece.ground) >= LEAST_CONTRAST:
            marks[piece.panel] += piece.text
    if not draft:
        return ([Problem("draft-mark", _("the page bears the draft mark, but is no draft"))] if stray else []), len(
            marks
        )
    message = _("panel “{panel}” does not bear the draft mark")
    wanted = visible_text(label)
    missing = [panel for panel in panels if not wanted or wanted not in visible_text(marks.get(panel, ""))]
    return [Problem("draft-mark", message.format(panel=panel)) for panel in missing], len(panels) - len(missing)


def type_sizes(
    pieces: Iterable[PlacedBox], least_pt: Mapping[str, float] | None = None
) -> tuple[list[Problem], dict[str, float]]:
    """Type must not fall below the least size of its role. Returns the problems and the smallest size found by role (pt).

    `least_pt` is what the variant asks for by role; it can raise `LEAST_PT`, never lower it.
    """
    smallest: dict[str, float] = {}
    problems: dict[tuple[str, str], Problem] = {}
    message = _("type of {size} pt on panel “{panel}” is too small; the least is {least} pt: “{words}”")
    for piece in pieces:
        if piece.kind != "text" or piece.generated or piece.draft or not visible_text(piece.text):
            continue
        size = round(piece.size * PT, 2)
        smallest[piece.role] = min(size, smallest.get(piece.role, size))
        least = max(LEAST_PT.get(piece.role, LEAST_PT["body"]), (least_pt or {}).get(piece.role, 0.0))
        if size < least - 0.01 and (piece.panel, piece.role) not in problems:
            said = message.format(size=f"{size:g}", panel=piece.panel, least=f"{least:g}", words=piece.text[:40])
            problems[piece.panel, piece.role] = Problem("type-too-small", said)
    return list(problems.values()), smallest


def contrasts(
    pieces: Iterable[PlacedBox], colours: Mapping[str, Sequence[str]] | None = None
) -> tuple[list[Problem], float]:
    """Text must stand out from the colour behind it. Returns the problems and the least contrast found.

    Each pair of colours is told once on each panel; `colours` gives the names of the theme by `#rrggbb`.
    """
    least = 21.0
    seen: dict[tuple[Colour, Colour], float] = {}
    problems: dict[tuple[str, Colour, Colour], Problem] = {}
    message = _("the text “{words}” on panel “{panel}” has a contrast of {found} ({ink} on {ground}); it needs {least}")
    for piece in pieces:
        if piece.kind != "text" or not visible_text(piece.text):
            continue
        pair = (piece.ink, piece.ground)
        found = seen.get(pair)
        if found is None:
            found = seen[pair] = contrast(*pair)
        least = min(least, found)
        if found < LEAST_CONTRAST and (piece.panel, *pair) not in problems:
            said = message.format(
                words=piece.text[:40],
                panel=piece.panel,
                found=f"{found:.1f}",
                ink=_named(piece.ink, colours or {}),
                ground=_named(piece.ground, colours or {}, ground=True),
                least=f"{LEAST_CONTRAST:g}",
            )
            problems[piece.panel, *pair] = Problem("low-contrast", said)
    return list(problems.values()), round(least, 2)


def _named(colour: Colour, names: Mapping[str, Sequence[str]], *, ground: bool = False) -> str:
    """A colour as the theme calls it, with its value; of several names, one for what it serves as here."""
    value = "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
    called = sorted(names.get(value, ()), key=lambda name: name.startswith(("on-", "ink")) == ground)
    return f"--{called[0]} {value}" if called else value


def resolutions(pictures: Iterable[tuple[str, int]], least: int) -> list[Problem]:
    """A warning for each raster picture, given by its file and its dots an inch as printed, that has too few of them."""
    message = _("the picture has {dpi} dots an inch where it is printed; {least} are needed for a clear print")
    return [
        Problem(
            "low-resolution",
            message.format(dpi=dpi, least=least),
            Place(path),
            _("Use a larger version of the picture."),
            Severity.WARNING,
        )
        for path, dpi in pictures
        if dpi < least
    ]


def headings_alone(root: Any) -> list[Problem]:
    """No heading may stand at the end of a panel, or straight before another of its level, with nothing to head."""
    problems = []
    message = _("the heading “{words}” on panel “{panel}” stands alone, with nothing below it")
    for panel in (element for element in root.iter() if element.get("data-panel")):
        for parent in panel.iter():
            children = list(parent)
            for child, after in zip_longest(children, children[1:]):
                if child.get("data-heading") is None or parent.get("class") == "head":
                    continue
                if after is None or after.get("data-foot") is not None or after.tag == child.tag:
                    words = " ".join("".join(child.itertext()).split())
                    said = message.format(words=words, panel=panel.get("data-panel"))
                    problems.append(Problem("heading-alone", said))
    return problems


def contrast(ink: Colour, ground: Colour) -> float:
    """The contrast of two opaque colours, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
