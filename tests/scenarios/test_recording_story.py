"""The story of a spot in Ê Đê: a kit goes out, recordings come in, the spot is released; then a figure changes.

Nobody speaks Ê Đê here. What stands for the translation is test text, and what stands for the speaker is a hum that the
machine makes; both say so.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.sound import decoding
from tests.cli.conftest import plain_surroundings
from tests.cli.program import Ran, run
from tests.sound.station import PACK, SPEAKER, hand_in, hum, make_station
from tests.translation.office import translate

__all__ = ["plain_surroundings"]

pytestmark = pytest.mark.slow
LANG = "ede"
BY = "Người duyệt mẫu"
SECONDS = {"chao": 9.3, "muc-dong": 9.3, "muc-dong-2": 9.3}


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A station whose texts, figures and office are approved, with a translation that is approved too."""
    root = make_station(tmp_path / "dai")
    translate(root)
    translate(root, scope="")
    signed("--fact", "all", "--office", "all", root=root)
    signed(PACK, root=root)
    for scope in (PACK, "locales"):
        for role, name in (("translator", "Người dịch mẫu"), ("reviewer", "Người đọc lại mẫu"), ("approver", BY)):
            signed(scope, "--lang", LANG, "--as", role, root=root, by=name)
    return root


def signed(*what: str, root: Path, by: str = BY) -> None:
    done = run("approve", *what, "--by", by, cwd=root)
    assert done.status == 0, done.err


def kit(root: Path, lang: str = LANG) -> list[str]:
    """The names of files that the kit asks for."""
    done = run("locale", "record-kit", PACK, "--lang", lang, cwd=root)
    assert done.status == 0, done.err
    sheet = (root / "out" / "ghi-am" / f"{PACK}.{lang}" / "ten-tep.csv").read_bytes().decode("utf-8-sig")
    return [row[1] for row in csv.reader(io.StringIO(sheet))][1:]


def speak(root: Path, names: list[str], folder: Path, lang: str = LANG) -> Ran:
    """Hum every segment and hand the files in."""
    for number, name in enumerate(names):
        segment = next(one for one in sorted(SECONDS, key=len, reverse=True) if one in name)
        hand_in(folder, name, hum(round(SECONDS[segment] * 3.5), seed=number))
    return run(
        *("audio", "import-recordings", PACK, folder, "--lang", lang),
        *("--speaker", SPEAKER, "--consent", "Giấy đồng ý mẫu", "--recorded", "2025-06-20"),
        cwd=root,
    )


def spot(root: Path, *more: str, lang: str = LANG) -> Ran:
    return run("audio", "radio-spot", PACK, "--lang", lang, "--json", *more, cwd=root)


def sound(made: Ran) -> dict[str, Any]:
    return next(one for one in made.artifacts if one["format"] == "mp3")


def test_from_the_kit_to_the_air_and_back(station: Path, tmp_path: Path) -> None:
    # Without recordings nothing can be made: no voice of another language reads it.
    made = spot(station)
    assert made.status in (1, 3)
    assert {one["status"] for one in made.artifacts} <= {"failed", "refused"}
    assert not list((station / "out").rglob("*.mp3"))

    # The kit goes out, and the recordings come in.
    names = kit(station)
    assert len(names) == 3
    came = speak(station, names, tmp_path / "ban-thu")
    assert came.status == 0, came.err

    # Nobody has heard them yet: a draft.
    made = spot(station)
    assert made.status == 0, made.err + made.out
    assert [reason["code"] for reason in sound(made)["reasons"]] == ["recording-not-approved"]
    assert sound(made)["path"].endswith(f"radio-spot-30.{LANG}.nhap.mp3")
    assert spot(station, "--release").status == 1

    # Approved, it may go on the air.
    signed(PACK, "--recordings", "--lang", LANG, root=station)
    made = spot(station, "--release")
    assert made.status == 0, made.err + made.out
    released = station / "out" / "mau" / PACK / f"radio-spot-30.{LANG}.mp3"
    heard = decoding.read(released, channels=1)
    assert heard.samples.seconds == pytest.approx(30, abs=1.5)
    assert sound(made)["checks"]["loudness"] == pytest.approx(-16, abs=0.3)
    before = released.read_bytes()

    # A figure changes; somebody approves it. The sentence that says it is stale, the other recordings hold.
    facts = station / "facts" / "chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    signed("--fact", "all", root=station)
    rows = run("audio", "recordings", PACK, "--lang", LANG, "--json", cwd=station).object["recordings"]
    assert [(row["segment"], row["state"]) for row in rows] == [
        ("chao", "recorded"),
        ("muc-dong", "missing"),
        ("muc-dong-2", "missing"),
        ("muc-dong", "stale"),
        ("muc-dong-2", "stale"),
    ]
    made = spot(station, "--release")
    assert made.status in (1, 3)
    assert released.read_bytes() == before
    assert {one["status"] for one in made.artifacts} <= {"failed", "refused"}

    # Only what changed is asked for again, recorded, approved, and aired.
    again = kit(station)
    assert [name.partition("-")[2].rpartition("-")[0] for name in again] == ["muc-dong", "muc-dong-2"]
    assert speak(station, again, tmp_path / "ban-thu-2").status == 0
    signed(PACK, "--recordings", "--lang", LANG, root=station)
    assert spot(station, "--release").status == 0
    assert released.read_bytes() != before


def test_in_vietnamese_a_stale_recording_falls_back_to_a_draft(tmp_path: Path) -> None:
    root = make_station(tmp_path / "dai")
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("pause: 0.5", "pause: 3"), encoding="utf-8")
    signed("--fact", "all", "--office", "all", root=root)
    signed(PACK, root=root)
    folder = tmp_path / "ban-thu"
    for name, syllables in zip(kit(root, "vi"), (27, 29, 27), strict=True):
        hand_in(folder, name, hum(syllables))
    speaker = ("--speaker", SPEAKER, "--consent", "Giấy mẫu", "--recorded", "2025-06-20")
    assert run("audio", "import-recordings", PACK, folder, *speaker, cwd=root).status == 0
    signed(PACK, "--recordings", root=root)
    made = spot(root, "--release", lang="vi")
    assert made.status == 0, made.err + made.out
    facts = root / "facts" / "chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    signed("--fact", "all", root=root)
    assert spot(root, "--release", lang="vi").status == 1
    rows = run("audio", "say", PACK, "--dry-run", "--json", cwd=root)
    assert rows.status == 0
