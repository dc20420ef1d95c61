"""A clip is bound to its words: a release speaks anew what can be spoken again; the rest it takes as somebody heard it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition import signing
from bhxhcomm.making import clip_approval
from bhxhcomm.materials import loading
from bhxhcomm.materials.timeline import Speech, Timeline, Voice
from bhxhcomm.sound import clips, speech
from bhxhcomm.sound.clips import Clip, ClipStore
from bhxhcomm.sound.engines import Speaker, espeak
from bhxhcomm.sound.speech import Utterance, speak

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
SIGNER = signing.Signer("Người nghe duyệt mẫu", dt.date(2025, 7, 2), "Biên bản số 12")
TRUE, FALSE = "Mức hỗ trợ là hai trăm nghìn đồng.", "Mức hỗ trợ là chín trăm nghìn đồng."


def said(store: ClipStore, words: str, *, anew: bool = False) -> Clip:
    return speak([Utterance("muc", words, "vi", Voice())], store, 1, anew=anew)["muc"]


def exchange(store: Path, clip: Clip, other: bytes) -> None:
    """Put other bytes under the card of a clip, and write the card by hand so that it fits them."""
    (sound,) = store.rglob(f"{clip.key}.wav")
    card = sound.with_suffix(".json")
    forged = json.loads(card.read_text(encoding="utf-8")) | {"sha256": hashlib.sha256(other).hexdigest()}
    sound.write_bytes(other)
    card.write_text(json.dumps(forged), encoding="utf-8")


def test_a_release_speaks_anew_whatever_lies_in_the_cache(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "kept", tmp_path / "cache")
    clip, false = said(store, TRUE), said(store, FALSE)
    exchange(store.cache, clip, false.wav)
    assert said(store, TRUE).digest == false.digest  # a draft may take it: it says of itself that it must not be aired
    assert said(store, TRUE, anew=True).digest == clip.digest
    assert said(store, TRUE).digest == clip.digest


@pytest.fixture
def unsteady(monkeypatch: pytest.MonkeyPatch) -> None:
    """A voice like Piper's, of which nobody can tell whether it would speak so again."""
    usual = espeak.Espeak.find

    def find(self: espeak.Espeak, *args: Any) -> Speaker:
        return replace(usual(self, *args), repeats=False)

    monkeypatch.setattr(espeak.Espeak, "find", find)


@pytest.fixture
def root(workspace_with: Make, unsteady: None) -> Path:
    return workspace_with({})


def loaded(root: Path) -> Workspace:
    return loading.load(root).checked()


def piece(words: str = TRUE) -> Timeline:
    return Timeline("radio-spot", "60", "vi", "vi", "Mẫu", "Mẫu", "Mẫu", (Speech("muc", "announcer", (), words),))


def approve(root: Path) -> None:
    space = loaded(root)
    subjects = [clip_approval.subject(root, path)[0] for path in clip_approval.all_of(root)]
    plan = signing.sign_clips(space, subjects, SIGNER)
    plan.file.write_text(signing.text_with(plan.file.read_text() if plan.file.exists() else "", plan.entries))


def codes(root: Path, words: str = TRUE) -> list[str]:
    return [reason.code for reason in clip_approval.reasons(loaded(root), piece(words))]


def test_what_is_spoken_once_is_a_draft_until_somebody_has_listened(root: Path) -> None:
    (reason,) = clip_approval.reasons(loaded(root), piece())
    assert (reason.code, reason.subject) == ("clip-not-approved", "vi/espeak-ng")
    assert "1 clip, of muc; it lies in clips/espeak-ng/" in reason.message
    clip = said(clips.store(root, root / "out"), TRUE)
    assert codes(root) == ["clip-not-approved"]
    approve(root)
    assert codes(root) == []
    assert clip_approval.approved(loaded(root), piece()) == {clip.key: clip.digest}
    clip_approval.check({"muc": clip}, {clip.key: clip.digest})


