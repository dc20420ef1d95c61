"""From the segments of a pack to those of a timeline: the same for scripts, spots and ringback tones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bhxhcomm.content import segment
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.sounds import SoundFile
from bhxhcomm.content.voice import ROLES
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, Problems
from bhxhcomm.edition.figures import sources_of
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language.figures import Unit, numeric_date
from bhxhcomm.language.spoken import Reading
from bhxhcomm.language.text import Figure, Text, figures_in, plain, words
from bhxhcomm.lint.passage import Passage
from bhxhcomm.materials import document, timeline
from bhxhcomm.materials.timeline import Sound, Timeline, Voice

ANNOUNCER = ROLES[0]
AFTER_HEADING_S, BETWEEN_S = 0.5, 0.3
"""Pauses inside a section that is read as it is written: after its heading, and between its texts."""


At = Callable[[int], Place]
"""The place of a character of a text, counted as `language.spoken` does."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """Who reads a piece aloud, and how: the rules of reading (Vietnamese) for words and who says them, the voice of a role,
    and what is recorded of a segment (its id and its words)."""

    read: Callable[[Text, str, At], Reading]
    voice: Callable[[str], Voice] = field(default=lambda _role: Voice())
    recording: Callable[[str, Text], Sound | None] = field(default=lambda _id, _text: None)


def build(
    edition: Edition,
    material: str,
    variant: str,
    shape: segment.PieceShape,
    labels: Mapping[str, str],
    narrator: Narrator,
    *,
    target_s: float,
    preset: str,
    bed: segment.BedShape | None = None,
) -> Timeline:
    """The timeline of a piece. Raises `ContentError` for what cannot be read aloud, at its place in the pack."""
    segments = tuple(segments_of(edition, shape, narrator))
    shown = [figure for figure in document.figures_in(segments) if figure.unit is not Unit.PHONE]
    pack_shape = edition.pack.shape
    title = edition.text(material, shape.title) or edition.text("pack", pack_shape.title)
    tolerance = shape.DEFAULT_TOLERANCE_S if shape.tolerance is None else shape.tolerance
    return Timeline(
        material=material,
        variant=variant,
        lang=edition.lang,
        lang_tag=edition.lang_tag,
        title=plain(title, edition.lang),
        author=plain(edition.text("office", edition.office.shape.name), edition.lang),
        subject=plain(edition.text("pack", pack_shape.title), edition.lang),
        segments=segments,
        bed=None if bed is None else _bed(edition, bed),
        target_s=target_s,
        tolerance_s=tolerance,
        preset=preset,
        valid_from=valid_from(shown),
        sources=sources(shown),
        labels=tuple(sorted((key, text) for key, text in labels.items() if not key.startswith("proof"))),
    )


def valid_from(figures: Iterable[Figure]) -> dt.date | None:
    """The newest date from which one of the figures holds; None where no date is known."""
    newest = max((figure.effective_from for figure in figures), default=dt.date.min)
    return newest if newest > dt.date.min else None


def check_by(edition: Edition, figures: Iterable[Figure]) -> dt.date | None:
    """The day by which the first of the figures must be looked at again, or ends; None where no such day is known."""
    days: list[dt.date] = []
    for figure in figures:
        for item in edition.reliances.get(figure, ()):
            days += [day for day in (item.fact.review_by, item.entry.until) if day is not None]
    return min(days, default=None)


def sources(figures: Iterable[Figure]) -> Text:
    """The legal documents that the figures stand on, each once."""
    return words("; ".join(dict.fromkeys(source.document for source in sources_of(figures))))


def segments_of(edition: Edition, shape: segment.PieceShape, narrator: Narrator) -> Iterator[timeline.Segment]:
    """The segments of a piece, without those of sections that this office does not show. Raises `ContentError`."""
    problems = Problems()
    yield from tuple(_Segments(edition, narrator, problems).of(shape))
    problems.raise_errors()


class _Segments:
    def __init__(self, edition: Edition, narrator: Narrator, problems: Problems) -> None:
        self.edition = edition
        self.narrator = narrator
        self.problems = problems

    def of(self, shape: segment.PieceShape) -> Iterator[timeline.Segment]:
        for number, item in enumerate(shape.segments, 1):
            section = getattr(item, "section", None)
            if section is not None and str(section) not in self.edition.sections:
                continue
            match item:
                case segment.SpeechSegment():
                    yield self._speech(str(item.id), str(item.role or ANNOUNCER), str(item.id), item.speech)
                case segment.SectionSegment():
                    yield from self._section(item)
                case segment.PauseSegment():
                    yield timeline.Pause(str(item.id or f"pause-{number}"), item.pause)
                case segment.EffectSegment():
                    name = str(item.id or f"effect-{number}")
                    yield timeline.Effect(name, sound(self.edition.pack.sounds[str(item.effect)]), item.gain)
                case segment.MusicSegment():
                    yield timeline.Cue(str(item.id or f"music-{number}"), item.music, item.fade)

    def _speech(self, name: str, role: str, context: str, prose: Prose) -> timeline.Speech:
        text = self.edition.text(context, prose)
        self._dates(text, prose)
        return timeline.Speech(
            name,
            role,
            text,
            self._reading(text, role, context, prose),
            self.narrator.voice(role),
            self.narrator.recording(name, text),
        )

    def _dates(self, text: Text, prose: Prose) -> None:
        """A listener takes a date for that of the figures said with it: none of them may hold from a later day only."""
        figures = figures_in(text)
        said = [figure.value for figure in figures if isinstance(figure.value, dt.date)]
        later = [figure for figure in figures if said and figure.unit is not Unit.DATE and figure.at is None]
        for figure in later:
            if figure.unit is not Unit.PHONE and figure.effective_from > max(said):
                self.problems.error(
                    "date-out-of-step",
                    _("`{id}` holds from {date}, which is later than the date that is said with it").format(
                        id=figure.id, date=numeric_date(figure.effective_from)
                    ),
                    prose.place,
                    _("bring the date up to date in facts/, or say the two in segments of their own"),
                )

    def _reading(self, text: Text, role: str, context: str, prose: Prose) -> str:
        """What the voice is given. Only Vietnamese is read by rules; elsewhere it is the translator's spoken form."""
        edition = self.edition
        if edition.lang != SOURCE_LANGUAGE:
            spoken = edition.spoken.get((context, prose.source), ())
            return plain(spoken, edition.lang)
        reading = self.narrator.read(text, role, offsets(prose))
        self.problems.extend(one.within(pack=edition.pack.id, lang=edition.lang) for one in reading.problems)
        return reading.spoken

    def _section(self, item: segment.SectionSegment) -> Iterator[timeline.Segment]:
        """A section as it is written, one speech for each of its texts: so each has a translation of its own."""
        section = self.edition.pack.shape.section(str(item.section))
        role = str(item.role or ANNOUNCER)
        proses = segment.section_texts(item, section)
        for number, prose in enumerate(proses, 1):
            name = f"{item.id}-{number}"
            yield self._speech(name, role, str(section.id), prose)
            if number < len(proses):
                seconds = AFTER_HEADING_S if prose is section.heading else BETWEEN_S
                yield timeline.Pause(f"{name}-pause", seconds)


def offsets(prose: Prose) -> At:
    """The place in the file of each character of a text as it is resolved."""
    passage = Passage.of(prose, "")
    return lambda index: prose.at(passage.offset(index))


def sound(file: SoundFile) -> Sound:
    """The sound of a file."""
    return Sound(str(file.path), file.digest, file.credit)


def _bed(edition: Edition, bed: segment.BedShape) -> timeline.Bed:
    return timeline.Bed(sound(edition.pack.sounds[str(bed.music)]), bed.level, bed.tail)
