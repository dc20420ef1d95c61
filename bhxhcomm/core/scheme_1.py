"""Scheme 1 of digests: how everything was hashed that was signed, keyed and summed before digests said by which scheme. Frozen.

What was signed then is still verified by what stands here, and codes that were printed then stay what they are. So nothing here
may change, and nothing here depends on what may: it imports none of our modules, and knows shapes and types by the names that
they had then. Today's types tell how they are laid out (`canonical.Layout`: names that they declare, which outlive a renaming
of the class), and the tables here say what of that scheme 1 knew. A field that came later is left out where it is as by
default, which means what its absence meant; content that says more than scheme 1 could say has no digest of scheme 1
(`NotInSchemeError`), and so no old signature holds for it.

`tests/core/test_scheme_1.py` holds this file to its bytes. What is to be hashed otherwise belongs to another scheme.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol


class _Field(Protocol):
    @property
    def attribute(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def default(self) -> Any: ...


class _Layout(Protocol):
    """How a type is laid out today: its declared name (empty for shapes of files), and its fields by declared names, or by
    those of their keys in the file."""

    @property
    def name(self) -> str: ...
    @property
    def fields(self) -> Sequence[_Field]: ...


class NotInSchemeError(Exception):
    """Scheme 1 cannot say this: it has a type, a field or a key that came later, and uses it."""


def digest(value: Any) -> str:
    """The SHA-256 of plain JSON values, as hexadecimal: sorted, without spaces, letters as they are."""
    return hashlib.sha256(_json(value).encode()).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry(parts: Sequence[str]) -> str:
    """The digest of an entry of a catalogue: 16 figures over its parts, joined by NUL, which no text holds."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


# Composed pieces, and what their keys stand on.

_TYPES: dict[str, str] = {
    "Action": "text link shown_link",
    "Bar": "label value number strong",
    "BarChart": "bars upright unit source",
    "Bed": "sound level_db tail_s",
    "Bullets": "items",
    "CallOut": "text heading tone",
    "Caption": "paragraphs link hashtags pictures alt",
    "Change": "label before after",
    "Changes": "before after rows",
    "Colophon": "valid_from sources imprint",
    "Column": "heading icon value points",
    "Comparison": "columns",
    "Contact": "name address hotline hotline_note website zalo facebook qr_link qr_caption",
    "Cover": "title tagline audience picture logo office_parent office_name",
    "Cue": "id level_db fade_s",
    "Details": "rows",
    "Document": "material variant lang lang_tag title author subject sheets labels theme draft flows beside pixels",
    "Effect": "id sound gain_db",
    "Exemplar": "unit main auxiliary punctuation digraphs forbidden borrows",
    "Figure": "id unit value effective_from sources inputs local at",
    "FigureSpan": "figure form mark link lang words",
    "FileForm": "codec rate channels bitrate",
    "Finals": "letters share",
    "Fonts": "heading body",
    "Heading": "text level icon",
    "Image": "digest",
    "KeyFigure": "figure caption",
    "KeyNumber": "value caption",
    "Language": "id tag tag_full iso639_3 names script direction orthography digits word_separator line_break number_locale "
    "confidence exemplar exemplar_source supported related_tags neighbours digits_optional normalise legacy_encodings "
    "signature_words finals fonts line_height line_height_least speech samples provinces notes",
    "LanguageSpeech": "recommended espeak_ng gtts mms note",
    "Moment": "when text",
    "Moments": "moments",
    "Names": "vi autonym en",
    "Panel": "name blocks",
    "Paragraph": "text",
    "Pause": "id seconds",
    "Pictogram": "value caption number of icon",
    "Picture": "image alt caption",
    "Preset": "id name loudness files peak least_s most_s loops telephone confirm note",
    "QuestionAnswer": "question answer",
    "Quotation": "text by",
    "Revision": "context parts",
    "Rings": "rings source",
    "RunningOrder": "columns lines spoken_label beside_label",
    "Sample": "text source kind licence",
    "ScriptLine": "time kind who text reading figures spoken beside",
    "Sheet": "name panels",
    "SideBySide": "beside own",
    "SignatureLines": "roles may",
    "Sound": "digest credit",
    "Source": "document signed in_force article link",
    "Speaker": "engine name tag version model licence credit repeats files",
    "Speech": "id role text reading voice recording",
    "Spoken": "words printed mark",
    "Stage": "since value number",
    "StepLine": "stages until unit",
    "Steps": "items",
    "Table": "columns rows numeric caption note",
    "Telephone": "voice_over_music_db speech_by_s",
    "TextMessage": "text unaccented most",
    "Tile": "name content heading icon note",
    "TileRow": "tiles",
    "Timeline": "material variant lang lang_tag title author subject segments bed target_s tolerance_s preset valid_from "
    "sources labels draft",
    "Tongue": "lang lang_tag labels",
    "Voice": "engine name accent speed pitch",
    "Words": "text mark link lang",
}
"""The types that scheme 1 knows, by their declared names, with the fields that it always writes."""
_WRITTEN_AS = {"LanguageSpeech": "Speech"}
"""Types whose name in scheme 1 is another one than the declared name."""
_Plan = tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, Any], ...]]
_plans: dict[type, _Plan] = {}


