"""The lexicon: the shipped one is sound, and a workspace's own is laid over it or told what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml

from bhxhcomm import resources
from bhxhcomm.content import lexicon as files
from bhxhcomm.content import schemas, workspace
from bhxhcomm.language.spoken import read, shipped
from bhxhcomm.language.spoken.lexicon import FILE, SECTIONS
from bhxhcomm.problems import ContentError

pytestmark = pytest.mark.usefixtures("english")

ENTRIES = [(section, key, said) for section in SECTIONS for key, said in getattr(shipped(), section).items()]
OWN = """format: lexicon/1
abbreviations:
  BHYT: thẻ bảo hiểm y tế
  XYZ: xin yên dạ
"""


def test_the_shipped_lexicon_obeys_its_schema() -> None:
    content = yaml.load((resources.root() / FILE).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    jsonschema.validate(content, schemas.schema("lexicon"), cls=jsonschema.Draft202012Validator)


def test_the_shipped_lexicon_would_be_accepted_from_a_workspace(tmp_path: Path) -> None:
    target = tmp_path / FILE
    target.parent.mkdir(parents=True)
    target.write_bytes((resources.root() / FILE).read_bytes())
    found = files.of_workspace(tmp_path)
    assert {name: getattr(found, name) for name in SECTIONS} == {name: getattr(shipped(), name) for name in SECTIONS}


@pytest.mark.parametrize(("section", "key", "said"), ENTRIES)
def test_every_saying_is_a_spoken_form(section: str, key: str, said: str) -> None:
    assert (read(said).spoken, read(said).problems) == (said, ())


@pytest.mark.parametrize(("section", "key", "said"), ENTRIES)
def test_every_entry_is_found_where_it_belongs(section: str, key: str, said: str) -> None:
    texts = {
        "abbreviations": (f"Xem {key} nhé", f"Xem {said} nhé"),
        "words": (f"Xem {key} nhé", f"Xem {said} nhé"),
        "units": (f"5 {key}", f"năm {said}"),
        "per": (f"5 đồng/{key}", f"năm đồng một {said}"),
        "kinds": (f"theo 5/{key}-CP", f"theo {said} số năm của Chính phủ"),
        "issuers": (f"số 5/2025/{key}", f"số năm năm hai nghìn không trăm hai mươi lăm của {said}"),
        "addresses": (f"xem {key}.vn", f"xem {said} chấm vê-en"),
        "letters": (f"điểm {key}", f"điểm {said}"),
    }
    written, spoken = texts[section]
    if section == "kinds" and key in shipped().issuers:
        pytest.skip("the same letters name an issuer")
    if section == "issuers" and key in shipped().kinds:
        pytest.skip("the same letters name a kind of document")
    assert (read(written).spoken, read(written).problems) == (spoken, ())


def test_a_workspace_adds_words_and_says_others(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({FILE: OWN})
    for lexicon in (files.of_workspace(root), workspace.load(root).checked().lexicon):
        assert read("XYZ, BHYT, BHXH", lexicon=lexicon).spoken == ("xin yên dạ, thẻ bảo hiểm y tế, bảo hiểm xã hội")


def test_a_workspace_without_a_file_has_the_shipped_lexicon(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({})
    assert files.of_workspace(root) is shipped()
    assert workspace.load(root).lexicon is shipped()


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("abbreviations: {A: a}\n", "format-missing", f"{FILE}:1:1"),
        ("format: lexicon/9\n", "format-version", f"{FILE}:1:9"),
        ("format: labels/1\n", "format-wrong", f"{FILE}:1:9"),
        ("format: lexicon/1\nabreviations:\n  A: a\n", "unknown-key", f"{FILE}:2:1"),
        ("format: lexicon/1\nwords: [a]\n", "not-a-mapping", f"{FILE}:2:8"),
        ("format: lexicon/1\nwords:\n  web:\n", "empty-text", f"{FILE}:3:7"),
        ("format: lexicon/1\nwords:\n  web: [oép]\n", "not-a-text", f"{FILE}:3:8"),
        ("format: lexicon/1\nwords:\n  web: trang 5\n", "lexicon-unsaid", f"{FILE}:3:8"),
        ("format: lexicon/1\nwords:\n  web: trang XYZ\n", "lexicon-unsaid", f"{FILE}:3:8"),
        ("format: lexicon/1\nwords:\n  web: a\n  web: b\n", "duplicate-key", f"{FILE}:4:3"),
        ("format: lexicon/1\nwords:\n\tweb: a\n", "yaml-tab", f"{FILE}:3:1"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_with_its_place(
    content: str, code: str, place: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    root = workspace_with({FILE: content})
    with pytest.raises(ContentError) as caught:
        files.of_workspace(root)
    assert (code, place) in [(problem.code, str(problem.place)) for problem in caught.value.problems]
    assert (code, place) in [(problem.code, str(problem.place)) for problem in workspace.load(root).problems]


def test_a_reading_is_offered_where_a_saying_is_no_spoken_form(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({FILE: "format: lexicon/1\nwords:\n  web: trang 5\n"})
    (problem,) = workspace.load(root).problems
    assert problem.hint == "write it out: trang năm"
