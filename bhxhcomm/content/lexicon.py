"""The lexicon file of a workspace: how its abbreviations and words are read aloud, laid over the shipped lexicon."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from bhxhcomm.content import validate, yaml_reading
from bhxhcomm.content.nodes import Mapping, Scalar
from bhxhcomm.content.shapes import Line, Shape
from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problems
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.spoken import read
from bhxhcomm.language.spoken.lexicon import FILE, FORMAT, SECTIONS, Lexicon, over_shipped, shipped
from bhxhcomm.language.spoken.reserved import LexiconConflict, conflict

__all__ = ["FILE", "FORMAT", "LexiconFile", "checked", "of_workspace", "shipped"]

Sayings = dict[Line, Line]


class LexiconFile(Shape):
    """A lexicon: on the left what is written, on the right what is said."""

    format: Literal["lexicon/1"] = Field(description=N_("Format and version of this file"))
    abbreviations: Sayings = Field(
        default_factory=dict,
        description=N_("Abbreviations, matched exactly, with their capitals and full stops"),
    )
    words: Sayings = Field(
        default_factory=dict, description=N_("Words said otherwise than they are spelt, in small and capital letters")
    )
    units: Sayings = Field(default_factory=dict, description=N_("Units behind a number, such as km"))
    per: Sayings = Field(default_factory=dict, description=N_("Words that a slash behind a unit leads to: đồng/tháng"))
    kinds: Sayings = Field(
        default_factory=dict, description=N_("Kinds of legal documents in their numbers, such as NĐ")
    )
    issuers: Sayings = Field(
        default_factory=dict, description=N_("Who issued a legal document, in its number, such as CP")
    )
    addresses: Sayings = Field(default_factory=dict, description=N_("Parts of web and mail addresses, such as gov"))
    letters: Sayings = Field(default_factory=dict, description=N_("Names of letters"))


def checked(node: Mapping, problems: Problems) -> Lexicon | None:
    """The lexicon that the nodes of a file describe, None after reporting that they do not describe one."""
    file = validate.validate(LexiconFile, node, problems)
    if file is None:
        return None
    found = Lexicon(
        **{name: {nfc(key): nfc(str(said).strip()) for key, said in getattr(file, name).items()} for name in SECTIONS}
    )
    whole = shipped().extended(found)
    for name in SECTIONS:
        for key, said in getattr(file, name).items():
            _check(name, str(key), said, whole, problems)
    return found


def of_workspace(root: Path) -> Lexicon:
    """The lexicon as a workspace has it. Raises `ContentError` with everything that is wrong with its file."""
    problems = Problems()
    path = root / FILE
    if not path.is_file():
        return shipped()
    node = yaml_reading.read(path, FILE, problems)
    ready = node is not None and validate.check_format(node, FORMAT, problems)
    own = checked(node, problems) if node is not None and ready else None
    problems.raise_errors()
    return over_shipped(own)


def _check(section: str, key: str, said: Scalar, lexicon: Lexicon, problems: Problems) -> None:
    """What is said must be words, for it is not read again; and no figure may become another by it."""
    found = conflict(section, key, str(said))
    if found is not None:
        _refuse(found, key, said, problems)
        return
    again = read(said, lexicon=lexicon)
    if not again.is_whole or again.spoken != nfc(said.strip()):
        problems.error(
            "lexicon-unsaid",
            _("“{said}”, which is to be said for “{written}”, is itself not written as it is said").format(
                said=said, written=key
            ),
            said.place,
            _("write it out: {spoken}").format(spoken=again.spoken) if again.is_whole else _("write it in words"),
        )


def _refuse(found: LexiconConflict, key: str, said: Scalar, problems: Problems) -> None:
    """Report an entry that would change a figure, or that hides one."""
    if found is LexiconConflict.LETTERS:
        problems.error(
            "lexicon-letters",
            _("“{written}” has a letter that only looks like another one, or a sign that nobody sees").format(
                written=key
            ),
            said.place,
            _("type it anew, with the letters of the keyboard"),
        )
        return
    message = {
        LexiconConflict.OTHER: _("numbers, units and dates are read by rules: “{said}” cannot be said for “{written}”"),
        LexiconConflict.HIDDEN: _("“{said}” says a figure that nobody sees in “{written}”"),
        LexiconConflict.NO_WORD: _(
            "“{written}” has digits or signs alone, which are read by rules: “{said}” cannot be said"
        ),
    }[found]
    hint = (
        _("take the line out, and write the figure in the text, as a placeholder of its fact")
        if found is LexiconConflict.HIDDEN
        else _("take the line out; a lexicon is for names, abbreviations, places and foreign words")
    )
    problems.error("lexicon-figure", message.format(said=said, written=key), said.place, hint)
