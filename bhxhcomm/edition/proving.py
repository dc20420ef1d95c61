"""Proofs for lines of signature that are about to be written: by an SSH key, or by a signed proof sheet.

What is proved is a line exactly as it will be read again. A proof that would not count is refused before anything is written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.content import review, validate, yaml_reading
from bhxhcomm.content.review import Signature
from bhxhcomm.core import digests, people
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _, joined
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems, Severity, error
from bhxhcomm.edition import approval
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.signing import Plan, text_with
from bhxhcomm.trust import allowed, demand, sheets, ssh, statement
from bhxhcomm.trust.demand import Proof, Trust
from bhxhcomm.trust.sheets import SheetSigner


def check_accepted(trust: Trust, proof: Proof) -> None:
    """Raise `ContentError` where this kind of proof is not asked for: it would count for nothing."""
    if proof in trust.accepted:
        return
    if trust.demands:
        raise error(
            "proof-other",
            _("another proof is asked for here: {kinds}").format(kinds=", ".join(sorted(trust.accepted))),
            hint=_accepting(trust.accepted),
        )
    raise error(
        "proof-not-wanted",
        _("this workspace asks for no proof, so that a typed name would count as much as this one"),
        hint=_("write `proof: [{kind}]` in bhxhcomm.yaml, and whom it trusts in trust/").format(kind=proof.value),
    )


def check_typed(trust: Trust) -> None:
    """Raise `ContentError` where a typed name would not count."""
    if trust.demands:
        raise error(
            "proof-wanted",
            _("a typed name does not count here: proof is asked for ({kinds})").format(
                kinds=", ".join(sorted(trust.accepted))
            ),
            hint=_accepting(trust.accepted),
        )


def _accepting(kinds: Iterable[Proof]) -> Message:
    ways = {
        Proof.SSH: _("sign with your key: --key FILE"),
        Proof.PDF: _("have the sheet of `bhxhcomm proof` signed digitally, and give it: --document FILE.pdf"),
    }
    return joined("; ", [ways[kind] for kind in sorted(kinds)])


def name_of_key(key: Path, trust: Trust) -> str:
    """The first name that the signers file has for a key (private, with its public half beside it, or public). Raises
    `ContentError`."""
    public = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        words = public.read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        words = []
    found = next((one for one in allowed.parse(trust.anchors.signers) if one.key in words), None)
    if found is None:
        raise error(
            "key-unknown",
            _("this key is in no line of the signers that are trusted here"),
            Place(str(key)),
            _("say who signs: --by NAME, and have the key added to the signers"),
        )
    return found.names[0]


def by_key(plans: Sequence[Plan], key: Path, trust: Trust) -> list[Plan]:
    """The plans with an SSH signature in every line. Raises `ContentError` where the key cannot be used or is not trusted."""
    entries = [entry for plan in plans for entry in plan.entries]
    lines = as_read(entries, trust)
    spaces = sorted({demand.namespace(line.said) for line in lines})
    made: dict[int, str] = {}
    for space in spaces:
        here = [at for at, line in enumerate(lines) if demand.namespace(line.said) == space]
        found = ssh.sign([demand.message(lines[at].said) for at in here], key, space)
        made.update(zip(here, found, strict=True))
    for at, line in enumerate(lines):
        fault = approval.proof_of(replace(line, ssh_signature=made[at])).fault
        if fault:
            raise error(
                fault,
                _("a signature of {name} by this key does not count here: {why}").format(
                    name=line.by, why=demand.why(fault)
                ),
                Place(str(key)),
                _("look at the line of this name in the signers that are trusted here"),
            )
    proved = iter([{**entry, "ssh_signature": made[at]} for at, entry in enumerate(entries)])
    return [replace(plan, entries=tuple(next(proved) for _entry in plan.entries)) for plan in plans]


def as_read(entries: Sequence[dict[str, Any]], trust: Trust) -> tuple[Signature, ...]:
    """Lines as they will be read again from their file."""
    if not entries:
        return ()
    problems = Problems()
    node = yaml_reading.parse(text_with("", entries), review.FILE_NAME, problems)
    file = validate.validate(review.ReviewFile, node, problems) if node is not None else None
    problems.raise_errors()
    assert file is not None
    return review.signatures(file, trust)


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A signed sheet that somebody brings: its bytes, and the one of its signers who approves."""

    data: bytes
    signer: SheetSigner
    shown: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def date(self) -> dt.date:
        return dt.date.fromisoformat(self.signer.date)

    @property
    def number(self) -> str:
        return self.signer.stated.number

    def about(self, of: str) -> list[str]:
        """The ids of everything of a kind that it is about."""
        return [str(line.get("id", "")) for line in self.signer.stated.lines if line.get("of") == of]

    def has(self, subject: Subject) -> bool:
        """Whether it is about exactly this content."""
        named = (subject.of, subject.id)
        return any(
            (line.get("of"), line.get("id")) == named and subject.is_content_of(str(line.get("digest", "")))
            for line in self.signer.stated.lines
        )

    def units(self, lang: str) -> frozenset[str]:
        """The digests of the entries of translations into a language that it is about."""
        wanted = [
            line for line in self.signer.stated.lines if (line.get("of"), line.get("id")) == ("translation", lang)
        ]
        return frozenset(str(unit) for line in wanted for unit in line.get("units", ()))


