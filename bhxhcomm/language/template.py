"""A new entry of a workspace's languages as text: all keys, filled in from a language that is written alike, to be completed.

What nobody but a person can say waits as “(điền …)”, which an entry that is `supported: true` may not have (`registry_file`).
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable

from bhxhcomm.language.entry import Language

HEAD = """\
# Languages of this workspace, added to those that come with bhxhcomm or laid over them (docs/formats.md).
format: languages/1
languages:
"""
_WIDTH = 110
_FIRST_ENTRY = re.compile(r"^( *)- ", re.MULTILINE)


def added(file: str, name: str, tag: str, like: Language) -> tuple[str, int]:
    """The text of a file of languages (empty: a new one) with an entry more at its end, and the line where that begins."""
    file = file or HEAD
    if not file.endswith("\n"):
        file += "\n"
    first = _FIRST_ENTRY.search(file, file.find("languages:"))
    margin = first[1] if first is not None else "  "
    lines = [f"{margin}{line}" if line else "" for line in _entry(name, tag, like)]
    return file + "\n".join(lines) + "\n", file.count("\n") + 1


def _entry(name: str, tag: str, like: Language) -> Iterable[str]:
    """The lines of the entry. The letters are those of the language that is written alike: a start, and no alphabet."""
    first = tag.partition("-")[0]
    own = like.exemplar
    yield f"- id: {name}"
    yield f"  tag: {tag}                        # BCP 47, với chữ viết nếu có nhiều lối viết: cjm-Latn"
    yield f"  tag_full: {tag}-VN" if "-x-" not in tag else f"  tag_full: {tag}"
    yield f"  iso639_3: {first if len(first) == 3 else 'mis'}                     # mã ba chữ cái; mis: chưa có mã"
    yield "  names: {vi: (điền tên), autonym: (điền tên), en: (điền tên)}   # tiếng Việt, tiếng của họ, tiếng Anh"
    yield "  supported: false                  # true khi đã điền hết và có người biết tiếng xem trang in thử"
    yield f"  script: {like.script}"
    yield f"  direction: {like.direction}"
    yield "  orthography: (điền tên lối viết)"
    yield f"  digits: {like.digits}"
    yield f"  word_separator: {like.word_separator}"
    yield f"  line_break: {like.line_break}"
    yield f"  number_locale: {like.number_locale}"
    yield "  confidence: memory                # memory | sourced-draft | mixed | sourced: chắc chắn đến đâu"
    yield "  exemplar:"
    yield f"    unit: {own.unit}"
    yield f"    # Chữ cái của “{like.names.vi}”, để bắt đầu: sửa thành chữ cái của tiếng này, chữ thường, cách nhau dấu cách."
    yield from _folded("main", own.main)
    if own.borrows:
        yield f"    borrows: {own.borrows}                      # chữ cái của tên riêng, từ mượn"
    yield f"    punctuation: {json.dumps(' '.join(own.punctuation), ensure_ascii=False)}"
    yield "  exemplar_source: (điền tên nguồn)"
    yield "  signature_words: []               # từ hay gặp mà tiếng bên cạnh không có, để nhận ra nhầm tiếng"
    yield f"  fonts: {{heading: {_list(like.fonts.heading)}, body: {_list(like.fonts.body)}}}"
    yield f"  line_height: {like.line_height:g}"
    if like.line_height_least:
        yield f"  line_height_least: {like.line_height_least:g}"
    yield "  speech: {recommended: human recording}"
    yield "  samples: []                       # văn bản có thật kèm nguồn: {text: …, source: …, kind: real}; không tự viết"
    yield "  provinces: []"


def _folded(key: str, letters: Iterable[str]) -> Iterable[str]:
    yield f"    {key}: >-"
    yield from (f"      {line}" for line in textwrap.wrap(" ".join(letters), _WIDTH))


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"
