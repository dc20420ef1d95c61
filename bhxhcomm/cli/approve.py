"""`bhxhcomm approve`: record a person's signature over exact contents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, ngettext, said

if TYPE_CHECKING:
    from bhxhcomm.content.blanks import Blank
    from bhxhcomm.content.chain import Chain
    from bhxhcomm.content.fact import Fact
    from bhxhcomm.content.workspace import Office, Workspace
    from bhxhcomm.core.problems import Problem
    from bhxhcomm.edition.approval import Subject
    from bhxhcomm.edition.signing import Plan, Signer


def approve(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PACK", help=_("Packs whose Vietnamese text, or with --lang whose translation, is approved.")
        ),
    ] = None,
    lang: Annotated[
        list[str] | None,
        typer.Option(
            "--lang",
            metavar="LANG",
            help=_(
                "Language whose translation is signed, or `all` that there are; repeatable. PACK may then be `locales`, the "
                "shared words."
            ),
        ),
    ] = None,
    role: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="ROLE",
            show_default=False,
            help=_(
                "translator (with --lang), drafter (in a chain of approval), reviewer or approver. Default: approver, or what "
                "the chain names the signer for."
            ),
        ),
    ] = "",
    step: Annotated[
        str,
        typer.Option(
            "--step", metavar="ID", help=_("Step of the office's chain of approval. Default: the one that waits.")
        ),
    ] = "",
    issuer: Annotated[
        str,
        typer.Option(
            "--issuer",
            metavar="OFFICE",
            help=_("Office in whose chain of approval this is signed. Default: the workspace's default office."),
        ),
    ] = "",
    topic: Annotated[
        list[str] | None,
        typer.Option(
            "--topic",
            metavar="TOPIC",
            help=_(
                "All packs of a topic, all at once or none: their texts, or with --lang their translations; with `--fact all` "
                "also the figures of the topic. They are approved as one batch. Repeatable."
            ),
        ),
    ] = None,
    entry: Annotated[
        list[str] | None,
        typer.Option("--entry", metavar="ID", help=_("With --lang: only this entry; repeatable.")),
    ] = None,
    still_holds: Annotated[
        bool,
        typer.Option(
            "--still-holds",
            help=_("With --entry: the wording changed, the translation still holds."),
        ),
    ] = False,
    in_words: Annotated[
        str,
        typer.Option(
            "--in-words",
            metavar="NUMBERS",
            help=_("With --entry and --as reviewer: these numbers are said in words in the translation, such as 1,22."),
        ),
    ] = "",
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact", metavar="ID", help=_("Figure that is approved (OFFICE/ID for a local one), or `all`; repeatable.")
        ),
    ] = None,
    office: Annotated[
        list[str] | None,
        typer.Option("--office", metavar="ID", help=_("Office whose data are approved, or `all`; repeatable.")),
    ] = None,
    voice: Annotated[
        list[str] | None,
        typer.Option(
            "--voice",
            metavar="ROLE",
            help=_(
                "Synthetic voice that an office lets speak: a role, OFFICE/ROLE, OFFICE/PACK/ROLE where a pack has its own, "
                "or `all`; repeatable."
            ),
        ),
    ] = None,
    clip: Annotated[
        list[str] | None,
        typer.Option(
            "--clip",
            metavar="FILE",
            help=_(
                "Clip in clips/ of a voice that does not speak the same again, to which you have listened, or `all`; "
                "repeatable."
            ),
        ),
    ] = None,
    recordings: Annotated[
        bool,
        typer.Option(
            "--recordings",
            help=_("Recordings of the PACK are approved (with --lang: those in other languages), not its texts."),
        ),
    ] = False,
    overrides: Annotated[
        bool,
        typer.Option(
            "--overrides",
            help=_(
                "The workspace's own templates, style sheets, labels, presets, languages and fonts are approved, all of them "
                "as they are now."
            ),
        ),
    ] = False,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="NAME",
            callback=options.visible,
            help=_("Who approves. With --key or a signed sheet: as the key or sheet has it."),
        ),
    ] = "",
    document: Annotated[
        str,
        typer.Option(
            "--document",
            metavar="NUMBER|FILE",
            callback=options.visible,
            help=_(
                "Number of the document that records the approval; or the sheet of `bhxhcomm proof` as a PDF with a digital "
                "signature, which proves it. Without anything named, all that the sheet is about is approved."
            ),
        ),
    ] = "",
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="FILE",
            help=_("SSH key to sign with: a private key, or a public one whose private key is in the agent."),
        ),
    ] = None,
    date: Annotated[
        dt.date | None,
        typer.Option("--date", parser=options.date, metavar="DATE", help=_("Day of the approval. Default: today.")),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would be signed; write nothing."))] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Approve texts, figures, offices and voices: sign exactly what stands there now.

    A signature holds for one exact content; any edit voids it. The one who wrote a text does not approve it."""
    from bhxhcomm.cli import proofs, translations
    from bhxhcomm.content import blanks
    from bhxhcomm.core import files, people
    from bhxhcomm.core.clock import today
    from bhxhcomm.core.problems import error
    from bhxhcomm.edition import approval, readings, signing, snapshot
    from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
    from bhxhcomm.exchange.handoff import SHARED_NAME
    from bhxhcomm.making.composed import overrides_subject
    from bhxhcomm.trust import batches, sheets
    from bhxhcomm.trust.demand import SHEETS, typed

    sheet_file = proofs.file_of(document)
    if people.is_nameless(by) and key is None and sheet_file is None:
        raise typer.BadParameter(_("say who approves: --by NAME"))
    if sheet_file is not None and (key is not None or recordings or still_holds or entry):
        raise typer.BadParameter(_("a signed sheet goes with neither --key nor --recordings nor --entry"))
    named = bool(packs or topic or fact or office or voice or clip or overrides)
    if not (named or sheet_file):
        raise typer.BadParameter(
            _("say what is approved: a PACK, --topic TOPIC, --fact ID, --office ID, --voice ROLE or --overrides")
        )
    if date is not None and date > today():
        raise typer.BadParameter(_("nobody can have approved it on a day to come"))
    _check_options([*(packs or ()), *(topic or ())], lang, role, entry, still_holds=still_holds, recordings=recordings)
    if in_words and (role != "reviewer" or len(entry or ()) != 1 or len(lang or ()) != 1 or still_holds):
        raise typer.BadParameter(_("--in-words goes with one --lang, one --entry and --as reviewer"))
    space, _none = places.open_workspace(workspace, near=[name for name in packs or () if name != SHARED_NAME])
    space.checked()
    method = proofs.method_of(space, by, date, document, key, sheet_file)
    packs = [*(packs or ()), *_of_topics(space, topic or (), packs or ())]
    if method.sheet is not None and not named:
        meant = proofs.everything_on(space, method.sheet)
        packs, lang, role, fact, office = meant.packs, meant.langs, meant.role, meant.facts, meant.offices
        voice, overrides = meant.voices, meant.overrides
    office_of_chain = _issuer(space, issuer)
    if office_of_chain is None and not lang and (step or role not in ("", "approver")):
        raise typer.BadParameter(
            _("no office has a chain of approval; for a translation say which is meant: --lang LANG")
        )
    signer = replace(method.signer, role=role, step=step)
    _refuse(blanks.of_names(filter(None, (signer.name, signer.document))))
    chain = office_of_chain.chain if office_of_chain else ()
    plans: list[signing.Plan] = []
    kept: list[tuple[Path, bytes]] = []
    told: list[Problem] = []
    source_text, others = _languages(space, packs or (), lang)
    if recordings:
        langs = [*([SOURCE_LANGUAGE] if source_text else []), *others]
        plans += _recordings(space, packs or (), langs, signer, chain)
        source_text, others = False, []
    if others:
        signed_in = translations.sign(
            space,
            packs or (),
            others,
            signer,
            role or "approver",
            entry or (),
            still_holds=still_holds,
            in_words=in_words,
            on_sheet=method.sheet.units if method.sheet is not None else None,
            issuer=office_of_chain,
            whole=bool(topic),
        )
        plans += signed_in.plans
        kept += signed_in.files
        told = [*signed_in.problems, *signed_in.doubts]
        console.problems(told)
    with_text = [name for name in packs or () if method.sheet is None or name != SHARED_NAME]
    for pack_id in places.known_packs(space.root, with_text) if source_text else ():
        pack = space.packs[pack_id]
        stands = method.sheet is None or method.sheet.has(approval.text_subject(pack, SOURCE_LANGUAGE))
        if not (stands or named):
            continue
        if not chain and not signing.may_sign(signer, pack):
            raise error(
                "author-approves",
                i18n._("{name} wrote `{pack}` and cannot approve it").format(name=signer.name, pack=pack_id),
                hint=people.apart_hint(
                    i18n._("somebody else must read and approve it"), signer.name, str(pack.shape.author)
                ),
            )
        _refuse(blanks.of_pack(pack.shape))
        plans.append(signing.sign_text(space, pack, signer, chain))
        if stands and any(line.get("as", "approver") == "approver" for line in plans[-1].entries):
            kept.append((snapshot.path_of(pack, SOURCE_LANGUAGE), snapshot.dump(pack, readings.of_pack(space, pack))))
    if fact:
        facts = _facts(space, fact, topic or ())
        _refuse(blank for item in facts for blank in blanks.of_fact(item))
        plans.append(signing.sign_facts(space, facts, signer, office_of_chain))
    if office:
        wanted = sorted(space.offices) if "all" in office else office
        for name in wanted:
            places.check_known(
                name, space.offices, "unknown-office", i18n._("there is no office `{id}`").format(id=name)
            )
        _refuse(blank for name in wanted for blank in blanks.of_office(space.offices[name].shape))
        plans.append(signing.sign_offices(space, [space.offices[name] for name in wanted], signer))
    if voice:
        plans.append(signing.sign_voices(space, _voices(space, voice), signer))
    if clip:
        plans.append(signing.sign_clips(space, _clips(space, clip), signer, office_of_chain))
    if overrides:
        plans.append(signing.sign_overrides(space, overrides_subject(space), signer, office_of_chain))
    listed = b""
    if topic and method.sheet is None:
        plans, listed = signing.as_batch(plans, space.root)
    plans, left = proofs.proved(method, plans, space, everything=not named)
    console.problems(left)
    if method.sheet is not None and not dry_run and any(plan.entries for plan in plans):
        files.write(sheets.path_of(space.root / SHEETS, method.sheet.digest), method.sheet.data)
    if listed and not dry_run:
        files.write(batches.path_of(space.root / SHEETS, batches.digest(listed)), listed)
    for plan in () if dry_run else plans:
        if plan.entries:
            existing = signing.existing(plan.file, space.root)
            files.write(plan.file, signing.text_with(existing, plan.entries).encode())
    for path, texts in () if dry_run else kept:
        files.write(path, texts)
    signed = [(subject, entry) for plan in plans for subject, entry in zip(plan.subjects, plan.entries, strict=True)]
    if console.json:
        console.object(
            {
                "format": "approve/1",
                "schema": 1,
                "signed": [
                    {
                        "of": item.of,
                        "id": item.id,
                        "digest": item.digest,
                        **{name: line[name] for name in ("as", "step", "capacity") if name in line},
                    }
                    for item, line in signed
                ],
                "by": signer.name,
                "date": signer.date.isoformat(),
                "document": signer.document,
                "proof": method.proof,
                "batch": batches.digest(listed) if listed else None,
                "written": not dry_run,
            }
        )
        return
    for item, line in signed:
        held = "; ".join(line[name] for name in ("step", "capacity") if name in line)
        console.line(f"{item.of}  {item.id}  {item.digest[:12]}" + (f"  ({held})" if held else ""))
    if not signed and not left and not told:
        console.note(_("nothing to sign: all of this is signed already"))
        return
    count = ngettext("{n} signature", "{n} signatures", len(signed)).format(n=len(signed))
    if listed:
        count = _("{count}, as one batch: {digest}").format(count=count, digest=batches.digest(listed)[:12])
    if signed and not space.trust.demands:
        count = f"{count} ({said(typed())})"
    console.note(_("{count} (nothing written)").format(count=count) if dry_run else count)


