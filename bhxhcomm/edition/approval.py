"""Approval is a signature over a hash: what exactly is signed, and whether somebody has signed what stands here now.

Any edit, in whatever tool, changes the hash and so voids the signature by itself. The one who wrote a text does not
approve it: a signature of the author's is no signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from bhxhcomm.content import units
from bhxhcomm.content.fact import ALWAYS, Entry, Fact
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.recording import Recording
from bhxhcomm.content.review import Signature
from bhxhcomm.content.shapes import Prose, walk
from bhxhcomm.content.workspace import Office, Pack
from bhxhcomm.core import people
from bhxhcomm.core.people import same_person
from bhxhcomm.language.digits import shifted
from bhxhcomm.language.normalise import nfc

_NOT_SIGNED = frozenset({"format", "lint", "spelt_out", "languages", "author", "topic", "campaign", "tags", "voices"})
"""Fields of a pack that no reader sees. Voices are heard, and signed for themselves."""
_LEVELS = frozenset({"tolerance", "preset", "level", "tail", "gain", "fade"})
"""Fields that say how a sound is mixed. What is said and which music plays is signed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that is signed: its kind (`text`, `fact`, `office`, `voice`), its id, and the hash of its exact content."""

    of: str
    id: str
    digest: str


def text_subject(pack: Pack, lang: str) -> Subject:
    """The texts of a pack in its source language: every word, address and picture that a reader meets."""
    content = {"pack": pack.id, "lang": lang, "content": _canonical(pack.shape, pack)}
    return Subject("text", lang, digest(content))


def fact_subject(fact: Fact, entry: Entry) -> Subject:
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
    return Subject("fact", name if entry.since == ALWAYS else f"{name}@{entry.since.isoformat()}", digest(content))


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
    return Subject("office", office.id, digest(content))


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
    return Subject("voice", f"{office}/{engine}/{name}", digest(content))


def recording_subject(recording: Recording) -> Subject:
    """Somebody's voice with certain words: the very sound, and what it is taken to say."""
    name = f"{recording.lang}/{recording.segment}/{recording.heard}"
    return Subject("recording", name, digest({"recording": name, "sound": recording.sha256, "text": recording.text}))


def unit_digests(pack: Pack) -> tuple[str, ...]:
    """A short hash of each text of a pack, so that a voided signature can say which texts have changed."""
    return tuple(dict.fromkeys(digest(list(unit.key))[:12] for unit in units.pack_units(pack.shape)))


def signed(subject: Subject, signatures: Iterable[Signature], *, author: str = "") -> Signature | None:
    """The newest signature over exactly this content, or None. The author's own does not count, nor does nobody's."""
    found = [
        signature
        for signature in signatures
        if (signature.of, signature.id, signature.digest) == (subject.of, subject.id, subject.digest)
        and not people.is_nameless(signature.by)
        and not same_person(signature.by, author)
    ]
    return found[-1] if found else None


def lapsed(subject: Subject, signatures: Iterable[Signature]) -> Signature | None:
    """The newest signature over an earlier content of the same thing, or None."""
    found = [item for item in signatures if (item.of, item.id) == (subject.of, subject.id)]
    return found[-1] if found and found[-1].digest != subject.digest else None


def same_signer(one: Signature, other: Signature) -> bool:
    """Whether two signatures may be one person's."""
    return same_person(one.by, other.by)


def digest(content: Any) -> str:
    """The SHA-256 of a value in canonical JSON, as hexadecimal."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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


def _value(value: Any) -> str:
    if value is None:
        return ""
    return format(shifted(value, 0), "f") if isinstance(value, Decimal) else str(value)
