"""What the template of a twin is given: words where a page has icons and pictures of codes."""

from __future__ import annotations

import base64
import re
from typing import Any

from bhxhcomm.language import registry
from bhxhcomm.language.text import Text
from bhxhcomm.materials import document as documents
from bhxhcomm.materials.document import Document, Tongue
from bhxhcomm.page.checks.copied import SIMPLE_SCRIPTS
from bhxhcomm.page.html.document_texts import FixedWords
from bhxhcomm.page.html.setter import Setter
from bhxhcomm.page.pictures import qr

MARKUP = ("css", "record")
"""What the template is given as it stands."""
TIGHT = 0.8
"""The line height of headings, as a share of that of running text."""
_DIALLED = re.compile(r"\+?[\d .-]{3,20}")


class TwinSetter(Setter):
    """Sets the words of one language in the twin: what a `Setter` does, and the labels that stand where icons stood."""

    beside: TwinSetter | None

    def __init__(self, document: Document) -> None:
        super().__init__(document, tokens={})
        self._tongue: Document | Tongue = document

    def for_language(self, tongue: Tongue, *, measure: Any) -> TwinSetter:
        other = super().for_language(tongue, measure=measure)
        assert isinstance(other, TwinSetter)
        other._tongue = tongue
        return other

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return registry.language(self.lang).direction

    @property
    def leading(self) -> str:
        """The line height of running text on a screen, which is read from farther away than paper."""
        return f"{registry.language(self.lang).line_height + 0.12:g}"

    @property
    def tight(self) -> str:
        """What no line of a heading goes below."""
        simple = registry.language(self.lang).script in SIMPLE_SCRIPTS
        return "1" if simple else f"{registry.language(self.lang).line_height * TIGHT:.3g}"

    def tone(self, block: documents.CallOut) -> str:
        """The tone of a call-out in words."""
        return FixedWords(self._tongue).tone(block)

    def named(self, key: str) -> str:
        """A word before what it names: `Địa chỉ: `."""
        return FixedWords(self._tongue).before(key)

    def dialled(self, text: Text) -> str:
        """The number that a telephone dials for a text that is one; empty for any other."""
        words = self.plain(text)
        return re.sub(r"[ .-]", "", words) if _DIALLED.fullmatch(words) else ""

    def qr(self, link: str) -> str:
        """The code of a link, inside the file."""
        return "data:image/svg+xml;base64," + base64.b64encode(qr.svg(self.safe_link(link))).decode()
