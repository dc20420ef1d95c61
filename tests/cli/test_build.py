"""`bhxhcomm build`: everything that is out of date and only that, with the reason; nothing of anybody else's is touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.ledger import manifest
from tests.cli.program import SECONDS, Ran, command, environment, ran, replace, run, snapshot
from tests.conftest import SOUND

PDF = ["--format", "pdf"]
ROOM = "out/{office}/{pack}/leaflet-trifold.vi.nhap.pdf"
ALL = {ROOM.format(office=office, pack=pack) for office in ("mau", "viet-nam") for pack in ("khac", "mau")}
SAYING = {path for path in ALL if "/mau/leaflet" in path}
"""Those that say the base salary: the pack `mau`, for both offices."""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<rect width="10" height="{height}" fill="#123456"/></svg>'
)
LOCAL = (
    "province: Lào Cai\nfacts:\n  qua_dia_phuong:\n    review_by: 2026-01-01\n    values:\n"
    "      - {from: 2025-01-01, value: '50.000', source: {document: Nghị quyết mẫu}}"
)
"""An office that has a value for the local fact."""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two packs for two offices, built. `khac` says nothing of the base salary; it has a picture, `mau` has none."""
    root = tmp_path_factory.mktemp("van-phong") / "goc"
    shutil.copytree(SOUND, root)
    pack = root / "packs" / "mau" / "pack.yaml"
    other = root / "packs" / "khac"
    (other / "images").mkdir(parents=True)
    text = pack.read_text(encoding="utf-8").replace("id: mau\n", "id: khac\n").replace("topic: bhyt", "topic: huu-tri")
    text = text.replace('"Lương cơ sở là {luong_co_so}."', '"Tỷ lệ đóng là {ty_le}."').replace("Gói mẫu", "Gói khác")
    text = text.replace("text: Phần ba nói thêm.", "picture: images/hinh.svg\n        alt: Một hình mẫu")
    text = text.replace("author:", "tags: [tet]\nauthor:")
    (other / "pack.yaml").write_text(text, encoding="utf-8")
    (other / "images" / "hinh.svg").write_text(PICTURE.format(height=10), encoding="utf-8")
    done = run("build", *PDF, "--json", cwd=root)
    assert done.status == 0, done.out
    assert {artifact["path"] for artifact in done.artifacts} == ALL
    assert all(reason["code"] == "new" for artifact in done.artifacts for reason in artifact["because"])
    return root


