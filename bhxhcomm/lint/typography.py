"""`typography`: slips of the keyboard that printed matter should not show, each with the corrected words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.lint.passage import BLANK, Passage
from bhxhcomm.lint.rule import LintSubject, Rule, few, untold, warning

CODE = "typography"
MOST_AROUND = 60
"""How many characters before and after a slip a hint shows at most."""

_WORD_REST = re.compile(r"\S*")
_WORD_AFTER = re.compile(r"\s+\S+")


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern, what to say of it, and what the match should be (a template of `re`). `at` is the group pointed at."""

    pattern: re.Pattern[str]
    words: str
    right: str
    at: str = "slip"


_UNITS = "ngày|tháng|năm|tuổi|tuần|giờ|phút|đồng|người|lần|trang|nghìn|ngàn|triệu|tỷ|bước|km|m|%"
_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?"

SLIPS = (
    Slip(re.compile(r"(?<=\S)(?P<slip>  +)(?=\S)"), N_("two spaces"), " "),
    Slip(
        re.compile(r"(?<=[^\s.,;:?!])(?P<slip> +)(?P<mark>[,.;?!]|:(?! *\d))(?=[\s”)]|$)"),
        N_("a space before “{mark}”"),
        r"\g<mark>",
    ),
    Slip(
        re.compile(r"(?<![\w\"”])(?P<slip>\")(?P<inner>[^\s\"](?:[^\"\n]*[^\s\"])?)\"(?![\w\"“])"),
        N_("straight quotation marks"),
        r"“\g<inner>”",
    ),
    Slip(re.compile(r"(?<!\.)(?P<slip>\.\.\.)(?!\.)"), N_("three dots in place of one sign"), "…"),
    Slip(
        re.compile(rf"(?<![\w.,/-])(?P<low>{_NUMBER})(?P<slip> ?- ?)(?P<high>{_NUMBER})(?= ?(?:{_UNITS})(?!\w))"),
        N_("a hyphen between two numbers"),
        r"\g<low>–\g<high>",
    ),
    Slip(
        re.compile(r"(?<![\w/-])(?P<low>(?:19|20)\d\d)(?P<slip> ?- ?)(?P<high>(?:19|20)\d\d)(?![\w/-])"),
        N_("a hyphen between two numbers"),
        r"\g<low>–\g<high>",
    ),
    Slip(re.compile(r"(?<=[^\W\d_])(?P<slip>,)(?=[^\W\d_])"), N_("no space after the comma"), ", "),
)


def check(subject: LintSubject) -> Iterator[Problem]:
    """Every slip, at the character that is wrong."""
    for pack in subject.packs:
        for passage in subject.passages[pack.id]:
            text = passage.bare
            for slip in SLIPS:
                told, others = few(slip.pattern.finditer(text))
                for match in told:
                    mark = match.groupdict().get("mark", "")
                    yield warning(
                        CODE,
                        _(slip.words).format(mark=mark),
                        subject.place(passage, match.start(slip.at)),
                        _("write: {words}").format(words=_corrected(passage, match, slip)),
                        pack.id,
                    )
                if others:
                    yield untold(CODE, len(others), subject.place(passage, others[0].start(slip.at)), pack.id)


def _corrected(passage: Passage, match: re.Match[str], slip: Slip) -> str:
    """The words around a slip as they should be."""
    text = passage.text
    start, end = match.span()
    begin = _word_start(text, start)
    stop = (_WORD_AFTER if text[end : end + 1].isspace() else _WORD_REST).match(text, end, end + MOST_AROUND)
    right = match.expand(slip.right)
    for char, seen in zip(text[start:end], match.group(), strict=True):
        if seen == BLANK:
            right = right.replace(BLANK, char, 1)
    first = passage.holes_before(begin)
    return passage.fill(text[begin:start] + right + text[end : stop.end() if stop else end], first).strip()


def _word_start(text: str, index: int) -> int:
    """Where the word begins that ends at or before `index`; not further back than `MOST_AROUND`."""
    least = max(0, index - MOST_AROUND)
    while index > least and text[index - 1].isspace():
        index -= 1
    while index > least and not text[index - 1].isspace():
        index -= 1
    return index


RULE = Rule(CODE, N_("spaces, quotation marks, dots and dashes as printers set them"), check)
