"""The rules for catalogues of translations: where they look, where they point, and what they pass over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bhxhcomm import lint
from bhxhcomm.content import workspace
from bhxhcomm.core.problems import Problem
from bhxhcomm.materials import loading
from tests.lint.sample import DATE, Files

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
GLOSSARY = "term,rendering,source\nÊ Đê,Êđê,tên gọi chính thức\nhộ nghèo,,\nthẻ,hră,từ điển\nthẻ,kah,sách học\n"
CODES = ("agreed-term", "translation-letters", "line-break")


@pytest.fixture
def catalogue(load: Callable[[Files], workspace.Workspace], tmp_path: Path) -> Callable[..., list[Problem]]:
    """What the three rules say of a catalogue with these entries (source, translation), a glossary beside it."""

    def run(
        lang: str, *entries: tuple[str, str], text: str = "", shared: bool = False, lint_keys: str = ""
    ) -> list[Problem]:
        folder = tmp_path / ("locales" if shared else "packs/vi-du/locales")
        folder.mkdir(parents=True, exist_ok=True)
        written = [
            f'msgctxt "c{number}"\nmsgid "{source}"\nmsgstr "{target}"\n'
            for number, (source, target) in enumerate(entries)
        ]
        (folder / f"{lang}.po").write_text(text or HEADER + "\n".join(written), encoding="utf-8")
        (tmp_path / "locales/glossary").mkdir(parents=True, exist_ok=True)
        (tmp_path / "locales/glossary/ede.csv").write_text(GLOSSARY, encoding="utf-8")
        space = load(Files())
        if lint_keys:
            path = tmp_path / "packs/vi-du/pack.yaml"
            path.write_text(path.read_text(encoding="utf-8") + lint_keys, encoding="utf-8")
            space = loading.load(tmp_path).checked()
        known = set(lint.RULES) - set(CODES)
        return [problem for problem in lint.run(space, DATE) if problem.code not in known]

    return run


def test_a_term_in_other_words_is_told_with_its_line_pack_and_language(
    catalogue: Callable[..., list[Problem]],
) -> None:
    [problem] = catalogue("ede", ("một", "sa"), ("Tiếng Ê Đê", "klei Ede"))
    assert (problem.code, problem.pack, problem.lang) == ("agreed-term", "vi-du", "ede")
    assert str(problem.place) == "packs/vi-du/locales/ede.po:8:1"
    assert "Ê Đê" in problem.message
    assert "Êđê" in problem.message
    assert not problem.is_error


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Tiếng Ê Đê", "klei Êđê"),
        ("Tiếng Ê Đê", ""),
        ("hộ nghèo", "djuh"),
        ("thẻ", "kah"),
        ("thẻ", "hră"),
        ("cái thẻ mới", "hră mrâo"),
        ("thẻo", "x"),
    ],
)
def test_what_is_as_agreed_or_not_agreed_yet_is_passed_over(
    catalogue: Callable[..., list[Problem]], source: str, target: str
) -> None:
    assert catalogue("ede", (source, target)) == []


@pytest.mark.parametrize(
    ("lang", "target", "code"),
    [
        ("thai-tavt", "Xin chào bà con trong bản", "translation-letters"),
        ("ede", "ꪼꪕ ꪒꪾ ꪼꪕ", "translation-letters"),
        ("ede", "Y-Ut Niê {{uôn R^t {{uôn R^t", "translation-letters"),
        ("thai-tavt", "ꪼ ꪕ", "line-break"),
        ("thai-tavt", "ꪀ" * 31, "line-break"),
        ("khmer", "ភាសា\u200b ខ្មែរ", "line-break"),
    ],
)
def test_letters_and_breaks_are_looked_at(
    catalogue: Callable[..., list[Problem]], lang: str, target: str, code: str
) -> None:
    assert [problem.code for problem in catalogue(lang, ("bà con", target))] == [code]


def test_a_text_in_its_own_letters_and_well_broken_is_passed_over(catalogue: Callable[..., list[Problem]]) -> None:
    assert catalogue("khmer", ("một", "ភាសា\u200bខ្មែរ។")) == []
    assert catalogue("thai-tavt", ("một", "ꪼꪕ ꪒꪾ")) == []


def test_the_words_that_all_packs_share_are_looked_at_too(catalogue: Callable[..., list[Problem]]) -> None:
    [problem] = catalogue("ede", ("Tiếng Ê Đê", "klei Ede"), shared=True)
    assert (problem.pack, problem.place.path) == ("", "locales/ede.po")


def test_test_text_is_passed_over(catalogue: Callable[..., list[Problem]]) -> None:
    from bhxhcomm.translation import catalogue as catalogues
    from bhxhcomm.translation.catalogue import CatalogueLine

    lines = [CatalogueLine("c", "Tiếng Ê Đê", "klei Ede")]
    options = {"shown": "x", "project": "x", "tag": "rad", "title": "x"}
    mark = catalogues.written(None, lines, **options, test_text=True).decode()
    plain = catalogues.written(None, lines, **options).decode()
    assert catalogue("ede", text=mark) == []
    assert [problem.code for problem in catalogue("ede", text=plain)] == ["agreed-term"]


def test_a_catalogue_that_cannot_be_read_is_an_error_with_its_line(catalogue: Callable[..., list[Problem]]) -> None:
    found = catalogue("ede", text=HEADER + 'msgid "a"\nmsgstr "b\n')
    assert found
    assert all(problem.is_error and problem.place.path == "packs/vi-du/locales/ede.po" for problem in found)


def test_of_one_catalogue_the_first_are_told_and_the_others_counted(catalogue: Callable[..., list[Problem]]) -> None:
    found = catalogue("ede", *((f"Ê Đê {number}", "Ede") for number in range(25)))
    assert len(found) == 21
    assert "5 more" in found[-1].message or any("5 more" in problem.message for problem in found)


def test_a_pack_can_switch_them_off(catalogue: Callable[..., list[Problem]]) -> None:
    reason = "lint:\n  disable:\n    agreed-term: theo cách gọi của địa phương\n"
    assert catalogue("ede", ("Tiếng Ê Đê", "klei Ede"), lint_keys=reason) == []
