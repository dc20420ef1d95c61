"""A composed piece: its edition made into a document or a timeline, with its draft mark, and why it is a draft.

It is composed once for a build: where it is planned. What travels from there to the engine is `keyed.Keyed`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bhxhcomm.content import preset
from bhxhcomm.content.receiver import Preset
from bhxhcomm.content.segment import PieceShape
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core import file_digests
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error
from bhxhcomm.edition import approval, drafts
from bhxhcomm.edition.approval import Subject
from bhxhcomm.edition.resolve import SOURCE_LANGUAGE, Edition
from bhxhcomm.language.labels import FOLDER, labels
from bhxhcomm.language.pseudo import NOTICE
from bhxhcomm.making import clip_approval, recordings, typed, voices
from bhxhcomm.making.narration import narrator
from bhxhcomm.making.request import Request
from bhxhcomm.making.session import edition_of, fixed_words
from bhxhcomm.making.with_piece import WithPiece
from bhxhcomm.materials.beside import Beside
from bhxhcomm.materials.document import Document, figures, texts
from bhxhcomm.materials.table import MATERIALS
from bhxhcomm.materials.timeline import Timeline

TEMPLATES = "templates"
LABELS = FOLDER
"""Where a workspace puts its own templates with their style sheets, labels and presets. Its lexicon is none of them: what a
lexicon changes is signed with the words that it changes (`edition.readings`)."""
OVERRIDES = (TEMPLATES, LABELS, "presets")
FONTS = "fonts"
OVERRIDING_FILES = ("locales/languages.yaml",)
"""What of a workspace stands before what ships: templates, style sheets and themes, labels, presets, languages, fonts. What its
lexicon changes is signed with the words (`edition.readings`), so that nothing else is touched."""


@dataclass(frozen=True, slots=True)
class Composed(WithPiece):
    """A piece as it was composed for a request: a document or a timeline, with its draft mark and without its code.

    `edition` is that of the language that was asked for, `beside` that of the one that stands beside it.
    """

    request: Request
    edition: Edition
    piece: Document | Timeline
    reasons: tuple[drafts.Reason, ...]
    beside: Beside | None = None


def compose(workspace: Workspace, request: Request) -> Composed:
    """Resolve and compose. Raises `ContentError`."""
    edition = edition_of(workspace, request.pack, request.lang, request.office, request.date)
    words, _states = fixed_words(workspace, request.lang)
    material = MATERIALS[request.material]
    other = _beside(workspace, request)
    options = _options(workspace, request, edition)
    if other is not None:
        options["beside"] = other
    piece = material.compose(edition, request.variant, words, **options)
    if isinstance(piece, Timeline):
        presets_of(workspace, request, piece)
    reasons = _reasons(workspace, request, edition, piece, other)
    if edition.test_text:
        piece = replace(piece, labels=_said_to_be_test_text(piece.labels))
    return Composed(request, edition, replace(piece, draft=bool(reasons)), reasons, other)


def recalled(
    workspace: Workspace, request: Request, piece: Document | Timeline, reasons: tuple[drafts.Reason, ...]
) -> Composed:
    """A piece that was composed in this workspace, with its editions again; it is not composed anew."""
    edition = edition_of(workspace, request.pack, request.lang, request.office, request.date)
    return Composed(request, edition, piece, reasons, _beside(workspace, request))


def _reasons(
    workspace: Workspace, request: Request, edition: Edition, piece: Document | Timeline, other: Beside | None
) -> tuple[drafts.Reason, ...]:
    """Why a piece is a draft."""
    shown = figures(piece)
    _words, states = fixed_words(workspace, request.lang)
    found = drafts.reasons(workspace, edition, shown, texts(piece), states)
    if other is not None:
        found += drafts.reasons(workspace, other.edition, shown)
    for one in (edition, *([other.edition] if other is not None else [])):
        if spoken := _spoken(request, one):
            found += drafts.readings(workspace, one, spoken, shown)
    found += typed.reasons(workspace, edition, texts(piece))
    office = workspace.offices[request.office]
    if isinstance(piece, Timeline):
        found += voices.reasons(workspace, office.id, piece, request.date)
        found += clip_approval.reasons(workspace, piece, office.shared_chain)
        found += recordings.reasons(workspace, request.pack, piece, office, request.date)
    own = drafts.overrides(workspace, overrides_subject(workspace), office, request.date)
    return tuple(dict.fromkeys([*found, *own]))


def _spoken(request: Request, edition: Edition) -> PieceShape | None:
    """What a pack says of a piece that is spoken; None for one that is only seen."""
    material = edition.pack.shape.materials_used.get(request.material)
    found: PieceShape | None = material.spoken_pieces().get(request.variant) if material is not None else None
    return found


def _beside(workspace: Workspace, request: Request) -> Beside | None:
    """The edition that the variant or the request wants beside the one that is asked for. Raises `ContentError`."""
    lang = MATERIALS[request.material].beside(request.variant)
    if request.beside and request.lang != SOURCE_LANGUAGE:
        lang = SOURCE_LANGUAGE
    if not lang:
        return None
    if lang == request.lang:
        raise error(
            "one-language",
            _("the variant `{variant}` sets another language beside “{lang}”").format(
                variant=request.variant, lang=lang
            ),
            hint=_("name the other language: --lang ID (bhxhcomm locale languages lists them)"),
        )
    words, _states = fixed_words(workspace, lang)
    return Beside(edition_of(workspace, request.pack, lang, request.office, request.date), words)


def _options(workspace: Workspace, request: Request, edition: Edition) -> dict[str, Any]:
    """What the `compose` of a material is given beside the edition."""
    material = MATERIALS[request.material]
    options: dict[str, Any] = {"theme": request.theme}
    if material.narrated:
        options["narrator"] = narrator(workspace, edition)
    if material.form:
        options["form"] = labels(SOURCE_LANGUAGE, workspace.root / LABELS)
    return options


def overrides_subject(workspace: Workspace) -> Subject | None:
    """What is signed of what a workspace puts before ours: every byte of it. None where it puts nothing."""
    found = {name: file_digests.each(workspace.root / name) for name in OVERRIDES}
    found |= {name: file_digests.one(workspace.root / name, workspace.root) for name in OVERRIDING_FILES}
    found |= {FONTS: _own_fonts(workspace.root / FONTS)}
    if not any(found.values()):
        return None
    return approval.subject("overrides", "workspace", {name: files for name, files in found.items() if files})


def _own_fonts(folder: Path) -> dict[str, str]:
    """The files of the workspace's own fonts that are not those of our list, whose letters somebody has looked at: in another
    font a 2 may look like a 9."""
    from bhxhcomm.page.measuring import fonts

    known = {face.sha256 for face in fonts.font_list().faces}
    return {name: found for name, found in file_digests.each(folder).items() if found not in known}


def _said_to_be_test_text(labels: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The labels of a page whose draft mark says that its words are no translation, in Vietnamese."""
    return tuple({**dict(labels), "draft": NOTICE}.items())


def presets_of(workspace: Workspace, request: Request, timeline: Timeline) -> tuple[Preset, ...]:
    """What the files of a sound must be: the presets that are asked for, else that of the pack. Raises `ContentError`."""
    place = Place(workspace.packs[request.pack].file)
    wanted = request.presets or (timeline.preset,)
    return tuple(preset.find(name, workspace.root, Place("") if request.presets else place) for name in wanted)
