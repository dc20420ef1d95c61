"""Approvals: a signature holds for one exact content, never for the author's own, and any edit voids it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.content import review, validate, yaml_reading
from bhxhcomm.content.fact import Fact, FactsFile, build
from bhxhcomm.content.review import Signature
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import Problems
from bhxhcomm.edition import approval, drafts
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.text import figures_in
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

TODAY = dt.date(2025, 7, 1)
PACK = "packs/mau/pack.yaml"
Make = Callable[[Mapping[str, str]], Path]


def signature(subject: Subject, by: str = "Người duyệt mẫu", units: tuple[str, ...] = ()) -> Signature:
    return Signature(subject.of, subject.id, subject.digest, by, TODAY, units=units)


def sound(name: str, make: Make) -> str:
    return (make({}) / name).read_text(encoding="utf-8")


def text_digest(root: Path) -> str:
    return approval.text_subject(loading.load(root).checked().packs["mau"], "vi").digest


# --- what a digest is made of


EDITS = {
    "title": ("Gói mẫu", "Gói mẫu!"),
    "audience": ("Mọi người", "Mọi nhà"),
    "heading": ("Phần hai", "Phần 2"),
    "words": ("Lương cơ sở là", "Lương cơ sở nay là"),
    "another figure": ("{luong_co_so}", "{muc_dong}"),
    "another form": ("{luong_co_so}", "{luong_co_so:so}"),
    "another date": ("{luong_co_so}", "{luong_co_so:@2024-01-01}"),
    "a mark": ("Phần hai nói thêm.", "Phần **hai** nói thêm."),
    "order": ("trong_2: [ba]\n        trong_3: [bon]", "trong_2: [bon]\n        trong_3: [ba]"),
    "rewording": ("        trong_3: [bon]", "        trong_3: [bon]\n      reword: {mot: {heading: Khác}}"),
    "condition": ("    heading: Phần hai", "    when: qua_dia_phuong\n    heading: Phần hai"),
    "kind of block": ("- text: Phần hai nói thêm.", "- callout: Phần hai nói thêm."),
    "picture": ("- text: Phần hai nói thêm.", "- {picture: images/nha.svg, alt: Nhà}"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_any_edit_that_a_reader_meets_changes_the_digest_of_the_text(edit: str, workspace_with: Make) -> None:
    text = sound(PACK, workspace_with)
    before = text_digest(workspace_with({}))
    old, new = EDITS[edit]
    assert old in text

    assert text_digest(workspace_with({PACK: text.replace(old, new, 1)})) != before


def test_a_picture_with_other_bytes_changes_the_digest(workspace_with: Make) -> None:
    text = sound(PACK, workspace_with).replace("- text: Phần hai nói thêm.", "- {picture: images/nha.svg, alt: Nhà}")
    root = workspace_with({PACK: text})
    before = text_digest(root)
    picture = root / "packs/mau/images/nha.svg"
    picture.write_text(picture.read_text(encoding="utf-8").replace("#dfeef5", "#dfeef6"), encoding="utf-8")

    assert text_digest(root) != before


def test_spelling_that_no_reader_meets_leaves_the_digest(workspace_with: Make) -> None:
    text = sound(PACK, workspace_with)
    before = text_digest(workspace_with({}))
    top, rest = text.split("sections:\n", 1)
    for same in (
        text.replace("title: Gói mẫu", 'title: "Gói mẫu"  # tựa đề'),
        text.replace("title: Gói mẫu", "title: 'Gói mẫu'"),
        text.replace("title: Gói mẫu", "title: >-\n  Gói\n  mẫu"),
        text.replace("Gói mẫu", "Go\u0301i mâ\u0303u"),
        "# nhận xét\n" + "\n".join(reversed(top.strip().split("\n"))) + "\nsections:\n" + rest,
        re.sub(r"  - id: (\w+)\n    heading: (.*)\n", r"  - heading: \2\n    id: \1\n", text),
        text.replace("author:", "lint: {disable: {long-sentence: vì vậy}}\nspelt_out: {BHYT: bảo hiểm y tế}\nauthor:"),
        text.replace("\n", "\r\n"),
    ):
        assert text_digest(workspace_with({PACK: same})) == before, same


FACT = """\
format: facts/1
facts:
  thu:
    label: Thử
    unit: {unit}
    review_by: {review_by}
    values:
      - from: {since}
        value: {value}
        until: {until}
        status: {status}
        source:
          document: {document}
          signed: {signed}
          in_force: {in_force}
          article: {article}
          link: {link}
