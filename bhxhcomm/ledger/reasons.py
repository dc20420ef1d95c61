"""Why a piece is made anew: what differs between its last edition and this one, named as people know it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bhxhcomm.core.i18n import N_, Message, _
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.ledger.manifest import Piece

_WORDS = {
    "new": N_("it was not made before"),
    "forced": N_("it was asked to be made anew (--force)"),
    "of-its-day": N_("it holds papers of the day on which it is asked for"),
    "missing": N_("{subject} is no longer there"),
    "edited": N_("{subject} was changed by hand"),
    "fact": N_("figure `{subject}`: {before} → {after}"),
    "fact-added": N_("figure `{subject}` is now shown: {after}"),
    "fact-gone": N_("figure `{subject}` is no longer shown: {before}"),
    "source": N_("legal source of `{subject}`: {before} → {after}"),
    "text": N_("text on `{subject}`"),
    "translation": N_("translation on `{subject}`"),
    "labels": N_("fixed words: {subject}"),
    "picture": N_("picture"),
    "recording": N_("recording"),
    "voice": N_("voice"),
    "sound": N_("music or sound"),
    "reading": N_("how it is read aloud"),
    "theme": N_("theme: {before} → {after}"),
    "draft": N_("it is a draft now"),
    "released": N_("it is no draft any more"),
    "composition": N_("what stands where"),
    "template": N_("template `{subject}`"),
    "override": N_("the workspace's own template `{subject}`"),
    "font": N_("font {subject}"),
    "language": N_("entry of the language in the registry"),
    "library": N_("version of {subject}: {before} → {after}"),
    "version": N_("version of bhxhcomm: {before} → {after}"),
    "options": N_("options"),
    "machine": N_("this machine's libraries, or options of the files"),
    "preset": N_("what receivers take: preset `{subject}`"),
    "engine": N_("{subject}, which the engine uses"),
    "other": N_("something else that it depends on"),
}
"""Reasons by their code. They are said in the words of the interface."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason: a stable code, what it is about, and what it was and is, where that can be said."""

    code: str
    subject: str = ""
    before: str = ""
    after: str = ""

    @property
    def message(self) -> Message:
        return _(_WORDS[self.code]).format(subject=self.subject, before=self.before or "–", after=self.after or "–")

    def shown(self) -> dict[str, Any]:
        """The reason as it is printed."""
        return {
            "code": self.code,
            "subject": self.subject,
            "before": self.before,
            "after": self.after,
            "message": self.message,
        }


def differences(before: Piece, after: Piece) -> tuple[Because, ...]:
    """What differs between two editions of a piece. Never empty for two that have different keys."""
    found = [*_figures(before, after), *_content(before, after), *_engine(before.parts, after.parts)]
    return tuple(dict.fromkeys(found)) or (Because("other"),)


def _figures(before: Piece, after: Piece) -> Iterator[Because]:
    old = {(figure.id, figure.at): figure for figure in before.figures}
    new = {(figure.id, figure.at): figure for figure in after.figures}
    for name, figure in new.items():
        earlier = old.get(name)
        if earlier is None:
            yield Because("fact-added", figure.id, "", figure.text)
        elif (earlier.value, earlier.unit) != (figure.value, figure.unit):
            yield Because("fact", figure.id, earlier.text, figure.text)
        elif (earlier.sources, earlier.effective_from) != (figure.sources, figure.effective_from):
            yield Because(
                "source",
                figure.id,
                f"{earlier.source} ({earlier.effective_from})",
                f"{figure.source} ({figure.effective_from})",
            )
    for name, figure in old.items():
        if name not in new:
            yield Because("fact-gone", figure.id, figure.text)


def _content(before: Piece, after: Piece) -> Iterator[Because]:
    old, new = before.parts, after.parts
    words = "text" if after.lang == SOURCE_LANGUAGE else "translation"
    for place in _differing(old.get("words"), new.get("words")):
        yield Because(words, place)
    for name, code in (
        ("pictures", "picture"),
        ("recordings", "recording"),
        ("voices", "voice"),
        ("sounds", "sound"),
    ):
        if old.get(name) != new.get(name):
            yield Because(code)
    if old.get("theme") != new.get("theme"):
        yield Because("theme", "", str(old.get("theme")), str(new.get("theme")))
    changed = [*_differing(old.get("labels"), new.get("labels"))]
    if changed:
        yield Because("labels", ", ".join(changed))
    if before.draft != after.draft:
        yield Because("draft" if after.draft else "released")
    said = old.get("words") == new.get("words") and before.figures == after.figures
    if said and old.get("reading") != new.get("reading"):
        yield Because("reading")
    if said and old.get("composition") != new.get("composition"):
        yield Because("composition")


_CODES = {
    "speakers": "voice",
    "presets": "preset",
    "templates": "template",
    "icons": "template",
    "overrides": "override",
    "fonts": "font",
    "libraries": "library",
}
_CONTENT = frozenset(
    {"words", "pictures", "recordings", "voices", "sounds", "theme", "labels", "draft", "reading", "composition"}
)


def _engine(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Because]:
    for name in sorted((old.keys() | new.keys()) - _CONTENT):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        code = _CODES.get(name, "engine")
        if name == "bhxhcomm":
            yield Because("version", "", str(before), str(after))
        elif name == "language":
            yield Because("language")
        elif name == "options":
            yield Because("options")
        elif isinstance(before, dict) and isinstance(after, dict):
            for key in _differing(before, after):
                shown = (str(before.get(key, "")), str(after.get(key, ""))) if name == "libraries" else ("", "")
                yield Because(code, key, *shown)
        else:
            yield Because(code, name)


def _differing(old: Any, new: Any) -> Iterator[str]:
    """The names whose values differ, in order."""
    one, other = dict(old or {}), dict(new or {})
    yield from sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
