"""Names of files in a workspace: two that stand for the same thing, one that is not read because of its ending, and those
with signs that nobody sees.

A person who has `offices/x.yaml` and `offices/x.yml` edits one of them and prints the other. Nothing is opened here.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language import invisible
from bhxhcomm.language.normalise import nfc

ENDINGS = (".yaml", ".yml")
"""What a file of YAML is called. Facts, offices and packs are read under both; everything else under the first only."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """Folders (a pattern below the workspace; empty for itself), which files of YAML are ours in them (all, when empty), and
    those that are read under either ending (None: all)."""

    pattern: str
    stems: frozenset[str] = frozenset()
    either: frozenset[str] | None = frozenset()


_FOLDERS = (
    _Folder("", frozenset({"bhxhcomm", "review"})),
    _Folder("facts/**", either=None),
    _Folder("offices", either=None),
    _Folder("packs/*", frozenset({"pack", "review"}), frozenset({"pack"})),
    _Folder("presets"),
    _Folder("locales", frozenset({"languages"})),
    _Folder("locales/labels"),
    _Folder("locales/lexicon"),
)


_OF_PEOPLE = "facts fonts locales music offices packs presets templates voices".split()
"""Where people put files: texts, pictures, sounds, recordings. What bhxhcomm itself writes elsewhere has names of its own."""


def check(root: Path, problems: Problems) -> None:
    """Report files of a workspace of which there are two (`two-files`), those that nothing reads (`file-not-read`), and
    invisible signs in names (`invisible-sign`)."""
    for name in _OF_PEOPLE:
        for above, _folders_in, files in os.walk(root / name):
            for file in files:
                check_seen((Path(above) / file).relative_to(root).as_posix(), problems)
    for kind in _FOLDERS:
        for folder in _folders(root, kind.pattern):
            for stem, found in sorted(_by_stem(folder, kind.stems).items()):
                _check(root, found, both=kind.either is None or stem in kind.either, problems=problems)


def check_seen(shown: str, problems: Problems) -> None:
    """Report an invisible sign in the name of a file or of its folders: two names that look alike are two files."""
    if not shown.isascii() and (sign := invisible.first(shown)) is not None:
        problems.error(
            "invisible-sign",
            _("the name of this file: {what}").format(what=sign.message),
            # A name that is no UTF-8 has characters that cannot be printed.
            Place(shown.encode("utf-8", "backslashreplace").decode()),
            _("rename the file: type its name anew"),
        )


def _folders(root: Path, pattern: str) -> Iterable[Path]:
    if not pattern:
        return (root,)
    return sorted(path for path in root.glob(pattern) if path.is_dir())


def _by_stem(folder: Path, stems: frozenset[str]) -> dict[str, list[Path]]:
    """The files of YAML of a folder by their names without ending, whatever capitals and form of letters they are in."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in _listed(folder):
        stem = nfc(path.stem).casefold()
        if path.suffix.lower() in ENDINGS and (not stems or stem in stems):
            found[stem].append(path)
    return found


def _listed(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        # That a folder cannot be looked into is said where its files are read.
        return


def _check(root: Path, found: list[Path], *, both: bool, problems: Problems) -> None:
    names = [path.relative_to(root).as_posix() for path in found]
    if len(found) > 1:
        problems.error(
            "two-files",
            _("{one} and {other} are the same thing twice; nobody can tell which of them counts").format(
                one=names[0], other=names[1]
            ),
            Place(names[1]),
            _("keep the one that is right, and move the other out of the workspace"),
        )
    elif found[0].suffix not in (ENDINGS if both else ENDINGS[:1]):
        problems.error(
            "file-not-read",
            _("this file is not read, for its name ends in `{ending}`").format(ending=found[0].suffix),
            Place(names[0]),
            _("rename it to {name}").format(name=found[0].stem + ENDINGS[0]),
        )
