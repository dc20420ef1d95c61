"""`bhxhcomm locale`: what it prints, what it writes, and what it leaves alone when it refuses."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.program import run, snapshot
from tests.translation.office import (
    LANG,
    PACK,
    SALARY,
    SENTENCES,
    entry_id,
    exported,
    filled,
    item,
    made_up,
    translate,
)

EDE = ["--lang", LANG]


def reword(root: Path, old: str, new: str) -> None:
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_status_counts_by_pack_language_and_state(office: Path) -> None:
    translate(office)
    reword(office, "Phần bốn nói", "Phần bốn không nói")
    found = run("locale", "status", *EDE, "--json", cwd=office).object
    shared, own = found["catalogues"]
    assert (shared["pack"], own["pack"], own["lang"]) == ("locales", PACK, LANG)
    assert own["states"] == {"untranslated": 0, "stale": 1, "translated": 9, "reviewed": 0, "approved": 0}
    (stale,) = own["stale"]
    assert stale["difference"] == "Phần bốn{+ không+} nói thêm."
    assert stale["target"] == made_up(SENTENCES["bon"])
    shown = run("locale", "status", PACK, *EDE, cwd=office)
    assert "{+ không+}" in shown.out
    assert shown.status == 0


def test_status_of_languages_that_nobody_wants_is_empty_and_says_so(office: Path) -> None:
    done = run("locale", "status", cwd=office)
    assert (done.status, done.out) == (0, "")
    assert "no pack wants" in done.err


def test_a_changed_figure_makes_nothing_stale(office: Path) -> None:
    translate(office)
    facts = office / "facts" / "chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    (own,) = run("locale", "status", PACK, *EDE, "--json", cwd=office).object["catalogues"]
    assert own["states"]["stale"] == 0


def test_a_broken_catalogue_does_not_hide_the_others(office: Path) -> None:
    path = translate(office)
    translate(office, lang="tay")
    path.write_text(path.read_text(encoding="utf-8") + 'msgid "x\n', encoding="utf-8")
    done = run("locale", "status", PACK, "--json", cwd=office)
    assert done.status == 1
    assert [one["lang"] for one in done.object["catalogues"]] == ["tay"]
    assert [problem["path"] for problem in done.problems] == ["packs/mau/locales/ede.po"]


def test_update_makes_a_catalogue_once_and_then_leaves_it(office: Path) -> None:
    (first,) = run("locale", "update", PACK, *EDE, "--json", cwd=office).object["catalogues"]
    assert (first["changed"], first["untranslated"], first["path"]) == (True, 10, "packs/mau/locales/ede.po")
    before = snapshot(office)
    (again,) = run("locale", "update", PACK, *EDE, "--json", cwd=office).object["catalogues"]
    assert not again["changed"]
    assert snapshot(office) == before
    assert run("locale", "update", "locales", *EDE, cwd=office).status == 0
    assert (office / "locales" / "ede.po").is_file()


def test_all_languages_that_a_pack_wants_or_has_are_handed_out_at_once(office: Path) -> None:
    reword(office, "author:", "languages: [khmer, vi]\nauthor:")
    translate(office)
    found = run("locale", "export", PACK, "--lang", "all", "--format", "po", "--json", cwd=office)
    assert (found.status, [one["lang"] for one in found.object["files"]]) == (0, ["khmer", LANG])
    two = run("locale", "update", PACK, "--lang", "tay", "--lang", "khmer", "--json", cwd=office)
    assert [one["path"] for one in two.object["catalogues"]] == [f"packs/mau/locales/{n}.po" for n in ("tay", "khmer")]
    langs = {
        one["lang"] for one in run("locale", "status", PACK, "--lang", "all", "--json", cwd=office).object["catalogues"]
    }
    assert langs == {"khmer", LANG, "tay"}


def test_one_language_that_fails_keeps_no_other_from_being_handed_out(office: Path) -> None:
    path = translate(office)
    path.write_text(path.read_text(encoding="utf-8") + 'msgid "x\n', encoding="utf-8")
    for command in ("export", "update"):
        done = run("locale", command, PACK, *EDE, "--lang", "tay", "--json", cwd=office)
        made = done.object["files" if command == "export" else "catalogues"]
        assert (done.status, [one["lang"] for one in made]) == (1, ["tay"])
        assert [(one["code"], one["lang"]) for one in done.problems] == [("po-syntax", LANG)]


def test_a_pack_that_wants_no_language_has_none_to_hand_out(office: Path) -> None:
    done = run("locale", "export", PACK, "--lang", "all", cwd=office)
    assert (done.status, "no-languages" in done.err) == (1, True)


def test_import_writes_the_catalogue_and_who_translated(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "ve.xlsx"
    file.write_bytes(filled(exported(office)))
    before = snapshot(office)
    dry = run("locale", "import", PACK, file, *EDE, "--dry-run", cwd=office)
    assert (dry.status, "nothing written" in dry.out, snapshot(office)) == (0, True, before)
    done = run("locale", "import", PACK, file, *EDE, "--json", cwd=office).object
    assert (done["written"], len(done["changes"]), done["missing"]) == (True, 10, [])
    assert item(office, SALARY).target == made_up(SALARY)
    assert "by: Người dịch mẫu" in (office / "packs" / PACK / "review.yaml").read_text(encoding="utf-8")
    after = snapshot(office)
    assert run("locale", "import", PACK, file, *EDE, cwd=office).status == 0
    assert snapshot(office) == after


@pytest.mark.parametrize("name", ["ve.xlsx", "ve.xlsm", "ve.zip", "ve.ods", "khong-co.xlsx", "ve.docx", "ve.po"])
def test_a_refused_file_changes_nothing_on_the_disk(name: str, office: Path, tmp_path: Path) -> None:
    file = tmp_path / name
    if not name.startswith("khong-co"):
        file.write_bytes(filled(exported(office), mot="không có số liệu") if name == "ve.xlsx" else b"hello")
    before = snapshot(office)
    done = run("locale", "import", PACK, file, *EDE, cwd=office)
    assert done.status == 1
    assert "error[" in done.err
    assert "Traceback" not in done.err
    assert snapshot(office) == before


def test_the_sound_rows_of_a_refused_file_may_be_taken(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "ve.xlsx"
    file.write_bytes(filled(exported(office), mot="không có số liệu"))
    done = run("locale", "import", PACK, file, *EDE, "--skip-refused", cwd=office)
    assert done.status == 1
    assert item(office, SALARY).target == ""
    assert item(office, SENTENCES["bon"]).target == made_up(SENTENCES["bon"])


def test_approved_text_is_not_overwritten_unless_told(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "ve.xlsx"
    file.write_bytes(filled(exported(office)))
    assert run("locale", "import", PACK, file, *EDE, cwd=office).status == 0
    signers = [("reviewer", "Người đọc mẫu"), ("approver", "Người duyệt mẫu")]
    for role, name in signers:
        assert run("approve", PACK, *EDE, "--as", role, "--by", name, cwd=office).status == 0
    file.write_bytes(filled(exported(office), bon=made_up("khác")))
    before = snapshot(office)
    refused = run("locale", "import", PACK, file, *EDE, cwd=office)
    assert (refused.status, "approved-text" in refused.err, snapshot(office)) == (1, True, before)
    assert run("locale", "import", PACK, file, *EDE, "--overwrite-approved", cwd=office).status == 0
    (own,) = run("locale", "status", PACK, *EDE, "--json", cwd=office).object["catalogues"]
    assert own["states"] == {"untranslated": 0, "stale": 0, "translated": 1, "reviewed": 0, "approved": 9}


def test_diff_shows_what_was_reworded_and_what_a_file_would_change(office: Path, tmp_path: Path) -> None:
    translate(office)
    file = tmp_path / "ve.xlsx"
    file.write_bytes(filled(exported(office), bon=made_up("khác")))
    reword(office, "Phần ba nói", "Phần ba không nói")
    shown = run("locale", "diff", PACK, *EDE, "--json", cwd=office).object
    assert [one["difference"] for one in shown["changed"]] == ["= Phần ba{+ không+} nói thêm một điều."]
    would = run("locale", "diff", PACK, file, *EDE, "--json", cwd=office).object
    assert [one["id"] for one in would["changes"]] == [entry_id(office, SENTENCES["bon"])]
    assert not would["written"]


@pytest.mark.slow
def test_the_kit_has_all_that_a_translator_needs(office: Path) -> None:
    path = office / "locales" / "glossary" / f"{LANG}.csv"
    path.parent.mkdir(parents=True)
    path.write_text("term,rendering,source\nhộ cận nghèo,,\n", encoding="utf-8")
    first = run("locale", "export", PACK, *EDE, "--kit", "--json", cwd=office)
    assert first.status == 0, first.err
    data = (office / first.object["files"][0]["path"]).read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as kit:
        names = kit.namelist()
        guide = kit.read("huong-dan.txt").decode("utf-8-sig")
        terms = list(csv.reader(io.StringIO(kit.read("bang-thuat-ngu.csv").decode("utf-8-sig"))))
        assert kit.testzip() is None
    assert "mau.ede.xlsx" in names
    assert any(name.startswith("ban-tieng-viet/") and name.endswith(".pdf") for name in names)
    assert any(name.endswith(".ttf") for name in names)
    assert any(name.endswith("licence.txt") for name in names)
    assert "{luong_co_so}" in guide
    assert terms[1] == ["hộ cận nghèo", "", ""]
    assert (
        run("locale", "export", PACK, *EDE, "--kit", "--json", cwd=office).object["files"][0]["status"] == "unchanged"
    )


@pytest.mark.parametrize("format", ["xlsx", "docx", "po"])
def test_every_format_goes_out_and_comes_back(format: str, office: Path) -> None:
    translate(office)
    (out,) = run("locale", "export", PACK, *EDE, "--format", format, "--json", cwd=office).object["files"]
    assert (out["status"], out["texts"], out["open"]) == ("built", 10, 0)
    (again,) = run("locale", "export", PACK, *EDE, "--format", format, "--json", cwd=office).object["files"]
    assert again["status"] == "unchanged"
    back = run("locale", "import", PACK, out["path"], *EDE, "--json", cwd=office)
    assert (back.status, back.object["changes"], back.object["unchanged"]) == (0, [], 10)


def test_test_text_goes_into_a_workspace_of_its_own_and_cannot_be_signed(office: Path) -> None:
    translate(office)
    before = snapshot(office)
    made = run("locale", "pseudo", PACK, *EDE, "--json", cwd=office).object
    place = office / made["workspace"]
    assert {name: digest for name, digest in snapshot(office).items() if not name.startswith("out/")} == before
    refused = run("approve", PACK, *EDE, "--as", "translator", "--by", "Người dịch mẫu", cwd=place)
    assert (refused.status, "test-text" in refused.err) == (1, True)
    (row,) = run("status", PACK, *EDE, "--office", "mau", "--json", cwd=place).object["editions"]
    assert "test-text" in {reason["code"] for reason in row["reasons"]}
    assert run("locale", "pseudo", PACK, *EDE, cwd=office).status == 0
    mine = office / "cua-toi"
    mine.mkdir()
    (mine / "a.txt").write_text("của tôi", encoding="utf-8")
    done = run("locale", "pseudo", PACK, *EDE, "--out", "cua-toi", cwd=office)
    assert (done.status, os.listdir(mine)) == (1, ["a.txt"])


def test_languages_lists_the_registry(office: Path) -> None:
    found = run("locale", "languages", "--json", cwd=office).object["languages"]
    assert {"vi", "ede", "thai-tavt", "hmong-vn", "khmer"} <= {row["id"] for row in found}
    assert "Ê Đê" in run("locale", "languages", cwd=office).out


@pytest.mark.parametrize(
    "arguments",
    [
        ["approve", PACK, "--as", "reviewer", "--by", "x"],
        ["approve", "--lang", LANG, "--fact", "all", "--by", "x"],
        ["approve", PACK, "--lang", LANG, "--still-holds", "--by", "x"],
        ["approve", PACK, "--lang", LANG, "--as", "king", "--by", "x"],
    ],
)
def test_options_that_do_not_belong_together_are_refused(arguments: list[str], office: Path) -> None:
    assert run(*arguments, cwd=office).status == 2


@pytest.mark.parametrize("lang", ["xx", "vi"])
def test_a_language_that_is_not_known_or_is_the_source_is_refused(lang: str, office: Path) -> None:
    done = run("locale", "update", PACK, "--lang", lang, cwd=office)
    assert (done.status, (office / "packs" / PACK / "locales").exists()) == (1, False)


def test_a_catalogue_that_leads_outside_the_workspace_is_not_read(office: Path, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai.po"
    outside.write_text("bí mật", encoding="utf-8")
    (office / "packs" / PACK / "locales").mkdir()
    (office / "packs" / PACK / "locales" / "ede.po").symlink_to(outside)
    done = run("locale", "status", PACK, *EDE, cwd=office)
    assert (done.status, "outside-workspace" in done.err, "bí mật" in done.err) == (1, True, False)
