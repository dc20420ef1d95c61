"""Signs that nobody sees in the names of files: in every folder that people put files into, used by a pack or not."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bhxhcomm.core.problems import Place
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]


@pytest.mark.parametrize(
    "name",
    [
        "packs/mau/images/an\u200bh.svg",
        "packs/mau/sounds/nhac\u202e.wav",
        "packs/mau/recordings/vi/mo\u00ad-dau/a.wav",
        "packs/mau/recordings/vi/mo-dau/a\u2060.flac",
        "packs/mau/locales/ede\u200b.txt",
        "offices/images/logo\u2066.svg",
        "music/x\u200d.mp3",
        "voices/giong\ufeff.onnx",
    ],
)
def test_a_name_with_a_sign_that_nobody_sees_is_an_error(name: str, workspace_with: Make) -> None:
    root = workspace_with({})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(b"")
    (problem,) = loading.load(root).problems
    assert (problem.code, problem.place, problem.is_error) == ("invisible-sign", Place(name), True)
    assert problem.message.startswith("the name of this file: there is an invisible sign here")


@pytest.mark.parametrize("name", ["packs/mau/images/Ảnh gia đình (1).svg", "packs/mau/images/ភាសា\u200bខ្មែរ.svg"])
def test_names_in_any_script_are_names(name: str, workspace_with: Make) -> None:
    root = workspace_with({})
    (root / name).write_bytes(b"")
    assert loading.load(root).problems == ()


def test_a_name_that_is_no_text_is_told_and_can_be_printed(workspace_with: Make) -> None:
    root = workspace_with({})
    with open(os.fsencode(root / "packs/mau/images") + b"/a\xff.svg", "wb"):
        pass
    (problem,) = loading.load(root).problems
    assert problem.code == "invisible-sign"
    str(problem).encode("utf-8")


def test_what_lies_elsewhere_in_the_workspace_is_nobodys_business(workspace_with: Make) -> None:
    root = workspace_with({})
    (root / "ghi-chu").mkdir()
    (root / "ghi-chu/x\u200b.txt").write_bytes(b"")
    assert loading.load(root).problems == ()
