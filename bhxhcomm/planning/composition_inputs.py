"""What composing a piece can depend on, told without composing it: with the same inputs it is the same piece.

They are coarser than the key of a piece and finer than the digest of everything that a build reads: the files of its pack,
without the catalogues of other languages; its office; the facts that its pack and office can reach, and who signed those; and
everything that all pieces share. So a value that changes lets only those pieces be composed anew that can say it. Places in
files are no part of them: a line more in a file of facts changes nothing but itself.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath, PurePosixPath
from typing import Any

from pydantic import BaseModel

from bhxhcomm.content.review import FILE_NAME as REVIEW
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import FormulaText, Prose
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import canonical, files, json_file
from bhxhcomm.core.problems import Place
from bhxhcomm.core.tree import compared_names, field_names
from bhxhcomm.language import registry
from bhxhcomm.ledger import seen
from bhxhcomm.ledger.manifest import Piece
from bhxhcomm.ledger.product import Product
from bhxhcomm.ledger.store import Store
from bhxhcomm.lint import typed_figures
from bhxhcomm.making import fingerprint
from bhxhcomm.making.export import libraries
from bhxhcomm.making.request import Request
from bhxhcomm.planning import dates
from bhxhcomm.planning.inputs import Inputs
from bhxhcomm.trust import batches, sheets
from bhxhcomm.trust.demand import SHEETS

FORMAT = "composition-inputs/1"
FILE_NAME = "composition-inputs.json"
EARLIER_NAMES = ("grounds.json",)
"""What the file was called before. It is a cache: one of these is not read, and goes when the file is written."""
_APART = frozenset({"packs", "facts", "offices"})
"""Folders whose files count one by one, or by what was read from them."""


class CompositionInputs:
    """What the pieces of one workspace are composed of, as it was loaded; `inputs` were taken before that."""

    def __init__(self, workspace: Workspace, inputs: Inputs, reach: dates.Reach) -> None:
        self._workspace = workspace
        self._reach = reach
        self._facts: dict[int, str] = {}
        self._offices: dict[str, str] = {}
        self._editions: dict[tuple[str, str, str], str] = {}
        self._packs: dict[str, list[tuple[str, str]]] = {name: [] for name in workspace.packs}
        self._catalogues: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        """Signed proof sheets and lists of batches, by name; each counts for those whose signatures name it."""
        common = [*inputs.rest, *fingerprint.versions(libraries()).items()]
        folders = {pack.folder.relative_to(workspace.root).as_posix(): name for name, pack in workspace.packs.items()}
        for name, found in inputs.files.items():
            top, *rest = PurePosixPath(name).parts
            pack = folders.get(f"{top}/{rest[0]}") if len(rest) > 1 else None
            if pack is not None:
                self._packs[pack].append(("/".join(rest[1:]), found))
            elif top == "locales" and len(rest) == 1 and name.endswith(".po"):
                self._catalogues[name] = found
            elif top == SHEETS:
                self._kept[name] = found
            elif name != REVIEW and not (top in _APART and name.endswith((".yaml", ".yml"))):
                common.append((name, found))
        self._common = canonical.digest(common)

    def of(self, request: Request) -> str:
        """The digest of what one piece is composed of, as hexadecimal, the date aside."""
        edition = (request.pack, request.lang, request.office)
        if edition not in self._editions:
            self._editions[edition] = self._edition(*edition)
        asked = {name: str(getattr(request, name)) for name in field_names(Request) if name not in ("out", "date")}
        return canonical.digest([FORMAT, self._editions[edition], asked, self._typed(request)])

    def _typed(self, request: Request) -> list[str]:
        """The figures typed in the pack and office that keep it from release: any fact can make a number one of them."""
        pack, office = self._workspace.packs[request.pack], self._workspace.offices[request.office]
        found = typed_figures.of_pack(self._workspace, pack, request.date)
        return [one.figure for one in (*found, *typed_figures.of_office(self._workspace, office, request.date))]

    def _edition(self, pack: str, lang: str, office: str) -> str:
        facts = self._workspace.facts_for(office)
        reached = self._reach.of(pack, office, facts, dated=True)
        signatures = [one for one in self._workspace.signatures if _concerns(one, lang, office, reached)]
        return canonical.digest(
            [
                self._common,
                [entry for entry in self._packs[pack] if _speaks(entry[0], lang)],
                self._catalogues.get(f"locales/{lang}.po"),
                self._office(office),
                [self._fact(facts[name]) for name in sorted(reached)],
                [_plain(one) for one in signatures],
                [
                    found
                    for one in (*signatures, *self._workspace.packs[pack].signatures)
                    for found in self._kept_for(one)
                ],
            ]
        )

    def _kept_for(self, signature: Signature) -> Iterator[tuple[str, str | None]]:
        """The signed sheet and the list of the batch that a signature names, as they lie there."""
        folder = self._workspace.root / SHEETS
        for name, path in (
            (signature.signed_pdf, sheets.path_of(folder, signature.signed_pdf)),
            (signature.batch, batches.path_of(folder, signature.batch)),
        ):
            if name:
                yield name, self._kept.get(f"{SHEETS}/{path.name}")

    def _office(self, office: str) -> str:
        if office not in self._offices:
            content = _plain(replace(self._workspace.offices[office], facts={}))
            # Its facts count where they are reached.
            for shape in (content["shape"], content["above"]):
                if shape is not None:
                    del shape["facts"]
            self._offices[office] = canonical.digest(content)
        return self._offices[office]

    def _fact(self, fact: Any) -> str:
        if id(fact) not in self._facts:
            self._facts[id(fact)] = canonical.digest(_plain(fact))
        return self._facts[id(fact)]


def _speaks(name: str, lang: str) -> bool:
    """Whether a file of a pack can count for a language: a catalogue of another one cannot."""
    folder, _slash, file = name.partition("/")
    return folder != "locales" or not file.endswith(".po") or file == f"{lang}.po"


def _concerns(signature: Signature, lang: str, office: str, reached: set[str]) -> bool:
    """Whether a signature in the workspace's own file can count for a piece."""
    if signature.of == "fact":
        return signature.id.partition("@")[0].rpartition("/")[2] in reached
    if signature.of in ("office", "voice"):
        return signature.id.partition("/")[0] == office
    if signature.of == "translation":
        return signature.id == lang or signature.id not in registry.current().by_id
    return True


