"""`bhxhcomm audio recordings` and `audio import-recordings`: what people have spoken of a pack, and taking it in."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bhxhcomm.cli import options, places
from bhxhcomm.cli.console import console
from bhxhcomm.core import i18n
from bhxhcomm.core.interface import _, ngettext
from bhxhcomm.core.problems import Place, Problem, UsageError, error

if TYPE_CHECKING:
    from bhxhcomm.content.recording import Recording
    from bhxhcomm.content.workspace import Workspace
    from bhxhcomm.handover.recording_intake import TakenRecording
    from bhxhcomm.handover.to_record import WantedRecording
    from bhxhcomm.making.request import Request

Materials = Annotated[
    list[str] | None,
    typer.Option("--material", metavar="NAME", help=_("Only these sounds: radio-spot, ringback; repeatable.")),
]
Lang = Annotated[
    str, typer.Option("--lang", metavar="LANG", show_default=False, help=_("Language of the speaker. Default: vi."))
]


@dataclass(frozen=True, slots=True)
class RecordingScope:
    """Whose words, in which language, for which offices and date; and the words themselves."""

    space: Workspace
    pack: str
    lang: str
    wanted: tuple[WantedRecording, ...]


def asked(
    pack: str,
    lang: str,
    materials: Sequence[str] | None,
    offices: Sequence[str] | None,
    as_of: dt.date | None,
    workspace: Path | None,
) -> RecordingScope:
    """What is to be recorded. Raises `ContentError`."""
    from bhxhcomm.handover.to_record import wanted

    space, wanted_of = requests(pack, lang, materials, offices, as_of, workspace)
    return RecordingScope(space, wanted_of[0].pack, wanted_of[0].lang, wanted(space, wanted_of))


def requests(
    pack: str,
    lang: str,
    materials: Sequence[str] | None,
    offices: Sequence[str] | None,
    as_of: dt.date | None,
    workspace: Path | None,
) -> tuple[Workspace, list[Request]]:
    """The sounds whose words are meant; at least one. Raises `ContentError`."""
    from bhxhcomm.handover.to_record import sounds_of
    from bhxhcomm.making.request import Request

    space, pack_id = places.open_workspace(workspace, pack=pack)
    space.checked()
    assert pack_id is not None
    language = places.languages(space, pack_id, [lang])[0]
    for name in materials or ():
        known = dict(sounds_of(space, pack_id))
        places.check_known(
            name, known, "no-such-material", i18n._("the pack asks for no sound `{name}`").format(name=name)
        )
    date = places.date(space, as_of)
    found = [
        Request(pack_id, material, variant, language, office, date, space.root)
        for office in places.offices(space, offices)
        for material, variant in sounds_of(space, pack_id, materials or ())
    ]
    if not found:
        raise error(
            "no-such-material",
            i18n._("the pack `{pack}` asks for nothing that is heard").format(pack=pack_id),
            Place(space.packs[pack_id].file),
            i18n._("add `radio-spot:` or `ringback:` under `materials:`"),
        )
    return space, found


def recordings(
    pack: options.Pack,
    lang: Lang = "vi",
    material: Materials = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """List what is recorded, what is missing, and what is stale."""
    from bhxhcomm.handover.to_record import counting, stale, wanted

    space, shown = requests(pack, lang, material, office or ["all"], as_of, workspace)
    first = shown[0]
    # What another office says, or what holds from next month, is not stale because it was not asked about.
    everything = counting(space, first, places.offices(space, ["all"]))
    old = stale(space, first.pack, first.lang, everything)
    rows = [_row(one) for one in wanted(space, shown)] + [_stale_row(one, everything) for one in old]
    if console.json:
        console.object(
            {
                "format": "recordings/1",
                "schema": 1,
                "pack": first.pack,
                "lang": first.lang,
                "recordings": rows,
                "problems": [],
            }
        )
        return
    words = {
        "recorded": _("recorded"),
        "missing": _("missing"),
        "stale": _("stale"),
        "untranslated": _("not translated"),
    }
    for row in rows:
        speaker = f"  ({row['speaker']}, {row['recorded']})" if row["speaker"] else ""
        console.line(f"{words[row['state']]}: {row['name'] or row['segment']}{speaker}")
        if row["state"] == "stale":
            console.line(f"    {row['difference']}")
        elif console.verbose:
            console.line(f"    {row['text']}")


def import_recordings(
    pack: options.Pack,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_("Folder with the recordings: WAV, MP3, M4A, OGG."))],
    speaker: Annotated[str, typer.Option("--speaker", metavar="NAME", callback=options.visible, help=_("Who speaks."))],
    consent: Annotated[
        str,
        typer.Option(
            "--consent",
            metavar="TEXT",
            callback=options.visible,
            help=_("What the speaker agreed to: the number of the paper."),
        ),
    ],
    recorded: Annotated[
        dt.date | None,
        typer.Option(
            "--recorded", parser=options.date, metavar="DATE", help=_("Day of the recording. Default: today.")
        ),
    ] = None,
    lang: Lang = "vi",
    material: Materials = None,
    office: options.Office = None,
    as_of: options.AsOf = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=_("Put them in the place of recordings of the same words."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would be taken; write nothing."))] = False,
    workspace: options.Workspace = None,
    signers: options.Signers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Take recordings in."""
    from bhxhcomm.core import clock, files
    from bhxhcomm.handover.recording_intake import RecordedSpeaker, match, sound_files, take_in

    if not speaker.strip() or not consent.strip():
        raise UsageError(Problem("usage", i18n._("say who speaks (--speaker) and what was agreed to (--consent)")))
    if not folder.is_dir():
        raise error("no-folder", i18n._("there is no folder `{path}`").format(path=folder), Place(str(folder)))
    found = asked(pack, lang, material, office or ["all"], as_of, workspace)
    handed = sound_files(folder)
    if not handed:
        raise error("no-recordings", i18n._("there are no recordings in this folder"), Place(str(folder)))
    who = RecordedSpeaker(" ".join(speaker.split()), recorded or clock.today(), " ".join(consent.split()))
    matched, problems = match(handed, [one for one in found.wanted if not one.waits])
    taken: list[TakenRecording] = []
    for one in matched:
        took, said = take_in(
            one,
            folder=found.space.packs[found.pack].folder,
            lang=found.lang,
            speaker=who,
            replace=replace,
            known=one.wanted.recording,
        )
        problems += said
        if took is not None:
            taken.append(took)
            for path, data in took.files if not dry_run else ():
                files.write(path, data)
    _tell(found, taken, problems, written=not dry_run)
    if any(problem.is_error for problem in problems):
        sys.exit(1)


