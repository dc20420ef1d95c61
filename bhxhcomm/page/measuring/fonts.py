"""The fonts that pages are set in: where each file is, whether it is the expected one, and how the page engine gets it.

`assets/fonts.yaml` lists them. Pages see these files and no others: `isolate` hides the machine's own fonts from the
page engine, `faces_css` declares the found files by their address. To look a font up, nothing but its version is read, which
costs a few milliseconds.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs
import yaml

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import MachineError, Place, Problem, Severity
from bhxhcomm.language import registry
from bhxhcomm.language.entry import Fonts
from bhxhcomm.page.measuring import font_trial

FORMAT = "fonts/1"
FOLDER = "fonts"
"""The folder of a workspace in which it may have faces of the list."""
SPACES = " \u00a0"
"""What every family lends beside its letters, so that an empty line is as high as one with letters in it."""
FONT_SUFFIXES = frozenset({".ttf", ".otf"})


@dataclass(frozen=True, slots=True)
class Face:
    """One face of the list: what is wanted, and where it is to be had. `weight` is that of CSS (400 is regular)."""

    family: str
    weight: int
    style: str
    file: str
    version: str
    sha256: str
    licence: str
    required: bool
    pypi: str = ""
    debian: str = ""
    scripts: tuple[str, ...] = ()
    characters: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        """How a person calls it: family, weight, and style where it is not upright."""
        return " ".join(part for part in (self.family, str(self.weight), self.style.replace("normal", "")) if part)

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"python -m pip install {self.pypi}" if self.pypi else f"sudo apt-get install {self.debian}"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face that was found on this machine. `expected` says whether it is, byte for byte, the file of the list."""

    family: str
    weight: int
    style: str
    path: Path
    sha256: str
    version: str
    expected: bool


