"""A pack goes to a translator and to a council, is published, and next year one sentence and one figure change."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.core.problems import MachineError
from bhxhcomm.page.measuring import fonts
from tests.cli.program import run, text_of
from tests.translation.office import (
    LANG,
    PACK,
    SENTENCES,
    entry_id,
    exported,
    filled,
    made_up,
    make_office,
    opened,
    saved,
    shelf,
    translate,
)

TRANSLATOR, REVIEWER, APPROVER, OFFICER = "Người dịch mẫu", "Người đọc mẫu", "Hội đồng mẫu", "Người duyệt mẫu"
BUILD = ["leaflet", "build", PACK, "--variant", "trifold", "--format", "pdf", "--json"]
NEXT_YEAR = "2025-08-01"


def _has_fonts() -> bool:
    try:
        fonts.find(fonts.families_for(LANG).all)
    except MachineError:
        return False
    return True


pytestmark = pytest.mark.skipif(not _has_fonts(), reason="the fonts of the language are not here")


def ok(*words: object, cwd: Path) -> None:
    done = run(*words, cwd=cwd)
    assert done.status == 0, done.err + done.out


def leaflet(root: Path, *more: str, lang: str = LANG) -> dict[str, Any]:
    (artifact,) = run(*BUILD, "--lang", lang, *more, cwd=root).artifacts
    return artifact


def reasons(artifact: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in artifact["reasons"]}


def in_words(text: str) -> str:
    """A word of a test text whose letters are single characters: marks come back from a page in another order."""
    words = (word.strip("*.=") for word in text.split())
    return next(word for word in words if word.isalpha() and not any(map(unicodedata.combining, word)))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole way: what is Vietnamese approved, the workbook filled in, imported, reviewed, approved."""
    import os

    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if name.startswith("BHXHCOMM_")]:
            environment.delenv(name)
        root = make_office(tmp_path_factory.mktemp("truyen") / "van-phong")
        ok("approve", PACK, "--fact", "all", "--office", "all", "--by", OFFICER, cwd=root)
        assert run("locale", "export", PACK, "--lang", LANG, cwd=root).status == 0
        sent = root / "out" / "dich" / f"{PACK}.{LANG}.xlsx"
        sent.write_bytes(filled(sent.read_bytes(), translator=TRANSLATOR))
        ok("locale", "import", PACK, sent, "--lang", LANG, cwd=root)
        translate(root, scope="")
        ok("approve", "locales", "--lang", LANG, "--as", "translator", "--by", TRANSLATOR, cwd=root)
        assert reasons(leaflet(root)) == {"translation-not-approved"}
        for words in (["--as", "reviewer", "--by", REVIEWER], ["--by", APPROVER, "--document", "biên bản số 12"]):
            ok("approve", PACK, "locales", "--lang", LANG, *words, cwd=root)
    return root


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Path:
    """A copy of the published workspace, to be changed."""
    import shutil

    return Path(shutil.copytree(published, tmp_path / "van-phong", ignore=shutil.ignore_patterns("out")))


def change_sentence(root: Path) -> str:
    now = "Phần bốn nói thêm nữa."
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], now), encoding="utf-8")
    return now


def test_what_the_council_signed_is_released_in_its_language(office: Path) -> None:
    artifact = leaflet(office, "--release")
    assert (artifact["status"], artifact["draft"], artifact["reasons"]) == ("built", False, [])
    page = text_of(office / artifact["path"])
    assert "2.340.000" in page
    assert "⟦" not in page
    assert in_words(made_up(SENTENCES["bon"])) in page
    assert SENTENCES["bon"] not in page


def test_a_changed_figure_costs_no_translation(office: Path) -> None:
    facts = office / "facts" / "chung.yaml"
    line = '        source: {document: "Nghị định mẫu 2"}\n'
    new = '      - from: 2025-08-01\n        value: 2.530.000\n        source: {document: "Nghị định mẫu 3"}\n'
    facts.write_text(facts.read_text(encoding="utf-8").replace(line, line + new), encoding="utf-8")
    ok("approve", "--fact", "all", "--by", OFFICER, cwd=office)
    for lang in ("vi", LANG):
        artifact = leaflet(office, "--release", "--as-of", NEXT_YEAR, lang=lang)
        assert (artifact["status"], artifact["draft"]) == ("built", False)
        page = text_of(office / artifact["path"])
        assert "2.530.000" in page
        assert "2.340.000" not in page


