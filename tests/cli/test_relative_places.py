"""Messages call a file of the workspace by its path there, whatever kind of file it is and wherever the command was given."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.conftest import SOUND

BROKEN = {
    "locales/labels/vi.yaml": "format: labels/1\nlang: vi\nlabels:\n  draft: Xong\n",
    "locales/labels/tay.yaml": "[[[[",
    "locales/languages.yaml": "format: languages/1\nlanguages:\n  - id: tay\n    direction: up\n",
    "locales/lexicon/vi.yaml": "format: lexicon/1\nwords: 3\n",
    "templates/leaflet/cover.html.j2": "{{ mo }",
    "templates/leaflet/trifold.css": "p { background: url(http://a) }",
    "facts/them.yaml": "facts: 3\n",
    "offices/them.yaml": "format: office/1\n",
    "review.yaml": "format: review/1\nsignatures: 3\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_called_by_its_path_in_the_workspace(name: str, tmp_path: Path) -> None:
    root = tmp_path / "van-phong"
    shutil.copytree(SOUND, root)
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BROKEN[name], encoding="utf-8")
    leaflet = ["leaflet", "build", "mau", "--office", "mau", "--format", "pdf"]
    command = leaflet if name.startswith("templates/") else ["lint"]
    done = run(*command, "--workspace", root, "--json", cwd=tmp_path)
    errors = [problem for problem in done.problems if problem["severity"] == "error" and problem["path"]]
    assert errors, done.out
    assert {problem["path"] for problem in errors} == {name}
    assert str(root) not in "".join(problem["message"] + problem["hint"] for problem in errors)
