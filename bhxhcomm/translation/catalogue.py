"""Catalogues: gettext PO files, one for each pack and language, and one for each language of the workspace.

They are read and written by translate-toolkit, which keeps to the byte what nobody changed. The header has no clock. A
catalogue whose header says `X-Bhxhcomm-Test-Text: yes` holds no translation but text made to try pages out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from bhxhcomm.content import units
from bhxhcomm.content.loading.catalogues import MAX_CATALOGUE_BYTES
from bhxhcomm.content.workspace import CatalogueFile
from bhxhcomm.core.i18n import NO_MESSAGE, Message, _
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems
from bhxhcomm.language import registry
from bhxhcomm.language.normalise import nfc
from bhxhcomm.translation import po_plain

if TYPE_CHECKING:
    from translate.storage import pypo

FOLDER = "locales"
FLAG = "python-brace-format"
TEST_TEXT = "X-Bhxhcomm-Test-Text"
MAX_BYTES = MAX_CATALOGUE_BYTES
MAX_ENTRIES = 20_000
"""Far more than all packs of a workspace have together; translate-toolkit takes some 50 µs for each."""
BACK, SPOKEN, NOTE, IN_WORDS = "back-translation", "spoken", "note", "in-words"
"""What may be added to an entry; each stands in a comment of its own: `# spoken: …`. `in-words` names the numbers that a
translation says in words (`faithful.differences`); it counts once a reviewer has signed it."""
_COMMENT = re.compile(rf"# ({BACK}|{SPOKEN}|{NOTE}|{IN_WORDS}): (.*)")
_LINE = re.compile(r"on line (\d+)")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One entry as it stands in a file. `fuzzy` says that it was made for another wording (`previous`, where known), or that
    somebody has marked it as in need of work. `extracted` are its comments for the translator (`#.`), which only the full
    reader has."""

    context: str
    source: str
    target: str
    fuzzy: bool = False
    previous: str = ""
    obsolete: bool = False
    back: str = ""
    spoken: str = ""
    note: str = ""
    line: int = 0
    in_words: str = ""
    extracted: tuple[str, ...] = field(default=(), compare=False)

    @property
    def key(self) -> units.Key:
        return (self.context, self.source)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries of a file, in its order. `translator` is whom the header names (`Last-Translator`), `language` the tag in
    it (empty where it has none)."""

    place: Place
    entries: tuple[CatalogueEntry, ...]
    test_text: bool = False
    translator: str = ""
    language: str = ""


def read(file: CatalogueFile) -> Catalogue:
    """Read a catalogue. Raises `ContentError` with everything that makes it unusable, each with its line: also that its
    header names another language than the one that it lies here for."""
    found = _read(file)
    if file.lang and found.language and not registry.means(found.language, file.lang):
        raise ContentError([other_language(found.language, file.lang, _language_place(file))])
    return found


def other_language(named: str, wanted: str, place: Place) -> Problem:
    """The problem of a catalogue whose header names another language."""
    return Problem(
        "po-language",
        _("the header says that these translations are in “{other}”, not in “{own}”").format(other=named, own=wanted),
        place,
        _("take the file of the right language; if the header alone is wrong, write “Language: {tag}” there").format(
            tag=registry.language(wanted).tag
        ),
    )


def _language_place(file: CatalogueFile) -> Place:
    at = re.search(rb'^"Language:', file.data, re.MULTILINE)
    return Place(file.shown, file.data.count(b"\n", 0, at.start()) + 1, 1) if at else Place(file.shown)


@lru_cache(maxsize=4096)
def _read(file: CatalogueFile) -> Catalogue:
    if (found := _plainly(file)) is not None:
        return found
    return read_fully(file)


def read_fully(file: CatalogueFile) -> Catalogue:
    """The same, by translate-toolkit alone."""
    data = _clean(file.data)
    store = _parsed(data, file.shown)
    header = store.parseheader()
    entries = tuple(_entry(unit) for unit in store.units if not unit.isheader())
    _check_entries(store, entries, data, file.shown)
    return Catalogue(
        Place(file.shown),
        entries,
        header.get(TEST_TEXT, "").strip().lower() == "yes",
        _name(header.get("Last-Translator", "")),
        header.get("Language", "").strip(),
    )


def _plainly(file: CatalogueFile) -> Catalogue | None:
    """The catalogue by the quick reader; None where the full one is needed, such as to say what is wrong."""
    try:
        blocks = (
            po_plain.read(file.data.decode("utf-8"))
            if len(file.data) <= MAX_BYTES and file.data.count(b"msgid ") <= MAX_ENTRIES
            else None
        )
    except UnicodeDecodeError:
        return None
    if blocks is None:
        return None
    header = dict(_field(line) for line in blocks[0].target.split("\n"))
    if "charset=utf-8" not in header.get("content-type", "").lower():
        return None
    entries = tuple(_of_block(block) for block in blocks[1:])
    active = [entry.key for entry in entries if not entry.obsolete]
    if len(set(active)) != len(active) or ("", "") in active:
        return None
    return Catalogue(
        Place(file.shown),
        entries,
        header.get(TEST_TEXT.lower(), "").lower() == "yes",
        _name(header.get("last-translator", "")),
        header.get("language", ""),
    )


def _field(line: str) -> tuple[str, str]:
    name, _colon, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _of_block(block: po_plain.Block) -> CatalogueEntry:
    notes = {name: text for name, text in (_noted(line) for line in block.comments) if name} if block.comments else {}
    return CatalogueEntry(
        block.context,
        nfc(block.source),
        nfc(block.target).strip(),
        "fuzzy" in block.flags,
        nfc(block.previous),
        block.obsolete,
        notes.get(BACK, ""),
        notes.get(SPOKEN, ""),
        notes.get(NOTE, ""),
        block.line,
        notes.get(IN_WORDS, ""),
    )


def parse(data: bytes, shown: str) -> pypo.pofile:
    """The file as translate-toolkit has it. Raises `ContentError`: not UTF-8, not PO, an entry twice, plural forms."""
    data = _clean(data)
    store = _parsed(data, shown)
    _check_entries(store, [_entry(unit) for unit in store.units if not unit.isheader()], data, shown)
    return store


def _clean(data: bytes) -> bytes:
    """The file without what Windows' own editor puts in: a byte order mark, and line ends with which contexts and comments
    would be lost when the file is written again."""
    return data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def _parsed(data: bytes, shown: str) -> pypo.pofile:
    from translate.storage import pypo
    from translate.storage.base import ParseError

    if len(data) > MAX_BYTES:
        raise _unreadable("catalogue-too-large", _("this file is too large for a catalogue"), Place(shown))
    begun = data.count(b"msgid ")
    if begun > MAX_ENTRIES:
        message = _("this file has {count} entries; at most {limit} are read").format(count=begun, limit=MAX_ENTRIES)
        raise _unreadable("catalogue-too-large", message, Place(shown))
    _check_charset(data, shown)
    try:
        store: pypo.pofile = pypo.pofile.parsestring(data)
    except (ParseError, ValueError) as exc:
        found = _LINE.search(str(exc))
        raise _unreadable(
            "po-syntax",
            _("this is no PO file: {why}").format(why=" ".join(str(exc).split())),
            Place(shown, int(found.group(1)), 1) if found else Place(shown),
            _("open it with Poedit, which shows what is wrong, or take the last version that was sound"),
        ) from exc
    return store


def _check_charset(data: bytes, shown: str) -> None:
    hint = _("save it as UTF-8: in Poedit, Catalogue → Properties → Charset")
    declared = re.search(rb"Content-Type:[^\"\\]*charset=([A-Za-z0-9._-]+)", data[:10_000])
    if declared and declared.group(1).decode().lower() not in ("utf-8", "utf8", "charset"):
        charset = declared.group(1).decode()
        message = _("the header says that this file is in {charset}, not in UTF-8").format(charset=charset)
        raise _unreadable("po-charset", message, Place(shown, data.count(b"\n", 0, declared.start()) + 1, 1), hint)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise _unreadable("po-charset", _("this line is not UTF-8"), Place(shown, line, 1), hint) from exc


def _check_entries(store: pypo.pofile, entries: Iterable[CatalogueEntry], data: bytes, shown: str) -> None:
    problems = Problems()
    if b"msgid_plural" in data:
        for unit in store.units:
            if unit.hasplural():
                problems.error(
                    "po-plural",
                    _("plural forms are not used here"),
                    Place(shown, unit.line_number or 0, 1),
                    _("take out msgid_plural, and write msgstr in place of msgstr[0]"),
                )
    for unit in store.units:
        if not unit.msgstr:
            problems.error(
                "po-syntax",
                _("this entry has no msgstr"),
                Place(shown, unit.line_number or 0, 1),
                _("every msgid needs a msgstr below it"),
            )
    seen: dict[units.Key, int] = {}
    for entry in entries:
        if not entry.obsolete:
            if entry.key in seen:
                message = _("this text stands here a second time (first on line {line})").format(line=seen[entry.key])
                place = Place(shown, entry.line, 1)
                problems.error("po-duplicate", message, place, _("keep the right one and delete the other"))
            seen.setdefault(entry.key, entry.line)
    begun = len(re.findall(rb"^(?:#~ ?)?msgid ", data, re.MULTILINE))
    if begun != len(store.units):
        problems.error(
            "po-syntax",
            _("{begun} entries begin here, but only {whole} of them are whole").format(
                begun=begun, whole=len(store.units)
            ),
            Place(shown),
            _("every msgid needs a msgstr below it"),
        )
    problems.raise_errors()


def _entry(unit: pypo.pounit) -> CatalogueEntry:
    comments = unit.othercomments
    notes = {name: text for name, text in (_noted(line) for line in comments) if name} if comments else {}
    return CatalogueEntry(
        str(unit.getcontext()),
        nfc(str(unit.source)),
        nfc(str(unit.target)).strip(),
        bool(unit.isfuzzy()),
        nfc(str(unit.prev_source)) if unit.prev_msgid else "",
        bool(unit.isobsolete()),
        notes.get(BACK, ""),
        notes.get(SPOKEN, ""),
        notes.get(NOTE, ""),
        unit.line_number or 0,
        notes.get(IN_WORDS, ""),
        tuple(line.removeprefix("#.").strip() for line in unit.automaticcomments),
    )


def _noted(line: str) -> tuple[str, str]:
    found = _COMMENT.match(line.removeprefix("#~ ").rstrip("\n"))
    return (found.group(1), nfc(found.group(2).strip())) if found else ("", "")


def _name(header: str) -> str:
    """A person's name without the mail address; empty for what gettext writes when nobody is named."""
    name = re.sub(r"\s*<[^<>]*>", "", header).strip()
    return "" if name.upper() in ("FULL NAME", "AUTOMATICALLY GENERATED") else name


