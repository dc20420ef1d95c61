"""Messages as values: what is to be said, in no language yet.

A `Message` is the English text that stands in the code, and what is filled into it. `_` and `ngettext` make one, `format`
fills it, `joined` sets several in a row, `untranslated` holds names and signs that are the same in every language:

    message = _("`{name}` is not there").format(name="tay")
    both = untranslated("{place}: {message}").format(place="ho-so.xlsx", message=message)
    in_language(both, "vi")          # ho-so.xlsx: không có `tay`

The edge asks in which language people read (`core.interface`) and renders it there. So no key, digest, file or cache depends
on who runs the program. A page that stands in a language by design says which: `in_language`.
"""

from __future__ import annotations

import gettext
import numbers
import re
import string
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from bhxhcomm.core import resources

DOMAIN = "bhxhcomm"
ENGLISH = "en"
LANGUAGES = ("vi", "en")
"""The languages of the interface."""

_Given: TypeAlias = "Message | int | float | str"
"""What is filled into a message. Anything else goes in as the text that it has."""


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a message for the catalogue and return it unchanged: `_` makes a value of it where it is said."""
    return message


class _Message(str):
    """Something to be said. As a text it is English, so that a log, a digest or a sort has the same one everywhere."""

    __slots__ = ("_filled", "_kind", "_named", "_template")

    _kind: str
    _template: Any
    _filled: tuple[_Given, ...] | None
    _named: Mapping[str, _Given]

    @classmethod
    def of(
        cls,
        kind: str,
        template: Any,
        filled: tuple[_Given, ...] | None = None,
        named: Mapping[str, _Given] | None = None,
    ) -> _Message:
        """A message of its parts: how its words are found (a key of `_WORDS`), what they are found by, what is filled in."""
        named = named or {}
        made = super().__new__(cls, _rendered(kind, template, filled, named, ENGLISH))
        made._kind, made._template, made._filled, made._named = kind, template, filled, named
        return made

    def format(self, *filled: object, **named: object) -> _Message:
        """The message with these filled in. What is filled in may be messages; they are said in the same language."""
        if self._filled is not None:
            raise TypeError("this message has been filled already")
        return self.of(
            self._kind,
            self._template,
            tuple(_given(one) for one in filled),
            {name: _given(one) for name, one in named.items()},
        )

    def replaced(self, change: Callable[[str], str]) -> _Message:
        """The same message, with a change made to every text that is filled into it."""

        def changed(one: _Given) -> _Given:
            if isinstance(one, _Message):
                return one.replaced(change)
            return change(one) if isinstance(one, str) else one

        if self._kind == "as-is" and self._filled is None:
            return self.of(self._kind, change(self._template))
        if self._filled is None:
            return self
        return self.of(
            self._kind,
            self._template,
            tuple(changed(one) for one in self._filled),
            {name: changed(one) for name, one in self._named.items()},
        )

    def plain(self) -> dict[str, Any]:
        """The message as plain values that JSON has too; `from_plain` reads them."""
        found: dict[str, Any] = {self._kind: self._template}
        if self._filled is not None:
            found["filled"] = [_plain(one) for one in self._filled]
            found["named"] = {name: _plain(one) for name, one in self._named.items()}
        return found

    def said_in(self, language: str) -> str:
        return _rendered(self._kind, self._template, self._filled, self._named, language)

    def __reduce__(self) -> tuple[Any, ...]:
        return (from_plain, (self.plain(),))


if TYPE_CHECKING:

    class Message(bytes):
        """To the type checker a message is akin to bytes, and no `str`: it refuses what would lose the parts of one, that is
        `+`, a slice, `join`, and f-strings too (`str-bytes-safe`). At run time it is a `str`, so that nothing fails where
        somebody asks for a text after all.
        """

        def format(self, *filled: object, **named: object) -> Message: ...
        def replaced(self, change: Callable[[str], str]) -> Message: ...
        def plain(self) -> dict[str, Any]: ...
        def said_in(self, language: str) -> str: ...

else:
    Message = _Message


def _made(kind: str, template: Any) -> Message:
    made: Message = _Message.of(kind, template)  # type: ignore[assignment]
    return made


def _(message: str) -> Message:
    """A message that the catalogue has."""
    return _made("id", message)


def ngettext(singular: str, plural: str, count: int) -> Message:
    """A message in the form that the count needs in whichever language it is said."""
    return _made("ids", [singular, plural, count])


def untranslated(text: str) -> Message:
    """What is the same in every language: names, signs, words of another program. It can be filled as well."""
    return _made("as-is", text)


def translated(texts: Mapping[str, str]) -> Message:
    """A message that was written down in several languages, English among them."""
    return _made("texts", dict(texts))


def joined(between: str, messages: Iterable[Message | str]) -> Message:
    """Several messages in a row, with the same signs between them."""
    parts = tuple(messages)
    return _escaped(between, len(parts)).format(*parts)


@cache
def _escaped(between: str, count: int) -> Message:
    between = between.replace("{", "{{").replace("}", "}}")
    return untranslated(between.join(["{}"] * count))


def about(name: object, message: Message) -> Message:
    """A message with the name in front of it that it is about."""
    return untranslated("`{name}`: {message}").format(name=name, message=message)


def in_language(message: Message | str, language: str) -> str:
    """A message in a language of the interface; English where that has no words for it. A text is what it is."""
    return message.said_in(language) if isinstance(message, Message) else message


class Translated(str):
    """Words in one language. Messages that are filled into them are said in it too."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, words: str, language: str) -> Translated:
        made = super().__new__(cls, words)
        made.language = language
        return made

    def format(self, *filled: object, **named: object) -> str:
        return str.format(
            self,
            *(_said(one, self.language) for one in filled),
            **{name: _said(one, self.language) for name, one in named.items()},
        )


