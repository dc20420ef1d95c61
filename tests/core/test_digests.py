"""Digests that are kept say their scheme, and nothing in them goes by the name of a class."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, make_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import canonical, digests, scheme_1
from bhxhcomm.core.problems import ContentError, Place

PLACE = Place("review.yaml", 7, 13)
HEX = "0123456789abcdef" * 4
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)
)


@given(st.text(min_size=1), JSON, st.integers(12, 64))
def test_whatever_is_told_has_a_digest_that_is_read_again(kind: str, content: Any, figures: int) -> None:
    written = digests.of(kind, content, figures)
    assert digests.parsed(written) == digests.Digest(2, written.removeprefix("2:"))
    assert digests.of(kind, content).startswith(written)
    assert digests.fits(digests.of(kind, content), kind, content)
    assert digests.fits(scheme_1.digest(content), kind, content)


def test_a_digest_of_scheme_2_is_the_sha256_of_scheme_kind_and_canonical_text() -> None:
    told = 'bhxhcomm-digest/2\noffice\n{"office":"mẫu"}'
    assert digests.of("office", {"office": "mẫu"}) == f"2:{hashlib.sha256(told.encode()).hexdigest()}"


def test_the_same_content_of_another_kind_has_another_digest_and_so_has_it_by_scheme_1() -> None:
    found = {digests.of("office", {"id": "mau"}), digests.of("fact", {"id": "mau"})}
    assert len(found) == 2
    assert f"2:{scheme_1.digest({'id': 'mau'})}" not in found


@pytest.mark.parametrize("text", [HEX, HEX[:16], HEX[:12], "x", "sha256:00", ""])
def test_what_has_no_scheme_is_of_scheme_1(text: str) -> None:
    assert digests.parsed(text) == digests.Digest(1, text)


@pytest.mark.parametrize("scheme", [3, 4, 10, 999_999_999])
@pytest.mark.usefixtures("english")
def test_a_scheme_of_a_later_version_is_named_with_what_to_do(scheme: int) -> None:
    with pytest.raises(ContentError) as caught:
        digests.parsed(f"{scheme}:{HEX}", PLACE)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place) == ("digest-newer", PLACE)
    assert problem.message == f"this digest is of scheme {scheme}; this version of bhxhcomm knows those up to 2"
    assert problem.hint == "a newer version of bhxhcomm wrote it: use that one"
    with pytest.raises(ContentError):
        digests.fits(f"{scheme}:{HEX}", "record", {})


@pytest.mark.parametrize(
    "text", ["2:", "2:x", f"2:{HEX}0", f"2:{HEX[:11]}", f"2:{HEX.upper()}", f"2: {HEX}", f"2:2:{HEX}", f"1:{HEX}", "0:"]
)
def test_what_no_version_writes_is_no_digest(text: str) -> None:
    with pytest.raises(ContentError) as caught:
        digests.parsed(text, PLACE)
    assert [problem.code for problem in caught.value.problems] == ["digest-malformed"]
    assert not digests.fits(text, "record", {})


@pytest.mark.parametrize("changed", ["figures", "prefix taken away", "prefix put before"])
def test_a_digest_fits_only_by_the_scheme_that_it_names(changed: str) -> None:
    now, before = digests.of("record", {"a": 1}), scheme_1.digest({"a": 1})
    wrong = {
        "figures": now[:-1] + ("0" if now[-1] != "0" else "1"),
        "prefix taken away": now.removeprefix("2:"),
        "prefix put before": f"2:{before}",
    }[changed]
    assert not digests.fits(wrong, "record", {"a": 1})


@canonical.named("TestOnlyLeaf")
@dataclass(frozen=True)
class Leaf:
    text: str
    mark: str = ""
    path: str = field(default="", metadata={"canonical": False})


@canonical.named("TestOnlyTree")
@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    called: str = field(default="x", metadata={"canonical": "name"})
    more: tuple[str, ...] = field(default_factory=tuple)


def test_a_type_goes_by_its_declared_name_and_fields_by_theirs() -> None:
    assert canonical.plain(Tree((Leaf("a", path="/tmp"), Leaf("b", "strong")), "y")) == {
        "type": "TestOnlyTree",
        "leaves": [{"type": "TestOnlyLeaf", "text": "a"}, {"type": "TestOnlyLeaf", "text": "b", "mark": "strong"}],
        "name": "y",
    }


def test_a_field_that_comes_later_changes_nothing_where_nobody_uses_it() -> None:
    later = make_dataclass("Renamed", [("text", str), ("mark", str, ""), ("tone", str, field(default="note"))])
    told = canonical.layout(Leaf)
    assert told is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(canonical._declared, later, "TestOnlyLeaf")
        assert canonical.plain(later("a")) == canonical.plain(Leaf("a"))
        assert canonical.plain(later("a", tone="warning")) != canonical.plain(Leaf("a"))
        canonical._layouts.pop(later)


def test_a_type_without_a_declared_name_has_no_canonical_form() -> None:
    nameless = make_dataclass("Nameless", [("text", str)])
    for tell in (canonical.plain, digests.steady_form):
        with pytest.raises(
            TypeError, match=r"Nameless has no name in canonical forms: declare one with @canonical\.named"
        ):
            tell((Leaf("a"), nameless("b")))


def test_two_types_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="another type is called TestOnlyLeaf"):
        canonical.named("TestOnlyLeaf")(make_dataclass("Other", [("text", str)]))
