"""The colours of a Word file: tokens of the theme, as pages take them, each checked against the ground it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Problem, error
from bhxhcomm.page.checks.laid_out import LEAST_CONTRAST, contrast
from bhxhcomm.page.html import overrides, style

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TONES = {"note": ("brand-deep", "brand-soft", "brand"), "warning": ("warm", "warm-soft", "warm")}
_EXAMPLE = ("good", "good-soft", "good")


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of a call-out: of its heading, its ground and its border (`RRGGBB`)."""

    ink: str
    ground: str
    border: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of a theme by their names."""

    name: str
    tokens: dict[str, str]

    def __getitem__(self, token: str) -> str:
        """A colour as Word writes it (`RRGGBB`); ContentError `theme-colour` where the theme has none of this name."""
        value = self.tokens.get(token, "")
        if not _COLOUR.fullmatch(value):
            message = _("the theme “{theme}” gives no colour #rrggbb for “--{token}”")
            raise error("theme-colour", message.format(theme=self.name, token=token))
        return value[1:].upper()

    def tone(self, tone: str) -> Tone:
        """The colours of a call-out of this tone."""
        ink, ground, border = _TONES.get(tone, _EXAMPLE)
        return Tone(self[ink], self[ground], self[border])

    def check(self, *more: tuple[str, str]) -> tuple[list[Problem], float]:
        """A problem for each pair of ink and ground with too little contrast, and the least contrast found.

        `more` are pairs of tokens that stand on each other beside those that a Word file has.
        """
        found = {(ink, ground): _contrast(self[ink], self[ground]) for ink, ground in (*_PAIRS, *more)}
        message = _("the theme “{theme}” sets “--{ink}” on “--{ground}” with a contrast of {found}; it needs {least}")
        problems = [
            Problem(
                "low-contrast",
                message.format(
                    theme=self.name, ink=ink, ground=ground, found=f"{ratio:.1f}", least=f"{LEAST_CONTRAST:g}"
                ),
            )
            for (ink, ground), ratio in found.items()
            if ratio < LEAST_CONTRAST
        ]
        return problems, round(min(found.values()), 2)


_PAIRS = (
    ("ink", "paper"),
    ("ink", "brand-soft"),
    ("ink", "warm-soft"),
    ("ink", "good-soft"),
    ("ink-soft", "paper"),
    ("brand", "paper"),
    ("brand", "brand-soft"),
    ("brand-deep", "paper"),
    ("brand-deep", "brand-soft"),
    ("warm", "paper"),
    ("warm", "warm-soft"),
    ("good", "good-soft"),
)
"""What stands on what. Running text is automatic in colour, so that Word sets it black; `ink` stands for it."""


def read(name: str, folders: Sequence[Path] = ()) -> Theme:
    """The theme of this name, a workspace's own before ours; ContentError `template-missing` where there is none."""
    sheet = f"themes/{name}.css"
    own = overrides.load(tuple(folders))
    overrides.check_sheets(own, sheet)
    if sheet in own.sheets:
        return Theme(name, style.tokens(own.sheets[sheet]))
    path = resources.folder("templates") / sheet
    if re.fullmatch(r"[a-z0-9_-]+", name) and path.is_file():
        return Theme(name, style.tokens(path.read_text(encoding="utf-8")))
    raise error("template-missing", _("there is no template “{name}”").format(name=sheet))


def _contrast(ink: str, ground: str) -> float:
    return contrast(_rgb(ink), _rgb(ground))


def _rgb(colour: str) -> tuple[float, float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue, 1.0