def _tell(
    found: RecordingScope, taken: Sequence[TakenRecording], problems: Sequence[Problem], *, written: bool
) -> None:
    here = {one.matched.wanted.heard for one in taken}
    missing = [one.name for one in found.wanted if one.recording is None and one.heard not in here]
    if console.json:
        from bhxhcomm.ledger import output

        console.object(
            {
                "format": "recordings-import/1",
                "schema": 1,
                "written": written,
                "taken": [_taken(one) for one in taken],
                "missing": missing,
                "problems": [output.problem(problem) for problem in problems],
            }
        )
        return
    console.problems(problems)
    for one in taken:
        measures = _taken(one)
        word = _("unchanged") if one.unchanged else _("taken") if written else _("would be taken")
        console.line(
            _("{what}: {file} → {segment}; {seconds} s, voice {level} dBFS, noise {noise} dBFS").format(
                what=word,
                file=one.matched.file.name,
                segment=measures["segment"],
                seconds=measures["seconds"],
                level=measures["level_db"],
                noise=measures["noise_db"],
            )
        )
    if missing:
        words = ngettext("{n} recording is missing: {names}", "{n} recordings are missing: {names}", len(missing))
        console.note(words.format(n=len(missing), names=", ".join(missing)))


def _taken(one: TakenRecording) -> dict[str, Any]:
    return {
        "file": one.matched.file.name,
        "segment": one.matched.wanted.segment,
        "heard": one.matched.wanted.heard,
        "unchanged": one.unchanged,
        "seconds": round(one.take.seconds, 2),
        "level_db": round(one.take.level_db, 1),
        "noise_db": round(one.take.noise_db, 1),
        "peak_db": one.take.peak_db,
        "cut_s": [round(side, 2) for side in one.take.cut_s],
    }


def _row(one: WantedRecording) -> dict[str, Any]:
    kept = one.recording
    return {
        "state": "recorded" if kept else "untranslated" if one.waits else "missing",
        "segment": one.segment,
        "name": one.name,
        "heard": one.heard,
        "pieces": list(one.pieces),
        "text": _plain(one),
        "speaker": kept.speaker if kept else "",
        "recorded": kept.recorded.isoformat() if kept else "",
        "difference": "",
    }


def _plain(one: WantedRecording) -> str:
    from bhxhcomm.language.text import plain

    return plain(one.text, one.lang)


def _stale_row(one: Recording, current: Iterable[WantedRecording]) -> dict[str, Any]:
    """A recording whose words nobody wants any more, with what is said in its place today."""
    from bhxhcomm.exchange import difference

    today = next((_plain(other) for other in current if other.segment == one.segment), "")
    return {
        "state": "stale",
        "segment": one.segment,
        "name": "",
        "heard": one.heard,
        "pieces": [],
        "text": one.text,
        "speaker": one.speaker,
        "recorded": one.recorded.isoformat(),
        "difference": difference.marked(one.text, today),
    }
