"""What the hand-off to translators costs, and what it costs to say how far all translations are."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
from pathlib import Path
from typing import Any

import workspaces
import yaml
from measuring import EXAMPLES, Measured, Result, cpu_times

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import signing
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import Role
from bhxhcomm.exchange import catalogue_files, handoff, intake, tally, word, workbook, workbook_reading
from bhxhcomm.language import registry
from bhxhcomm.language.pseudo import pseudo
from bhxhcomm.materials.loading import load
from bhxhcomm.translation import catalogue
from bhxhcomm.translation.glossary import Glossary

ENTRIES = 2_000
PACKS = 20
LANGUAGES = 13
LANG = "ede"
PACK = "nhieu-cau"


def hand_off() -> Result:
    """A workbook and a Word file of 2,000 texts: written, and read back and held against the catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        space = _large(Path(folder) / "lon")
        shelf = catalogue_files.shelf_of(space, PACK, LANG)
        language = registry.language(LANG)
        rows = handoff.rows(shelf, catalogue_files.known_facts(space))
        assert len(rows) >= ENTRIES
        figures = []
        for name, make, read in (
            ("workbook", workbook.make, workbook_reading.read),
            ("Word file", word.make, word.read),
        ):
            data = make(rows, scope=PACK, language=language, font="Andika")

            def write(make: Any = make) -> None:
                fresh = catalogue_files.shelf_of(space, PACK, LANG)
                make(
                    handoff.rows(fresh, catalogue_files.known_facts(space)),
                    scope=PACK,
                    language=language,
                    font="Andika",
                )

            def take(read: Any = read, data: bytes = data, label: str = name) -> None:
                fresh = catalogue_files.shelf_of(space, PACK, LANG)
                found = intake.compare(fresh, read(data, label), language, Glossary(), intake.ImportOptions())
                assert not found.refused
                catalogue_files.updated(space, fresh, found.items)

            figures.append(Measured(f"exporting {len(rows)} texts as a {name}", "s", cpu_times(write, 3), 3.0))
            figures.append(Measured(f"importing {len(rows)} texts from a {name}", "s", cpu_times(take, 3), 3.0))
    return Result(tuple(figures))


def status() -> Result:
    """How far 13 languages of 20 packs are, from nothing: files read, catalogues parsed, signatures compared."""
    with tempfile.TemporaryDirectory() as folder:
        root = workspaces.make(Path(folder) / "nhieu", packs=PACKS, facts=100)
        langs = [entry.id for entry in registry.supported() if entry.id != "vi"][:LANGUAGES]
        langs += [entry.id for entry in registry.languages() if entry.id not in (*langs, "vi")][
            : LANGUAGES - len(langs)
        ]
        _translate(root, langs)

        # As the command line does: see `cli.run`.
        gc.set_threshold(50_000, 20, 20)

        def look() -> None:
            catalogue.read.cache_clear()
            space = load(root)
            found = list(tally.tallies(space, ["", *space.packs], langs))
            assert len(found) == (PACKS + 1) * LANGUAGES

        figure = Measured(f"status of {LANGUAGES} languages × {PACKS} packs", "s", cpu_times(look, 3), 2.0)
    return Result((figure,))


def _large(root: Path) -> Workspace:
    """A workspace with one pack of many texts, half of which are translated into test text."""
    workspaces.make(root, packs=1, facts=0)
    pack = root / "packs" / PACK
    pack.mkdir()
    content = yaml.load(
        (EXAMPLES / "packs" / "bhyt-ho-gia-dinh" / "pack.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    section = content["sections"][0]
    section["blocks"] = [
        {"bullets": [f"Câu mẫu số {number} nói rằng mức đóng là {{luong_co_so}}" for number in range(ENTRIES)]}
    ]
    content["id"] = PACK
    inside = ("mat_gap", "trong_1", "trong_2", "trong_3")
    content["sections"] = [section | {"id": f"muc-{panel.replace('_', '-')}"} for panel in inside]
    share = ENTRIES // len(inside)
    for number, own in enumerate(content["sections"]):
        own["blocks"] = [{"bullets": section["blocks"][0]["bullets"][number * share : (number + 1) * share]}]
    panels = {panel: [own["id"]] for panel, own in zip(inside, content["sections"], strict=True)}
    content["materials"] = {"leaflet": {"trifold": {"panels": {"bia": [], **panels, "bia_sau": []}}}}
    (pack / "pack.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    space = load(root)
    shelf = catalogue_files.shelf_of(space, PACK, LANG)
    _write(space, shelf, share=2)
    return load(root)


def _translate(root: Path, langs: list[str]) -> None:
    """Give every pack of a workspace a catalogue in every language, translated, reviewed and approved."""
    space = load(root)
    for lang in langs:
        for scope in space.packs:
            _write(space, catalogue_files.shelf_of(space, scope, lang), share=1)
    signers = (
        (Role.TRANSLATOR, "Người dịch mẫu"),
        (Role.REVIEWER, "Người đọc mẫu"),
        (Role.APPROVER, "Người duyệt mẫu"),
    )
    for role, name in signers:
        space = load(root)
        signer = signing.Signer(name, dt.date(2025, 7, 1), "")
        for scope, pack in space.packs.items():
            review = pack.folder / "review.yaml"
            entries: list[dict[str, Any]] = []
            for lang in langs:
                plan, _left = signing.sign_translation(
                    catalogue_files.shelf_of(space, scope, lang), review, role, signer
                )
                entries += plan.entries
            existing = review.read_text(encoding="utf-8") if review.is_file() else ""
            review.write_text(signing.text_with(existing, entries), encoding="utf-8")


def _write(space: Workspace, shelf: Shelf, *, share: int) -> None:
    """Write a catalogue in which every `share`th text is translated into test text (not flagged as such)."""
    from dataclasses import replace

    language = registry.language(shelf.lang)
    items = [
        replace(item, target=pseudo(item.wanted.source, language)) if not number % share else item
        for number, item in enumerate(shelf.merged.items)
    ]
    kept = catalogue_files.updated(space, shelf, items)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    kept.path.write_bytes(kept.data)
