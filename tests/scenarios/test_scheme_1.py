"""An office that signed, built and printed before digests had schemes goes on with this version.

`tests/scheme_1` was made by the last version without schemes, from `tests/broken/sound` with a spot, a poster, a chain of
approval and a translation: every line is proved by an SSH key (the private ones are gone); two editions of a leaflet were
released, the second in the place of the first. `workspace` is what it left in the workspace, `made/manifest.json` what lay in
`out/`; the PDFs are left out.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import digests
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition import approval, proving, readings, signatories, signing, standing
from bhxhcomm.edition.lookup import pack_shelf
from bhxhcomm.edition.proving import OpenSheet
from bhxhcomm.edition.signing import Plan, Signer
from bhxhcomm.edition.standing import EntryState, Role, item_digests
from bhxhcomm.ledger import manifest, register
from bhxhcomm.materials import loading
from bhxhcomm.trust.demand import NO_DEMAND
from bhxhcomm.trust.sheets import SheetSigner
from bhxhcomm.trust.statement import Statement
from tests.cli.program import Ran, run
from tests.conftest import TODAY

OLD = Path(__file__).resolve().parents[1] / "scheme_1"
FIRST, SECOND = "EWWRH-26CV7", "QGE5G-XKY6B"
APPROVER = Signer("Người duyệt mẫu", TODAY, "BB-05")
CHANGE = """      - from: 2031-07-01
        value: 2.600.000
        source: {document: "Nghị định mẫu 3"}
"""

pytestmark = pytest.mark.usefixtures("english")


def copied(root: Path) -> Path:
    shutil.copytree(OLD / "workspace", root)
    (root / "out").mkdir()
    shutil.copy(OLD / "made" / "manifest.json", root / "out")
    return root


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office, for tests that only read."""
    return copied(tmp_path_factory.mktemp("truoc") / "van-phong")


@pytest.fixture(scope="module")
def space(office: Path) -> Workspace:
    return loading.load(office).checked()


def everything(space: Workspace) -> list[tuple[signing.SigningItem, tuple[approval.Signature, ...]]]:
    """What is signed there, each with the lines of its file, but for the voices: those are of the machine."""
    pack = space.packs["mau"]
    facts = [signing.fact_item(space, fact, entry, None) for fact in space.facts.values() for entry in fact.signable]
    offices = [
        signing.SigningItem(approval.office_subject(one), signing.steps.ChainSubject("office"))
        for one in space.offices.values()
    ]
    shared = [(one, space.signatures) for one in (*facts, *offices)]
    return [(signing.text_item(space, pack, ()), pack.signatures), *shared]


def test_all_that_was_signed_counts_with_its_proofs(space: Workspace) -> None:
    assert space.trust.demands
    assert {digests.parsed(one.digest).scheme for one in space.signatures} == {1}
    found = everything(space)
    assert len(found) == 9
    for item, lines in found:
        line = approval.signed(item.subject, filter(item.is_heard_in, lines))
        assert line is not None, item.subject
        assert approval.verdict(line).key.startswith("SHA256:")


def test_what_was_translated_counts_and_so_does_the_word_that_it_still_holds(space: Workspace) -> None:
    states = {one.item.wanted.source: one for one in pack_shelf(space.packs["mau"], "ede").standings}
    approved = {source: one for source, one in states.items() if one.state is EntryState.APPROVED}
    assert approved.keys() == {"Phần thứ nhất", "Ý một", "Ý hai"}
    assert {one.translator for one in approved.values()} == {"Người dịch mẫu"}
    assert {one.reviewer for one in approved.values()} == {"Người đọc lại mẫu"}


def test_who_signed_is_told_on_the_proof(space: Workspace) -> None:
    told = signatories.of_items(everything(space), TODAY)
    assert {line.by for line in signatories.lines_of(told)} == {"Người duyệt mẫu"}


@pytest.mark.parametrize(
    ("file", "old", "new", "of"),
    [
        ("packs/mau/pack.yaml", "Phần hai nói thêm.", "Phần hai nói khác.", "text"),
        ("packs/mau/pack.yaml", "effect: hieu-mo", "effect: hieu-ket", "text"),
        ("packs/mau/pack.yaml", "{ap_phich: [mot, hai]}", "{ap_phich: [mot]}", "text"),
        ("packs/mau/pack.yaml", "callout: Phần hai nói thêm.", "callout: Phần hai nói thêm.\n        tone: warning", "text"),
        ("facts/chung.yaml", "value: 2.340.000", "value: 2.400.000", "fact"),
        ("offices/co-buoc.yaml", "title: Giám đốc,", "title: Phó Giám đốc,", "office"),
        ("offices/co-buoc.yaml", "for: Giám đốc", "for: Trưởng phòng", "office"),
    ],
)  # fmt: skip
def test_an_edit_voids_the_old_signature(file: str, old: str, new: str, of: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / file).write_text(text.replace(old, new), encoding="utf-8")
    after = loading.load(root).checked()
    void = {item.subject.of for item, lines in everything(after) if not approval.signed(item.subject, lines)}
    assert void == {of}


