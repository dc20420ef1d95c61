"""A file of languages (format `languages/1`), read and checked: every mistake at once, each with its place.

A file may change an entry of a base registry: it then names the id and the keys that differ. Letters and word lists may be
written as one text with spaces (`main: a ă â b`) or as a YAML list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bhxhcomm.core import opening, yaml_file
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.language import entry, number_habits
from bhxhcomm.language.entry import Exemplar, Finals, Fonts, Language, Names, Sample, Speech
from bhxhcomm.language.keys import REQUIRED, Keys
from bhxhcomm.language.unfilled import unfilled

FORMAT = "languages/1"


def read(
    path: Path, base: Mapping[str, Language] | None = None, *, workspace: Path | None = None
) -> dict[str, Language]:
    """The languages of one file by id, laid over those of the base. Raises `ContentError` with every mistake."""
    problems = Problems()
    registry = dict(base or {})
    seen: dict[str, Place] = {}
    for node in _entries(path, workspace, problems):
        reader = Keys(node, opening.called(path, workspace), problems)
        language = _language(reader, registry if base else {}, problems)
        if language is None:
            continue
        if language.id in seen:
            problems.error(
                "language-twice",
                _("the language “{id}” stands here twice (first on line {line})").format(
                    id=language.id, line=seen[language.id].line
                ),
                reader.place,
                _("put both entries together"),
            )
            continue
        seen[language.id] = reader.place
        registry[language.id] = language
    _tags_differ(registry, seen, problems)
    registry = {name: _with_borrowed(language, registry, seen, problems) for name, language in registry.items()}
    problems.raise_errors()
    return registry


def _entries(path: Path, workspace: Path | None, problems: Problems) -> list[Any]:
    """The nodes of the entries; what keeps the file from being read is added to the problems."""
    import yaml

    shown = opening.called(path, workspace)
    root = yaml_file.composed(path, workspace, problems)
    if root is None and problems.errors:
        return []
    if not isinstance(root, yaml.MappingNode):
        problems.error("format", _("the file does not say “format: {format}”").format(format=FORMAT), Place(shown))
        return []
    top = Keys(root, shown, problems)
    if top.text("format", "") != FORMAT:
        problems.error("format", _("the file does not say “format: {format}”").format(format=FORMAT), top.at("format"))
        return []
    entries = top.nodes("languages")
    top.nothing_else()
    return entries


def _language(keys: Keys, base: Mapping[str, Language], problems: Problems) -> Language | None:
    """One entry, or None when it has mistakes."""
    before = len(problems.found)
    if keys.node.id != "mapping":
        return None
    name = keys.text("id", pattern="abcdefghijklmnopqrstuvwxyz0123456789-")
    old = base.get(name)

    def was(key: str, default: Any = REQUIRED) -> Any:
        return getattr(old, key) if old else default

    language = Language(
        id=name,
        tag=keys.text("tag", was("tag")),
        tag_full=keys.text("tag_full", was("tag_full")),
        iso639_3=keys.text("iso639_3", was("iso639_3")),
        names=keys.part("names", _names, was("names")),
        script=keys.text("script", was("script"), among=entry.SCRIPTS),
        direction=keys.text("direction", was("direction"), among=entry.DIRECTIONS),
        orthography=keys.text("orthography", was("orthography")),
        digits=keys.text("digits", was("digits", "latn"), among=(*number_habits.DIGITS,)),
        word_separator=keys.text("word_separator", was("word_separator"), among=entry.WORD_SEPARATORS),
        line_break=keys.text("line_break", was("line_break"), among=entry.LINE_BREAKS),
        number_locale=keys.text("number_locale", was("number_locale", "vi"), among=(*number_habits.HABITS,)),
        confidence=keys.text("confidence", was("confidence"), among=entry.CONFIDENCES),
        exemplar=keys.part("exemplar", _exemplar, was("exemplar")),
        exemplar_source=keys.text("exemplar_source", was("exemplar_source")),
        supported=keys.flag("supported", was("supported", False)),
        related_tags=keys.words("related_tags", was("related_tags", ())),
        neighbours=keys.words("neighbours", was("neighbours", ())),
        digits_optional=keys.text("digits_optional", was("digits_optional", ""), among=("", *number_habits.DIGITS)),
        normalise=keys.table("normalise", was("normalise", ())),
        legacy_encodings=keys.text("legacy_encodings", was("legacy_encodings", "")),
        signature_words=keys.words("signature_words", was("signature_words", ())),
        finals=keys.part("finals", _finals, was("finals", None)),
        fonts=keys.part("fonts", _fonts, was("fonts", Fonts())),
        line_height=keys.number("line_height", was("line_height", entry.LINE_HEIGHT), 1.0, 4.0),
        line_height_least=keys.number("line_height_least", was("line_height_least", 0.0), 1.0, 4.0),
        speech=keys.part("speech", _speech, was("speech", entry.HUMAN)),
        samples=tuple(
            _sample(Keys(node, keys.path, problems)) for node in keys.nodes("samples", optional=True)
        ) or was("samples", ()),
        provinces=keys.words("provinces", was("provinces", ())),
        notes=keys.text("notes", was("notes", "")),
    )  # fmt: skip
    keys.nothing_else()
    if language.supported and len(problems.found) == before:
        _filled_in(language, keys, problems)
    return language if len(problems.found) == before else None


def _filled_in(language: Language, keys: Keys, problems: Problems) -> None:
    """Say what still waits to be filled in, in an entry that pages are to be made in."""
    names = language.names
    said = {
        "names": (names.vi, names.autonym, names.en),
        "orthography": (language.orthography,),
        "exemplar_source": (language.exemplar_source,),
    }
    for key, texts in said.items():
        if any(unfilled(text, name=key == "names") for text in texts):
            problems.error(
                "unfilled",
                _("what stands under “{key}” has not been filled in yet").format(key=key),
                keys.at(key),
                _("fill it in, or write `supported: false` until then"),
            )


def _names(keys: Keys) -> Names:
    return Names(keys.text("vi"), keys.text("autonym"), keys.text("en"))


def _exemplar(keys: Keys) -> Exemplar:
    unit = keys.text("unit", among=entry.EXEMPLAR_UNITS)
    check = unit != "script"
    exemplar = Exemplar(
        unit=unit,
        main=keys.letters("main", check=check),
        auxiliary=keys.letters("auxiliary", (), check=check),
        punctuation=keys.words("punctuation", ()),
        digraphs=keys.words("digraphs", ()),
        forbidden=keys.code_points("forbidden"),
        borrows=keys.text("borrows", ""),
    )
    twice = sorted(set(exemplar.main) & set(exemplar.auxiliary))
    if twice:
        keys.problems.error(
            "letter-twice",
            _("letters of the alphabet stand under `auxiliary` too: {letters}").format(letters=" ".join(twice)),
            keys.at("auxiliary"),
            _("take them out there"),
        )
    return exemplar


def _finals(keys: Keys) -> Finals:
    return Finals(keys.letters("letters"), keys.number("share", REQUIRED, 0.0, 1.0))


def _fonts(keys: Keys) -> Fonts:
    return Fonts(heading=keys.words("heading"), body=keys.words("body"))


def _speech(keys: Keys) -> Speech:
    return Speech(
        keys.text("recommended"),
        keys.words("espeak_ng", ()),
        keys.words("gtts", ()),
        keys.words("mms", ()),
        keys.text("note", ""),
    )


def _sample(keys: Keys) -> Sample:
    sample = Sample(
        keys.text("text"), keys.text("source"), keys.text("kind", among=entry.SAMPLE_KINDS), keys.text("licence", "")
    )
    keys.nothing_else()
    return sample


def _tags_differ(registry: Mapping[str, Language], places: Mapping[str, Place], problems: Problems) -> None:
    first: dict[str, str] = {}
    for language in registry.values():
        for tag in {language.tag.lower(), language.tag_full.lower()}:
            other = first.setdefault(tag, language.id)
            if other != language.id:
                problems.error(
                    "tag-twice",
                    _("“{id}” and “{other}” have the same tag {tag}").format(id=language.id, other=other, tag=tag),
                    places.get(language.id, places.get(other, Place(""))),
                    _("give each its own; `-x-` begins a private part"),
                )


def _with_borrowed(
    language: Language, registry: Mapping[str, Language], places: Mapping[str, Place], problems: Problems
) -> Language:
    """The language with the letters of the one it borrows from, as auxiliary ones."""
    borrows = language.exemplar.borrows
    if not borrows:
        return language
    lender = registry.get(borrows)
    if lender is None or lender.exemplar.borrows:
        problems.error(
            "borrows-unknown",
            _("“{id}” borrows letters from “{other}”, which is no entry with an alphabet of its own").format(
                id=language.id, other=borrows
            ),
            places.get(language.id, Place("")),
            _("write `borrows: vi`"),
        )
        return language
    own = language.exemplar
    lent = (*own.auxiliary, *lender.exemplar.main, *lender.exemplar.auxiliary)
    auxiliary = tuple(dict.fromkeys(letter for letter in lent if letter not in own.main))
    return replace(language, exemplar=replace(own, auxiliary=auxiliary))
