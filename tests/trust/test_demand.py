"""What proof a workspace asks for, and what trust from outside of it does to that."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.core.problems import ContentError
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.materials.loading import load
from bhxhcomm.planning import inputs
from bhxhcomm.trust import demand, trust_sources
from bhxhcomm.trust.demand import Proof
from tests.trust import making

pytestmark = pytest.mark.usefixtures("english", "nobody_outside")

SETTINGS = "format: workspace/1\ndefault_office: mau\nas_of: 2025-07-01\n"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMTr0zhS5Lk94rqLhv2T/KZRPSKZ7pmDwHQM5nVuiwND"
PROVED = (
    "format: review/1\nsignatures:\n  - of: office\n    id: mau\n    digest: '12'\n    by: Hoa\n    date: 2025-07-02\n"
    "    ssh_signature: U1NIU0lHAAAAAQAAADMAAAAL\n"
)
Make = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def nobody_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.delenv(trust_sources.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    trust_sources.use_path(None)
    yield
    trust_sources.use_path(None)


def codes(space: Workspace) -> list[tuple[str, str]]:
    return [(one.code, one.place.path) for one in space.problems if one.is_error]


def test_without_a_field_names_are_typed(workspace_with: Make) -> None:
    space = load(workspace_with({}))
    assert not space.trust.demands
    assert demand.approvals_told(space.trust) == "Approvals here: name typed, not proved."


def test_a_workspace_asks_for_proof_and_says_whom_it_trusts(workspace_with: Make) -> None:
    root = workspace_with({"bhxhcomm.yaml": SETTINGS + "proof: [ssh]\n", "trust/signers": f'"Hoa" {KEY}\n'})
    space = load(root)
    assert codes(space) == []
    assert space.trust.accepted == {Proof.SSH}


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, [("nobody-trusted", "bhxhcomm.yaml")]),
        ({"trust/signers": "* ssh-ed25519 AAAA\n"}, [("signers-line", "trust/signers")]),
        ({"trust/signers": "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"}, [("private-key", "trust/signers")]),
        ({"trust/signers": f'"Hoa" {KEY}\n', "review.yaml": PROVED}, []),
    ],
)
def test_who_asks_for_proof_must_trust_somebody(
    files: dict[str, str], found: list[tuple[str, str]], workspace_with: Make
) -> None:
    root = workspace_with({"bhxhcomm.yaml": SETTINGS + "proof: [ssh]\n", **files})
    assert codes(load(root)) == found


SHEET = PROVED.replace("    ssh_signature: U1NIU0lHAAAAAQAAADMAAAAL\n", f"    signed_pdf: {'ab' * 32}\n")


@pytest.mark.parametrize(
    ("proof", "files", "found"),
    [
        ("[ssh, pdf]", {"trust/signers": f'"Hoa" {KEY}\n'}, []),
        ("[ssh, pdf]", {"trust/certificates/ca.pem": making.holder("CA").pem.decode()}, []),
        ("[ssh, pdf]", {}, [("nobody-trusted", "bhxhcomm.yaml")]),
        ("[pdf]", {"trust/signers": f'"Hoa" {KEY}\n'}, [("nobody-trusted", "bhxhcomm.yaml")]),
        ("[ssh, pdf]", {"trust/signers": f'"Hoa" {KEY}\n', "review.yaml": PROVED}, []),
        ("[ssh, pdf]", {"trust/signers": f'"Hoa" {KEY}\n', "review.yaml": SHEET}, [("nobody-trusted", "review.yaml")]),
    ],
)
def test_of_two_kinds_of_proof_each_needs_trust_only_where_it_is_used(
    proof: str, files: dict[str, str], found: list[tuple[str, str]], workspace_with: Make
) -> None:
    root = workspace_with({"bhxhcomm.yaml": SETTINGS + f"proof: {proof}\n", **files})
    assert codes(load(root)) == found


@pytest.mark.parametrize("where", ["signers", "certificates/ca.pem", "crl/a.crl"])
def test_a_private_key_in_trust_from_outside_is_an_error(
    where: str, workspace_with: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outside" / where
    path.parent.mkdir(parents=True)
    (tmp_path / "outside" / "signers").write_text(f'"Hoa" {KEY}\n', encoding="utf-8")
    path.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", encoding="utf-8")
    monkeypatch.setenv(trust_sources.VARIABLE, str(tmp_path / "outside"))
    assert [code for code, _path in codes(load(workspace_with({})))] == ["private-key"]


def test_certificates_that_are_none_are_an_error(workspace_with: Make) -> None:
    root = workspace_with(
        {"bhxhcomm.yaml": SETTINGS + "proof: [pdf]\n", "trust/certificates/ca.pem": "x", "trust/crl/a": "y"}
    )
    assert [code for code, _path in codes(load(root))] == ["bad-certificate", "bad-certificate"]


@pytest.mark.parametrize("where", ["review.yaml", "packs/mau/review.yaml"])
def test_to_take_the_demand_away_where_lines_are_proved_is_an_error(where: str, workspace_with: Make) -> None:
    assert codes(load(workspace_with({where: PROVED}))) == [("proof-not-asked", where)]


@pytest.mark.parametrize("kind", ["a link out", "a link to itself", "a pipe", "a folder"])
def test_files_of_trust_are_plain_files_of_the_workspace(kind: str, workspace_with: Make, tmp_path: Path) -> None:
    root = workspace_with({"bhxhcomm.yaml": SETTINGS + "proof: [ssh]\n", "trust/certificates/leer.txt": ""})
    (tmp_path / "draussen").write_text(f'"Hoa" {KEY}\n', encoding="utf-8")
    path = root / "trust/signers"
    if kind == "a link out":
        path.symlink_to(tmp_path / "draussen")
    elif kind == "a link to itself":
        path.symlink_to(path)
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    assert ("trust-unreadable", "trust/signers") in codes(load(root))


def test_trust_from_outside_asks_for_proof_whatever_the_workspace_says(
    workspace_with: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "signers"
    outside.write_text(f'"Hoa" {KEY}\n', encoding="utf-8")
    root = workspace_with({"review.yaml": PROVED})
    monkeypatch.setenv(trust_sources.VARIABLE, str(outside))
    space = load(root)
    assert codes(space) == []
    assert space.trust.accepted == {Proof.SSH}
    assert space.trust.from_outside

    own = trust_sources.anchors.FOLDER
    monkeypatch.delenv(trust_sources.VARIABLE)
    (tmp_path / "settings/bhxhcomm" / own).mkdir(parents=True)
    (tmp_path / "settings/bhxhcomm" / own / "signers").write_bytes(outside.read_bytes())
    assert load(root).trust.from_outside


def test_a_workspace_cannot_widen_trust_from_outside(workspace_with: Make, tmp_path: Path) -> None:
    outside = tmp_path / "signers"
    outside.write_text(f'"Hoa" {KEY}\n', encoding="utf-8")
    own = KEY.replace("IMTr", "IEi7")
    certificate = making.holder("CA Mẫu", authority=True).pem.decode()
    root = workspace_with(
        {
            "bhxhcomm.yaml": SETTINGS + "proof: [ssh, pdf]\n",
            "trust/signers": f'"Kẻ khác" {own}\n',
            "trust/certificates/ca.pem": certificate,
            "trust/revoked": f"{KEY}\n",
        }
    )
    trust_sources.use_path(outside)
    trust = load(root).trust
    assert trust.accepted == {Proof.SSH}
    assert trust.anchors.signers == outside.read_bytes()
    assert trust.anchors.certificates == ()
    # What it revokes counts: that only takes away.
    assert trust.also_revoked.revoked == f"{KEY}\n".encode()


def test_a_workspace_that_asks_for_another_proof_than_there_is_from_outside_is_an_error(
    workspace_with: Make, tmp_path: Path
) -> None:
    outside = tmp_path / "signers"
    outside.write_text(f'"Hoa" {KEY}\n', encoding="utf-8")
    root = workspace_with({"bhxhcomm.yaml": SETTINGS + "proof: [pdf]\n"})
    trust_sources.use_path(outside)
    assert codes(load(root)) == [("proof-unknown-outside", "bhxhcomm.yaml")]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_trust_from_outside_that_trusts_nobody_or_is_not_there_is_refused(
    text: str, workspace_with: Make, tmp_path: Path
) -> None:
    root = workspace_with({})
    (tmp_path / "signers").write_text(text, encoding="utf-8")
    for path in (tmp_path / "signers", tmp_path / "khong-co"):
        trust_sources.use_path(path)
        with pytest.raises(ContentError) as caught:
            load(root)
        assert [one.code for one in caught.value.problems] == ["no-signers"]


def test_whom_somebody_outside_trusts_is_among_what_a_build_depends_on(workspace_with: Make, tmp_path: Path) -> None:
    root = workspace_with({})
    seen = Seen(root / "out")
    outside = tmp_path / "signers"
    found = [dict(inputs.take(root, root / "out", seen).rest)["trust"]]
    for text in (f'"Hoa" {KEY}\n', f'"Hoa,Hai" {KEY}\n'):
        outside.write_text(text, encoding="utf-8")
        trust_sources.use_path(outside)
        found.append(dict(inputs.take(root, root / "out", seen).rest)["trust"])
    assert len(set(found)) == 3
