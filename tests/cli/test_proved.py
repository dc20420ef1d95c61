"""`approve --key` and `approve --document FILE.pdf`: approvals that are proved, from the sheet to the manifest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bhxhcomm.edition import approval
from bhxhcomm.materials.loading import load
from bhxhcomm.trust import trust_sources
from tests.cli.program import Ran, run
from tests.conftest import SOUND
from tests.trust import making

HOA = "Trần Thị Hoa"
ON = ["--date", "2025-07-01"]


class Office(NamedTuple):
    """A workspace that asks for either proof, the key and the certificate of one who approves, and a stranger's."""

    root: Path
    key: Path
    stranger: Path
    hoa: making.Holder
    outside: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("chung-thuc")
    root = folder / "van-phong"
    shutil.copytree(SOUND, root)
    key, public = making.ssh_key(folder, "hoa")
    stranger, other = making.ssh_key(folder, "la")
    hoa = making.holder(HOA)
    (root / "trust/certificates").mkdir(parents=True)
    (root / "trust/signers").write_text(f'"{HOA}" namespaces="bhxhcomm-approver" {public}\n', encoding="utf-8")
    (root / "trust/certificates/hoa.pem").write_bytes(hoa.pem)
    with (root / "bhxhcomm.yaml").open("a", encoding="utf-8") as file:
        file.write("\nproof: [ssh, pdf]\n")
    outside = folder / "signers"
    outside.write_text(f'"Người khác" {other}\n', encoding="utf-8")
    done = run("proof", "mau", "--json", cwd=root)
    assert done.status == 0, done.out
    return Office(root, key, stranger, hoa, outside)