def in_every_language(message: Message) -> dict[str, str]:
    """A message in all languages of the interface, to be written down for readers whose language nobody knows."""
    return {language: in_language(message, language) for language in LANGUAGES}


def from_plain(value: Mapping[str, Any]) -> Message:
    """The message of which `Message.plain` made this. Raises `ValueError` for what is none."""
    try:
        made: Message = _from_plain(value)  # type: ignore[assignment]
    except (AttributeError, LookupError, StopIteration, TypeError, ValueError) as exc:
        raise ValueError(f"no message: {exc}") from exc
    return made


def _from_plain(value: Mapping[str, Any]) -> _Message:
    kind, template = next(iter(value.items()))
    texts = [template]
    if kind == "ids":
        texts = template[:2]
    elif kind == "texts":
        texts = [*template, *template.values()]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("words are texts")
    if "filled" not in value:
        return _Message.of(kind, template)
    for text in texts:
        _check_fields(text)
    named = {str(name): _from_plain_given(one) for name, one in value["named"].items()}
    return _Message.of(kind, template, tuple(_from_plain_given(one) for one in value["filled"]), named)


def packed(value: Any) -> Any:
    """A value as JSON has it, with every message in it as one that `unpacked` knows again."""
    if isinstance(value, _Message):
        return {_MARK: value.plain()}
    if isinstance(value, Mapping):
        return {key: packed(item) for key, item in value.items()}
    return [packed(item) for item in value] if isinstance(value, list | tuple) else value


def unpacked(value: Any) -> Any:
    """The value of which `packed` made this. Raises `ValueError`."""
    if isinstance(value, Mapping):
        if value.keys() == {_MARK}:
            return from_plain(value[_MARK])
        return {key: unpacked(item) for key, item in value.items()}
    return [unpacked(item) for item in value] if isinstance(value, list) else value


_MARK = "$message"
_FORMAT = re.compile(r"(?:0\d)?(?:\.\d)?[dfg]?")


def _check_fields(template: str) -> None:
    """What is filled in is named by itself, with a plain format: a template that comes from elsewhere must reach nothing
    else, nor make a short text long. Raises `ValueError`."""
    for _text, name, form, conversion in string.Formatter().parse(template):
        if name is not None and (not (name.isidentifier() or name.isdecimal() or not name) or conversion):
            raise ValueError("a field that reaches into a value")
        if form and not _FORMAT.fullmatch(form):
            raise ValueError("a format that no message has")


def _from_plain_given(value: Any) -> _Given:
    given: _Given = from_plain(value) if isinstance(value, dict) else value
    return given


def _plain(one: Any) -> Any:
    return one.plain() if isinstance(one, _Message) else one


def _given(value: object) -> Any:
    """What is filled in, as it is kept: messages as they are, numbers as plain ones (also those of NumPy), for a number can
    have a format; else its text."""
    if isinstance(value, _Message) or type(value) in (int, float):
        return value
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return int(value) if isinstance(value, numbers.Integral) else float(value)
    return str(value)


def _rendered(
    kind: str, template: Any, filled: tuple[_Given, ...] | None, named: Mapping[str, _Given], language: str
) -> str:
    words = _WORDS[kind](template, language)
    if filled is None:
        return words
    return words.format(
        *(_said(one, language) for one in filled), **{name: _said(one, language) for name, one in named.items()}
    )


def _said(one: Any, language: str) -> Any:
    return one.said_in(language) if isinstance(one, _Message) else one


def _of_id(template: Any, language: str) -> str:
    return catalogue(language).gettext(template) if template else ""


def _of_ids(template: Any, language: str) -> str:
    singular, plural, count = template
    return catalogue(language).ngettext(singular, plural, count)


def _of_texts(template: Any, language: str) -> str:
    text: str = template.get(language) or template[ENGLISH]
    return text


def _as_is(template: Any, _language: str) -> str:
    return str(template)


_WORDS: Mapping[str, Callable[[Any, str], str]] = {
    "id": _of_id,
    "ids": _of_ids,
    "texts": _of_texts,
    "as-is": _as_is,
}


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogue of a language of the interface; for English, and a language that has none, the words of the code."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    folder = resources.folder("locales") / "interface"
    return gettext.translation(DOMAIN, folder, languages=[language], fallback=True)


NO_MESSAGE = untranslated("")
"""Where nothing is to be said, as in a problem without a hint."""
