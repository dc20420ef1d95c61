"""How everything spoken in a pack is read aloud: what is signed beside its words, for those who hear a text cannot see it.

A reading follows from the words, the lexicon of the workspace and our own rules. It is taken without the values of facts and
without an office, for those are signed for themselves: a sample stands for each figure, in braces, so that a new value of a
fact voids nobody's signature, and another rule of reading numbers does. Figures that are texts (an address, a name) are read
with the fact.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bhxhcomm.content import segment
from bhxhcomm.content.prose import Placeholder
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import Prose
from bhxhcomm.content.workspace import Pack, Workspace
from bhxhcomm.core import digests, scheme_1
from bhxhcomm.core.memo import Memo
from bhxhcomm.language.figures import Unit
from bhxhcomm.language.spoken import Accent, Lexicon, Reading, read_text, shipped
from bhxhcomm.language.text import Figure, FigureSpan, Text, Value, Words

_SAMPLES: dict[Unit, Value] = {
    Unit.RATE: Decimal("0.045"),
    Unit.DATE: dt.date(2025, 4, 21),
    Unit.PHONE: "1900 9068",
    Unit.TEXT: "mẫu",
}
_MONEY, _COUNT = Decimal(2_345_604), Decimal(24)
"""Values of no fact: they have the words that are read in more ways than one (linh, tư, lăm, nghìn)."""
_AROUND = 2
"""So many words are shown before and behind those that are read otherwise."""


@dataclass(frozen=True, slots=True)
class TextReadings:
    """One text as it is written, and as voices of the North and the South read it; `south` is empty where both read alike."""

    context: str
    text: str
    north: str
    south: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.text)


_READINGS: Memo[Pack, Lexicon, tuple[TextReadings, ...]] = Memo()


def of_pack(workspace: Workspace, pack: Pack, lexicon: Lexicon | None = None) -> tuple[TextReadings, ...]:
    """The readings of a pack, each text once, in the order of its file; with another lexicon than the workspace's, if given."""
    by = lexicon or workspace.lexicon
    return _READINGS.of(pack, by, lambda: tuple(_of_pack(workspace, pack, by)))


def _of_pack(workspace: Workspace, pack: Pack, lexicon: Lexicon) -> Iterator[TextReadings]:
    units = _units(workspace)
    texts = {
        (context, prose.source): prose
        for material in pack.shape.materials_used.values()
        for piece in material.spoken_pieces().values()
        for context, prose in segment.spoken_texts(piece, pack.shape)
    }
    for key, prose in texts.items():
        yield TextReadings(*key, *_both(_sampled(prose, units), lexicon))


NOTHING = ("", "")
"""The digests where nothing is spoken."""


def digests_of(readings: Iterable[TextReadings]) -> tuple[str, str]:
    """The hash that a signature holds, and the one by scheme 1, which older ones hold."""
    content = _content(readings)
    return (digests.of("readings", content), scheme_1.digest(content)) if content else NOTHING


def are(readings: Iterable[TextReadings], digest: str) -> bool:
    """Whether this is the hash of these readings, by whatever scheme it was taken."""
    return digest in digests_of(readings)


def _content(readings: Iterable[TextReadings]) -> list[list[str]]:
    return [[one.context, one.text, one.north, one.south] for one in readings]


def of_value(value: str, lexicon: Lexicon) -> TextReadings:
    """How a figure that is a text is read."""
    figure = Figure("", Unit.TEXT, value, dt.date.min, (), ())
    return TextReadings("", value, *_both((FigureSpan(figure),), lexicon))


def holds(signature: Signature, by: Callable[[Lexicon], Iterable[TextReadings]], workspace: Workspace) -> bool:
    """Whether a signature holds for what is heard today; `by` gives the readings that it is about by a lexicon.

    A signature without a hash is older than these: it holds for what the rules say without a lexicon of the workspace.
    """
    if signature.readings:
        return are(by(workspace.lexicon), signature.readings)
    return workspace.own_lexicon is None or list(by(shipped())) == list(by(workspace.lexicon))


def changed(before: Iterable[TextReadings], after: Iterable[TextReadings]) -> list[tuple[TextReadings, TextReadings]]:
    """The texts that both versions have and that are read otherwise now."""
    old = {one.key: one for one in before}
    return [(old[one.key], one) for one in after if one.key in old and old[one.key] != one]


def difference(before: str, after: str) -> tuple[str, str]:
    """Where two readings differ, with a few words around."""
    old, new = before.split(), after.split()
    parts = [one for one in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes() if one[0] != "equal"]
    if not parts:
        return before, after
    first, last = parts[0], parts[-1]
    return _cut(old, first[1], last[2]), _cut(new, first[3], last[4])


def _cut(words: Sequence[str], start: int, end: int) -> str:
    start, end = max(0, start - _AROUND), min(len(words), end + _AROUND)
    return ("… " if start else "") + " ".join(words[start:end]) + (" …" if end < len(words) else "")


def _both(text: Text, lexicon: Lexicon) -> tuple[str, str]:
    north, south = (_marked(read_text(text, lexicon=lexicon, accent=accent)) for accent in Accent)
    return north, "" if south == north else south


def _marked(reading: Reading) -> str:
    """The words of a reading, those of samples in braces."""
    return "".join(f"{{{part.text}}}" if part.figure else part.text for part in reading.said)


def _units(workspace: Workspace) -> dict[str, Unit]:
    """The unit of every fact that a text can name."""
    own = (fact for office in workspace.offices.values() for fact in office.facts.values())
    return {fact.id: fact.unit for fact in (*own, *workspace.facts.values())}


def _sampled(prose: Prose, units: dict[str, Unit]) -> Text:
    """A text with a sample in the place of each figure."""
    return tuple(_spans(prose, units))


def _spans(prose: Prose, units: dict[str, Unit]) -> Iterator[Words | FigureSpan]:
    for part in prose.parts:
        if isinstance(part, Placeholder):
            unit = units.get(part.fact, Unit.VND)
            value = _SAMPLES.get(unit, _MONEY if unit.is_money else _COUNT)
            figure = Figure(part.fact, unit, value, dt.date.min, (), (part.fact,), at=part.date)
            yield FigureSpan(figure, part.form, part.mark, part.link)
        else:
            yield part
