"""Every variant of every example: right paper, full panels, every check passed; what is badly given is set well or named."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image as Raster

from bhxhcomm.core import tree
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.text import words
from bhxhcomm.materials.document import Action, Block, Contact, Cover, Document, Picture
from bhxhcomm.page.pdf import RenderedPdf, render_document
from tests.page.example_documents import OFFICES, PACKS, VARIANTS, example
from tests.page.leaflet_sample import leaflet, panels, raster

PAPER_MM = {"trifold": (297, 210), "flyer": (148, 210), "flyer-a4": (210, 297), "poster-text": (297, 420)}
LEAST_PT = {"trifold": 9.5, "flyer": 9.5, "flyer-a4": 11, "poster-text": 18}


@pytest.fixture(scope="module", params=[(pack, variant) for variant in VARIANTS for pack in PACKS], ids="-".join)
def made(request: pytest.FixtureRequest) -> tuple[Document, RenderedPdf]:
    pack, variant = request.param
    document = example(pack, variant, OFFICES[1], draft=True)
    return document, render_document(document)


def test_every_check_passes(made: tuple[Document, RenderedPdf]) -> None:
    assert made[1].problems == ()


def test_the_paper_is_exact_and_has_one_page_a_side(made: tuple[Document, RenderedPdf]) -> None:
    document, rendered = made
    assert rendered.pages == len(document.sheets)
    for page in pypdfium2.PdfDocument(rendered.pdf):
        assert [side / 72 * 25.4 for side in page.get_size()] == pytest.approx(PAPER_MM[document.variant], abs=0.01)


def test_every_panel_is_at_least_two_thirds_full(made: tuple[Document, RenderedPdf]) -> None:
    filled = made[1].checks["filled"]
    assert len(filled) == sum(len(sheet.panels) for sheet in made[0].sheets)
    assert all(2 / 3 <= share <= 1 for share in filled.values()), filled


def test_type_reads_at_the_distance_of_its_variant(made: tuple[Document, RenderedPdf]) -> None:
    sizes = made[1].checks["type_pt"]
    assert sizes["body"] >= LEAST_PT[made[0].variant]
    assert sizes.get("table", 99) >= LEAST_PT[made[0].variant] - 1
    assert sizes["note"] >= (11 if made[0].variant == "poster-text" else 8)


def test_every_panel_of_a_draft_bears_the_mark(made: tuple[Document, RenderedPdf]) -> None:
    assert made[1].checks["draft_marks"] == len(made[1].checks["filled"])


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_office_without_a_local_fact_shows_no_hole(variant: str) -> None:
    with_fact, without = (render_document(example("bhyt-hssv", variant, office)) for office in reversed(OFFICES))
    assert with_fact.ok
    assert without.ok
    assert without.checks["scale"] >= with_fact.checks["scale"]


@pytest.mark.parametrize("variant", ["flyer", "poster-text"])
def test_a_cover_without_picture_uses_the_whole_width(variant: str) -> None:
    document = changed(example("bhyt-hssv", variant), Cover, picture=None)
    assert render_document(document).problems == ()


def changed(document: Document, kind: type[Block], **values: object) -> Document:
    """The document with other values in its blocks of a kind."""
    result: Document = tree.mapped(document, tree.is_a(kind), lambda block: replace(block, **values))
    return result


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_office_with_a_very_long_name_is_set_whole_or_named(variant: str) -> None:
    name = words(
        "Bảo hiểm xã hội liên huyện, thị xã và các xã đảo, đặc khu ven biển "
        "thuộc địa bàn quản lý của tỉnh Mẫu Rất Xa và vùng lân cận"
    )
    assert len(name[0].text) >= 120  # type: ignore[union-attr]
    document = changed(changed(example("bhyt-hssv", variant), Cover, office_name=name), Contact, name=name)
    rendered = render_document(document)
    assert {problem.code for problem in rendered.problems} <= {"does-not-fit"}


def test_a_qr_code_of_two_thousand_characters_is_named() -> None:
    with pytest.raises(ContentError) as caught:
        render_document(leaflet(trong_3=(Action(words("Quét mã"), "https://example.com/" + "a" * 1980),)))
    assert caught.value.problems[0].code == "qr-too-long"


def pictured(folder: Path, width: int, height: int, mode: str = "RGB") -> RenderedPdf:
    data = io.BytesIO()
    Raster.new(mode, (width, height)).save(data, "PNG")
    picture = Picture(raster(folder, "anh.png", data.getvalue()), words("Một mảng màu"))
    return render_document(leaflet(trong_2=(*panels()["trong_2"][:3], picture)))


@pytest.mark.parametrize(("width", "height"), [(2400, 60), (60, 2400), (20_000, 400)])
def test_a_very_wide_or_tall_picture_is_set_within_its_panel(width: int, height: int, tmp_path: Path) -> None:
    rendered = pictured(tmp_path, width, height)
    assert rendered.problems == ()
    assert rendered.checks["pictures"][0]["dpi"] >= 200


def test_a_picture_of_ten_pixels_is_a_warning_with_its_resolution(tmp_path: Path) -> None:
    rendered = pictured(tmp_path, 10, 10)
    (problem,) = rendered.problems
    assert problem.code == "low-resolution"
    assert problem.place.path.endswith("anh.png")
    assert str(rendered.checks["pictures"][0]["dpi"]) in problem.message
    assert rendered.ok


def test_a_picture_of_twenty_thousand_pixels_square_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        pictured(tmp_path, 20_000, 20_000, "1")
    assert caught.value.problems[0].code == "picture-too-large"


def test_the_checks_say_what_was_opened_and_how_it_was_set(made: tuple[Document, RenderedPdf]) -> None:
    checks = made[1].checks
    assert {"scale", "filled", "type_pt", "contrast", "pictures", "opened", "overflow_mm", "missing_glyphs"} <= set(
        checks
    )
    assert f"{made[0].variant}.css" in checks["opened"]
    assert not any("/" in name for name in checks["opened"])
