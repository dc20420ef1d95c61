"""Typed text becomes runs: marks as direct formatting, links as hyperlinks, each run in a family that has its letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import FigureSpan, Mark, Text, shown
from bhxhcomm.page.measuring import letters
from bhxhcomm.page.measuring.fonts import families_for
from bhxhcomm.page.measuring.lines import NBSP
from bhxhcomm.page.word.fonts import Faces
from bhxhcomm.page.word.xml import Element, el, name, val

WORDS_TAGS = {"vi": "vi-VN", "km": "km-KH"}
"""Tags of languages that Word knows only with a region."""

_SOFT_HYPHEN = "\u00ad"
_LINE_ENDS = re.compile(r"[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]")


class Runs:
    """Writes the runs of one language of a document. `link` hands out the relationship of an address; `page` is the language
    of the document, where this is another one that stands beside it."""

    def __init__(
        self, lang: str, labels: Mapping[str, str], faces: Faces, link: Callable[[str], str], page: str = ""
    ) -> None:
        self._lang = lang
        self._page = page or lang
        self._faces = faces
        self._link = link
        units = sorted(
            (one for key, word in labels.items() if key.startswith("unit_") for one in word.split("|") if one), key=len
        )
        self._before_unit = re.compile(rf"(?<=\d) (?=(?:{'|'.join(map(re.escape, [*reversed(units), '%']))})(?!\w))")

    def text(self, text: Text) -> list[Element]:
        """The runs of a typed text. A number and its unit hold together."""
        whole = "".join(shown(span, self._lang) for span in text)
        bound = self._before_unit.sub(NBSP, _LINE_ENDS.sub(" ", whole))
        runs: list[Element] = []
        start = 0
        for span in text:
            end = start + len(shown(span, self._lang))
            words = bound[start:end]
            if isinstance(span, FigureSpan) and span.figure.unit is not Unit.TEXT and span.form is not Form.WORDS:
                words = words.replace(" ", NBSP)
            if span.link:
                inner = self._runs(words, span.mark, style="Hyperlink", lang=span.lang)
                runs.append(el("w:hyperlink", {"r:id": self._link(span.link), "w:history": "1"}, *inner))
            else:
                runs += self._runs(words, span.mark, lang=span.lang)
            start = end
        return runs

    def words(self, words: str, mark: Mark = Mark.NONE) -> list[Element]:
        """The runs of plain words."""
        return self._runs(self._before_unit.sub(NBSP, words), mark)

    def unbroken(self, words: str) -> list[Element]:
        """The runs of plain words whose hyphens end no line. Word copies such a hyphen as a plain one."""
        runs = self._runs(words, Mark.NONE)
        for text in [text for run in runs for text in run.findall(name("w:t"))]:
            run, at = text.getparent(), text.getparent().index(text)
            run.remove(text)
            run[at:at] = [
                el("w:noBreakHyphen") if part == "-" else el("w:t", {"xml:space": "preserve"}, part)
                for part in re.split("(-)", text.text or "")
                if part
            ]
        return runs

    def sized(self, words: str, half_points: int) -> list[Element]:
        """The runs of plain words in another size of type."""
        runs = self.words(words)
        for run in runs:
            resize(run, half_points)
        return runs

    def revised(self, state: str, words: str) -> list[Element]:
        """Words of a changed text: struck through when they are gone, underlined when they are new."""
        runs = self.words(words)
        for run in runs if state != "same" else ():
            if run[0].tag != name("w:rPr"):
                run.insert(0, el("w:rPr"))
            # Before `w:cs` and `w:lang`, which come last.
            mark = el("w:strike") if state == "gone" else val("w:u", "single")
            run[0].insert(sum(item.tag not in (name("w:cs"), name("w:lang")) for item in run[0]), mark)
        return runs

    def linked(self, words: str, link: str) -> list[Element]:
        """Words that lead to an address."""
        runs = self._runs(words, Mark.NONE, style="Hyperlink")
        return [el("w:hyperlink", {"r:id": self._link(link), "w:history": "1"}, *runs)]

    def _runs(self, words: str, mark: Mark, style: str = "", lang: str = "") -> list[Element]:
        """The runs of words in one mark; `lang` is the registry id of their language where it is not that of these runs."""
        runs = []
        lang = lang or self._lang
        other = lang if lang != self._page else ""
        for family, is_complex, piece in self._faces.pieces(words, families_for(other).body if other else ()):
            properties = el("w:rPr")
            if style:
                properties.append(val("w:rStyle", style))
            if family != self._faces.base:
                properties.append(fonts_of(family))
            if mark is Mark.STRONG or (mark is Mark.EMPHASIS and is_complex):
                # There are no slanted faces of these scripts, and Word would lean the letters by itself.
                properties.extend([el("w:b"), el("w:bCs")])
            elif mark is Mark.EMPHASIS:
                properties.extend([el("w:i"), el("w:iCs")])
                self._faces.slots.add("Italic")
            if is_complex:
                properties.append(el("w:cs"))
            if other:
                properties.append(language(words_tag(letters.page_tag(other))))
            runs.append(el("w:r", {}, *([properties] if len(properties) else []), *_characters(piece)))
        return runs


def resize(run: Element, half_points: int) -> None:
    """Set a run in another size of type."""
    if not len(run) or run[0].tag != name("w:rPr"):
        run.insert(0, el("w:rPr"))
    # Before `w:cs` and `w:lang`, which come last.
    at = sum(item.tag not in (name("w:cs"), name("w:lang")) for item in run[0])
    for place, tag in enumerate(("w:sz", "w:szCs")):
        run[0].insert(at + place, val(tag, half_points))


def words_tag(tag: str) -> str:
    """A BCP 47 tag as Word knows it."""
    return WORDS_TAGS.get(tag, tag)


def language(tag: str) -> Element:
    """The language of a run, for every kind of script."""
    return el("w:lang", {"w:val": tag, "w:eastAsia": tag, "w:bidi": tag})


def fonts_of(family: str, complex_family: str = "") -> Element:
    """One family for every kind of script, or another for complex ones. No theme font stands beside it: that would win."""
    return el(
        "w:rFonts",
        {f"w:{slot}": family for slot in ("ascii", "hAnsi", "eastAsia")} | {"w:cs": complex_family or family},
    )


def _characters(piece: str) -> list[Element]:
    """The text of a run; soft hyphens are elements of their own in Word."""
    parts: list[Element] = []
    for number, part in enumerate(piece.split(_SOFT_HYPHEN)):
        if number:
            parts.append(el("w:softHyphen"))
        if part:
            parts.append(el("w:t", {"xml:space": "preserve"}, part))
    return parts
