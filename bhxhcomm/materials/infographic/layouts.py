"""The layouts: how large each picture is, of what medium, and on which panels its content stands.

Sizes on screens are in pixels, on paper in mm. A banner is set at a tenth of its size: print shops enlarge it. Each layout
belongs to a family, which says how its panels are filled: `upright` has one panel with title, rows of blocks and foot;
`lying` has the title and the foot on a panel at the left and the blocks at its right; `carousel` has one panel a picture.
"""

from __future__ import annotations

from dataclasses import dataclass

UPRIGHT, LYING, CAROUSEL = "upright", "lying", "carousel"
TITLE_PANEL, CONTENT_PANEL, PICTURE_PANEL = "tieu_de", "noi_dung", "hinh"
SOCIAL, PRINT = "social", "print"
PHONE = (70.0, 300.0)
"""A phone: 7 cm wide, 30 cm from the eye."""


@dataclass(frozen=True, slots=True)
class PictureLayout:
    """One layout. `pixels` is the size of its picture, `seen` how wide it is shown and from how far it is read (mm), `key` the
    field of a pack that fills it.

    `reduced` is the scale of a banner's PDF, `1:10` say. `tagline_apart` says that the tagline heads the blocks.
    """

    pixels: tuple[int, int]
    family: str
    seen: tuple[float, float] = PHONE
    medium: str = SOCIAL
    key: str = ""
    reduced: str = ""
    tagline_apart: bool = False

    @property
    def formats(self) -> tuple[str, ...]:
        """The files that are made where none are named."""
        return ("png",) if self.medium == SOCIAL else ("pdf", "png")


LAYOUTS: dict[str, PictureLayout] = {
    "tall": PictureLayout((1080, 1350), UPRIGHT),
    "square": PictureLayout((1080, 1080), UPRIGHT),
    "story": PictureLayout((1080, 1920), UPRIGHT),
    "link": PictureLayout((1200, 630), LYING, key="link_card"),
    # A screen of 55 inches, read from 2 m.
    "wide": PictureLayout((1920, 1080), LYING, seen=(1218, 2000)),
    "carousel": PictureLayout((1080, 1080), CAROUSEL),
    # A3 and A2 at 106 and 75 dots an inch, to look at on a screen: what is printed is the PDF. Read from 1 m and 1.4 m.
    "poster-a3": PictureLayout((1240, 1754), UPRIGHT, (297, 1000), PRINT, key="poster"),
    "poster-a2": PictureLayout((1240, 1754), UPRIGHT, (420, 1400), PRINT, key="poster"),
    # To be read from 10 m: 4 m by 0.8 m across a street, and 0.8 m by 2.4 m along a lamp post.
    "banner": PictureLayout((2000, 400), LYING, (4000, 10_000), PRINT, reduced="1:10", tagline_apart=True),
    "banner-tall": PictureLayout((500, 1500), UPRIGHT, (800, 10_000), PRINT, key="banner_tall", reduced="1:10"),
}
"""By the name of the variant."""


def field_of(variant: str) -> str:
    """The field of a pack that says what stands on a variant."""
    return LAYOUTS[variant].key or variant
