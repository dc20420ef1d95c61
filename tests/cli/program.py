"""The program as tests run it: in this process, where that is enough, or in one of its own; and the workspaces it works on."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
PACK = "bhyt-ho-gia-dinh"
"""The pack that most tests build."""
TRIFOLD = ["--variant", "trifold", "--format", "pdf"]
"""Of that pack, the one piece that these tests make."""
SECONDS = 60
"""How long a program may take before a test gives it up."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a run: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def object(self) -> dict[str, Any]:
        """The one JSON object on standard output; an error if anything else stands there."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def artifacts(self) -> list[dict[str, Any]]:
        """The artifacts of a build with `--json`."""
        artifacts: list[dict[str, Any]] = self.object["artifacts"]
        return artifacts

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems of a command with `--json`."""
        problems: list[dict[str, Any]] = self.object["problems"]
        return problems


def run(*arguments: object, cwd: Path | None = None) -> Ran:
    """Run a command in this process, exactly as its entry point does."""
    from bhxhcomm import cli
    from bhxhcomm.cli.console import console

    console.json = console.quiet = console.brief = False
    console.verbose = 0
    out, err = io.StringIO(), io.StringIO()
    before = sys.argv, Path.cwd()
    sys.argv = ["bhxhcomm", *map(str, arguments)]
    status: object = 0
    try:
        os.chdir(cwd or before[1])
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.run()
            except SystemExit as stopped:
                status = stopped.code
    finally:
        sys.argv = before[0]
        os.chdir(before[1])
    return Ran(status if isinstance(status, int) else 0, out.getvalue(), err.getvalue())


def environment(**more: str) -> dict[str, str]:
    """The environment of a program of its own: messages in English, nothing of ours that the caller has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BHXHCOMM_")}
    return {**kept, "BHXHCOMM_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1", **more}


def command(*arguments: object) -> list[str]:
    """The command line that runs the program of this Python, whatever folder it is run from."""
    return [sys.executable, "-P", "-m", "bhxhcomm", *map(str, arguments)]


def run_apart(*arguments: object, cwd: Path, env: dict[str, str] | None = None, **more: Any) -> Ran:
    """Run a command in a process of its own."""
    return ran(command(*arguments), cwd=cwd, env=env, **more)


def ran(words: Sequence[str], *, cwd: Path, env: dict[str, str] | None = None, **more: Any) -> Ran:
    """Run any command line."""
    done = subprocess.run(
        words,
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
        **more,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def copy_of_examples(folder: Path) -> Path:
    """The examples as they were before anybody approved or built anything."""
    shutil.copytree(EXAMPLES, folder, ignore=shutil.ignore_patterns("out", "review.yaml", "register"))
    return folder


def snapshot(folder: Path) -> dict[str, str]:
    """Every file of a folder, with the digest of its bytes; without the house-keeping of builds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".bhxhcomm" not in path.parts
    }


def pdfs(folder: Path) -> dict[str, str]:
    """Every PDF of a folder, with the digest of its bytes."""
    return {name: digest for name, digest in snapshot(folder).items() if name.endswith(".pdf")}


def unfinished(folder: Path) -> list[Path]:
    """What a build that was stopped has left lying about."""
    from bhxhcomm.core import files

    return [path for path in folder.rglob("*") if path.name.startswith(files.PREFIX)]


def text_of(pdf: Path) -> str:
    """All words of a PDF, with single spaces between them."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def replace(file: Path, old: str, new: str) -> None:
    """Change a file as an editor would, in one place; an error if the words are not there."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} does not say {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
