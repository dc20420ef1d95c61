"""Recordings come in, are found by the builds that say the same words, and by no other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.materials.loading import load
from tests.cli.program import run
from tests.sound.station import PACK, SPEAKER, hand_in, hum, make_station

SYLLABLES = {"chao": 11, "muc-dong": 15, "muc-dong-2": 11}


@pytest.fixture
def station(tmp_path: Path) -> Path:
    return make_station(tmp_path / "dai")


def recordings(station: Path, *more: str) -> list[dict[str, Any]]:
    done = run("audio", "recordings", PACK, "--as-of", "2025-07-01", "--json", *more, cwd=station)
    found: list[dict[str, Any]] = done.object["recordings"]
    return found


def names(station: Path) -> dict[str, str]:
    """The names that the kit asks for, by segment."""
    return {row["segment"]: row["name"] for row in recordings(station) if row["name"]}


def states(station: Path) -> dict[str, str]:
    return {row["segment"]: row["state"] for row in recordings(station)}


def import_(station: Path, folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    done = run(
        "audio",
        "import-recordings",
        PACK,
        str(folder),
        "--speaker",
        SPEAKER,
        "--consent",
        "Giấy đồng ý mẫu số 1",
        "--recorded",
        "2025-06-20",
        "--as-of",
        "2025-07-01",
        "--json",
        *more,
        cwd=station,
    )
    return done.status, done.object


def kept_files(station: Path) -> set[str]:
    folder = station / "packs" / PACK / "recordings"
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def codes(result: dict[str, Any]) -> list[str]:
    return [problem["code"] for problem in result["problems"]]


def test_the_list_says_what_to_record_under_which_name(station: Path) -> None:
    rows = recordings(station)
    assert [row["segment"] for row in rows] == ["chao", "muc-dong", "muc-dong-2"]
    assert {row["state"] for row in rows} == {"missing"}
    assert rows[1]["text"] == "Lương cơ sở là 2.340.000 đồng."
    assert rows[1]["name"] == f"02-muc-dong-{rows[1]['heard'][:6]}"
    assert rows[1]["pieces"] == ["radio-spot-30"]


def test_recordings_are_matched_trimmed_and_kept_with_their_originals(station: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ban-thu"
    for segment, name in names(station).items():
        hand_in(folder, f"{name}.wav", hum(SYLLABLES[segment]))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, result = import_(station, folder)
    assert status == 0
    assert not result["problems"]
    assert [one["segment"] for one in result["taken"]] == ["chao", "muc-dong", "muc-dong-2"]
    assert all(one["cut_s"][0] > 0.3 for one in result["taken"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert set(states(station).values()) == {"recorded"}
    pack = load(station).packs[PACK]
    for one in pack.recordings.values():
        assert hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256
        assert one.consent == "Giấy đồng ý mẫu số 1"
        assert (one.path.parent / f"{one.heard}.original.wav").read_bytes() in before.values()


def test_a_second_time_changes_nothing(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['chao']}.wav", hum(11))
    assert import_(station, tmp_path / "b")[0] == 0
    status, result = import_(station, tmp_path / "b")
    assert (status, result["taken"][0]["unchanged"]) == (0, True)


def test_a_better_one_takes_the_place_only_when_told(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['chao']}.wav", hum(11))
    import_(station, tmp_path / "b")
    kept = {name: (station / "packs" / PACK / "recordings" / name).read_bytes() for name in kept_files(station)}
    hand_in(tmp_path / "c", f"{names(station)['chao']}.wav", hum(11, seed=5))
    status, result = import_(station, tmp_path / "c")
    assert (status, codes(result)) == (1, ["recording-exists"])
    assert {name: (station / "packs" / PACK / "recordings" / name).read_bytes() for name in kept_files(station)} == kept
    status, result = import_(station, tmp_path / "c", "--replace")
    assert (status, codes(result)) == (0, [])


def test_a_changed_figure_makes_the_recording_stale_and_another_date_keeps_its_own(
    station: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    for segment, name in names(station).items():
        hand_in(folder, f"{name}.wav", hum(SYLLABLES[segment]))
    import_(station, folder)
    facts = station / "facts" / "chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    rows = recordings(station)
    assert [(row["segment"], row["state"]) for row in rows] == [
        ("chao", "recorded"),
        ("muc-dong", "missing"),
        ("muc-dong-2", "missing"),
        ("muc-dong", "stale"),
        ("muc-dong-2", "stale"),
    ]
    assert rows[3]["difference"] == "Lương cơ sở là [-2.340.000-]{+2.530.000+} đồng."
    # The file of the old words cannot come in as one of the new ones.
    status, result = import_(station, folder)
    assert status == 1
    assert codes(result).count("recording-stale") == 2


def test_what_another_office_says_or_what_holds_later_is_not_stale(station: Path, tmp_path: Path) -> None:
    facts = station / "facts" / "chung.yaml"
    text = facts.read_text(encoding="utf-8")
    later = """      - from: 2026-07-01
        value: 2.530.000
        source: {document: "Nghị định mẫu 3"}
