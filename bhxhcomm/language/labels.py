"""The fixed words of a page in one language: `hotline` is "Tổng đài", `draft` is "BẢN NHÁP".

They stand in `locales/labels/<id>.yaml` (format `labels/1`). The Vietnamese file says which keys there are. A workspace
may override words by a file of the same name in a folder of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from bhxhcomm.core import opening, resources, yaml_file
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import Place, Problem, Problems
from bhxhcomm.language import invisible
from bhxhcomm.language.nearest import nearest
from bhxhcomm.language.normalise import nfc
from bhxhcomm.language.registry import UnknownLanguage, language

FORMAT = "labels/1"
FOLDER = "locales/labels"
"""Where a workspace has its own."""
REFERENCE = "vi"
INTERNAL = ("proof_", "script_", "bundle_")
"""Keys that begin so stand on sheets for office and station, which are in Vietnamese; no translation is missing there."""
MARKED = "⟦{}⟧"
"""How a Vietnamese word looks that stands in for a missing one in a draft."""
FIXED = ("unit_", "draft")
"""Keys that begin so belong to the figures and to the draft mark, which are alike everywhere; they cannot be overridden."""


class MissingLabel(KeyError):  # noqa: N818 - a name for what happened
    """The language has no label for this key. Nothing stands in for it: a page is in one language."""

    def __init__(self, lang: str, key: str) -> None:
        self.lang = lang
        self.key = key
        super().__init__(key)

    def __str__(self) -> str:
        return f"the language “{self.lang}” has no label “{self.key}”"


class Labels(Mapping[str, str]):
    """The labels of one language, by key. `labels[key]` raises `MissingLabel`, a LookupError.

    `missing` are the keys that the language itself has no words for, in the order of the reference, without those of
    the proof, which is Vietnamese in every language. Those of `stand_ins` have marked Vietnamese words instead.
    """

    def __init__(self, lang: str, words: Mapping[str, str], stand_ins: Mapping[str, str] | None = None) -> None:
        self.lang = lang
        self.stand_ins = dict(stand_ins or {})
        self.own = dict(words)
        self._words = self.stand_ins | self.own

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(key for key in _shipped(REFERENCE) if key not in self.own and not key.startswith(INTERNAL))

    def __getitem__(self, key: str) -> str:
        try:
            return self._words[key]
        except KeyError:
            raise MissingLabel(self.lang, key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def labels(lang: str, *overrides: Path) -> Labels:
    """The labels of a language (registry id or tag), with the words of each override folder in turn laid over them.

    An override folder (`locales/labels` of a workspace) holds `<id>.yaml`; one that holds none changes nothing. Raises
    `registry.UnknownLanguage`, and `ContentError` with every problem of the override files: unknown keys, wrong
    placeholders, unit words.
    """
    entry = language(lang)
    shipped = _shipped(entry.id)
    if not overrides:
        return shipped
    words = dict(shipped)
    problems = Problems()
    for folder in overrides:
        path = folder / f"{entry.id}.yaml"
        if path.exists() or path.is_symlink():
            words |= _read(path, entry.id, problems, override=True, workspace=folder.parent.parent)
    problems.raise_errors()
    return Labels(entry.id, words)


def labels_for(lang: str, *overrides: Path, fallback_marked: bool) -> Labels:
    """The labels that a page in this language is made with, as `labels` gives them; `missing` names what it has not.

    With `fallback_marked`, as a draft wants it, the Vietnamese words stand in for those, each between ⟦ and ⟧, so that
    nobody takes the page for whole. Without, a missing label raises `MissingLabel` where it is used.
    """
    own = labels(lang, *overrides)
    if not fallback_marked or not own.missing:
        return own
    reference = labels(REFERENCE, *overrides)
    return Labels(own.lang, own, {key: MARKED.format(reference[key]) for key in reference if key not in own})


def check(folder: Path) -> list[Problem]:
    """Everything that is wrong with the labels of a workspace, in the files of `folder`, whatever language a piece asks for."""
    problems = Problems()
    root = folder.parent.parent
    for path in opening.below(folder, root, "*.yaml"):
        try:
            lang = language(path.stem).id
        except UnknownLanguage:
            continue  # which nothing reads
        if path.name == f"{lang}.yaml":
            _read(path, lang, problems, override=True, workspace=root)
    return list(problems)


def keys() -> frozenset[str]:
    """Every key that a label may have."""
    return frozenset(_shipped(REFERENCE))


@cache
def _shipped(lang: str) -> Labels:
    """The labels that come with bhxhcomm; none when the language has no file yet."""
    path = resources.folder("locales") / "labels" / f"{lang}.yaml"
    if not path.is_file():
        return Labels(lang, {})
    problems = Problems()
    words = _read(path, lang, problems, override=False)
    problems.raise_errors()
    return Labels(lang, words)


def _read(
    path: Path, lang: str, problems: Problems, *, override: bool, workspace: Path | None = None
) -> dict[str, str]:
    """The labels of one file, without those that are wrong; what is wrong is added to the problems with its place."""
    import yaml

    root = yaml_file.composed(path, workspace, problems)
    if root is None and problems.errors:
        return {}

    shown = opening.called(path, workspace)

    def at(node: yaml.Node) -> Place:
        return Place(shown, node.start_mark.line + 1, node.start_mark.column + 1)

    top = _pairs(root)
    head = {key.value: value for key, value in top}
    if "format" not in head or head["format"].value != FORMAT:
        place = at(head["format"]) if "format" in head else Place(shown)
        problems.error("format", _("the file does not say “format: {format}”").format(format=FORMAT), place)
        return {}
    for key, _value in top:
        if key.value not in ("format", "lang", "labels"):
            hint = _hint(key.value, ("format", "lang", "labels"))
            problems.error("unknown-key", _("there is no key “{key}” here").format(key=key.value), at(key), hint)
    if "lang" in head and head["lang"].value != lang:
        message = _("the labels of “{lang}” say that they are in “{other}”")
        problems.error("wrong-language", message.format(lang=lang, other=head["lang"].value), at(head["lang"]))
    if "labels" not in head or not isinstance(head["labels"], yaml.MappingNode):
        problems.error("labels-missing", _("the file has no list of labels"), Place(shown))
        return {}

    words: dict[str, str] = {}
    for key, value in _pairs(head["labels"]):
        name = str(key.value)
        if not isinstance(value, yaml.ScalarNode):
            problems.error("label-not-text", _("the label “{key}” is not a text").format(key=name), at(value))
        elif name in words:
            problems.error("duplicate-key", _("the label “{key}” stands here twice").format(key=name), at(key))
        else:
            words[name] = nfc(str(value.value).strip())
            for sign in invisible.invisible(words[name]):
                problems.error("invisible-sign", sign.message, at(value), sign.hint)
            if lang != REFERENCE or override:
                _check(name, words[name], at(key), problems, override=override)
    return words


def _check(key: str, words: str, place: Place, problems: Problems, *, override: bool) -> None:
    """Say what is wrong with one label, measured against the Vietnamese one of the same key."""
    reference = _shipped(REFERENCE)
    if key not in keys():
        problems.error("unknown-label", _("there is no label “{key}”").format(key=key), place, _hint(key, reference))
        return
    if override and key.startswith(FIXED):
        problems.error(
            "fixed-label",
            _("the label “{key}” cannot be overridden").format(key=key),
            place,
            _("take this line out; figures and draft marks are alike in every workspace"),
        )
    if not words:
        problems.error(
            "label-empty",
            _("the label “{key}” is empty").format(key=key),
            place,
            _("write the words, or take the line out"),
        )
    elif _placeholders(words) != _placeholders(reference[key]):
        wanted = ", ".join(f"{{{name}}}" for name in sorted(_placeholders(reference[key]) or ())) or _("none")
        problems.error(
            "label-placeholders",
            _("the label “{key}” has other placeholders than it must").format(key=key),
            place,
            _("placeholders it must have: {names}").format(names=wanted),
        )


def _placeholders(words: str) -> frozenset[str] | None:
    """The names in braces, or None when the braces do not match."""
    try:
        return frozenset(
            name + (f":{form}" if form else "") + (f"!{conversion}" if conversion else "")
            for _text, name, form, conversion in Formatter().parse(words)
            if name is not None
        )
    except ValueError:
        return None


def _hint(word: str, known: Mapping[str, str] | tuple[str, ...]) -> Message:
    near = nearest(word, known)
    return _("did you mean {names}?").format(names=", ".join(near)) if near else NO_MESSAGE


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    """Key and value nodes of a mapping whose keys are plain words; nothing for any other node."""
    value = getattr(node, "value", None)
    if not isinstance(value, list) or not value or not isinstance(value[0], tuple):
        return []
    return [(key, item) for key, item in value if isinstance(key.value, str)]
