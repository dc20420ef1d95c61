"""YAML files of languages and labels as PyYAML's nodes, with limits of size and depth that hold before they are composed.

PyYAML's C parser composes nested nodes by recursion and dies of depth (some 50,000 brackets); its events are safe, and are
gone through first. Aliases, which unfold a small file into a large one, are refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bhxhcomm.core import opening
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import ContentError, Place, Problems

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_NODES = 100_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def composed(path: Path, root: Path | None, problems: Problems) -> Any:
    """The top node of a file in the workspace at `root`, or of one that comes along (None); None when it cannot be used, which
    is added to the problems."""
    place = Place(opening.called(path, root))
    try:
        text = opening.read(path, root, most=MAX_BYTES).decode("utf-8-sig")
        if root is not None and not _within_limits(text, place, problems):
            return None
        return yaml.compose(text, Loader=_LOADER)
    except ContentError as exc:
        problems.extend(exc.problems)
    except UnicodeDecodeError:
        problems.error("encoding", _("the file is not UTF-8"), place, _("save it as UTF-8"))
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        at = Place(place.path, mark.line + 1, mark.column + 1) if mark else place
        reason = getattr(wrong, "problem", None) or wrong
        problems.error("yaml-syntax", _("the file is not YAML: {reason}").format(reason=reason), at)
    return None


def _within_limits(text: str, place: Place, problems: Problems) -> bool:
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark: Any = event.start_mark
        at = Place(place.path, mark.line + 1, mark.column + 1)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        if isinstance(event, yaml.AliasEvent):
            message = _("a text that begins with `*` must stand in quotes (YAML takes `*{name}` for a reference)")
            problems.error("yaml-star", message.format(name=event.anchor), at)
            return False
        if depth > MAX_DEPTH:
            message = _("this is nested more than {n} levels deep").format(n=MAX_DEPTH)
            problems.error("too-deep", message, at, _("if it is meant as text, put the text in quotes"))
            return False
        if nodes > MAX_NODES:
            problems.error("file-too-large", _("there are more than {n} entries here").format(n=MAX_NODES), at)
            return False
    return True
