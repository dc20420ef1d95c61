"""script/sign-examples: the samples' signatures hold, and are made anew over whatever stands there, without a clock."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bhxhcomm.edition import approval
from bhxhcomm.materials import loading

pytestmark = pytest.mark.checkout

ROOT = Path(__file__).resolve().parents[1]
NEW = """\
  so_moi:
    label: Số mới
    unit: months
    review_by: 2026-01-01
    values:
      - {from: 2025-07-01, value: 7, source: {document: Luật mẫu, signed: 2025-01-01}}
"""


def sign(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "script/sign_examples.py", folder, *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the examples, changed in a text, in a figure, and by a new figure, and signed anew."""
    root = tmp_path_factory.mktemp("samples") / "examples"
    shutil.copytree(ROOT / "examples", root, ignore=shutil.ignore_patterns("out"))
    changes = (
        ("packs/bhyt-ho-gia-dinh/pack.yaml", "Ai đã có thẻ rồi?", "Ai có thẻ rồi?"),
        ("facts/chung.yaml", "value: 2.340.000", "value: 2.400.000"),
        ("facts/chung.yaml", "\nfacts:\n", f"\nfacts:\n{NEW}"),
    )
    for name, old, new in changes:
        text = (root / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old)
        (root / name).write_text(text.replace(old, new), encoding="utf-8")
    return root


def test_the_signatures_of_the_examples_hold() -> None:
    done = sign(ROOT / "examples", "--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_changed_is_signed_anew_by_the_same_people_on_the_same_days(samples: Path) -> None:
    before = loading.load(samples)
    void = sign(samples, "--check")
    assert void.returncode == 1
    assert "void: review.yaml" in void.stdout
    assert sign(samples).returncode == 0
    after = loading.load(samples)
    pack, fact = after.packs["bhyt-ho-gia-dinh"], after.facts["luong_co_so"]
    assert approval.signed(approval.text_subject(pack, "vi"), pack.signatures, author=str(pack.shape.author))
    assert all(approval.signed(approval.fact_subject(fact, entry), after.signatures) for entry in fact.signable)
    people = {(one.of, one.id): (one.by, one.date, one.document) for one in before.signatures}
    assert people.items() <= {(one.of, one.id): (one.by, one.date, one.document) for one in after.signatures}.items()
    assert [one.by for one in after.signatures if one.id == "so_moi@2025-07-01"] == ["Người duyệt mẫu"]
    assert not (samples / "packs/bhyt-hssv/review.yaml").exists()
    written = {path: path.read_bytes() for path in samples.rglob("review.yaml")}
    assert sign(samples).stdout == ""
    assert written == {path: path.read_bytes() for path in samples.rglob("review.yaml")}
