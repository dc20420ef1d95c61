"""Prose: any text survives the way from its spelling to its words; nothing but its own error is ever raised."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import prose
from bhxhcomm.content.prose import Placeholder, ProseSyntaxError, parse
from bhxhcomm.language.figures import Form
from bhxhcomm.language.text import Mark, Words

TRICKY = st.text(st.sampled_from("*[](){}\\:@ \nađ.x_1-/htps"), max_size=30)
FACT_IDS = st.from_regex(prose.FACT_ID, fullmatch=True).filter(lambda name: len(name) < 40)


def escaped(text: str) -> str:
    """A text spelt so that it stands for itself."""
    text = text.replace("{", "{{").replace("}", "}}")
    return "".join(f"\\{char}" if char in "*[]\\" else char for char in text)


def refusal(text: str) -> ProseSyntaxError | None:
    try:
        parse(text)
    except ProseSyntaxError as exc:
        return exc
    return None


def words_of(parts: tuple[prose.Part, ...]) -> str:
    return "".join(part.text for part in parts if isinstance(part, Words))


@given(st.one_of(st.text(max_size=60), TRICKY))
def test_any_text_that_is_spelt_with_escapes_survives(text: str) -> None:
    assert words_of(parse(escaped(text))) == unicodedata.normalize("NFC", text)


@given(st.one_of(st.text(max_size=60), TRICKY))
def test_whatever_is_written_is_read_or_refused_at_a_place_inside_it(text: str) -> None:
    refused = refusal(text)
    if refused is not None:
        assert 0 <= refused.offset <= len(text)
        assert refused.code
        assert refused.message
        assert refused.hint


@given(TRICKY.map(escaped), TRICKY.map(escaped).filter(lambda text: text[:1].strip() != ""), TRICKY.map(escaped))
def test_marks_and_links_lose_no_word(before: str, inside: str, after: str) -> None:
    plain = words_of(parse(before + inside + after))

    assert words_of(parse(f"{before}**{inside}**{after}")) == plain
    assert words_of(parse(f"{before}[{inside}](https://vi.du/a?b=1){after}")) == plain


@given(FACT_IDS, st.sampled_from([form.value for form in Form]), st.dates(min_value=dt.date(1000, 1, 1)), st.text())
def test_a_placeholder_comes_back_with_fact_form_date_and_offset(
    fact: str, form: str, date: dt.date, before: str
) -> None:
    spelt = escaped(before)
    shown = "{" + fact + (f":{form}" if form else "") + "}"

    *_words, one, other = parse(f"{spelt}{shown}{{{fact}:@{date.isoformat()}}}")

    assert one == Placeholder(fact, Form(form), offset=len(spelt))
    assert isinstance(other, Placeholder)
    assert (other.fact, other.date, other.form) == (fact, date, Form.FULL)


@pytest.mark.parametrize(
    "inner",
    [
        "",
        " ",
        "0",
        "x ",
        "X",
        "x.",
        ".x",
        "x..y",
        "x.__class__",
        "_x",
        "x-y",
        "x[0]",
        "x!r",
        "a@b",
        "lương",
        "x y",
        "x.1",
    ],
)
def test_what_is_no_id_is_no_placeholder(inner: str) -> None:
    with pytest.raises(ProseSyntaxError) as caught:
        parse("{" + inner + "}")

    assert caught.value.code == "bad-placeholder"


@pytest.mark.parametrize("form", ["", "SO", "so ", ".2f", ">10", "@", "@2025-7-1", "@2025-13-01", "@٢٠٢٥-01-01"])
def test_what_is_no_form_is_refused(form: str) -> None:
    with pytest.raises(ProseSyntaxError):
        parse("{x:" + form + "}")


def test_marks_and_links_reach_the_figures_inside_them() -> None:
    assert parse("a **{x}** *b* [c {y}](tel:19009068)") == (
        Words("a "),
        Placeholder("x", mark=Mark.STRONG, offset=4),
        Words(" "),
        Words("b", Mark.EMPHASIS),
        Words(" "),
        Words("c ", link="tel:19009068"),
        Placeholder("y", link="tel:19009068", offset=17),
    )


def test_a_bracket_inside_a_link_is_escaped() -> None:
    assert parse(r"[a \[b\]](https://vi.du) c]") == (Words("a [b]", link="https://vi.du"), Words(" c]"))
    with pytest.raises(ProseSyntaxError):
        parse(r"[a\](https://vi.du) b]")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc/passwd", "//vi.du", "vi.du", "https://", "tel:",
     "https://a b", "https://vi.du/\"onclick", "ftp://vi.du", "https://vi.du/<b>", " https://vi.du", "vbscript:x"],
)  # fmt: skip
def test_only_web_mail_and_phone_addresses_are_printed(address: str) -> None:
    with pytest.raises(ProseSyntaxError) as caught:
        prose.check_address(address)

    assert caught.value.code == "bad-address"
