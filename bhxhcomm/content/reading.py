"""A YAML file becomes nodes that know their line and column.

The file is read as events of PyYAML's C parser, so that nothing is resolved, expanded or constructed: aliases (and with
them "billion laughs" bombs), tags and several documents are refused as they pass. What people who write prose stumble
over is met with a message of its own and the corrected line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bhxhcomm.content.nodes import Mapping, Scalar, Sequence
from bhxhcomm.i18n import _
from bhxhcomm.problems import Place, Problems

MAX_BYTES = 2_000_000
MAX_DEPTH = 24

_LOADER = getattr(yaml, "CLoader", yaml.Loader)


def read(path: Path, shown_as: str, problems: Problems) -> Mapping | None:
    """Read one file. `shown_as` is the path that messages name. None when the file cannot be used at all."""
    text = read_text(path, shown_as, problems)
    return None if text is None else parse(text, shown_as, problems)


def read_text(path: Path, shown_as: str, problems: Problems) -> str | None:
    """The text of a file in UTF-8, without byte-order mark, with Unix line ends."""
    place = Place(shown_as)
    try:
        if path.stat().st_size > MAX_BYTES:
            problems.error(
                "file-too-large",
                _("this file is larger than {limit} MB").format(limit=MAX_BYTES // 1_000_000),
                place,
                _("split it into several files"),
            )
            return None
        data = path.read_bytes()
    except OSError as exc:
        problems.error("unreadable-file", _("this file cannot be read: {why}").format(why=exc.strerror), place)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        column = exc.start - (data.rfind(b"\n", 0, exc.start) + 1) + 1
        problems.error(
            "not-utf8",
            _("this file is not UTF-8: byte {byte:#04x} is not text").format(byte=data[exc.start]),
            Place(shown_as, line, column),
            _("save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"),
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", text)
    if match:
        problems.error(
            "control-character",
            _("there is an invisible control character (U+{code:04X}) here").format(code=ord(match.group())),
            _place_at(text, match.start(), shown_as),
            _("delete it; it often comes along when text is copied from another program"),
        )
        return None
    return text


def _place_at(text: str, index: int, shown_as: str) -> Place:
    line = text.count("\n", 0, index) + 1
    return Place(shown_as, line, index - (text.rfind("\n", 0, index) + 1) + 1)


def parse(text: str, shown_as: str, problems: Problems) -> Mapping | None:
    """The top mapping of a YAML text. None when the text is not YAML, or not a mapping."""
    try:
        node = _Composer(text, shown_as, problems).compose()
    except yaml.YAMLError as exc:
        _explain(exc, text, shown_as, problems)
        return None
    except _RefusedError:
        return None
    if node is None or (isinstance(node, Scalar) and not node):
        problems.error(
            "empty-file", _("this file is empty"), Place(shown_as, 1, 1), _("write its `format:` line first")
        )
        return None
    if not isinstance(node, Mapping):
        problems.error(
            "not-a-mapping",
            _("this file must consist of `key: value` lines"),
            getattr(node, "place", Place(shown_as, 1, 1)),
        )
        return None
    return node


class _RefusedError(Exception):
    """A thing that ends the reading of this file; its problem has been reported."""


class _Composer:
    """Builds nodes from the parser's events, depth first and without recursion."""

    def __init__(self, text: str, shown_as: str, problems: Problems) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.shown_as = shown_as
        self.problems = problems

    def compose(self) -> Mapping | Sequence | Scalar | None:
        top: Mapping | Sequence | Scalar | None = None
        open_nodes: list[Mapping | Sequence] = []
        keys: list[Scalar | None] = []
        documents = 0
        for event in yaml.parse(self.text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("several-documents", _("a second document begins here (`---`)"), event)
                continue
            if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                open_nodes.pop()
                keys.pop()
                continue
            if isinstance(event, yaml.AliasEvent):
                self._refuse_alias(event)
            if not isinstance(event, yaml.NodeEvent):
                continue
            self._refuse_decoration(event)
            node = self._node(event)
            if isinstance(node, Scalar) and open_nodes and isinstance(open_nodes[-1], Mapping) and keys[-1] is None:
                keys[-1] = node
                continue
            if not open_nodes:
                top = node
            else:
                parent = open_nodes[-1]
                if isinstance(parent, Mapping):
                    key = keys[-1]
                    if key is None:
                        self._refuse("key-not-text", _("a key must be a plain word"), event, _BRACES_HINT())
                        raise AssertionError
                    keys[-1] = None
                    self._put(parent, key, node)
                else:
                    parent.append(node)
            if not isinstance(node, Scalar):
                open_nodes.append(node)
                keys.append(None)
                if len(open_nodes) > MAX_DEPTH:
                    self._refuse("too-deep", _("this is nested more than {n} levels deep").format(n=MAX_DEPTH), event)
        return top

    def _node(self, event: Any) -> Mapping | Sequence | Scalar:
        place = self._place(event)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(place, flow=bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(place)
        plain = event.style is None or event.style == ""
        return Scalar(
            event.value,
            place,
            plain=plain,
            block=event.style in ("|", ">"),
            swallowed=self._swallowed(event) if plain and event.value else "",
        )

    def _put(self, parent: Mapping, key: Scalar, node: object) -> None:
        if key in parent:
            self.problems.error(
                "duplicate-key",
                _("`{key}` stands here a second time (first on line {line})").format(
                    key=key, line=parent.keys_at[key].line
                ),
                key.place,
                _("keep one of the two"),
            )
            return
        parent[key] = node
        parent.keys_at[str(key)] = key.place

    def _place(self, event: Any) -> Place:
        return Place(self.shown_as, event.start_mark.line + 1, event.start_mark.column + 1)

    def _swallowed(self, event: Any) -> str:
        """What stands behind ` #` on the line on which a plain text ends."""
        mark = event.end_mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        match = re.match(r"[ \t]+(#.*)", rest)
        return match.group(1).rstrip() if match else ""

    def _refuse(self, code: str, message: str, event: Any, hint: str = "") -> None:
        self.problems.error(code, message, self._place(event), hint)
        raise _RefusedError

    def _refuse_alias(self, event: Any) -> None:
        line = self.lines[event.start_mark.line]
        self._refuse(
            "yaml-star",
            _("a text that begins with `*` must stand in quotes (YAML takes `*{name}` for a reference)").format(
                name=event.anchor
            ),
            event,
            _quoted_hint(line, event.start_mark.column),
        )

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            line = self.lines[event.start_mark.line]
            self._refuse(
                "yaml-anchor",
                _("a text that begins with `&` must stand in quotes (YAML takes it for an anchor)"),
                event,
                _quoted_hint(line, event.start_mark.column),
            )
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._refuse(
                "yaml-tag",
                _("YAML tags are not allowed (`{tag}`)").format(tag=tag),
                event,
                _("if it is meant as text, put the text in quotes"),
            )


def _BRACES_HINT() -> str:  # noqa: N802 - a constant that must be translated when it is used
    return _('a text that begins with `{{` must stand in quotes: "{{id}} …"').format()


def _quoted_hint(line: str, column: int) -> str:
    """The line as it should be: what stands from `column` on, in quotes."""
    text = line[column:].rstrip()
    quote = '"' if '"' not in text and "\\" not in text else "'"
    if quote == "'":
        text = text.replace("'", "''")
    return _("write: {line}").format(line=f"{line[:column].strip()} {quote}{text}{quote}".strip())


def _explain(exc: yaml.YAMLError, text: str, shown_as: str, problems: Problems) -> None:
    """Turn the parser's words into ours, with the corrected line where the cause is a known trap."""
    mark = getattr(exc, "problem_mark", None)
    lines = text.split("\n")
    number = min(mark.line, len(lines) - 1) if mark else 0
    place = Place(shown_as, number + 1, (mark.column if mark else 0) + 1)
    line = lines[number] if lines else ""
    trouble = str(getattr(exc, "problem", "") or exc)

    tab = re.match(r" *\t", line)
    if tab or "tab" in trouble:
        where = Place(shown_as, number + 1, line.index("\t") + 1) if "\t" in line else place
        problems.error("yaml-tab", _("this line is indented with a tab"), where, _("use spaces, two for each level"))
        return
    value = re.match(r"^(\s*(?:- +)*(?:[\w.@-]+:[ ]+)?)(\S.*)$", line)
    if value and value.group(2).startswith("*"):
        problems.error(
            "yaml-star",
            _("a text that begins with `*` must stand in quotes"),
            Place(shown_as, number + 1, value.start(2) + 1),
            _quoted_hint(line, value.start(2)),
        )
        return
    if "mapping values are not allowed" in trouble:
        start = _text_start(line)
        if mark is not None and mark.column < start:
            problems.error(
                "yaml-indentation",
                _("this line is indented further than the lines it belongs to"),
                Place(shown_as, number + 1, 1),
                _("begin it in the same column as its neighbours"),
            )
        else:
            problems.error(
                "yaml-colon",
                _("a text that contains `: ` must stand in quotes"),
                place,
                _quoted_hint(line, start),
            )
        return
    brace = value and value.group(2).startswith("{")
    in_flow = brace or "flow mapping" in trouble or "flow sequence" in trouble
    if value and in_flow and value.group(2)[0] in "{[":
        problems.error(
            "yaml-brace",
            _("a text that begins with `{start}` must stand in quotes").format(start=value.group(2)[0]),
            Place(shown_as, number + 1, value.start(2) + 1),
            _quoted_hint(line, value.start(2)),
        )
        return
    if value and value.group(2)[0] in "@`%":
        problems.error(
            "yaml-reserved",
            _("a text that begins with `{start}` must stand in quotes").format(start=value.group(2)[0]),
            place,
            _quoted_hint(line, value.start(2)),
        )
        return
    if re.search(r"\s#", line) is None and number > 0 and re.search(r"\S\s+#", lines[number - 1]):
        problems.error(
            "yaml-hash",
            _("` #` begins a comment and swallows the rest of the line above"),
            Place(shown_as, number, len(lines[number - 1].split(" #")[0]) + 2),
            _("put the text in quotes"),
        )
        return
    if "quoted scalar" in trouble or "quoted scalar" in str(getattr(exc, "context", "")):
        opened = getattr(exc, "context_mark", None)
        where = Place(shown_as, opened.line + 1, opened.column + 1) if opened else place
        problems.error(
            "yaml-quote",
            _("the quotation mark that opens here is never closed"),
            where,
            _('close it at the end of the text; inside "…" write \\" for a quotation mark'),
        )
        return
    problems.error(
        "yaml-syntax",
        _("this is not valid YAML: {why}").format(why=trouble),
        place,
        _("look at the indentation of this line and the one above, and at quotation marks"),
    )


def _text_start(line: str) -> int:
    """The column in which the text of a line begins: behind its dashes and its key."""
    match = re.match(r"^\s*(?:- +)*(?:[\w.@-]+:[ ]+)?", line)
    return match.end() if match else 0
