"""Prose: the text that authors write, taken apart into words, marks, links and placeholders.

The only syntax is ``**strong**``, ``*emphasis*``, ``[words](address)`` and the placeholders ``{id}``, ``{id:form}``,
``{id:@date}``; ``{{`` and ``}}`` are braces, a backslash makes ``*``, ``[``, ``]`` and itself plain. A pack is data, not
code: a placeholder looks a fact up and nothing more.

>>> [type(part).__name__ for part in parse("Đóng **{x:so}** đồng")]
['Words', 'Placeholder', 'Words']
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.language.figures import Form
from bhxhcomm.language.nearest import folded
from bhxhcomm.language.text import Mark, Words

FACT_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
_ADDRESS = re.compile(r"(?:https://|http://|mailto:|tel:)[^\s<>\"'{}|\\^`]+")
_PLAIN = re.compile(r"[^\\{}*\[]+")
"""A run of characters of which none begins anything."""
_DOUBLED = re.compile(r"(?<!\{)\{\{(" + FACT_ID.pattern + r")(?::[^{}]*)?\}\}(?!\})")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_LINK = re.compile(r"\[((?:\\[*\[\]\\]|[^\[\]\\]|\\(?![*\[\]\\]))*)\]\(([^()\s]*)\)")


class ProseSyntaxError(ValueError):
    """A text that cannot be read. `offset` counts characters from its beginning.

    `others` are the further things that are wrong with the same text, in its order.
    """

    def __init__(self, code: str, message: Message, offset: int, hint: Message = NO_MESSAGE) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint
        self.others: tuple[ProseSyntaxError, ...] = ()


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place for a figure: the fact, the form it is shown in, and another date than that of the build, if any.

    `offset` is where it stands in the source text, so that an unknown fact can be pointed at.
    """

    fact: str
    form: Form = Form.FULL
    date: dt.date | None = None
    mark: Mark = Mark.NONE
    link: str = ""
    offset: int = 0


Part = Words | Placeholder


def parse(source: str) -> tuple[Part, ...]:
    """Take a text apart. Raises `ProseSyntaxError` for the first thing that cannot be read.

    A placeholder that cannot be read does not end the reading: the error carries all of them, and what else was found.
    """
    reader = _Reader(source)
    try:
        parts = reader.read()
    except ProseSyntaxError as exc:
        reader.refused.append(exc)
    if reader.refused:
        first, *others = sorted(reader.refused, key=lambda error: error.offset)
        first.others = tuple(others)
        raise first
    return parts


def doubled(source: str) -> list[tuple[str, int]]:
    """What stands in doubled braces as the id of a fact does, each with the offset of its first brace.

    >>> doubled("Lương {{luong_co_so:so}}, {luong}, {{ tên }}")
    [('luong_co_so', 6)]
    """
    return [(found[1], found.start()) for found in _DOUBLED.finditer(source)]


def placeholder(inner: str, offset: int) -> Placeholder:
    """Read what stands between the braces. Raises `ProseSyntaxError`."""
    name, colon, rest = inner.partition(":")
    if not FACT_ID.fullmatch(name):
        raise ProseSyntaxError(
            "bad-placeholder",
            _("`{{{inner}}}` is not a placeholder").format(inner=inner),
            offset,
            _placeholder_hint(inner),
        )
    if not colon:
        return Placeholder(name, offset=offset)
    if rest.startswith("@"):
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", rest[1:]):
                raise ValueError
            return Placeholder(name, date=dt.date.fromisoformat(rest[1:]), offset=offset)
        except ValueError:
            raise ProseSyntaxError(
                "no-such-date",
                _("`{date}` in `{{{inner}}}` is not a date").format(date=rest[1:], inner=inner),
                offset,
                _("write it as year-month-day: {{{name}:@2024-06-30}}").format(name=name),
            ) from None
    if rest not in (Form.NUMBER, Form.WORDS):
        raise ProseSyntaxError(
            "bad-form",
            _("`{form}` in `{{{inner}}}` is not a form").format(form=rest, inner=inner),
            offset,
            _("the forms are `so` (the bare number), `chu` (in words) and `@2024-06-30` (another date)"),
        )
    return Placeholder(name, Form(rest), offset=offset)


