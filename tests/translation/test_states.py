"""How far a translation has come, who may sign what, and what voids a signature."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition import signing
from bhxhcomm.edition.standing import EntryState, Role
from bhxhcomm.exchange import catalogue_files
from bhxhcomm.translation import glossary
from tests.cli.program import run
from tests.translation.office import LANG, PACK, SENTENCES, entry_id, made_up, shelf, space, translate

DAY = dt.date(2025, 7, 1)
TRANSLATOR, REVIEWER, APPROVER = "Người dịch mẫu", "Người đọc mẫu", "Người duyệt mẫu"


def sign(root: Path, role: Role, name: str) -> tuple[signing.Unsigned, ...]:
    review = root / "packs" / PACK / "review.yaml"
    plan, left = signing.sign_translation(shelf(root), review, role, signing.Signer(name, DAY, ""))
    if plan.entries:
        existing = review.read_text(encoding="utf-8") if review.is_file() else ""
        review.write_text(signing.text_with(existing, plan.entries), encoding="utf-8")
    return left


def sign_all(root: Path) -> None:
    for role, name in zip(Role, (TRANSLATOR, REVIEWER, APPROVER), strict=True):
        assert sign(root, role, name) == ()


def states(root: Path) -> set[EntryState]:
    return {one.state for one in shelf(root).standings}


def state(root: Path, source: str) -> EntryState:
    return next(one.state for one in shelf(root).standings if one.item.wanted.source == source)


def test_each_signature_brings_every_text_one_step_further(office: Path) -> None:
    assert states(office) == {EntryState.UNTRANSLATED}
    translate(office)
    assert states(office) == {EntryState.TRANSLATED}
    sign(office, Role.TRANSLATOR, TRANSLATOR)
    assert states(office) == {EntryState.TRANSLATED}
    sign(office, Role.REVIEWER, REVIEWER)
    assert states(office) == {EntryState.REVIEWED}
    sign(office, Role.APPROVER, APPROVER)
    assert states(office) == {EntryState.APPROVED}
    assert {(one.translator, one.reviewer, one.approver) for one in shelf(office).standings} == {
        (TRANSLATOR, REVIEWER, APPROVER)
    }


@pytest.mark.parametrize(
    ("reviewer", "approver"),
    [(TRANSLATOR, APPROVER), (TRANSLATOR.upper() + " ", APPROVER), (REVIEWER, TRANSLATOR), (REVIEWER, REVIEWER)],
)
def test_nobody_signs_twice_in_two_roles(reviewer: str, approver: str, office: Path) -> None:
    translate(office)
    sign(office, Role.TRANSLATOR, TRANSLATOR)

    def sign_both() -> None:
        sign(office, Role.REVIEWER, reviewer)
        sign(office, Role.APPROVER, approver)

    with pytest.raises(ContentError) as raised:
        sign_both()
    assert [problem.code for problem in raised.value.problems] == ["same-person"]


def test_signatures_typed_into_the_file_by_hand_do_not_get_around_that(office: Path) -> None:
    translate(office)
    sign_all(office)
    review = office / "packs" / PACK / "review.yaml"
    review.write_text(review.read_text(encoding="utf-8").replace(REVIEWER, TRANSLATOR), encoding="utf-8")
    assert states(office) == {EntryState.TRANSLATED}
    review.write_text(
        review.read_text(encoding="utf-8").replace(f"by: {APPROVER}", f"by: {REVIEWER}"), encoding="utf-8"
    )
    assert states(office) == {EntryState.TRANSLATED}


def test_a_text_whose_translator_is_not_known_cannot_be_reviewed(office: Path) -> None:
    translate(office)
    assert {one.code for one in sign(office, Role.REVIEWER, REVIEWER)} == {"translator-unknown"}
    path = office / "packs" / PACK / "locales" / f"{LANG}.po"
    text = path.read_text(encoding="utf-8").replace(
        '"MIME-Version', f'"Last-Translator: {TRANSLATOR} <a@example.vn>\\n"\n"MIME-Version', 1
    )
    path.write_text(text, encoding="utf-8")
    assert sign(office, Role.REVIEWER, REVIEWER) == ()


def test_an_edit_in_any_tool_voids_the_signature_over_that_text_alone(office: Path) -> None:
    path = translate(office)
    sign_all(office)
    text = path.read_text(encoding="utf-8")
    own = made_up(SENTENCES["bon"])
    path.write_text(text.replace(own, own + " ƀ"), encoding="utf-8")
    assert state(office, SENTENCES["bon"]) is EntryState.TRANSLATED
    assert sum(one.state is EntryState.APPROVED for one in shelf(office).standings) == len(shelf(office).standings) - 1
    path.write_text(text, encoding="utf-8")
    assert states(office) == {EntryState.APPROVED}


def test_a_comment_voids_nothing_and_a_spoken_form_does(office: Path) -> None:
    translate(office)
    sign_all(office)
    found = shelf(office)
    noted = [replace(one, note="ghi", back="dịch ngược") for one in found.merged.items]
    path = catalogue_files.updated(space(office), found, noted)
    path.path.write_bytes(path.data)
    assert states(office) == {EntryState.APPROVED}
    spoken = [replace(one, spoken="ƀ") for one in found.merged.items]
    path = catalogue_files.updated(space(office), shelf(office), spoken)
    path.path.write_bytes(path.data)
    assert states(office) == {EntryState.TRANSLATED}


def test_signatures_of_one_language_or_pack_say_nothing_of_another(office: Path) -> None:
    translate(office)
    sign_all(office)
    translate(office, lang="tay")
    assert {one.state for one in shelf(office, lang="tay").standings} == {EntryState.TRANSLATED}


def reworded(root: Path) -> str:
    now = "Phần bốn nói thêm nữa."
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace(SENTENCES["bon"], now), encoding="utf-8")
    return now


def test_a_changed_sentence_makes_its_translation_stale(office: Path) -> None:
    translate(office)
    sign_all(office)
    assert state(office, reworded(office)) is EntryState.STALE


def test_somebody_may_say_that_a_translation_still_holds(office: Path) -> None:
    translate(office)
    sign_all(office)
    now = reworded(office)
    arguments = [PACK, "--lang", LANG, "--entry", entry_id(office, now), "--still-holds"]
    refused = run("approve", *arguments, "--by", TRANSLATOR, cwd=office)
    assert (refused.status, "same-person" in refused.err) == (1, True)
    assert state(office, now) is EntryState.STALE
    done = run("approve", *arguments, "--by", "Người duyệt thứ hai", "--document", "biên bản số 12", cwd=office)
    assert done.status == 0, done.err
    assert states(office) == {EntryState.APPROVED}
    one = next(one for one in shelf(office).standings if one.item.wanted.source == now)
    assert (one.translator, one.reviewer, one.approver) == (TRANSLATOR, REVIEWER, "Người duyệt thứ hai")


def test_what_was_never_approved_cannot_still_hold(office: Path) -> None:
    translate(office)
    sign(office, Role.TRANSLATOR, TRANSLATOR)
    now = reworded(office)
    words = ["approve", PACK, "--lang", LANG, "--entry", entry_id(office, now), "--still-holds", "--by", APPROVER]
    done = run(*words, cwd=office)
    assert (done.status, "never-approved" in done.err) == (1, True)


def test_a_damaged_or_missing_translation_is_not_signed(office: Path) -> None:
    translate(office, mot=made_up("mất số liệu"), bon="")
    assert {one.code for one in sign(office, Role.TRANSLATOR, TRANSLATOR)} == {
        "translation-damaged",
        "translation-missing",
    }


def test_approving_fills_the_terms_that_wait_in_the_glossary(office: Path) -> None:
    translate(office)
    sign(office, Role.TRANSLATOR, TRANSLATOR)
    sign(office, Role.REVIEWER, REVIEWER)
    path = glossary.path_of(office, LANG)
    path.parent.mkdir(parents=True)
    path.write_text("term,rendering,source\nphần bốn,,\nhộ cận nghèo,,\n", encoding="utf-8")
    done = run("approve", PACK, "--lang", LANG, "--by", APPROVER, "--document", "biên bản số 12", cwd=office)
    assert done.status == 0, done.err
    terms = glossary.read(office, LANG).terms
    assert [(term.term, term.rendering, term.source) for term in terms] == [
        ("phần bốn", made_up("Phần bốn"), f"biên bản số 12, {APPROVER}"),
        ("hộ cận nghèo", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("từ,nghĩa\n", "glossary-header", 1),
        ("term,rendering,source\nBHYT,x,\n", "glossary-source", 2),
        ("term,rendering,source\n,x,y\n", "glossary-line", 2),
        ("term,rendering,source\nBHYT\n", "glossary-line", 2),
    ],
)
def test_a_broken_glossary_is_refused_with_its_line(text: str, code: str, line: int, office: Path) -> None:
    path = glossary.path_of(office, LANG)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        glossary.read(office, LANG)
    assert [(one.code, one.place.line) for one in raised.value.problems] == [(code, line)]


def test_a_glossary_that_leads_outside_the_workspace_is_not_read(office: Path, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai.csv"
    outside.write_text("term,rendering,source\nbí mật,x,y\n", encoding="utf-8")
    path = glossary.path_of(office, LANG)
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    done = run("locale", "status", PACK, "--lang", LANG, cwd=office)
    assert (done.status, "outside-workspace" in done.err, "bí mật" in done.err + done.out) == (1, True, False)
