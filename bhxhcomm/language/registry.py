"""The languages bhxhcomm knows: one entry each in `locales/languages.yaml` (format `languages/1`).

>>> language("vi-VN").names.autonym
'Tiếng Việt'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from bhxhcomm import resources
from bhxhcomm.i18n import _
from bhxhcomm.language.nearest import nearest

FORMAT = "languages/1"


class UnknownLanguage(LookupError):  # noqa: N818 - a name for what happened
    """No registered language has this id or tag. `near` holds the ids most like it; `hint` says them."""

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.near = tuple(nearest(wanted, known))
        self.hint = _("known languages: {names}").format(names=", ".join(self.near or known))
        super().__init__(_("there is no language “{name}”").format(name=wanted))


@dataclass(frozen=True, slots=True)
class Names:
    """What a language is called: in Vietnamese, by its own speakers, in English."""

    vi: str
    autonym: str
    en: str


@dataclass(frozen=True, slots=True)
class Exemplar:
    """The letters of a language, as `unit` counts them (`grapheme`, `codepoint` or `script`), in lower case, NFC.

    `auxiliary` are letters of loans and names; `punctuation` is what else may stand in its texts.
    """

    unit: str
    main: tuple[str, ...]
    auxiliary: tuple[str, ...] = ()
    punctuation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Language:
    """One entry of the registry.

    `id` is the short name used in file names and on the command line; `tag` is BCP 47, `tag_full` names the region too,
    and `related_tags` are other tags that mean this entry. `script` is ISO 15924; `digits` a CLDR numbering system;
    `word_separator` and `line_break` say where words end and lines may break; `number_locale` whose number habits hold;
    `confidence` how sure the entry is (`sourced`, `sourced-draft`, `mixed`, `memory`). Only what is `supported` can be
    built.
    """

    id: str
    tag: str
    tag_full: str
    iso639_3: str
    names: Names
    script: str
    direction: str
    orthography: str
    digits: str
    word_separator: str
    line_break: str
    number_locale: str
    confidence: str
    exemplar: Exemplar
    exemplar_source: str
    supported: bool = False
    related_tags: tuple[str, ...] = ()
    signature_words: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()


def languages() -> tuple[Language, ...]:
    """All registered languages, in the order of the file."""
    return tuple(_registry().values())


def supported() -> tuple[Language, ...]:
    """The languages that editions can be built in."""
    return tuple(entry for entry in languages() if entry.supported)


def language(name: str) -> Language:
    """The language with this registry id or BCP 47 tag, in any case, `_` for `-`, with a region or without.

    Scripts and private subtags are never dropped: two spellings are two languages. Raises `UnknownLanguage`.
    """
    registry = _registry()
    if name in registry:
        return registry[name]
    wanted = _folded(name)
    tags = _tags()
    found = tags.get(wanted) or tags.get(_without_region(wanted))
    if found is None:
        raise UnknownLanguage(name, tuple(registry))
    return registry[found]


def read(path: Path) -> dict[str, Language]:
    """The registry in one file, by id. ValueError for a file that does not keep to the format."""
    import yaml

    with path.open(encoding="utf-8") as stream:
        data = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("languages"), list):
        raise ValueError(f"{path} is not of the format {FORMAT}")
    entries = [_entry(item) for item in data["languages"]]
    registry = {entry.id: entry for entry in entries}
    if len(registry) != len(entries):
        raise ValueError(f"{path} has an id twice")
    return registry


@cache
def _registry() -> Mapping[str, Language]:
    return read(resources.folder("locales") / "languages.yaml")


@cache
def _tags() -> Mapping[str, str]:
    """From every way to write a language, folded, to its id. An id wins over tags, a tag over related ones."""
    tags: dict[str, str] = {}
    entries = languages()
    for entry in entries:
        tags.setdefault(_folded(entry.id), entry.id)
    for entry in entries:
        tags.setdefault(_folded(entry.tag), entry.id)
        tags.setdefault(_folded(entry.tag_full), entry.id)
    for entry in entries:
        for tag in entry.related_tags:
            tags.setdefault(_folded(tag), entry.id)
    return tags


def _folded(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()


def _without_region(tag: str) -> str:
    """The tag without its region subtag (two letters or three digits, RFC 5646), wherever it stands before `-x-`."""
    public, private, rest = tag.partition("-x-")
    first, *subtags = public.split("-")
    kept = [
        subtag
        for subtag in subtags
        if not ((len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()))
    ]
    return "-".join([first, *kept]) + private + rest


def _entry(data: Mapping[str, Any]) -> Language:
    values = _checked(Language, data)
    values["names"] = Names(**_checked(Names, data["names"]))
    values["exemplar"] = Exemplar(**_checked(Exemplar, data["exemplar"]))
    return Language(**values)


def _checked(shape: type[Language | Names | Exemplar], data: Mapping[str, Any]) -> dict[str, Any]:
    """The keyword arguments of a shape: lists as tuples, no key unknown, none missing."""
    known = {field.name for field in fields(shape)}
    required = {field.name for field in fields(shape) if field.default is MISSING}
    if data.keys() - known or required - data.keys():
        wrong = sorted((data.keys() - known) | (required - data.keys()))
        raise ValueError(f"{data.get('id', shape.__name__)}: unknown or missing keys: {', '.join(wrong)}")
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
