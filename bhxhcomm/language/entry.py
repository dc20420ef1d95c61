"""One entry of the registry of languages: what a language is called, written with, set in, said by, and how sure that is.

The shapes hold nothing but data; `registry_file` reads and checks them, `registry` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bhxhcomm.core import canonical
from bhxhcomm.language import number_habits
from bhxhcomm.language.number_habits import NumberHabits

SCRIPTS = ("Latn", "Tavt", "Khmr", "Cham", "Hant", "Hans", "Arab", "Laoo")
"""Scripts (ISO 15924) whose letters are told apart here."""
DIRECTIONS = ("ltr", "rtl")
CONFIDENCES = ("sourced", "sourced-draft", "mixed", "memory")
WORD_SEPARATORS = ("space", "none")
LINE_BREAKS = ("space", "zwsp", "uax14")
EXEMPLAR_UNITS = ("grapheme", "codepoint", "script")
SAMPLE_KINDS = ("real", "phrases", "words", "titles", "names-only", "name-only", "exemplar-only")
LINE_HEIGHT = 1.38
"""Line height of Vietnamese running text, in type sizes; that of a language that names none."""


@canonical.named("Names")
@dataclass(frozen=True, slots=True)
class Names:
    """What a language is called: in Vietnamese, by its own speakers, in English."""

    vi: str
    autonym: str
    en: str


@canonical.named("Exemplar")
@dataclass(frozen=True, slots=True)
class Exemplar:
    """The letters of a language, as `unit` counts them (`grapheme`, `codepoint` or `script`), in lower case, NFC.

    `auxiliary` are letters of loans and names, those of `borrows` (the id of another language) among them. `digraphs`
    are pairs that schools teach as one letter; `punctuation` is what else may stand in its texts; `forbidden` are code
    points of its script that Unicode discourages.
    """

    unit: str
    main: tuple[str, ...]
    auxiliary: tuple[str, ...] = ()
    punctuation: tuple[str, ...] = ()
    digraphs: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    borrows: str = ""


@canonical.named("Fonts")
@dataclass(frozen=True, slots=True)
class Fonts:
    """The families of `assets/fonts.yaml` that a language is set in by role, first choice first.

    Pages, Word files, workbooks and kits take them from here and from nowhere else.
    """

    heading: tuple[str, ...] = ("Andika",)
    body: tuple[str, ...] = ("Andika",)

    @property
    def all(self) -> tuple[str, ...]:
        """Every family of any role, once."""
        return tuple(dict.fromkeys(self.body + self.heading))


@canonical.named("Finals")
@dataclass(frozen=True, slots=True)
class Finals:
    """Letters that most words of the language end with (tone letters), and the least share of words that do so."""

    letters: tuple[str, ...]
    share: float


@canonical.named("Sample")
@dataclass(frozen=True, slots=True)
class Sample:
    """A text in the language that was found, never one that was made up: where it stands, and what it is.

    `kind` is `real` for running text; all others are fragments. `licence` is empty where none is stated.
    """

    text: str
    source: str
    kind: str
    licence: str = ""


@canonical.named("LanguageSpeech")
@dataclass(frozen=True, slots=True)
class Speech:
    """Voices there are: names of espeak-ng and gTTS voices, MMS-TTS models (non-commercial), and what is advised."""

    recommended: str
    espeak_ng: tuple[str, ...] = ()
    gtts: tuple[str, ...] = ()
    mms: tuple[str, ...] = ()
    note: str = ""


HUMAN = Speech("human recording")


@canonical.named("Language")
@dataclass(frozen=True, slots=True)
class Language:
    """One entry of the registry.

    `id` is the short name used in file names and on the command line; `tag` is BCP 47, `tag_full` names the region too,
    and `related_tags` are other tags that mean this entry; `neighbours` are tags of close languages that do not.
    `script` is ISO 15924; `digits` a CLDR numbering system (`number_habits.DIGITS`), `digits_optional` another that readers
    know; `word_separator` and `line_break` say where words end and lines may break; `number_locale` whose number and date
    habits hold (`number_habits.HABITS`). `normalise` pairs what is typed for a letter with the letter. `line_height` is
    that of running text, in type sizes, `line_height_least` the one it may come down to where a text is long (0: no less).
    `provinces` are those of July 2025. `confidence` says how sure the entry is (`CONFIDENCES`); what is `memory` warns and
    never blocks. Only what is `supported` can be built.
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
    neighbours: tuple[str, ...] = ()
    digits_optional: str = ""
    normalise: tuple[tuple[str, str], ...] = ()
    legacy_encodings: str = ""
    signature_words: tuple[str, ...] = ()
    finals: Finals | None = None
    fonts: Fonts = Fonts()
    line_height: float = LINE_HEIGHT
    line_height_least: float = 0.0
    speech: Speech = HUMAN
    samples: tuple[Sample, ...] = ()
    provinces: tuple[str, ...] = ()
    notes: str = ""

    @property
    def letters(self) -> frozenset[str]:
        """Every letter that its texts may have, in lower case."""
        return frozenset(self.exemplar.main) | frozenset(self.exemplar.auxiliary)

    @property
    def number_habits(self) -> NumberHabits:
        """How its figures are written."""
        return number_habits.of(self.number_locale, self.digits)

    @property
    def least_line_height(self) -> float:
        """The line height that running text never goes below, in type sizes."""
        return min(self.line_height_least or self.line_height, self.line_height)

    @property
    def sample(self) -> Sample | None:
        """The best of its samples: running text before fragments."""
        return min(self.samples, key=lambda sample: SAMPLE_KINDS.index(sample.kind), default=None)
