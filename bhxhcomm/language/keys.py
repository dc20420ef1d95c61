"""The keys of one mapping in a YAML file, each read as what it must be; mistakes become problems with their place.

Values are typed by whoever asks, never guessed: `no` stays a word, and a letter stays a letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, untranslated
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language import invisible
from bhxhcomm.language.nearest import nearest

REQUIRED = object()
"""A key without a default: it must be there."""


class Keys:
    """The keys of one mapping in a file, taken one by one; what is left at the end is unknown."""

    def __init__(self, node: Any, path: str, problems: Problems) -> None:
        self.node = node
        self.path = path
        self.problems = problems
        self.place = place_of(path, node)
        self.values: dict[str, Any] = {}
        self.places: dict[str, Place] = {}
        self.taken: list[str] = []
        if node.id != "mapping":
            problems.error("not-keys", _("keys and values are expected here"), self.place)
            return
        for key, value in node.value:
            name = str(key.value)
            self.places[name] = place_of(path, key)
            if name in self.values:
                message = _("the key “{key}” stands here twice").format(key=name)
                problems.error("duplicate-key", message, self.places[name], _("delete one of them"))
            self.values[name] = value

    def at(self, key: str) -> Place:
        """Where the key stands, or the mapping when it is not there."""
        return self.places.get(key, self.place)

    def nothing_else(self) -> None:
        """Say which keys nobody asked for."""
        for key in self.values.keys() - set(self.taken):
            near = nearest(key, self.taken)
            hint = _("did you mean {names}?").format(names=", ".join(near)) if near else NO_MESSAGE
            self.problems.error("unknown-key", _("there is no key “{key}” here").format(key=key), self.at(key), hint)

    def text(self, key: str, default: Any = REQUIRED, *, among: Sequence[str] = (), pattern: str = "") -> str:
        node = self._take(key, default)
        if node is None:
            return "" if default is REQUIRED else str(default)
        if node.id != "scalar":
            return self._wrong(key, "", _("a text"))
        text = unicodedata.normalize("NFC", str(node.value).strip())
        for sign in invisible.invisible(text):
            self.problems.error("invisible-sign", sign.message, self.at(key), sign.hint)
        if among and text not in among:
            return self._wrong(key, text, _("one of {words}").format(words=", ".join(among)))
        if default is REQUIRED and not text:
            return self._wrong(key, text, _("a text"))
        if pattern and not set(text) <= set(pattern):
            return self._wrong(key, text, _("small letters, digits and hyphens"))
        return text

    def words(self, key: str, default: Any = REQUIRED) -> tuple[str, ...]:
        node = self._take(key, default)
        if node is None:
            return () if default is REQUIRED else tuple(default)
        if node.id == "scalar":
            return tuple(unicodedata.normalize("NFC", str(node.value)).split())
        if node.id != "sequence" or any(item.id != "scalar" for item in node.value):
            self._wrong(key, "", _("a list of words"))
            return ()
        return tuple(unicodedata.normalize("NFC", str(item.value)) for item in node.value)

    def letters(self, key: str, default: Any = REQUIRED, *, check: bool = True) -> tuple[str, ...]:
        letters = self.words(key, default)
        if check and letters is not default:
            wrong = [letter for letter in letters if letter != letter.lower()]
            wrong += sorted({letter for letter in letters if letters.count(letter) > 1})
            if wrong:
                self.problems.error(
                    "alphabet",
                    _("letters that are capitals, or stand here twice: {letters}").format(letters=" ".join(wrong)),
                    self.at(key),
                    _("write each letter once, in lower case"),
                )
        return letters

    def code_points(self, key: str) -> tuple[str, ...]:
        points = []
        for word in self.words(key, ()):
            try:
                points.append(chr(int(word.removeprefix("U+"), 16)))
            except ValueError:
                self._wrong(key, word, _("code points such as {example}").format(example="U+17A3"))
        return tuple(points)

    def number(self, key: str, default: Any, least: float, most: float) -> float:
        node = self._take(key, default)
        if node is None:
            return least if default is REQUIRED else float(default)
        try:
            number = float(node.value) if node.id == "scalar" else least - 1
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            expected = _("a number from {least} to {most}, with a decimal point")
            self._wrong(key, node.value if node.id == "scalar" else "", expected.format(least=least, most=most))
            return least
        return number

    def flag(self, key: str, default: Any) -> bool:
        node = self._take(key, default)
        if node is None:
            return bool(default)
        if node.id != "scalar" or node.value not in ("true", "false"):
            self._wrong(key, str(node.value) if node.id == "scalar" else "", untranslated("true, false"))
        return bool(node.value == "true")

    def table(self, key: str, default: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        node = self._take(key, default)
        if node is None:
            return default
        if node.id != "mapping" or any(first.id != "scalar" or to.id != "scalar" for first, to in node.value):
            self._wrong(key, "", _("keys and values"))
            return default
        nfc = unicodedata.normalize
        return tuple((nfc("NFC", first.value), nfc("NFC", to.value)) for first, to in node.value)

    def part(self, key: str, read_it: Callable[[Keys], Any], default: Any) -> Any:
        node = self._take(key, default)
        if node is None:
            return default
        keys = Keys(node, self.path, self.problems)
        if node.id != "mapping":
            return None
        result = read_it(keys)
        keys.nothing_else()
        return result

    def nodes(self, key: str, *, optional: bool = False) -> list[Any]:
        node = self._take(key, () if optional else REQUIRED)
        if node is None:
            return []
        if node.id != "sequence":
            self._wrong(key, "", _("a list"))
            return []
        return list(node.value)

    def _take(self, key: str, default: Any) -> Any:
        self.taken.append(key)
        node = self.values.get(key)
        if node is None and default is REQUIRED and self.node.id == "mapping":
            message = _("the key “{key}” is missing").format(key=key)
            self.problems.error("missing-key", message, self.place, _("add a line `{key}: …`").format(key=key))
        return node

    def _wrong(self, key: str, found: str, expected: Message) -> str:
        self.problems.error(
            "wrong-value",
            _("“{found}” cannot stand under “{key}”").format(found=found[:40], key=key)
            if found
            else _("what stands under “{key}” is of the wrong kind").format(key=key),
            self.at(key),
            _("expected: {expected}").format(expected=expected),
        )
        return found


def place_of(path: str, node: Any) -> Place:
    """Where a node begins."""
    return Place(path, node.start_mark.line + 1, node.start_mark.column + 1)
