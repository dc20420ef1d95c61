"""The gallery: every piece that has been made, by pack, language and office, to look at, listen to and search in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.ledger.manifest import Manifest, Piece, RecordedArtifact
from bhxhcomm.ledger.presence import EditionOnDisk, EditionState, editions_on_disk, on_disk
from bhxhcomm.report import page, page_images
from bhxhcomm.report.page_images import SmallPage
from bhxhcomm.report.players import Player, Players


@dataclass(frozen=True, slots=True)
class GalleryCard:
    """One piece, as it lies on the disk, with what is shown of it. `wrong` are its files that are missing or were changed;
    `search` is everything in it that a search looks through, in small letters."""

    piece: Piece
    state: EditionState
    wrong: tuple[RecordedArtifact, ...]
    pages: tuple[SmallPage, ...]
    players: tuple[Player, ...]
    search: str

    @property
    def name(self) -> str:
        """Material and variant, as in the names of files."""
        return "-".join(part for part in (self.piece.material, self.piece.variant) if part)


@dataclass(frozen=True, slots=True)
class GalleryChoice:
    """What can be chosen of one property: its values, each with the words for it."""

    name: str
    values: tuple[tuple[str, str], ...]


def gallery(manifest: Manifest, root: Path, title: str) -> bytes:
    """The gallery of a folder of outputs, as one HTML file. `root` is the folder; `title` says whose it is."""
    players = Players(root)
    cards = [_card(one, root, players) for one in editions_on_disk(manifest.pieces, on_disk(root))]
    count = Counter(card.state for card in cards)
    return page.html(
        "gallery",
        title=title,
        cards=cards,
        choices=_choices([card.piece for card in cards]),
        drafts=count[EditionState.DRAFT],
        released=count[EditionState.RELEASED],
        touched=count[EditionState.TOUCHED],
        files=sum(len(card.piece.artifacts) for card in cards),
        manifest=manifest,
    )


def _card(one: EditionOnDisk, root: Path, players: Players) -> GalleryCard:
    piece = one.piece
    figures = (f"{figure.id} {figure.text} {figure.source}" for figure in piece.figures)
    said = (text for panel in piece.panels for text in panel.text)
    search = " ".join([piece.id, piece.title, piece.code, *figures, *said]).lower()
    return GalleryCard(
        piece, one.state, one.wrong, tuple(page_images.pages(root, piece)), tuple(players.of(piece)), search
    )


def _choices(pieces: Iterable[Piece]) -> tuple[GalleryChoice, ...]:
    pieces = list(pieces)
    offices = {piece.office: piece.issued_by or piece.office for piece in pieces}
    return (
        GalleryChoice("pack", tuple((one, one) for one in sorted({piece.pack for piece in pieces}))),
        GalleryChoice("material", tuple((one, one) for one in sorted({piece.material for piece in pieces}))),
        GalleryChoice(
            "language", tuple((one, page.language_name(one)) for one in sorted({piece.lang for piece in pieces}))
        ),
        GalleryChoice("office", tuple(sorted(offices.items()))),
    )
