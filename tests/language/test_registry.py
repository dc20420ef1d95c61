"""The registry of languages: what is in it, how an entry is found, and how a workspace adds to it."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.language import registry
from bhxhcomm.language.entry import SAMPLE_KINDS, Language
from bhxhcomm.language.normalise import is_nfc
from bhxhcomm.language.registry import UnknownLanguage, language, languages, read, read_with, supported
from bhxhcomm.page.measuring import fonts

pytestmark = pytest.mark.wheel

SUPPORTED = (
    "vi en thai-tavt thai-latn hmong-vn hmong-rpa ede jrai bana mnong gie-trieng tay nung khmer dao cham cham-latn"
).split()  # fmt: skip


@pytest.fixture(autouse=True)
def shipped_languages() -> Iterator[None]:
    yield
    registry.use(None)


@pytest.mark.parametrize("name", ["vi", "VI", "vi-VN", "vi_VN", "vi-Latn", "vi-Latn-VN", "VI-latn-vn", " vi "])
def test_vietnamese_is_found_by_id_and_by_tag(name: str) -> None:
    assert language(name).id == "vi"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("rad", "ede"), ("rad-VN", "ede"), ("rad-Latn", "ede"), ("blt-Tavt", "thai-tavt"), ("blt_Latn_VN", "thai-latn"),
        ("hmn-Latn-VN-x-vn1961", "hmong-vn"), ("hmn-Latn-x-rpa", "hmong-rpa"), ("km", "khmer"), ("km-KH", "khmer"),
        ("cjm-Cham", "cham"), ("ium", "dao"), ("zh-Hant", "hoa"),
    ],
)  # fmt: skip
def test_a_tag_finds_its_language_with_script_and_region_or_without(name: str, found: str) -> None:
    assert language(name).id == found


@pytest.mark.parametrize(
    "name", ["", "v", "vie", "vi-Hani", "vi-x-old", "xx", "all", "blt", "hmn", "hmn-Latn", "hmn-Latn-VN", "zh", "cjm"]
)
def test_a_tag_that_leaves_the_way_of_writing_open_is_an_error(name: str) -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language(name)
    assert isinstance(caught.value, LookupError)
    assert caught.value.hint


@pytest.mark.parametrize(("name", "near"), [("mww", "hmong-vn"), ("hnj", "hmong-vn"), ("twh-Tavt", "thai-tavt")])
def test_a_close_language_is_not_taken_for_the_one_that_is_registered(name: str, near: str) -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language(name)
    assert caught.value.near == (near,)
    assert near in caught.value.hint


def test_the_nearest_names_are_offered() -> None:
    with pytest.raises(UnknownLanguage) as caught:
        language("vi-")
    assert caught.value.near == ("vi",)


def test_an_entry_says_what_a_page_needs() -> None:
    entry = language("vi")
    assert (entry.names.vi, entry.names.autonym, entry.names.en) == ("Tiếng Việt", "Tiếng Việt", "Vietnamese")
    assert (entry.script, entry.direction, entry.digits, entry.number_locale) == ("Latn", "ltr", "latn", "vi")
    assert entry in supported()
    with pytest.raises(FrozenInstanceError):
        entry.id = "x"  # type: ignore[misc]


def test_the_languages_that_can_be_built() -> None:
    assert [entry.id for entry in supported()] == SUPPORTED
    assert len(languages()) == 24


def test_ids_and_tags_are_unique() -> None:
    assert len({entry.id for entry in languages()}) == len(languages())
    assert len({entry.tag.lower() for entry in languages()}) == len(languages())


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_every_entry_is_whole(entry: Language) -> None:
    assert entry.samples
    assert entry.provinces
    assert entry.speech.recommended
    assert entry.number_locale == ("en" if entry.id == "en" else "vi")
    assert entry.digits == "latn"
    assert all(is_nfc(sample.text) and sample.source and sample.kind in SAMPLE_KINDS for sample in entry.samples)
    assert all(is_nfc(word) and word == word.lower() for word in entry.signature_words)
    pickle.loads(pickle.dumps(entry))


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_every_alphabet_is_lower_case_nfc_and_has_no_letter_twice(entry: Language) -> None:
    if entry.exemplar.unit == "script":
        return
    letters = entry.exemplar.main + entry.exemplar.auxiliary
    assert all(is_nfc(letter) and letter == letter.lower() for letter in letters)
    assert len(set(letters)) == len(letters)
    assert not set(letters) & set(entry.exemplar.forbidden)


def test_the_sizes_of_alphabets_are_those_their_sources_count() -> None:
    assert len(language("ede").exemplar.main) == 38
    assert len(language("jrai").exemplar.main + language("jrai").exemplar.digraphs) == 40
    assert len(language("hmong-rpa").exemplar.main) == 26


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_pages_take_the_families_of_an_entry_from_the_registry_and_all_of_them_are_listed(entry: Language) -> None:
    families = fonts.families_for(entry.id)
    assert (entry.fonts.heading, entry.fonts.body) == (families.heading, families.body)
    assert set(families.all) <= set(fonts.font_list().families)


@pytest.mark.parametrize("entry", languages(), ids=lambda entry: entry.id)
def test_headings_match_running_text(entry: Language) -> None:
    assert entry.fonts.heading == entry.fonts.body


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
def test_lines_come_no_closer_than_their_least_and_no_letters_of_other_scripts_touch(entry: Language) -> None:
    assert 1.38 <= entry.least_line_height <= entry.line_height
    if entry.script == "Tavt":
        assert entry.least_line_height >= 2


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
@pytest.mark.parametrize("weight", [400, 700])
def test_every_letter_is_in_one_of_its_fonts_and_no_letter_is_pieced_together(entry: Language, weight: int) -> None:
    from fontTools.ttLib import TTFont

    covers = {}
    for font in fonts.find(entry.fonts.body):
        if font.weight == weight and font.style == "normal":
            with TTFont(font.path, lazy=True) as face:
                covers[font.family] = frozenset(face.getBestCmap())
    used = set()
    for letter in entry.exemplar.main:
        for form in ("NFC", "NFD"):
            for cased in (letter, letter.upper()):
                codes = set(map(ord, unicodedata.normalize(form, cased)))
                family = next((family for family in entry.fonts.body if codes <= covers[family]), None)
                assert family, f"{cased!r} ({form}) is in none of {entry.fonts.body}"
                used.add(family)
    assert len(used) == 1, "letters of one word come from two fonts"


@pytest.mark.parametrize("entry", supported(), ids=lambda entry: entry.id)
def test_figures_and_vietnamese_names_are_set_in_one_font(entry: Language) -> None:
    from fontTools.ttLib import TTFont

    family = next(family for family in entry.fonts.body if not fonts.lent(family))
    first = next(font for font in fonts.find([family]) if font.weight == 400 and font.style == "normal")
    with TTFont(first.path, lazy=True) as face:
        covered = face.getBestCmap()
    assert {ord(character) for character in "0123456789.,%/–ĐđƠơƯưạẵ"} <= covered.keys()


ENTRY = """
  - {id: ID, tag: ID, tag_full: ID-VN, iso639_3: xxx, names: {vi: a, autonym: b, en: c}, script: Latn, direction: ltr,
     orthography: o, digits: latn, word_separator: space, line_break: space, number_locale: vi, confidence: memory,
     exemplar: {unit: grapheme, main: [a]}, exemplar_source: s}