"""
GIVEN = {
    "unit": "VND", "review_by": "2026-01-01", "since": "2024-07-01", "value": "2.340.000",
    "until": "2026-06-30", "status": "in_force",
    "document": "Nghị định mẫu", "signed": "2024-06-30", "in_force": "2024-07-01", "article": "Điều 3",
    "link": "https://vi.du/3",
}  # fmt: skip
OTHER = {
    "unit": "VND/month", "review_by": "2027-01-01", "since": "2024-07-02", "value": "2.340.001",
    "until": "2026-06-29", "status": "announced",
    "document": "Nghị định khác", "signed": "2024-06-29", "in_force": "2024-07-02", "article": "Điều 4",
    "link": "https://vi.du/4",
}  # fmt: skip


def fact_from(text: str) -> Fact:
    problems = Problems()
    node = yaml_reading.parse(text, "facts/a.yaml", problems)
    assert node is not None
    file = validate.validate(FactsFile, node, problems)
    assert file is not None, list(problems)
    ((fact_id, shape),) = file.facts.items()
    fact = build(fact_id, shape, problems)
    assert fact is not None
    assert not problems.errors, list(problems)
    return fact


def digest_of(text: str) -> str:
    fact = fact_from(text)
    return approval.fact_subject(fact, fact.entries[0]).digest


@pytest.mark.parametrize("key", GIVEN)
def test_any_change_of_value_date_or_source_changes_the_digest_of_a_figure(key: str) -> None:
    assert digest_of(FACT.format(**{**GIVEN, key: OTHER[key]})) != digest_of(FACT.format(**GIVEN))


@given(st.permutations(sorted(GIVEN)[:4]), st.sampled_from(['"', "'"]), st.booleans())
def test_order_quotes_and_comments_leave_the_digest_of_a_figure(order: list[str], quote: str, comment: bool) -> None:
    entry = {"since": "from", "value": "value", "until": "until", "status": "status"}
    keys = ["since", "value", "until", "status"]
    shuffled = [keys[sorted(order).index(name)] for name in order]
    lines = [f"{entry[key]}: {quote}{GIVEN[key]}{quote}{'  # xem văn bản' if comment else ''}" for key in shuffled]
    source = FACT.format(**GIVEN).split("        source:\n", 1)[1]
    head = FACT.split("      - from")[0].format(**GIVEN)
    text = head + "      - " + "\n        ".join(lines) + "\n        source:\n" + source

    assert digest_of(text) == digest_of(FACT.format(**GIVEN))


@given(st.decimals(0, 10**15, places=6), st.decimals(0, 10**15, places=6))
def test_two_values_have_one_digest_only_when_they_are_equal(one: object, other: object) -> None:
    fact = fact_from(FACT.format(**GIVEN))
    entries = [replace(fact.entries[0], value=value) for value in (one, other)]  # type: ignore[arg-type]

    digests = {approval.fact_subject(fact, entry).digest for entry in entries}

    assert (len(digests) == 1) == (one == other)


def test_a_figure_that_changes_its_spelling_only_keeps_its_digest() -> None:
    assert digest_of(FACT.format(**{**GIVEN, "value": "2340000"})) == digest_of(FACT.format(**GIVEN))


def test_what_an_office_shows_is_signed_by_name_of_field_and_with_the_office_above(workspace_with: Make) -> None:
    def digest(office: str, top: str = "Trung ương (mẫu)") -> str:
        text = (workspace_with({}) / "offices/viet-nam.yaml").read_text(encoding="utf-8")
        name = re.sub(r"^name: .*$", f"name: {top}", text, flags=re.MULTILINE)
        root = workspace_with({"offices/mau.yaml": office, "offices/viet-nam.yaml": name})
        return approval.office_subject(loading.load(root).checked().offices["mau"]).digest

    text = "format: office/1\nname: Tỉnh (mẫu)\nshort_name: Tỉnh\nparent: viet-nam\naddress: Số 00\n"
    seen = {
        digest(text),
        digest(text.replace("address", "hotline")),
        digest(text.replace("address", "hotline_note")),
        digest(text, "Trung ương mới (mẫu)"),
        digest(text + "website: https://vi.du\n"),
        digest(text + "zalo: https://vi.du\n"),
        digest(text + "province: Lào Cai\n"),
        digest(text + "imprint: {printer: Nhà in mẫu}\n"),
        digest(text + "imprint: {licence: Nhà in mẫu}\n"),
    }

    assert len(seen) == 9


# --- who has signed


SUBJECT = Subject("text", "vi", "a" * 64)


def test_the_newest_signature_over_exactly_this_content_counts() -> None:
    first, second = signature(SUBJECT, "Một (mẫu)"), signature(SUBJECT, "Hai (mẫu)")
    others = [
        signature(replace(SUBJECT, digest="b" * 64)),
        signature(replace(SUBJECT, of="fact")),
        signature(replace(SUBJECT, id="tay")),
    ]

    assert approval.signed(SUBJECT, [first, second, *others]) == second
    assert approval.signed(SUBJECT, others) is None


@pytest.mark.parametrize("by", ["Người viết mẫu", "  người  VIẾT mẫu ", "Ngươ\u0300i viê\u0301t mâ\u0303u"])
def test_the_authors_own_signature_is_none(by: str) -> None:
    assert approval.signed(SUBJECT, [signature(SUBJECT, by)], author="Người viết mẫu") is None
    assert approval.signed(SUBJECT, [signature(SUBJECT, by)]) is not None


def test_a_signature_lapses_when_the_newest_is_over_something_else() -> None:
    old, new = signature(replace(SUBJECT, digest="b" * 64)), signature(SUBJECT)

    assert approval.lapsed(SUBJECT, [old]) == old
    assert approval.lapsed(SUBJECT, [old, new]) is None
    assert approval.lapsed(SUBJECT, []) is None


# --- drafts


def reasons(found: Workspace, date: dt.date = TODAY) -> dict[str, str]:
    edition = resolve(found, "mau", "vi", "mau", date)
    figures = [figure for text in edition.texts.values() for figure in figures_in(text)]
    return {f"{reason.code} {reason.subject}": reason.message for reason in drafts.reasons(found, edition, figures)}


def signed_by(found: Workspace, by: str = "Người duyệt mẫu") -> Workspace:
    """The workspace with a signature over everything in it."""
    pack = found.packs["mau"]
    text = signature(approval.text_subject(pack, "vi"), by, approval.unit_digests(pack))
    entries = [(fact, entry) for fact in found.facts_for("mau").values() for entry in fact.entries]
    rest = [signature(approval.fact_subject(*pair)) for pair in entries]
    rest.append(signature(approval.office_subject(found.offices["mau"])))
    return replace(found, packs={"mau": replace(pack, signatures=(text,))}, signatures=tuple(rest))


def test_what_nobody_has_signed_is_a_draft_and_says_of_everything_why(workspace_with: Make) -> None:
    found = loading.load(workspace_with({})).checked()

    assert set(reasons(found)) == {
        "text-not-approved mau",
        "office-not-approved mau",
        "figure-not-approved luong_co_so@2024-07-01",
        "figure-not-approved tong_dai@2019-01-01",
    }
    assert reasons(signed_by(found)) == {}


def test_a_figure_that_is_not_shown_keeps_nothing_back(workspace_with: Make) -> None:
    found = signed_by(loading.load(workspace_with({})).checked())
    kept = tuple(item for item in found.signatures if not item.id.startswith(("muc_dong", "ty_le")))

    assert len(kept) < len(found.signatures)
    assert reasons(replace(found, signatures=kept)) == {}


def test_a_derived_figure_needs_the_signatures_over_all_that_it_stands_on(workspace_with: Make) -> None:
    text = sound(PACK, workspace_with).replace("{luong_co_so}", "{muc_dong}")
    found = signed_by(loading.load(workspace_with({PACK: text})).checked())
    only_texts = tuple(item for item in found.signatures if item.of == "office" or item.id.startswith("tong_dai"))

    assert set(reasons(replace(found, signatures=only_texts))) == {
        "figure-not-approved muc_dong",
        "figure-not-approved luong_co_so@2024-07-01",
        "figure-not-approved ty_le@2023-07-01",
    }


def test_the_text_signed_by_its_author_alone_is_a_draft(workspace_with: Make) -> None:
    found = signed_by(loading.load(workspace_with({})).checked(), "người viết mẫu")

    assert reasons(found) == {"text-signed-by-author mau": "the text of `mau` is signed only by the one who wrote it"}


def test_an_edit_voids_the_signature_and_the_reason_names_who_gave_it_and_how_much_changed(
    workspace_with: Make,
) -> None:
    before = signed_by(loading.load(workspace_with({})).checked())
    text = sound(PACK, workspace_with)

    def after(new: str) -> dict[str, str]:
        found = loading.load(workspace_with({PACK: new})).checked()
        signatures = before.packs["mau"].signatures
        packs = {"mau": replace(found.packs["mau"], signatures=signatures)}
        return reasons(replace(found, packs=packs, signatures=before.signatures))

    assert after(text.replace("nói thêm", "nói rõ")) == {
        "text-changed mau": "the text of `mau` has changed since Người duyệt mẫu approved it (3 texts)"
    }
    assert after(text.replace("trong_2: [ba]\n        trong_3: [bon]", "trong_2: [bon]\n        trong_3: [ba]")) == {
        "text-changed mau": "the text of `mau` has changed since Người duyệt mẫu approved it"
    }


def test_changed_figures_and_offices_say_that_they_were_approved_once(workspace_with: Make) -> None:
    before = signed_by(loading.load(workspace_with({})).checked())
    facts = sound("facts/chung.yaml", workspace_with).replace("2.340.000", "2.530.000")
    office = sound("offices/mau.yaml", workspace_with) + "address: Số 00\n"
    found = loading.load(workspace_with({"facts/chung.yaml": facts, "offices/mau.yaml": office})).checked()
    found = replace(found, packs=before.packs, signatures=before.signatures)

    assert set(reasons(found)) == {"office-changed mau", "figure-changed luong_co_so@2024-07-01"}


ANNOUNCED = """\
      - from: 2025-07-01
        value: 2.530.000
        status: announced
        source: {document: "Dự thảo mẫu"}