def _placeholder_hint(inner: str) -> Message:
    """The placeholder that was most likely meant, where that can be told."""
    name, sign, date = inner.partition("@")
    meant = re.sub(r"[\s-]+", "_", folded(name))
    if FACT_ID.fullmatch(meant) and (not sign or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", date)):
        meant += f":@{date}" if sign else ""
        return _("write {{{meant}}}: an id has small letters without marks, and no spaces").format(meant=meant)
    return _("write {{id}} with the id of a fact, or {{{{ and }}}} for real braces").format()


class _Reader:
    """One pass over a text, with the marks and the link that are open at the moment."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[Part] = []
        self.words: list[str] = []
        self.mark = Mark.NONE
        self.opened_at = 0
        self.link = ""
        self.link_ends = -1
        self.refused: list[ProseSyntaxError] = []
        """Placeholders that could not be read."""

    def read(self) -> tuple[Part, ...]:
        source = self.source
        while self.at < len(source):
            char = source[self.at]
            if self.at != self.link_ends and (run := _PLAIN.match(source, self.at)):
                end = self.link_ends if self.at < self.link_ends < run.end() else run.end()
                self.words.append(source[self.at : end])
                self.at = end
            elif char == "\\" and source[self.at + 1 : self.at + 2] in ("*", "[", "]", "\\"):
                self.words.append(source[self.at + 1])
                self.at += 2
            elif source.startswith(("{{", "}}"), self.at):
                self.words.append(char)
                self.at += 2
            elif char == "{":
                self._placeholder()
            elif char == "}":
                raise ProseSyntaxError(
                    "lone-brace", _("this `}` closes nothing"), self.at, _("write }}}} for a real brace").format()
                )
            elif source.startswith("**", self.at):
                self._toggle(Mark.STRONG, 2)
            elif char == "*":
                self._toggle(Mark.EMPHASIS, 1)
            elif char == "[":
                self._open_link()
            elif self.at == self.link_ends:
                self._flush()
                self.at = self.source.index(")", self.at) + 1
                self.link = ""
            else:
                self.words.append(char)
                self.at += 1
        if self.mark is not Mark.NONE:
            stars = "**" if self.mark is Mark.STRONG else "*"
            raise ProseSyntaxError(
                "unclosed-mark",
                _("the `{stars}` that opens here is never closed").format(stars=stars),
                self.opened_at,
                _("close it with `{stars}`, or write `\\*` for a plain star").format(stars=stars),
            )
        self._flush()
        return tuple(self.parts)

    def _flush(self) -> None:
        text = unicodedata.normalize("NFC", "".join(self.words))
        self.words.clear()
        if text:
            self.parts.append(Words(text, self.mark, self.link))

    def _placeholder(self) -> None:
        match = _PLACEHOLDER.match(self.source, self.at)
        if match is None:
            raise ProseSyntaxError(
                "lone-brace",
                _("the `{` that opens here is never closed"),
                self.at,
                _("write {{id}} for a figure, {{{{ for a real brace").format(),
            )
        self._flush()
        try:
            found = placeholder(match.group(1), self.at)
            self.parts.append(Placeholder(found.fact, found.form, found.date, self.mark, self.link, self.at))
        except ProseSyntaxError as exc:
            self.refused.append(exc)
        self.at = match.end()

    def _toggle(self, mark: Mark, width: int) -> None:
        self._flush()
        if self.mark is Mark.NONE:
            if self.source[self.at + width : self.at + width + 1].isspace():
                raise ProseSyntaxError(
                    "loose-star",
                    _("this `{stars}` marks no word").format(stars="*" * width),
                    self.at,
                    _("write `\\*` for a plain star; a mark stands close to its words: **words**"),
                )
            self.mark, self.opened_at = mark, self.at
        elif self.mark is mark:
            self.mark = Mark.NONE
        else:
            raise ProseSyntaxError(
                "nested-mark",
                _("bold and italic cannot stand inside each other"),
                self.at,
                _("close the first before the second opens"),
            )
        self.at += width

    def _open_link(self) -> None:
        match = _LINK.match(self.source, self.at)
        if match is None:
            raise ProseSyntaxError(
                "bad-link",
                _("this `[` does not begin a link"),
                self.at,
                _("a link is [words](https://…); write `\\[` for a plain bracket"),
            )
        check_address(match.group(2), self.at)
        if not match.group(1).strip():
            raise ProseSyntaxError("bad-link", _("this link has no words"), self.at, _("write [words](https://…)"))
        self._flush()
        self.link, self.link_ends = match.group(2), match.end(1)
        self.at += 1


def check_address(address: str, offset: int = 0) -> None:
    """Raise `ProseSyntaxError` for an address that is not a web, mail or phone address."""
    if not _ADDRESS.fullmatch(address):
        raise ProseSyntaxError(
            "bad-address",
            _("`{address}` is not an address that may be printed").format(address=address),
            offset,
            _("an address begins with https://, http://, mailto: or tel:"),
        )
