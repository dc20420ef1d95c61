"""PDF/UA-1: the examples for office and press give no finding in three checkers: outloud, pdfua, and our own.

The two others come with `pip install bhxhcomm[check]`; they are no part of what bhxhcomm runs on.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bhxhcomm.making.composed import compose
from bhxhcomm.making.fingerprint import keyed
from bhxhcomm.making.request import Request
from bhxhcomm.materials.document import Document
from bhxhcomm.materials.loading import load
from bhxhcomm.page.pdf import render_document
from tests.page.leaflet_sample import leaflet

pikepdf = pytest.importorskip("pikepdf", reason="the extra `check` is not installed")

PACKS = ("bhyt-ho-gia-dinh", "bhxh-tu-nguyen", "bhyt-hssv")


@cache
def example(pack: str, examples: Path) -> Document:
    workspace = load(examples)
    settings = workspace.settings
    assert settings.as_of is not None
    request = Request(pack, "leaflet", "trifold", "vi", str(settings.default_office), settings.as_of, examples / "out")
    return keyed(workspace, compose(workspace, request)).document


@pytest.fixture
def made(request: pytest.FixtureRequest, examples: Path, tmp_path: Path) -> Path:
    pack, purpose = request.param
    rendered = render_document(example(pack, examples), purpose=purpose, marks=purpose == "press", workspace=examples)
    assert [problem for problem in rendered.problems if problem.is_error] == []
    path = tmp_path / f"{pack}-{purpose}.pdf"
    path.write_bytes(rendered.pdf)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("made", [(pack, purpose) for pack in PACKS for purpose in ("office", "press")], indirect=True)
def test_three_checkers_find_nothing_in_the_examples(made: Path) -> None:
    from tests.page.matterhorn import findings

    assert findings(made) == []
    outloud = pytest.importorskip("outloud")
    heard = outloud.check(str(made))
    assert heard.error is None
    assert [(found.rule, found.message) for found in heard.findings if found.severity in ("error", "warning")] == []
    pdfua = pytest.importorskip("pdfua")
    logging.getLogger("pikepdf").setLevel(logging.ERROR)
    report = pdfua.validate(str(made))
    assert [(found.rule_id, found.message) for found in report.findings] == []


def broken(tmp_path: Path, damage: str) -> list[str]:
    """What our own checker finds in a sound file that was damaged in one way."""
    from tests.page.matterhorn import findings

    path = tmp_path / "sound.pdf"
    path.write_bytes(sound())
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for item in pdf.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            if damage == "scope" and item.get("/S") == "/TH":
                del item.A["/Scope"]
            if damage == "alt" and item.get("/S") == "/Figure":
                del item["/Alt"]
            if damage == "heading" and item.get("/S") == "/H2":
                item.S = pikepdf.Name("/H3")
            if damage == "link" and item.get("/S") == "/Link":
                item.S = pikepdf.Name("/Span")
        if damage == "language":
            del pdf.Root["/Lang"]
        pdf.save(path)
    return findings(path)


@cache
def sound() -> bytes:
    return render_document(leaflet()).pdf


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "checkpoint"),
    [("scope", "15-003"), ("alt", "13-004"), ("heading", "14-003"), ("link", "28-011"), ("language", "11-006")],
)
def test_our_own_checker_finds_what_was_broken(damage: str, checkpoint: str, tmp_path: Path) -> None:
    assert broken(tmp_path, "nothing") == []
    assert {found.split()[0] for found in broken(tmp_path, damage)} == {checkpoint}


def test_a_draft_is_tagged_as_well(tmp_path: Path) -> None:
    from tests.page.matterhorn import findings

    path = tmp_path / "draft.pdf"
    path.write_bytes(render_document(replace(leaflet(), draft=True), purpose="press").pdf)
    assert findings(path) == []
