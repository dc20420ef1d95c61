"""What the hand-off to translators costs, and what it costs to say how far all translations are."""

from __future__ import annotations

import datetime as dt
import gc
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

import workspaces
import yaml
from measuring import EXAMPLES, Measured, Result, cpu_times

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import signing
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryState, Role
from bhxhcomm.exchange import catalogue_files, handoff, intake, plain_rows, suggestions, tally, word, workbook, xliff
from bhxhcomm.exchange.merge_base import MergeBase
from bhxhcomm.language import registry
from bhxhcomm.language.entry import Language
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
    """A file of each kind with 2,000 texts: written, and read back after one person has changed a third of the texts in it and
    another one a third of those in the catalogue. Every text is merged by what both were made from; what both have changed is a
    conflict."""
    with tempfile.TemporaryDirectory() as folder:
        space = _large(Path(folder) / "lon")
        shelf = catalogue_files.shelf_of(space, PACK, LANG)
        language = registry.language(LANG)

        def rows() -> tuple[handoff.HandoffRow, ...]:
            fresh = catalogue_files.shelf_of(space, PACK, LANG)
            return handoff.rows(fresh, catalogue_files.known_facts(space), suggestions.suggestions(space, fresh))

        sent = rows()
        assert len(sent) >= ENTRIES
        back = [_changed(row, language) if number % 3 == 1 else row for number, row in enumerate(sent)]
        makers: dict[str, tuple[str, Callable[[Sequence[handoff.HandoffRow]], bytes]]] = {
            "workbook": (".xlsx", partial(workbook.make, scope=PACK, language=language, font="Andika")),
            "Word file": (".docx", partial(word.make, scope=PACK, language=language, font="Andika")),
            "PO file": (".po", partial(catalogue_files.handed_out, space, shelf)),
            "XLIFF file": (".xliff", partial(xliff.make, scope=PACK, language=language)),
        }
        returned = {name: make(back) for name, (_ending, make) in makers.items()}
        _write(space, shelf, share=2, words="khac")
        now = load(space.root)
        figures = []
        for name, (ending, make) in makers.items():

            def write(make: Callable[[Sequence[handoff.HandoffRow]], bytes] = make) -> None:
                make(rows())

            def take(ending: str = ending, data: bytes = returned[name]) -> None:
                catalogue._read.cache_clear()
                fresh = Shelf(PACK, LANG, shelf.entries, now.packs[PACK].catalogues[LANG], ())
                read = plain_rows.READERS[ending](data, f"ve{ending}")
                found = intake.compare(fresh, read, language, Glossary(), intake.ImportOptions(conflicts=intake.ASIDE))
                assert not found.refused
                assert len(found.changes) > ENTRIES / 10 < len(found.conflicts)
                catalogue_files.updated(now, fresh, found.items)

            figures.append(Measured(f"exporting {len(sent)} texts as a {name}", "s", cpu_times(write, 3), 3.0))
            figures.append(Measured(f"merging {len(sent)} texts from a {name}", "s", cpu_times(take, 3), 1.5))
    return Result(tuple(figures))


@dataclass(frozen=True, slots=True)
class _ReturnedRow(handoff.HandoffRow):
    """A row with other words than it went out with."""

    sent: MergeBase | None = None

    @property
    def base(self) -> MergeBase:
        assert self.sent is not None
        return self.sent


def _changed(row: handoff.HandoffRow, language: Language) -> handoff.HandoffRow:
    own = {field.name: getattr(row, field.name) for field in fields(row)}
    return _ReturnedRow(
        **own | {"target": pseudo(f"{row.source} đổi", language), "state": EntryState.TRANSLATED}, sent=row.base
    )


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
            catalogue._read.cache_clear()
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


def _write(space: Workspace, shelf: Shelf, *, share: int, words: str = "") -> None:
    """Write a catalogue in which every `share`th text is translated into test text (not flagged as such), of the source and of
    some `words` behind it."""
    language = registry.language(shelf.lang)
    items = [
        replace(item, target=pseudo(f"{item.wanted.source} {words}".strip(), language)) if not number % share else item
        for number, item in enumerate(shelf.merged.items)
    ]
    kept = catalogue_files.updated(space, shelf, items)
    kept.path.parent.mkdir(parents=True, exist_ok=True)
    kept.path.write_bytes(kept.data)
