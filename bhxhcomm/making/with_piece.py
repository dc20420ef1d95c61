"""What holds a composed piece, which is a document or a timeline: the piece as the engine at hand takes it."""

from __future__ import annotations

from bhxhcomm.materials.document import Document
from bhxhcomm.materials.timeline import Timeline


class WithPiece:
    """Something with a piece."""

    __slots__ = ()
    piece: Document | Timeline

    @property
    def document(self) -> Document:
        """The piece, where it is one for the page engine."""
        assert isinstance(self.piece, Document)
        return self.piece

    @property
    def timeline(self) -> Timeline:
        """The piece, where it is one for the sound engine."""
        assert isinstance(self.piece, Timeline)
        return self.piece
