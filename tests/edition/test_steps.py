"""Chains of approval: steps in their order, each by somebody who may, in the capacity that the office gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.cli import status
from bhxhcomm.content import validate, yaml_reading
from bhxhcomm.content.chain import StepShape
from bhxhcomm.content.office import OfficeShape
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError, Problems
from bhxhcomm.edition import approval, drafts, signing, steps
from bhxhcomm.edition.resolve import Edition, resolve
from bhxhcomm.edition.signing import Signer
from bhxhcomm.language.text import plain
from bhxhcomm.materials import loading, proof

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
DAY = dt.date(2025, 7, 1)

CHAIN = """\
approval_chain:
  - {step: soan-thao, name: Soạn thảo, part: draft, of: [text]}
  - step: tham-dinh
    name: Thẩm định
    part: review
    signers:
      - {name: Lê Thẩm Định, title: Trưởng phòng Truyền thông}
      - {name: Hồ Thẩm Định, title: Chuyên viên, until: 2025-06-30}
  - step: phe-duyet
    name: Phê duyệt
    part: approve
    signers:
      - {name: Đỗ Giám Đốc, title: Giám đốc}
      - {name: Vũ Phó Giám, title: Phó Giám đốc, acting: KT, for: Giám đốc, topics: [bhyt]}
      - {name: Ngô Ủy Quyền, title: Trưởng phòng, acting: TUQ, for: Giám đốc, authority: 12/GUQ, from: 2025-07-01,
         until: 2025-07-31}
"""
OFFICE = "format: office/1\nname: Cơ quan (mẫu)\nshort_name: Mẫu\nparent: viet-nam\n"
PARENT = "format: office/1\nname: Cơ quan cấp trên (mẫu)\nshort_name: Trên\n"


@pytest.fixture
def space(workspace_with: Make) -> Workspace:
    """The small workspace with a chain that its office inherits."""
    return load(workspace_with({"offices/viet-nam.yaml": PARENT + CHAIN, "offices/mau.yaml": OFFICE}))


def load(root: Path) -> Workspace:
    return loading.load(root).checked()


def sign(
    space: Workspace, name: str, *, step: str = "", role: str = "", date: dt.date = DAY, document: str = ""
) -> Workspace:
    """The workspace after somebody has signed the text of its pack."""
    signer = Signer(name, date, document, role=role, step=step)
    return written(space, signing.sign_text(space, space.packs["mau"], signer, space.offices["mau"].chain))


def written(space: Workspace, plan: signing.Plan) -> Workspace:
    before = plan.file.read_text(encoding="utf-8") if plan.file.exists() else ""
    plan.file.write_text(signing.text_with(before, plan.entries), encoding="utf-8")
    return load(space.root)


def text_reasons(space: Workspace, office: str = "mau") -> list[str]:
    """Why the text of the pack keeps a piece of an office back."""
    found = drafts.reasons(space, edition_of(space, office), ())
    return [one.message for one in found if "the text of `mau`" in one.message]


def edition_of(space: Workspace, office: str = "mau") -> Edition:
    return resolve(space, "mau", "vi", office, DAY)


def refused(space: Workspace, name: str, **given: str) -> tuple[str, str, str]:
    """The code, the message and the hint with which somebody is refused."""
    with pytest.raises(ContentError) as caught:
        sign(space, name, **given)  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    return problem.code, problem.message, problem.hint


WRITER = "Người viết mẫu"
REVIEWER = "Lê Thẩm Định"
DEPUTY = "Vũ Phó Giám"
WHO = "Đỗ Giám Đốc (GIÁM ĐỐC), Vũ Phó Giám (KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC), Ngô Ủy Quyền (TUQ. GIÁM ĐỐC, TRƯỞNG PHÒNG)"


def test_a_piece_waits_for_each_step_in_turn_and_the_reason_says_for_whom(space: Workspace) -> None:
    assert text_reasons(space) == ["the text of `mau` waits for the step “Soạn thảo”; who may sign it: anybody"]
    space = sign(space, WRITER)
    assert text_reasons(space) == [
        "the text of `mau` waits for the step “Thẩm định”; who may sign it: Lê Thẩm Định (TRƯỞNG PHÒNG TRUYỀN THÔNG)"
    ]
    space = sign(space, REVIEWER)
    assert text_reasons(space) == [f"the text of `mau` waits for the step “Phê duyệt”; who may sign it: {WHO}"]
    space = sign(space, DEPUTY)
    assert text_reasons(space) == []
    pack = space.packs["mau"]
    line = approval.signed(approval.text_subject(pack, "vi"), pack.signatures, author=WRITER)
    assert line is not None
    assert (line.by, line.role, line.step, line.capacity) == (
        DEPUTY,
        "",
        "phe-duyet",
        "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC",
    )
    assert [(one["step"], one["capacity"], one["by"]) for one in status._signed(space, "mau", "mau")] == [
        ("Soạn thảo", "", WRITER),
        ("Thẩm định", "TRƯỞNG PHÒNG TRUYỀN THÔNG", REVIEWER),
        ("Phê duyệt", "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC", DEPUTY),
    ]
    edition = edition_of(space)
    room = proof._room(edition, {})
    assert [plain(role, "vi") for role in room.roles] == ["Soạn thảo", "Thẩm định", "Phê duyệt"]
    assert [[plain(one, "vi") for one in column] for column in room.may] == [
        [],
        ["TRƯỞNG PHÒNG TRUYỀN THÔNG: Lê Thẩm Định"],
        [
            "GIÁM ĐỐC: Đỗ Giám Đốc",
            "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC: Vũ Phó Giám",
            "TUQ. GIÁM ĐỐC, TRƯỞNG PHÒNG: Ngô Ủy Quyền",
        ],
    ]
    assert proof.capacities(edition, [{"of": "text", "step": "tham-dinh"}, {"of": "office"}]) == (
        ("tham-dinh", "Lê Thẩm Định", "TRƯỞNG PHÒNG TRUYỀN THÔNG"),
    )
    assert proof.capacities(edition, [{"of": "office"}]) == ()
    assert steps.as_signed(line, space.offices["mau"].chain) == "Vũ Phó Giám (Phê duyệt; KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC)"


def test_an_office_inherits_the_chain_and_one_of_its_own_takes_its_place(
    space: Workspace, workspace_with: Make
) -> None:
    assert [step.step for step in space.offices["mau"].chain] == ["soan-thao", "tham-dinh", "phe-duyet"]
    own = "approval_chain:\n  - {step: ky, name: Ký, part: approve, signers: [{name: Bùi Ký, title: Giám đốc}]}\n"
    space = load(workspace_with({"offices/mau.yaml": OFFICE + own}))
    assert [step.step for step in space.offices["mau"].chain] == ["ky"]
    assert [step.step for step in space.offices["mau"].shared_chain] == ["soan-thao", "tham-dinh", "phe-duyet"]
    space = sign(space, "Bùi Ký")
    assert text_reasons(space) == []
    assert "Soạn thảo" in text_reasons(space, "viet-nam")[0]


OWN_CHAIN = """\
approval_chain:
  - {step: phe-duyet, name: Phê duyệt, part: approve, signers: [{name: Bùi Tại Chỗ, title: Giám đốc}]}
