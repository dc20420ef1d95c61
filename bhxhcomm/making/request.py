"""What is asked for: one piece, its formats, and where its files go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

PURPOSES = ("office", "press")
AHEAD = "ap-dung-tu"
"""What stands in names before the day from which a file may be handed out: áp dụng từ."""
PAGE_DPI = 150
"""Dots an inch of page pictures unless another number is asked for: sharp on a screen, small enough to send."""


@dataclass(frozen=True, slots=True)
class Request:
    """One piece that is asked for. `out` is the folder that holds the folders of offices.

    `purposes` are those of the PDF: `office` for the office printer, `press` for the print shop, there with crop and fold
    `marks` if wanted. `dpi` is the resolution of page pictures; `enlarged` how many times as large pictures are made whose
    size in pixels is stated. `beside` puts the Vietnamese beside another language, where the material can. `presets` are
    those that a sound is made for; none stands for that of the pack. `bundle` asks for a
    ZIP with all that the receiver of a sound needs. `shown_only` is made for a report, and goes with it.
    `ahead` is the day from which it applies, where that is still to come: then released files say so in their names.
    """

    pack: str
    material: str
    variant: str
    lang: str
    office: str
    date: dt.date
    out: Path
    release: bool = False
    theme: str = "default"
    formats: tuple[str, ...] = ("pdf",)
    purposes: tuple[str, ...] = ("office",)
    marks: bool = False
    dpi: int = PAGE_DPI
    beside: bool = False
    presets: tuple[str, ...] = ()
    enlarged: int = 1
    bundle: bool = False
    shown_only: bool = False
    ahead: dt.date | None = None

    def path(
        self, ending: str, *, draft: bool, part: str = "", of: str | None = None, variant: str | None = None
    ) -> Path:
        """Where a file goes: `<office>/<pack>/<material>[-<variant>][-<part>].<lang>[.nhap].<ending>`;
        `.ap-dung-tu-<day>` in place of `.nhap` where it may be handed out from that day on.

        `part` tells files of one piece apart: `press`, `trang-1`, `tong-quan`. `of` and `variant` name another piece of
        the pack.
        """
        name = "-".join(word for word in (of or self.material, variant or self.variant, part) if word)
        mark = ".nhap" if draft else f".{AHEAD}-{self.ahead.isoformat()}" if self.ahead else ""
        return self.out / self.office / self.pack / f"{name}.{self.lang}{mark}.{ending}"
