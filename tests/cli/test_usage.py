"""What is typed wrongly: the exit status says of which kind it was, and the message what to type instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.cli import places
from bhxhcomm.core.problems import UsageError
from tests.cli.program import PACK, copy_of_examples, run, snapshot


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-such-option"],
        ["no-such-command"],
        ["leaflet", "build"],
        ["leaflet", "build", PACK, "--jobs", "0"],
        ["leaflet", "build", PACK, "--jobs", "many"],
        ["leaflet", "build", PACK, "--as-of", "2025-02-30"],
        ["leaflet", "build", PACK, "--as-of", "1/7/2025"],
        ["leaflet", "build", PACK, "--as-of", "20250701"],
        ["facts", "show"],
        ["facts", "changes", "--from", "2024-07-01"],
        ["approve", PACK],
        ["approve", "--by", "Người duyệt mẫu"],
        ["approve", PACK, "--by", "  "],
        ["init"],
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_2_and_says_so_on_standard_error(arguments: list[str], examples: Path) -> None:
    before = snapshot(examples)
    done = run(*arguments, cwd=examples)
    assert done.status == 2
    assert done.out == ""
    assert "Usage: bhxhcomm" in done.err
    assert "Traceback" not in done.err
    assert snapshot(examples) == before


@pytest.mark.parametrize(
    ("arguments", "code", "meant"),
    [
        (["leaflet", "build", "bhyt-ho-gia-din"], "unknown-pack", PACK),
        (["leaflet", "build", "packs/bhyt-ho-gia-din/"], "unknown-pack", PACK),
        (["leaflet", "build", PACK, "--office", "bhxh-tinh-mau-mo"], "unknown-office", "bhxh-tinh-mau-mot"),
        (["leaflet", "build", PACK, "--theme", "defalt"], "unknown-theme", "default"),
        (["leaflet", "build", PACK, "--format", "pfd"], "unknown-format", "pdf"),
        (["leaflet", "build", PACK, "--variant", "trifol"], "unknown-variant", "trifold"),
        (["leaflet", "build", PACK, "--lang", "vie-x"], "unknown-language", "vi"),
        (["facts", "show", "luong_co_s"], "unknown-fact", "luong_co_so"),
        (["facts", "where", "lương_cơ_sở"], "unknown-fact", "luong_co_so"),
        (["facts", "list", "--office", "bhxh-vietnam"], "unknown-office", "bhxh-viet-nam"),
        (["lint", "bhyt-hsv"], "unknown-pack", "bhyt-hssv"),
        (["status", "bhyt-hsv"], "unknown-pack", "bhyt-hssv"),
        (["approve", "bhyt-hsv", "--by", "Người duyệt mẫu"], "unknown-pack", "bhyt-hssv"),
        (["approve", "--fact", "tong_dia", "--by", "Người duyệt mẫu"], "unknown-fact", "tong_dai"),
        (["approve", "--office", "bhxh-vietnam", "--by", "Người duyệt mẫu"], "unknown-office", "bhxh-viet-nam"),
        (["schema", "pakc"], "unknown-schema", "pack"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_an_unknown_name_is_met_with_the_nearest(arguments: list[str], code: str, meant: str, examples: Path) -> None:
    before = snapshot(examples)
    done = run(*arguments, cwd=examples)
    # What bhxhcomm itself does not know is wrong usage; what the workspace does not have is a problem of content.
    assert done.status == (2 if code in ("unknown-format", "unknown-schema") else 1)
    assert done.out == ""
    message, hint = done.err.rstrip("\n").split("\n", 1)
    assert f"error[{code}]: " in message
    assert meant in hint
    assert snapshot(examples) == before


def test_outside_any_workspace_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    done = run("facts", "list", cwd=tmp_path)
    assert done.status == 1
    assert "error[no-workspace]" in done.err
    assert "bhxhcomm init" in done.err


def test_a_pack_of_another_workspace_is_not_taken_for_one_of_the_same_name(examples: Path, tmp_path: Path) -> None:
    other = copy_of_examples(tmp_path / "khac")
    done = run("leaflet", "build", other / "packs" / PACK, "--workspace", examples, cwd=tmp_path)
    assert done.status == 1
    assert "error[unknown-pack]" in done.err


def test_all_problems_of_a_workspace_are_told_at_once_each_with_its_place(workspace: Path) -> None:
    pack = workspace / "packs" / PACK / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    text = text.replace("icon: family", "icon: famly").replace("{bhyt.ty_le_dong}", "{bhyt.ty_le_dog}")
    pack.write_text(text, encoding="utf-8")
    done = run("leaflet", "build", PACK, cwd=workspace)
    assert done.status == 1
    lines = text.splitlines()
    for wrong, right in (("famly", "family"), ("{bhyt.ty_le_dog}", "bhyt.ty_le_dong")):
        row = next(number for number, line in enumerate(lines, 1) if wrong in line)
        column = lines[row - 1].index(wrong) + 1
        assert f"packs/{PACK}/pack.yaml:{row}:{column}: error[" in done.err
        assert f"`{right}`" in done.err
    assert not (workspace / "out").exists()


@pytest.mark.parametrize("command", [("audio", "say", "--text", "Xin chào"), ("voice", "test", "vi")])
@pytest.mark.usefixtures("english")
def test_a_file_of_another_kind_is_not_written_over(command: tuple[str, ...], tmp_path: Path) -> None:
    own = tmp_path / "bhxhcomm.yaml"
    own.write_text("format: workspace/1\nname: Mẫu\ndefault_office: mau\n", encoding="utf-8")
    before = own.read_bytes()

    done = run(*command, "--out", own, cwd=tmp_path)

    assert (done.status, own.read_bytes()) == (2, before)
    assert "is there already and is no .wav file; it is not written over" in done.err


def test_what_is_named_to_be_written_is_new_or_of_its_kind(tmp_path: Path) -> None:
    page = tmp_path / "trang.HTML"
    assert places.to_write(page, ".html") == page
    page.touch()
    assert places.to_write(page, ".html") == page
    assert places.to_write(tmp_path / "moi.yaml", ".html").name == "moi.yaml"
    (tmp_path / "a.html").mkdir()
    for other in (tmp_path / "a.html", page):
        with pytest.raises(UsageError):
            places.to_write(other, ".md")
