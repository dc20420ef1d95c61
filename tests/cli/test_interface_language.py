"""The interface's language is that of whoever reads, and of nothing that is made: keys, digests and bytes do not know it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.conftest import SOUND
from tests.every_kind import MORE


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one of each kind of file, built by somebody who reads English."""
    root = tmp_path_factory.mktemp("ngon-ngu") / "van-phong"
    shutil.copytree(SOUND, root)
    pack = root / "packs/mau/pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    built(root, "en")
    return root


def built(
    root: Path, language: str, *options: object, out: str = "chung"
) -> tuple[set[str], dict[str, set[str]], list[str]]:
    """What a build in a language says: what became of files, what is said of reasons, by code, and of problems."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", language)
        done = run("build", "--office", "mau", "--out", root.parent / out, "--json", *options, cwd=root)
    assert done.status == 0, done.out
    reasons: dict[str, set[str]] = {}
    for artifact in done.artifacts:
        for reason in (*artifact["reasons"], *artifact["because"]):
            reasons.setdefault(reason["code"], set()).add(reason["message"])
    return {one["status"] for one in done.artifacts}, reasons, [one["message"] for one in done.problems]


def files(folder: Path) -> dict[str, bytes]:
    """All that a build made, its own notes of times and places aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("seen.json", "lock")
    }


@pytest.mark.slow
def test_a_build_in_another_language_makes_nothing_anew_and_says_its_reasons_in_it(office: Path) -> None:
    before = files(office.parent / "chung")
    statuses, english, _warned = built(office, "en")
    assert statuses == {"unchanged"}
    for _attempt in ("from the notes of the build in English", "from its own"):
        statuses, vietnamese, _warned = built(office, "vi")
        assert statuses == {"unchanged"}
        assert vietnamese.keys() == english.keys()
        assert vietnamese["text-not-approved"] == {"nội dung gói `mau` chưa được duyệt"}
        assert english["text-not-approved"] == {"nobody has approved the text of `mau`"}
        assert all(english[code].isdisjoint(vietnamese[code]) for code in english)
    assert files(office.parent / "chung") == before


@pytest.mark.slow
def test_no_byte_of_what_is_made_differs_by_the_language_of_the_interface(office: Path) -> None:
    statuses, reasons, _warned = built(office, "vi", out="rieng")
    assert statuses == {"built"}
    assert reasons["new"] == {"chưa được tạo lần nào"}
    english, vietnamese = files(office.parent / "chung"), files(office.parent / "rieng")
    assert {Path(name).suffix for name in english} >= {".pdf", ".docx", ".png", ".md", ".json", ".mp3", ".wav"}
    assert vietnamese == english
