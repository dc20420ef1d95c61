"""The Vietnamese interface is whole: every message is translated, none is a guess, no placeholder is lost."""

from __future__ import annotations

import gettext
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bhxhcomm
from bhxhcomm.core import resources

KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}\s]*\}")


def catalogue_path() -> Path:
    return resources.folder("locales") / "interface" / "vi" / "LC_MESSAGES" / "bhxhcomm.po"


@cache
def catalogue() -> Catalog:
    with catalogue_path().open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


@cache
def messages_of_the_code() -> dict[str | tuple[str, ...], str]:
    """Each message (a pair for singular and plural), and the first place that says it."""
    package = Path(bhxhcomm.__file__).parent
    found: dict[str | tuple[str, ...], str] = {}
    for file, line, message, _comments, _context in extract_from_dir(
        package, method_map=[("**.py", "python")], keywords=KEYWORDS
    ):
        found.setdefault(message, f"bhxhcomm/{file}:{line}")
    return found


def translations(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def entries() -> list[Message]:
    return [message for message in catalogue() if message.id]


def test_every_message_of_the_code_is_translated() -> None:
    translated = {message.id for message in entries() if all(translations(message))}
    missing = [
        f"{place}: {message!r}" for message, place in messages_of_the_code().items() if message not in translated
    ]
    assert not missing, f"{len(missing)} messages want a translation in {catalogue_path().name}:\n" + "\n".join(missing)


def test_nothing_is_translated_that_no_code_says() -> None:
    said = set(messages_of_the_code())
    assert [message.id for message in entries() if message.id not in said] == []


def test_no_translation_is_fuzzy() -> None:
    assert [message.id for message in entries() if message.fuzzy] == []


def test_every_translation_keeps_the_placeholders() -> None:
    changed = []
    for message in entries():
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set(PLACEHOLDER.findall(forms[-1]))
        if any(set(PLACEHOLDER.findall(text)) != wanted for text in translations(message)):
            changed.append(message.id)
    assert changed == []


def test_translations_are_nfc() -> None:
    texts = [text for message in entries() for text in translations(message)]
    assert [text for text in texts if not unicodedata.is_normalized("NFC", text)] == []


@pytest.mark.wheel
def test_the_compiled_catalogue_says_what_its_source_says() -> None:
    compiled = gettext.translation("bhxhcomm", catalogue_path().parents[2], languages=["vi"])
    plain = [message for message in entries() if isinstance(message.id, str)]
    assert [message.id for message in plain if compiled.gettext(message.id) != message.string] == []
