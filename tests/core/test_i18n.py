"""Messages are values: what is filled in goes with them, through every process and file, to whichever language is asked for."""

from __future__ import annotations

import copy
import json
import pickle
from functools import cache
from typing import Any

import pytest
from babel.messages.catalog import Message as Entry
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import guarded, i18n, interface, plain_values
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, in_language, joined, ngettext, translated, untranslated
from bhxhcomm.core.problems import ContentError, Place, Problem, error
from tests.test_catalogue import PLACEHOLDER, entries, translations

WORDS = "`{word}` is not a unit"
GIVEN = st.one_of(st.text(max_size=12), st.integers(), st.floats(allow_nan=False, allow_infinity=False))


@cache
def catalogue() -> tuple[Entry, ...]:
    return tuple(entries())


def in_vietnamese(message: Message) -> str:
    return in_language(message, "vi")


@given(data=st.data())
def test_a_message_filled_anywhere_is_the_translation_filled(data: st.DataObject) -> None:
    """Over the catalogue: filled as a value, sent through pickle, JSON and our own pipes, and said in Vietnamese, a message
    is what its translation gives when it is filled with the same."""
    entry = data.draw(st.sampled_from(catalogue()))
    forms: tuple[str, ...] = entry.id if isinstance(entry.id, tuple) else (entry.id,)
    fields = sorted(set(PLACEHOLDER.findall("".join((*forms, *translations(entry))))))
    names = {field.strip("{}").partition(":")[0]: ":" in field for field in fields}
    numbers = st.integers(-10_000, 10_000)
    filled: dict[str, Any] = {name: data.draw(numbers if spec else GIVEN) for name, spec in names.items() if name}
    count = data.draw(st.integers(0, 3))
    message = _(forms[0]) if len(forms) == 1 else ngettext(forms[0], forms[1], count)
    (words, *_more) = translations(entry)
    wanted = words
    if filled:
        message, wanted = message.format(**filled), words.format(**filled)
    for sent in (
        message,
        copy.deepcopy(message),
        pickle.loads(pickle.dumps(message)),
        i18n.unpacked(json.loads(json.dumps(i18n.packed(message)))),
        plain_values.decoded(plain_values.encoded(message)),
    ):
        assert in_vietnamese(sent) == wanted
        assert in_language(sent, "en") == str(message)
    assert in_vietnamese(untranslated("<{inner}>").format(inner=message)) == f"<{wanted}>"


def test_messages_in_messages_are_said_in_the_same_language() -> None:
    inner = _(WORDS).format(word="đồng")
    whole = joined("; ", [i18n.about("tay", inner), untranslated("12 {n}"), "{x}"])
    assert str(whole) == "`tay`: `đồng` is not a unit; 12 {n}; {x}"
    assert in_vietnamese(whole) == f"`tay`: {in_vietnamese(inner)}; 12 {{n}}; {{x}}"
    assert in_vietnamese(inner) != str(inner)


def test_the_text_of_a_message_is_the_same_whatever_language_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for language in ("vi", "en"):
        monkeypatch.setenv("BHXHCOMM_LANG", language)
        found.append((str(_(WORDS).format(word="x")), interface.said(_(WORDS).format(word="x")), interface._(WORDS)))
    assert found[0][0] == found[1][0] == found[1][1] == "`x` is not a unit"
    assert (
        found[0][1:] == ("`x` không phải là một đơn vị", "`{name}` không phải là một đơn vị")
        or found[0][1] != found[1][1]
    )


def test_what_was_written_in_several_languages_falls_back_to_english() -> None:
    message = translated({"en": "open", "vi": ""})
    assert (in_vietnamese(message), in_language(message, "en")) == ("open", "open")


def test_paths_of_another_machine_are_replaced_in_what_is_filled_in() -> None:
    message = joined(": ", [_(WORDS).format(word="/there/a"), untranslated("/there/b")])
    assert in_vietnamese(message.replaced(lambda text: text.replace("/there", "/here"))) == in_vietnamese(
        joined(": ", [_(WORDS).format(word="/here/a"), untranslated("/here/b")])
    )


def test_a_message_is_filled_once_and_nothing_is_said_where_there_is_none() -> None:
    with pytest.raises(TypeError, match="filled already"):
        _(WORDS).format(word="a").format(name="b")
    assert not NO_MESSAGE
    assert in_vietnamese(NO_MESSAGE) == ""


@pytest.mark.parametrize(
    "plain",
    [
        {"as-is": "{a.__class__}", "filled": [], "named": {"a": "x"}},
        {"as-is": "{a!r}", "filled": [], "named": {"a": "x"}},
        {"as-is": "{a[0]}", "filled": [], "named": {"a": "x"}},
        {"as-is": "{a:>1000000000}", "filled": [], "named": {"a": "x"}},
        {"as-is": "{a:{b}}", "filled": [], "named": {"a": "x", "b": "9"}},
        {"as-is": "{a}", "filled": [], "named": {}},
        {"ids": ["one"]},
        {"texts": {"vi": "có"}},
        {"id": ["x"]},
        {"other": "x"},
        {},
        [],
    ],
)
def test_what_another_process_sends_is_a_message_or_refused(plain: Any) -> None:
    """The process that has read a hostile file may have been taken over."""
    with pytest.raises(ValueError, match="no message"):
        i18n.from_plain(plain)


def refusing() -> None:
    """What a guarded reader does with a file that it does not like."""
    raise error(
        "bad", _(WORDS).format(word="x"), Place("tay.docx", part=_("table {table}, row {row}").format(table=1, row=2))
    )


def test_a_guarded_reader_answers_with_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHXHCOMM_LANG", "en")
    with pytest.raises(ContentError) as caught:
        guarded.call(refusing, place=Place("x"))
    problem: Problem = caught.value.problems[0]
    assert in_vietnamese(problem.message) == in_vietnamese(_(WORDS).format(word="x"))
    assert str(problem.place) == "tay.docx: table 1, row 2"
    assert in_vietnamese(problem.place.message) == "tay.docx: bảng 1, hàng 2"


def test_the_edge_says_what_is_filled_into_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BHXHCOMM_LANG", "vi")
    inner: Any = _(WORDS).format(word="x")
    assert interface._("why: {reason}").format(reason=inner) == f"lý do: {in_vietnamese(inner)}"
    assert interface.everything_said({"a": [{"message": inner}, (inner, 1)], "b": None}) == {
        "a": [{"message": in_vietnamese(inner)}, [in_vietnamese(inner), 1]],
        "b": None,
    }


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANGUAGE": "fr:vi", "LANG": "en_US.UTF-8"}, "vi"),
        ({"LC_ALL": "C", "LANG": "vi_VN.UTF-8"}, "en"),
        ({"BHXHCOMM_LANG": "vi", "LC_ALL": "en_US.UTF-8"}, "vi"),
        ({"BHXHCOMM_LANG": "xx", "LANG": "vi_VN.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_interface_follows_the_usual_variables(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("BHXHCOMM_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert interface.language() == language


def test_numbers_of_numpy_have_their_format() -> None:
    import numpy as np

    assert str(_("it takes {seconds:.1f} s").format(seconds=np.float32(2.25))) == "it takes 2.2 s"
    assert str(_("it takes {seconds:.0f} s").format(seconds=np.ceil(2.25))) == "it takes 3 s"
    assert str(_("{n:d} more").format(n=np.int64(3))) == "3 more"
