"""How `bhxhcomm approve` proves what it writes: with a typed name, an SSH key, or a signed proof sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _
from bhxhcomm.core.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.edition.proving import OpenSheet
    from bhxhcomm.edition.signing import Plan, Signer


@dataclass(frozen=True, slots=True)
class ProofMethod:
    """Who signs, and with which proof: a key, a sheet, or neither."""

    signer: Signer
    key: Path | None = None
    sheet: OpenSheet | None = None

    @property
    def proof(self) -> str:
        """How it is proved, as `--json` says it."""
        return "pdf" if self.sheet is not None else "ssh" if self.key is not None else "typed"


@dataclass(slots=True)
class ApprovalTargets:
    """What is to be approved, as the command line would name it."""

    packs: list[str] = field(default_factory=list)
    langs: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    voices: list[str] = field(default_factory=list)
    role: str = "approver"
    overrides: bool = False


def file_of(document: str) -> Path | None:
    """The signed sheet that `--document` names; None where it is the number of a document."""
    path = Path(document)
    if document.strip() and path.is_file():
        return path
    if document.strip().lower().endswith(".pdf"):
        raise typer.BadParameter(_("there is no file `{path}`").format(path=document))
    return None


def method_of(
    space: Workspace, by: str, date: dt.date | None, document: str, key: Path | None, sheet_file: Path | None
) -> ProofMethod:
    """Who signs and how, as the options say it and the workspace's trust allows. Raises `ContentError`."""
    from bhxhcomm.core import people
    from bhxhcomm.core.clock import today
    from bhxhcomm.edition import proving
    from bhxhcomm.edition.signing import Signer
    from bhxhcomm.trust.demand import Proof

    name = people.as_written(by)
    if sheet_file is not None:
        proving.check_accepted(space.trust, Proof.PDF)
        sheet = proving.open_sheet(sheet_file, name, space.trust)
        if date is not None and date != sheet.date:
            raise typer.BadParameter(_("the sheet was signed on {date}; leave --date out").format(date=sheet.date))
        if sheet.date > today():
            raise typer.BadParameter(_("nobody can have approved it on a day to come"))
        return ProofMethod(Signer(sheet.signer.name, sheet.date, sheet.number, space.trust), sheet=sheet)
    if key is not None:
        proving.check_accepted(space.trust, Proof.SSH)
        name = name or proving.name_of_key(key, space.trust)
        return ProofMethod(Signer(name, date or today(), document.strip(), space.trust), key=key)
    proving.check_typed(space.trust)
    return ProofMethod(Signer(name, date or today(), document.strip(), space.trust))


def everything_on(space: Workspace, sheet: OpenSheet) -> ApprovalTargets:
    """All that a signed sheet is about, as the options of the command name it."""
    from bhxhcomm.edition import approval
    from bhxhcomm.edition.lookup import pack_shelf
    from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
    from bhxhcomm.edition.standing import item_digests
    from bhxhcomm.exchange.handoff import SHARED_NAME

    lines = sheet.signer.stated.lines
    found = ApprovalTargets()
    digests = {str(line.get("digest")) for line in lines if line.get("of") in ("text", "recording")}
    for name, pack in sorted(space.packs.items()):
        heard = [approval.recording_subject(one) for one in pack.recordings.values()]
        subjects = (approval.text_subject(pack, SOURCE_LANGUAGE), *heard)
        if any(subject.is_content_of(one) for subject in subjects for one in digests):
            found.packs.append(name)
    if found.packs:
        found.langs.append(SOURCE_LANGUAGE)
    for lang in dict.fromkeys(sheet.about("translation")):
        if lang not in {known for pack in space.packs.values() for known in pack.catalogues} | {*space.catalogues}:
            continue
        found.langs.append(lang)
        units = sheet.units(lang)
        found.packs += [
            name
            for name, pack in sorted(space.packs.items())
            if lang in pack.catalogues
            and not all(
                units.isdisjoint(item_digests(name, lang, one.item)) for one in pack_shelf(pack, lang).standings
            )
        ]
        if lang in space.catalogues:
            found.packs.append(SHARED_NAME)
        found.role = next((str(line["role"]) for line in lines if line.get("role")), found.role)
    local = {f"{item.office}/{item.id}" for office in space.offices.values() for item in office.facts.values()}
    facts = [name.partition("@")[0] for name in sheet.about("fact")]
    found.packs = list(dict.fromkeys(found.packs))
    found.facts = [name for name in dict.fromkeys(facts) if name in space.facts or name in local]
    found.offices = [name for name in dict.fromkeys(sheet.about("office")) if name in space.offices]
    found.voices = ["all"] if sheet.about("voice") else []
    found.overrides = bool(sheet.about("overrides"))
    return found


def proved(
    method: ProofMethod, plans: Sequence[Plan], space: Workspace, *, everything: bool
) -> tuple[list[Plan], list[Problem]]:
    """The plans with their proofs, and warnings of what a sheet is not about (where `everything` on it was to be approved: of
    what on it stands otherwise now). Raises `ContentError`."""
    from bhxhcomm.edition import proving

    if method.key is not None:
        return proving.by_key(plans, method.key, space.trust), []
    if method.sheet is None:
        return list(plans), []
    found, left = proving.by_sheet(plans, method.sheet, space.trust, whole=everything)
    return found, _stands_otherwise(method.sheet, found, space) if everything else left


def _stands_otherwise(sheet: OpenSheet, plans: Sequence[Plan], space: Workspace) -> list[Problem]:
    from bhxhcomm.edition import approval

    known = {
        (one.of, one.id, one.digest)
        for signatures in (space.signatures, *(pack.signatures for pack in space.packs.values()))
        for one in signatures
        if approval.counts(one)
    }
    known |= {
        (one.of, one.id, digest) for plan in plans for one in plan.subjects for digest in (one.digest, one.earlier)
    }
    message = i18n._("this sheet is not about `{id}` ({of}) as it stands now")
    return [
        Problem(
            "sheet-other-content",
            message.format(id=line.get("id"), of=line.get("of")),
            Place(sheet.shown),
            i18n._("make a new sheet with `bhxhcomm proof`, and have it signed"),
            Severity.WARNING,
        )
        for line in sheet.signer.stated.lines
        if (line.get("of"), line.get("id"), line.get("digest")) not in known
    ]