def _plain(value: Any) -> Any:
    """Checked content as plain JSON values, without its places in files. Raises `TypeError` for what nobody foresaw."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal | Fraction | dt.date):
        return str(value)
    if isinstance(value, PurePath):
        # A picture, whose digest stands beside it. Where the workspace lies does not count.
        return value.name
    if isinstance(value, Prose):
        return value.raw
    if isinstance(value, FormulaText):
        return value.source
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if names := compared_names(type(value)):
        return {name: _plain(held) for name in names if not isinstance(held := getattr(value, name), Place)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "items"):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    raise TypeError(f"no plain form for {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class KnownPiece:
    """What is known of a piece that need not be composed: its entry without files, its products and their keys."""

    piece: Piece
    products: tuple[Product, ...]
    keys: Mapping[str, str]


class CompositionCache:
    """What pieces were composed of which inputs, kept beside the outputs. Forgetting only costs time."""

    def __init__(self, inputs: CompositionInputs, store: Store, date: dt.date) -> None:
        self._inputs = inputs
        self._store = store
        self._date = date.isoformat()
        self._known: dict[str, Any] = self._read()
        self._used: dict[str, Any] = {}

    def _read(self) -> dict[str, Any]:
        place = self._store.state_folder / FILE_NAME
        try:
            content = json_file.read(place, seen.MOST)
            return dict(content["pieces"]) if content["format"] == FORMAT else {}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError):
            self._store.problems.append(seen.damaged(place))
            return {}

    def find(self, request: Request, piece_id: str) -> KnownPiece | None:
        """What is known of a piece, if nothing that it can depend on has changed."""
        digest = self._inputs.of(request)
        entry = self._known.get(digest)
        try:
            if entry is None or not entry["since"] <= self._date or not (self._date < (entry["next"] or "9999")):
                return None
            piece = self._store.edition(piece_id, entry["key"])
            if piece is None or _sum(piece) != entry["sum"]:
                return None
            products = tuple(
                Product(
                    one["format"],
                    one["purpose"],
                    tuple((str(a), str(b)) for a, b in one["options"]),
                    tuple(one["libraries"]),
                    tuple(one["endings"]),
                    bool(one["lasting"]),
                )
                for one in entry["products"]
            )
            found = KnownPiece(
                piece.model_copy(update={"artifacts": [], "current": True}), products, dict(entry["keys"])
            )
        except (KeyError, TypeError, ValueError):
            return None
        self._used[digest] = entry
        return found

    def keep(self, request: Request, known: KnownPiece, span: dates.StablePeriod) -> None:
        """Remember a piece that was composed."""
        self._used[self._inputs.of(request)] = {
            "since": span.since.isoformat() if span.since else "",
            "next": span.next.isoformat() if span.next else "",
            "id": known.piece.id,
            "key": known.piece.key,
            "sum": _sum(known.piece),
            "products": [asdict(product) for product in known.products],
            "keys": dict(known.keys),
        }

    def save(self) -> None:
        """Keep what was used, and of the rest what still has files here."""
        rest = {name: entry for name, entry in self._known.items() if self._lies_here(entry)}
        content = {"format": FORMAT, "pieces": {**rest, **self._used}}
        files.write(
            self._store.state_folder / FILE_NAME, json.dumps(content, separators=(",", ":"), sort_keys=True).encode()
        )
        for name in EARLIER_NAMES:
            (self._store.state_folder / name).unlink(missing_ok=True)

    def _lies_here(self, entry: Any) -> bool:
        try:
            return self._store.edition(entry["id"], entry["key"]) is not None
        except (KeyError, TypeError):
            return False


def _sum(piece: Piece) -> str:
    """A digest of the entry of a piece without its files."""
    return canonical.digest(piece.model_dump(mode="json", exclude={"artifacts", "current", "applies_from"}))
