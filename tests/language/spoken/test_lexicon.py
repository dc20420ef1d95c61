"""The lexicon: the shipped one is sound, and a workspace's own is laid over it or told what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml

from bhxhcomm.cli import schemas
from bhxhcomm.content import lexicon as files
from bhxhcomm.core import resources
from bhxhcomm.core.problems import ContentError
from bhxhcomm.language.spoken import read, shipped
from bhxhcomm.language.spoken.lexicon import FILE, SECTIONS
from bhxhcomm.materials import loading

pytestmark = pytest.mark.usefixtures("english")

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


@pytest.mark.parametrize("section", SECTIONS)
def test_every_saying_is_a_spoken_form(section: str) -> None:
    sayings = getattr(shipped(), section).values()
    assert {said: read(said) for said in sayings if read(said).spoken != said or read(said).problems} == {}


PLACES = {
    "abbreviations": ("Xem {} nhé", "Xem {} nhé"),
    "words": ("Xem {} nhé", "Xem {} nhé"),
    "units": ("5 {}", "năm {}"),
    "per": ("5 đồng/{}", "năm đồng một {}"),
    "kinds": ("theo 5/{}-CP", "theo {} số năm của Chính phủ"),
    "issuers": ("số 5/2025/{}", "số năm năm hai nghìn không trăm hai mươi lăm của {}"),
    "addresses": ("xem {}.vn", "xem {} chấm vê-en"),
    "letters": ("điểm {}", "điểm {}"),
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_entry_is_found_where_it_belongs(section: str) -> None:
    entries = getattr(shipped(), section)
    written, spoken = PLACES[section]
    # TT is a circular, and the department behind an office: the one is tried here, the other in the cases.
    tried = {key: said for key, said in entries.items() if section != "issuers" or key not in shipped().kinds}
    wrong = {key: read(written.format(key)) for key, said in tried.items()
             if read(written.format(key)).spoken != spoken.format(said) or read(written.format(key)).problems}  # fmt: skip
    assert len(tried) >= 20
    assert wrong == {}


@pytest.mark.checkout
def test_the_lexicon_that_is_shown_in_the_documents_is_one(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    page = Path(__file__).parents[3] / "docs/spoken.md"
    (shown,) = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lexicon = files.of_workspace(workspace_with({FILE: shown}))
    reading = read("TTPVHCC: zoom 5 tạ/sào, số 5/ĐA-SYT, xem tracuuthe.vn, điểm g", lexicon=lexicon)
    assert reading.problems == ()
    assert reading.spoken == (
        "trung tâm phục vụ hành chính công: dum năm tạ một sào, số năm, đề án của Sở Y tế, xem tra cứu thẻ chấm vê-en, "
        "điểm gờ"
    )


def test_a_workspace_adds_words_and_says_others(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({FILE: OWN})
    for lexicon in (files.of_workspace(root), loading.load(root).checked().lexicon):
        assert read("XYZ, BHYT, BHXH", lexicon=lexicon).spoken == ("xin yên dạ, thẻ bảo hiểm y tế, bảo hiểm xã hội")


def test_a_workspace_without_a_file_has_the_shipped_lexicon(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({})
    assert files.of_workspace(root) is shipped()
    assert loading.load(root).lexicon is shipped()


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
    assert (code, place) in [(problem.code, str(problem.place)) for problem in loading.load(root).problems]


def test_a_reading_is_offered_where_a_saying_is_no_spoken_form(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({FILE: "format: lexicon/1\nwords:\n  web: trang 5\n"})
    (problem,) = loading.load(root).problems
    assert problem.hint == "write it out: trang năm"
