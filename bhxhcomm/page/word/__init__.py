"""A document as a Word file, for people who must edit it: one column in reading order, with real styles.

The same document that pages are set from becomes paragraphs, lists and tables here; nothing is read back from a page.
`styles`, `blocks` and `runs` write the words, `fonts` and `pictures` what is embedded, `package` the file itself, and
`check` reads the finished bytes again.
"""

from bhxhcomm.page.word.make import RenderedDocx, render

__all__ = ["RenderedDocx", "render"]
