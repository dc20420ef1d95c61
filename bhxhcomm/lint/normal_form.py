"""`not-nfc`: letters typed as a base letter and separate marks, which searches miss and some fonts tear apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bhxhcomm.content import review, settings
from bhxhcomm.content.shapes import Prose, walk
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import N_, _, ngettext
from bhxhcomm.core.problems import Place, Problem
from bhxhcomm.language.normalise import is_nfc, nfc
from bhxhcomm.lint.rule import LintSubject, Rule, warning

CODE = "not-nfc"
_LETTER = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]+|[^\x00-\x7f]")


def check(subject: LintSubject) -> Iterator[Problem]:
    """Each file with such letters, at the first of them; comments count too. Then letters made by escapes."""
    for path, pack in _files(subject):
        text = subject.origins.text(path)
        if is_nfc(text):
            continue
        found = [match for match in _LETTER.finditer(text) if not is_nfc(match.group())]
        if found:
            yield _finding(subject.origins.point(path, found[0].start()), found[0].group(), len(found), pack)
    whole: dict[str, bool] = {}
    for prose, pack in _texts(subject):
        if is_nfc(prose.raw):
            continue
        path = prose.place.path
        if path not in whole:
            whole[path] = is_nfc(subject.origins.text(path))
        if not whole[path]:
            continue
        found = [match for match in _LETTER.finditer(prose.raw) if not is_nfc(match.group())]
        if found:
            yield _finding(subject.origins.place(prose, found[0].start()), found[0].group(), len(found), pack)


def _finding(place: Place, letter: str, count: int, pack: str) -> Problem:
    message = ngettext(
        "“{letter}” is typed as {parts} characters where one does ({names}); {count} such letter in all",
        "“{letter}” is typed as {parts} characters where one does ({names}); {count} such letters in all",
        count,
    ).format(
        letter=nfc(letter),
        parts=len(letter),
        names=" ".join(f"U+{ord(char):04X}" for char in letter),
        count=count,
    )
    hint = _(
        "type it again with the keyboard's code table set to “Unicode dựng sẵn” (precomposed); for a whole file: {command}"
    )
    return warning(CODE, message, place, hint.format(command=f"uconv -x nfc {place.path} > new.yaml"), pack)


def _files(subject: LintSubject) -> Iterator[tuple[str, str]]:
    """The YAML files of the workspace, each with the pack it belongs to, if any."""
    root = subject.workspace.root
    shared = [root / settings.FILE_NAME, root / review.FILE_NAME]
    shared += [*opening.below(root / "facts", root, "**/*.y*ml"), *opening.below(root / "offices", root, "*.y*ml")]
    for path in shared:
        if path.is_file():
            yield path.relative_to(root).as_posix(), ""
    for pack in subject.packs:
        yield pack.file, pack.id
        if (pack.folder / review.FILE_NAME).is_file():
            yield (pack.folder / review.FILE_NAME).relative_to(root).as_posix(), pack.id


def _texts(subject: LintSubject) -> Iterator[tuple[Prose, str]]:
    for pack_id, passages in subject.passages.items():
        for passage in passages:
            yield passage.prose, pack_id
    for fact in subject.workspace.facts.values():
        yield fact.label, ""
    for place in subject.workspace.offices.values():
        for _path, prose in walk(place.shape):
            yield prose, ""


RULE = Rule(CODE, N_("text that is not in Unicode form NFC"), check)