def open_sheet(path: Path, by: str, trust: Trust) -> OpenSheet:
    """Read and judge a signed sheet. `by` is who approves; empty where only one has signed it. Raises `ContentError`."""
    place = Place(str(path))
    try:
        if path.stat().st_size > sheets.MAX_BYTES:
            raise error("sheet-unreadable", _("the signed sheet is larger than {limit} MB").format(limit=60), place)
        data = path.read_bytes()
    except OSError as exc:
        why = exc.strerror or str(exc)
        raise error("unreadable-file", _("this file cannot be read: {why}").format(why=why), place) from exc
    lists = (*trust.anchors.lists, *trust.also_revoked.lists)
    found = sheets.judged(data, trust.anchors.certificates, lists, str(path))
    if found.fault:
        raise error(found.fault, _told(demand.why(found.fault), found.about), place, _hint(found.fault))
    for line in (line for one in found.signers for line in one.stated.lines):
        for name in ("digest", "readings", "was"):
            for digest in str(line.get(name, "")).split():
                digests.parsed(digest, place)
    named = [one for one in found.signers if not by or people.is_named(by, one.name)]
    names = ", ".join(one.name for one in found.signers)
    if not named:
        raise error(
            "sheet-other-name",
            _("this sheet is not signed by {name}, but by {names}").format(name=by, names=names),
            place,
        )
    if len({one.name for one in named}) > 1:
        raise error(
            "sheet-several",
            _("several people have signed this sheet: {names}").format(names=names),
            place,
            _("say who of them approves: --by NAME"),
        )
    return OpenSheet(data, named[-1], str(path))


def _told(why: Message, found: str) -> Message:
    return joined(" ", [why, f"({found})"]) if found else why


def _hint(fault: str) -> Message:
    return {
        "sheet-unsigned": _("sign it in your document system, with a digital certificate"),
        "sheet-changed": _("sign the sheet of `bhxhcomm proof` last, and change nothing afterwards"),
        "sheet-untrusted": _("have the certificate, or that of its authority, added to trust/certificates/"),
        "sheet-not-ours": _("make the sheet anew with `bhxhcomm proof`, and sign that file itself, not a scan"),
    }.get(fault, NO_MESSAGE)


def by_sheet(
    plans: Sequence[Plan], sheet: OpenSheet, trust: Trust, *, whole: bool = False
) -> tuple[list[Plan], list[Problem]]:
    """The plans with those lines that the sheet is about, and a warning for each other one. Raises `ContentError` where it is
    about none of them, unless the `whole` sheet was meant and all of it may be signed already."""
    kept: list[Plan] = []
    left: list[Subject] = []
    for plan in plans:
        stated = [_as_stated(entry, plan, sheet, trust) for entry in plan.entries]
        proved = [(entry, subject) for entry, subject in zip(stated, plan.subjects, strict=True) if entry]
        chosen = {subject for _entry, subject in proved}
        left += [subject for subject in plan.subjects if subject not in chosen]
        entries = tuple({**entry, "signed_pdf": sheet.digest} for entry, _subject in proved)
        kept.append(replace(plan, subjects=tuple(subject for _entry, subject in proved), entries=entries))
    message = _("this sheet is not about `{id}` ({of}) as it stands now")
    hint = _("make a new sheet with `bhxhcomm proof`, and have it signed")
    place = Place(sheet.shown)
    told = [
        Problem("sheet-other-content", message.format(id=one.id, of=one.of), place, hint, Severity.WARNING)
        for one in left
    ]
    if left and not whole and not any(plan.entries for plan in kept):
        raise ContentError([replace(one, severity=Severity.ERROR) for one in told])
    return kept, told


def _as_stated(entry: dict[str, Any], plan: Plan, sheet: OpenSheet, trust: Trust) -> dict[str, Any] | None:
    """A line as the sheet states it: as it is made today, or by scheme 1, where the sheet was made then; None for neither."""
    for one in (entry, plan.by_scheme_1(entry)):
        if one is not None and all(sheet.signer.stated.has(line.said) for line in as_read([one], trust)):
            return one
    return None


def stated(plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """The lines of a statement for these plans: all that each line says but who signs, when, and by which document."""
    lines = [line for plan in plans for line in as_read(plan.entries, demand.NO_DEMAND)]
    return [{name: value for name, value in line.said.items() if name not in statement.BY_SIGNER} for line in lines]
