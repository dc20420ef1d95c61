"""`abbreviation`: capital abbreviations that a pack uses and never spells out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language.nearest import folded
from bhxhcomm.language.syllable import is_syllable
from bhxhcomm.lint.passage import Passage
from bhxhcomm.lint.rule import LintSubject, Rule, few, untold, warning

CODE = "abbreviation"
KNOWN_TO_ALL = frozenset({"TP", "QR", "SMS"})
"""What nobody needs spelt out. Names in mixed letters (VssID, VNeID, Zalo) are no abbreviations to this rule."""

MEANINGS = {
    "ASXH": "an sinh xã hội",
    "BHTN": "bảo hiểm thất nghiệp",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "BNN": "bệnh nghề nghiệp",
    "CCCD": "căn cước công dân",
    "CMND": "chứng minh nhân dân",
    "DVC": "dịch vụ công",
    "HSSV": "học sinh, sinh viên",
    "KCB": "khám bệnh, chữa bệnh",
    "NLĐ": "người lao động",
    "NSDLĐ": "người sử dụng lao động",
    "NSNN": "ngân sách nhà nước",
    "TNLĐ": "tai nạn lao động",
    "TTHC": "thủ tục hành chính",
    "UBND": "ủy ban nhân dân",
}
"""Long forms that a hint offers."""

_CAPITALS = re.compile("[" + "".join(char for char in map(chr, range(0x1F00)) if char.isupper()) + "]{2}")
_RUN = re.compile(r"[^\W_]+(?:[-/.&][^\W_]+)*")
_PIECE = re.compile(r"[^\W\d_]{2,8}")
_BRACKETS = re.compile(r"\(([^()]{2,80})\)")
_BEFORE_BRACKET = re.compile(r"([^\W\d_]{2,8})\s*$")
_ROMAN = re.compile(r"[IVXLC]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_VOWELS = re.compile(r"[aeiou]+")


def abbreviations(text: str) -> list[tuple[str, int]]:
    """The capital abbreviations of a text and where they stand.

    A word in capitals that is a syllable of Vietnamese (LƯU Ý) or reads like a word (HOTLINE) is none; neither is a
    Roman numeral, nor a part of a name with digits (TK1-TS, 41/2024/QH15).
    """
    found: list[tuple[str, int]] = []
    if not _CAPITALS.search(text):
        return found
    for run in _RUN.finditer(text):
        if any(char.isdigit() for char in run.group()):
            continue
        for piece in _PIECE.finditer(run.group()):
            word = piece.group()
            if word.isupper() and not _is_word(word):
                found.append((word, run.start() + piece.start()))
    return found


def _is_word(word: str) -> bool:
    if _ROMAN.fullmatch(word) or is_syllable(word):
        return True
    return len(word) > 4 and len(_VOWELS.findall(folded(word))) > 1


def spelt_out(text: str) -> set[str]:
    """The abbreviations whose long form stands beside them: `bảo hiểm y tế (BHYT)`, `BHYT (bảo hiểm y tế)`."""
    found: set[str] = set()
    for match in _BRACKETS.finditer(text):
        before, inner = text[max(0, match.start() - 200) : match.start()], match.group(1)
        found.update(word for word, _at in abbreviations(inner) if _spells(word, _words(before)[-3 * len(word) :]))
        short = _BEFORE_BRACKET.search(before)
        if short and short.group(1).isupper() and _spells(short.group(1), _words(inner)):
            found.add(short.group(1))
    return found


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text)


def _spells(short: str, words: list[str]) -> bool:
    """Whether the letters of an abbreviation are first letters of the words, in their order."""
    initials = iter(folded(word)[:1] for word in words)
    return all(letter in initials for letter in folded(short))


def check(subject: LintSubject) -> Iterator[Problem]:
    """Each abbreviation of a pack that is nowhere spelt out, once, where it first stands."""
    for pack in subject.packs:
        known = KNOWN_TO_ALL | set(pack.shape.spelt_out)
        first: dict[str, tuple[Passage, int]] = {}
        for passage in subject.passages[pack.id]:
            text = passage.bare
            for word, at in abbreviations(text):
                first.setdefault(word, (passage, at))
            if "(" in text:
                known |= spelt_out(text)
        told, others = few((word, *where) for word, where in first.items() if word not in known)
        for word, passage, at in told:
            meaning = MEANINGS.get(word, "…")
            yield warning(
                CODE,
                _("“{word}” is nowhere spelt out in this pack").format(word=word),
                subject.place(passage, at),
                _("write once: {long} ({word}); or, where its readers know it, add {line} to the pack").format(
                    long=meaning, word=word, line="`spelt_out: {" + f"{word}: {meaning}" + "}`"
                ),
                pack.id,
            )
        if others:
            yield untold(CODE, len(others), subject.place(*others[0][1:]), pack.id)


RULE = Rule(CODE, N_("an abbreviation that is never spelt out"), check)