def test_other_bytes_under_a_card_that_fits_them_are_a_draft_again_and_no_release(root: Path) -> None:
    store = clips.store(root, root / "out")
    clip, false = said(store, TRUE), said(store, FALSE)
    approve(root)
    known = clip_approval.approved(loaded(root), piece())
    exchange(store.kept, clip, false.wav)
    assert codes(root) == ["clip-not-approved"]
    found = said(store, TRUE, anew=True)
    assert found.digest == false.digest
    with pytest.raises(ContentError) as caught:
        clip_approval.check({"muc": found}, known)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path) == ("clip-changed", f"clips/espeak-ng/{clip.key}.wav")


STEPS = """approval_chain:
  - {step: nghe, name: Nghe lại, part: review, of: [clip], signers: [{name: Người nghe mẫu, title: Biên tập viên}]}
  - {step: ky, name: Phê duyệt, part: approve, signers: [{name: Người duyệt mẫu, title: Giám đốc}]}
"""


def test_a_clip_passes_every_step_of_the_chain_that_all_offices_share(root: Path) -> None:
    office = root / "offices/viet-nam.yaml"
    office.write_text(f"{office.read_text(encoding='utf-8').rstrip()}\n{STEPS}", encoding="utf-8")
    said(clips.store(root, root / "out"), TRUE)
    for name, known in (("Người nghe mẫu", 0), ("Người duyệt mẫu", 1)):
        space = loaded(root)
        (path,) = clip_approval.all_of(root)
        signer = replace(SIGNER, name=name)
        plan = signing.sign_clips(space, [clip_approval.subject(root, path)[0]], signer, space.offices["mau"])
        plan.file.write_text(signing.text_with(plan.file.read_text() if plan.file.exists() else "", plan.entries))
        space = loaded(root)
        assert len(clip_approval.approved(space, piece(), space.offices["mau"].shared_chain)) == known


def test_an_approved_clip_is_none_of_other_words(root: Path) -> None:
    store = clips.store(root, root / "out")
    clip, false = said(store, TRUE), said(store, FALSE)
    approve(root)
    (sound,) = store.kept.rglob(f"{clip.key}.wav")
    for ending in (".wav", ".json"):
        sound.with_suffix(ending).write_bytes(sound.with_name(false.key).with_suffix(ending).read_bytes())
    assert (codes(root, TRUE), codes(root, FALSE)) == (["clip-not-approved"], [])
    with pytest.raises(ContentError, match="not the one of its card"):
        clip_approval.subject(root, sound)


@pytest.mark.parametrize(
    "change",
    [
        {"words": FALSE},
        {"voice": "vi+f2"},
        {"speed": 200},
        {"pitch": 3.0},
        {"model": "0"},
        {"sha256": "0" * 64},
        {"engine": "x"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_card_that_says_anything_else_than_its_name_is_signed_by_nobody(root: Path, change: dict[str, Any]) -> None:
    said(clips.store(root, root / "out"), TRUE)
    (sound,) = clip_approval.all_of(root)
    card = sound.with_suffix(".json")
    card.write_text(json.dumps(json.loads(card.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        clip_approval.subject(root, sound)
    assert caught.value.problems[0].code == "clip-damaged"


def test_every_part_of_what_is_signed_of_a_clip_counts() -> None:
    content = {"words": TRUE, "engine": "piper", "version": "1", "voice": "a", "model": "b", "speed": 145, "pitch": 0.0}
    usual = clip_approval._subject(content, "1").digest
    others = [clip_approval._subject(content | {name: f"{value}!"}, "1").digest for name, value in content.items()]
    assert len({usual, clip_approval._subject(content, "2").digest, *others}) == 2 + len(content)


def test_the_voice_that_comes_along_needs_nobody_to_listen(workspace_with: Make) -> None:
    assert codes(workspace_with({})) == []
    assert speech.speaker_of(Voice(), "vi", None).repeats
