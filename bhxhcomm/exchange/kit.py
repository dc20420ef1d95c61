"""The kit for a translator: one ZIP with the workbook, the Vietnamese leaflets to look at, glossary, fonts, instructions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bhxhcomm.core import zips
from bhxhcomm.exchange import packages
from bhxhcomm.exchange.workbook import guide
from bhxhcomm.language.entry import Language
from bhxhcomm.translation.wording import wording


def make(
    *,
    name: str,
    handoff_file: bytes,
    ending: str,
    language: Language,
    leaflets: Mapping[str, bytes],
    glossary: bytes,
    fonts: Sequence[Path],
    licences: Mapping[str, bytes],
) -> bytes:
    """The bytes of the kit, the same every time. `leaflets` and `licences` go by file name; `name` has no ending."""
    words = wording()
    folder = words["kit_fonts"]
    shown = [f"{words['kit_leaflet']}/{file}" for file in leaflets]
    about = [
        words["kit_1"],
        "- " + words["kit_2"].format(name=f"{name}.{ending}"),
        *("- " + words["kit_3"].format(name=file) for file in shown),
        *([] if shown else ["- " + words["no_leaflet"]]),
        "- " + words["kit_4"].format(name=words["kit_glossary"]),
        *(["- " + words["kit_5"].format(name=folder + "/")] if fonts else []),
    ]
    first, *lines = guide(language, word=ending == "docx")
    text = "\r\n".join([first, "", *about, "", *(f"{number}. {line}" for number, line in enumerate(lines, 1)), ""])
    return zips.packed(
        {
            # Windows' own editor wants the mark to tell that this is UTF-8; so does Excel with the glossary.
            words["kit_guide"]: text.encode("utf-8-sig"),
            f"{name}.{ending}": handoff_file,
            **{f"{words['kit_leaflet']}/{file}": data for file, data in leaflets.items()},
            words["kit_glossary"]: b"\xef\xbb\xbf" + glossary,
            **{f"{folder}/{path.name}": path.read_bytes() for path in fonts},
            **{f"{folder}/{file}": data for file, data in licences.items()},
        },
        stored=packages.STORED,
    )
