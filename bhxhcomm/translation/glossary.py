"""The glossary of a language: which word was agreed on for a term (BHYT, hộ cận nghèo …), and where that stands.

`locales/glossary/<lang>.csv` in the workspace: `term,rendering,source`. A term may have several renderings, one a line; one
without any is a term to agree on, and is filled in when a translation that is exactly this term is approved.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems, error
from bhxhcomm.language import invisible
from bhxhcomm.language.normalise import nfc
from bhxhcomm.translation.faithful import TranslationFinding

FOLDER = "locales/glossary"
HEADER = ("term", "rendering", "source")
MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Term:
    """One line: a Vietnamese term, what it is in the language (empty while nobody has agreed), and who says so."""

    term: str
    rendering: str
    source: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of one language, in the order of the file."""

    terms: tuple[Term, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether there is any term with a rendering."""
        return any(term.rendering for term in self.terms)

    def findings(self, source: str, target: str) -> list[TranslationFinding]:
        """Terms of the source that the translation renders in another way than agreed."""
        if not self.is_agreed:
            return []
        agreed: dict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            if term.rendering:
                agreed[term.term].append(term.rendering)
        words, own = _padded(source), _folded(target)
        return [
            TranslationFinding(
                "glossary",
                _("“{term}” was agreed to be “{rendering}”, which is not in this translation").format(
                    term=term, rendering="” / “".join(renderings)
                ),
                _("write it as agreed, or add the other rendering to the glossary"),
            )
            for term, renderings in agreed.items()
            if _padded(term) in words and not any(_folded(one) in own for one in renderings)
        ]


def _folded(text: str) -> str:
    return " ".join(nfc(text).casefold().split())


def _padded(text: str) -> str:
    """A text whose words stand between spaces, so that only whole words are found."""
    return " " + " ".join("".join(char if char.isalnum() else " " for char in _folded(text)).split()) + " "


def path_of(root: Path, lang: str) -> Path:
    """Where the glossary of a language is kept."""
    return root / FOLDER / f"{lang}.csv"


def read(root: Path, lang: str) -> Glossary:
    """The glossary of a language; an empty one where there is no file. Raises `ContentError`."""
    path = path_of(root, lang)
    if not path.exists() and not path.is_symlink():
        return Glossary()
    shown = path.relative_to(root).as_posix()
    problems = Problems()
    data = opening.read(path, root, most=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.error("encoding", _("the file is not UTF-8"), Place(shown), _("save it as CSV UTF-8"))
        problems.raise_errors()
        raise
    for sign in invisible.invisible(text):
        line = text.count("\n", 0, sign.offset) + 1
        column = sign.offset - text.rfind("\n", 0, sign.offset)
        problems.error("invisible-sign", sign.message, Place(shown, line, column), sign.hint)
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error as exc:
        raise error("glossary-line", _("this is no CSV file: {why}").format(why=exc), Place(shown)) from None
    terms = []
    if rows and tuple(cell.strip() for cell in rows[0]) != HEADER:
        problems.error(
            "glossary-header",
            _("the first line is not “{header}”").format(header=",".join(HEADER)),
            Place(shown, 1, 1),
            _("write it as the first line; columns are parted by commas"),
        )
    for number, row in enumerate(rows[1:], 2):
        cells = [nfc(cell.strip()) for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(HEADER) or not cells[0]:
            problems.error(
                "glossary-line",
                _("this line does not have a term, a rendering and a source"),
                Place(shown, number, 1),
                _("put a text that holds a comma in quotes"),
            )
        elif cells[1] and not cells[2]:
            problems.error(
                "glossary-source",
                _("it is not said where the rendering of “{term}” comes from").format(term=cells[0]),
                Place(shown, number, 1),
                _("name the dictionary, the document or the person"),
            )
        else:
            terms.append(Term(*cells))
    problems.raise_errors()
    return Glossary(tuple(terms))


def written(glossary: Glossary) -> bytes:
    """The file of a glossary."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows((term.term, term.rendering, term.source) for term in glossary.terms)
    return out.getvalue().encode()


def grown(glossary: Glossary, approved: Iterable[tuple[str, str]], source: str) -> Glossary:
    """The glossary with what approved translations (pairs of source and target) say of terms nobody had agreed on."""
    known = {_folded(text): target for text, target in approved if target}
    return Glossary(
        tuple(
            Term(term.term, known[_folded(term.term)], source)
            if not term.rendering and _folded(term.term) in known
            else term
            for term in glossary.terms
        )
    )
