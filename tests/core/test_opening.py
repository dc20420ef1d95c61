"""Nothing outside a workspace is opened, and nothing in it that is no plain file; whoever typed a command is told at once."""

from __future__ import annotations

import ast
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

import bhxhcomm
from bhxhcomm.content import preset
from bhxhcomm.core import opening
from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.language import labels, registry
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.materials import loading
from bhxhcomm.planning import inputs
from bhxhcomm.translation import glossary

pytestmark = pytest.mark.usefixtures("english")
OUTSIDE = "this is a link that leads outside the workspace; it is not followed"
LOOP = "this link leads back to itself"
PIPE = "this is a pipe, not a file; it is not opened"
SOCKET = "this is a socket, not a file; it is not opened"
DEVICE = "this is a device, not a file; it is not opened"
FOLDER = "this is a folder, not a file"

PLACES = [
    "bhxhcomm.yaml",
    "review.yaml",
    "facts/a.yaml",
    "facts",
    "offices/a.yaml",
    "offices/images/logo.svg",
    "packs",
    "packs/a",
    "packs/a/pack.yaml",
    "packs/a/review.yaml",
    "packs/a/images",
    "packs/a/images/a.png",
    "packs/a/recordings/ede/mo-dau",
    "packs/a/locales/ede.po",
    "packs/a/approved/vi.json",
    "locales",
    "locales/languages.yaml",
    "locales/labels/ede.yaml",
    "locales/glossary/ede.csv",
    "locales/lexicon/vi.yaml",
    "locales/ede.po",
    "templates",
    "templates/leaflet/page.html.j2",
    "templates/themes/a.css",
    "presets/a.yaml",
    "fonts/a.ttf",
    "voices/a.voice.json",
    "clips/piper/a.wav",
    "register/AAAAA-AAAAA.json",
    "trust/signers",
    "approvals/a.pdf",
]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A workspace with one of each, itself below a linked folder, and secrets beside it."""
    real = tmp_path / "real"
    for name in PLACES:
        if "." in Path(name).name or name == "trust/signers":
            (real / name).parent.mkdir(parents=True, exist_ok=True)
            (real / name).write_text("x", encoding="utf-8")
        else:
            (real / name).mkdir(parents=True, exist_ok=True)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "file").write_text("secret", encoding="utf-8")
    os.mkfifo(tmp_path / "secret" / "pipe")
    (tmp_path / "linked").symlink_to(real)
    return tmp_path / "linked"


def in_its_place(path: Path, put: Callable[[Path], object]) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    put(path)


def said(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return [(one.code, one.place.path, one.message) for one in problems]


def test_a_workspace_below_a_link_with_a_link_inside_is_sound(office: Path) -> None:
    (office / "offices" / "b.yaml").symlink_to("a.yaml")
    (office / "packs" / "b").symlink_to("a")
    assert opening.foreign(office) == []
    assert opening.read(office / "packs" / "b" / "pack.yaml", office, most=9) == b"x"


@pytest.mark.parametrize("name", PLACES)
def test_a_link_that_leads_out_is_named_wherever_it_is(office: Path, name: str) -> None:
    secret = office.parent / "secret"
    target = secret / "file" if (office / name).is_file() else secret
    in_its_place(office / name, lambda path: path.symlink_to(target))
    assert said(opening.foreign(office)) == [("outside-workspace", name, OUTSIDE)]


@pytest.mark.parametrize("name", PLACES)
def test_a_link_to_itself_is_named_wherever_it_is(office: Path, name: str) -> None:
    in_its_place(office / name, lambda path: path.symlink_to(path.name))
    assert said(opening.foreign(office)) == [("link-loop", name, LOOP)]


@pytest.mark.parametrize("name", PLACES)
def test_a_pipe_is_named_wherever_it_is(office: Path, name: str) -> None:
    in_its_place(office / name, os.mkfifo)
    assert said(opening.foreign(office)) == [("not-a-file", name, PIPE)]


def test_links_to_folders_above_and_to_pipes_are_named(office: Path) -> None:
    (office / "packs" / "a" / "up").symlink_to("..")
    (office / "packs" / "b").symlink_to("a")
    (office / "facts" / "b.yaml").symlink_to(office.parent / "secret" / "pipe")
    os.mkfifo(office / "facts" / "c.yaml")
    (office / "facts" / "d.yaml").symlink_to("c.yaml")
    assert said(opening.foreign(office)) == [
        ("outside-workspace", "facts/b.yaml", OUTSIDE),
        ("not-a-file", "facts/c.yaml", PIPE),
        ("not-a-file", "facts/d.yaml", PIPE),
        ("link-loop", "packs/a/up", LOOP),
    ]


def test_what_nobody_reads_may_be_anything(office: Path) -> None:
    (office / "notes").symlink_to(office.parent / "secret")
    (office / "out").symlink_to(office.parent / "secret")
    (office / ".git").symlink_to(office.parent / "secret")
    assert opening.foreign(office) == []


def test_many_links_to_one_another_are_looked_through_once(office: Path) -> None:
    for number in range(40):
        folder = office / "facts" / f"f{number}"
        folder.mkdir()
        (folder / "a").symlink_to(f"../f{number + 1}")
        (folder / "b").symlink_to(f"../f{number + 1}")
    (office / "facts" / "f40").mkdir()
    assert opening.foreign(office) == []
    assert len(inputs.take(office, office / "out", Seen(office / "seen.json", write=False)).files) < 100


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    ("put", "code", "message"),
    [
        (lambda path: path.symlink_to(path.parents[2] / "secret" / "file"), "outside-workspace", OUTSIDE),
        (lambda path: path.symlink_to("/dev/zero"), "outside-workspace", OUTSIDE),
        (lambda path: path.symlink_to(path.name), "link-loop", LOOP),
        (os.mkfifo, "not-a-file", PIPE),
        (_socket, "not-a-file", SOCKET),
        (os.mkdir, "not-a-file", FOLDER),
        (lambda path: path.write_bytes(b"x" * 1001), "file-too-large", "this file is larger than 0.001 MB"),
        (lambda path: None, "missing-file", "there is no such file"),
    ],
)
def test_whatever_is_no_plain_file_of_the_workspace_is_not_read(
    office: Path, put: Callable[[Path], object], code: str, message: str
) -> None:
    in_its_place(office / "facts" / "a.yaml", put)
    with pytest.raises(ContentError) as raised:
        opening.read(office / "facts" / "a.yaml", office, most=1000)
    assert said(raised.value.problems) == [(code, "facts/a.yaml", message)]


def test_a_device_that_its_user_names_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as raised:
        opening.read(Path("/dev/zero"), None, most=1000)
    assert said(raised.value.problems) == [("not-a-file", "/dev/zero", DEVICE)]
    (tmp_path / "a").symlink_to(__file__)
    assert opening.read(tmp_path / "a", None, most=10**6)


READERS: list[tuple[str, Callable[[Path], object]]] = [
    ("locales/labels/ede.yaml", lambda root: labels.labels("ede", root / "locales" / "labels")),
    ("locales/languages.yaml", registry.of_workspace),
    ("locales/glossary/ede.csv", lambda root: glossary.read(root, "ede")),
    ("presets/a.yaml", lambda root: preset.find("a", root)),
    ("facts/a.yaml", lambda root: loading.load(root).checked()),
    ("packs/a/pack.yaml", lambda root: loading.load(root).checked()),
    ("locales/lexicon/vi.yaml", lambda root: loading.load(root).checked()),
]


@pytest.mark.parametrize(("name", "read"), READERS)
def test_every_reader_of_a_workspace_opens_nothing_else(
    office: Path, name: str, read: Callable[[Path], object]
) -> None:
    in_its_place(office / name, lambda path: path.symlink_to(office.parent / "secret" / "file"))
    with pytest.raises(ContentError) as raised:
        read(office)
    assert ("outside-workspace", OUTSIDE) in [(one.code, one.message) for one in raised.value.problems]
    in_its_place(office / name, os.mkfifo)
    with pytest.raises(ContentError) as raised:
        read(office)
    assert ("not-a-file", PIPE) in [(one.code, one.message) for one in raised.value.problems]


@pytest.mark.parametrize(("name", "read"), READERS[:2])
def test_brackets_without_end_are_an_error_of_their_file(
    office: Path, name: str, read: Callable[[Path], object]
) -> None:
    for text, code in (
        ("[" * 50_000, "too-deep"),
        ("a: &a [b]\nc: *a\n", "yaml-star"),
        ("x" * 1_000_001, "file-too-large"),
    ):
        (office / name).write_text(text, encoding="utf-8")
        with pytest.raises(ContentError) as raised:
            read(office)
        assert [one.code for one in raised.value.problems] == [code]


def test_what_is_hashed_of_a_workspace_is_its_own(office: Path) -> None:
    (office / "notes").symlink_to(office.parent / "secret")
    (office / "data").mkdir()
    (office / "data" / "there").symlink_to(office.parent / "secret")
    (office / "data" / "file").symlink_to(office.parent / "secret" / "file")
    (office / "data" / "up").symlink_to("..")
    os.mkfifo(office / "data" / "pipe")
    (office / "data" / "own").write_text("x", encoding="utf-8")
    found = inputs.take(office, office / "out", Seen(office / "seen.json", write=False)).files
    assert [name for name in found if name.startswith(("data", "notes"))] == ["data/own"]


OPENERS = {
    "content/file_names.py": "names alone: which files lie beside each other",
    "content/office.py": "a file of a package",
    "content/preset.py": "what ships",
    "content/sounds.py": "what ships; names alone, for hints",
    "content/voice.py": "a folder of a package",
    "content/loading/pack_checks.py": "what ships",
    "edition/proving.py": "keys and papers that their user names",
    "edition/snapshot.py": "names alone",
    "language/spoken/lexicon.py": "what ships",
    "translation/kit.py": "fonts",
    "translation/testtext.py": "names alone, of a folder of outputs",
    "translation/wording.py": "what ships",
}
"""Modules of the rooms that read a workspace which open or list something by themselves, and what that is."""
_OPENING = {"open", "read_text", "read_bytes", "iterdir", "glob", "rglob", "scandir", "walk", "listdir"}
_OF_OTHERS = {"reading", "opening", "wave", "Image", "ast", "spoken", "found", "self"}


@pytest.mark.checkout
def test_only_known_modules_of_the_rooms_that_read_a_workspace_open_files() -> None:
    package = Path(bhxhcomm.__file__).parent
    rooms = ("content", "edition", "language", "translation", "materials")
    found = {
        path.relative_to(package).as_posix()
        for room in rooms
        for path in (package / room).rglob("*.py")
        if any(_opens(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found - set(OPENERS) == set(), "read files of a workspace by `core.opening.read`"


def _opens(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "open"
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in _OPENING
        and ast.unparse(node.func.value) not in _OF_OTHERS
    )
