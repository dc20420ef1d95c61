"""Sounds in a report: the file to listen to, with its captions, in the page itself while there is room for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bhxhcomm.ledger.manifest import Piece, RecordedArtifact
from bhxhcomm.report.page_images import address

MIMES = {"mp3": "audio/mpeg", "wav": "audio/wav", "ogg": "audio/ogg"}
ROOM = 60_000_000
"""Bytes of sound that a page may hold: more than that opens slowly on a phone."""


@dataclass(frozen=True, slots=True)
class Player:
    """A sound that can be played: its address (of data, or empty where it is too large), captions, file and language."""

    name: str
    address: str
    captions: str
    path: str
    lang: str


class Players:
    """Makes players until the room in the page is used up."""

    def __init__(self, root: Path, room: int = ROOM) -> None:
        self.root = root
        self.room = room

    def of(self, piece: Piece) -> list[Player]:
        """The players of a piece: of its MP3 files, else of its first sound."""
        sounds = [one for one in piece.artifacts if one.format in MIMES]
        chosen = [one for one in sounds if one.format == "mp3"] or sounds[:1]
        return [self._player(piece, one) for one in chosen]

    def _player(self, piece: Piece, artifact: RecordedArtifact) -> Player:
        path = self.root / artifact.path
        data = ""
        if artifact.size <= self.room and path.is_file():
            self.room -= artifact.size
            data = address(path.read_bytes(), MIMES[artifact.format])
        captions = next((one for one in piece.artifacts if one.format == "vtt" and one.part == artifact.part), None)
        captions = captions or next((one for one in piece.artifacts if one.format == "vtt"), None)
        track = self.root / captions.path if captions else None
        text = address(track.read_bytes(), "text/vtt") if track is not None and track.is_file() else ""
        return Player(Path(artifact.path).name, data, text, artifact.path, piece.lang)
