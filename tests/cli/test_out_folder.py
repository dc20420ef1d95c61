"""Every command that writes outputs refuses a folder that the workspace is read from, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PACK, run, snapshot

COMMANDS = {
    "build": ["build", PACK],
    "build --check": ["build", PACK, "--check"],
    "build --as-of": ["build", PACK, "--as-of", "2099-01-01"],
    "leaflet build": ["leaflet", "build", PACK],
    "infographic build": ["infographic", "build", PACK],
    "script build": ["script", "build", PACK],
    "audio radio-spot": ["audio", "radio-spot", PACK],
    "audio ringback": ["audio", "ringback", PACK],
    "proof": ["proof", PACK],
    "locale export": ["locale", "export", PACK, "--lang", "tay"],
    "locale record-kit": ["locale", "record-kit", PACK],
    "locale pseudo": ["locale", "pseudo", PACK, "--lang", "tay"],
    "manifest merge": ["manifest", "merge", "out"],
}
FILES = {
    "gallery": ["gallery", "out"],
    "report changes": ["report", "changes", "--from", "out", "--to", "out", "--format", "html"],
    "audio say": ["audio", "say", "--text", "Xin chào."],
}


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_folder_of_outputs_is_none_of_the_workspace(arguments: list[str], built: Path) -> None:
    before, top = snapshot(built), sorted(path.name for path in built.iterdir())
    for folder in (".", "..", "packs", "register", "Facts/new") if arguments[-1] == "--check" else ("register",):
        done = run(*arguments, "--out", folder, cwd=built)
        assert done.status == 2, (folder, done.err)
        assert "[not-for-outputs]" in done.err
        assert "Traceback" not in done.err
    assert snapshot(built) == before
    assert sorted(path.name for path in built.iterdir()) == top


@pytest.mark.parametrize("arguments", FILES.values(), ids=FILES)
def test_a_file_is_not_written_among_what_is_read(arguments: list[str], built: Path) -> None:
    before = snapshot(built)
    suffix = ".wav" if arguments[0] == "audio" else ".html"
    done = run(*arguments, "--out", f"Register/new{suffix}", cwd=built)
    assert done.status == 2
    assert "[not-for-outputs]" in done.err
    assert snapshot(built) == before


def test_certificates_do_not_go_there_either(built: Path) -> None:
    for folder in ("trust", ".", ".."):
        done = run("cluster", "certificates", folder, cwd=built)
        assert done.status == 2, done.err
        assert "[not-for-outputs]" in done.err
    assert not (built / "trust").exists()