def form(value: Any, layout_of: Callable[[type], _Layout | None]) -> Any:
    """A composed piece as plain JSON values, with the names that types had. Raises `NotInSchemeError`, `TypeError`."""
    if value is None or isinstance(value, bool):
        return value
    kind = type(value)
    if kind is str or kind is int:
        return value
    if kind is tuple or kind is list:
        return [form(item, layout_of) for item in value]
    layout = layout_of(kind)
    if layout is not None:
        name, known, later = _plan(kind, layout)
        if any(getattr(value, attribute) != default for attribute, default in later):
            raise NotInSchemeError(layout.name)
        return {"type": name, **{written: form(getattr(value, attribute), layout_of) for attribute, written in known}}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, str | int):
        return value
    if isinstance(value, tuple | list):
        return [form(item, layout_of) for item in value]
    raise TypeError(f"no canonical form for {kind.__name__}")


def _plan(kind: type, layout: _Layout) -> _Plan:
    """How a type is written: its name, the fields that are always written, and those that must be as by default."""
    if kind not in _plans:
        if layout.name not in _TYPES:
            raise NotInSchemeError(layout.name)
        given = {part.name: part for part in layout.fields}
        known = _TYPES[layout.name].split()
        if not given.keys() >= set(known):
            raise NotInSchemeError(layout.name)
        _plans[kind] = (
            _WRITTEN_AS.get(layout.name, layout.name),
            tuple((given[name].attribute, name) for name in known),
            tuple((part.attribute, part.default) for name, part in given.items() if name not in known),
        )
    return _plans[kind]


# What is signed.

_ALWAYS: dict[str, str] = {
    "clip": "clip sound words engine version voice model speed pitch",
    "fact": "fact label unit since until value formula rounding otherwise review_by standing former_province group source",
    "office": "office logo above name short_name address hotline hotline_note website zalo facebook province",
    "overrides": "",
    "recording": "recording sound text speaker recorded consent",
    "text": "pack lang content",
    "voice": "office engine name model accent speed pitch",
}
"""What is always said of each kind of thing that is signed."""
_SOMETIMES: dict[str, str] = {
    "office": "imprint approval_chain mixed_voices",
    "overrides": "templates locales/labels presets locales/languages.yaml fonts",
    "text": "typed_figures",
}
"""What is said only where there is any."""


def subject(kind: str, content: Mapping[str, Any]) -> str:
    """The digest over the content of something that is signed. Raises `NotInSchemeError` for content that says more."""
    always, sometimes = _ALWAYS[kind].split(), _SOMETIMES.get(kind, "").split()
    later = {name for name, value in content.items() if value not in (None, "", [], {})} - {*always, *sometimes}
    if later:
        raise NotInSchemeError(", ".join(sorted(later)))
    said = {name: content.get(name, "") for name in always}
    return digest(said | {name: content[name] for name in sometimes if content.get(name) is not None})


_NOT_SIGNED = frozenset(
    {"format", "lint", "spelt_out", "languages", "campaign", "tags", "voices"}
    | {"tolerance", "preset", "level", "tail", "gain", "fade"}
)
"""Fields of a pack that were not signed."""
_ATTRIBUTES = {"30": "half_minute", "60": "minute", "120": "two_minutes", "for": "signs_for", "from": "since"}
"""Keys of files whose fields went by another name than the key."""
_WRITTEN_AT_DEFAULT: dict[str, Any] = {
    "bia": [],
    "bia_sau": [],
    "hashtags": [],
    "heading": True,
    "icon": "person",
    "length": 38.0,
    "most": 3,
    "of": "10",
    "points": [],
    "reword": {},
    "strong": False,
    "tone": "note",
    "unaccented": False,
}
"""Fields of a pack that were written as they are by default. All others were required, or absent by default."""
_FILES = ("picture", "music", "effect")
"""Fields that name a file, in whose place its digest is signed."""


def shape(value: Any, layout_of: Callable[[type], _Layout | None], files: Mapping[str, Mapping[str, str]]) -> Any:
    """The texts of a pack as plain JSON values; `files` has the digests of the files that it names, by the field."""
    source = getattr(value, "source", None)
    if isinstance(source, str):
        return source
    layout = layout_of(type(value))
    if layout is not None:
        told: dict[str, Any] = {}
        for part in layout.fields:
            name, item = _attribute(part.name), getattr(value, part.attribute)
            if name in _NOT_SIGNED or item is None:
                continue
            if item == part.default and not (name in _WRITTEN_AT_DEFAULT and _WRITTEN_AT_DEFAULT[name] == item):
                continue
            found = files.get(name, {}).get(str(item)) if name in _FILES and isinstance(item, str) else None
            told[name] = found if found is not None else shape(item, layout_of, files)
        return told
    if isinstance(value, dict):
        return {str(key): shape(item, layout_of, files) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shape(item, layout_of, files) for item in value]
    return unicodedata.normalize("NFC", str(value))


_CHAIN = frozenset("step name part of signers title acting signs_for topics since until authority reads".split())
"""Fields of steps and of those who may sign them."""


def chain(value: Any, layout_of: Callable[[type], _Layout | None]) -> Any:
    """A chain of approval as plain JSON values: every field that there was, none left out. Raises `NotInSchemeError`."""
    layout = layout_of(type(value))
    if layout is not None:
        given = {_attribute(part.name): (getattr(value, part.attribute), part.default) for part in layout.fields}
        if later := [name for name, (item, default) in given.items() if name not in _CHAIN and item != default]:
            raise NotInSchemeError(", ".join(later))
        return {name: chain(item, layout_of) for name, (item, _default) in given.items() if name in _CHAIN}
    if isinstance(value, list | tuple):
        return [chain(item, layout_of) for item in value]
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def _attribute(key: str) -> str:
    return _ATTRIBUTES.get(key, key.replace("-", "_"))
