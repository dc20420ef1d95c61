"""People's names as they are typed: when two of them may be one person's, and when one is surely meant.

Whoever wrote a text does not approve it. A typed name proves nothing, but a writer must not pass for somebody else by another
way of writing the own name. So `same_person` errs towards yes: marks, capitals, punctuation, signs that cannot be seen, letters
of other scripts that look alike, titles, offices held, the order of the words, initials and words left out tell no two people
apart. The price is that two colleagues whose names differ by no more than that are taken for one: what they sign is refused,
until both names carry a staff number in brackets, which tells them apart:

>>> same_person("Chị Trần Thị Hoa", "Tran Thi Hoa")
True
>>> same_person("Trần Thị Hoa", "Trần Thị Hòa")
True
>>> same_person("Trần Thị Hoa (số 0123)", "Trần Thị Hòa (số 0456)")
False

`is_named` errs towards no: it is asked whether somebody stands on a list of those who may do something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bhxhcomm.core.i18n import Message, _

_FORMS_OF_ADDRESS = "ong|ba|anh|chi|co|chu|bac|em|cu|thay|dong chi|d c|dc|mr|mrs|ms|dr"
_DEGREES = (
    "gs|giao su|pgs|pho giao su|ts|t s|tien si|ths|th s|thac si|cn|cu nhan|ks|ki su|kts|ktv|bs|b s|bac si|ds|d s|duoc si|"
    "bscki|bsckii|bsck1|bsck2|cki|ckii|ck1|ck2|ls|luat su|ncs|nsut|nsnd|ngut|ngnd"
)
_OFFICES_HELD = (
    "kt|tl|tuq|tm|q|quyen|giam doc|pho giam doc|tong giam doc|pho tong giam doc|gd|pgd|truong phong|pho truong phong|pho phong|"
    "tp|pp|chanh van phong|pho chanh van phong|truong ban|pho truong ban|to truong|to pho|chu tich|pho chu tich|"
    "chuyen vien|chuyen vien chinh|cv|cvc"
)
_LOOKALIKES = str.maketrans(
    "абвгдезикмнорстухчѕіјһԁԛԝαβεικνορτυχηɑɡıð",
    "abbrdezukmhopctyxysijhdqwabeiknoptyxnagid",
)
"""Small letters of Cyrillic and Greek, and some of Latin, by the Latin letter that they look like."""
_IN_WORDS = str.maketrans("y01", "iol")
_TITLES = frozenset(
    tuple(title.translate(_IN_WORDS).split())
    for title in "|".join((_FORMS_OF_ADDRESS, _DEGREES, _OFFICES_HELD)).split("|")
)
_LONGEST_TITLE = max(map(len, _TITLES))

_STROKED = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH ")
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs without ink; those of the category Cf go anyway."""
_STAFF_NUMBER = re.compile(r"[(\[]([^()\[\]]*\d[^()\[\]]*)[)\]]")


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's. A name without a letter is nobody's, and the same as no other."""
    numbers = {_number(one), _number(other)} - {""}
    return len(numbers) < 2 and any(_alike(a, b) for a in _readings(one) for b in _readings(other))


def is_named(name: str, listed: str) -> bool:
    """Whether a name is the one that stands on a list: letter for letter, capitals, spaces and titles before it aside."""
    return _exact(name) != () and _exact(name) == _exact(listed)


def is_nameless(name: str) -> bool:
    """Whether a name has nothing in it by which a person could be known."""
    return not folded(name)


def apart_hint(hint: Message, one: str, other: str) -> Message:
    """A hint that somebody else must sign, and for two names that are written differently, what tells two people apart."""
    if is_named(one, other):
        return hint
    message = _("{hint}; if {one} and {other} are two people, write the staff number behind both names: {example}")
    return message.format(hint=hint, one=one, other=other, example=f"{_STAFF_NUMBER.sub('', other).strip()} (0123)")


def as_written(name: str) -> str:
    """A name as it is put into a file: NFC, single spaces, nothing that cannot be seen."""
    seen = "".join(sign for sign in name if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace())
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def folded(name: str) -> str:
    """The words of a name in small letters without marks, titles and staff number; empty where nothing is left.

    >>> folded("ThS.BS. Nguyễn Thị Mỹ-Ý")
    'nguien thi mi i'
    """
    words = _words(_STAFF_NUMBER.sub(" ", name))
    return " ".join(words[_titles(words) :])


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """What the words of a name may be: all of them, without titles before them, and without what follows a comma or dash.

    A title may be a family name as well (Chu, Ông), so that both readings count.
    """
    name = _STAFF_NUMBER.sub(" ", name)
    for part in dict.fromkeys((name, re.split(r"[,;(\[|]|\s[-–—]\s", name.strip())[0])):
        words = _words(part)
        for reading in (words, words[_titles(words) :]):
            if reading:
                yield reading


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one reading is the other, joined or parted or turned round, or says less of it than it does.

    What says less has its given name, which comes last, in full, and of the other words as many as it likes, or initials.
    """
    if "".join(one) == "".join(other):
        return True
    short, long = sorted((one, other), key=len)
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        found = next((at for at, known in enumerate(rest) if known == word), None)
        if found is None and len(word) == 1:
            found = next((at for at, known in enumerate(rest) if known.startswith(word)), None)
        if found is None:
            found = next((at for at, known in enumerate(rest) if len(known) == 1 and word.startswith(known)), None)
        if found is None:
            return False
        del rest[found]
    return long[-1] in short


def _titles(words: tuple[str, ...]) -> int:
    """How many words at the beginning are titles. The last word never is: somebody may be called by it alone."""
    at = 0
    while at < len(words) - 1:
        sizes = range(min(_LONGEST_TITLE, len(words) - 1 - at), 0, -1)
        found = next((size for size in sizes if words[at : at + size] in _TITLES), 0)
        if not found:
            break
        at += found
    return at


def _words(text: str) -> tuple[str, ...]:
    """The words of a text: small letters without marks, y as i, what looks alike as one. A number is no word."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf" and sign not in _UNSEEN)
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", seen).casefold())
    letters = "".join(_letter(sign) for sign in plain if unicodedata.category(sign) not in ("Mn", "Mc", "Me", "Lm"))
    return tuple(word.translate(_IN_WORDS) for word in letters.split() if not word.isdecimal())


def _letter(sign: str) -> str:
    """A small letter as it counts, or a space."""
    if not sign.isalnum():
        return " "
    if stroked := _STROKED.match(unicodedata.name(sign, "")):
        return stroked[1].lower()
    return sign.translate(_LOOKALIKES)


def _number(name: str) -> str:
    """The digits of the numbers in a name, without zeros before them; empty where there are none."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name))
    return "".join(str(int(word)) for word in words if word.isdecimal())


def _exact(name: str) -> tuple[str, ...]:
    """The words of a name with their marks, without titles before them."""
    words = tuple(as_written(name).casefold().split())
    return words[_titles(tuple("".join(_words(word)) for word in words)) :]
