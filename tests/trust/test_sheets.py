"""Signed proof sheets: who signed what and when, judged offline; one bad signature makes a bad sheet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bhxhcomm.content.review import NOT_COVERED, Signature
from bhxhcomm.edition import approval
from bhxhcomm.trust import sheet_reader, sheets, statement
from bhxhcomm.trust.anchors import Anchors
from bhxhcomm.trust.demand import SHEETS, Proof, Trust
from tests.trust import making

HOA = "Trần Thị Hoa"
LINES = [{"of": "office", "id": "mau", "digest": "00"}]


class Sheets(NamedTuple):
    """An authority, two people whom it certifies, one whom it does not; a sheet, and the same signed by the first."""

    authority: making.Holder
    hoa: making.Holder
    hai: making.Holder
    stranger: making.Holder
    plain: bytes
    signed: bytes


@pytest.fixture(scope="module")
def made() -> Sheets:
    authority = making.holder("CA Mẫu", authority=True)
    hoa = making.holder(HOA, authority)
    plain = making.plain_sheet(LINES)
    return Sheets(
        authority,
        hoa,
        making.holder("Lê Văn Hai", authority),
        making.holder("Người lạ"),
        plain,
        making.signed(plain, hoa),
    )


def read(pdf: bytes, *trusted: making.Holder, lists: tuple[bytes, ...] = ()) -> dict[str, Any]:
    return sheet_reader.read(pdf, [one.pem for one in trusted], list(lists))


def test_a_sheet_says_who_signed_it_on_which_day_and_what_it_states(made: Sheets) -> None:
    found = read(made.signed, made.authority)
    assert found["fault"] == ""
    assert [(one["name"], one["date"]) for one in found["signers"]] == [(HOA, "2025-07-01")]
    assert statement.parsed(found["signers"][0]["statement"]) == statement.Statement(making.NUMBER, tuple(LINES))


def test_a_person_may_be_trusted_without_the_authority(made: Sheets) -> None:
    assert read(made.signed, made.hoa)["fault"] == ""
    assert read(making.signed(made.plain, made.stranger), made.stranger)["fault"] == ""


def test_several_may_sign_one_after_the_other_if_all_are_trusted(made: Sheets) -> None:
    both = making.signed(made.signed, made.hai, field="Hai")
    assert [one["name"] for one in read(both, made.authority)["signers"]] == [HOA, "Lê Văn Hai"]
    assert read(both, made.hoa) == {"fault": "sheet-untrusted", "about": "Lê Văn Hai"}
    assert read(making.signed(made.signed, made.stranger, field="La"), made.authority)["fault"] == "sheet-untrusted"


def _turned(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]
    page[generic.NameObject("/Rotate")] = generic.NumberObject(90)
    writer.update_container(page)


def _noted(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    note = generic.DictionaryObject(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
            generic.NameObject("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (0, 0, 500, 500)]),
            generic.NameObject("/Contents"): generic.TextStringObject("2.340.000"),
        }
    )
    page = writer.root["/Pages"]["/Kids"][0]
    notes = page.setdefault(generic.NameObject("/Annots"), generic.ArrayObject())
    notes.append(writer.add_object(note))
    writer.update_container(notes)
    writer.update_container(page)


@pytest.mark.parametrize("change", [_turned, _noted])
def test_a_sheet_that_was_changed_after_it_was_signed_proves_nothing(
    change: Callable[[Any], None], made: Sheets
) -> None:
    assert read(making.updated(made.signed, change), made.authority)["fault"] == "sheet-changed"


def test_other_bytes_under_the_signature_are_no_signature(made: Sheets) -> None:
    at = made.signed.index(b"/MediaBox") + 3
    assert read(made.signed[:at] + b"Q" + made.signed[at + 1 :], made.authority)["fault"] == "sheet-invalid"


def test_a_sheet_without_a_signature_or_with_an_untrusted_one_proves_nothing(made: Sheets) -> None:
    assert read(made.plain, made.authority)["fault"] == "sheet-unsigned"
    assert read(made.signed, made.stranger) == {"fault": "sheet-untrusted", "about": HOA}
    # The same name from another authority is somebody else.
    other = making.holder("CA Mẫu", authority=True)
    assert read(making.signed(made.plain, making.holder(HOA, other)), made.authority)["fault"] == "sheet-untrusted"


@pytest.mark.parametrize("days", [(-400, -1), (1, 400)], ids=["expired", "not yet valid"])
def test_a_certificate_counts_only_for_its_days(days: tuple[int, int], made: Sheets) -> None:
    span = {name: making.NOON + dt.timedelta(days=day) for name, day in zip(("since", "until"), days, strict=True)}
    old = making.holder(HOA, made.authority, **span)
    assert read(making.signed(made.plain, old), made.authority)["fault"] == "sheet-expired"
    alone = making.holder(HOA, **span)
    assert read(making.signed(made.plain, alone), alone)["fault"] == "sheet-expired"


def test_a_revoked_certificate_counts_for_nothing_whenever_it_was_revoked(made: Sheets) -> None:
    later = making.revocation(made.authority, made.hoa, since=making.NOON + dt.timedelta(days=90))
    assert read(made.signed, made.authority, lists=(later,)) == {"fault": "sheet-revoked", "about": HOA}
    assert read(made.signed, made.authority, lists=(making.revocation(made.authority, made.hai),))["fault"] == ""


def test_what_is_printed_and_what_is_stated_must_be_one(made: Sheets) -> None:
    stated = statement.text(making.NUMBER, LINES)
    digest = statement.grouped(statement.digest(stated))
    for printed in (f"PD-XXXXX-00000 {digest}", f"{making.NUMBER} {digest[:-1]}0x", ""):
        sheet = making.signed(making.plain_sheet(LINES, printed=printed), made.hoa)
        assert read(sheet, made.authority)["fault"] == "sheet-not-ours"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"no PDF", b"%PDF-1.7\n1 0 obj\n<<" + b"[" * 20000])
def test_what_is_no_pdf_is_said_to_be_unreadable(data: bytes, made: Sheets) -> None:
    assert sheets.judged(data, (made.authority.pem,), (), "x.pdf").fault == "sheet-unreadable"


def full_line(trust: Trust, signed_pdf: str = "") -> Signature:
    given: dict[str, Any] = {"trust": trust, "signed_pdf": signed_pdf}
    for part in dataclasses.fields(Signature):
        if part.name not in NOT_COVERED:
            special = {"by": HOA, "date": dt.date(2025, 7, 1), "units": ("a1", "b2"), "document": making.NUMBER}
            given[part.name] = special.get(part.name, "x1")
    return Signature(**given)


@pytest.fixture(scope="module")
def kept(made: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Signature:
    """A line with something in every field, proved by a sheet that is kept in a workspace."""
    root = tmp_path_factory.mktemp("phieu")
    trust = Trust(frozenset({Proof.PDF}), Anchors(certificates=(made.authority.pem,)), root=root)
    about = {name: value for name, value in full_line(trust).said.items() if name not in statement.BY_SIGNER}
    import hashlib

    pdf = making.signed(making.plain_sheet([about], capacities=[("x1", HOA, "x1"), ("x1", "Ai khác", "x12")]), made.hoa)
    digest = hashlib.sha256(pdf).hexdigest()
    (root / SHEETS).mkdir()
    sheets.path_of(root / SHEETS, digest).write_bytes(pdf)
    return full_line(trust, digest)


@pytest.mark.parametrize(
    "name",
    [part.name for part in dataclasses.fields(Signature) if part.name not in NOT_COVERED],
)
def test_any_field_of_a_line_that_is_changed_is_not_what_the_sheet_says(name: str, kept: Signature) -> None:
    assert approval.proof_of(kept).counts
    held = getattr(kept, name)
    changed = {"date": dt.date(2025, 7, 2), "units": ("a1",)}.get(name, f"{held}2")
    assert not approval.proof_of(replace(kept, **{name: changed})).counts


def test_a_sheet_that_is_gone_or_another_proves_nothing(kept: Signature, tmp_path: Path) -> None:
    root = tmp_path / "w"
    (root / SHEETS).mkdir(parents=True)
    line = replace(kept, trust=dataclasses.replace(kept.trust, root=root))
    path = sheets.path_of(root / SHEETS, kept.signed_pdf)
    original = sheets.path_of(kept.trust.root / SHEETS, kept.signed_pdf)

    assert approval.proof_of(replace(line)).fault == "sheet-missing"
    path.write_bytes(original.read_bytes() + b"\n")
    assert approval.proof_of(replace(line)).fault == "sheet-other"
    path.unlink()
    path.symlink_to(original)
    assert approval.proof_of(replace(line)).fault == "sheet-missing"
    path.unlink()
    path.write_bytes(original.read_bytes())
    assert approval.proof_of(replace(line)).counts
