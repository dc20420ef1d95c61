"""The hash of what is heard: the words and values of a text, apart from how they are printed or read aloud.

It ties a recording to its words. A changed word or value gives another hash; a changed mark or link, another rule of reading
or another name of a fact does not, for the speaker would say the same.

It is part of the names of files, and so it stays a digest of scheme 1 (`core.digests`): words, figures, units and forms are
told in it by the names that people write, and no class of ours has a part in it. What a signature over a recording covers is
another digest, with its scheme.

>>> from bhxhcomm.language.text import words
>>> heard("vi", words("Bà con chú ý!")) == heard("vi", words("Bà con  chú ý!"))
True
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bhxhcomm.core import scheme_1
from bhxhcomm.language.text import Span, Text, Value, Words

LENGTH = 16
"""Hexadecimal figures: two texts of one segment never meet by chance."""


def heard(lang: str, text: Text) -> str:
    """The hash of a text in one language, in hexadecimal."""
    parts: list[list[str]] = []
    for span in text:
        part = _part(span)
        # Where one span of words ends and the next begins is a matter of marks.
        if parts and part[0] == "words" == parts[-1][0]:
            parts[-1][1] += part[1]
        else:
            parts.append(part)
    said = [[kind, " ".join(rest[0].split()), *rest[1:]] if kind == "words" else [kind, *rest] for kind, *rest in parts]
    return scheme_1.digest([lang, said])[:LENGTH]


def _part(span: Span) -> list[str]:
    if isinstance(span, Words):
        return ["words", span.text]
    figure = span.figure
    return ["figure", span.words or _value(figure.value), figure.unit.value, span.form.value]


def _value(value: Value) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value.isoformat() if isinstance(value, dt.date) else value