"""
HEAD = "format: languages/1\nlanguages:"


def written(folder: Path, text: str) -> Path:
    path = folder / "languages.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(ContentError) as caught:
        read_with(written(folder, text))
    return caught.value.problems


def test_a_registry_may_hold_languages_that_are_not_supported_yet(tmp_path: Path) -> None:
    entries = read(written(tmp_path, HEAD + ENTRY.replace("ID", "abc")))
    assert not entries["abc"].supported
    assert entries["abc"].exemplar.auxiliary == ()
    assert entries["abc"].fonts.body == ("Andika",)


def test_letters_are_a_text_with_spaces_or_a_list(tmp_path: Path) -> None:
    entry = ENTRY.replace("ID", "abc").replace("main: [a]", "main: a ê̆ ơ̆")
    assert read(written(tmp_path, HEAD + entry))["abc"].exemplar.main == ("a", "ê̆", "ơ̆")


def test_a_workspace_adds_a_language_that_is_found_while_it_is_in_use(tmp_path: Path) -> None:
    own = read_with(written(tmp_path, HEAD + ENTRY.replace("ID", "abc")))
    assert len(own) == len(languages()) + 1
    with registry.using(own):
        assert language("abc-VN").id == "abc"
        assert language("rad").id == "ede"
    with pytest.raises(UnknownLanguage):
        language("abc")
    registry.use(own)
    assert language("abc").id == "abc"


def test_a_workspace_changes_some_keys_of_an_entry_and_keeps_the_rest(tmp_path: Path) -> None:
    change = "\n  - id: muong\n    supported: true\n    fonts: {heading: [Andika], body: [Andika]}\n"
    own = read_with(written(tmp_path, HEAD + change)).language("mtq")
    assert own.supported
    assert own.fonts.body == ("Andika",)
    assert own.exemplar == language("muong").exemplar


def test_borrowed_letters_are_auxiliary(tmp_path: Path) -> None:
    entry = ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a, đ], borrows: vi")
    exemplar = read_with(written(tmp_path, HEAD + entry)).language("abc").exemplar
    assert "ễ" in exemplar.auxiliary
    assert "đ" not in exemplar.auxiliary


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "format"),
        ("- a", "format"),
        ("languages: []", "format"),
        ("format: languages/2\nlanguages: []", "format"),
        ("format: languages/1", "missing-key"),
        ("format: languages/1\nlanguages: a", "wrong-value"),
        (HEAD + " [a]", "not-keys"),
        (HEAD + " [{id: 'a", "yaml-syntax"),
        (HEAD + ENTRY.replace("ID", "abc") * 2, "language-twice"),
        (HEAD + ENTRY.replace("ID", "abc").replace("orthography:", "orthografy:"), "unknown-key"),
        (
            HEAD + ENTRY.replace("ID", "abc").replace("exemplar_source: s", "exemplar_source: s, id: abd"),
            "duplicate-key",
        ),
        (HEAD + ENTRY.replace("ID", "abc").replace(", en: c", ""), "missing-key"),
        (HEAD + ENTRY.replace("ID", "abc").replace("script: Latn", "script: Latin"), "wrong-value"),
        (HEAD + ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a, A]"), "alphabet"),
        (HEAD + ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a, a]"), "alphabet"),
        (HEAD + ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a], auxiliary: [a]"), "letter-twice"),
        (HEAD + ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a], forbidden: [x]"), "wrong-value"),
        (HEAD + ENTRY.replace("ID", "abc").replace("main: [a]", "main: [a], borrows: xx"), "borrows-unknown"),
        (HEAD + ENTRY.replace("ID", "A B"), "wrong-value"),
        (HEAD + ENTRY.replace("id: ID", "id: abc").replace("ID", "rad"), "tag-twice"),
        (HEAD + "\n  - {id: ede, line_height: wide}", "wrong-value"),
        (HEAD + "\n  - {id: ede, line_height: 12}", "wrong-value"),
        (HEAD + "\n  - {id: ede, supported: perhaps}", "wrong-value"),
        (HEAD + "\n  - {id: ede, samples: [{text: a, source: b, kind: invented}]}", "wrong-value"),
        (HEAD + "\n  - {id: ede, normalise: [a, b]}", "wrong-value"),
    ],
)
def test_each_mistake_in_a_file_is_a_problem_with_its_place(tmp_path: Path, text: str, code: str) -> None:
    found = problems(tmp_path, text)
    assert code in [problem.code for problem in found]
    assert all(problem.place.path.endswith("languages.yaml") for problem in found)


def test_all_mistakes_are_told_at_once_with_lines_and_the_right_spelling(tmp_path: Path) -> None:
    found = problems(tmp_path, HEAD + "\n  - id: ede\n    suported: true\n    script: Latin\n    line_height: x\n")
    assert [(problem.code, problem.place.line) for problem in sorted(found, key=lambda problem: problem.place.line)] == [
        ("unknown-key", 4), ("wrong-value", 5), ("wrong-value", 6),
    ]  # fmt: skip
    assert any("supported" in problem.hint for problem in found)
    assert any("Latn" in problem.hint for problem in found)


def test_a_file_that_is_not_utf8_is_one_clear_problem(tmp_path: Path) -> None:
    (tmp_path / "languages.yaml").write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(ContentError) as caught:
        read_with(tmp_path / "languages.yaml")
    assert [problem.code for problem in caught.value.problems] == ["encoding"]