def _refuse(blanks: Iterable[Blank]) -> None:
    """Raise `ContentError` with everything that waits to be filled in, if anything does: nobody signs that."""
    from bhxhcomm.core.problems import ContentError

    if found := list(dict.fromkeys(blanks)):
        raise ContentError(blank.problem() for blank in found)


def _of_topics(space: Workspace, topics: Sequence[str], named: Sequence[str]) -> list[str]:
    """The packs of some topics that are not named already. Raises `ContentError` for a topic of which there is none."""
    known = sorted({str(pack.shape.topic) for pack in space.packs.values()})
    for name in topics:
        places.check_known(name, known, "unknown-topic", i18n._("there is no pack of the topic `{id}`").format(id=name))
    already = places.known_packs(space.root, [name for name in named if name.rstrip("/") != "locales"])
    return [name for name, pack in space.packs.items() if str(pack.shape.topic) in topics and name not in already]


def _issuer(space: Workspace, given: str) -> Office | None:
    """The office in whose chain something is signed; None, where no office has a chain and none is named."""
    if given:
        places.check_known(given, space.offices, "unknown-office", i18n._("there is no office `{id}`").format(id=given))
    elif not any(one.chain or one.shared_chain for one in space.offices.values()):
        return None
    return space.offices[given or places.default_office(space)]


