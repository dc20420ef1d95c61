"""A piece that people speak has no synthetic voice in it that nobody noticed: it is a draft, unless the office mixes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bhxhcomm.content import recording
from bhxhcomm.edition import approval
from bhxhcomm.edition.drafts import Reason
from bhxhcomm.edition.heard import heard
from bhxhcomm.making import recordings
from bhxhcomm.making.composed import Composed, compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials import loading
from bhxhcomm.materials.timeline import Speech
from tests.sound.station import SPEAKER, SPOT

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
PACK, OFFICE = "packs/mau/pack.yaml", "offices/mau.yaml"


@pytest.fixture
def root(workspace_with: Make) -> Path:
    root = workspace_with({})
    add(root / PACK, SPOT)
    return root


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + text, encoding="utf-8")


def spot(root: Path) -> Composed:
    request = Request("mau", "radio-spot", "30", "vi", "mau", dt.date(2025, 7, 1), Path("out"))
    return compose(loading.load(root).checked(), request)


def speeches(root: Path) -> list[Speech]:
    return [one for one in spot(root).timeline.segments if isinstance(one, Speech)]


def record(root: Path, *segments: str) -> None:
    """Put a sound beside the pack for these segments, as `import-recordings` does."""
    for one in speeches(root):
        if one.id in segments:
            said = heard("vi", one.text)
            sound = recording.sound_path(root / "packs/mau", "vi", one.id, said)
            sound.parent.mkdir(parents=True, exist_ok=True)
            sound.write_bytes(one.id.encode())
            digest = hashlib.sha256(one.id.encode()).hexdigest()
            note = {
                "format": "recording/1", "lang": "vi", "segment": one.id, "heard": f'"{said}"', "text": "lời",
                "speaker": f'"{SPEAKER}"', "recorded": "2025-06-20", "consent": "Giấy mẫu", "sha256": f'"{digest}"',
                "original": f'{{file: a.wav, name: a.wav, sha256: "{digest}"}}',
            }  # fmt: skip
            lines = [f"{key}: {value}\n" for key, value in note.items()]
            sound.with_suffix(recording.NOTE).write_text("".join(lines), encoding="utf-8")


def mixed(root: Path) -> list[Reason]:
    return [reason for reason in spot(root).reasons if reason.code == "recording-missing"]


ALL = ("chao", "muc-dong", "muc-dong-2")


def test_a_piece_that_only_a_voice_or_only_people_speak_is_not_mixed(root: Path) -> None:
    assert mixed(root) == []
    record(root, *ALL)
    assert mixed(root) == []


def test_a_segment_that_nobody_has_read_makes_a_draft_that_names_it_and_where_it_goes(root: Path) -> None:
    record(root, "chao", "muc-dong")
    (reason,) = mixed(root)
    place = f"packs/mau/recordings/vi/muc-dong-2/{heard('vi', speeches(root)[2].text)}.wav"
    assert reason.subject == "mau/vi"
    assert reason.message == (
        f"people speak this piece, and a synthetic voice would speak 1 segment of it: `muc-dong-2` (nobody has read it; "
        f"{place}); have it read again: bhxhcomm locale record-kit mau --lang vi"
    )
    assert spot(root).timeline.draft


@pytest.mark.parametrize("read", [ALL, ("muc-dong",)], ids=["all", "the changed one alone"])
def test_a_changed_figure_makes_a_draft_also_where_nothing_else_is_recorded(root: Path, read: tuple[str, ...]) -> None:
    record(root, *read)
    facts = root / "facts/chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    (reason,) = mixed(root)
    assert f"its words or figures are not those that {SPEAKER} read on 20/6/2025" in reason.message
    assert "`muc-dong` (" in reason.message


@pytest.mark.parametrize(
    ("office", "pack", "draft"),
    [("", "", True), ("true", "", False), ("false", "", True), ("false", "true", False), ("true", "false", True)],
)
def test_the_office_or_for_one_pack_the_pack_says_whether_it_mixes(
    root: Path, office: str, pack: str, draft: bool
) -> None:
    record(root, "chao")
    text = (root / PACK).read_text(encoding="utf-8")
    if pack:
        (root / PACK).write_text(text.replace("sections:\n", f"mixed_voices: {pack}\nsections:\n", 1), encoding="utf-8")
    if office:
        add(root / OFFICE, f"mixed_voices: {office}\n")
    assert bool(mixed(root)) is draft


def test_whether_voices_are_mixed_is_signed_where_it_is_said(root: Path) -> None:
    def digests() -> tuple[str, str]:
        space = loading.load(root).checked()
        subjects = approval.office_subject(space.offices["mau"]), approval.text_subject(space.packs["mau"], "vi")
        return subjects[0].digest, subjects[1].digest

    found = [digests()]
    text, office = (root / PACK).read_text(encoding="utf-8"), (root / OFFICE).read_text(encoding="utf-8")
    for said in ("true", "false"):
        (root / PACK).write_text(text.replace("sections:\n", f"mixed_voices: {said}\nsections:\n", 1), encoding="utf-8")
        (root / OFFICE).write_text(f"{office.rstrip()}\nmixed_voices: {said}\n", encoding="utf-8")
        found.append(digests())
    assert len({one for one, _other in found}) == len({other for _one, other in found}) == 3


def test_recordings_of_another_language_are_none_of_this_one(root: Path) -> None:
    record(root, "chao")
    folder = root / "packs/mau/recordings"
    (folder / "vi").rename(folder / "ede")
    for note in folder.rglob("*.yaml"):
        note.write_text(note.read_text(encoding="utf-8").replace("lang: vi", "lang: ede"), encoding="utf-8")
    assert mixed(root) == []
    space = loading.load(root)
    assert recordings.reasons(space, "mau", spot(root).timeline, space.offices["mau"], dt.date(2025, 7, 1)) == ()
