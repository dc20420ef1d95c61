"""`long-sentence`: sentences too long for a reader who stands at a counter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.language.figures import Form
from bhxhcomm.lint.passage import HOLE, Passage
from bhxhcomm.lint.rule import LintSubject, Rule, few, untold, warning

CODE = "long-sentence"
MAX_WORDS = 25
"""Our own limit: no Vietnamese standard sets one. Guides to plain language in other countries ask for 15 to 25 words a
sentence; Vietnamese writes each syllable as a word, so that 25 of them say less than 25 words of English do."""

_END = re.compile(r"(?<![.!?…])[.!?…]++[”\"’»)\]]*+(?=\s|$)|\n+")
_FOLLOWING = re.compile(r"\s*+(\S?)")
_SHORTENED = re.compile(
    r"(?:^|[\s(“\"])(?:TP|Tp|TX|TT|Q|P|H|X|Tx|ThS|TS|BS|CN|PGS|GS|KS|LS|ĐT|Tel|tr|vd|VD|St|Mr|Ms|[A-ZĐ])\.$"
)
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[a-zđ])\.$")
_SAID = re.compile(rf"[\w{HOLE}]")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends. Knows `TP. Hồ Chí Minh`, `v.v.` within a sentence, `1.` before an item."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group()[0] != "\n" and not _ends(text, start, match):
            continue
        found.append((start, match.end()))
        start = match.end()
    found.append((start, len(text)))
    return [_stripped(text, begin, end) for begin, end in found if text[begin:end].strip()]


def _stripped(text: str, begin: int, end: int) -> tuple[int, int]:
    part = text[begin:end]
    return begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    following = _FOLLOWING.match(text, match.end())
    if following and following.group(1).islower():
        return False
    near = text[max(start, match.end() - 12) : match.end()]
    return not _SHORTENED.search(near) and not (match.end() - start < 12 and _NUMBERED.match(text[start : match.end()]))


def words_in(passage: Passage, start: int, end: int) -> int:
    """The words of a stretch, counted as Vietnamese is written: between spaces. A figure with its unit is two."""
    text = passage.text[start:end]
    figures = passage.placeholders[passage.holes_before(start) : passage.holes_before(end)]
    return sum(_SAID.search(word) is not None for word in text.split()) + sum(
        item.form is Form.FULL for item in figures
    )


def check(subject: LintSubject) -> Iterator[Problem]:
    """Every sentence over the limit, at its first word."""
    for pack in subject.packs:
        for passage in subject.passages[pack.id]:
            if passage.text.count(" ") + passage.text.count("\n") + passage.text.count(HOLE) < MAX_WORDS:
                continue
            counted = ((start, words_in(passage, start, end)) for start, end in sentences(passage.text))
            told, others = few((start, count) for start, count in counted if count > MAX_WORDS)
            for start, count in told:
                yield warning(
                    CODE,
                    _("this sentence has {count} words, more than {most}").format(count=count, most=MAX_WORDS),
                    subject.place(passage, start),
                    _("make two sentences of it, one idea in each, or a list"),
                    pack.id,
                )
            if others:
                yield untold(CODE, len(others), subject.place(passage, others[0][0]), pack.id)


RULE = Rule(CODE, N_("a sentence of more than 25 words"), check)
