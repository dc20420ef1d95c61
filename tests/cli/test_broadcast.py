"""Scripts, spots and ringback tones as they are asked for on the command line: what appears, what is refused, what is said."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.cli.program import copy_of_examples, run

PACK = "bhxh-tu-nguyen"
PACKS = ("bhxh-tu-nguyen", "bhyt-ho-gia-dinh", "bhyt-hssv")
MOST_SYLLABLES = {"radio-spot": 145, "ringback": 95}
"""As `examples/` promises: three a second in a spot of 60 s, and a ringback tone of 35 to 40 s."""


def edit(root: Path, old: str, new: str, pack: str = PACK) -> None:
    """Change some words of a pack."""
    path = root / "packs" / pack / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("pack", PACKS)
def test_the_examples_keep_to_their_running_orders(examples: Path, pack: str) -> None:
    done = run("audio", "say", pack, "--dry-run", "--json", cwd=examples)

    assert done.status == 0, done.err
    pieces = {piece["material"]: piece for piece in done.object["pieces"]}
    assert set(pieces) == {"script", "radio-spot", "ringback"}
    for material, most in MOST_SYLLABLES.items():
        assert pieces[material]["syllables"] <= most
    hotline = "một chín không không, chín không sáu tám"
    spot, tone = (
        [segment for segment in pieces[name]["segments"] if segment["kind"] == "speech"]
        for name in ("radio-spot", "ringback")
    )
    assert [hotline in segment["spoken"] for segment in spot].count(True) == 2
    assert tone[0]["from"] <= 1.0
    first = next(segment for segment in tone if hotline in segment["spoken"])
    assert first["from"] + first["seconds"] <= 14.0
    said = " ".join(segment["spoken"] for segment in (*spot, *tone)).lower()
    assert "nghị định" not in said
    assert not any(words in tone[0]["spoken"].lower() for words in ("kính thưa", "xin chào", "chú ý"))


def test_what_will_be_said_is_shown_segment_by_segment(examples: Path) -> None:
    done = run("audio", "say", PACK, "--dry-run", "--material", "ringback", cwd=examples)

    assert done.status == 0, done.err
    assert "tong-dai-lan-hai" in done.out
    assert re.search(r"\d+ syllables, about [\d.]+ s; wanted are 37 s, give or take 2 s", done.out)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "say what is read"),
        ([PACK, "--text", "Một câu", "--dry-run"], "say what is read"),
        ([PACK], "add --dry-run"),
        ([PACK, "--dry-run", "--material", "leaflet"], "there is no material `leaflet`"),
        ([PACK, "--dry-run", "--material", "ringbak"], "did you mean `ringback`?"),
    ],
)
def test_say_tells_how_it_is_used(examples: Path, arguments: list[str], says: str) -> None:
    done = run("audio", "say", *arguments, cwd=examples)

    assert done.status == 2
    assert says in " ".join(done.err.split())


def test_a_pack_path_of_300_characters_is_no_pack(examples: Path) -> None:
    for command in (["script", "build"], ["audio", "ringback"], ["audio", "radio-spot"]):
        done = run(*command, "packs/" + "a" * 300, "--json", cwd=examples)

        assert done.status == 1
        assert done.problems[0]["code"] == "unknown-pack"


def test_what_cannot_be_read_aloud_is_an_error_at_its_place(workspace: Path) -> None:
    edit(workspace, "Bà con chú ý! Cơ quan", "Bà con chú ý! Ban XQZW ☺ của cơ quan")

    done = run("audio", "radio-spot", PACK, "--json", cwd=workspace)

    assert done.status == 1
    text = (workspace / "packs" / PACK / "pack.yaml").read_text(encoding="utf-8").splitlines()
    (line,) = (number for number, words in enumerate(text, 1) if "XQZW" in words)
    unread = [one for one in done.problems if one["path"] == f"packs/{PACK}/pack.yaml"]
    assert {one["line"] for one in unread} == {line}
    assert text[line - 1].index("XQZW") + 1 in {one["column"] for one in unread}
    assert all(one["status"] == "failed" for one in done.artifacts)


def test_a_date_said_beside_a_newer_figure_is_refused(workspace: Path) -> None:
    facts = workspace / "facts" / "bhyt.yaml"
    text = facts.read_text(encoding="utf-8")
    cut = text.index("      - from: 2025-07-01\n        value: 2025-07-01\n")
    facts.write_text(text[:cut] + text[text.index("\n\n", cut) :], encoding="utf-8")

    done = run("audio", "radio-spot", "bhyt-ho-gia-dinh", "--json", cwd=workspace)

    assert done.status == 1
    assert {one["code"] for one in done.problems if one["severity"] == "error"} == {"date-out-of-step"}
    assert "holds from 01/7/2025" in done.problems[-1]["message"]


def test_a_preset_or_a_format_that_is_not_there_is_told(examples: Path) -> None:
    preset = run("audio", "ringback", PACK, "--preset", "vietel", "--json", cwd=examples)
    format = run("audio", "ringback", PACK, "--format", "ogg", "--json", cwd=examples)

    assert preset.status == 1
    assert preset.problems[0]["code"] == "unknown-preset"
    assert "viettel" in preset.problems[0]["hint"]
    assert format.status == 2
    assert format.problems[0]["code"] == "unknown-format"


def test_a_release_refuses_a_voice_that_nobody_has_approved(examples: Path) -> None:
    done = run("audio", "ringback", PACK, "--release", "--json", cwd=examples)

    assert done.status == 1
    assert {one["status"] for one in done.artifacts} == {"refused"}
    assert "not-released:voice-not-approved" in {one["code"] for one in done.problems}


@pytest.mark.wheel
@pytest.mark.slow
def test_a_ringback_tone_in_all_its_files(workspace: Path) -> None:
    done = run("audio", "ringback", PACK, "--bundle", "--json", cwd=workspace)

    assert done.status == 0, done.err
    files = {one["format"]: workspace / one["path"] for one in done.artifacts}
    assert set(files) == {"mp3", "wav", "srt", "vtt", "json", "zip"}
    assert all(path.name.startswith("ringback") and ".vi.nhap." in path.name for path in files.values())
    checks = next(one["checks"] for one in done.artifacts if one["format"] == "mp3")
    report = json.loads(files["json"].read_text(encoding="utf-8"))
    assert abs(checks["loudness"] - checks["loudness_target"]) <= 0.3
    assert checks["true_peak"] <= -1.0
    assert abs(checks["seconds"] - report["target_seconds"]) <= report["tolerance_seconds"]
    assert report["segments"][0]["id"] == "ban-nhap"
    assert report["telephone"]["ringback"]["voice_over_music_db"] >= 9
    assert report["reasons"][0]["code"]
    assert "Bản nháp" in files["srt"].read_text(encoding="utf-8")
    with zipfile.ZipFile(io.BytesIO(files["zip"].read_bytes())) as archive:
        assert archive.namelist() == [
            "ban-khai-quyen.txt",
            "loi-doc.txt",
            "ringback.vi.nhap.mp3",
            "ringback.vi.nhap.wav",
        ]
        assert archive.read("ringback.vi.nhap.mp3") == files["mp3"].read_bytes()
        rights = archive.read("ban-khai-quyen.txt").decode()
    assert "eSpeak NG" in rights
    assert "“Lời nhắn”" in rights

    explained = run("explain", files["mp3"], "--as-of", "2025-07-01", "--json", cwd=workspace)
    assert explained.object["holds"]
    assert explained.object["record"]["material"] == "ringback"
    assert any("tổng đài" in one["text"][0].lower() for one in explained.object["record"]["panels"])

    again = run("audio", "ringback", PACK, "--bundle", "--json", cwd=workspace)
    # The papers of a bundle are made whenever they are asked for; they say the same.
    assert {one["status"] for one in again.artifacts if one["format"] != "zip"} == {"unchanged"}
    assert [one["sha256"] for one in again.artifacts] == [one["sha256"] for one in done.artifacts]


@pytest.mark.slow
def test_a_workspace_may_lie_deep(tmp_path: Path) -> None:
    deep = tmp_path
    while len(str(deep)) < 280:
        deep /= "ho-so-tuyen-truyen-nam-hoc-moi"
    root = copy_of_examples(deep / "vi-du")
    assert len(str(root / "packs" / PACK)) > 300

    done = run("audio", "ringback", root / "packs" / PACK, "--format", "mp3", "--json", cwd=tmp_path)

    assert done.status == 0, done.err
    assert done.artifacts[0]["status"] == "built"


@pytest.mark.slow
def test_a_spot_that_is_too_long_says_how_many_syllables(workspace: Path) -> None:
    edit(workspace, "Bà con chú ý! Cơ quan", "Bà con chú ý! " + "Xin bà con lắng nghe cho thật kỹ. " * 6 + "Cơ quan")

    done = run("audio", "radio-spot", PACK, "--format", "mp3", "--json", cwd=workspace)

    assert done.status == 1
    (problem,) = (one for one in done.problems if one["code"] == "too-long")
    assert re.search(r"\d+ syllables", problem["hint"])
    assert not list((workspace / "out").rglob("radio-spot*"))


@pytest.mark.slow
def test_a_language_without_a_voice_needs_recordings(workspace: Path) -> None:
    assert run("locale", "pseudo", PACK, "--lang", "ede", "-q", cwd=workspace).status == 0
    root = workspace / "out" / "chu-thu"

    done = run("audio", "ringback", PACK, "--lang", "ede", "--workspace", root, "--json", cwd=workspace)
    script = run("script", "build", PACK, "--lang", "ede", "--beside", "--workspace", root, "--json", cwd=workspace)

    assert done.status != 0
    assert any("record" in one["hint"] for one in done.problems), done.problems
    assert script.status == 0, script.err
    assert {one["format"] for one in script.artifacts} == {"docx", "pdf"}
