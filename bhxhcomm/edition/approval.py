"""Approval is a signature over a hash: what exactly is signed, and whether somebody has signed what stands here now.

Any edit, in whatever tool, changes the hash and so voids the signature by itself. The one who wrote a text does not
approve it: a signature of the author's is no signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from bhxhcomm.content import blanks, units
from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import Prose, walk
from bhxhcomm.content.workspace import Office, Pack
from bhxhcomm.core import canonical, people
from bhxhcomm.core.memo import Memo
from bhxhcomm.core.people import same_person
from bhxhcomm.language.digits import shifted
from bhxhcomm.language.normalise import nfc
from bhxhcomm.trust import batches
from bhxhcomm.trust.demand import SHEETS, TYPED, SignatureVerdict

_NOT_SIGNED = frozenset({"format", "lint", "spelt_out", "languages", "campaign", "tags", "voices"})
"""Fields of a pack that no reader sees and on which no approval rests. Voices are heard, and signed for themselves. Author and
topic say who may approve, and are signed for that."""
_LEVELS = frozenset({"tolerance", "preset", "level", "tail", "gain", "fade"})
"""Fields that say how a sound is mixed. What is said and which music plays is signed."""


_TYPED = "literal-figure"
"""The rule of lint whose exception lets typed figures be released (`content.lint.typed_figures`)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is signed: its kind (`text`, `fact`, `office`, `voice`), its id, and the hash of its exact content."""

    of: str
    id: str
    digest: str


_TEXT_SUBJECTS: Memo[Pack, str, Subject] = Memo()


def text_subject(pack: Pack, lang: str) -> Subject:
    """The texts of a pack in its source language: every word, address and picture that a reader meets."""
    return _TEXT_SUBJECTS.of(pack, lang, lambda: _text_subject(pack, lang))


def _text_subject(pack: Pack, lang: str) -> Subject:
    content = {"pack": pack.id, "lang": lang, "content": _canonical(pack.shape, pack)}
    if reason := pack.shape.lint.disable.get(_TYPED):
        # Whoever signs the text signs that its typed figures are meant.
        content["typed_figures"] = nfc(str(reason))
    return Subject("text", lang, canonical.digest(content))


def fact_subject(fact: Fact, entry: FactEntry) -> Subject:
    """One value (or formula) of a fact, with its unit, its dates and its legal source."""
    source = entry.source
    name = f"{fact.office}/{fact.id}" if fact.office else fact.id
    content = {
        "fact": name,
        "label": fact.label.source,
        "unit": fact.unit.value,
        "since": "" if entry.since == ALWAYS else entry.since.isoformat(),
        "until": entry.until.isoformat() if entry.until else "",
        "value": _value(entry.value),
        "formula": entry.formula.source if entry.formula else "",
        "rounding": str(fact.rounding) if fact.rounding else "",
        "otherwise": _value(fact.otherwise),
        "review_by": fact.review_by.isoformat() if fact.review_by else "",
        "standing": entry.standing.value,
        "former_province": fact.former_province,
        "group": fact.group,
        "source": None
        if source is None
        else [
            source.document,
            source.signed.isoformat() if source.signed else "",
            source.in_force.isoformat() if source.in_force else "",
            source.article,
            source.link,
        ],
    }
    return Subject(
        "fact", name if entry.since == ALWAYS else f"{name}@{entry.since.isoformat()}", canonical.digest(content)
    )


def office_subject(office: Office) -> Subject:
    """What a page shows of an office, inherited data included."""
    shape = office.shape
    content: dict[str, Any] = {"office": office.id, "logo": office.logo.digest if office.logo else ""}
    content["above"] = office.above.name.source if office.above else ""
    for key in ("name", "short_name", "address", "hotline", "hotline_note"):
        prose = getattr(shape, key)
        content[key] = prose.source if prose is not None else ""
    if shape.imprint is not None:
        content["imprint"] = {"/".join(path): prose.source for path, prose in walk(shape.imprint)}
    for key in ("website", "zalo", "facebook", "province"):
        content[key] = str(getattr(shape, key) or "")
    if shape.approval_chain is not None:
        content["approval_chain"] = [_plain(step) for step in shape.approval_chain]
    if shape.mixed_voices is not None:
        content["mixed_voices"] = shape.mixed_voices
    return Subject("office", office.id, canonical.digest(content))


def voice_subject(office: str, *, engine: str, name: str, model: str, accent: str, speed: int, pitch: float) -> Subject:
    """A synthetic voice as an office lets it speak. `model` is the digest of what the voice is made of, empty where it
    lies on another's server; `speed` is in words a minute, `pitch` in semitones."""
    content = {
        "office": office,
        "engine": engine,
        "name": name,
        "model": model,
        "accent": accent,
        "speed": str(speed),
        "pitch": f"{pitch:.3f}",
    }
    return Subject("voice", f"{office}/{engine}/{name}", canonical.digest(content))


def clip_subject(name: str, content: Mapping[str, object], sound: str) -> Subject:
    """What a voice has spoken that does not speak the same again: the very sound (its SHA-256), its words, and all that decides
    how it sounds. `name` is `<engine>/<key>`."""
    return Subject("clip", name, canonical.digest({"clip": name, "sound": sound, **content}))


