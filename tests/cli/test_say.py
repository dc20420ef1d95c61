"""`bhxhcomm audio say --text … --dry-run`: how a sentence is read, to try a doubtful reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import run

SENTENCE = "Mức đóng 4,5% từ 1/7/2025"
SPOKEN = "Mức đóng bốn phẩy năm phần trăm từ ngày mùng một tháng bảy năm hai nghìn không trăm hai mươi lăm"


def test_the_object_has_the_words_the_syllables_and_the_seconds(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", SENTENCE, "--dry-run", "--json", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.object == {
        "format": "say/1",
        "schema": 1,
        "spoken": SPOKEN,
        "syllables": 21,
        "seconds": 6.2,
        "problems": [],
    }


def test_without_json_the_words_stand_alone_on_standard_output(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", SENTENCE, "--dry-run", cwd=tmp_path)
    assert (done.status, done.out, done.err) == (0, f"{SPOKEN}\n", "21 syllables, about 6.2 s\n")
    done = run("audio", "say", "--text", SENTENCE, "--dry-run", "-q", cwd=tmp_path)
    assert (done.out, done.err) == (f"{SPOKEN}\n", "")


def test_what_is_unread_makes_the_command_fail_and_is_placed_in_the_sentence(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "Hỏi XYZ", "--dry-run", "--json", cwd=tmp_path)
    assert done.status == 1
    assert done.object["spoken"] == "Hỏi XYZ"
    (problem,) = done.problems
    assert (problem["code"], problem["severity"]) == ("spoken-abbreviation", "error")
    assert (problem["path"], problem["line"], problem["column"]) == ("--text", 1, 5)
    assert "locales/lexicon/vi.yaml" in problem["hint"]
    done = run("audio", "say", "--text", "Hỏi XYZ", "--dry-run", cwd=tmp_path)
    assert done.status == 1
    assert "--text:1:5: error[spoken-abbreviation]" in done.err


def test_a_doubtful_reading_is_a_warning_and_no_failure(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "1/7", "--dry-run", "--json", cwd=tmp_path)
    assert done.status == 0
    assert [problem["severity"] for problem in done.problems] == ["warning"]


def test_the_accent_and_the_speed_are_those_that_are_asked_for(tmp_path: Path) -> None:
    done = run(
        "audio",
        "say",
        "--text",
        "24.000 đồng",
        "--dry-run",
        "--json",
        "--accent",
        "south",
        "--speed",
        "120",
        cwd=tmp_path,
    )
    assert done.object["spoken"] == "hai mươi bốn ngàn đồng"
    assert done.object["seconds"] == 1.8


def test_an_unknown_accent_is_wrong_usage(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "a", "--dry-run", "--accent", "nroth", cwd=tmp_path)
    assert done.status == 2
    assert "error[unknown-accent]" in done.err
    assert "north" in done.err


@pytest.mark.parametrize("option", [True, False], ids=["named", "current folder"])
def test_the_lexicon_of_the_workspace_is_used(option: bool, workspace: Path, tmp_path: Path) -> None:
    own = workspace / "locales/lexicon/vi.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("format: lexicon/1\nabbreviations:\n  XYZ: xin yên dạ\n", encoding="utf-8")
    named = ["--workspace", str(workspace)] if option else []
    done = run(
        "audio", "say", "--text", "Hỏi XYZ", "--dry-run", "--json", *named, cwd=tmp_path if option else workspace
    )
    assert (done.status, done.object["spoken"]) == (0, "Hỏi xin yên dạ")


def test_a_broken_lexicon_is_told(workspace: Path) -> None:
    own = workspace / "locales/lexicon/vi.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("format: lexicon/1\nwords:\n  web: trang 5\n", encoding="utf-8")
    done = run("audio", "say", "--text", "a", "--dry-run", cwd=workspace)
    assert done.status == 1
    assert "locales/lexicon/vi.yaml:3:8: error[lexicon-unsaid]" in done.err
    assert "locales/lexicon/vi.yaml:3:8: error[lexicon-unsaid]" in run("lint", cwd=workspace).err


def test_an_empty_sentence_says_nothing(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "", "--dry-run", "--json", cwd=tmp_path)
    assert (done.status, done.object["spoken"], done.object["syllables"]) == (0, "", 0)


@pytest.mark.wheel
def test_without_dry_run_the_usual_voice_speaks_into_a_file(tmp_path: Path) -> None:
    import wave

    out = tmp_path / "thu.wav"
    done = run("audio", "say", "--text", "Gọi 1900 9068", "--out", out, "--json", cwd=tmp_path)
    assert (done.status, done.object["path"]) == (0, str(out))
    assert done.object["spoken"] == "Gọi một chín không không, chín không sáu tám"
    with wave.open(str(out)) as sound:
        assert round(sound.getnframes() / sound.getframerate(), 1) == done.object["seconds"]
    assert 1.5 < done.object["seconds"] < 5
    assert [path.name for path in tmp_path.iterdir()] == ["thu.wav"]


def test_what_is_left_unread_is_not_spoken(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "Gọi XYZ", "--json", cwd=tmp_path)
    assert (done.status, "path" in done.object, list(tmp_path.iterdir())) == (1, False, [])


def test_a_sentence_with_nothing_to_say_is_not_spoken(tmp_path: Path) -> None:
    done = run("audio", "say", "--text", "...", cwd=tmp_path)
    assert done.status == 1
    assert "error[nothing-to-speak]" in done.err
