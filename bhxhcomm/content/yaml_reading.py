"""A YAML file becomes nodes that know their line and column.

The file is read as events of PyYAML's C parser, so that nothing is resolved, expanded or constructed: aliases (and with
them "billion laughs" bombs), tags and several documents are refused as they pass. What people who write prose stumble
over is met with a message of its own and the corrected line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from bhxhcomm.content.nodes import Mapping, Scalar, Sequence
from bhxhcomm.core import opening, private_keys
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems
from bhxhcomm.language import invisible

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
MOST_SIGNS = 20
"""How many invisible signs of a file, or of one text, are told."""

_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Control characters, line ends that editors do not show as such, and byte-order marks inside the text."""


def read(path: Path, shown_as: str, problems: Problems, *, root: Path | None = None) -> Mapping | None:
    """Read one file of the workspace at `root` (where that is None: one that comes along, or that its user named).

    `shown_as` is the path that messages name. None when the file cannot be used at all.
    """
    text = read_text(path, shown_as, problems, root=root)
    return None if text is None else parse(text, shown_as, problems)


def read_text(path: Path, shown_as: str, problems: Problems, *, root: Path | None = None) -> str | None:
    """The text of a file in UTF-8, without byte-order mark, with Unix line ends."""
    try:
        data = opening.read(path, root, most=MAX_BYTES, shown=shown_as, hint=_("split it into several files"))
    except ContentError as exc:
        problems.extend(exc.problems)
        return None
    if private_keys.is_private(data):
        problems.extend([private_keys.problem(Place(shown_as))])
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        # What was decoded is without the byte-order mark, as the offsets are.
        data = exc.object
        line = data.count(b"\n", 0, exc.start) + 1
        column = len(data[data.rfind(b"\n", 0, exc.start) + 1 : exc.start].decode()) + 1
        problems.error(
            "not-utf8",
            _("this file is not UTF-8: byte {byte:#04x} is not text").format(byte=data[exc.start]),
            Place(shown_as, line, column),
            _("save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"),
        )
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _INVISIBLE.search(text)
    if match and match.group() == "\0" and match.start() < 2:
        problems.error(
            "not-utf8",
            _("this file is not UTF-8, but most likely UTF-16"),
            Place(shown_as, 1, 1),
            _("save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"),
        )
        return None
    if match:
        problems.error(
            "control-character",
            _("there is an invisible control character (U+{code:04X}) here").format(code=ord(match.group())),
            _place_at(text, match.start(), shown_as),
            _("delete it; it often comes along when text is copied from another program"),
        )
        return None
    for sign in islice(invisible.invisible(text), MOST_SIGNS):
        problems.error("invisible-sign", sign.message, _place_at(text, sign.offset, shown_as), sign.hint)
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
            _("begin it with its `format:` line; a space stands behind each colon"),
        )
        return None
    return node


class _RefusedError(Exception):
    """A thing that ends the reading of this file; its problem has been reported."""


