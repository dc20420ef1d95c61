"""The proof to sign: the pages in small, every figure with its source, what has changed, room to sign."""

from __future__ import annotations

import shutil
from pathlib import Path

import pypdfium2
import pytest

from tests.cli.program import EXAMPLES, PACK, run


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples with their signatures."""
    root = tmp_path_factory.mktemp("da-duyet") / "vi-du"
    shutil.copytree(EXAMPLES, root, ignore=shutil.ignore_patterns("out", "register"))
    return root


def proof(root: Path) -> tuple[str, str]:
    """The text of the proof, and the code of the piece."""
    done = run("proof", PACK, "--variant", "trifold", "--json", cwd=root)
    assert done.status == 0, done.out
    (artifact,) = done.artifacts
    assert artifact["path"].endswith("leaflet-trifold-phieu-duyet.vi.pdf")
    return text_of(root / artifact["path"]), artifact["code"]


@pytest.mark.wheel
def test_a_proof_shows_every_figure_with_date_source_and_approval(signed: Path) -> None:
    text, code = proof(signed)
    assert f"PD-{code}" in text
    for words in ("105.300 đồng", "42.120 đồng", "Nghị định 73/2024/NĐ-CP", "01/7/2025", "Người duyệt mẫu"):
        assert words in text
    assert "chưa duyệt" not in text
    assert "Câu chữ không thay đổi so với bản đã duyệt." in text
    for role in ("Người biên soạn", "Người thẩm định", "Người duyệt"):
        assert role in text


def test_a_proof_names_what_changed_since_the_last_approval(signed: Path, tmp_path: Path) -> None:
    root = tmp_path / "vi-du"
    shutil.copytree(signed, root)
    pack = root / "packs" / PACK / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    assert "Ai đã có thẻ rồi?" in text
    pack.write_text(text.replace("Ai đã có thẻ rồi?", "Ai có thẻ rồi?", 1), encoding="utf-8")
    told, _code = proof(root)
    assert "Thay đổi so với bản đã duyệt" in told
    assert "Câu chữ không thay đổi" not in told
    assert "Chưa phát hành được, vì" in told


def test_a_proof_is_made_the_same_twice(signed: Path) -> None:
    proof(signed)
    first = next((signed / "out").rglob("*phieu-duyet*.pdf")).read_bytes()
    proof(signed)
    assert next((signed / "out").rglob("*phieu-duyet*.pdf")).read_bytes() == first