def _clips(space: Workspace, wanted: list[str]) -> Iterator[Subject]:
    """What is signed of the clips that are meant; the words that must be heard in each are told. Raises `ContentError`."""
    from bhxhcomm.making import clip_approval

    root = space.root.resolve()
    named = (root / name if (root / name).exists() else Path.cwd() / name for name in wanted)
    for path in clip_approval.all_of(root) if "all" in wanted else named:
        subject, words = clip_approval.subject(root, path.absolute())
        console.note(f"{path.name}: “{words}”")
        yield subject


def _recordings(
    space: Workspace, packs: Sequence[str], langs: Collection[str], signer: Signer, chain: Chain
) -> Iterator[Plan]:
    """Signatures over the recordings of packs in some languages. Raises `ContentError` where there are none to sign."""
    from bhxhcomm.core import people
    from bhxhcomm.core.problems import Place, error
    from bhxhcomm.edition import signing

    for pack_id in places.known_packs(space.root, packs):
        pack = space.packs[pack_id]
        found = [one for one in pack.recordings.values() if one.lang in langs]
        place = Place(pack.file)
        if not found:
            message = i18n._("there are no recordings of `{pack}` in: {langs}")
            raise error("no-recordings", message.format(pack=pack_id, langs=", ".join(sorted(langs))), place)
        if all(signer.may_be(one.speaker) for one in found):
            message = i18n._("{name} speaks in these recordings and cannot approve them")
            hint = people.apart_hint(
                i18n._("somebody else must listen and approve them"), signer.name, found[0].speaker
            )
            raise error("speaker-approves", message.format(name=signer.name), place, hint)
        yield signing.sign_recordings(pack, found, signer, chain)


