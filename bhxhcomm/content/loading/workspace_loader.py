"""Load a workspace: all its files are read and checked, and every problem of all of them is reported at once.

Whoever builds something refuses to go on while there are errors (`Workspace.checked`); `lint` and `status` show them beside
the rest.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.content import file_names, review, settings, validate
from bhxhcomm.content.formula_checks import check_formulas
from bhxhcomm.content.loading.catalogues import catalogues
from bhxhcomm.content.loading.facts import facts_of_files
from bhxhcomm.content.loading.file_reader import FileReader
from bhxhcomm.content.loading.offices import offices_of_files
from bhxhcomm.content.loading.packs import PackLoader
from bhxhcomm.content.loading.signatures import signatures
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.pack import PackBase
from bhxhcomm.content.shapes import nearest_hint
from bhxhcomm.content.workspace import Office, Workspace
from bhxhcomm.core import opening, private_keys
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place
from bhxhcomm.trust import trust_sources

if TYPE_CHECKING:
    from bhxhcomm.language.spoken.lexicon import Lexicon

_log = logging.getLogger(__name__)


def load(root: Path, shape: type[PackBase], *, packs: Collection[str] | None = None) -> Workspace:
    """Read a workspace whose packs have this shape (`materials.loading.load` knows it). `packs` limits which packs are read
    (all when None). Never raises for what is in the files."""
    begun = time.perf_counter()
    with _uncollected():
        found = _loaded(root, shape, packs)
    _log.info(
        "%s: %d packs, %d facts, %d offices read in %.2f s",
        root.name, len(found.packs), len(found.facts), len(found.offices), time.perf_counter() - begun,
    )  # fmt: skip
    return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: what is read stays, and going through it again and again is a quarter of the time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _loaded(root: Path, shape: type[PackBase], wanted: Collection[str] | None) -> Workspace:
    reader = FileReader(root)
    problems = reader.problems
    problems.extend(opening.foreign(root))
    problems.extend(private_keys.in_folders(root))
    file_names.check(root, problems)
    own = _settings(reader)
    trust = trust_sources.of_workspace(root, own.proof, reader.shown(root / settings.FILE_NAME), problems)
    facts = facts_of_files(reader)
    offices = offices_of_files(reader, facts)
    local_ids = {name for office in offices.values() for name in office.facts}
    check_formulas(facts, list(facts.values()), problems, unread=reader.unread)
    packs = PackLoader(reader, shape, trust, facts, local_ids).load(wanted)
    for name in (own.default_office, *own.offices):
        if name is not None and str(name) not in offices and str(name) not in reader.unread:
            _report_unknown_office(reader, name, offices)
    return Workspace(
        root,
        own,
        facts,
        offices,
        packs,
        signatures(reader, root / review.FILE_NAME, trust),
        trust=trust,
        catalogues=catalogues(reader, root),
        own_lexicon=_lexicon(reader),
        problems=reader.told(),
    )


def _settings(reader: FileReader) -> settings.Settings:
    path = reader.root / settings.FILE_NAME
    node = reader.read(path, settings.FORMAT)
    if node is not None:
        found = validate.validate(settings.Settings, node, reader.problems)
        if found is not None:
            return found
    return settings.Settings.model_validate({"format": Scalar("workspace/1", Place(reader.shown(path)))})


def _lexicon(reader: FileReader) -> Lexicon | None:
    from bhxhcomm.language.spoken.lexicon import FILE

    path = reader.root / FILE
    if not path.is_file():
        return None
    from bhxhcomm.content import lexicon

    node = reader.read(path, lexicon.FORMAT)
    return None if node is None else lexicon.checked(node, reader.problems)


def _report_unknown_office(reader: FileReader, name: Scalar, offices: AnyMapping[str, Office]) -> None:
    reader.problems.error(
        "unknown-office",
        _("there is no office `{id}`").format(id=name),
        name.place,
        nearest_hint(str(name), offices) if offices else _("write its file in offices/"),
    )
