"""Reads the files of one workspace, and remembers what could not be read, so that nothing is said that only follows from it."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

from bhxhcomm.content import file_names, validate, yaml_reading
from bhxhcomm.content.nodes import Mapping
from bhxhcomm.content.shapes import SLUG_PATTERN
from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems


class FileReader:
    """Reads files of the workspace at `root`; what is wrong with them goes to `problems`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems = Problems()
        self.unread: set[str] = set()
        """Ids that stand in files that could not be read: whatever names them is not called wrong for that."""
        self.closed: set[str] = set()
        """Files of which nothing could be read, as messages name them."""
        self.blind = False
        """Whether a file that may have facts is among them: then of no fact can it be said that there is none."""

    def read(self, path: Path, known: str, *, has_facts: bool = False) -> Mapping | None:
        """The nodes of a file of this format, which must lie in the workspace; else its problem is reported."""
        shown = self.shown(path)
        self.check_name(shown)
        node = yaml_reading.read(path, shown, self.problems, root=self.root)
        if node is not None and validate.check_format(node, known, self.problems):
            return node
        if node is None:
            self.closed.add(shown)
        self.blind = self.blind or has_facts
        return None

    def check_name(self, shown: str) -> None:
        """Report invisible signs in the name of a file that was reached over a link (`file_names` walks all others)."""
        file_names.check_seen(shown, self.problems)

    def named(self, name: str, path: Path) -> bool:
        """Whether a name of a file or folder can be the id of what is in it; else that is reported."""
        if re.fullmatch(SLUG_PATTERN, name):
            return True
        self.problems.error(
            "bad-id",
            _("`{text}` is not an id").format(text=name),
            Place(self.shown(path)),
            _("rename it: an id has lower-case letters a–z without marks, digits, and single hyphens: ha-noi"),
        )
        return False

    def shown(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def note_unread(self, path: Path) -> None:
        """Remember what a file that could not be read most likely says: its own name, and every key in it."""
        self.unread.add(path.stem)
        with suppress(ContentError):
            text = opening.read(path, self.root, most=yaml_reading.MAX_BYTES).decode("utf-8", errors="replace")
            self.unread.update(re.findall(r"^[ \t]+([a-z][a-z0-9_.]*)[ \t]*:", text, re.MULTILINE))

    def note_unread_facts(self, node: Mapping) -> None:
        """Remember the facts of a file that its schema refuses: some of them will be missing."""
        facts = node.get("facts")
        if isinstance(facts, Mapping):
            self.unread.update(facts)
        else:
            self.blind = self.blind or facts is not None

    def told(self) -> tuple[Problem, ...]:
        """What is said of all files, each thing once: first of those that could not be read, then by place.

        What only follows from another problem is left out: of words that were filled in for missing ones, and of facts
        that may stand in a file that could not be read.
        """
        found = dict.fromkeys(self.problems)
        told = [one for one in found if one.place.path and not (self.blind and one.code == "unknown-fact")]
        return tuple(sorted(told, key=lambda problem: problem.place.path not in self.closed))
