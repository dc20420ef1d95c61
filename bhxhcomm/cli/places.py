"""From what was typed to what is meant: the workspace, the pack, the offices, the languages and the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bhxhcomm.core import i18n, opening, outputs
from bhxhcomm.core.i18n import Message
from bhxhcomm.core.problems import NOWHERE, ContentError, Place, Problem, Problems, UsageError, error
from bhxhcomm.language.nearest import nearest

if TYPE_CHECKING:
    from bhxhcomm.content.workspace import Workspace


def workspace_root(given: Path | None, *starts: Path) -> Path:
    """The folder of the workspace: the one given, or the nearest upwards from one of `starts`. Nothing in it has been opened
    yet. Raises `ContentError`, also with all in it that leads elsewhere (`opening.foreign`)."""
    root = _root(given, *starts)
    opening.check(root)
    return root


def root_if_any(given: Path | None) -> Path | None:
    """The folder of the workspace, as `workspace_root` gives it; None where none is given and none is here."""
    from bhxhcomm.content.workspace import find_root

    if given is None and find_root(Path.cwd()) is None:
        return None
    return workspace_root(given, Path.cwd())


def _root(given: Path | None, *starts: Path) -> Path:
    from bhxhcomm.content.workspace import find_root

    if given is not None:
        if not (given / "bhxhcomm.yaml").is_file():
            raise error(
                "no-workspace",
                i18n._("`{path}` holds no bhxhcomm.yaml").format(path=given),
                Place(str(given)),
                i18n._("name the folder of a workspace, or make one: bhxhcomm init DIR"),
            )
        return given.resolve()
    for start in starts:
        found = find_root(start)
        if found is not None:
            return found
    raise error(
        "no-workspace",
        i18n._("neither here nor in a folder above is a bhxhcomm.yaml"),
        Place(str(Path.cwd())),
        i18n._("go to the folder of a workspace, name it with --workspace, or make one: bhxhcomm init DIR"),
    )


def open_workspace(
    given: Path | None, *, pack: str | None = None, near: Sequence[str] = (), all_packs: bool = True
) -> tuple[Workspace, str | None]:
    """Read the workspace that is meant, and the id of the pack, if one was named by id or path. Raises `ContentError`.

    With a pack, only that pack is read (and everything that it needs). `near` are packs by which the workspace is found.
    """
    from bhxhcomm.language import registry
    from bhxhcomm.materials.loading import load

    names = [pack] if pack is not None else list(near)
    root = workspace_root(given, *(Path(name) for name in names if _is_folder(name)), Path.cwd())
    registry.use(registry.of_workspace(root))
    if pack is None:
        return load(root, packs=None if all_packs else ()), None
    pack_id = known_packs(root, names)[0]
    return load(root, packs=(pack_id,)), pack_id


def known_packs(root: Path, names: Sequence[str]) -> list[str]:
    """The ids of packs that are named by id or by a path to their folder. Raises `ContentError` for one that is not here."""
    known = pack_ids(root)
    found = []
    for name in names:
        pack_id = Path(name).resolve().name if _is_folder(name) else name.rstrip("/").rsplit("/", 1)[-1]
        message = i18n._("there is no pack `{id}`").format(id=pack_id)
        check_known(pack_id, known, "unknown-pack", message, Place((root / "packs").as_posix()))
        if _is_folder(name) and Path(name).resolve() != (root / "packs" / pack_id).resolve():
            raise error(
                "unknown-pack",
                i18n._("`{path}` is no pack of the workspace `{root}`").format(path=name, root=root),
                hint=i18n._("name the pack by its id, or leave --workspace out"),
            )
        found.append(pack_id)
    return found


def _is_folder(name: str) -> bool:
    """Whether a pack is named by a path: a folder that is there, and that is meant as one. What no folder can be called, or
    may not be looked into, is none."""
    path = Path(name)
    try:
        return path.is_dir() and ("/" in name or (path / "pack.yaml").is_file() or name in (".", ".."))
    except OSError:
        return False


def pack_ids(root: Path) -> list[str]:
    """The ids of all packs of a workspace, that is, the names of their folders."""
    return sorted(path.parent.name for path in (root / "packs").glob("*/pack.y*ml"))


def offices(workspace: Workspace, given: Sequence[str] | None) -> list[str]:
    """The offices that are meant. Raises `ContentError` for one that does not exist, or when none can be chosen."""
    if not given:
        return [default_office(workspace)]
    if "all" in given:
        wanted = [str(name) for name in workspace.settings.offices]
        return wanted or sorted(workspace.offices)
    for name in given:
        check_known(name, workspace.offices, "unknown-office", i18n._("there is no office `{id}`").format(id=name))
    return list(dict.fromkeys(given))


def default_office(workspace: Workspace) -> str:
    """The office of the workspace, or its only one. Raises `ContentError` when there is none to choose."""
    if workspace.settings.default_office is not None:
        return str(workspace.settings.default_office)
    if len(workspace.offices) == 1:
        return next(iter(workspace.offices))
    raise error(
        "no-office",
        i18n._("it is not said which office issues this"),
        Place("bhxhcomm.yaml"),
        i18n._("add a line `default_office: …` to bhxhcomm.yaml, or use --office: {names}").format(
            names=", ".join(workspace.offices)
        ),
    )


def languages(workspace: Workspace, pack: str, given: Sequence[str] | None) -> list[str]:
    """The registry ids of the languages that are meant. Raises `ContentError` with all that are not known."""
    wanted = list(given or ["vi"])
    if "all" in wanted:
        wanted = [str(name) for name in workspace.packs[pack].shape.languages] or ["vi"]
    problems = Problems()
    found = []
    for name in wanted:
        try:
            found.append(language(name))
        except ContentError as exc:
            problems.extend(exc.problems)
    problems.raise_errors()
    return list(dict.fromkeys(found))


def translations(workspace: Workspace, scope: str, given: Sequence[str]) -> list[str]:
    """The registry ids of the languages, other than Vietnamese, whose translations are meant; `all` stands for those that the
    pack `scope` wants or has (of the shared words, where it is empty: all packs). Raises `ContentError`."""
    from bhxhcomm.exchange.tally import languages_of

    found: list[str] = []
    for name in given:
        if name == "all":
            known = languages_of(workspace, scope)
            if not known:
                message = i18n._("`{scope}` wants no other language than Vietnamese, and has no catalogue")
                raise error(
                    "no-languages", message.format(scope=scope or "locales"), hint=i18n._("name one: --lang ID")
                )
            found += known
        else:
            found.append(language(name))
    if "vi" in found:
        raise error(
            "source-language", i18n._("Vietnamese is what is translated from"), hint=i18n._("name another language")
        )
    return list(dict.fromkeys(found))


def language(name: str) -> str:
    """The registry id of a language. Raises `ContentError`."""
    from bhxhcomm.language import registry

    try:
        return registry.language(name).id
    except registry.UnknownLanguage as exc:
        raise error("unknown-language", exc.message, hint=exc.hint) from exc


def date(workspace: Workspace, given: dt.date | None) -> dt.date:
    """The date of the build: the one given, the one that the workspace pins, or today in Vietnam."""
    return given or own_date(workspace)


def today() -> dt.date:
    """Today in Vietnam."""
    from bhxhcomm.core import clock

    return clock.today()


def ahead(date: dt.date) -> dt.date | None:
    """A date of a build, where it is still to come; else None."""
    return date if date > today() else None


def own_date(workspace: Workspace) -> dt.date:
    """The workspace's own date."""
    return workspace.settings.as_of or today()


