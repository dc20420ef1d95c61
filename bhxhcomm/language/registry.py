"""The languages bhxhcomm knows: one entry each in `locales/languages.yaml` (format `languages/1`).

A workspace adds languages, or changes some keys of an entry, in a file of the same format (`read_with`, then `use`).

>>> language("vi-VN").names.autonym
'Tiếng Việt'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property
from pathlib import Path

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.language import registry_file
from bhxhcomm.language.entry import Exemplar, Finals, Fonts, Language, Names, Sample, Speech
from bhxhcomm.language.nearest import nearest

__all__ = [
    "Exemplar",
    "Finals",
    "Fonts",
    "Language",
    "Names",
    "Registry",
    "Sample",
    "Speech",
    "UnknownLanguage",
    "current",
    "language",
    "languages",
    "of_workspace",
    "read",
    "read_with",
    "shipped",
    "supported",
    "use",
    "using",
]

OWN_FILE = Path("locales", "languages.yaml")
"""Where a workspace keeps its own entries."""


class UnknownLanguage(LookupError):  # noqa: N818 - a name for what happened
    """No registered language has this id or tag. `near` holds the ids most like it; `hint` says them."""

    def __init__(self, wanted: str, known: tuple[str, ...], neighbour_of: str = "") -> None:
        self.wanted = wanted
        self.near = (neighbour_of,) if neighbour_of else tuple(nearest(wanted, known))
        if neighbour_of:
            self.hint = _("it is close to “{name}”, which is another language or another way of writing it").format(
                name=neighbour_of
            )
        else:
            self.hint = _("known languages: {names}").format(names=", ".join(self.near or known))
        self.message = _("there is no language “{name}”").format(name=wanted)
        super().__init__(self.message)


class Registry:
    """A fixed set of languages, found by id or by tag."""

    def __init__(self, entries: Iterable[Language]) -> None:
        self.by_id: Mapping[str, Language] = {entry.id: entry for entry in entries}

    def __iter__(self) -> Iterator[Language]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def language(self, name: str) -> Language:
        """The language with this registry id or BCP 47 tag, in any case, `_` for `-`, with a region or without.

        Scripts and private subtags are never dropped: two spellings are two languages. Raises `UnknownLanguage`.
        """
        if name in self.by_id:
            return self.by_id[name]
        wanted = _folded(name)
        found = self._tags.get(wanted) or self._tags.get(_without_region(wanted))
        if found is None:
            raise UnknownLanguage(name, tuple(self.by_id), self._neighbours.get(_without_region(wanted), ""))
        return self.by_id[found]

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        """From every way to write a language, folded, to its id. An id wins over tags, a tag over related ones."""
        tags: dict[str, str] = {}
        for entry in self:
            tags.setdefault(_folded(entry.id), entry.id)
        for entry in self:
            for tag in (entry.tag, entry.tag_full, _without_region(_folded(entry.tag_full))):
                tags.setdefault(_folded(tag), entry.id)
        for entry in self:
            for tag in entry.related_tags:
                tags.setdefault(_folded(tag), entry.id)
        return tags

    @cached_property
    def _neighbours(self) -> Mapping[str, str]:
        """From the tags of close languages that are not registered to the entry that names them first."""
        return {
            _without_region(_folded(neighbour.partition(" ")[0])): entry.id
            for entry in reversed(list(self))
            for neighbour in entry.neighbours
        }


def languages() -> tuple[Language, ...]:
    """All registered languages, in the order of the file."""
    return tuple(current())


def supported() -> tuple[Language, ...]:
    """The languages that editions can be built in."""
    return tuple(entry for entry in current() if entry.supported)


def language(name: str) -> Language:
    """The language with this registry id or BCP 47 tag, as `Registry.language` finds it. Raises `UnknownLanguage`."""
    return current().language(name)


def means(tag: str, name: str) -> bool:
    """Whether what a file gives as its language is this registered language.

    Editors of catalogues often write the bare code of a language (`blt`); it means each of its spellings. A tag that names
    a script or a spelling means that one alone.

    >>> means("km_KH", "khmer"), means("blt", "thai-latn"), means("rad", "khmer")
    (True, True, False)
    """
    wanted, folded = language(name), _folded(tag)
    if folded == _folded(wanted.tag).partition("-")[0]:
        return True
    try:
        return language(tag).id == wanted.id
    except UnknownLanguage:
        return False


def read(path: Path) -> dict[str, Language]:
    """The registry in one file, by id. Raises `ContentError` with every mistake in it."""
    return registry_file.read(path)


def read_with(path: Path, *, workspace: Path | None = None) -> Registry:
    """The languages that ship with bhxhcomm, with those of one more file added or laid over them.

    The file lies in the workspace at `workspace`, if in any. An entry with a known id needs to name only the keys that
    differ. Raises `ContentError` with every mistake.
    """
    return Registry(registry_file.read(path, shipped().by_id, workspace=workspace).values())


def of_workspace(root: Path) -> Registry:
    """The languages of a workspace: the shipped ones, with its own file (`OWN_FILE`) where it has one."""
    path = root / OWN_FILE
    return read_with(path, workspace=root) if path.exists() or path.is_symlink() else shipped()


def current() -> Registry:
    """The languages in use: the shipped ones until `use` or `using` puts others in their place."""
    return _current.get() or shipped()


def use(registry: Registry | None) -> None:
    """Put these languages in use from now on, as whoever opens a workspace does; None puts the shipped ones back."""
    _current.set(registry)


@contextmanager
def using(registry: Registry | None) -> Iterator[None]:
    """These languages in use for a while."""
    token = _current.set(registry)
    try:
        yield
    finally:
        _current.reset(token)


@cache
def shipped() -> Registry:
    """The languages that come with bhxhcomm."""
    return Registry(registry_file.read(resources.folder("locales") / "languages.yaml").values())


_current: ContextVar[Registry | None] = ContextVar("languages in use", default=None)


def _folded(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()


def _without_region(tag: str) -> str:
    """The tag without its region subtag (two letters or three digits, RFC 5646), wherever it stands before `-x-`."""
    public, private, rest = tag.partition("-x-")
    first, *subtags = public.split("-")
    kept = [
        subtag
        for subtag in subtags
        if not ((len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isdigit()))
    ]
    return "-".join([first, *kept]) + private + rest
