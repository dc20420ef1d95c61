"""Workspaces of any size, made from the examples: other ids, other words in every text, and facts of their own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from measuring import EXAMPLES

from bhxhcomm.content.office import provinces
from bhxhcomm.exchange import testtext
from bhxhcomm.language.pseudo import NOTICE
from bhxhcomm.materials.loading import load

PARENT = "bhxh-viet-nam"
"""The office over all others, whose facts and words they have."""
LOCAL_FACT = "bhyt.hssv.ho_tro_dia_phuong"
LOCAL_SOURCE = {"document": "Nghị quyết mẫu (số liệu mẫu, không phải văn bản thật)"}
"""What every office adds of its own, and which one of the packs in three says."""
LEAFLETS = ("bilingual",)
"""Leaflets that hold test text, which is longer than a translation: those that may take a second leaf."""

_VARIED = frozenset({"text", "heading", "tagline", "caption", "question", "answer", "callout", "note"})
"""Keys whose text gets words of its own."""
_LISTED = frozenset({"bullets", "steps"})


def copy(root: Path) -> Path:
    """The examples in a folder of their own, so that a benchmark leaves nothing behind in the checkout."""
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns("out", "register"))
    return root


def make(root: Path, *, packs: int, facts: int) -> Path:
    """Write a workspace with so many packs and facts, the examples' own facts included, and return its folder.

    The facts beyond those of the examples are spread over the packs; every pack shows its share of them.
    """
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns("packs", "out", "register", "review.yaml"))
    own = facts - sum(len(_read(path)["facts"]) for path in sorted((root / "facts").glob("*.yaml")))
    names = [f"mau.so_{number:04}" for number in range(max(own, 0))]
    for begin in range(0, len(names), 50):
        part = names[begin : begin + 50]
        _write(
            root / "facts" / f"mau-{begin // 50:03}.yaml",
            {"format": "facts/1", "facts": {name: _fact(names, begin + at) for at, name in enumerate(part)}},
        )
    originals = sorted((EXAMPLES / "packs").glob("*/pack.yaml"))
    share = -(-len(names) // packs)
    for number in range(packs):
        original = originals[number % len(originals)]
        folder = root / "packs" / f"{original.parent.name}-{number:04}"
        shutil.copytree(original.parent, folder, ignore=shutil.ignore_patterns("review.yaml"))
        content = _varied(_read(original), f"Bản mẫu số {number}.")
        content["id"] = folder.name
        shown = names[number * share : (number + 1) * share]
        if shown:
            items = [f"Mức mẫu trong bản {number}: {{{name}}}." for name in shown]
            content["sections"][-1]["blocks"].append({"bullets": items})
        _write(folder / "pack.yaml", content)
    return root


def _fact(names: list[str], at: int) -> dict[str, Any]:
    """A made-up fact: most have two values by date, every fifth is computed from the one before it."""
    if at % 5 == 4:
        return {
            "label": f"Số tính mẫu {at}",
            "unit": "VND/month",
            "formula": f"{names[at - 1]} * 70%",
            "round": "half_up 1",
        }
    source = {"document": f"Văn bản mẫu số {at}/2024", "signed": "2024-06-01", "in_force": "2024-07-01"}
    return {
        "label": f"Số mẫu {at}",
        "unit": "VND/month",
        "review_by": "2030-01-01",
        "values": [
            {"from": "2024-07-01", "value": f"{100_000 + 10 * at}", "source": source},
            {"from": "2025-07-01", "value": f"{110_000 + 10 * at}", "source": source | {"in_force": "2025-07-01"}},
        ],
    }


def _varied(value: Any, words: str, key: str = "") -> Any:
    """The same content, with words of this pack's own behind every text."""
    if isinstance(value, dict):
        return {name: _varied(item, words, name) for name, item in value.items()}
    if isinstance(value, list):
        return [f"{item} {words}" if key in _LISTED else _varied(item, words) for item in value]
    return f"{value} {words}" if key in _VARIED and value not in ("true", "false") else value


def _read(path: Path) -> Any:
    """A file's content with every scalar as the words that were written."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _write(path: Path, content: Any) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8")


def national(root: Path, *, offices: int, packs: int, langs: Sequence[str]) -> Path:
    """Write a workspace as the whole country would have it, and return its folder: offices of provinces, packs, languages.

    Other languages get test text, marked as such; nobody has approved anything. Each pack keeps those of its materials that
    test text fits, which is longer than a translation: its script, and the leaflet in two languages, where it has one.
    """
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns("packs", "out", "register", "review.yaml", "ci"))
    for path in (root / "offices").glob("*.yaml"):
        if path.stem != PARENT:
            path.unlink()
    for number, province in enumerate(provinces()[:offices], 1):
        content = {
            "format": "office/1",
            "name": f"Bảo hiểm xã hội {province} (mẫu)",
            "short_name": f"BHXH {province} (mẫu)",
            "parent": PARENT,
            "province": province,
            "address": f"Số {number:02}, đường Mẫu, phường Mẫu, {province}",
            "logo": "images/dau-mau.svg",
            "facts": {LOCAL_FACT: {"values": [{"from": "2025-07-01", "value": "20%", "source": LOCAL_SOURCE}]}},
        }
        _write(root / "offices" / f"{office(number)}.yaml", content)
    settings = {"format": "workspace/1", "name": "Bản đo cả nước", "default_office": office(1), "as_of": "2025-07-01"}
    _write(root / "bhxhcomm.yaml", settings | {"languages": list(langs)})
    originals = sorted((EXAMPLES / "packs").glob("*/pack.yaml"))
    for number in range(packs):
        original = originals[number % len(originals)]
        folder = root / "packs" / f"{original.parent.name}-{number:02}"
        shutil.copytree(original.parent, folder, ignore=shutil.ignore_patterns("review.yaml", "approved", "recordings"))
        content = _read(original) | {"id": folder.name}
        used = content["materials"]
        leaflets = {name: used["leaflet"][name] for name in LEAFLETS if name in used["leaflet"]}
        content["materials"] = {"script": used["script"]} | ({"leaflet": leaflets} if leaflets else {})
        _write(folder / "pack.yaml", content)
    shutil.rmtree(root / "locales", ignore_errors=True)
    space = load(root)
    for lang in langs:
        for name, data in testtext.files(space, sorted(space.packs), lang) if lang != "vi" else ():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    (root / testtext.MARKER).write_text(NOTICE + "\n", encoding="utf-8")
    return root


def office(number: int) -> str:
    """The id of an office of a national workspace."""
    return f"tinh-mau-{number:02}"