"""


def test_the_finished_chain_of_the_office_above_does_not_count_for_an_office_with_its_own(
    workspace_with: Make,
) -> None:
    """In place of the one above, not beside it: neither does the one above have to sign."""
    own = OFFICE + OWN_CHAIN
    files = {"offices/viet-nam.yaml": PARENT + CHAIN, "offices/mau.yaml": OFFICE, "offices/rieng.yaml": own}
    space = load(workspace_with(files))
    for name in (WRITER, REVIEWER, DEPUTY):
        space = sign(space, name)
    assert text_reasons(space, "mau") == []
    assert text_reasons(space, "viet-nam") == []
    waits = ["the text of `mau` waits for the step “Phê duyệt”; who may sign it: Bùi Tại Chỗ (GIÁM ĐỐC)"]
    assert text_reasons(space, "rieng") == waits

    # And the other way round: what the lower office has approved is not approved for the one above it.
    space = load(workspace_with(files | {"packs/mau/review.yaml": "format: review/1\nsignatures: []\n"}))
    plan = signing.sign_text(space, space.packs["mau"], Signer("Bùi Tại Chỗ", DAY, ""), space.offices["rieng"].chain)
    space = written(space, plan)
    assert text_reasons(space, "rieng") == []
    assert text_reasons(space, "viet-nam") == [
        "the text of `mau` waits for the step “Soạn thảo”; who may sign it: anybody"
    ]


def test_a_line_counts_in_both_chains_only_where_both_name_its_signer_for_its_step(workspace_with: Make) -> None:
    both = OWN_CHAIN.replace("Bùi Tại Chỗ", "Đỗ Giám Đốc")
    files = {"offices/viet-nam.yaml": PARENT + CHAIN, "offices/mau.yaml": OFFICE, "offices/rieng.yaml": OFFICE + both}
    space = load(workspace_with(files))
    for name in (WRITER, REVIEWER, "Đỗ Giám Đốc"):
        space = sign(space, name)
    assert text_reasons(space, "rieng") == []


def test_without_a_chain_one_signature_approves(workspace_with: Make) -> None:
    space = load(workspace_with({}))
    assert text_reasons(space) == ["nobody has approved the text of `mau`"]
    assert refused(space, "Ai Đó", step="phe-duyet")[0] == "no-chain"
    assert refused(space, "Ai Đó", role="reviewer")[0] == "no-chain"
    space = sign(space, "Ai Đó")
    assert text_reasons(space) == []
    (line,) = space.packs["mau"].signatures
    assert (line.role, line.step, line.capacity) == ("", "", "")


def test_what_was_only_reviewed_is_not_approved_when_the_chain_goes(space: Workspace, workspace_with: Make) -> None:
    space = sign(sign(space, WRITER), REVIEWER)
    workspace_with({"offices/viet-nam.yaml": PARENT})
    assert text_reasons(load(space.root)) == ["nobody has approved the text of `mau`"]


@pytest.mark.parametrize(
    ("done", "name", "given", "code", "message", "hint"),
    [
        ([], REVIEWER, {}, "step-too-early", "must pass the step “Soạn thảo” first", "anybody"),
        ([WRITER], DEPUTY, {"step": "phe-duyet"}, "step-too-early", "must pass the step “Thẩm định” first", "Lê Thẩm Định"),
        ([WRITER], WRITER, {"step": "tham-dinh"}, "author-approves", "wrote the text of `mau`", "somebody else"),
        ([WRITER], "Nguoi viet MAU.", {"step": "phe-duyet"}, "author-approves", "wrote the text", "staff number"),
        ([WRITER], "Phạm Người Lạ", {"step": "tham-dinh"}, "not-in-chain", "does not name Phạm Người Lạ", "Lê Thẩm Định"),
        ([WRITER], "Le Tham Dinh", {"step": "tham-dinh"}, "not-in-chain", "does not name Le Tham Dinh", "Lê Thẩm Định"),
        ([WRITER], "Hồ Thẩm Định", {"step": "tham-dinh"}, "not-in-chain", "does not name Hồ Thẩm Định", "Lê Thẩm Định"),
        ([REVIEWER], REVIEWER, {"step": "tham-dinh"}, "same-person", "signed the step “Soạn thảo”", "somebody else"),
        ([WRITER, REVIEWER], REVIEWER, {"step": "phe-duyet"}, "not-in-chain", "does not name Lê Thẩm Định", WHO),
        ([], DEPUTY, {"step": "dong-dau"}, "unknown-step", "does not go through a step `dong-dau`", "`tham-dinh`"),
        ([], DEPUTY, {"role": "translator"}, "not-in-chain", "does not name Vũ Phó Giám", ""),
    ],
)  # fmt: skip
def test_who_may_not_sign_is_told_why_and_who_may(
    space: Workspace, done: list[str], name: str, given: dict[str, str], code: str, message: str, hint: str
) -> None:
    for number, earlier in enumerate(done):
        space = sign(space, earlier, step=("soan-thao", "tham-dinh")[number])
    found = refused(space, name, **given)
    assert found[0] == code
    assert message in found[1]
    assert hint in found[2]


@pytest.mark.parametrize(
    "change",
    [
        {"by": "Phạm Người Lạ"},
        {"by": "Vu Pho Giam"},
        {"by": WRITER},
        {"by": REVIEWER},
        {"capacity": "GIÁM ĐỐC"},
        {"capacity": ""},
        {"step": "tham-dinh"},
        {"step": ""},
        {"role": "reviewer"},
        {"role": "drafter"},
        {"role": "translator"},
        {"digest": "0" * 64},
        {"by": "Ngô Ủy Quyền", "capacity": "TUQ. GIÁM ĐỐC, TRƯỞNG PHÒNG", "date": dt.date(2025, 8, 1)},
        {"by": "Ngô Ủy Quyền", "capacity": "TUQ. GIÁM ĐỐC, TRƯỞNG PHÒNG", "date": dt.date(2025, 6, 30)},
    ],
)
def test_a_line_written_by_hand_counts_only_for_one_who_may(space: Workspace, change: dict[str, object]) -> None:
    space = sign(sign(sign(space, WRITER), REVIEWER), DEPUTY)
    pack = space.packs["mau"]
    lines = (*pack.signatures[:-1], replace(pack.signatures[-1], **change))  # type: ignore[arg-type]
    chain = space.offices["mau"].chain
    matter = steps.ChainSubject("text", "bhyt", WRITER)
    subject = approval.text_subject(pack, "vi")
    assert steps.waiting(chain, matter, approval.over(subject, pack.signatures)) is None
    waits = steps.waiting(chain, matter, approval.over(subject, lines))
    assert waits is not None
    assert waits.step == "phe-duyet"


def test_a_deputy_signs_the_topics_that_are_the_deputys(space: Workspace) -> None:
    chain = space.offices["mau"].chain
    (entry,) = steps.signers_named(chain[2], steps.ChainSubject("text", "bhyt"), DEPUTY, DAY)
    assert entry.capacity == "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC"
    assert not list(steps.signers_named(chain[2], steps.ChainSubject("text", "khac"), DEPUTY, DAY))
    assert not list(steps.signers_named(chain[2], steps.ChainSubject("office"), DEPUTY, DAY))


def test_figures_and_offices_pass_the_chain_too(space: Workspace) -> None:
    for name in (REVIEWER, "Đỗ Giám Đốc"):
        edition = edition_of(space)
        found = drafts.reasons(space, edition, edition.reliances)
        assert len(found) == 3
        assert {one.code for one in found} == {"step-missing"}
        signer = Signer(name, DAY, "")
        space = written(space, signing.sign_facts(space, space.facts.values(), signer, space.offices["mau"]))
        space = written(space, signing.sign_offices(space, [space.offices["mau"]], signer))
    edition = edition_of(space)
    assert {one.message for one in drafts.reasons(space, edition, edition.reliances)} == set(text_reasons(space))


def test_to_sign_twice_adds_nothing(space: Workspace) -> None:
    space = sign(sign(space, WRITER), REVIEWER)
    chain = space.offices["mau"].chain
    assert signing.sign_text(space, space.packs["mau"], Signer(REVIEWER, DAY, ""), chain).entries == ()


def test_another_chain_voids_the_approval_of_the_office(space: Workspace, workspace_with: Make) -> None:
    before = approval.office_subject(space.offices["mau"]).digest
    changed = CHAIN.replace("Đỗ Giám Đốc", "Ai Đó Khác")
    after = load(workspace_with({"offices/viet-nam.yaml": PARENT + changed}))
    assert approval.office_subject(after.offices["mau"]).digest != before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("step: tham-dinh", "step: soan-thao", "chain-step-twice"),
        ("part: review", "part: draft", ""),
        ("part: draft", "part: approve, signers: [{name: Ai, title: X}]", "chain-order"),
        ("part: approve\n", "part: review\n", "chain-without-approval"),
        (", for: Giám đốc, topics", ", topics", "chain-for-whom"),
        ("acting: KT, ", "", "chain-form"),
        ("authority: 12/GUQ, ", "", "chain-authority"),
        (",\n         until: 2025-07-31", "", "chain-authority"),
        ("until: 2025-07-31", "until: 2025-06-01", "chain-days"),
        ("name: Đỗ Giám Đốc", 'name: "…"', "chain-nameless"),
    ],
)
def test_a_chain_that_makes_no_sense_is_an_error(workspace_with: Make, old: str, new: str, code: str) -> None:
    assert CHAIN.count(old) == 1
    found = loading.load(
        workspace_with({"offices/viet-nam.yaml": PARENT + CHAIN.replace(old, new), "offices/mau.yaml": OFFICE})
    )
    assert [problem.code for problem in found.problems if problem.is_error] == ([code] if code else [])


def test_a_step_that_nobody_may_sign_is_an_error(workspace_with: Make) -> None:
    text = PARENT + "approval_chain:\n  - {step: ky, name: Ký, part: approve}\n"
    found = loading.load(workspace_with({"offices/viet-nam.yaml": text, "offices/mau.yaml": OFFICE}))
    assert [problem.code for problem in found.problems] == ["chain-nobody"]


def test_many_lines_of_a_hostile_file_are_given_up_on_soon_and_count_as_not_complete(space: Workspace) -> None:
    step = space.offices["mau"].chain[0]
    chain = tuple(step.model_copy(update={"step": f"s{n}"}) for n in range(12))
    line = approval.Signature("text", "vi", "x", "A", DAY, role="drafter")
    lines = [replace(line, step=f"s{n}", by=f"Người {chr(97 + m)}x") for n in range(12) for m in range(11)]
    assert steps.waiting(chain, steps.ChainSubject("text"), lines) is not None


def two_steps(*, reads: str = "") -> tuple[StepShape, ...]:
    """A review and an approval; one person is named for both, and so is the writer."""
    names = "{name: Bùi Hai Vai, title: Trưởng phòng}, {name: Người viết mẫu, title: Chuyên viên}"
    text = (
        f"{PARENT}approval_chain:\n"
        f"  - {{step: soat, name: Soát, part: review, signers: [{names}, {{name: Lê Soát, title: X}}]}}\n"
        f"  - {{step: ky, name: Ký, part: approve, signers: [{names}, {{name: Hồ Ký, title: Y{reads}}}]}}\n"
    )
    node = yaml_reading.parse(text, "offices/mau.yaml", problems := Problems())
    assert node is not None
    shape = validate.validate(OfficeShape, node, problems)
    assert not problems.errors
    assert shape is not None
    return tuple(shape.approval_chain or ())


def signature(step: str, by: str, capacity: str, document: str = "") -> approval.Signature:
    role = "reviewer" if step == "soat" else "approver"
    return approval.Signature("text", "vi", "x", by, DAY, document, role=role, step=step, capacity=capacity)


@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        ([("soat", "Lê Soát", "X"), ("ky", "Hồ Ký", "Y")], None),
        ([("soat", "Bùi Hai Vai", "TRƯỞNG PHÒNG"), ("ky", "Bùi Hai Vai", "TRƯỞNG PHÒNG")], "ky"),
        ([("soat", "Bùi Hai Vai", "TRƯỞNG PHÒNG"), ("soat", "Lê Soát", "X"), ("ky", "Bùi Hai Vai", "TRƯỞNG PHÒNG")], None),
        ([("soat", "Lê Soát", "X"), ("soat", "Bùi Hai Vai", "TRƯỞNG PHÒNG"), ("ky", "Bùi Hai Vai", "TRƯỞNG PHÒNG")], None),
        ([("soat", WRITER, "CHUYÊN VIÊN"), ("ky", "Hồ Ký", "Y")], "soat"),
        ([("soat", "Lê Soát", "X"), ("ky", WRITER, "CHUYÊN VIÊN")], "ky"),
        ([("ky", "Hồ Ký", "Y")], "soat"),
    ],
)  # fmt: skip
def test_writer_and_signers_are_different_people_whatever_the_chain_says(
    lines: list[tuple[str, str, str]], waits: str | None
) -> None:
    step = steps.waiting(two_steps(), steps.ChainSubject("text", "", WRITER), [signature(*one) for one in lines])
    assert (None if step is None else step.step) == waits


@pytest.mark.parametrize(
    ("reads", "document", "waits"),
    [("", "", "ky"), ("", "Biên bản 3", None), (", reads: [ede]", "", None), (", reads: [khmer]", "", "ky")],
)
def test_who_does_not_read_a_language_approves_on_numbered_minutes(
    reads: str, document: str, waits: str | None
) -> None:
    chain = two_steps(reads=reads)
    matter = steps.ChainSubject("translation", "", "Người dịch", "ede")
    lines = [signature("soat", "Lê Soát", "X"), signature("ky", "Hồ Ký", "Y", document)]
    step = steps.waiting(chain, matter, lines)
    assert (None if step is None else step.step) == waits
    asked = approval.Signature("", "", "", "Hồ Ký", DAY, document, role="approver")
    if waits is None:
        assert steps.standing(chain, matter, lines[:1], asked, "x").capacity == "Y"
        return
    with pytest.raises(ContentError) as caught:
        steps.standing(chain, matter, lines[:1], asked, "x")
    (problem,) = caught.value.problems
    assert problem.code == "minutes-missing"
    assert "--document" in problem.hint


def test_a_translator_may_be_the_speaker() -> None:
    line = signature("soat", "Lê Soát", "X")
    approved = signature("ky", "Hồ Ký", "Y", "Biên bản 3")
    for of in ("translation", "recording"):
        matter = steps.ChainSubject(of, "", "Người dịch và đọc", "ede" if of == "translation" else "")
        assert steps.waiting(two_steps(), matter, [line, approved]) is None


def test_one_whom_the_chain_does_not_name_is_told_so_when_what_is_open_to_all_is_signed(space: Workspace) -> None:
    space = sign(space, WRITER)
    code, message, hint = refused(space, "Lê Thầm Định")
    assert (code, "does not name Lê Thầm Định" in message) == ("not-in-chain", True)
    assert hint.startswith("who may sign: Thẩm định: Lê Thẩm Định"), "only steps that still wait"
    assert len(sign(space, WRITER).packs["mau"].signatures) == 1, "who signed already has nothing more to sign"
