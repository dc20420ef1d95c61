"""Pages in small, and where two of them differ."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from bhxhcomm.report.page_images import Region, pairs, regions


def page(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (600, 400)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box, fill=(20, 40, 60))
    return image


def test_pages_that_are_alike_have_no_regions() -> None:
    assert regions(page((10, 10, 50, 20)), page((10, 10, 50, 20))) == ()


def test_the_noise_of_rasterising_does_not_count() -> None:
    other = page((10, 10, 50, 20))
    other.putpixel((300, 300), (235, 235, 235))
    assert regions(page((10, 10, 50, 20)), other) == ()


def test_each_part_that_differs_is_framed() -> None:
    found = regions(page(), page((60, 60, 119, 71), (420, 300, 479, 311)))
    assert found == (Region(10.0, 15.0, 10.0, 3.0), Region(70.0, 75.0, 10.0, 3.0))


def test_words_of_one_line_are_one_part() -> None:
    assert len(regions(page(), page((60, 60, 90, 70), (105, 60, 150, 70)))) == 1


def test_a_frame_holds_everything_that_differs() -> None:
    changed = (333, 111, 456, 187)
    (found,) = regions(page(), page(changed))
    assert found.left / 100 * 600 <= changed[0]
    assert found.top / 100 * 400 <= changed[1]
    assert (found.left + found.width) / 100 * 600 >= changed[2]
    assert (found.top + found.height) / 100 * 400 >= changed[3]


def test_pages_of_another_size_are_compared_from_the_top_left() -> None:
    (found,) = regions(page(size=(600, 400)), page((0, 450, 30, 460), size=(600, 500)))
    assert found.top == pytest.approx(88.8)


def test_only_pages_that_differ_are_shown_and_new_ones_alone() -> None:
    found = list(pairs([page(), page()], [page(), page((10, 10, 90, 90)), page()]))
    assert [(pair.before is not None, pair.after is not None, len(pair.regions)) for pair in found] == [
        (True, True, 1),
        (False, True, 0),
    ]