def _unreadable(code: str, message: Message, place: Place, hint: Message = NO_MESSAGE) -> ContentError:
    return ContentError([Problem(code, message, place, hint)])


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One entry as it is to stand in the file, with what its reader should know of it."""

    context: str
    source: str
    target: str = ""
    previous: str = ""
    fuzzy: bool = False
    back: str = ""
    spoken: str = ""
    note: str = ""
    notes: tuple[str, ...] = ()
    place: str = ""
    in_words: str = ""

    @property
    def key(self) -> units.Key:
        return (self.context, self.source)


def written(
    data: bytes | None,
    lines: Sequence[CatalogueLine],
    *,
    shown: str,
    project: str,
    tag: str,
    title: str,
    translator: str | None = None,
    test_text: bool = False,
) -> bytes:
    """A catalogue with exactly these entries, in this order; what is no longer asked for is kept as obsolete.

    `data` is the file as it was: what need not change stays to the byte. `project`, `tag` (BCP 47) and `title` make the
    header of a new file. `translator` is put into the header, an empty one takes the name out of it. Raises `ContentError`
    when `data` cannot be read.
    """
    from translate.storage import pypo

    store = parse(data if data else _head(project, tag, title, test_text), shown)
    if translator is not None and _name(store.parseheader().get("Last-Translator", "")) != translator:
        store.updateheader(add=True, Last_Translator=translator)
    header = [unit for unit in store.units if unit.isheader()][:1]
    active = {(str(unit.getcontext()), nfc(str(unit.source))): unit for unit in store.units if not unit.isobsolete()}
    gone = {(str(unit.getcontext()), nfc(str(unit.source))): unit for unit in store.units if unit.isobsolete()}
    kept: list[pypo.pounit] = []
    for line in lines:
        unit = active.pop(line.key, None)
        if unit is None and line.key in gone:
            unit = gone.pop(line.key)
            unit.resurrect()
        if unit is None:
            unit = pypo.pounit(line.source, encoding="utf-8")
            unit.setcontext(line.context)
        _fill(unit, line)
        kept.append(unit)
    left = [unit for unit in active.values() if not unit.isheader() and str(unit.target).strip()]
    for unit in left:
        unit.makeobsolete()
        unit.automaticcomments = []
        unit.sourcecomments = []
    old = {key: unit for key, unit in gone.items() if key not in {_key(unit) for unit in left}}
    store.units = [*header, *kept, *old.values(), *left]
    return bytes(store)


def _key(unit: pypo.pounit) -> units.Key:
    return (str(unit.getcontext()), nfc(str(unit.source)))


def _head(project: str, tag: str, title: str, test_text: bool) -> bytes:
    lines = [
        f"# {title}",
        'msgid ""',
        'msgstr ""',
        f'"Project-Id-Version: {project}\\n"',
        f'"Language: {tag}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        *([f'"{TEST_TEXT}: yes\\n"'] if test_text else []),
    ]
    return ("\n".join(lines) + "\n").encode()


def _fill(unit: pypo.pounit, line: CatalogueLine) -> None:
    """Set what differs, and nothing else."""
    if nfc(str(unit.target)).strip() != line.target:
        unit.target = line.target
    if bool(unit.isfuzzy()) != line.fuzzy:
        unit.markfuzzy(line.fuzzy)
    if nfc(str(unit.prev_source)) != line.previous:
        unit.prev_msgctxt = []
        unit.prev_source = line.previous
        if not line.previous:
            unit.clear_previous()
    comments = [f"#. {note}\n" for note in line.notes]
    if unit.automaticcomments != comments:
        unit.automaticcomments = comments
    places = [f"#: {line.place}\n"] if line.place else []
    if unit.sourcecomments != places:
        unit.sourcecomments = places
    if ("{" in line.source) != unit.hastypecomment(FLAG):
        unit.settypecomment(FLAG, "{" in line.source)
    own = [(BACK, line.back), (SPOKEN, line.spoken), (NOTE, line.note), (IN_WORDS, line.in_words)]
    if dict(_noted(text) for text in unit.othercomments if _noted(text)[0]) != {k: v for k, v in own if v}:
        others = [text for text in unit.othercomments if not _noted(text)[0]]
        unit.othercomments = others + [f"# {name}: {text}\n" for name, text in own if text]


def keys(lines: Iterable[CatalogueLine]) -> set[units.Key]:
    """The keys of some entries."""
    return {line.key for line in lines}
