"""Approval is a signature over a hash: what exactly is signed, and whether somebody has signed what stands here now.

Any edit, in whatever tool, changes the hash and so voids the signature by itself. The one who wrote a text does not
approve it: a signature of the author's is no signature.

A hash says by which scheme it was taken (`core.digests`): new signatures are over one of scheme 2, and those that were given by
scheme 1 still hold, as long as scheme 1 can say all that stands here now. In scheme 2 nothing goes by a name of ours: fields of
shapes are told by their keys in the file, and what is as by default is left out, so that a key which comes later voids nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from bhxhcomm.content import blanks, units
from bhxhcomm.content.fact import ALWAYS, Fact, FactEntry
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import Prose, layout, walk
from bhxhcomm.content.workspace import Office, Pack
from bhxhcomm.core import canonical, digests, people, scheme_1
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


_UNIT = 12
"""Figures of the hash of a text, by which nothing is approved: it tells texts apart."""
_TYPED = "literal-figure"
"""The rule of lint whose exception lets typed figures be released (`content.lint.typed_figures`)."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is signed: its kind (`text`, `fact`, `office`, `voice`), its id, and the hash of its exact content.

    `earlier` is its hash by scheme 1, over which older signatures are; empty where scheme 1 cannot say its content.
    """

    of: str
    id: str
    digest: str
    earlier: str = ""

    def is_content_of(self, digest: str) -> bool:
        """Whether this is a digest of exactly this content, by either scheme."""
        return bool(digest) and digest in (self.digest, self.earlier)


def subject(
    of: str, name: str, content: Mapping[str, Any], before: Callable[[], Mapping[str, Any]] | None = None
) -> Subject:
    """What is signed, from its content as plain JSON values; `before` tells it as scheme 1 did, where that differs."""
    said = {key: value for key, value in content.items() if value not in (None, "", [], {})}
    return Subject(of, name, digests.of(of, said), digests.earlier(of, before or (lambda: content)))


_TEXT_SUBJECTS: Memo[Pack, str, Subject] = Memo()


def text_subject(pack: Pack, lang: str) -> Subject:
    """The texts of a pack in its source language: every word, address and picture that a reader meets."""
    return _TEXT_SUBJECTS.of(pack, lang, lambda: _text_subject(pack, lang))


def _text_subject(pack: Pack, lang: str) -> Subject:
    files = files_named(pack)
    content = {"pack": pack.id, "lang": lang}
    if reason := pack.shape.lint.disable.get(_TYPED):
        # Whoever signs the text signs that its typed figures are meant.
        content["typed_figures"] = nfc(str(reason))
    return subject(
        "text",
        lang,
        {**content, "content": told(pack.shape, files)},
        lambda: {**content, "content": scheme_1.shape(pack.shape, layout, files)},
    )


def files_named(pack: Pack) -> dict[str, dict[str, str]]:
    """The digests of the files that a pack names, by the key under which it names them, and the name."""
    sounds = {name: file.digest for name, file in pack.sounds.items()}
    return {
        "picture": {name: file.digest for name, file in pack.pictures.items()},
        "music": sounds,
        "effect": sounds,
    }


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
    return subject("fact", name if entry.since == ALWAYS else f"{name}@{entry.since.isoformat()}", content)


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
    if shape.mixed_voices is not None:
        content["mixed_voices"] = shape.mixed_voices
    chain = shape.approval_chain
    if chain is None:
        return subject("office", office.id, content)
    return subject(
        "office",
        office.id,
        {**content, "approval_chain": told(chain, {})},
        lambda: {**content, "approval_chain": scheme_1.chain(chain, layout)},
    )


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
    return subject("voice", f"{office}/{engine}/{name}", content)


def clip_subject(name: str, content: Mapping[str, object], sound: str) -> Subject:
    """What a voice has spoken that does not speak the same again: the very sound (its SHA-256), its words, and all that decides
    how it sounds. `name` is `<engine>/<key>`."""
    return subject("clip", name, {"clip": name, "sound": sound, **content})


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
    return subject("recording", name, content)


def unit_digests(pack: Pack) -> dict[str, str]:
    """A short hash of each text of a pack, with the one by scheme 1, so that a voided signature can say which have changed."""
    keys = [list(unit.key) for unit in units.pack_units(pack.shape)]
    return {digests.of("unit", key, _UNIT): scheme_1.digest(key)[:_UNIT] for key in keys}


def units_changed(pack: Pack, signature: Signature) -> int:
    """How many texts of a pack are not among those that were signed; 0 where the signature does not say which those were."""
    known = set(signature.units)
    return sum(known.isdisjoint(either) for either in unit_digests(pack).items()) if known else 0


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
    named = (subject.of, subject.id)
    return [one for one in signatures if (one.of, one.id) == named and subject.is_content_of(one.digest)]


def lapsed(subject: Subject, signatures: Iterable[Signature]) -> Signature | None:
    """The newest approver's signature, where it is over an earlier content of the same thing, or None."""
    found = [one for one in signatures if one.approves and (one.of, one.id) == (subject.of, subject.id)]
    return found[-1] if found and not subject.is_content_of(found[-1].digest) else None


def same_signer(one: Signature, other: Signature | str) -> bool:
    """Whether the one who signed a line is this person, or the one who signed this other line: by name, or because both
    names are of one key."""
    if isinstance(other, str):
        return bool(other) and (same_person(one.by, other) or one.trust.one_key(one.by, other))
    if same_signer(one, other.by):
        return True
    mine, theirs = verdict(one).key, verdict(other).key
    return bool(mine) and mine == theirs


def told(value: Any, files: Mapping[str, Mapping[str, str]]) -> Any:
    """A shape as plain JSON values, as scheme 2 tells it: by the keys of its file, without what is as by default. In the place
    of a file that it names stands the file's digest; `files` has those by the key that names them. Raises `TypeError`."""
    if isinstance(value, Prose):
        return value.source
    known = layout(type(value))
    if known is not None:
        return {
            part.name: files.get(part.name, {}).get(str(item)) or told(item, files)
            for part in known.fields
            if part.name not in _NOT_SIGNED
            and part.name not in _LEVELS
            and (item := getattr(value, part.attribute)) != part.default
        }
    if isinstance(value, dict):
        return {str(key): told(item, files) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item, files) for item in value]
    return nfc(str(value)) if isinstance(value, str) and not isinstance(value, Enum) else canonical.leaf(value)


def _value(value: Any) -> str:
    if value is None:
        return ""
    return format(shifted(value, 0), "f") if isinstance(value, Decimal) else str(value)
