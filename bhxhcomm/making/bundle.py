"""What the receiver of a sound needs, in one ZIP: a station gets the sound, its words, its dates and the page to approve it; a
carrier the files, the title, the words and a declaration of rights.

Papers are in Vietnamese: they go to an office, whatever language the sound is in. The same inputs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import zips
from bhxhcomm.core.problems import ContentError
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE
from bhxhcomm.language.figures import Unit, numeric_date
from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import plain
from bhxhcomm.making.composed import LABELS, Composed, recalled
from bhxhcomm.making.keyed import Keyed
from bhxhcomm.materials import spoken_timeline
from bhxhcomm.materials.document import figures
from bhxhcomm.materials.timeline import Speech, Timeline

PART = "goi-gui"
"""What tells a bundle from the sound itself, in the names of files."""
FOR_CARRIERS = frozenset({"ringback"})
"""Materials that go to a mobile carrier; the others go to a station."""


def bundle(
    workspace: Workspace,
    keyed: Keyed,
    sounds: Mapping[str, bytes],
    voices: Iterable[Mapping[str, str]],
) -> bytes:
    """The ZIP. `sounds` are the files by their names, `voices` who speaks. Raises `ContentError`, `MachineError`."""
    timeline, composed = keyed.timeline, recalled(workspace, keyed.request, keyed.piece, keyed.reasons)
    words = labels(SOURCE_LANGUAGE, workspace.root / LABELS)
    papers = {
        "loi-doc.txt": _words(composed, words),
        "ban-khai-quyen.txt": _rights(timeline, words, voices),
    }
    files = {**sounds, **{name: text.encode() for name, text in papers.items()}}
    if keyed.request.material not in FOR_CARRIERS:
        files["phieu-duyet.pdf"] = _approval(workspace, composed, keyed)
    return zips.packed(sorted(files.items()), stored=(".mp3", ".pdf"), level=9, unix=True)


def _words(composed: Composed, words: Mapping[str, str]) -> str:
    """Title, office, dates, sources, and everything that is said: as it is written, and as it is read where that differs."""
    return "\n".join(_lines(composed, words)) + "\n"


def _lines(composed: Composed, words: Mapping[str, str]) -> Iterator[str]:
    timeline = composed.timeline
    if timeline.draft:
        yield f"{words['draft']} – {words['draft_note']}"
        yield ""
    yield timeline.title
    yield f"{words['issued_by']}: {timeline.author}"
    yield f"{words['code']}: {timeline.code}"
    shown = [figure for figure in figures(timeline) if figure.unit is not Unit.PHONE]
    since, until = spoken_timeline.valid_from(shown), spoken_timeline.check_by(composed.edition, shown)
    if since is not None:
        dates = words["script_valid_from"].replace("{date}", numeric_date(since))
        if until is not None:
            dates += "; " + words["script_valid_until"].replace("{date}", numeric_date(until))
        yield f"{words['script_valid']}: {dates}"
    if timeline.sources:
        yield f"{words['sources']}: {plain(timeline.sources, timeline.lang)}"
    yield ""
    for item in timeline.segments:
        if isinstance(item, Speech):
            text = plain(item.text, timeline.lang)
            yield f"{words[f'script_role_{item.role}']}: {text}"
            if item.reading and item.reading != text:
                yield f"    ({words['script_spoken']}: {item.reading})"


def _rights(timeline: Timeline, words: Mapping[str, str], voices: Iterable[Mapping[str, str]]) -> str:
    """The declaration that voice and music may be used, with their credits and room to sign."""
    from bhxhcomm.sound.produce import sounds

    said = words["bundle_declares"].replace("{office}", timeline.author).replace("{title}", timeline.title)
    lines = [words["bundle_rights"], "", said.replace("{code}", timeline.code), ""]
    lines.append(f"{words['bundle_voices']}:")
    lines += dict.fromkeys(f"- {_voice(voice)}" for voice in voices)
    lines.append(f"{words['bundle_music']}:")
    lines += dict.fromkeys(f"- {sound.credit}" for sound in sounds(timeline))
    return "\n".join([*lines, "", words["bundle_signed"], ""])


def _voice(voice: Mapping[str, str]) -> str:
    named = " ".join(dict.fromkeys(part for part in (voice.get("credit", ""), voice.get("name", "")) if part))
    return f"{named} ({voice['licence']})" if voice.get("licence") else named


def _approval(workspace: Workspace, composed: Composed, keyed: Keyed) -> bytes:
    """The page to approve it by. Raises `ContentError` where it cannot be made."""
    from bhxhcomm.making.proof_composition import proof_of

    rendered = proof_of(workspace, composed, keyed)
    if not rendered.ok:
        raise ContentError(rendered.problems)
    return rendered.pdf
