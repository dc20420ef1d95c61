"""`tone-mark`: one pack that writes both hòa and hoà.

Both ways to place the mark over an open oa, oe and uy are right; a page that mixes them looks careless, and a search for
one misses the other. Which way is not prescribed: the one that the pack uses more often holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bhxhcomm.core.i18n import N_, _
from bhxhcomm.core.problems import Problem
from bhxhcomm.lint.passage import Passage
from bhxhcomm.lint.rule import LintSubject, Rule, few, untold, warning

CODE = "tone-mark"

_OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_OTHER = {**dict(zip(_OLD, _NEW, strict=True)), **dict(zip(_NEW, _OLD, strict=True))}
_WORD = re.compile(
    rf"(?<![^\W\d_])(?:[^\W\d_]{{0,3}}(?<!q))(?P<rhyme>{'|'.join((*_OLD, *_NEW))})(?![^\W\d_])", re.IGNORECASE
)


def check(subject: LintSubject) -> Iterator[Problem]:
    """Each word that stands in the way of the fewer, once, beside a word that stands in the other."""
    for pack in subject.packs:
        seen: dict[bool, list[tuple[str, str, Passage, int]]] = {True: [], False: []}
        for passage in subject.passages[pack.id]:
            for match in _WORD.finditer(passage.text):
                rhyme = match.group("rhyme").lower()
                seen[rhyme in _OLD].append((match.group(), rhyme, passage, match.start()))
        if not (seen[True] and seen[False]):
            continue
        kept = len(seen[True]) >= len(seen[False])
        usual = {word.lower(): word for word, *_rest in reversed(seen[kept])}
        once: dict[str, tuple[str, str, Passage, int]] = {}
        for item in seen[not kept]:
            once.setdefault(item[0].lower(), item)
        told, others = few(once.values())
        for word, rhyme, passage, at in told:
            right = _corrected(word, rhyme)
            yield warning(
                CODE,
                _("“{word}” and “{other}” place their tone marks in two ways").format(
                    word=word, other=usual.get(right.lower()) or seen[kept][0][0]
                ),
                subject.place(passage, at),
                _("write “{word}”, as most of this pack does").format(word=right),
                pack.id,
            )
        if others:
            yield untold(CODE, len(others), subject.place(*others[0][2:]), pack.id)


def _corrected(word: str, rhyme: str) -> str:
    """The word with its mark on the other letter, capitals as they were."""
    changed = word[: -len(rhyme)] + _OTHER[rhyme]
    return "".join(new.upper() if old.isupper() else new for old, new in zip(word, changed, strict=True))


RULE = Rule(CODE, N_("tone marks placed in two ways within a pack"), check)
