"""A code found on paper is explained: what the piece says, from where, and whether it still holds."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from bhxhcomm.ledger import register
from tests.cli.program import PACK, TRIFOLD, Ran, copy_of_examples, run

NEW = """      - from: 2031-07-01
        value: 2.600.000
        source: {document: Nghị định mẫu 00/2031/NĐ-CP (ví dụ)}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A workspace, a leaflet that was made in it, and the code that stands in the text of its pages."""
    root = copy_of_examples(tmp_path_factory.mktemp("tim-thay") / "vi-du")
    done = run("leaflet", "build", PACK, *TRIFOLD, "--format", "png", "--json", cwd=root)
    assert done.status == 0, done.err
    leaflet = next((root / "out").rglob("*.pdf"))
    document = pypdfium2.PdfDocument(leaflet)
    codes = register.codes_in("\n".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    assert len(codes) == 1
    assert {artifact["code"] for artifact in done.artifacts} == set(codes)
    return root, leaflet, codes[0]


def explain(root: Path, what: object, *arguments: object) -> Ran:
    return run("explain", what, "--json", *arguments, cwd=root)


def test_a_piece_whose_figures_stand_holds(found: tuple[Path, Path, str]) -> None:
    root, _leaflet, code = found
    told = explain(root, code, "--as-of", "2025-08-01")
    assert told.status == 0
    assert told.object["holds"] is True
    record = told.object["record"]
    assert record["pack"] == PACK
    figures = {figure["id"]: figure for figure in record["figures"]}
    # As the page prints it: in a table without its unit.
    assert figures["bhyt.ho_gia_dinh.nguoi_1"]["text"] == "105.300"
    printed = "\n".join(text for panel in record["panels"] for text in panel["text"])
    assert all(way in printed for figure in figures.values() for way in (figure["text"], *figure.get("also", ())))
    assert figures["bhyt.ho_gia_dinh.nguoi_1"]["sources"][0]["document"] == "Nghị định 73/2024/NĐ-CP"
    assert {panel["name"] for panel in record["panels"]} == {
        "bia", "mat_gap", "trong_1", "trong_2", "trong_3", "bia_sau",
    }  # fmt: skip


def test_a_code_typed_carelessly_and_the_files_themselves_tell_the_same(
    found: tuple[Path, Path, str], tmp_path: Path
) -> None:
    root, leaflet, code = found
    by_code = explain(root, code, "--as-of", "2025-08-01").object["record"]
    assert explain(root, code.lower().replace("-", ""), "--as-of", "2025-08-01").object["record"] == by_code
    renamed = tmp_path / "to-nhat-duoc.pdf"
    renamed.write_bytes(leaflet.read_bytes())
    assert explain(root, renamed, "--as-of", "2025-08-01").object["record"] == by_code
    page = next(leaflet.parent.glob("*trang-1*.png"))
    assert explain(root, page, "--as-of", "2025-08-01").object["record"] == by_code


def test_after_the_base_salary_has_changed_the_old_piece_is_no_longer_true(found: tuple[Path, Path, str]) -> None:
    root, _leaflet, code = found
    facts = root / "facts" / "chung.yaml"
    before = facts.read_text(encoding="utf-8")
    mark = "value: 2.340.000\n"
    end = before.index("\n", before.index("source:", before.index(mark))) + 1
    facts.write_text(before[:end] + NEW + before[end:], encoding="utf-8")
    try:
        assert explain(root, code, "--as-of", "2031-06-30").object["holds"] is True
        told = explain(root, code, "--as-of", "2031-07-01")
    finally:
        facts.write_text(before, encoding="utf-8")
    assert told.status == 1
    assert told.object["holds"] is False
    findings = {finding["id"]: finding for finding in told.object["findings"]}
    assert findings["bhyt.ho_gia_dinh.nguoi_1"]["verdict"] == "changed"
    assert findings["bhyt.ho_gia_dinh.nguoi_1"]["now"]["value"] == 117000
    assert findings["bhyt.ty_le_dong"]["verdict"] == "holds"


def test_figures_that_should_have_been_checked_again_are_named(found: tuple[Path, Path, str]) -> None:
    root, _leaflet, code = found
    findings = explain(root, code, "--as-of", "2027-08-01").object["findings"]
    assert {finding["review_by"] for finding in findings} == {"2027-07-01"}


@pytest.mark.parametrize(
    ("what", "code"),
    [("00000-00000", "unknown-code"), ("khong-phai-ma", "no-code"), ("bhxhcomm.yaml", "no-record")],
)
def test_what_is_not_known_is_said_plainly(found: tuple[Path, Path, str], what: str, code: str) -> None:
    told = explain(found[0], what)
    assert told.status == 1
    assert [problem["code"] for problem in told.problems] == [code]


@pytest.mark.usefixtures("english")
def test_posts_that_were_changed_say_what_they_were(tmp_path: Path) -> None:
    root = copy_of_examples(tmp_path / "vi-du")
    posts = run("infographic", "build", PACK, "--variant", "posts", "--format", "md", "--format", "json", cwd=root)
    assert posts.status == 0, posts.err
    for ending in ("md", "json"):
        path = next((root / "out").rglob(f"*posts*.{ending}"))
        told = explain(root, path, "--as-of", "2025-08-01").object
        assert (told["as_made"], told["was"]) == (True, [])
        assert "changed" not in run("explain", path, "--as-of", "2025-08-01", cwd=root).out

        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Người thứ nhất đóng 105.300 đồng", "Người thứ nhất đóng 1.053 đồng"), "utf-8")
        told = explain(root, path, "--as-of", "2025-08-01").object
        assert told["as_made"] is False
        assert [one.partition(". Người")[0] for one in told["was"]] == [
            "Cả nhà cùng tham gia bảo hiểm y tế, càng đông càng giảm"
        ] * 2
        shown = run("explain", path, "--as-of", "2025-08-01", cwd=root).out
        assert shown.startswith(f"The text of {path} was changed after it was made. It was:\n")
        assert "Người thứ nhất đóng 105.300 đồng" in shown.partition("\n\n")[0]

        # What is no text of the edition, such as a note of whoever posts.
        path.write_text(text + "\n", encoding="utf-8")
        told = explain(root, path, "--as-of", "2025-08-01").object
        assert (told["as_made"], told["was"]) == (False, [])
        assert "is not as it was made here" in run("explain", path, "--as-of", "2025-08-01", cwd=root).out


def test_files_that_can_carry_no_record_are_known_by_their_bytes(tmp_path: Path) -> None:
    """Captions and the words beside a picture, under whatever name; a byte more, and it is nobody's file."""
    root = copy_of_examples(tmp_path / "vi-du")
    made = run("infographic", "build", PACK, "--variant", "link", "--json", cwd=root)
    sound = run("audio", "ringback", PACK, "--format", "wav", "--json", cwd=root)
    files = [one for one in (*made.artifacts, *sound.artifacts) if one["path"].endswith((".alt.txt", ".wav", ".srt"))]
    assert {Path(one["path"]).suffix for one in files} == {".srt", ".txt", ".wav"}
    for one in files:
        renamed = tmp_path / f"nhat-duoc{Path(one['path']).suffix}"
        renamed.write_bytes((root / one["path"]).read_bytes())
        record = explain(root, renamed, "--as-of", "2025-08-01").object["record"]
        assert (record["code"], record["material"], record["office"]) == (one["code"], one["material"], one["office"])
        renamed.write_bytes(renamed.read_bytes() + b" ")
        told = explain(root, renamed)
        assert (told.status, [problem["code"] for problem in told.problems]) == (1, ["no-record"])
