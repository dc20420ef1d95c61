"""Offices: who issues the material. What an office does not give, it inherits from its parent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import Field

from bhxhcomm.content import chain, voice
from bhxhcomm.content.fact import FactShape
from bhxhcomm.content.imprint import ImprintShape
from bhxhcomm.content.shapes import Address, FactId, Line, PicturePath, Prose, Shape, Slug, Switch, nearest_hint
from bhxhcomm.core.i18n import N_, Message, _, joined
from bhxhcomm.core.problems import Place, Problem, Problems
from bhxhcomm.language.nearest import folded
from bhxhcomm.language.normalise import nfc

FORMAT = "office/1"
RESERVED = re.compile(r"withdrawn|register|clips|as-of-\d{4}-\d{2}-\d{2}")
"""Ids that no office can have: the folder of outputs has folders of these names for itself."""


class OfficeShape(Shape):
    """One office as it stands in its file."""

    format: Literal["office/1"] = Field(description=N_("Format and version of this file"))
    name: Prose = Field(description=N_("Full name of the office"))
    short_name: Prose = Field(description=N_("Short name, for narrow places"))
    parent: Slug | None = Field(None, description=N_("Id of the office above; what is not given here comes from there"))
    province: Line | None = Field(None, description=N_("Province or city, one of the 34 of today"))
    address: Prose | None = Field(None, description=N_("Postal address"))
    hotline: Prose | None = Field(None, description=N_("Phone number, or the placeholder of a fact: {tong_dai}"))
    hotline_note: Prose | None = Field(
        None, description=N_("What to know about the number, such as the price of a call")
    )
    website: Address | None = Field(None, description=N_("Address of the website"))
    zalo: Address | None = Field(None, description=N_("Address of the Zalo page"))
    facebook: Address | None = Field(None, description=N_("Address of the Facebook page"))
    logo: PicturePath | None = Field(None, description=N_("Logo: a PNG, JPEG or SVG file below offices/"))
    imprint: ImprintShape | None = Field(
        None, description=N_("Imprint: what is the same in all printings of this office")
    )
    voices: dict[Slug, voice.VoiceShape] = Field(
        default_factory=dict, description=N_("Synthetic voices by role; the role `default` counts for every role")
    )
    approval_chain: list[chain.StepShape] | None = Field(
        None, description=N_("Steps by which this office approves, in their order; without it, one signature approves")
    )
    mixed_voices: Switch | None = Field(
        None,
        description=N_(
            "Whether synthetic voices may speak what nobody has recorded of a piece that people speak; without it, such a "
            "piece is a draft"
        ),
    )
    facts: dict[FactId, FactShape] = Field(default_factory=dict, description=N_("Local facts of this office"))


INHERITED = (
    "province",
    "address",
    "hotline",
    "hotline_note",
    "website",
    "zalo",
    "facebook",
    "logo",
    "imprint",
    "approval_chain",
    "mixed_voices",
)
"""What a child takes from its parent when it gives nothing of its own; a name is always its own. Voices are taken key by
key, see `voice.merged`."""


@cache
def name_reserved(office: str, place: Place) -> Problem:
    """The problem of an office that is called as a folder of the outputs."""
    message = _("no office can have the id `{id}`: the folder of outputs has a folder of this name for itself")
    return Problem("name-reserved", message.format(id=office), place, _("give the office another id"))


def provinces() -> tuple[str, ...]:
    """The names of the 34 provinces and cities since 1 July 2025, without the word "tỉnh" or "thành phố".

    Source: the package vietnam-provinces, which carries the list of the General Statistics Office.
    """
    return tuple(_bare(name) for name in _full_names())


def _full_names() -> list[str]:
    """From the data file of the package: importing its classes, an enumeration of every commune, takes ten times as long."""
    spec = find_spec("vietnam_provinces")
    data = Path(spec.origin).parent / "data" / "nested-divisions.json" if spec and spec.origin else None
    if data is not None and data.is_file():
        return [str(province["name"]) for province in json.loads(data.read_text(encoding="utf-8"))]
    from vietnam_provinces import Province

    return [province.name for province in Province.iter_all()]


def _bare(name: str) -> str:
    """A province's name without its kind: "Tỉnh Lào Cai" and "Lào Cai" are the same."""
    text = " ".join(nfc(name).split())
    for kind in ("tỉnh ", "thành phố ", "tp. ", "tp.", "tp "):
        if text.lower().startswith(kind):
            return text[len(kind) :].strip()
    return text