"""


def test_an_announced_value_is_a_draft_from_its_date_on_with_the_new_value(workspace_with: Make) -> None:
    facts = sound("facts/chung.yaml", workspace_with).replace("  ty_le:\n", ANNOUNCED + "  ty_le:\n", 1)
    found = signed_by(loading.load(workspace_with({"facts/chung.yaml": facts})).checked())

    assert reasons(found, dt.date(2025, 6, 30)) == {}
    assert set(reasons(found, TODAY)) == {"figure-announced luong_co_so@2025-07-01"}
    edition = resolve(found, "mau", "vi", "mau", TODAY)
    assert 2_530_000 in [figure.value for text in edition.texts.values() for figure in figures_in(text)]


def test_a_figure_past_its_review_is_a_draft_by_the_date_of_the_build(workspace_with: Make) -> None:
    found = signed_by(loading.load(workspace_with({})).checked())

    assert reasons(found, dt.date(2026, 1, 1)) == {}
    late = reasons(found, dt.date(2026, 1, 2))
    assert set(late) == {"figure-past-review luong_co_so", "figure-past-review tong_dai"}
    assert late["figure-past-review tong_dai"] == "the figure `tong_dai` should have been checked by 01/01/2026"


def test_signatures_are_read_from_the_file_beside_what_they_sign(workspace_with: Make) -> None:
    root = workspace_with({})
    before = signed_by(loading.load(root).checked())

    def written(signatures: tuple[Signature, ...]) -> str:
        return "format: review/1\nsignatures:\n" + "".join(
            f'  - {{of: {item.of}, id: "{item.id}", digest: {item.digest}, by: {item.by}, date: {item.date}}}\n'
            for item in signatures
        )

    workspace_with(
        {review.FILE_NAME: written(before.signatures), "packs/mau/review.yaml": written(before.packs["mau"].signatures)}
    )

    assert reasons(loading.load(root).checked()) == {}
