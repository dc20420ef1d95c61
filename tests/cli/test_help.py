"""Help, version and completion: quick, and complete."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bhxhcomm import __version__
from bhxhcomm.cli.app import app
from tests.cli.program import ran, run, run_apart

pytestmark = pytest.mark.wheel

HEAVY = {
    "weasyprint",
    "PIL",
    "yaml",
    "jinja2",
    "vietnam_provinces",
    "pypdfium2",
    "fontTools",
    "bhxhcomm.content.workspace",
}


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that does something, by the words that call it."""

    def below(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield " ".join(words), command
            return
        for name, child in children.items():
            yield from below(child, (*words, name))

    return below(typer.main.get_command(app), ())


COMMANDS = dict(commands())


def test_the_commands_that_others_rely_on_are_there() -> None:
    promised = "init|leaflet build|facts list|facts show|facts where|facts changes|lint|approve|status|schema|doctor"
    assert set(promised.split("|")) <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_the_help_of_a_command_shows_what_it_does_and_an_example_of_it(words: str) -> None:
    done = run(*words.split(), "--help")
    assert done.status == 0
    assert done.err == ""
    assert COMMANDS[words].help
    assert f"bhxhcomm {words}" in COMMANDS[words].epilog
    assert f"bhxhcomm {words}" in done.out


@pytest.mark.parametrize("words", ["", "leaflet", "leaflet build", "status"])
def test_help_may_be_asked_for_by_its_short_name(words: str) -> None:
    assert run(*words.split(), "-h") == run(*words.split(), "--help")


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_of_a_command_says_what_it_is_for(words: str) -> None:
    for parameter in COMMANDS[words].params:
        assert getattr(parameter, "help", None), f"{words}: {parameter.name}"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_can_speak_json(words: str) -> None:
    assert any("--json" in parameter.opts for parameter in COMMANDS[words].params)


@pytest.mark.parametrize(
    "words",
    sorted(set(COMMANDS) - {"init", "schema", "doctor", "manifest merge", "manifest show", "cluster certificates"}),
)
def test_every_command_that_needs_a_workspace_lets_it_be_named(words: str) -> None:
    assert any("--workspace" in parameter.opts for parameter in COMMANDS[words].params)


def test_the_version_is_that_of_the_package() -> None:
    done = run("--version")
    assert (done.status, done.out, done.err) == (0, f"bhxhcomm {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["leaflet", "build", "--help"], ["facts", "show", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    # Typer itself loads pydantic, where it is installed, for the options of a single command.
    heavy = HEAVY | ({"pydantic"} if arguments == ["--help"] else set())
    program = (
        "import sys\nfrom bhxhcomm.cli import run\n"
        f"sys.argv = ['bhxhcomm', *{arguments!r}]\n"
        "try:\n    run()\nexcept SystemExit as stopped:\n    assert not stopped.code\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = ran([sys.executable, "-P", "-c", program], cwd=tmp_path)
    assert done.out.splitlines()[-1] == "[]", done.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_the_shell_can_be_printed(shell: str, tmp_path: Path) -> None:
    done = run_apart(cwd=tmp_path, env={"_BHXHCOMM_COMPLETE": f"source_{shell}"})
    assert done.status == 0
    assert "bhxhcomm" in done.out
    assert "complete" in done.out or "compdef" in done.out


@pytest.mark.parametrize(
    "words",
    ["build", "leaflet build", "infographic build", "script build", "audio radio-spot", "audio ringback"],
)
def test_a_build_that_spares_what_was_changed_by_hand_can_be_told_to_write_over_it(words: str) -> None:
    """The hint of `edited` says `--force`: every command that may give it must know the option."""
    options = {name for option in dict(commands())[words].params for name in option.opts}
    assert "--force" in options
