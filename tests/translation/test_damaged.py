"""A translation that lost or changed a figure is damaged, whoever has signed it, and every command says so; what is missing is
named for what it is."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bhxhcomm.content.review import Signature
from bhxhcomm.edition.lookup import Shelf
from bhxhcomm.edition.standing import EntryState, item_digests
from tests.cli.program import run
from tests.translation.office import LANG, PACK, SALARY, SENTENCES, entry_id, item, made_up, shelf, translate
from tests.translation.test_editions import reasons

pytestmark = pytest.mark.usefixtures("english")
EDE = ["--lang", LANG]
HAI = SENTENCES["hai"]
DAY = dt.date(2025, 7, 1)
DAMAGE = {
    "a figure lost": ("mot", made_up("Lương cơ sở là"), "the figure {luong_co_so} of the Vietnamese text is missing"),
    "another number": (
        "hai", made_up(HAI).replace("15", "16"), "the numbers differ: the Vietnamese text has 15, the translation 16",
    ),
    "a placeholder changed": (
        "mot", made_up(SALARY).replace("luong_co_so", "luong_co_so:so"),
        "the figure {luong_co_so} of the Vietnamese text is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_it_is_counted_and_told_by_status_and_by_lint_with_q_too(name: str, office: Path) -> None:
    section, words, message = DAMAGE[name]
    translate(office, **{section: words})
    found = run("locale", "status", PACK, *EDE, "--json", cwd=office)
    (own,) = found.object["catalogues"]
    assert (found.status, own["damaged"], own["states"]["translated"], own["total"]) == (1, 1, 9, 10)
    source = SALARY if section == "mot" else HAI
    for command in (["locale", "status", PACK, *EDE, "-q"], ["lint", PACK, "-q"]):
        told = run(*command, cwd=office)
        assert told.status == 1
        assert f"error[translation-damaged]: `{entry_id(office, source)}`: {message}" in told.err


def test_a_signature_does_not_make_it_whole(office: Path) -> None:
    """Whoever signed it, by whatever tool: three lines in `review.yaml` over exactly what stands there."""
    translate(office, mot=made_up("Lương cơ sở là"))
    own, damaged = shelf(office), item(office, SALARY)
    over = (item_digests(PACK, LANG, damaged)[0],)
    signers = {"translator": "Dịch", "reviewer": "Soát", "approver": "Duyệt"}
    lines = tuple(Signature("translation", LANG, "x", by, DAY, units=over, role=role) for role, by in signers.items())
    signed = Shelf(PACK, LANG, own.entries, own.file, lines)
    one = next(one for one in signed.standings if one.item.key == damaged.key)
    assert one.state is EntryState.APPROVED
    found = signed.damage_of(one)
    assert (found is not None and found.code, signed.rendering(damaged.key).parts) == ("placeholder-lost", ())


def test_the_unit_that_has_no_word_is_named_where_all_else_is_translated(office: Path) -> None:
    translate(office)
    path = translate(office, scope="")
    assert not any("missing" in reason for reason in reasons(office))
    text, count = re.subn(r'(msgctxt "page:unit_vnd"\nmsgid "đồng"\nmsgstr ")[^"]*"', r'\1"', path.read_text("utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")
    found = reasons(office)
    assert (
        found[f"unit-word-missing {LANG}"]
        == f"the unit “đồng” has no word in “{LANG}”: its figures stand in Vietnamese"
    )
    assert f"translation-missing locales/{LANG}" not in found
