"""Placeholders that nobody has filled in: "(điền tên)", "TODO", "…………", "[số]", "xxx".

They are found by what they are made of, never by what a sentence means: "(tính theo tháng)", "(nếu có)" and a single "…" at the
end of a list are as people write. In a name (of an office, an author, a signer, a document) less is allowed: it has no gaps.

>>> [(start, end) for start, end in unfilled("Bảo hiểm xã hội tỉnh (điền tên)")]
[(21, 31)]
>>> unfilled("Mức đóng (tính theo tháng), nếu có")
()
>>> unfilled("BHXH …"), unfilled("BHXH …", name=True)
((), ((5, 6),))
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bhxhcomm.language.normalise import is_nfc, nfc

_NOUNS = (
    r"họ tên|họ và tên|họ,? chữ đệm,? tên|tên|địa chỉ|số điện thoại|điện thoại|số|số hiệu|số văn bản|ngày|ngày tháng|"
    r"ngày,? tháng,? năm|tháng|năm|đơn vị|cơ quan|chức vụ|chức danh|người ký|người soạn|người duyệt|nơi nhận|tỉnh|huyện|xã|"
    r"nội dung|email|thư điện tử|website|trang web|đường dẫn|mức|số tiền|"
    r"ho ten|ho va ten|ten|dia chi|so dien thoai|ngay thang|don vi|co quan|chuc vu|nguoi ky|noi dung|"
    r"name|full name|your name|date|number|address|phone|title|signature|insert [^()\[\]<>]{1,30}|your [^()\[\]<>]{1,30}"
)
"""What somebody is to put in, as a placeholder names it; with marks, as it is typed without, and in English."""
_NAMES = r"(?:họ và |họ )?tên(?: (?:đơn vị|cơ quan|tỉnh|xã|tổ chức|người \w+(?: \w+)?))?"
"""Those of them that no sentence has in round brackets."""
_OF = r"(?: (?:của|người|đơn vị|cơ quan|tỉnh|xã|tổ chức|văn bản|công văn|quyết định|ký|soạn|duyệt|in|phát hành)){0,3}"
_FILL = (
    r"(?:xin |hãy )?điền(?: (?!(?:vào|theo|đủ|đầy|sẵn|mẫu|tờ|ô|phiếu|đúng|rõ|trước|trong|trên)\b)[^\s()\[\]<>]{1,12}){0,6}"
    r"|dien (?:ten|dia chi|so|ngay|noi dung|don vi|ho)\b[a-z ]{0,30}"
    r"|(?:ghi|viết|nhập|thay|chèn|dán|điền)\b[^()\[\]<>\n]{0,40} (?:vào đây|ở đây)"
    r"|(?:sẽ|chờ|cần|đang chờ) (?:bổ sung|cập nhật|điền)(?: sau)?|đang cập nhật|(?:bổ sung|cập nhật) sau"
    r"|chưa (?:có|rõ|biết)(?: (?:số|tên|ngày|địa chỉ))?"
)
"""What tells somebody to put it in. Not what tells a reader to fill in a form ("điền đủ vào mẫu")."""
_NOUNS, _NAMES, _OF, _FILL = (part.replace(" ", r"\s+") for part in (_NOUNS, _NAMES, _OF, _FILL))
_DOTS = r"(?:…|\.{3})"
_LAWS = "luật|nghị định|thông tư|quyết định|công văn|nghị quyết|văn bản|giấy phép|thông báo|hướng dẫn"

_ANYWHERE = re.compile(
    "|".join(
        (
            rf"\(\s*(?:{_FILL})\s*(?:{_DOTS}|:)?\s*\)",
            rf"\(\s*(?:{_NAMES})\s*\)",
            rf"[\[<⟨〈]\s*(?:{_FILL}|(?:{_NOUNS}){_OF})\s*(?:{_DOTS}|:)?\s*\\?[\]>⟩〉](?!\()",
            rf"\{{\{{\s*(?:{_FILL}|(?:{_NOUNS}){_OF})\s*\}}\}}",
            r"(?<!\w)(?:todo|fixme|tbd)(?!\w)",
            r"(?<!\w)lorem\s+ipsum(?!\w)|(?<!\w)dolor\s+sit\s+amet(?!\w)",
            # Not the thirtieth chapter, part, term …
            r"(?<![^\W\d_])(?<!chương )(?<!phần )(?<!mục )(?<!khóa )(?<!khoá )(?<!kỳ )(?<!kỷ )(?<!thứ )(?<!lục )"
            r"x{3,}(?![^\W\d_])",
            r"(?<!\w)xx\s?[/.-]\s?[x\d]{2,4}(?!\w)",
            r"\?{3,}",
            r"…(?:\s?…)+[….]*|\.{4,}|(?:\.\s){4,}\.|_{3,}",
            rf"(?<!\w)ngày\s*{_DOTS}+\s*tháng\s*{_DOTS}+",
            rf"{_DOTS}\s?/\s?(?=[\wĐ])",
            rf"(?<!\w)(?:{_LAWS})\s+số:?\s*{_DOTS}",
            rf"{_DOTS}\s*(?:đồng(?!\s*(?:thời|ý|bào|bộ|hồ|tình|loạt|nghĩa|chí|hành|nghiệp|bằng|phục)\b)(?!\w)|%)",
        )
    ),
    re.IGNORECASE,
)
_IN_NAMES = re.compile(rf"\(\s*(?:{_NOUNS}){_OF}\s*\)|…|\.{{2,}}", re.IGNORECASE)
_WHOLE_NAME = re.compile(
    rf"\s*(?:(?:điền\s+)?(?:{_NOUNS}){_OF}|không\s+rõ|chưa\s+(?:có|rõ|biết)|n/?a|none|null|abc|asdf)\s*[:.]?\s*|[\W_]+",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<!\{)\{[^{}\n]*\}(?!\})")


def unfilled(text: str, *, name: bool = False) -> tuple[tuple[int, int], ...]:
    """The spans of a text that wait to be filled in, in order. `name` says that the text as a whole names something.

    A text that is not in NFC is looked at as if it were; then a span is that of the whole text.
    """
    if not is_nfc(text):
        return ((0, len(text)),) if unfilled(nfc(text), name=name) else ()
    # A figure is filled in by the machine.
    bare = _FIGURE.sub(lambda match: "\ufffc" * len(match.group()), text)
    if name and bare.strip() and _WHOLE_NAME.fullmatch(bare):
        return ((0, len(text)),)
    return tuple(_merged(bare, _spans(bare, name=name)))


def _spans(text: str, *, name: bool) -> Iterator[tuple[int, int]]:
    for pattern in (_ANYWHERE, _IN_NAMES) if name else (_ANYWHERE,):
        for match in pattern.finditer(text):
            yield match.span()


def _merged(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans in order, those between which nothing stands as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is not None and not text[last[1] : start].strip():
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
