"""Synthetic voices: a draft until the office that lets them speak has approved them, exactly as they speak."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import approval, drafts, signing
from bhxhcomm.making import voices
from bhxhcomm.materials import loading
from bhxhcomm.materials.timeline import Pause, Sound, Speech, Timeline, Voice
from bhxhcomm.sound.engines import espeak

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
SIGNER = signing.Signer("Người duyệt mẫu", dt.date(2025, 7, 2), "Biên bản số 12")

DAY = dt.date(2025, 7, 1)


def spot(*spoken: Voice | None, lang: str = "vi") -> Timeline:
    """A piece that these voices speak; None stands for a recording."""
    recorded = Sound("/x.wav", "0" * 64)
    speeches = [
        Speech(f"s{n}", "announcer", (), "xin chào", voice or Voice(), None if voice else recorded)
        for n, voice in enumerate(spoken)
    ]
    return Timeline("radio-spot", "60", lang, lang, "Mẫu", "Mẫu", "Mẫu", (Pause("p", 1.0), *speeches))


def signed(space: Workspace, *subjects: approval.Subject) -> Workspace:
    """The workspace with a signature over each, written and read again."""
    plan = signing.sign_voices(space, subjects, SIGNER)
    plan.file.write_text(signing.text_with(plan.file.read_text() if plan.file.exists() else "", plan.entries))
    return loading.load(space.root).checked()


def codes(space: Workspace, piece: Timeline, office: str = "mau") -> list[str]:
    return [reason.code for reason in voices.reasons(space, office, piece, DAY)]


def test_a_voice_that_nobody_has_approved_makes_a_draft(workspace_with: Make) -> None:
    space = loading.load(workspace_with({})).checked()
    (reason,) = voices.reasons(space, "mau", spot(Voice(), Voice(), None), DAY)
    assert reason.code == "voice-not-approved"
    assert reason.subject == "mau/espeak-ng/vi"
    assert "`mau/espeak-ng/vi`" in reason.message


def test_recordings_ask_for_no_voice(workspace_with: Make) -> None:
    assert codes(loading.load(workspace_with({})).checked(), spot(None, None)) == []


def test_an_approved_voice_makes_no_draft(workspace_with: Make) -> None:
    space = loading.load(workspace_with({})).checked()
    space = signed(space, voices.subject(space.root, "mau", Voice(), "vi"))
    assert codes(space, spot(Voice())) == []
    assert codes(space, spot(Voice(), Voice(name="vi+f2"))) == ["voice-not-approved"]


@pytest.mark.parametrize("change", [{"speed": 130}, {"pitch": 1.0}], ids=str)
def test_another_speed_or_pitch_voids_the_approval(workspace_with: Make, change: dict[str, Any]) -> None:
    space = loading.load(workspace_with({})).checked()
    space = signed(space, voices.subject(space.root, "mau", Voice(), "vi"))
    assert codes(space, spot(replace(Voice(), **change))) == ["voice-changed"]


def test_another_model_voids_the_approval(workspace_with: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    space = loading.load(workspace_with({})).checked()
    space = signed(space, voices.subject(space.root, "mau", Voice(), "vi"))
    monkeypatch.setattr(espeak, "_digest", lambda base, variant: "another")
    assert codes(space, spot(Voice())) == ["voice-changed"]


def test_the_approval_of_one_office_is_not_that_of_another(workspace_with: Make) -> None:
    space = loading.load(workspace_with({})).checked()
    space = signed(space, voices.subject(space.root, "viet-nam", Voice(), "vi"))
    assert codes(space, spot(Voice()), "mau") == ["voice-not-approved"]
    assert codes(space, spot(Voice()), "viet-nam") == []


def test_a_voice_that_is_not_here_is_not_approved_and_says_why(workspace_with: Make) -> None:
    space = loading.load(workspace_with({})).checked()
    (missing,) = voices.reasons(space, "mau", spot(Voice(engine="piper", name="no-such")), DAY)
    assert (missing.code, missing.subject) == ("voice-not-approved", "mau/piper/no-such")
    assert "no Piper voice `no-such`" in missing.message
    (foreign,) = voices.reasons(space, "mau", spot(Voice(), lang="ede"), DAY)
    assert "no language is read by another language's voice" in foreign.message


def test_a_signature_stands_as_a_line_in_the_review_file(workspace_with: Make) -> None:
    space = loading.load(workspace_with({})).checked()
    subject = voices.subject(space.root, "mau", Voice(), "vi")
    signed(space, subject, subject)
    (line,) = yaml.safe_load((space.root / "review.yaml").read_text(encoding="utf-8"))["signatures"]
    assert (line["of"], line["id"], line["digest"]) == ("voice", "mau/espeak-ng/vi", subject.digest)


def test_what_an_office_signs_of_a_role_are_its_voices_in_all_languages(workspace_with: Make) -> None:
    office = (
        "format: office/1\nname: Cơ quan (mẫu)\nshort_name: Mẫu\nparent: viet-nam\n"
        "voices:\n  woman: {name: vi+f2, languages: {km: {engine: gtts}}}\n"
    )
    space = loading.load(workspace_with({"offices/mau.yaml": office})).checked()
    found = list(voices.of_office(space, "mau", None, ["woman"]))
    assert [subject.id for subject in found] == ["mau/espeak-ng/vi+f2", "mau/gtts/km"]
    space = signed(space, *found)
    assert drafts.voices(space, found, (), DAY) == ()