def test_a_changed_sentence_makes_a_draft_until_somebody_looks_at_it(office: Path) -> None:
    now = change_sentence(office)
    ok("approve", PACK, "--by", OFFICER, cwd=office)
    assert leaflet(office, "--release", lang="vi")["status"] == "built"
    refused = leaflet(office, "--release")
    assert (refused["status"], reasons(refused)) == ("refused", {"translation-stale"})
    draft = leaflet(office)
    page = text_of(office / draft["path"])
    assert draft["draft"]
    assert "BẢN NHÁP" in page
    assert "⟦BẢN NHÁP⟧" not in page
    assert now in page
    ok(
        "approve", PACK, "--lang", LANG, "--entry", entry_id(office, now), "--still-holds", "--by", "Hội đồng khác",
        cwd=office,
    )  # fmt: skip
    assert leaflet(office, "--release")["status"] == "built"


def test_the_translator_mends_what_is_stale_and_it_is_signed_again(office: Path, tmp_path: Path) -> None:
    now = change_sentence(office)
    ok("approve", PACK, "--by", OFFICER, cwd=office)
    book, sheet = opened(exported(office))
    row = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 3).value == now)
    assert sheet.cell(row, 4).value == SENTENCES["bon"]
    sheet.cell(row, 5).value = made_up(now)
    file = tmp_path / "ve.xlsx"
    file.write_bytes(saved(book))
    ok("locale", "import", PACK, file, "--lang", LANG, cwd=office)
    assert reasons(leaflet(office)) == {"translation-not-approved"}
    ok("approve", PACK, "--lang", LANG, "--as", "reviewer", "--by", REVIEWER, cwd=office)
    ok("approve", PACK, "--lang", LANG, "--by", APPROVER, cwd=office)
    assert leaflet(office, "--release")["status"] == "built"


def test_an_edit_by_hand_voids_the_approval(office: Path) -> None:
    path = office / "packs" / PACK / "locales" / f"{LANG}.po"
    own = made_up(SENTENCES["bon"])
    path.write_text(path.read_text(encoding="utf-8").replace(own, own + " ƀ"), encoding="utf-8")
    refused = leaflet(office, "--release")
    assert (refused["status"], reasons(refused)) == ("refused", {"translation-not-approved"})


def test_a_language_that_fails_keeps_no_other_from_being_made(office: Path) -> None:
    (office / "packs" / PACK / "locales" / "tay.po").write_text('msgid "x\n', encoding="utf-8")
    done = run(*BUILD, "--lang", "tay", "--lang", "vi", "--lang", LANG, cwd=office)
    assert done.status == 1
    assert [(one["lang"], one["status"]) for one in done.artifacts] == [
        ("tay", "failed"),
        ("vi", "built"),
        (LANG, "built"),
    ]
    assert {(one["code"], one["lang"]) for one in done.problems if one["severity"] == "error"} == {("po-syntax", "tay")}


def test_a_language_without_its_fonts_keeps_no_other_from_being_made(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fonts.find
    khmer = fonts.families_for("khmer").all

    def without_khmer(families: Any = None, workspace: Path | None = None) -> Any:
        if set(khmer) <= set(families or ()):
            raise MachineError(fonts.missing(fonts.font_list().faces[0]))
        return whole(families, workspace)

    monkeypatch.setattr(fonts, "find", without_khmer)
    done = run(*BUILD, "--lang", "khmer", "--lang", "vi", cwd=office)
    assert (done.status, [one["status"] for one in done.artifacts]) == (3, ["failed", "built"])
    assert [(one["code"], one["lang"]) for one in done.problems if one["severity"] == "error"] == [
        ("font-missing", "khmer")
    ]


def test_the_proof_shows_both_languages_side_by_side(office: Path) -> None:
    done = run("proof", PACK, "--variant", "trifold", "--lang", LANG, "--json", cwd=office)
    assert done.status == 0, done.out
    page = text_of(office / done.artifacts[0]["path"])
    assert "Dịch ngược lại tiếng Việt" in page
    assert SENTENCES["bon"] in page
    assert in_words(made_up(SENTENCES["bon"])) in page


def test_the_state_of_the_land_is_told_at_a_glance(office: Path) -> None:
    found = run("locale", "status", "--lang", LANG, "--json", cwd=office).object["catalogues"]
    assert all(one["states"]["approved"] == one["total"] for one in found)
    assert len(shelf(office).standings) == next(one["total"] for one in found if one["pack"] == PACK)
