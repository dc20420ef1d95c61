"""`approve --topic`: all texts of a topic approved as one batch, and told as one by status, explain, proof and manifest."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import yaml

from bhxhcomm.trust import batches, trust_sources
from tests.cli.program import run
from tests.cli.test_proof import text_of
from tests.conftest import SOUND
from tests.trust import making

HOA = "Trần Thị Hoa"


def two_packs(root: Path) -> None:
    """The small workspace with a second pack of its topic."""
    shutil.copytree(SOUND, root)
    shutil.copytree(root / "packs/mau", root / "packs/khac")
    pack = root / "packs/khac/pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").replace("id: mau\n", "id: khac\n", 1), encoding="utf-8")


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose topic was approved as one batch: two texts, and with them its figures and its office."""
    root = tmp_path_factory.mktemp("lo") / "van-phong"
    two_packs(root)
    done = run(
        "approve", "--topic", "bhyt", "--fact", "luong_co_so", "--fact", "tong_dai", "--office", "all",
        "--by", HOA, "--date", "2025-07-01", "--document", "Số 12", "--json", cwd=root,
    )  # fmt: skip
    assert done.status == 0, done.out
    return root


def lines(root: Path) -> list[dict[str, str]]:
    files = [root / "review.yaml", *sorted((root / "packs").glob("*/review.yaml"))]
    return [one for path in files for one in yaml.safe_load(path.read_text(encoding="utf-8"))["signatures"]]


def test_every_line_names_one_batch_whose_list_is_kept(approved: Path) -> None:
    (path,) = (approved / "approvals").iterdir()
    found = lines(approved)
    assert {one["batch"] for one in found} == {path.stem}
    items = json.loads(path.read_bytes())["items"]
    assert len(items) == len(found)
    assert {(one["of"], one.get("in", "")) for one in items} == {
        ("text", "packs/khac"), ("text", "packs/mau"), ("fact", ""), ("office", "")
    }  # fmt: skip


def test_status_explain_proof_and_manifest_tell_of_the_batch(approved: Path, english: None) -> None:
    size = len(lines(approved))
    done = run("status", "mau", "--office", "mau", "--json", cwd=approved)
    (edition,) = done.object["editions"]
    assert edition["state"] == "releasable"
    (batch,) = [one["batch"] for one in edition["signed"]]
    assert batch["size"] == size
    told = run("status", "mau", "--office", "mau", cwd=approved)
    assert f"approved: {HOA}, 01/7/2025, Số 12, in a batch of {size}" in told.out

    done = run("proof", "mau", "--json", cwd=approved)
    assert done.status == 0, done.out
    shown = text_of(approved / done.artifacts[0]["path"])
    assert f"Được {HOA} duyệt cùng một lô {size} nội dung ngày 01/7/2025." in shown
    assert batch["digest"][:12] in shown

    done = run("build", "mau", "--release", "--json", cwd=approved)
    assert done.status == 0, done.out
    manifest = json.loads((approved / "out/manifest.json").read_text(encoding="utf-8"))
    told_of = {"digest": batch["digest"], "size": size, "by": HOA, "date": "2025-07-01"}
    assert all(piece["batches"] == [told_of] for piece in manifest["pieces"])
    code = done.artifacts[0]["code"]
    assert run("explain", code, "--json", cwd=approved).object["batches"][0]["size"] == size
    assert f"Approved in a batch of {size} on 01/7/2025 by {HOA}." in run("explain", code, cwd=approved).out


def test_a_pack_cut_out_of_its_batch_is_a_draft_and_so_is_one_put_into_it(
    approved: Path, tmp_path: Path, english: None
) -> None:
    root = tmp_path / "van-phong"
    shutil.copytree(approved, root, ignore=shutil.ignore_patterns("out", "approvals"))
    done = run("status", "mau", "--office", "mau", cwd=root)
    assert "does not count: it belongs to a batch whose list is not in approvals/" in done.out

    shutil.copytree(approved / "approvals", root / "approvals")
    assert "does not count" not in run("status", "mau", "--office", "mau", cwd=root).out
    pack = root / "packs/mau/pack.yaml"
    pack.write_text(
        pack.read_text(encoding="utf-8").replace("Phần hai nói thêm.", "Phần hai nói khác."), encoding="utf-8"
    )
    review = root / "packs/mau/review.yaml"
    batch = lines(root)[0]["batch"]
    review.unlink()
    done = run("approve", "mau", "--by", HOA, "--date", "2025-07-01", cwd=root)
    assert done.status == 0, done.out
    review.write_text(f"{review.read_text(encoding='utf-8').rstrip()}\n    batch: {batch}\n", encoding="utf-8")
    assert "does not count: it is not in the list of its batch" in run("status", "mau", cwd=root).out


def test_a_key_signs_the_batch_with_every_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None) -> None:
    monkeypatch.delenv(trust_sources.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    root = tmp_path / "van-phong"
    two_packs(root)
    key, public = making.ssh_key(tmp_path, "hoa")
    (root / "trust").mkdir()
    (root / "trust/signers").write_text(f'"{HOA}" {public}\n', encoding="utf-8")
    with (root / "bhxhcomm.yaml").open("a", encoding="utf-8") as file:
        file.write("\nproof: [ssh]\n")
    signed = run("approve", "--topic", "bhyt", "--key", key, "--date", "2025-07-01", cwd=root)
    assert signed.status == 0, signed.out
    assert "as one batch" in signed.err
    assert "does not count" not in run("status", "mau", cwd=root).out

    review = root / "packs/mau/review.yaml"
    text = review.read_text(encoding="utf-8")
    without = "".join(part for part in text.splitlines(keepends=True) if "batch:" not in part)
    review.write_text(without, encoding="utf-8")
    assert "does not count: the key signed other words than these" in run("status", "mau", cwd=root).out

    other = batches.text([("text", "packs/mau", "vi", yaml.safe_load(text)["signatures"][0]["digest"], "")])
    batches.path_of(root / "approvals", batches.digest(other)).write_bytes(other)
    batch = yaml.safe_load(text)["signatures"][0]["batch"]
    review.write_text(text.replace(batch, batches.digest(other)), encoding="utf-8")
    told = run("status", "mau", cwd=root).out
    assert "does not count" in told


def test_one_text_alone_is_no_batch(tmp_path: Path) -> None:
    root = tmp_path / "van-phong"
    shutil.copytree(SOUND, root)
    done = run("approve", "--topic", "bhyt", "--by", HOA, "--date", "2025-07-01", "--json", cwd=root)
    assert (done.status, done.object["batch"]) == (0, None)
    assert not (root / "approvals").exists()
