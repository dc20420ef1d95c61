"""The other edition of a piece in two languages: what a material is given to set beside the edition that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bhxhcomm.edition.resolve import Edition
from bhxhcomm.materials.document import Tongue


@dataclass(frozen=True, slots=True)
class Beside:
    """The same pack, office and date in the language that stands beside, and the fixed words of that language."""

    edition: Edition
    labels: Mapping[str, str]

    @property
    def tongue(self) -> Tongue:
        """The language as a document names it."""
        return Tongue(self.edition.lang, self.edition.lang_tag, shown_labels(self.labels))


def shown_labels(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Fixed words in a stated order, without those that only a proof has."""
    return tuple(sorted((key, text) for key, text in labels.items() if not key.startswith("proof")))