@pytest.fixture
def office(once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed at will."""
    root = tmp_path / "van-phong"
    shutil.copytree(once, root)
    return root


def build(root: Path, *more: object) -> Ran:
    return run("build", *PDF, *more, "--json", cwd=root)


def statuses(done: Ran) -> dict[str, str]:
    return {artifact["path"]: artifact["status"] for artifact in done.artifacts}


def reasons(done: Ran) -> dict[str, set[tuple[str, str, str, str]]]:
    """Why each artifact was made anew."""
    return {
        artifact["path"]: {(one["code"], one["subject"], one["before"], one["after"]) for one in artifact["because"]}
        for artifact in done.artifacts
        if artifact["because"]
    }


def outputs(root: Path) -> dict[str, str]:
    return {
        name: digest for name, digest in snapshot(root).items() if name.startswith("out/") and name.endswith(".pdf")
    }


def entry(root: Path, path: str) -> Any:
    """The piece and the artifact of a file, as the manifest has them."""
    whole = manifest.read(root / "out" / "manifest.json")
    return next((piece, one) for piece, one in whole.artifacts() if f"out/{one.path}" == path)


# Up to date, and why not


def test_what_is_up_to_date_is_left_alone(office: Path) -> None:
    before = {name: (office / name).stat().st_mtime_ns for name in snapshot(office)}
    for _round in range(2):
        done = build(office)
        assert done.status == 0
        assert statuses(done) == dict.fromkeys(ALL, "unchanged")
        assert reasons(done) == {}
    assert {name: (office / name).stat().st_mtime_ns for name in snapshot(office)} == before


def comment(root: Path) -> None:
    replace(root / "packs/mau/pack.yaml", "format: pack/1", "# ghi chú\nformat: pack/1")
    replace(root / "facts/chung.yaml", "format: facts/1", "# ghi chú\nformat: facts/1")
    replace(root / "offices/mau.yaml", "format: office/1", "# ghi chú\nformat: office/1")


def unused_fact(root: Path) -> None:
    replace(root / "facts/chung.yaml", "  tong_dai:", "  ty_le_khac:\n    label: Tỷ lệ khác\n    unit: rate\n"
            "    review_by: 2026-01-01\n    values:\n      - {from: 2023-07-01, value: '4%', source: {document: Luật mẫu}}\n"
            "  tong_dai:")  # fmt: skip


def unused_picture(root: Path) -> None:
    (root / "packs/mau/images/nha.svg").write_text(PICTURE.format(height=3), encoding="utf-8")


def touched(root: Path) -> None:
    for path in root.rglob("*.yaml"):
        os.utime(path, (1, 1))


def future_value(root: Path) -> None:
    replace(root / "facts/chung.yaml", 'source: {document: "Nghị định mẫu 2"}',
            'source: {document: "Nghị định mẫu 2"}\n      - from: 2025-12-01\n        value: 2.530.000\n'
            '        source: {document: "Nghị định mẫu 3"}')  # fmt: skip


@pytest.mark.parametrize("change", [comment, unused_fact, unused_picture, touched, future_value])
def test_what_no_page_shows_makes_nothing_anew(change: Callable[[Path], None], office: Path) -> None:
    change(office)
    assert statuses(build(office)) == dict.fromkeys(ALL, "unchanged")


def salary(root: Path) -> None:
    replace(root / "facts/chung.yaml", "value: 2.340.000", "value: 2.530.000")


def source_of_law(root: Path) -> None:
    replace(root / "facts/chung.yaml", '"Nghị định mẫu 2"', '"Nghị định mẫu 2a"')


def sentence(root: Path) -> None:
    replace(root / "packs/mau/pack.yaml", "Phần hai nói thêm.", "Phần hai nói khác.")


def picture(root: Path) -> None:
    (root / "packs/khac/images/hinh.svg").write_text(PICTURE.format(height=4), encoding="utf-8")


def order(root: Path) -> None:
    pack = root / "packs/mau/pack.yaml"
    replace(pack, "trong_1: [hai]", "trong_1: [doi]")
    replace(pack, "trong_2: [ba]", "trong_2: [hai]")
    replace(pack, "trong_1: [doi]", "trong_1: [ba]")


def own_template(root: Path) -> None:
    from bhxhcomm.core import resources

    shipped = resources.folder("templates")
    target = root / "templates" / "leaflet"
    target.mkdir(parents=True)
    text = (shipped / "leaflet" / "trifold.css").read_text(encoding="utf-8")
    (target / "trifold.css").write_text(text + "\n/* của tôi */\n", encoding="utf-8")


def own_label(root: Path) -> None:
    target = root / "locales" / "labels"
    target.mkdir(parents=True)
    (target / "vi.yaml").write_text(
        "format: labels/1\nlang: vi\nlabels:\n  hotline: Đường dây nóng\n", encoding="utf-8"
    )


def hotline(root: Path) -> None:
    replace(root / "offices/mau.yaml", "province:", "hotline: gọi văn phòng\nprovince:")


CHANGES: list[tuple[Callable[[Path], None], set[str], set[tuple[str, str]]]] = [
    (salary, SAYING, {("fact", "luong_co_so")}),
    (source_of_law, SAYING, {("source", "luong_co_so")}),
    (sentence, SAYING, {("text", "trong_1")}),
    (picture, ALL - SAYING, {("picture", "")}),
    (own_template, ALL, {("override", "leaflet/trifold.css")}),
    (own_label, ALL, {("labels", "hotline")}),
]


@pytest.mark.parametrize(("change", "wanted", "because"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_change_makes_exactly_what_shows_it_anew_and_says_why(
    change: Callable[[Path], None], wanted: set[str], because: set[tuple[str, str]], office: Path, tmp_path: Path
) -> None:
    before = outputs(office)
    change(office)
    planned = build(office, "--dry-run")
    done = build(office)
    assert done.status == 0, done.out
    assert {path for path, status in statuses(done).items() if status == "built"} == wanted
    assert {path for path, status in statuses(planned).items() if status == "planned"} == wanted
    for found in reasons(done).values():
        assert {(code, subject) for code, subject, _old, _new in found} == because
    assert reasons(planned) == reasons(done)
    after = outputs(office)
    assert {path for path in ALL if after[path] != before[path]} == wanted
    # The same set differs, byte for byte, as after a build of everything from nothing.
    fresh = tmp_path / "tu-dau"
    shutil.copytree(office, fresh, ignore=shutil.ignore_patterns("out", "register"))
    assert build(fresh).status == 0
    assert outputs(fresh) == after


def test_a_new_value_is_told_with_the_old_one(office: Path) -> None:
    salary(office)
    (found,) = {frozenset(one) for one in reasons(build(office)).values()}
    assert found == {("fact", "luong_co_so", "2.340.000 đồng", "2.530.000 đồng")}
    done = run("build", *PDF, "--force", cwd=office)
    assert "why: it was asked to be made anew (--force)" in done.out


def test_a_local_fact_that_appears_makes_anew_what_shows_it_now(office: Path) -> None:
    pack = office / "packs/mau/pack.yaml"
    replace(pack, "  - id: bon\n", "  - id: bon\n    when: qua_dia_phuong\n")
    replace(pack, "Phần bốn nói thêm.", "Có quà {qua_dia_phuong}.")
    assert build(office).status == 0
    replace(office / "offices/mau.yaml", "province: Lào Cai", LOCAL)
    done = build(office)
    shown = ROOM.format(office="mau", pack="mau")
    assert {path for path, status in statuses(done).items() if status == "built"} == {shown}
    assert ("fact-added", "qua_dia_phuong", "", "50.000 đồng") in reasons(done)[shown]


def test_a_hotline_of_one_office_touches_no_other(office: Path) -> None:
    hotline(office)
    done = build(office)
    assert {path for path, status in statuses(done).items() if status == "built"} == {p for p in ALL if "out/mau/" in p}


def test_what_stands_where_is_a_reason_of_its_own(office: Path) -> None:
    order(office)
    assert {path for path, status in statuses(build(office)).items() if status == "built"} == SAYING


def test_a_library_of_another_version_is_named_with_both(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bhxhcomm.making import fingerprint

    whole = fingerprint._version
    monkeypatch.setattr(fingerprint, "_version", lambda name: "99.0" if name == "pydyf" else whole(name))
    replace(office / "facts/chung.yaml", "format:", "# nhìn kỹ\nformat:")
    done = build(office, "--dry-run")
    assert set(statuses(done).values()) == {"planned"}
    for found in reasons(done).values():
        assert {(code, subject, new) for code, subject, _old, new in found} == {("library", "pydyf", "99.0")}


def test_a_new_version_of_bhxhcomm_makes_everything_anew(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bhxhcomm.making import fingerprint

    monkeypatch.setattr(fingerprint, "program", lambda: "9.9.9+new")
    done = build(office, "--dry-run")
    assert {(code, new) for found in reasons(done).values() for code, _s, _old, new in found} == {
        ("version", "9.9.9+new")
    }


def test_other_options_of_the_files_are_a_reason(office: Path) -> None:
    pictures = ["build", "mau", "--format", "png", "--json", "--dpi"]
    assert run(*pictures, 60, cwd=office).status == 0
    done = run(*pictures, 72, cwd=office)
    assert {code for found in reasons(done).values() for code, *_rest in found} == {"options"}
    assert set(statuses(run(*pictures, 72, cwd=office)).values()) == {"unchanged"}


# Looking without touching


def test_to_look_writes_nothing_at_all(office: Path) -> None:
    sentence(office)
    before = snapshot(office), sorted(office.rglob("*"))
    assert build(office, "--dry-run").status == 0
    done = build(office, "--check")
    assert done.status == 1
    assert {path for path, status in statuses(done).items() if status == "planned"} == SAYING
    assert (snapshot(office), sorted(office.rglob("*"))) == before


def test_check_is_content_with_what_is_up_to_date(office: Path) -> None:
    assert build(office, "--check").status == 0


def test_a_workspace_that_was_never_built_is_out_of_date_and_stays_without_outputs(office: Path) -> None:
    shutil.rmtree(office / "out")
    assert build(office, "--check").status == 1
    assert not (office / "out").exists()


# Selection


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["mau"], SAYING),
        (["packs/khac"], ALL - SAYING),
        (["mau", "khac"], ALL),
        (["--tag", "tet"], ALL - SAYING),
        (["--tag", "bhyt"], SAYING),
        (["--office", "mau"], {path for path in ALL if "out/mau/" in path}),
        (["--material", "leaflet", "--variant", "trifold", "--lang", "vi"], ALL),
        (["khac", "--office", "viet-nam"], {ROOM.format(office="viet-nam", pack="khac")}),
    ],
)
def test_what_is_asked_for_is_what_is_looked_at(words: list[str], wanted: set[str], office: Path) -> None:
    assert set(statuses(build(office, *words))) == wanted


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (["khong-co"], 1, "unknown-pack"),
        (["--tag", "khong-co"], 1, "unknown-tag"),
        (["--variant", "khong-co"], 1, "unknown-variant"),
        (["--office", "khong-co"], 1, "unknown-office"),
        (["--lang", "khong-co"], 1, "unknown-language"),
        (["--material", "khong-co"], 2, "unknown-material"),
        (["--format", "khong-co"], 2, "unknown-format"),
        (["--for", "khong-co"], 2, "unknown-purpose"),
        (["--shard", "3/2"], 2, "bad-shard"),
        (["--shard", "hai"], 2, "bad-shard"),
    ],
)
def test_a_word_that_is_not_known_is_named(words: list[str], status: int, code: str, office: Path) -> None:
    done = build(office, *words)
    assert (done.status, [problem["code"] for problem in done.problems]) == (status, [code])


def test_a_pack_that_cannot_be_read_keeps_no_other_back(office: Path) -> None:
    replace(office / "packs/mau/pack.yaml", "{luong_co_so}", "{khong_co}")
    sentence = office / "packs/khac/pack.yaml"
    replace(sentence, "Phần hai nói thêm.", "Phần hai nói khác.")
    done = build(office)
    assert done.status == 1
    assert statuses(done) == dict.fromkeys(ALL - SAYING, "built")
    assert [(problem["code"], problem["pack"]) for problem in done.problems] == [("unknown-fact", "mau")]
    assert outputs(office).keys() == ALL


def test_an_edition_that_cannot_be_made_fails_with_its_reason_and_others_go_on(office: Path) -> None:
    replace(office / "packs/mau/pack.yaml", "Phần hai nói thêm.", "Có quà {qua_dia_phuong}.")
    replace(office / "offices/mau.yaml", "province: Lào Cai", LOCAL)
    done = build(office)
    assert done.status == 1
    assert [problem["code"] for problem in done.problems] == ["no-local-value"]
    assert statuses(done)[ROOM.format(office="mau", pack="mau")] == "built"
    assert [a["office"] for a in done.artifacts if a["status"] == "failed"] == ["viet-nam"]


# Other people's work


def test_a_file_that_was_edited_by_hand_is_noticed_and_not_overwritten(office: Path) -> None:
    path = office / ROOM.format(office="mau", pack="mau")
    path.write_bytes(path.read_bytes() + b"\n% cua toi\n")
    mine = path.read_bytes()
    for look in (["--check"], [], []):
        done = build(office, *look)
        assert done.status == 1
        assert [(one["code"], one["path"]) for one in done.problems] == [("edited-by-hand", str(path))]
        assert path.read_bytes() == mine
    others = {status for name, status in statuses(done).items() if name != ROOM.format(office="mau", pack="mau")}
    assert others - {"failed"} == {"unchanged"}
    salary(office)
    assert build(office).status == 1
    assert path.read_bytes() == mine
    # With --force it is made anew: nothing that is left over, or kept.
    checked = build(office, "--check", "--force")
    assert (checked.object["left_over"], statuses(checked)[ROOM.format(office="mau", pack="mau")]) == ([], "planned")
    done = build(office, "--force")
    assert done.status == 0
    assert path.read_bytes() != mine
    assert build(office).status == 0


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "damage", ["", "[" * 100_000, '{"format": "', "folder"], ids=["empty", "deep", "cut", "folder"]
)
def test_damaged_notes_are_told_once_and_nothing_else_comes_of_it(damage: str, office: Path) -> None:
    before = outputs(office)
    notes = sorted((office / "out/.bhxhcomm").glob("*.json"))
    assert len(notes) == 2
    for path in notes:
        path.unlink()
        if damage == "folder":
            path.mkdir()
        else:
            path.write_text(damage, encoding="utf-8")
    for look in (["--check"], []):
        done = build(office, *look)
        assert done.status == 0
        assert [(one["code"], one["severity"], Path(one["path"]).name) for one in done.problems] == [
            ("notes-damaged", "warning", path.name) for path in reversed(notes)
        ]
    assert outputs(office) == before
    if damage != "folder":
        assert build(office).problems == []
        assert build(office).problems == []


def test_a_file_of_somebody_else_in_the_way_is_not_overwritten(office: Path) -> None:
    path = office / "out/mau/mau/leaflet-trifold.vi.nhap.docx"
    path.write_bytes(b"cua toi")
    done = run("build", "mau", "--office", "mau", "--json", cwd=office)
    assert done.status == 1
    assert [(one["code"], one["path"]) for one in done.problems if one["severity"] == "error"] == [
        ("edited-by-hand", str(path))
    ]
    assert path.read_bytes() == b"cua toi"
    assert {a["format"]: a["status"] for a in done.artifacts} == {"pdf": "unchanged", "docx": "failed", "png": "built"}


def test_a_file_that_is_gone_is_made_again_to_the_byte(office: Path) -> None:
    path = ROOM.format(office="mau", pack="mau")
    before = outputs(office)
    (office / path).unlink()
    done = build(office)
    assert {code for code, *_rest in reasons(done)[path]} == {"missing"}
    assert outputs(office) == before


def test_what_nobody_asks_for_any_more_is_listed_and_removed_only_when_told_to(office: Path) -> None:
    shutil.rmtree(office / "packs/khac")
    (office / "out/mau/ghi-chu.txt").write_text("của tôi", encoding="utf-8")
    gone = ALL - SAYING
    for _round in range(2):
        done = build(office)
        assert {(one["path"], one["removed"]) for one in done.object["left_over"]} == {(path, False) for path in gone}
        assert outputs(office).keys() == ALL
    assert build(office, "--check").status == 1
    edited = office / ROOM.format(office="mau", pack="khac")
    edited.write_bytes(b"cua toi")
    for more in ((), ("--force",)):
        checked = build(office, "--check", *more)
        assert checked.status == 1
        assert {one["path"] for one in checked.object["left_over"] if one["edited"]} == {
            edited.relative_to(office).as_posix()
        }
        told = run("build", "--check", *more, cwd=office)
        assert f"changed by hand, and kept: {edited.relative_to(office).as_posix()}" in told.out
        assert "neither --prune nor --force touches it" in told.err
    assert edited.read_bytes() == b"cua toi"
    done = build(office, "--prune")
    removed = gone - {ROOM.format(office="mau", pack="khac")}
    assert {one["path"] for one in done.object["left_over"] if one["removed"]} == removed
    assert edited.read_bytes() == b"cua toi"
    assert outputs(office).keys() == ALL - removed
    assert (office / "out/mau/ghi-chu.txt").is_file()
    edited.unlink()
    done = build(office, "--prune")
    assert done.object["left_over"] == []
    assert build(office, "--check").status == 0


def test_a_draft_that_became_releasable_leaves_its_draft_over(office: Path) -> None:
    signer = ["--by", "Người duyệt mẫu"]
    assert run("approve", "mau", "--fact", "all", "--office", "all", *signer, cwd=office).status == 0
    done = build(office)
    assert {artifact["draft"] for artifact in done.artifacts if artifact["pack"] == "mau"} == {False}
    assert {one["path"] for one in done.object["left_over"]} == SAYING
    assert ("released", "", "", "") in reasons(done)["out/mau/mau/leaflet-trifold.vi.pdf"]
    assert build(office, "--prune").status == 0
    # And back: a draft takes no released file away.
    sentence(office)
    done = build(office, "--prune")
    assert done.object["left_over"] == []
    assert (office / "out/mau/mau/leaflet-trifold.vi.pdf").is_file()
    # The wording that was approved comes back: nothing has to be made for it.
    replace(office / "packs/mau/pack.yaml", "Phần hai nói khác.", "Phần hai nói thêm.")
    done = build(office)
    assert "built" not in statuses(done).values()


def test_release_refuses_drafts_again_and_again(office: Path) -> None:
    for _round in range(2):
        done = build(office, "--release")
        assert done.status == 1
        assert set(statuses(done).values()) == {"refused"}
        assert {problem["code"].partition(":")[0] for problem in done.problems} == {"not-released"}


# The manifest


def test_the_manifest_says_what_is_shown_and_on_what_it_stands(office: Path) -> None:
    piece, artifact = entry(office, ROOM.format(office="mau", pack="mau"))
    assert (piece.topic, piece.draft, piece.valid_from) == ("bhyt", True, "2024-07-01")
    figure = next(one for one in piece.figures if one.id == "luong_co_so")
    assert (figure.value, figure.unit, figure.text) == (2_340_000, "VND/month", "2.340.000 đồng")
    assert (figure.effective_from, figure.source) == ("2024-07-01", "Nghị định mẫu 2")
    assert any("Phần hai nói thêm." in panel.text for panel in piece.panels)
    assert {reason.code for reason in piece.reasons} >= {"text-not-approved", "figure-not-approved"}
    assert all(set(reason.messages) == {"vi", "en"} for reason in piece.reasons)
    assert artifact.checks["pages"] == 2
    assert artifact.size == (office / "out" / artifact.path).stat().st_size


def test_where_only_a_review_falls_due_the_build_does_not_say_that_a_figure_changes(office: Path) -> None:
    for at in range(2):
        done = build(office)
        assert (done.object["next"], done.object["next_kinds"]) == ("2026-01-02", ["review"]), at
    told = run("build", "mau", cwd=office)
    assert "Next by the dates, on 02/01/2026: figures must have been checked." in told.out + told.err
    future_value(office)
    told = run("build", "mau", cwd=office)
    assert "Next by the dates, on 01/12/2025: a figure changes." in told.out + told.err


def test_the_manifest_states_the_next_day_and_what_happens_on_it(office: Path) -> None:
    future_value(office)
    done = build(office)
    assert (done.object["next"], done.object["next_kinds"]) == ("2025-12-01", ["value"])
    whole = manifest.read(office / "out" / "manifest.json")
    (change,) = whole.changes
    assert (change.fact, change.kind, change.before, change.after, change.source) == (
        "luong_co_so", "value", "2.340.000 đồng", "2.530.000 đồng", "Nghị định mẫu 3"
    )  # fmt: skip


def test_the_manifest_holds_neither_a_clock_nor_a_folder_nor_the_language_of_the_interface(
    once: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "nơi khác"
    shutil.copytree(once, copy, ignore=shutil.ignore_patterns("out", "register"))
    words = command("build", *PDF, "--jobs", 2)
    assert ran(words, cwd=copy, env={"BHXHCOMM_LANG": "vi", "TZ": "Pacific/Auckland"}).status == 0
    assert (copy / "out/manifest.json").read_bytes() == (once / "out/manifest.json").read_bytes()


@pytest.mark.parametrize("harm", [b"", b"{", b'"files":1'])
def test_a_damaged_manifest_is_an_error_and_without_it_everything_is_made_anew(harm: bytes, office: Path) -> None:
    """Emptied, cut short, or edited by somebody who wanted it to say something else."""
    path = office / "out/manifest.json"
    before = outputs(office)
    path.write_bytes(path.read_bytes().replace(harm, b'"files":2') if len(harm) > 1 else harm)
    left = snapshot(office)
    done = build(office)
    assert (done.status, [(one["code"], one["severity"]) for one in done.problems]) == (
        1,
        [("manifest-damaged", "error")],
    )
    assert snapshot(office) == left
    path.unlink()
    assert set(statuses(build(office)).values()) == {"built"}
    assert outputs(office) == before
    assert set(statuses(build(office)).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("text", "code"), [('{"name": "app"}', "manifest-foreign"), ('{"format": "manifest/7"}', "manifest-newer")]
)
def test_a_manifest_that_is_not_ours_is_left_alone(text: str, code: str, office: Path) -> None:
    path = office / "out/manifest.json"
    path.write_text(text, encoding="utf-8")
    before = snapshot(office)
    done = build(office)
    assert (done.status, [one["code"] for one in done.problems]) == (1, [code])
    assert snapshot(office) == before


@pytest.mark.parametrize("lost", ["manifest", "manifest and house-keeping", "all but the files"])
def test_what_somebody_edited_stands_even_where_the_manifest_is_lost(lost: str, office: Path) -> None:
    path, edited = office / "out/manifest.json", office / ROOM.format(office="mau", pack="mau")
    before = outputs(office)
    edited.write_bytes(edited.read_bytes() + b"% by hand")
    kept = edited.read_bytes()
    path.unlink()
    if lost != "manifest":
        shutil.rmtree(office / "out/.bhxhcomm")
    if lost == "all but the files":
        shutil.rmtree(office / "out/register")
    salary(office)
    done = build(office)
    assert done.status == 1
    barred = {
        Path(one["path"]).relative_to(office).as_posix() for one in done.problems if one["code"] == "edited-by-hand"
    }
    assert edited.read_bytes() == kept
    if lost == "all but the files":
        # Nobody can tell any more which of them are ours: what would change is treated as somebody's work.
        assert barred == SAYING
    else:
        assert barred == {edited.relative_to(office).as_posix()}
        assert outputs(office) != before, "everything else was made"
    assert build(office, "--force").status == 0
    assert edited.read_bytes() != kept


def test_a_record_that_a_killed_build_has_not_written_is_written_by_the_next(office: Path) -> None:
    """The bytes of what lies there are those of an undisturbed build, and so are those of the register."""
    before = snapshot(office / "out")
    gone = sorted((office / "out/register").glob("*.json"))
    assert gone
    for path in gone:
        path.unlink()
    replace(office / "facts/chung.yaml", "format:", "# nhìn kỹ\nformat:")
    assert set(statuses(build(office)).values()) == {"unchanged"}
    assert snapshot(office / "out") == before


def test_the_record_of_a_code_is_there_before_the_first_file(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bhxhcomm.ledger import register
    from bhxhcomm.ledger.store import Store

    whole, missing = Store.commit, []

    def looking(self: Store, piece: Any, *rest: Any) -> Any:
        missing.extend([piece.code] if register.find(piece.code, [self.out]) is None else [])
        return whole(self, piece, *rest)

    monkeypatch.setattr(Store, "commit", looking)
    salary(office)
    assert "built" in statuses(build(office)).values()
    assert missing == []


def test_without_its_house_keeping_nothing_is_lost_but_time(office: Path) -> None:
    shutil.rmtree(office / "out/.bhxhcomm")
    assert set(statuses(build(office)).values()) == {"unchanged"}


# Dates


def test_another_date_is_prepared_beside_today(office: Path) -> None:
    future_value(office)
    before = outputs(office)
    done = build(office, "--as-of", "2025-12-01")
    assert done.status == 0
    assert {path for path in statuses(done) if "/as-of-2025-12-01/" not in path} == set()
    assert {name: digest for name, digest in outputs(office).items() if "as-of" not in name} == before
    assert (office / "out/as-of-2025-12-01/manifest.json").is_file()
    other = {
        name.replace("out/as-of-2025-12-01", "out"): digest
        for name, digest in outputs(office).items()
        if "as-of" in name
    }
    assert {name for name in ALL if other[name] != before[name]} == SAYING


def test_a_date_that_passes_is_found_with_no_file_edited(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from bhxhcomm.core import clock

    replace(office / "bhxhcomm.yaml", "as_of: 2025-07-01\n", "")
    future_value(office)
    monkeypatch.setattr(clock, "today", lambda: dt.date(2025, 11, 29))
    assert build(office).status == 0
    for day, wanted in ((30, set()), (1, SAYING), (2, set())):
        monkeypatch.setattr(clock, "today", lambda day=day: dt.date(2025, 11 if day == 30 else 12, day))
        done = build(office)
        assert {path for path, status in statuses(done).items() if status == "built"} == wanted, day
    monkeypatch.setattr(clock, "today", lambda: dt.date(2025, 11, 30))
    done = build(office)
    assert {path for path, status in statuses(done).items() if status == "built"} == SAYING


# The folder of outputs


def test_a_file_in_the_place_of_the_folder_is_left_alone(office: Path) -> None:
    shutil.rmtree(office / "out")
    (office / "out").write_text("của tôi", encoding="utf-8")
    done = build(office)
    assert (done.status, [one["code"] for one in done.problems]) == (3, ["cannot-write"])
    assert (office / "out").read_text(encoding="utf-8") == "của tôi"


def test_names_that_no_disk_can_hold_are_found_before_anything_is_made(office: Path) -> None:
    long = "x" * 120
    (office / "packs" / long).mkdir()
    text = (office / "packs/mau/pack.yaml").read_text(encoding="utf-8").replace("id: mau\n", f"id: {long}\n")
    (office / "packs" / long / "pack.yaml").write_text(text, encoding="utf-8")
    sentence(office)
    assert build(office, "--dry-run").status == 0
    from bhxhcomm.planning import plan

    before = outputs(office)
    limit = plan.LONGEST_NAME
    try:
        plan.LONGEST_NAME = 100
        done = build(office)
    finally:
        plan.LONGEST_NAME = limit
    assert (done.status, {one["code"] for one in done.problems}) == (1, {"name-too-long"})
    assert outputs(office) == before


def test_two_names_that_differ_in_capitals_only_are_told() -> None:
    import datetime as dt

    from bhxhcomm.core.problems import ContentError
    from bhxhcomm.making.request import Request
    from bhxhcomm.planning import plan

    requests = [
        Request("p", "leaflet", name, "vi", "o", dt.date(2025, 7, 1), Path("out")) for name in ("ă", "a\u0306", "Ă")
    ]
    with pytest.raises(ContentError) as caught:
        plan.check_names(requests)
    assert {problem.code for problem in caught.value.problems} == {"names-alike"}


HOLDING = """
import sys, time
from pathlib import Path
from bhxhcomm.ledger.store import opened
with opened(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_builds_at_once_wait_or_refuse(office: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-P", "-c", HOLDING, str(office / "out")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        sentence(office)
        done = build(office, "--no-wait")
        assert (done.status, [one["code"] for one in done.problems]) == (1, ["build-running"])
        waiting = subprocess.Popen(
            command("build", *PDF), cwd=office, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert waiting.stderr is not None
        assert b"waiting" in waiting.stderr.readline()
    finally:
        holder.communicate(timeout=SECONDS)
    assert waiting.communicate(timeout=SECONDS)[0]
    assert waiting.returncode == 0
    assert statuses(build(office)) == dict.fromkeys(ALL, "unchanged")


@pytest.mark.slow
def test_shards_and_workers_give_the_same_tree_as_one_process(once: Path, tmp_path: Path) -> None:
    copy = tmp_path / "van-phong"
    shutil.copytree(once, copy, ignore=shutil.ignore_patterns("out", "register"))
    parts = [copy / f"phan-{number}" for number in (1, 2, 3)]
    seen: list[str] = []
    for number, part in enumerate(parts, 1):
        done = build(copy, "--shard", f"{number}/3", "--out", part)
        seen += [path.partition("/")[2] for path in statuses(done)]
    assert sorted(seen) == sorted(path.removeprefix("out/") for path in ALL)
    done = run("manifest", "merge", *parts, "--out", copy / "ca", "--json", cwd=copy)
    assert done.object["artifacts"] == 4
    workers = ran(command("build", *PDF, "--jobs", 2, "--out", copy / "tho"), cwd=copy)
    assert workers.status == 0, workers.err
    wanted = snapshot(once / "out")
    assert snapshot(copy / "ca") == wanted
    assert snapshot(copy / "tho") == wanted
    again = run("manifest", "merge", parts[0], "--out", copy / "ca", "--json", cwd=copy)
    assert [one["code"] for one in again.problems] == ["folder-taken"]


def test_a_part_whose_file_was_changed_is_not_joined(office: Path) -> None:
    (office / ROOM.format(office="mau", pack="mau")).write_bytes(b"khac")
    done = run("manifest", "merge", office / "out", "--out", office / "ca", "--json", cwd=office)
    assert (done.status, [one["code"] for one in done.problems]) == (1, ["file-differs"])
    assert not (office / "ca").exists()


def test_what_is_printed_keeps_to_the_schema(office: Path) -> None:
    import jsonschema

    schema = json.loads(run("schema", "output").out)
    salary(office)
    for words in (["--dry-run"], [], ["--release"]):
        jsonschema.validate(build(office, *words).object, schema, cls=jsonschema.Draft202012Validator)