class _Composer:
    """Builds nodes from the parser's events, depth first and without recursion."""

    def __init__(self, text: str, shown_as: str, problems: Problems) -> None:
        self.text = text
        self.lines: list[str] = _LINE_BREAK.split(text)
        self.starts = [0, *(match.end() for match in _LINE_BREAK.finditer(text))]
        self.shown_as = shown_as
        self.problems = problems
        self.doubts = Problems()
        """What is told only when the file can be read to its end: else it may come from the error that ends it."""

    def compose(self) -> Mapping | Sequence | Scalar | None:
        top: Mapping | Sequence | Scalar | None = None
        open_nodes: list[Mapping | Sequence] = []
        keys: list[Scalar | None] = []
        documents = 0
        for event in yaml.parse(self.text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(
                        "several-documents",
                        _("a second document begins here (`---`)"),
                        event,
                        _("delete the line `---`, or make two files"),
                    )
                continue
            if isinstance(event, _ENDS):
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
                    self._refuse(
                        "too-deep",
                        _("this is nested more than {n} levels deep").format(n=MAX_DEPTH),
                        event,
                        _("if it is meant as text, put the text in quotes"),
                    )
        self.problems.extend(self.doubts)
        return top

    def _node(self, event: Any) -> Mapping | Sequence | Scalar:
        place = self._place(event)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(place, flow=bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(place)
        written = self.text[self._index(event.start_mark) : self._index(event.end_mark)]
        plain = not event.style
        if plain and "\n" in written and (item := re.search(r"\n[ ]*(- )", written)):
            self._joined_items(event, written, item.start(1))
        swallowed = self._swallowed(event) if plain and event.value else ""
        scalar = Scalar(event.value, place, written=written, swallowed=swallowed)
        if event.style == '"' and "\\" in written:
            # What stands in the file as such was found before; here escapes have made it.
            known = Counter(chr(sign.code) for sign in invisible.invisible(written))
            for sign in islice(invisible.invisible(event.value), MOST_SIGNS):
                if known[chr(sign.code)]:
                    known[chr(sign.code)] -= 1
                else:
                    self.problems.error("invisible-sign", sign.message, scalar.at(sign.offset), sign.hint)
        return scalar

    def _index(self, mark: Any) -> int:
        """The place of a mark in the text, counted from 0."""
        if mark.line >= len(self.starts):
            return len(self.text)
        return int(self.starts[mark.line] + mark.column)

    def _joined_items(self, event: Any, written: str, index: int) -> None:
        """A list item that is indented further than the one above becomes part of its text: never in silence."""
        line = event.start_mark.line + 1 + written.count("\n", 0, index)
        self.doubts.error(
            "yaml-indentation",
            _("this `-` begins no item: the line belongs to the text above, for it is indented further"),
            Place(self.shown_as, line, index - written.rindex("\n", 0, index)),
            _("begin it in the same column as its neighbours; a text with such a line stands in quotes"),
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
        """What stands behind ` #` on the line on which a plain text ends.

        A comment as people set it off, with two spaces before the sign and one behind, is nobody's lost text.
        """
        mark = event.end_mark
        rest = self.lines[mark.line][mark.column :] if mark.line < len(self.lines) else ""
        match = re.match(r"([ \t]+)(#.*)", rest) if rest[:1] in (" ", "\t") else None
        if match is None or (len(match[1]) > 1 and match[2][1:2] in ("", " ")):
            return ""
        return match[2].rstrip()

    def _refuse(self, code: str, message: Message, event: Any, hint: Message = NO_MESSAGE) -> None:
        self.problems.error(code, message, self._place(event), hint)
        raise _RefusedError

    def _refuse_alias(self, event: Any) -> None:
        line = self._line(event)
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
            line = self._line(event)
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
                _("a text that begins with `!` must stand in quotes (YAML takes it for a tag, `{tag}`)").format(
                    tag=tag
                ),
                event,
                _quoted_hint(self._line(event), event.start_mark.column),
            )

    def _line(self, event: Any) -> str:
        """The line on which an event begins."""
        return self.lines[min(int(event.start_mark.line), len(self.lines) - 1)]


def _BRACES_HINT() -> Message:  # noqa: N802 - a constant that must be translated when it is used
    return _('a text that begins with `{{` must stand in quotes: "{{id}} …"').format()


def _quoted_hint(line: str, column: int) -> Message:
    """The line as it should be: what stands from `column` on, in quotes."""
    text = line[column:].rstrip()
    quote = '"' if '"' not in text and "\\" not in text else "'"
    if quote == "'":
        text = text.replace("'", "''")
    return _("write: {line}").format(line=f"{line[:column].strip()} {quote}{text}{quote}".strip())


def _explain(exc: yaml.YAMLError, text: str, shown_as: str, problems: Problems) -> None:
    """Turn the parser's words into ours, with the corrected line where the cause is a known trap."""
    trouble = _Trouble(exc, text, shown_as)
    for explain in (
        _quotation_above,
        _tab,
        _reserved,
        _escape,
        _quotation,
        _colon,
        _bracket,
        _no_colon,
        _hash,
        _indentation,
    ):
        problem = explain(trouble)
        if problem is not None:
            problems.extend([problem])
            return
    problems.error(
        "yaml-syntax",
        _("this is not valid YAML: {why}").format(why=trouble.what),
        trouble.place,
        _("look at the indentation of this line and the one above, and at quotation marks"),
    )


class _Trouble:
    """What the parser stumbled over: its words, the place, the line, and the text of that line behind key and dashes."""

    def __init__(self, exc: yaml.YAMLError, text: str, shown_as: str) -> None:
        mark = getattr(exc, "problem_mark", None)
        opened = getattr(exc, "context_mark", None)
        self.shown_as = shown_as
        self.lines = _LINE_BREAK.split(text)
        self.number = min(mark.line, len(self.lines) - 1) if mark else 0
        self.column: int = mark.column if mark else 0
        self.line = self.lines[self.number]
        self.what = str(getattr(exc, "problem", "") or exc)
        self.context = str(getattr(exc, "context", "") or "")
        self.opened = (min(opened.line, len(self.lines) - 1), int(opened.column)) if opened else None
        self.start = _text_start(self.line)

    @property
    def value(self) -> str:
        return self.line[self.start :]

    @property
    def place(self) -> Place:
        return self.at(self.column)

    def at(self, column: int, number: int | None = None) -> Place:
        """The place of a column, counted from 0, of this line or another."""
        return Place(self.shown_as, (self.number if number is None else number) + 1, column + 1)


_NEW_LINE = re.compile(r"\n[ ]*(?:- +\S|[\w.@-]+:(?:[ \n]|$))")
"""A line that begins an item or a key: inside quotation marks, a sign that the closing one was forgotten."""


def _quotation_above(trouble: _Trouble) -> Problem | None:
    """A text that lacks its closing quotation mark ends at the next one, lines later, and the error stands there."""
    opened = trouble.opened if "quoted scalar" in trouble.context + trouble.what else None
    end = (trouble.number, trouble.column)
    if opened is None:
        for start, close in _quoted(trouble.lines):
            if start[0] < close[0] == trouble.number and close <= end:
                opened, end = start, close
    if opened is None or opened[0] == end[0]:
        return None
    inside = "\n".join(trouble.lines[opened[0] : end[0] + 1])
    return _never_closed(trouble, opened) if _NEW_LINE.search(inside) else None


def _quoted(lines: list[str]) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where each text in quotation marks begins and ends, as far as the lines can be read: line and column from 0."""
    try:
        for token in yaml.scan("\n".join(lines), Loader=_LOADER):
            if isinstance(token, yaml.ScalarToken) and token.style in ('"', "'"):
                start, end = token.start_mark, token.end_mark
                yield (start.line, start.column), (end.line, end.column)
    except yaml.YAMLError:
        return


def _tab(trouble: _Trouble) -> Problem | None:
    tab = re.match(r"[^\t#\"']*\t", trouble.line)
    if not re.match(r" *\t", trouble.line) and not (tab and "not allowed" in trouble.what):
        return None
    column = trouble.line.index("\t")
    return Problem(
        "yaml-tab", _("there is a tab in the indentation"), trouble.at(column), _("use spaces, two for each level")
    )


_STARTS = {"*": "yaml-star", "{": "yaml-brace", "[": "yaml-brace"}


def _reserved(trouble: _Trouble) -> Problem | None:
    """A text that begins with a sign that means something to YAML."""
    value, first = trouble.value, trouble.value[:1]
    if not first or first not in "*{[@`%|>,]}?-!&" or trouble.column < trouble.start:
        return None
    if first == "[" and not re.match(r"\[[^]]*\]\(", value):
        return None
    if first == "{" and (
        re.match(r"\{[^{}]*:\s", value) or not re.search(r"[]}]", value[: trouble.column - trouble.start])
    ):
        return None
    if first in "-?" and value[1:2] != " ":
        return None
    return Problem(
        _STARTS.get(first, "yaml-reserved"),
        _("a text that begins with `{start}` must stand in quotes").format(start=first),
        trouble.at(trouble.start),
        _quoted_hint(trouble.line, trouble.start),
    )


def _escape(trouble: _Trouble) -> Problem | None:
    if "escape" not in trouble.what and "hexdecimal" not in trouble.what:
        return None
    column = max(trouble.line.rfind("\\", 0, trouble.column + 1), 0)
    return Problem(
        "yaml-escape",
        _('inside "…" a backslash stands for itself only when it is doubled'),
        trouble.at(column),
        _("write \\\\ for it, or put the text into '…' instead"),
    )


def _quotation(trouble: _Trouble) -> Problem | None:
    first = trouble.value[:1]
    if first in ('"', "'") and trouble.column > trouble.start and "did not find expected" in trouble.what:
        return Problem(
            "yaml-quote",
            _("the text goes on behind its closing quotation mark"),
            trouble.place,
            _quoted_hint(trouble.line, trouble.start),
        )
    if "quoted scalar" not in trouble.what and "quoted scalar" not in trouble.context:
        return None
    return _never_closed(trouble, trouble.opened or (trouble.number, trouble.column))


def _never_closed(trouble: _Trouble, opened: tuple[int, int]) -> Problem:
    number, column = opened
    return Problem(
        "yaml-quote",
        _("the quotation mark that opens here is never closed"),
        trouble.at(column, number),
        _('close it at the end of the text; inside "…" write \\" for a quotation mark'),
    )


def _colon(trouble: _Trouble) -> Problem | None:
    if "mapping values are not allowed" not in trouble.what:
        return None
    if trouble.column >= trouble.start:
        start, line = trouble.start, trouble.line
        return Problem(
            "yaml-colon", _("a text that contains `: ` must stand in quotes"), trouble.place, _quoted_hint(line, start)
        )
    above = trouble.lines[trouble.number - 1] if trouble.number else ""
    if re.search(r"\S\s+#", above):
        return _hash(trouble)
    return Problem(
        "yaml-indentation",
        _("this line is indented further than the lines it belongs to"),
        trouble.at(len(trouble.line) - len(trouble.line.lstrip())),
        _("begin it in the same column as its neighbours; if it continues the text above, put that text in quotes"),
    )


def _bracket(trouble: _Trouble) -> Problem | None:
    if "flow" not in trouble.context or trouble.opened is None:
        return None
    number, column = trouble.opened
    sign = trouble.lines[number][column : column + 1]
    if number == trouble.number:
        return Problem(
            "yaml-brace",
            _("what stands inside `{sign}` cannot be read from here on").format(sign=sign),
            trouble.place,
            _('put each text inside in quotes: ["{{id}} …", "…"]').format(),
        )
    return Problem(
        "yaml-bracket",
        _("the `{sign}` that opens here is never closed").format(sign=sign),
        trouble.at(column, number),
        _("close it at the end; a text that begins with it stands in quotes"),
    )


def _no_colon(trouble: _Trouble) -> Problem | None:
    if "could not find expected ':'" not in trouble.what or trouble.opened is None:
        return None
    number, column = trouble.opened
    line = trouble.lines[number]
    tight = re.match(r"(\s*(?:- +)*[\w.@-]+:)(\S.*)", line)
    return Problem(
        "yaml-no-colon",
        _("this line is not of the form `key: text`"),
        trouble.at(column, number),
        _("write: {line}").format(line=f"{tight[1]} {tight[2]}".strip())
        if tight
        else _("if it continues the text above, indent it further than the key of that text"),
    )


def _hash(trouble: _Trouble) -> Problem | None:
    above = trouble.lines[trouble.number - 1] if trouble.number else ""
    match = re.search(r"\S(\s+)#", above)
    if match is None or re.search(r"\s#", trouble.line):
        return None
    return Problem(
        "yaml-hash",
        _("` #` begins a comment and swallows the rest of this line"),
        trouble.at(match.end(1), trouble.number - 1),
        _("put the text in quotes"),
    )


def _indentation(trouble: _Trouble) -> Problem | None:
    if trouble.line[: trouble.column].strip() or not trouble.line.strip():
        return None
    return Problem(
        "yaml-indentation",
        _("this line does not fit the indentation of the lines above"),
        trouble.place,
        _("begin it in the same column as its neighbours"),
    )


def _text_start(line: str) -> int:
    """The column in which the text of a line begins: behind its dashes and its key."""
    match = re.match(r"^\s*(?:- +)*(?:[\w.@-]+:[ ]+)?", line)
    return match.end() if match else 0