@pytest.fixture
def office(made: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None) -> Iterator[Office]:
    monkeypatch.delenv(trust_sources.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    shutil.copytree(made.root, tmp_path / "van-phong")
    yield made._replace(root=tmp_path / "van-phong")
    trust_sources.use_path(None)


def codes(done: Ran) -> list[str]:
    return [problem["code"] for problem in done.problems]


def state(root: Path, *more: str) -> tuple[str, set[str], str]:
    done = run("status", "--office", "mau", "--json", *more, cwd=root)
    (edition,) = done.object["editions"]
    return edition["state"], {one["code"] for one in edition["reasons"]}, done.object["approvals"]


def sheet(office: Office, holder: making.Holder) -> Path:
    (plain,) = (office.root / "out").rglob("*phieu-duyet*.pdf")
    path = office.root / "da-ky.pdf"
    path.write_bytes(making.signed(plain.read_bytes(), holder))
    return path


def test_a_key_proves_who_approved_and_any_edit_of_the_line_voids_it(office: Office) -> None:
    done = run(
        "approve", "mau", "--fact", "all", "--office", "all", "--key", office.key, *ON, "--json", cwd=office.root
    )
    assert done.status == 0, done.out
    assert (done.object["by"], done.object["proof"]) == (HOA, "ssh")
    assert state(office.root) == ("releasable", set(), "proved")

    review = office.root / "packs/mau/review.yaml"
    review.write_text(review.read_text(encoding="utf-8").replace("2025-07-01", "2025-06-30"), encoding="utf-8")
    assert state(office.root) == ("draft", {"signature-unproved"}, "proved")
    told = run("status", "--office", "mau", cwd=office.root)
    assert "over the text of `mau` does not count: the key signed other words than these" in told.out


def test_a_typed_name_or_a_key_that_is_not_trusted_is_refused_before_anything_is_written(office: Office) -> None:
    for arguments, code in (
        (["--by", HOA], "proof-wanted"),
        (["--key", str(office.stranger)], "key-unknown"),
        (["--key", str(office.stranger), "--by", HOA], "not-a-signer"),
        (["--key", str(office.key), "--by", "Lê Văn Hai"], "not-a-signer"),
    ):
        done = run("approve", "mau", *arguments, "--json", cwd=office.root)
        assert (done.status, codes(done)) == (1, [code])
    assert not (office.root / "packs/mau/review.yaml").exists()


def test_a_signed_sheet_approves_all_that_it_is_about(office: Office) -> None:
    signed = sheet(office, office.hoa)
    done = run("approve", "--document", signed.name, "--json", cwd=office.root)
    assert done.status == 0, done.out
    assert {item["of"] for item in done.object["signed"]} == {"text", "fact", "office"}
    assert (done.object["by"], done.object["date"], done.object["proof"]) == (HOA, "2025-07-01", "pdf")
    assert done.object["document"].startswith("PD-")
    assert state(office.root) == ("releasable", set(), "proved")
    (kept,) = (office.root / "approvals").iterdir()
    assert kept.read_bytes() == signed.read_bytes()
    line = yaml.safe_load((office.root / "packs/mau/review.yaml").read_text(encoding="utf-8"))["signatures"][0]
    assert kept.stem == line["signed_pdf"]

    kept.unlink()
    assert state(office.root)[:2] == ("draft", {"signature-unproved"})


def test_a_sheet_of_other_content_or_of_somebody_else_approves_nothing(office: Office) -> None:
    signed = sheet(office, office.hoa)
    pack = office.root / "packs/mau/pack.yaml"
    text = pack.read_text(encoding="utf-8")
    pack.write_text(text.replace("title: ", "title: Mới. ", 1), encoding="utf-8")
    assert pack.read_text(encoding="utf-8") != text
    done = run("approve", "mau", "--document", signed, "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["sheet-other-content"])

    done = run("approve", "--document", sheet(office, making.holder(HOA)), "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["sheet-untrusted"])
    done = run("approve", "--document", sheet(office, office.hoa), "--by", "Lê Văn Hai", "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["sheet-other-name"])
    assert not (office.root / "approvals").exists()


def test_a_sheet_that_two_have_signed_needs_the_name_of_the_one_who_approves(office: Office) -> None:
    second = making.holder("Lê Văn Hai")
    (office.root / "trust/certificates/hai.pem").write_bytes(second.pem)
    path = sheet(office, office.hoa)
    path.write_bytes(making.signed(path.read_bytes(), second, field="Hai"))
    done = run("approve", "--document", path, "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["sheet-several"])
    done = run("approve", "--document", path, "--by", "Lê Văn Hai", "--json", cwd=office.root)
    assert done.status == 0, done.out
    assert done.object["by"] == "Lê Văn Hai"


def test_a_proof_of_another_kind_than_is_asked_for_is_refused(office: Office) -> None:
    settings = office.root / "bhxhcomm.yaml"
    asked_for = settings.read_text(encoding="utf-8")
    settings.write_text(asked_for.replace("[ssh, pdf]", "[pdf]"), encoding="utf-8")
    done = run("approve", "mau", "--key", office.key, "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["proof-other"])
    settings.write_text(asked_for, encoding="utf-8")
    broken = office.root / "hong.pdf"
    broken.write_bytes(b"%PDF-1.7 hong")
    done = run("approve", "--document", broken, "--json", cwd=office.root)
    assert (done.status, codes(done)) == (1, ["sheet-unreadable"])


def test_a_file_that_is_not_there_is_no_number_and_a_number_is_no_file(office: Office) -> None:
    assert run("approve", "mau", "--document", "khong-co.pdf", cwd=office.root).status == 2
    done = run("approve", "mau", "--key", office.key, "--document", "Biên bản số 1", *ON, "--json", cwd=office.root)
    assert done.object["document"] == "Biên bản số 1"


def test_trust_from_outside_counts_instead_of_the_workspaces_own(office: Office) -> None:
    assert run("approve", "mau", "--key", office.key, *ON, cwd=office.root).status == 0
    assert "signature-unproved" not in state(office.root)[1]
    assert "signature-unproved" in state(office.root, "--signers", str(office.outside))[1]


def test_without_a_demand_everything_says_that_names_are_typed(office: Office) -> None:
    settings = office.root / "bhxhcomm.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("proof: [ssh, pdf]\n", ""), encoding="utf-8")
    refused = run("approve", "mau", "--key", office.key, "--json", cwd=office.root)
    assert (refused.status, codes(refused)) == (1, ["proof-not-wanted"])
    told = run("approve", "mau", "--fact", "all", "--office", "all", "--by", HOA, *ON, cwd=office.root)
    assert "(name typed, not proved)" in told.err + told.out
    assert state(office.root) == ("releasable", set(), "typed")
    built = run("leaflet", "build", "mau", "--office", "mau", "--format", "pdf", "--release", "--json", cwd=office.root)
    assert built.status == 0, built.out
    manifest = json.loads((office.root / "out/manifest.json").read_text(encoding="utf-8"))
    assert [piece["approvals"] for piece in manifest["pieces"]] == ["typed"]
    explained = run("explain", built.artifacts[0]["code"], cwd=office.root)
    assert "Approvals here: name typed, not proved." in explained.out


def test_a_proof_sheet_prints_the_digest_of_what_is_signed(office: Office) -> None:
    import pypdfium2

    from bhxhcomm.trust import statement

    (path,) = (office.root / "out").rglob("*phieu-duyet*.pdf")
    document = pypdfium2.PdfDocument(path)
    stated = document.get_metadata_value(statement.KEY)
    text = "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    found = statement.parsed(stated)
    assert found is not None
    assert {line["of"] for line in found.lines} == {"text", "office", "fact"}
    assert found.number in text
    assert statement.digest(stated) in text
    assert "Nộidungđượcký" in text


CHAIN = """approval_chain:
  - {step: soan-thao, name: Soạn thảo, part: draft, of: [text]}
  - step: phe-duyet
    name: Phê duyệt
    part: approve
    signers:
      - {name: Đỗ Giám Đốc, title: Giám đốc}
      - {name: Trần Thị Hoa, title: Phó Giám đốc, acting: KT, for: Giám đốc}
"""


def test_a_signed_sheet_in_a_chain_states_in_which_capacity_each_signs(office: Office) -> None:
    import pypdfium2

    root = office.root
    for name in ("mau", "viet-nam"):
        file = root / "offices" / f"{name}.yaml"
        file.write_text(file.read_text(encoding="utf-8") + CHAIN, encoding="utf-8")
    author = making.holder("Người viết mẫu")
    (root / "trust/certificates/viet.pem").write_bytes(author.pem)
    with (root / "trust/signers").open("a", encoding="utf-8") as file:
        key, public = making.ssh_key(root.parent, "viet")
        file.write(f'"Người viết mẫu" namespaces="bhxhcomm-drafter" {public}\n')
    drafted = run("approve", "mau", "--step", "soan-thao", "--as", "drafter", "--key", key, *ON, "--json", cwd=root)
    assert drafted.status == 0, drafted.out
    for old in (root / "out").rglob("*phieu-duyet*.pdf"):
        old.unlink()
    assert run("proof", "mau", "--json", cwd=root).status == 0
    signed = sheet(office, office.hoa)
    document = pypdfium2.PdfDocument(signed)
    text = "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    assert "KT.GIÁMĐỐC,PHÓGIÁMĐỐC:TrầnThịHoa" in text
    assert "GIÁMĐỐC:ĐỗGiámĐốc" in text

    done = run("approve", "--document", signed.name, "--json", cwd=root)
    assert done.status == 0, done.out
    assert {item["of"] for item in done.object["signed"]} == {"text", "fact", "office"}
    assert state(root) == ("releasable", set(), "proved")
    review = root / "packs/mau/review.yaml"
    line = yaml.safe_load(review.read_text(encoding="utf-8"))["signatures"][-1]
    assert (line["step"], line["capacity"]) == ("phe-duyet", "KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC")

    # Neither the line alone nor the chain together with the line makes another capacity of it.
    review.write_text(
        review.read_text(encoding="utf-8").replace("KT. GIÁM ĐỐC, PHÓ GIÁM ĐỐC", "GIÁM ĐỐC"), encoding="utf-8"
    )
    office_file = root / "offices/mau.yaml"
    text = office_file.read_text(encoding="utf-8")
    for changed in (text, text.replace("title: Phó Giám đốc, acting: KT, for: Giám đốc", "title: Giám đốc")):
        office_file.write_text(changed, encoding="utf-8")
        assert approval.verdict(load(root).packs["mau"].signatures[-1]).fault == "sheet-other-content"
        assert state(root)[0] == "draft"