def test_a_default_that_is_written_out_voids_nothing(tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    file = root / "packs/mau/pack.yaml"
    text = file.read_text(encoding="utf-8")
    given = text.replace("callout: Phần hai nói thêm.", "callout: Phần hai nói thêm.\n        tone: note")
    file.write_text(given.replace("section: hai}", "section: hai, heading: true}"), encoding="utf-8")
    pack = loading.load(root).checked().packs["mau"]
    assert approval.signed(approval.text_subject(pack, "vi"), pack.signatures)


def test_how_many_texts_have_changed_since_is_told_from_the_old_hashes(tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    file = root / "packs/mau/pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Ý một", "Ý mới"), encoding="utf-8")
    pack = loading.load(root).checked().packs["mau"]
    line = approval.lapsed(approval.text_subject(pack, "vi"), pack.signatures)
    assert line is not None
    assert approval.units_changed(pack, line) == 1


def test_codes_that_were_printed_are_still_explained(office: Path) -> None:
    for code in (FIRST, SECOND):
        told = explain(office, code, "2025-08-01")
        assert told.status == 0
        assert told.object["holds"] is True
        assert told.object["record"] == register.find(code, [office])
    assert "Phần thứ nhất" in str(explain(office, SECOND, "2025-08-01").object["record"]["panels"])


def explain(root: Path, code: str, day: str) -> Ran:
    return run("explain", code, "--as-of", day, "--json", cwd=root)


