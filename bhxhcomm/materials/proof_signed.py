"""What is signed on a proof, every figure with its value, days and source, and who has signed which step of it so far.

The words are gettext's: those of pages are translated into every language, and this sheet is always in that of those who sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry
from bhxhcomm.content.review import Signature
from bhxhcomm.core.vietnamese import _, ngettext, said
from bhxhcomm.edition import signatories
from bhxhcomm.edition.signatories import SignedBatch, SignedGroup, SignedStep
from bhxhcomm.edition.standing import Role
from bhxhcomm.language.figures import Form, Unit, numeric_date, show
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import Source, Standing, Text, words
from bhxhcomm.materials import document

SHORT = 12
"""Signs of a digest that are printed, as `approve` prints them; the whole of it is in the PDF itself."""
_ID = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
NOTHING = "–"


def stated(lines: Sequence[Mapping[str, Any]], facts: Mapping[str, Fact], pack: str) -> Iterable[document.Block]:
    """What lines of signature are over: first the figures, then all else, each with the beginning of its digest."""
    figures = [line for line in lines if line["of"] == "fact"]
    others = [line for line in lines if line["of"] != "fact"]
    if others:
        columns = (_("Kind"), _("Name"), _("Digest (beginning)"))
        rows = tuple(tuple(map(words, row)) for line in others for row in _other_rows(line, pack))
        yield document.Table(tuple(map(words, columns)), rows, (False,) * 3)
    if figures:
        names = (_("Figure"), _("Value, or how it is computed"), _("Days"), _("Source of law"), _("Digest (beginning)"))
        numbers = {name: at for at, name in enumerate(dict.fromkeys(map(_fact_of, figures)), 1)}
        told = tuple(tuple(map(words, _figure_row(line, facts, numbers))) for line in figures)
        yield document.Table(tuple(map(words, names)), told, (False,) * len(names))


def _other_rows(line: Mapping[str, Any], pack: str) -> Iterable[tuple[str, str, str]]:
    kinds = {
        "text": _("Vietnamese text"),
        "translation": _("translation"),
        "office": _("data of the office"),
        "overrides": _("own templates, labels, presets, languages and fonts"),
        "voice": _("synthetic voice"),
        "recording": _("recording"),
        "clip": _("spoken clip"),
    }
    of, name = str(line["of"]), str(line["id"])
    if of == "translation":
        count = len(line.get("units", ()))
        name = ngettext("{lang}: {count} text", "{lang}: {count} texts", count).format(lang=name, count=count)
    yield _capital(kinds.get(of, of)), pack if of == "text" else name, _short(line["digest"])
    if line.get("readings"):
        yield _capital(_("how it is read aloud")), pack if of == "text" else name, _short(line["readings"])


def _fact_of(line: Mapping[str, Any]) -> str:
    """The id of the fact that a line is over, without its office and its day."""
    return str(line["id"]).partition("@")[0].rpartition("/")[2]


def _figure_row(line: Mapping[str, Any], facts: Mapping[str, Fact], numbers: Mapping[str, int]) -> tuple[str, ...]:
    """A figure with its number in the list, by which formulas name it, as tables of offices do: "(3) = (1) × (2)"."""
    name, since = _fact_of(line), str(line["id"]).partition("@")[2]
    digest = _short(line["digest"]) + (f"; {_short(line['readings'])}" if line.get("readings") else "")
    fact = facts.get(name)
    entry = _entry(fact, since) if fact is not None else None
    if fact is None or entry is None:
        return f"({numbers[name]}) {line['id']}", NOTHING, NOTHING, NOTHING, digest
    called = f"({numbers[name]}) {fact.label.words}"
    return called, _value(fact, entry, facts, numbers), _days(fact, entry), _source(entry.source), digest


def _entry(fact: Fact, since: str) -> FactEntry | None:
    wanted = since or ALWAYS.isoformat()
    return next((one for one in fact.signable if one.since.isoformat() == wanted), None)


def _value(fact: Fact, entry: FactEntry, facts: Mapping[str, Fact], numbers: Mapping[str, int]) -> str:
    """A value as it is shown, or a formula over the numbers of other figures (their names, where they are not in the list), and
    what else of it is signed."""
    told = []
    if entry.value is not None:
        told.append(show(entry.value, fact.unit, Form.FULL, "vi"))
    if entry.formula is not None:
        told.append(
            "= " + _ID.sub(lambda one: _in_formula(one[0], facts, numbers), entry.formula.source).replace("*", "×")
        )
    if fact.rounding is not None:
        told.append(_("rounded: {how}").format(how=_rounding(fact)))
    if fact.otherwise is not None and entry.value != fact.otherwise:
        value = show(fact.otherwise, fact.unit, Form.FULL, "vi")
        told.append(_("where an office has none: {value}").format(value=value))
    if entry.standing is Standing.ANNOUNCED:
        told.append(_("only announced"))
    told += [part for part in (fact.former_province, fact.group) if part]
    return "; ".join(told)


def _in_formula(name: str, facts: Mapping[str, Fact], numbers: Mapping[str, int]) -> str:
    if name in numbers:
        return f"({numbers[name]})"
    if name in facts:
        return f"[{facts[name].label.words}]"
    return labels("vi")[f"unit_{name}"] if name in tuple(Unit) else name


def _rounding(fact: Fact) -> str:
    assert fact.rounding is not None
    ways = {"up": _("up to whole {step}"), "down": _("down to whole {step}"), "half_up": _("to the nearest {step}")}
    step = Decimal(fact.rounding.step.numerator) / Decimal(fact.rounding.step.denominator)
    return ways[fact.rounding.mode].format(step=show(step, fact.unit, Form.FULL, "vi"))


def _days(fact: Fact, entry: FactEntry) -> str:
    told = [] if entry.since == ALWAYS else [_("from {date}").format(date=numeric_date(entry.since))]
    if entry.until is not None:
        told.append(_("until {date}").format(date=numeric_date(entry.until)))
    if fact.review_by is not None:
        told.append(_("review by {date}").format(date=numeric_date(fact.review_by)))
    return "; ".join(told) or NOTHING


def _source(source: Source | None) -> str:
    if source is None:
        return NOTHING
    told = [source.document if not source.article else f"{source.document}, {source.article}"]
    if source.signed is not None:
        told.append(_("signed {date}").format(date=numeric_date(source.signed)))
    if source.in_force is not None:
        told.append(_("in force {date}").format(date=numeric_date(source.in_force)))
    return "; ".join(told)


def _short(digest: object) -> str:
    return str(digest)[:SHORT]


def steps(groups: Sequence[SignedGroup], facts: Mapping[str, Fact]) -> Iterable[document.Block]:
    """Who has signed which step, in which capacity, on which day and proved by what; and what waits for whom."""
    names = (_("What"), _("Step"), _("Signed by"), _("Capacity"), _("Day, document"), _("Proof"))
    rows = tuple(
        (words(called(group, facts)), *map(words, _step_row(group, step))) for group in groups for step in group.steps
    )
    if rows:
        yield document.Table(tuple(map(words, names)), rows, (False,) * len(names))
    for batch in signatories.batches_of(signatories.lines_of(groups)):
        yield document.Paragraph(words(_batch(batch)))


def _batch(batch: SignedBatch) -> str:
    told = _("Approved in a batch of {size} on {date} by {by}. Digest of its list: {digest}")
    return told.format(size=batch.size, date=numeric_date(batch.date), by=batch.by, digest=_short(batch.digest))


def called(group: SignedGroup, facts: Mapping[str, Fact]) -> str:
    """How a group of things is called on the page: by its name where it is one, else by their number."""
    count = len(group.ids)
    if group.of == "fact":
        only = facts.get(group.ids[0].partition("@")[0].rpartition("/")[2])
        return (
            only.label.words
            if count == 1 and only is not None
            else ngettext("{count} figure", "{count} figures", count).format(count=count)
        )
    kinds = {
        "text": _("Vietnamese text"),
        "translation": ngettext("{count} translated text", "{count} translated texts", count),
        "office": _("data of the office"),
        "overrides": _("own templates, labels, presets, languages and fonts"),
        "voice": ngettext("{count} synthetic voice", "{count} synthetic voices", count),
        "recording": ngettext("{count} recording", "{count} recordings", count),
        "clip": ngettext("{count} spoken clip", "{count} spoken clips", count),
    }
    return _capital(kinds[group.of].format(count=count))


def _capital(text: str) -> str:
    """Words as they begin a row of a table."""
    return text[:1].upper() + text[1:]


def _step_row(group: SignedGroup, step: SignedStep) -> tuple[str, ...]:
    roles = {Role.TRANSLATOR: _("translation"), Role.REVIEWER: _("review"), Role.APPROVER: _("approval")}
    name = step.name or roles[Role(step.role)]
    if step.line is not None:
        line = step.line
        told = "; ".join(part for part in (numeric_date(line.date), line.document) if part)
        return name, line.by, line.capacity or NOTHING, told, _proof(line)
    if step.role == Role.TRANSLATOR and step.who:
        return name, said(step.who), NOTHING, _("named in the file, has not signed"), NOTHING
    return (
        name,
        _("waits for: {who}").format(who=said(step.who) or _anybody(group, step)),
        NOTHING,
        _("not signed"),
        NOTHING,
    )


def _anybody(group: SignedGroup, step: SignedStep) -> str:
    """Who may sign where no chain names anybody."""
    if group.of == "text":
        return _("anybody but the writer")
    if group.of == "recording":
        return _("anybody but the speaker")
    if group.of == "translation":
        others = {
            Role.REVIEWER: _("anybody but the translator"),
            Role.APPROVER: _("anybody but translator and reviewer"),
        }
        return others.get(Role(step.role), _("the translator"))
    return _("anybody")


def _proof(line: Signature) -> str:
    told = said(signatories.worth(signatories.how_proved(line)))
    return f"{told}; " + _("in a batch") if line.batch else told


def open_lines(groups: Sequence[SignedGroup], facts: Mapping[str, Fact]) -> Iterable[Text]:
    """One line for each group of things that waits: for which step, and who may sign it."""
    for group in groups:
        step = next((one for one in group.steps if one.line is None and one.role != Role.TRANSLATOR), None)
        if step is not None:
            what, name, who, *_rest = (called(group, facts), *_step_row(group, step))
            yield words(f"{what}: {name} – {who}")
