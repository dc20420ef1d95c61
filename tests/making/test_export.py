"""What an engine opens must be what its key was computed from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.making import pages
from bhxhcomm.making.export import Declared, Exported
from tests.cli.program import run, snapshot
from tests.conftest import SOUND


@pytest.mark.parametrize(
    ("opened", "told"),
    [
        (("/kho/chu.ttf", "1"), False),
        (("/kho/chu.ttf", "2"), True),
        (("/mau/page/base.css", "9"), False),
        (("/mau/page/sau/nua.css", "9"), False),
        (("/mau/pages.css", "9"), True),
        (("/etc/passwd", "9"), True),
        (("/mau/page/../rieng", "9"), True),
    ],
)
def test_only_what_was_declared_may_be_opened(opened: tuple[str, str], told: bool) -> None:
    declared = Declared({}, {"/kho/chu.ttf": "1", "/mau/page": ""})
    assert declared.undeclared([opened]) == ([opened[0]] if told else [])


@pytest.fixture
def office(tmp_path: Path) -> Path:
    import shutil

    root = tmp_path / "van-phong"
    shutil.copytree(SOUND, root)
    return root


def test_a_file_that_the_key_does_not_know_spoils_the_piece(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pages.export

    def careless(job):  # type: ignore[no-untyped-def]
        made = whole(job)
        return Exported(made.files, made.failed, made.problems, (*made.opened, ("/etc/hostname", "0")))

    monkeypatch.setattr(pages, "export", careless)
    done = run("build", "mau", "--office", "mau", "--format", "pdf", "--json", cwd=office)
    assert done.status == 1
    assert [one["code"] for one in done.problems if one["severity"] == "error"] == ["opened-undeclared"]
    assert "/etc/hostname" in done.problems[-1]["message"]
    assert [artifact["status"] for artifact in done.artifacts] == ["failed"]
    assert not [name for name in snapshot(office) if name.endswith(".pdf")]


def test_a_template_that_is_saved_during_the_build_spoils_the_piece(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the file would lie under the key of a template that it was not made with."""
    from bhxhcomm.core import resources

    own = office / "templates" / "leaflet" / "trifold.css"
    own.parent.mkdir(parents=True)
    own.write_bytes((resources.folder("templates") / "leaflet" / "trifold.css").read_bytes())
    whole = pages.export

    def meanwhile(job):  # type: ignore[no-untyped-def]
        own.write_bytes(own.read_bytes() + b"\n/* doi */\n")
        return whole(job)

    monkeypatch.setattr(pages, "export", meanwhile)
    done = run("build", "mau", "--office", "mau", "--format", "pdf", "--json", cwd=office)
    assert done.status == 1
    assert [one["code"] for one in done.problems if one["severity"] == "error"] == ["opened-undeclared"]
    monkeypatch.setattr(pages, "export", whole)
    assert run("build", "mau", "--office", "mau", "--format", "pdf", "--json", cwd=office).status == 0


def test_what_pages_open_is_declared_in_every_material_of_the_examples(tmp_path: Path) -> None:
    """A leaflet with pictures and a logo, in all its variants."""
    from tests.cli.program import PACK, copy_of_examples

    root = copy_of_examples(tmp_path / "vi-du")
    arguments = ["build", PACK, "--material", "leaflet", "--material", "script", "--format", "pdf"]
    done = run(*arguments, "--office", "bhxh-tinh-mau-mot", "--json", cwd=root)
    assert done.status == 0, done.out
    assert "opened-undeclared" not in done.out