def test_what_was_printed_is_withdrawn_when_a_figure_changes(tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    facts = root / "facts/chung.yaml"
    text = facts.read_text(encoding="utf-8")
    end = text.index("Nghị định mẫu 2") + len('Nghị định mẫu 2"}\n')
    facts.write_text(text[:end] + CHANGE + text[end:], encoding="utf-8")
    assert explain(root, FIRST, "2031-07-01").object["holds"] is False
    told = run("withdrawn", "--as-of", "2031-07-01", "--json", cwd=root).object["withdrawn"]
    assert {one["code"] for one in told} == {FIRST, SECOND}


def test_the_old_manifest_is_read_and_written_anew_with_a_sum_of_scheme_2(office: Path) -> None:
    data = (office / "out/manifest.json").read_bytes()
    found = manifest.parsed(data)
    assert [piece.code for piece in found.pieces] == [SECOND]
    assert [one.code for one in found.withdrawn] == [FIRST]
    written = manifest.written(found)
    assert re.search(rb'"sum":"2:[0-9a-f]{64}"', written)
    assert manifest.parsed(written) == found
    with pytest.raises(ContentError):
        manifest.parsed(data.replace(b"Bao nhi", b"Bao nho"))


def test_an_old_entry_of_the_register_keeps_its_record_when_it_is_entered_again(tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    before = register.entry(FIRST, root)
    assert before is not None
    register.enter(before.record, root, {"mau/mau/khac.pdf": ["0" * 64]})
    after = register.entry(FIRST, root)
    assert after is not None
    assert after.record == before.record
    assert set(after.files) == {*before.files, "mau/mau/khac.pdf"}
    path = root / "register" / f"{FIRST}.json"
    text = path.read_text(encoding="utf-8")
    assert '"sum": "2:' in text
    for broken, code in (("Bìa mẫu", "record-damaged"), ('"sum": "2:', "digest-newer")):
        path.write_text(text.replace(broken, {"Bìa mẫu": "Bìa khác"}.get(broken, '"sum": "3:')), encoding="utf-8")
        with pytest.raises(ContentError) as caught:
            register.entry(FIRST, root)
        assert [problem.code for problem in caught.value.problems] == [code]


# What is signed from now on.


def plans(space: Workspace) -> list[Plan]:
    """Signatures over all that is signed there, as if nobody had signed yet."""
    pack = replace(space.packs["mau"], signatures=())
    bare = replace(space, signatures=())
    return [
        signing.sign_text(bare, pack, APPROVER),
        signing.sign_facts(bare, space.facts.values(), APPROVER),
        signing.sign_offices(bare, [space.offices["mau"]], APPROVER),
    ]


def test_new_signatures_are_over_digests_of_scheme_2_and_count(space: Workspace) -> None:
    typed = replace(space, trust=NO_DEMAND)
    made = [line for plan in plans(space) for line in proving.as_read(plan.entries, NO_DEMAND)]
    hashes = [one for line in made for one in (line.digest, *line.units, *line.readings.split())]
    assert {digests.parsed(one).scheme for one in hashes} == {2}
    for item, _lines in everything(typed):
        if item.subject.id != "co-buoc" and item.subject.id != "viet-nam":
            assert approval.signed(item.subject, filter(item.is_heard_in, made)), item.subject


@pytest.mark.parametrize("spoil", [lambda text: text.removeprefix("2:"), lambda text: f"2:{'0' * 64}"])
def test_a_digest_of_scheme_2_counts_only_as_it_is_written(spoil: Callable[[str], str], space: Workspace) -> None:
    made = [line for plan in plans(space) for line in proving.as_read(plan.entries, NO_DEMAND)]
    spoilt = [replace(line, digest=spoil(line.digest)) for line in made]
    assert not [item for item, _lines in everything(space) if approval.signed(item.subject, spoilt)]


@pytest.mark.parametrize("key", ["digest", "readings", "was", "units"])
def test_a_line_of_a_later_version_is_named_with_its_place(key: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    file = root / "packs/mau/review.yaml"
    text = file.read_text(encoding="utf-8")
    found = re.search(rf"^ +{key}:\s+(?:- )?'?([0-9a-f]+)", text, re.MULTILINE)
    assert found is not None
    file.write_text(text[: found.start(1)] + "3:" + text[found.start(1) :], encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        loading.load(root).checked()
    line = text[: found.start(1)].count("\n") + 1
    assert [(one.code, one.place.path, one.place.line) for one in caught.value.problems] == [
        ("digest-newer", "packs/mau/review.yaml", line)
    ]


def by_scheme_1(plan: Plan) -> list[dict[str, object]]:
    """The lines that a sheet states which was made for these by the last version without schemes."""
    made = [plan.by_scheme_1(entry) for entry in plan.entries]
    return [
        {name: value for name, value in line.said.items() if name not in ("by", "date", "document", "capacity")}
        for line in proving.as_read([one for one in made if one], NO_DEMAND)
    ]


def test_a_sheet_that_was_made_before_can_still_be_signed(space: Workspace) -> None:
    found = plans(space)
    lines = tuple(line for plan in found for line in by_scheme_1(plan))
    assert all(not str(line["digest"]).startswith("2:") for line in lines)
    sheet = OpenSheet(
        b"%PDF", SheetSigner("Người duyệt mẫu", TODAY.isoformat(), "", Statement("BB-05", lines)), "a.pdf"
    )
    proved, left = proving.by_sheet(found, sheet, NO_DEMAND)
    assert left == []
    entries = [entry for plan in proved for entry in plan.entries]
    assert len(entries) == len(lines) > 5
    assert all(entry["signed_pdf"] == sheet.digest and "2:" not in entry["digest"] for entry in entries)
    text = approval.text_subject(space.packs["mau"], "vi")
    assert sheet.has(text)
    assert not sheet.has(replace(text, digest="2:" + "0" * 64, earlier="0" * 64))


def test_somebody_says_by_scheme_2_that_what_was_signed_by_scheme_1_still_holds(tmp_path: Path) -> None:
    root = copied(tmp_path / "van-phong")
    file = root / "packs/mau/pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Ý một", "Ý mới"), encoding="utf-8")
    assert run("locale", "update", "mau", "--lang", "ede", cwd=root).status == 0
    shelf = pack_shelf(loading.load(root).checked().packs["mau"], "ede")
    (stale,) = (one for one in shelf.standings if one.state is EntryState.STALE)
    plan, now = signing.sign_still_holds(shelf, file, Role.APPROVER, APPROVER, stale.item.wanted.id)
    (line,) = proving.as_read(plan.entries, NO_DEMAND)
    assert line.was.split() == list(item_digests("mau", "ede", stale.item))
    assert line.units == (item_digests("mau", "ede", now)[0],)
    lines = [*(replace(one, trust=NO_DEMAND) for one in shelf.signatures), line]
    after = standing.standing("mau", "ede", now, standing.signed(lines, "ede"))
    assert (after.state, after.translator) == (EntryState.APPROVED, "Người dịch mẫu")
    only_now = replace(line, was=line.was.split()[0])
    assert (
        standing.standing("mau", "ede", now, standing.signed([*lines[:-1], only_now], "ede")).state is not after.state
    )


def test_the_hash_of_what_is_read_aloud_holds_by_either_scheme(space: Workspace) -> None:
    found = readings.of_pack(space, space.packs["mau"])
    (signed,) = {one.readings for one in space.packs["mau"].signatures if one.of == "text" and one.document == "BB-04"}
    assert readings.are(found, signed)
    assert readings.are(found, readings.digests_of(found)[0])
    assert not readings.are(found[:-1], signed)
