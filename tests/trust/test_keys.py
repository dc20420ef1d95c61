"""Lines that an SSH key proves: every field of them is signed, and the key must be trusted, for the role, on that day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.content.review import NOT_COVERED, Signature
from bhxhcomm.core.problems import ContentError, MachineError, Place, Problems
from bhxhcomm.edition import approval, standing
from bhxhcomm.edition.standing import EntryState, Role
from bhxhcomm.translation.merge import MergedItem
from bhxhcomm.translation.wanted import WantedText
from bhxhcomm.trust import allowed, demand, ssh
from bhxhcomm.trust.anchors import Anchors
from bhxhcomm.trust.demand import Proof, Trust
from tests.trust import making

pytestmark = pytest.mark.usefixtures("english")

DAY = dt.date(2025, 7, 2)
HOA = "Trần Thị Hoa"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return making.ssh_key(tmp_path_factory.mktemp("khoa"), "hoa")


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    return making.ssh_key(tmp_path_factory.mktemp("khoa"), "khac")


def trusting(signers: str, revoked: bytes = b"") -> Trust:
    return Trust(frozenset({Proof.SSH}), Anchors(signers=signers.encode(), revoked=revoked))


def proved(line: Signature, key: Path) -> Signature:
    (found,) = ssh.sign([demand.message(line.said)], key, demand.namespace(line.said))
    return replace(line, ssh_signature=found)


def a_line(trust: Trust, **more: Any) -> Signature:
    return Signature("text", "vi", "ab" * 32, HOA, DAY, trust=trust, **more)


def of_role(role: str) -> str:
    return f'namespaces="bhxhcomm-{role}"'


def full_line(trust: Trust) -> Signature:
    """A line in which every field that a proof covers says something, whatever fields there are."""
    given: dict[str, Any] = {"trust": trust}
    for part in dataclasses.fields(Signature):
        if part.name not in NOT_COVERED:
            given[part.name] = {"by": HOA, "date": DAY, "units": ("a1", "b2"), "role": "approver"}.get(part.name, "x1")
    return Signature(**given)


FLIPS: dict[str, Callable[[Any], Any]] = {
    "date": lambda day: day + dt.timedelta(days=1),
    "units": lambda units: units[:-1],
    "role": lambda _role: "reviewer",
}


@pytest.mark.parametrize("name", [part.name for part in dataclasses.fields(Signature) if part.name not in NOT_COVERED])
def test_any_field_of_a_proved_line_that_is_changed_or_emptied_voids_it(name: str, key: tuple[Path, str]) -> None:
    line = proved(full_line(trusting(f'"{HOA}" {key[1]}')), key[0])
    assert approval.proof_of(line).counts

    held = getattr(line, name)
    assert held, "the line says something in every field"
    changed = FLIPS.get(name, lambda text: f"{text}2")(held)
    assert not approval.proof_of(replace(line, **{name: changed})).counts
    if isinstance(held, str | tuple) and name not in ("by", "of"):
        assert not approval.proof_of(replace(line, **{name: type(held)()})).counts


def test_a_line_says_all_its_fields_but_where_it_stands_and_its_proofs() -> None:
    assert set(full_line(demand.NO_DEMAND).said) | NOT_COVERED == {part.name for part in dataclasses.fields(Signature)}


@pytest.mark.parametrize(
    ("options", "role", "fault"),
    [
        ("", "", ""),
        (of_role("approver"), "", ""),
        (of_role("approver"), "approver", ""),
        (of_role("reviewer"), "", "key-other-role"),
        (of_role("approver"), "reviewer", "key-other-role"),
        (of_role("translator,bhxhcomm-reviewer"), "reviewer", ""),
        ('valid-after="20250702"', "", ""),
        ('valid-after="20250703"', "", "key-not-yet"),
        ('valid-before="20250703"', "", ""),
        ('valid-before="20250702"', "", "key-expired"),
    ],
)
def test_a_key_counts_for_its_roles_and_its_days(
    options: str, role: str, fault: str, key: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    line = proved(a_line(trusting(f'"{HOA}" {options} {key[1]}'), role=role), key[0])
    assert approval.verdict(line).fault == fault


def test_what_no_trusted_key_of_that_name_signed_does_not_count(key: tuple[Path, str], other: tuple[Path, str]) -> None:
    trust = trusting(f'"{HOA}" {key[1]}\n"Lê Văn Hai" {other[1]}')
    faults = {
        "typed": approval.verdict(a_line(trust)),
        "by another's key": approval.verdict(proved(a_line(trust), other[0])),
        "under another's name": approval.verdict(replace(proved(a_line(trust), key[0]), by="Lê Văn Hai")),
        "no signature at all": approval.verdict(a_line(trust, ssh_signature="U1NIU0lH" * 4)),
    }
    assert {name: found.fault for name, found in faults.items()} == {
        "typed": "typed",
        "by another's key": "not-a-signer",
        "under another's name": "not-these-words",
        "no signature at all": "not-a-signer",
    }


def test_a_revoked_key_counts_for_nothing_by_list_or_by_krl(key: tuple[Path, str], tmp_path: Path) -> None:
    signers = f'"{HOA}" {key[1]}'
    line = proved(a_line(trusting(signers)), key[0])
    krl = tmp_path / "krl"
    subprocess.run(["ssh-keygen", "-q", "-k", "-f", str(krl), str(key[0]) + ".pub"], check=True)

    assert approval.counts(line)
    for revoked in (key[1].encode(), krl.read_bytes(), b"no list of keys"):
        assert approval.verdict(replace(line, trust=trusting(signers, revoked))).fault == "key-revoked"
    both = Trust(frozenset({Proof.SSH}), Anchors(signers=signers.encode()), Anchors(revoked=krl.read_bytes()))
    assert approval.verdict(replace(line, trust=both)).fault == "key-revoked"


def test_without_a_demand_a_typed_name_counts_and_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert approval.verdict(a_line(demand.NO_DEMAND)) == demand.TYPED


def test_a_signature_is_checked_once_in_a_process(key: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    line = proved(a_line(trusting(f'"{HOA}" {key[1]}'), document="Số 1"), key[0])
    assert approval.counts(line)
    monkeypatch.setenv("PATH", "/nowhere")
    assert all(approval.counts(replace(line, place=Place("x", at))) for at in range(1000))
    with pytest.raises(MachineError, match="ssh-keygen"):
        approval.counts(replace(line, document="Số 2"))


def _review(name: str, role: Role, trust: Trust, entry: str) -> Signature:
    return Signature("translation", "km", "d", name, DAY, units=(entry,), role=role.value, trust=trust)


@pytest.mark.parametrize(
    ("approver_key", "state"),
    [("other", EntryState.APPROVED), ("key", EntryState.REVIEWED)],
    ids=["two keys", "one key"],
)
def test_two_names_with_one_key_are_one_person(
    approver_key: str, state: EntryState, key: tuple[Path, str], other: tuple[Path, str]
) -> None:
    keys = {"key": key, "other": other}
    hai = keys[approver_key]
    trust = trusting(f'"{HOA}" {key[1]}\n"Lê Văn Hai" {hai[1]}')
    item = MergedItem(WantedText("sec", "Chào", (), "text", ""), "សួស្តី")
    entry = standing.item_digests("goi", "km", item)[0]
    lines = [
        proved(_review(HOA, Role.REVIEWER, trust, entry), key[0]),
        proved(_review("Lê Văn Hai", Role.APPROVER, trust, entry), hai[0]),
    ]
    assert all(map(approval.counts, lines))

    found = standing.standings("goi", "km", [item], lines, translator="Người dịch")
    assert [one.state for one in found] == [state]
    # Nor does the one who wrote a text approve it under another name of the same key.
    assert approval.same_signer(lines[1], "Chị Trần Thị Hoa") is (approver_key == "key")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('"Trần Thị Hoa" namespaces="bhxhcomm-approver" ssh-ed25519 AAAA lời', ""),
        ("# ghi chú", ""),
        ("hoa@bhxh,hai@bhxh ssh-ed25519 AAAA", ""),
        ("* ssh-ed25519 AAAA", "pattern"),
        ('"Trần*" ssh-ed25519 AAAA', "pattern"),
        ('"Trần Thị Hoa,!x" ssh-ed25519 AAAA', "pattern"),
        ('"Trần Thị Hoa" cert-authority ssh-ed25519 AAAA', "authority"),
        ('"Trần Thị Hoa"', "no key"),
        ("ssh-ed25519 AAAA", "no key"),
    ],
)
def test_every_line_of_the_signers_names_persons_and_a_key(line: str, wrong: str) -> None:
    problems = Problems()
    allowed.check(f"# Người được ký\n{line}\n".encode(), Place("trust/signers"), problems)
    found = list(problems)
    assert [wrong in one.message for one in found] == [True] * bool(wrong)
    assert all((one.code, one.place.path, one.place.line) == ("signers-line", "trust/signers", 2) for one in found)


def test_a_key_that_cannot_be_used_is_named(tmp_path: Path, key: tuple[Path, str]) -> None:
    (tmp_path / "rong").write_text("không phải khóa", encoding="utf-8")
    for path, code in ((tmp_path / "khong-co", "no-key"), (tmp_path / "rong", "key-unusable")):
        with pytest.raises(ContentError) as caught:
            ssh.sign([b"x"], path, "bhxhcomm-approver")
        assert [one.code for one in caught.value.problems] == [code]
