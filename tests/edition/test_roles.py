"""Roles and states of texts and recordings: whose line counts, in whatever tool it was written into `review.yaml`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import Signature
from bhxhcomm.core.problems import NOWHERE
from bhxhcomm.edition import approval, drafts, signing
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.lookup import Rendering
from bhxhcomm.edition.signing import Signer
from bhxhcomm.edition.standing import EntryState

DAY = dt.date(2025, 7, 1)
WRITER, OTHER = "Trần Thị Viết", "Đỗ Thị Duyệt"
SUBJECT = Subject("text", "vi", "a" * 64)


def line(by: str, role: str = "", subject: Subject = SUBJECT) -> Signature:
    return Signature(subject.of, subject.id, subject.digest, by, DAY, role=role)


@pytest.mark.parametrize(
    ("by", "role", "counts"),
    [
        (OTHER, "", True),
        (OTHER, "approver", True),
        (OTHER, "reviewer", False),
        (OTHER, "drafter", False),
        (OTHER, "translator", False),
        (WRITER, "", False),
        (WRITER, "approver", False),
        (WRITER, "reviewer", False),
        ("Chị Tran Thi Viet", "", False),
        ("Viết.", "approver", False),
        ("Trần\u200bThị Viết", "", False),
        ("…", "", False),
        ("", "", False),
    ],
)
def test_a_text_is_approved_by_an_approver_who_did_not_write_it(by: str, role: str, counts: bool) -> None:
    assert (approval.signed(SUBJECT, [line(by, role)], author=WRITER) is not None) is counts


@pytest.mark.parametrize(
    "other", [Subject("fact", "vi", "a" * 64), Subject("text", "ede", "a" * 64), Subject("text", "vi", "b" * 64)]
)
def test_a_line_over_something_else_approves_nothing(other: Subject) -> None:
    assert approval.signed(SUBJECT, [line(OTHER, subject=other)], author=WRITER) is None


@pytest.mark.parametrize(("role", "found"), [("", True), ("approver", True), ("reviewer", False), ("drafter", False)])
def test_only_what_was_approved_can_have_lapsed(role: str, found: bool) -> None:
    old = line(OTHER, role, Subject("text", "vi", "b" * 64))
    assert (approval.lapsed(SUBJECT, [old]) is not None) is found


RECORDING = Recording("vi", "mo", "abc", "Lời", "Nguyễn Văn Đọc", DAY, "Giấy 1", "1" * 64, Path("a.wav"), NOWHERE)


@pytest.mark.parametrize("by", ["Nguyễn Văn Đọc", "Nguyen Van Doc", "Anh Đọc", "N.V. Đọc", "nguyễn văn đọc "])
def test_nobody_approves_the_own_voice(by: str) -> None:
    subject = approval.recording_subject(RECORDING)
    assert approval.signed(subject, [line(by, subject=subject)], author=RECORDING.speaker) is None
    assert approval.signed(subject, [line(OTHER, subject=subject)], author=RECORDING.speaker) is not None


@pytest.mark.parametrize("by", [WRITER, "Tran Thi Viet", "Bà Viết"])
def test_who_wrote_it_may_not_sign_under_a_variant_of_the_name(by: str) -> None:
    class Shape:
        author = WRITER

    class Text:
        shape = Shape()

    assert not signing.may_sign(Signer(by, DAY, ""), Text())  # type: ignore[arg-type]
    assert signing.may_sign(Signer(OTHER, DAY, ""), Text())  # type: ignore[arg-type]


def pack_with(*lines: Signature) -> Any:
    shape = SimpleNamespace(topic="bhyt", author=WRITER)
    return SimpleNamespace(id="mau", shape=shape, signatures=lines, folder=Path("packs/mau"))


@pytest.mark.parametrize(
    ("by", "role", "codes"),
    [
        (OTHER, "", []),
        (OTHER, "reviewer", ["recording-not-approved"]),
        ("Anh Đọc", "", ["recording-not-approved"]),
        (RECORDING.speaker, "approver", ["recording-not-approved"]),
    ],
)
def test_a_recording_that_only_its_speaker_approved_makes_a_draft(by: str, role: str, codes: list[str]) -> None:
    pack = pack_with(line(by, role, approval.recording_subject(RECORDING)))
    assert [one.code for one in drafts.recordings(pack, "vi", [RECORDING], (), DAY)] == codes


@pytest.mark.parametrize(("by", "signed"), [(OTHER, 1), (RECORDING.speaker, 0), ("Nguyen Van Doc", 0)])
def test_whoever_speaks_is_given_nothing_to_sign(by: str, signed: int) -> None:
    plan = signing.sign_recordings(pack_with(), [RECORDING], Signer(by, DAY, ""))
    assert len(plan.entries) == signed


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        (EntryState.UNTRANSLATED, ["translation-missing"]),
        (EntryState.STALE, ["translation-stale"]),
        (EntryState.TRANSLATED, ["translation-not-approved"]),
        (EntryState.REVIEWED, ["translation-not-approved"]),
        (EntryState.APPROVED, []),
    ],
)
def test_only_an_approved_translation_makes_no_draft(state: EntryState, codes: list[str]) -> None:
    assert [one.code for one in drafts._counted([Rendering(state)], "mau/ede")] == codes


def test_every_state_has_its_row() -> None:
    assert len(EntryState) == 5