def recording_subject(recording: Recording) -> Subject:
    """Somebody's voice with certain words: the very sound, what it is taken to say, and who says it with whose consent."""
    name = f"{recording.lang}/{recording.segment}/{recording.heard}"
    content = {
        "recording": name,
        "sound": recording.sha256,
        "text": recording.text,
        "speaker": recording.speaker,
        "recorded": recording.recorded.isoformat(),
        "consent": recording.consent,
    }
    return Subject("recording", name, canonical.digest(content))


def unit_digests(pack: Pack) -> tuple[str, ...]:
    """A short hash of each text of a pack, so that a voided signature can say which texts have changed."""
    return tuple(dict.fromkeys(canonical.digest(list(unit.key))[:12] for unit in units.pack_units(pack.shape)))


def counts(signature: Signature) -> bool:
    """Whether a line counts at all: with the proof that is asked for, or with a typed name where none is."""
    return verdict(signature).counts


def verdict(signature: Signature) -> SignatureVerdict:
    """What a line is worth under the trust that it was read with. It is found out once for each line that was read, and for
    the same bytes once in a process.

    A line whose signer, or whose number of the document, waits to be filled in is worth nothing, nor is one that was cut out of
    the batch in which it was approved.
    """
    if not blanks.counts(signature):
        return SignatureVerdict(fault="signer-unfilled")
    if fault := batches.fault_of(signature.trust.root / SHEETS, signature.said) if signature.batch else "":
        return SignatureVerdict(fault=fault)
    return proof_of(signature)


def proof_of(signature: Signature) -> SignatureVerdict:
    """By what a line is proved under the trust that it was read with, whatever it belongs to."""
    trust = signature.trust
    if not trust.demands:
        return TYPED
    known = trust.judged_lines.get(id(signature))
    if known is None or known[0] is not signature:
        proofs = {"ssh_signature": signature.ssh_signature, "signed_pdf": signature.signed_pdf}
        known = signature, trust.verdict(signature.said, signature.date, **proofs)
        trust.judged_lines[id(signature)] = known
    return known[1]


def signed(subject: Subject, signatures: Iterable[Signature], *, author: str = "") -> Signature | None:
    """The newest approver's signature over exactly this content that counts, or None. The author's own does not."""
    found = [one for one in over(subject, signatures) if one.approves and not same_signer(one, author)]
    return found[-1] if found else None


def unproved(subject: Subject, signatures: Iterable[Signature]) -> Signature | None:
    """The newest signature over exactly this content, if none counts because of its proof; else None."""
    found = _over(subject, signatures)
    return None if any(map(counts, found)) or not found else found[-1]


def over(subject: Subject, signatures: Iterable[Signature]) -> list[Signature]:
    """Every signature over exactly this content that counts, oldest first, in whatever role; what names nobody is none."""
    return [one for one in _over(subject, signatures) if not people.is_nameless(one.by) and counts(one)]


def _over(subject: Subject, signatures: Iterable[Signature]) -> list[Signature]:
    named = (subject.of, subject.id, subject.digest)
    return [one for one in signatures if (one.of, one.id, one.digest) == named]


def lapsed(subject: Subject, signatures: Iterable[Signature]) -> Signature | None:
    """The newest approver's signature, where it is over an earlier content of the same thing, or None."""
    found = [one for one in signatures if one.approves and (one.of, one.id) == (subject.of, subject.id)]
    return found[-1] if found and found[-1].digest != subject.digest else None


def same_signer(one: Signature, other: Signature | str) -> bool:
    """Whether the one who signed a line is this person, or the one who signed this other line: by name, or because both
    names are of one key."""
    if isinstance(other, str):
        return bool(other) and (same_person(one.by, other) or one.trust.one_key(one.by, other))
    if same_signer(one, other.by):
        return True
    mine, theirs = verdict(one).key, verdict(other).key
    return bool(mine) and mine == theirs


def _canonical(value: Any, pack: Pack) -> Any:
    if isinstance(value, Prose):
        return value.source
    if isinstance(value, BaseModel):
        fields = {}
        for name in type(value).model_fields:
            item = getattr(value, name)
            if name in _NOT_SIGNED or name in _LEVELS or item is None:
                continue
            if name == "picture" and str(item) in pack.pictures:
                fields[name] = pack.pictures[str(item)].digest
            elif isinstance(item, Scalar) and name in ("music", "effect") and str(item) in pack.sounds:
                fields[name] = pack.sounds[str(item)].digest
            else:
                fields[name] = _canonical(item, pack)
        return fields
    if isinstance(value, dict):
        return {str(key): _canonical(item, pack) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item, pack) for item in value]
    return nfc(str(value))


def _plain(value: Any) -> Any:
    """A shape as plain values: every field of it, none left out."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return "" if value is None else nfc(str(value))


def _value(value: Any) -> str:
    if value is None:
        return ""
    return format(shifted(value, 0), "f") if isinstance(value, Decimal) else str(value)