def _check_options(
    packs: list[str] | None,
    lang: list[str] | None,
    role: str,
    entry: list[str] | None,
    *,
    still_holds: bool,
    recordings: bool,
) -> None:
    """Options that belong together stand together."""
    if recordings and not packs:
        raise typer.BadParameter(_("say whose recordings are approved: a PACK"))
    if recordings and (entry or still_holds or role == "translator"):
        raise typer.BadParameter(_("--recordings goes with neither --entry nor --still-holds nor --as translator"))
    if role not in ("", "translator", "drafter", "reviewer", "approver"):
        raise typer.BadParameter(_("`{role}` is none of translator, drafter, reviewer, approver").format(role=role))
    if lang and role == "drafter":
        raise typer.BadParameter(_("a translation has a translator, no drafter: --as translator"))
    if lang and not packs:
        raise typer.BadParameter(_("say whose translation is signed: a PACK, or `locales`"))
    if not lang and (entry or still_holds or role == "translator"):
        raise typer.BadParameter(_("say which translation is meant: --lang LANG"))
    if still_holds and not entry:
        raise typer.BadParameter(_("say of which entry it holds: --entry ID"))


def _languages(space: Workspace, packs: Sequence[str], given: list[str] | None) -> tuple[bool, list[str]]:
    """Whether the source text is signed, and the ids of the languages whose translations are; `all` are those there are."""
    from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
    from bhxhcomm.exchange.handoff import SHARED_NAME
    from bhxhcomm.exchange.tally import languages_of

    if not given:
        return True, []
    found: list[str] = []
    for name in given:
        if name == "all":
            named = [pack for pack in packs if pack != SHARED_NAME]
            scopes = places.known_packs(space.root, named) + ([""] if len(named) < len(packs) else [])
            found += [lang for scope in scopes for lang in languages_of(space, scope)]
        else:
            found.append(places.language(name))
    return SOURCE_LANGUAGE in found, [name for name in dict.fromkeys(found) if name != SOURCE_LANGUAGE]


