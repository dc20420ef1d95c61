"""WeasyPrint and PDFium, imported with the machine's own fonts hidden: what a guarded child that draws loads beforehand."""

from __future__ import annotations

from bhxhcomm.page.engine import libraries

# WeasyPrint may have been loaded before only by one that hid the fonts as well.
libraries.isolate()
import pypdfium2  # noqa: E402
import weasyprint  # noqa: E402

__all__ = ["pypdfium2", "weasyprint"]