MERGED = {
    "Bà Rịa - Vũng Tàu": "Hồ Chí Minh",
    "Bạc Liêu": "Cà Mau",
    "Bắc Giang": "Bắc Ninh",
    "Bắc Kạn": "Thái Nguyên",
    "Bến Tre": "Vĩnh Long",
    "Bình Dương": "Hồ Chí Minh",
    "Bình Định": "Gia Lai",
    "Bình Phước": "Đồng Nai",
    "Bình Thuận": "Lâm Đồng",
    "Đắk Nông": "Lâm Đồng",
    "Hà Giang": "Tuyên Quang",
    "Hà Nam": "Ninh Bình",
    "Hải Dương": "Hải Phòng",
    "Hậu Giang": "Cần Thơ",
    "Hòa Bình": "Phú Thọ",
    "Kiên Giang": "An Giang",
    "Kon Tum": "Quảng Ngãi",
    "Long An": "Tây Ninh",
    "Nam Định": "Ninh Bình",
    "Ninh Thuận": "Khánh Hòa",
    "Phú Yên": "Đắk Lắk",
    "Quảng Bình": "Quảng Trị",
    "Quảng Nam": "Đà Nẵng",
    "Sóc Trăng": "Cần Thơ",
    "Thái Bình": "Hưng Yên",
    "Tiền Giang": "Đồng Tháp",
    "Trà Vinh": "Vĩnh Long",
    "Vĩnh Phúc": "Phú Thọ",
    "Yên Bái": "Lào Cai",
}
"""The 29 provinces that were merged into others, and the name under which each stands since 1 July 2025.

Source: Nghị quyết 202/2025/QH15 of the National Assembly. The package of provinces has today's names only.
"""

_NEAR = 2
"""How many letters of a province's name may be wrong for a hint to name it."""


def check_province(office: OfficeShape, problems: Problems) -> None:
    """Report a province that is not one of today's 34."""
    if office.province is None:
        return
    wanted = _bare(str(office.province))
    if wanted.casefold() in {name.casefold() for name in provinces()}:
        return
    problems.error(
        "unknown-province",
        _("`{name}` is not one of the 34 provinces and cities of today").format(name=office.province),
        office.province.place,
        _province_hint(wanted),
    )


def _province_hint(wanted: str) -> Message:
    """The province that a merged one belongs to; else today's name that was most likely meant, if one is really near."""
    spelt = _letters(wanted)
    for old, new in MERGED.items():
        if _letters(old) == spelt:
            message = _("write `{new}`: {old} is a part of it since 1 July 2025")
            return message.format(new=_proper(new), old=old)
    near = sorted((distance, name) for name in provinces() if (distance := _distance(spelt, _letters(name))) <= _NEAR)
    hint = _("Since 1 July 2025 a merged province stands under its new name.")
    if not near:
        return hint
    names = ", ".join(f"`{name}`" for distance, name in near if distance == near[0][0])
    return joined(" ", [_("did you mean {names}?").format(names=names), hint])


def _proper(name: str) -> str:
    """The name as the list of today's provinces spells it."""
    return next((known for known in provinces() if _letters(known) == _letters(name)), name)


def _letters(name: str) -> str:
    return "".join(char for char in folded(name) if char.isalnum())


def _distance(one: str, other: str) -> int:
    """How many letters must be added, left out or exchanged to make one word of the other."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, wanted in enumerate(other, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != wanted))
    return row[-1]


def line_of(office_id: str, offices: dict[str, OfficeShape]) -> list[str]:
    """The office and those above it, nearest first. A ring ends where it would begin again."""
    line: list[str] = []
    current: str | None = office_id
    while current is not None and current in offices and current not in line:
        line.append(current)
        parent = offices[current].parent
        current = str(parent) if parent is not None else None
    return line


def check_parents(offices: dict[str, OfficeShape], problems: Problems, *, unread: Collection[str] = ()) -> None:
    """Report parents that do not exist, and offices that are above themselves.

    `unread` are offices whose files could not be read: of those nothing is said.
    """
    for office_id, office in offices.items():
        if office.parent is None:
            continue
        if str(office.parent) in unread:
            continue
        if str(office.parent) not in offices:
            problems.error(
                "unknown-office",
                _("there is no office `{id}`").format(id=office.parent),
                office.parent.place,
                nearest_hint(str(office.parent), offices),
            )
        elif _rings(office_id, offices):
            problems.error(
                "office-cycle",
                _("the office `{id}` is above itself").format(id=office_id),
                office.parent.place,
                _("delete the line `parent:`, or name an office that is truly above this one"),
            )


def _rings(office_id: str, offices: dict[str, OfficeShape]) -> bool:
    seen: set[str] = set()
    current: str | None = office_id
    while current is not None and current in offices:
        if current in seen:
            return current == office_id
        seen.add(current)
        parent = offices[current].parent
        current = str(parent) if parent is not None else None
    return False


def merged(office_id: str, offices: dict[str, OfficeShape]) -> OfficeShape:
    """The office with everything that it inherits. Local facts are not merged here: see `workspace`."""
    line = [offices[name] for name in line_of(office_id, offices)]
    own = offices[office_id]
    found = {
        key: next((getattr(office, key) for office in line if getattr(office, key) is not None), None)
        for key in INHERITED
    }
    voices = voice.merged(*(office.voices for office in reversed(line)))
    return own.model_copy(update={**found, "voices": voices})
