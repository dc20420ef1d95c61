"""The manifest: whole, sorted, the same bytes for the same matter; damaged, foreign and newer ones are told apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.core import canonical
from bhxhcomm.core.problems import ContentError
from bhxhcomm.ledger import manifest
from bhxhcomm.ledger.manifest import Manifest, Piece

SOURCE = {"document": "Nghị định mẫu", "signed": None, "in_force": "2025-07-01", "article": "", "link": ""}
FIGURE = {
    "id": "muc",
    "value": 4.5,
    "unit": "rate",
    "text": "4,5%",
    "at": None,
    "effective_from": "2025-07-01",
    "source": "Nghị định mẫu",
    "sources": [SOURCE],
}


def change(day: str, fact: str = "muc") -> dict[str, Any]:
    named = {"date": day, "kind": "value", "fact": fact, "office": "", "before": "1", "after": "2"}
    return {**named, "announced": False, "source": "Nghị định mẫu"}


def artifact(path: str, digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
    entry = {"path": path, "format": "pdf", "part": "", "product": "pdf", "files": 1, "key": "k", "sha256": digest}
    return {**entry, "size": 3, "options": {}, "checks": {"scale": 1.0, "filled": {"bia": 0.5}}, **more}


def piece(office: str = "a", key: str = "k1", path: str | None = None, **more: Any) -> Piece:
    entry = {
        "pack": "p",
        "material": "leaflet",
        "variant": "trifold",
        "lang": "vi",
        "office": office,
        "key": key,
        "code": "ABCDE-12345",
        "topic": "bhyt",
        "tags": [],
        "title": "Thử",
        "issued_by": "Cơ quan mẫu",
        "valid_from": "2025-07-01",
        "draft": False,
        "reasons": [{"code": "c", "subject": "s", "messages": {"vi": "lời", "en": "words"}}],
        "figures": [FIGURE],
        "panels": [{"name": "bia", "text": ["Thử"]}],
        "parts": {"fonts": {"a.ttf": "1"}, "theme": "default", "words": {"bia": "x"}},
        "since": "2025-07-01",
        "changes": [change("2026-01-01")],
        "artifacts": [artifact(path or f"{office}/p/leaflet-trifold.vi.pdf")],
    }
    return Piece.model_validate({**entry, **more})


def test_what_is_written_is_read_back() -> None:
    whole = manifest.whole([piece("a"), piece("b")])
    assert manifest.parsed(manifest.written(whole)) == whole


@given(st.permutations([("a", "k1"), ("a", "k2"), ("b", "k1"), ("c", "k1")]))
def test_the_order_in_which_pieces_came_does_not_show(order: list[tuple[str, str]]) -> None:
    pieces = [piece(office, key, path=f"{office}-{key}.pdf", current=key == "k1") for office, key in order]
    found = manifest.written(manifest.whole(pieces))
    assert found == manifest.written(manifest.whole(sorted(pieces, key=lambda one: (one.office, one.key))))


def test_bytes_that_are_known_to_be_ours_are_read_to_the_same_without_checks() -> None:
    whole = manifest.whole([piece(), piece("b"), piece("a", "k2", changes=[change("2026-07-01")])])
    data = manifest.written(whole)
    assert manifest.trusted(data) == manifest.parsed(data).pieces == whole.pieces
    one, other, *_rest = manifest.trusted(data)
    assert one.figures[0] is other.figures[0], "what pieces share is one object"


def test_what_pieces_share_stands_once() -> None:
    text = manifest.written(manifest.whole([piece(name) for name in "abcdef"])).decode()
    assert text.count('"4,5%"') == 1


def test_it_has_a_line_for_each_piece_and_each_thing_that_is_shared() -> None:
    lines = manifest.written(manifest.whole([piece(name) for name in "abc"])).decode().splitlines()
    assert [json.loads(line.rstrip(","))["office"] for line in lines if line.startswith('{"')] == ["a", "b", "c"]
    assert sum(line.startswith('"#') for line in lines) == len(json.loads("\n".join(lines))["shared"]) == 6


def test_pieces_composed_one_after_the_other_hold_what_they_share_once() -> None:
    shared = manifest.Shared()
    plain = [
        piece(name, panels=[{"name": "bia", "text": ["".join(["Th", "ử"]), f"Cơ quan {name}"]}]).model_dump(mode="json")
        for name in "ab"
    ]
    one, other = (shared.piece(said) for said in plain)
    assert [one.model_dump(mode="json"), other.model_dump(mode="json")] == plain
    assert one.figures[0] is other.figures[0]
    assert one.panels[0] != other.panels[0]
    assert one.panels[0].text[0] is other.panels[0].text[0]


def test_the_next_day_is_the_earliest_of_all_pieces_with_everything_that_changes_on_it() -> None:
    whole = manifest.whole(
        [
            piece("a", changes=[change("2026-01-01", "muc")]),
            piece("b", changes=[change("2026-01-01", "khac")]),
            piece("c", changes=[change("2027-01-01", "sau")]),
            piece("d", changes=[change("2025-08-01", "cu")], current=False),
        ]
    )
    assert whole.next == "2026-01-01"
    assert [one.fact for one in whole.changes] == ["khac", "muc"]


def test_a_piece_without_files_is_no_part_of_it() -> None:
    assert manifest.whole([piece(artifacts=[])]).pieces == []


def _replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda data: b"", "manifest-damaged"),
        (lambda data: data[:-40], "manifest-damaged"),
        (lambda data: b"\xff" + data, "manifest-damaged"),
        (_replaced(b'"size":3', b'"size":4'), "manifest-damaged"),
        (_replaced(b"4.5", b"4.6"), "manifest-damaged"),
        (_replaced(b'"sum"', b'"summe"'), "manifest-damaged"),
        (lambda data: b"[]", "manifest-foreign"),
        (lambda data: b'{"name": "app", "start_url": "/"}', "manifest-foreign"),
        (lambda data: b'{"format": "facts/1"}', "manifest-foreign"),
        (_replaced(b"manifest/1", b"manifest/2"), "manifest-newer"),
    ],
)
def test_a_manifest_that_is_not_ours_as_we_wrote_it_is_told(
    harm: Callable[[bytes], bytes], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(harm(manifest.written(manifest.whole([piece()]))))
    with pytest.raises(ContentError) as caught:
        manifest.read(path)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].place.path == str(path)
    assert caught.value.problems[0].hint


def test_a_sum_that_was_mended_by_hand_does_not_hide_a_missing_key() -> None:
    content = json.loads(manifest.written(manifest.whole([piece()])))
    del content["sum"], content["pieces"][0]["key"]

    data = json.dumps({**content, "sum": canonical.digest(content)}).encode()
    with pytest.raises(ContentError) as caught:
        manifest.parsed(data)
    assert caught.value.problems[0].code == "manifest-damaged"


def test_parts_become_one() -> None:
    one, two = manifest.whole([piece("a")]), manifest.whole([piece("b")])
    assert manifest.merge([("1", one), ("2", two)]) == manifest.whole([piece("a"), piece("b")])


def test_parts_that_disagree_on_a_file_are_refused_with_its_name() -> None:
    one = manifest.whole([piece("a")])
    other = manifest.whole([piece("a", key="k2", artifacts=[artifact("a/p/leaflet-trifold.vi.pdf", "b" * 64)])])
    with pytest.raises(ContentError) as caught:
        manifest.merge([("mot", one), ("hai", other)])
    (problem,) = caught.value.problems
    assert problem.code == "manifests-differ"
    assert "a/p/leaflet-trifold.vi.pdf" in problem.message
    assert problem.place.path == "hai"


def test_a_shard_answers_only_for_its_own_pieces() -> None:
    """What lay in its folder from an earlier build of everything does not stand against the shard that made it anew."""
    pieces = [piece(name) for name in "abcdefgh"]
    new = [
        one.model_copy(update={"artifacts": [one.artifacts[0].model_copy(update={"sha256": "c" * 64})]})
        for one in pieces
    ]
    parts: list[tuple[str, Manifest]] = []
    for number in (1, 2):
        shard = (number, 2)
        mixed = [fresh if manifest.in_shard(old.id, shard) else old for old, fresh in zip(pieces, new, strict=True)]
        parts.append((str(number), manifest.whole(mixed, shard)))
    assert manifest.merge(parts) == manifest.whole(new)


def test_versions_do_not_mix() -> None:
    one = manifest.whole([piece("a")])
    with pytest.raises(ContentError):
        manifest.merge([("1", one), ("2", one.model_copy(update={"bhxhcomm": "9.9"}))])


@given(st.sets(st.text("abc-/", min_size=1), min_size=1, max_size=40), st.integers(1, 9))
def test_every_piece_is_in_exactly_one_shard(names: set[str], count: int) -> None:
    for name in names:
        assert sum(manifest.in_shard(name, (number, count)) for number in range(1, count + 1)) == 1
