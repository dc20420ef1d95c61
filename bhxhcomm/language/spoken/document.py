"""Numbers of legal documents, said as news are read: 188/2025/NĐ-CP is number 188 of the year 2025, of the Government.

Their form is that of Nghị định 30/2020/NĐ-CP (number/kind-issuer), of Luật Ban hành văn bản quy phạm pháp luật
(number/year/kind-issuer) and of the Party (number-kind/issuer).
"""

from __future__ import annotations

import re

from bhxhcomm.language.spoken.sentence import PartKind, Sentence, SentencePart

_CAPITALS = "A-ZĐÂĂÊÔƠƯ"
_PART = rf"[{_CAPITALS}][{_CAPITALS}a-zđ&]*[0-9]{{0,2}}"
_STATE = re.compile(rf"([0-9]{{1,5}}) ?(?:/ ?([12][0-9]{{3}}) ?)?/ ?({_PART}(?:[-–]{_PART})*)(?![^\W_])")
_PARTY = re.compile(rf"([0-9]{{1,4}})-([{_CAPITALS}][{_CAPITALS}a-zđ]{{1,3}})/([{_CAPITALS}]{{2,8}})(?![^\W_])")
_WITH_TERM = re.compile(r"([^0-9]+)([0-9]+)")
_LAW = re.compile(r"(?:luật|nghị quyết|pháp lệnh|hiến pháp|lệnh|văn bản)$")
_REST = re.compile(r"[^.;!?\n]{0,160}")


def document(s: Sentence, at: int) -> SentencePart | None:
    """The number of a legal document at this point."""
    if match := _PARTY.match(s.text, at):
        number, kind, issuer = match.groups()
        if kind in s.lexicon.kinds:
            return _said(s, at, match.end(), number, "", kind, [issuer])
    if not (match := _STATE.match(s.text, at)):
        return None
    number, year, tail = match.groups()
    parts = re.split("[-–]", tail)
    kind = parts[0] if parts[0] in s.lexicon.kinds and (len(parts) > 1 or parts[0] not in s.lexicon.issuers) else ""
    issuers = parts[1:] if kind else parts
    if not year and not kind and _issuer(s, issuers[0]) is None:
        return None
    return _said(s, at, match.end(), number, year or "", kind, issuers)


def _said(s: Sentence, at: int, end: int, number: str, year: str, kind: str, issuers: list[str]) -> SentencePart:
    earlier = s.text[max(0, at - 100) : at].lower()
    before = s.text[max(0, at - 40) : at].rstrip(" :").lower()
    kind_words = s.lexicon.kinds.get(kind, "")
    words = []
    if not before.endswith(("số", *((kind_words.lower(), kind.lower()) if kind else ()))) and not (
        not kind and _LAW.search(before)
    ):
        words += [kind_words, "số"] if kind_words else ["số"]
    words.append(s.number(int(number)))
    if year:
        words += ["năm", s.number(int(year))]
    readings = [_issuer(s, issuer) for issuer in issuers]
    unread = next((issuer for issuer, reading in zip(issuers, readings, strict=True) if reading is None), "")
    who = [issuer if reading is None else reading for issuer, reading in zip(issuers, readings, strict=True)]
    rest = _REST.match(s.text, end)
    named = rest.group().lower() if rest else ""
    bare = [re.sub(r" khóa .*", "", issuer).lower() for issuer in who]
    if who and not all(f"của {issuer}" in named for issuer in bare):
        # A letter names its department behind the office (BHXH-TST); joint circulars name their ministries alike.
        if kind_words and words[0] != kind_words and kind_words not in earlier and kind.lower() not in earlier.split():
            words[-1] += ","
            words.append(kind_words)
        words += ["của", (" và " if kind else ", ").join(who)]
    return SentencePart(
        at, end, " ".join(words), PartKind.NUMBER, unit=True, unread=unread, section="issuers" if unread else ""
    )


def _issuer(s: Sentence, written: str) -> str | None:
    """Who issued it; QH15 is "Quốc hội khóa mười lăm". None for one that is not known."""
    if written in s.lexicon.issuers:
        return s.lexicon.issuers[written]
    match = _WITH_TERM.fullmatch(written)
    if match and match.group(1) in s.lexicon.issuers:
        return f"{s.lexicon.issuers[match.group(1)]} khóa {s.number(int(match.group(2)))}"
    return None