def _voices(space: Workspace, wanted: list[str]) -> list[Subject]:
    """What is signed of the voices that are meant: in every language for which the office has voices of its own."""
    from bhxhcomm.content.voice import DEFAULT_ROLE, ROLES
    from bhxhcomm.making import voices

    if "all" in wanted:
        return [
            subject
            for office in sorted(space.offices)
            for pack in (None, *(name for name, pack in sorted(space.packs.items()) if pack.shape.voices))
            for subject in voices.of_office(space, office, pack)
        ]
    found: list[Subject] = []
    for name in wanted:
        *where, role = name.split("/")
        office = where[0] if where else places.default_office(space)
        pack = where[1] if len(where) == 2 else None
        if len(where) > 2:
            raise typer.BadParameter(_("write ROLE, OFFICE/ROLE or OFFICE/PACK/ROLE, not `{name}`").format(name=name))
        places.check_known(
            office, space.offices, "unknown-office", i18n._("there is no office `{id}`").format(id=office)
        )
        if pack is not None:
            places.check_known(pack, space.packs, "unknown-pack", i18n._("there is no pack `{id}`").format(id=pack))
        message = i18n._("there is no speaker role `{name}`").format(name=role)
        places.check_known(role, (*ROLES, DEFAULT_ROLE), "unknown-role", message)
        found += voices.of_office(space, office, pack, [role])
    return found


def _facts(space: Workspace, wanted: list[str], topics: Sequence[str]) -> list[Fact]:
    """The facts that are meant, each with all its values; `all` are those of the topics, where some are named."""
    from bhxhcomm.edition import steps

    local = {f"{item.office}/{item.id}": item for office in space.offices.values() for item in office.facts.values()}
    known = {**space.facts, **local}
    if "all" in wanted:
        return [fact for fact in known.values() if not topics or steps.topic_of(fact) in topics]
    for name in wanted:
        places.check_known(name, known, "unknown-fact", i18n._("there is no fact `{id}`").format(id=name))
    return [known[name] for name in wanted]
