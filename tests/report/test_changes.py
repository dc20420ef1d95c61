"""What differs between two builds, as values and as Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.ledger.manifest import (
    Manifest,
    Piece,
    RecordedArtifact,
    RecordedFigure,
    RecordedPanel,
    RecordedReason,
    read,
)
from bhxhcomm.report import markdown
from bhxhcomm.report.changes import changes
from tests.cli.program import run
from tests.report.conftest import AFTER, BEFORE


def figure(value: int, at: str | None = None) -> RecordedFigure:
    text = f"{value:,} đồng".replace(",", ".")
    return RecordedFigure(
        id="luong_co_so",
        value=value,
        unit="VND/month",
        text=text,
        at=at,
        effective_from="2024-07-01",
        source="Nghị định mẫu 2",
        sources=[],
    )


def piece(name: str = "to-gap", value: int = 1_800_000, **more: Any) -> Piece:
    said = figure(value)
    content = {
        "pack": name,
        "material": "leaflet",
        "variant": "trifold",
        "lang": "vi",
        "office": "mau",
        "key": f"key-{value}",
        "code": f"{value:010}",
        "topic": "bhyt",
        "tags": [],
        "title": "Tờ gấp *mẫu*",
        "issued_by": "Cơ quan mẫu",
        "valid_from": "2024-07-01",
        "draft": False,
        "reasons": [],
        "figures": [said],
        "panels": [RecordedPanel(name="bia", text=[f"Lương cơ sở là {said.text}."])],
        "parts": {},
        "since": None,
        "changes": [],
        "artifacts": [
            RecordedArtifact(
                path=f"mau/{name}/leaflet-trifold.vi.pdf",
                format="pdf",
                part="",
                product="pdf",
                files=1,
                key=f"key-{value}",
                sha256=f"{value:064}",
                size=1,
                options={},
                checks={},
            )
        ],
    }
    return Piece(**{**content, **more})


def manifest(*pieces: Piece) -> Manifest:
    return Manifest(pieces=list(pieces))


def test_nothing_differs_from_itself() -> None:
    one = manifest(piece(), piece("khac"))
    found = changes(one, one)
    assert (found.figures, found.pieces, found.withdraw, found.same) == ((), (), (), 2)


def test_a_changed_figure_is_told_with_its_pieces_and_what_must_be_withdrawn() -> None:
    before = manifest(piece(), piece("khac"), piece("nhap", draft=True))
    after = manifest(piece(value=2_340_000), piece("khac"), piece("nhap", value=2_340_000, draft=True))
    found = changes(before, after)
    (one,) = found.figures
    assert (one.before.value if one.before else 0, one.after.value if one.after else 0) == (1_800_000, 2_340_000)
    assert one.pieces == ("mau/nhap/leaflet-trifold.vi", "mau/to-gap/leaflet-trifold.vi")
    # A draft was never released.
    assert [old.code for old in found.withdraw] == ["0001800000"]
    assert found.same == 1
    assert [kind for kind, _words in found.changed[1].texts[0].parts] == ["same", "gone", "new", "same"]


def test_a_figure_of_history_is_compared_with_itself() -> None:
    before = manifest(piece(figures=[figure(1_490_000, "2019-07-01"), figure(1_800_000)]))
    after = manifest(piece(value=2_340_000, figures=[figure(1_490_000, "2019-07-01"), figure(2_340_000)]))
    assert [one.after.value for one in changes(before, after).figures if one.after] == [2_340_000]


def test_pieces_that_came_and_went_are_told() -> None:
    found = changes(manifest(piece("cu")), manifest(piece("moi")))
    assert [(one.id, one.before is None, one.after is None) for one in found.pieces] == [
        ("mau/cu/leaflet-trifold.vi", False, True),
        ("mau/moi/leaflet-trifold.vi", True, False),
    ]


def test_what_an_earlier_build_left_behind_does_not_count() -> None:
    left = piece(value=1_490_000, current=False)
    assert changes(manifest(left, piece()), manifest(piece())).same == 1


def test_stale_translations_are_told_once() -> None:
    stale = RecordedReason(code="translation-stale", subject="to-gap/ede", messages={"en": "1 translation is stale"})
    before = manifest(piece(lang="ede"), piece("khac", lang="ede"))
    after = manifest(
        piece(lang="ede", draft=True, reasons=[stale]), piece("khac", lang="ede", draft=True, reasons=[stale])
    )
    found = changes(before, after)
    assert found.stale == (stale,)
    assert len(found.changed) == 2


@pytest.mark.parametrize(
    ("before", "after", "stale"),
    [
        (["a", "b"], ["a", "b"], []),
        (["a", "b"], ["a"], ["1 recording"]),
        (["a", "b"], [], ["2 recordings"]),
        # Recorded anew.
        (["a", "b"], ["a", "c"], []),
        ([], ["a"], []),
    ],
)
def test_recordings_that_are_not_heard_any_more_are_told(before: list[str], after: list[str], stale: list[str]) -> None:
    old = piece(parts={"recordings": before})
    found = changes(manifest(old), manifest(piece(value=2_340_000, parts={"recordings": after})))
    assert [one.code for one in found.stale] == ["recording-stale"] * len(stale)
    assert [one.messages["en"].partition(" of ")[0] for one in found.stale] == stale


def test_recordings_of_a_piece_that_cannot_be_made_any_more_are_told() -> None:
    (one,) = changes(manifest(piece(parts={"recordings": ["a"]})), manifest()).stale
    assert one.subject == "mau/to-gap/leaflet-trifold.vi"


def test_a_text_put_in_is_new_and_disturbs_no_other() -> None:
    before = piece(panels=[RecordedPanel(name="bia", text=["Một.", "Hai."])])
    after = piece(value=2, figures=before.figures, panels=[RecordedPanel(name="bia", text=["Một.", "Mới.", "Hai."])])
    (one,) = changes(manifest(before), manifest(after)).changed
    assert [text.parts for text in one.texts] == [(("new", "Mới."),)]


def test_markdown_shows_no_mark_that_a_text_has_by_itself() -> None:
    found = changes(manifest(piece()), manifest(piece(value=2_340_000)))
    text = markdown.written(found, "1", "2", "Tờ <b>*mẫu*</b>")
    assert "# Tờ \\<b\\>\\*mẫu\\*\\</b\\>" in text
    assert "| `luong_co_so` | 1.800.000 đồng | 2.340.000 đồng | 01/7/2024 | Nghị định mẫu 2 | 1 |" in text
    assert "Lương cơ sở là ~~1.800.000~~**2.340.000** đồng." in text


@pytest.mark.wheel
@pytest.mark.slow
def test_the_report_on_a_real_workspace(office: Path) -> None:
    done = run("report", "changes", "--from", BEFORE, "--to", AFTER, "--json", cwd=office)
    found = done.object
    assert {(one["id"], one["before"], one["after"]) for one in found["figures"]} == {
        ("luong_co_so", 1_800_000, 2_340_000)
    }
    assert [one["kind"] for one in found["pieces"]] == ["changed", "changed"]
    old = read(office / "out" / f"as-of-{BEFORE}" / "manifest.json")
    assert {one["before"] for one in found["pieces"]} == {one.code for one in old.pieces}


@pytest.mark.slow
def test_the_same_manifests_give_the_same_bytes(office: Path) -> None:
    before = (office / "out" / "changes.html").read_bytes()
    done = run("report", "changes", "--from", BEFORE, "--to", AFTER, "--out", office / "ba.html", cwd=office)
    assert done.status == 0
    assert (office / "ba.html").read_bytes() == before
    for name in ("mot", "hai"):
        assert run("gallery", "--out", office / f"{name}.html", cwd=office).status == 0
    assert (office / "mot.html").read_bytes() == (office / "hai.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["report", "changes", "--from", "khong-co.json"], "no-manifest"),
        (["report", "changes", "--from", "bhxhcomm.yaml"], "manifest-damaged"),
        (["gallery", "khong-co"], "no-manifest"),
    ],
)
def test_what_is_no_manifest_is_said(office: Path, arguments: list[str], code: str) -> None:
    done = run(*arguments, "--json", cwd=office)
    assert done.status == 1
    assert [problem["code"] for problem in done.problems] == [code]