def check_known(name: str, known: Collection[str], code: str, message: Message, place: Place = NOWHERE) -> None:
    """Raise `ContentError` with the nearest names, when a name is not known."""
    if name in known:
        return
    near = nearest(name, known)
    hint = (
        i18n._("did you mean {names}?").format(names=", ".join(f"`{one}`" for one in near))
        if near
        else i18n._("known here: {names}").format(names=", ".join(sorted(known)) or "–")
    )
    raise error(code, message, place, hint)


def check_choice(name: str, known: Collection[str], code: str, message: Message) -> None:
    """Raise `UsageError` with the nearest names, for a word of the command line that bhxhcomm itself does not know."""
    try:
        check_known(name, known, code, message)
    except ContentError as exc:
        raise UsageError(exc.problems[0]) from exc


def output_folder(given: Path, *roots: Path) -> Path:
    """A folder that somebody named for outputs. Raises `UsageError` where one of these workspaces, or of those that it lies in
    or that we stand in where none is given, is read from there (`core.outputs`)."""
    for root in roots or _workspaces_around(given):
        outputs.check(given, root)
    return given.resolve()


def _workspaces_around(path: Path) -> list[Path]:
    from bhxhcomm.content.workspace import find_root

    return [root for root in dict.fromkeys((find_root(path), find_root(Path.cwd()))) if root is not None]


def to_write(path: Path, *endings: str) -> Path:
    """A file that somebody named to be written. Raises `UsageError` where something else lies there: a file of another kind,
    such as one of the workspace's own after a slip of the hand, is not written over; and where a workspace is read from its
    folder."""
    if path.exists() and (not path.is_file() or path.suffix.lower() not in endings):
        message = i18n._("`{path}` is there already and is no {ending} file; it is not written over")
        raise UsageError(
            Problem(
                "not-written-over",
                message.format(path=path, ending=endings[0]),
                hint=i18n._("choose another name with --out"),
            )
        )
    for root in _workspaces_around(path):
        outputs.check(path, root, file=True)
    return path
