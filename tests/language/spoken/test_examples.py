"""Every text of the examples can be read aloud as it stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.spoken import read_text
from bhxhcomm.materials.loading import load

pytestmark = pytest.mark.wheel

AS_OF = dt.date(2025, 7, 1)


@pytest.fixture(scope="module")
def workspace(examples: Path) -> Workspace:
    return load(examples).checked()


@pytest.mark.parametrize("pack", ["bhxh-tu-nguyen", "bhyt-ho-gia-dinh", "bhyt-hssv"])
def test_nothing_of_a_pack_is_left_unread(pack: str, workspace: Workspace) -> None:
    read = 0
    for office in workspace.offices:
        for key, text in resolve(workspace, pack, "vi", office, AS_OF).texts.items():
            reading = read_text(text, lexicon=workspace.lexicon)
            assert (key, reading.problems) == (key, ())
            assert not any(char.isdigit() for char in reading.spoken)
            read += 1
    assert read > 150