@dataclass(frozen=True)
class FontList:
    """What `assets/fonts.yaml` says: the faces in the order of the file."""

    faces: tuple[Face, ...]

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The names of all families."""
        return tuple(dict.fromkeys(face.family for face in self.faces))


@cache
def font_list() -> FontList:
    """The list of fonts that ships with bhxhcomm."""
    text = (resources.folder("assets") / "fonts.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(text, Loader=loader)
    if content["format"] != FORMAT:
        raise ValueError(f"assets/fonts.yaml: unknown format {content['format']!r}")
    faces = tuple(
        Face(
            family=family["family"],
            weight=face["weight"],
            style=face["style"],
            file=face["file"],
            version=family["version"],
            sha256=face["sha256"],
            licence=family["licence"],
            required=family["required"],
            pypi=family.get("pypi", ""),
            debian=family.get("debian", ""),
            scripts=tuple(family["scripts"]),
            characters=tuple(_range(text) for text in family.get("characters", ())),
        )
        for family in content["families"]
        for face in family["faces"]
    )
    return FontList(faces)


def _range(text: str) -> tuple[int, int]:
    """`U+AA80-AAC2` as its first and last code point."""
    first, _hyphen, last = text.removeprefix("U+").partition("-")
    return int(first, 16), int(last or first, 16)


def families_for(lang: str) -> Fonts:
    """The families that a language (by its registry id) is set in; those of a language that is not registered are ours."""
    entry = registry.current().by_id.get(lang)
    return entry.fonts if entry is not None else Fonts()


def lent(family: str) -> tuple[tuple[int, int], ...]:
    """The ranges of code points that a family lends (spaces apart); none where it lends all that it has."""
    return next((face.characters for face in font_list().faces if face.family == family), ())


def lends(family: str, character: str) -> bool:
    """Whether a family may set this character, if it has it."""
    ranges = lent(family)
    return not ranges or character in SPACES or any(first <= ord(character) <= last for first, last in ranges)


def families_of(languages: Iterable[str]) -> tuple[str, ...]:
    """Every family that the languages of a page are set in, once, those of its first language before others."""
    return tuple(dict.fromkeys(family for lang in languages for family in families_for(lang).all))


def find(families: Iterable[str] | None = None, workspace: Path | None = None) -> tuple[FontFile, ...]:
    """The font files of the named families, in the order of the list; of all required families when none is named.

    Raises `MachineError` when a face of them is not on this machine, with the command that installs it, or when a family is
    not in the list; `ContentError` when a file of them that lies in the workspace cannot be set with (`font_trial`).
    """
    wanted = set(families) if families is not None else None
    for family in sorted(wanted or ()):
        if family not in font_list().families:
            raise MachineError(unlisted(family))
    found = []
    for face in font_list().faces:
        if face.required if wanted is None else face.family in wanted:
            check_own(face, workspace)
            font = locate(face, workspace)
            if font is None:
                raise MachineError(missing(face))
            found.append(font)
    return tuple(found)


def locate(face: Face, workspace: Path | None = None) -> FontFile | None:
    """One face on this machine, or None. Of several files the one with the expected SHA-256, else the first."""
    first: FontFile | None = None
    for path in _candidates(face, workspace):
        try:
            sha256, version = _identity(path)
        except (OSError, ValueError, struct.error):
            continue
        font = FontFile(face.family, face.weight, face.style, path, sha256, version, expected=sha256 == face.sha256)
        if font.expected:
            return font
        first = first or font
    return first


def check_own(face: Face, workspace: Path | None) -> None:
    """Raise `ContentError` where the workspace has a file of this face, other than that of the list, that is not sound."""
    path = workspace.absolute() / FOLDER / face.file if workspace is not None else None
    if workspace is None or path is None or not os.path.lexists(path):
        return
    try:
        known = path.is_file() and _identity(path)[0] == face.sha256
    except (OSError, ValueError, struct.error):
        known = False
    if not known:
        font_trial.check(path, workspace.absolute())


def missing(face: Face) -> Problem:
    """The problem of a face that is not on this machine."""
    return Problem(
        "font-missing",
        _("the font {name} ({file}) is not on this machine").format(name=face.name, file=face.file),
        hint=_("install it: {command}").format(command=face.install),
    )


def unlisted(family: str) -> Problem:
    """The problem of a family that a language is to be set in and that nobody has looked at."""
    return Problem(
        "font-missing",
        _("the font family “{name}” is not one that pages can be set in").format(name=family),
        hint=_("name one of these under `fonts` in locales/languages.yaml: {names}").format(
            names=", ".join(font_list().families)
        ),
    )


def differences(fonts: Iterable[FontFile]) -> tuple[Problem, ...]:
    """A warning for each font that is not the expected file: pages set with it may break lines at other places."""
    expected = {(face.family, face.weight, face.style): face for face in font_list().faces}
    problems = []
    for font in fonts:
        if font.expected:
            continue
        face = expected[font.family, font.weight, font.style]
        problems.append(
            Problem(
                "font-differs",
                _("the font {name} is version {found} with other contents than the expected version {version}").format(
                    name=face.name, found=font.version, version=face.version
                ),
                Place(str(font.path)),
                hint=_("to get the expected pages, put {file} of version {version} into the workspace's fonts/").format(
                    file=face.file, version=face.version
                ),
                severity=Severity.WARNING,
            )
        )
    return tuple(problems)


@cache
def covers(fonts: tuple[FontFile, ...]) -> Mapping[str, frozenset[int]]:
    """The code points that each family may set: those that all its faces have, and that it lends."""
    found: dict[str, frozenset[int]] = {}
    for font in fonts:
        own = frozenset(code for code in coverage(font) if lends(font.family, chr(code)))
        found[font.family] = found.get(font.family, own) & own
    # Whoever asks next is given the same: nobody may write into it.
    return MappingProxyType(found)


@cache
def coverage(font: FontFile) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    from fontTools.ttLib import TTFont

    with TTFont(font.path, lazy=True) as face:
        return frozenset(face.getBestCmap())


def faces_css(fonts: Iterable[FontFile]) -> str:
    """The `@font-face` rules that declare these files to a page."""
    return "".join(
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; font-style: {font.style}; '
        f'src: url("{font.path.as_uri()}");{_unicode_range(font.family)} }}\n'
        for font in fonts
    )


def _unicode_range(family: str) -> str:
    ranges = lent(family)
    if not ranges:
        return ""
    spaces = (f"U+{ord(space):X}" for space in SPACES)
    return f" unicode-range: {', '.join([*spaces, *(f'U+{first:X}-{last:X}' for first, last in ranges)])};"


def _candidates(face: Face, workspace: Path | None) -> Iterator[Path]:
    """Where the face may be: the PyPI package, the workspace, the user's data folder, the system's font folders."""
    folders = []
    if face.pypi:
        spec = importlib.util.find_spec(face.pypi.replace("-", "_"))
        if spec is not None and spec.origin:
            folders.append(Path(spec.origin).parent / "files")
    if workspace is not None:
        folders.append(workspace / FOLDER)
    folders.append(Path(platformdirs.user_data_dir("bhxhcomm")) / "fonts")
    for folder in folders:
        path = folder.absolute() / face.file
        if path.is_file():
            yield path
    yield from _system_fonts(_system_folders()).get(face.file, ())


def _system_folders() -> tuple[Path, ...]:
    home = Path.home()
    data_home = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data_home / "fonts", home / ".fonts")


@cache
def _system_fonts(folders: tuple[Path, ...]) -> dict[str, tuple[Path, ...]]:
    """Every font file below these folders by its name; read once, in an order that does not depend on the disk."""
    by_name: dict[str, tuple[Path, ...]] = {}
    for top in folders:
        for folder, subfolders, files in os.walk(top):
            subfolders.sort()
            for name in sorted(files):
                if os.path.splitext(name)[1].lower() in FONT_SUFFIXES:
                    by_name[name] = (*by_name.get(name, ()), Path(folder, name))
    return by_name


def _identity(path: Path) -> tuple[str, str]:
    """The SHA-256 and the version of a font file. Raises `OSError`, or `ValueError` when it is no font."""
    stat = path.stat()
    if stat.st_size > font_trial.MAX_BYTES:
        raise ValueError("too large for a font")
    return _read_identity(path, stat.st_size, stat.st_mtime_ns)


@cache
def _read_identity(path: Path, size: int, modified: int) -> tuple[str, str]:  # size and time keep the cache honest
    content = path.read_bytes()
    return hashlib.sha256(content).hexdigest(), _version(content)


def _version(content: bytes) -> str:
    """The `fontRevision` of the `head` table (OpenType specification), to three places: `1.002`."""
    tables = struct.unpack_from(">H", content, 4)[0]
    for number in range(tables):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        if tag == b"head":
            return f"{struct.unpack_from('>l', content, offset + 4)[0] / 0x10000:.3f}"
    raise ValueError("no head table: not an OpenType font")