"""
    source = '        source: {document: "Nghị định mẫu 2"}\n'
    facts.write_text(text.replace(source, source + later, 1), encoding="utf-8")
    folder = tmp_path / "b"
    rows = run("audio", "recordings", PACK, "--as-of", "2026-07-01", "--json", cwd=station).object["recordings"]
    for row in rows:
        hand_in(folder, f"{row['name']}.wav", hum(SYLLABLES[row["segment"]]))
    speaker = ("--speaker", SPEAKER, "--consent", "Giấy mẫu", "--recorded", "2025-06-20")
    assert run("audio", "import-recordings", PACK, folder, "--as-of", "2026-07-01", *speaker, cwd=station).status == 0
    for more in ((), ("--office", "mau"), ("--office", "viet-nam"), ("--material", "radio-spot")):
        assert "stale" not in {row["state"] for row in recordings(station, *more)}
    after = run("audio", "recordings", PACK, "--as-of", "2026-08-01", "--json", cwd=station).object["recordings"]
    assert {row["state"] for row in after} == {"recorded"}


def test_a_name_without_the_wording_is_taken_with_a_warning(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", "Chào bà con.wav", hum(11))
    status, result = import_(station, tmp_path / "b")
    assert (status, codes(result)) == (0, ["recording-wording-unsaid"])
    assert result["problems"][0]["severity"] == "warning"


def test_the_longer_name_wins(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", "muc-dong-2.wav", hum(11))
    assert import_(station, tmp_path / "b")[1]["taken"][0]["segment"] == "muc-dong-2"


def _write(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("ghi-am-3.wav", lambda: hum(11), "recording-unknown"),
        ("chao.wav", lambda: hum(0), "recording-silent"),
        ("chao.wav", lambda: hum(11, level=0.004, noise=0.00001), "recording-quiet"),
        ("chao.wav", lambda: hum(11, noise=0.03), "recording-noisy"),
        ("chao.wav", lambda: hum(11).scaled(40), "recording-clipped"),
        ("chao.wav", lambda: hum(3), "recording-too-short"),
        ("chao.wav", lambda: hum(60), "recording-too-long"),
    ],
)
def test_what_cannot_be_aired_is_refused(station: Path, tmp_path: Path, name: str, make: Any, code: str) -> None:
    hand_in(tmp_path / "b", name, make())
    status, result = import_(station, tmp_path / "b")
    assert status == 1
    assert code in codes(result)
    assert not kept_files(station)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("chao.wav", b"", "sound-empty"),
        ("chao.mp3", b"ID3" + bytes(400), "sound-corrupt"),
        ("chao.m4a", b"#EXTM3U\nhttp://127.0.0.1/a.mp3\n", "sound-playlist"),
        ("chao.wav", b"ffconcat version 1.0\nfile /etc/passwd\n", "sound-playlist"),
        ("chao.webm", b"\x1aE\xdf\xa3" + bytes(400), "sound-video"),
        ("chao.wav", b"%PDF-1.7 " + bytes(400), "sound-format"),
    ],
)
def test_what_is_no_recording_is_refused(station: Path, tmp_path: Path, name: str, data: bytes, code: str) -> None:
    _write(tmp_path / "b", name, data)
    status, result = import_(station, tmp_path / "b")
    assert status == 1
    assert code in codes(result)
    assert not kept_files(station)


def test_two_files_of_the_same_words_are_both_left_out(station: Path, tmp_path: Path) -> None:
    name = names(station)["chao"]
    hand_in(tmp_path / "b", f"{name}.wav", hum(11))
    hand_in(tmp_path / "b", f"{name} (1).wav", hum(11, seed=2))
    status, result = import_(station, tmp_path / "b")
    assert (status, codes(result)) == (1, ["recording-twice"])
    assert not result["taken"]


def test_one_that_is_refused_keeps_back_no_other(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['chao']}.wav", hum(11))
    _write(tmp_path / "b", "muc-dong.wav", b"")
    status, result = import_(station, tmp_path / "b")
    assert status == 1
    assert [one["segment"] for one in result["taken"]] == ["chao"]
    assert states(station) == {"chao": "recorded", "muc-dong": "missing", "muc-dong-2": "missing"}


def test_a_dry_run_writes_nothing(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['chao']}.wav", hum(11))
    status, result = import_(station, tmp_path / "b", "--dry-run")
    assert (status, result["written"], len(result["taken"])) == (0, False, 1)
    assert not kept_files(station)


def test_a_recording_whose_sound_is_gone_is_told_and_not_used(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['chao']}.wav", hum(11))
    import_(station, tmp_path / "b")
    next((station / "packs" / PACK / "recordings").rglob("*[0-9a-f].wav")).unlink()
    space = load(station)
    assert [(one.code, one.is_error) for one in space.problems] == [("recording-missing", False)]
    assert not space.packs[PACK].recordings


def test_an_item_put_in_before_others_leaves_their_recordings_good(station: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "b", f"{names(station)['muc-dong-2']}.wav", hum(11))
    import_(station, tmp_path / "b")
    pack = station / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("id: muc-dong-2,", "id: muc-dong-3,"), encoding="utf-8")
    assert states(station)["muc-dong-3"] == "recorded"


def approve(station: Path, by: str) -> tuple[int, dict[str, Any]]:
    done = run("approve", PACK, "--recordings", "--by", by, "--date", "2025-06-25", "--json", cwd=station)
    return done.status, done.object


def reasons(station: Path) -> list[str]:
    """The codes of what keeps the spot from being released."""
    done = run("status", PACK, "--as-of", "2025-07-01", "--json", cwd=station)
    spots = [row for row in done.object["editions"] if row["material"] == "radio-spot"]
    return [reason["code"] for reason in spots[0]["reasons"]]


def test_a_recording_makes_a_draft_until_somebody_else_has_approved_it(station: Path, tmp_path: Path) -> None:
    assert "recording-not-approved" not in reasons(station)
    for segment, name in names(station).items():
        hand_in(tmp_path / "b", f"{name}.wav", hum(SYLLABLES[segment]))
    import_(station, tmp_path / "b")
    assert "recording-not-approved" in reasons(station)
    assert "voice-not-approved" not in reasons(station)
    status, refused = approve(station, SPEAKER)
    assert (status, codes(refused)) == (1, ["speaker-approves"])
    status, signed = approve(station, "Người duyệt mẫu")
    assert (status, len(signed["signed"])) == (0, 3)
    assert "recording-not-approved" not in reasons(station)


def test_a_recording_that_was_replaced_must_be_approved_again(station: Path, tmp_path: Path) -> None:
    name = names(station)["chao"]
    hand_in(tmp_path / "b", f"{name}.wav", hum(11))
    import_(station, tmp_path / "b")
    approve(station, "Người duyệt mẫu")
    hand_in(tmp_path / "c", f"{name}.wav", hum(11, seed=9))
    import_(station, tmp_path / "c", "--replace")
    assert "recording-not-approved" in reasons(station)
    assert len(approve(station, "Người duyệt mẫu")[1]["signed"]) == 1


def test_there_must_be_something_to_approve(station: Path) -> None:
    status, refused = approve(station, "Người duyệt mẫu")
    assert (status, codes(refused)) == (1, ["no-recordings"])
