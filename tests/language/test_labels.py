"""The fixed words of a page, and a workspace's own words for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError, Problem
from bhxhcomm.language.labels import INTERNAL, MissingLabel, check, keys, labels, labels_for
from bhxhcomm.language.normalise import is_nfc
from bhxhcomm.language.registry import languages

pytestmark = pytest.mark.wheel


def override(folder: Path, body: str, name: str = "vi.yaml") -> Path:
    (folder / name).write_text(f"format: labels/1\nlang: vi\nlabels:\n{body}", encoding="utf-8")
    return folder


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(ContentError) as caught:
        labels("vi", folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("hotline", "Tổng đài"),
        ("hotline_note", "cuộc gọi có tính cước"),
        ("valid_from", "Số liệu áp dụng từ {date}"),
        ("sources", "Căn cứ"),
        ("draft", "BẢN NHÁP"),
        ("draft_note", "Chưa được duyệt – không phát hành"),
        ("where_to_go", "Liên hệ ở đâu?"),
        ("unit_years", "năm"),
    ],
)
def test_the_vietnamese_labels(key: str, words: str) -> None:
    assert labels("vi")[key] == words


def test_every_label_has_words_in_nfc() -> None:
    assert labels("vi").keys() == keys()
    for key, words in labels("vi").items():
        assert words, key
        assert is_nfc(words), key


def test_a_label_that_is_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(MissingLabel, match="hotlin") as caught:
        labels("vi")["hotlin"]
    assert isinstance(caught.value, LookupError)
    assert labels("vi").get("hotlin") is None


def test_labels_of_an_unknown_language_are_an_error() -> None:
    with pytest.raises(LookupError):
        labels("xx")


def test_a_workspace_overrides_words_and_keeps_the_rest(tmp_path: Path) -> None:
    own = labels("vi", override(tmp_path, "  hotline: Đường dây nóng\n"))
    assert own["hotline"] == "Đường dây nóng"
    assert own["address"] == "Địa chỉ"
    assert labels("vi")["hotline"] == "Tổng đài"


def test_the_last_override_wins_and_a_folder_without_a_file_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    override(first, "  hotline: Một\n  note: Ghi nhớ\n")
    override(second, "  hotline: Hai\n")
    own = labels("vi", first, tmp_path / "nowhere", second)
    assert (own["hotline"], own["note"]) == ("Hai", "Ghi nhớ")


def test_windows_line_ends_and_a_byte_order_mark_are_accepted(tmp_path: Path) -> None:
    text = "\ufeffformat: labels/1\r\nlabels:\r\n  note: Ghi nhớ\r\n"
    (tmp_path / "vi.yaml").write_bytes(text.encode())
    assert labels("vi", tmp_path)["note"] == "Ghi nhớ"


def test_words_such_as_no_stay_words(tmp_path: Path) -> None:
    assert labels("vi", override(tmp_path, "  note: no\n"))["note"] == "no"


def test_all_problems_of_an_override_are_told_with_their_lines(tmp_path: Path) -> None:
    lines = [
        "hotlin: a",
        "valid_from: Từ ngày",
        "unit_vnd: đ",
        "note: ''",
        "code: [a]",
        "zalo: a",
        "zalo: b",
        "scan: '{'",
    ]
    body = "".join(f"  {line}\n" for line in lines)
    found = [(problem.code, problem.place.line) for problem in problems(override(tmp_path, body))]
    assert sorted(found) == [
        ("duplicate-key", 10),
        ("fixed-label", 6),
        ("label-empty", 7),
        ("label-not-text", 8),
        ("label-placeholders", 5),
        ("label-placeholders", 11),
        ("unknown-label", 4),
    ]


def test_an_unknown_label_is_met_with_the_nearest_ones(tmp_path: Path) -> None:
    (problem,) = problems(override(tmp_path, "  hotlin: a\n"))
    assert problem.code == "unknown-label"
    assert "hotline" in problem.hint


@pytest.mark.parametrize("words", ["Từ {ngay}", "Từ {date!r}", "Từ {date:%d}", "Từ {date.year}", "Từ {0}"])
def test_placeholders_must_be_those_of_the_shipped_label(tmp_path: Path, words: str) -> None:
    (problem,) = problems(override(tmp_path, f'  valid_from: "{words}"\n'))
    assert problem.code == "label-placeholders"
    assert "{date}" in problem.hint


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "format"),
        (b"format: labels/9\nlabels: {}", "format"),
        (b"- a", "format"),
        (b"format: labels/1", "labels-missing"),
        (b"format: labels/1\nlabels: a", "labels-missing"),
        (b"format: labels/1\nlang: km\nlabels: {note: a}", "wrong-language"),
        (b"format: labels/1\nlabel: {}\nlabels: {}", "unknown-key"),
        (b"format: labels/1\nlabels: {note: 'a", "yaml-syntax"),
        (b"format: labels/1\nlabels: {note: \x07}", "yaml-syntax"),
        ("format: labels/1\nlabels: {note: Ghi nhớ}".encode("utf-16"), "encoding"),
    ],
)
def test_a_broken_file_is_one_clear_problem(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "vi.yaml").write_bytes(content)
    assert [problem.code for problem in problems(tmp_path)] == [code]


def test_a_draft_shows_the_vietnamese_words_marked_and_says_which_are_missing(tmp_path: Path) -> None:
    (tmp_path / "ede.yaml").write_text("format: labels/1\nlabels: {hotline: X}\n", encoding="utf-8")
    found = labels_for("ede", tmp_path, fallback_marked=True)
    assert found["hotline"] == "X"
    assert found["address"] == "⟦Địa chỉ⟧"
    assert found["valid_from"].format(date="01/7/2025") == "⟦Số liệu áp dụng từ 01/7/2025⟧"
    assert "address" in found.missing
    assert "hotline" not in found.missing
    assert found.keys() == keys()


def test_a_release_never_gets_words_of_another_language() -> None:
    found = labels_for("ede", fallback_marked=False)
    assert set(found.missing) == {key for key in keys() if not key.startswith(INTERNAL)}
    with pytest.raises(MissingLabel, match="hotline"):
        found["hotline"]


def test_vietnamese_misses_nothing_and_marks_nothing() -> None:
    found = labels_for("vi", fallback_marked=True)
    assert found.missing == ()
    assert not any("⟦" in words for words in found.values())


def test_the_marked_words_are_those_of_the_workspace(tmp_path: Path) -> None:
    assert labels_for("ede", override(tmp_path, "  hotline: Đường dây nóng\n"), fallback_marked=True)["hotline"] == (
        "⟦Đường dây nóng⟧"
    )


def test_no_words_ship_in_a_language_that_nobody_vouched_for() -> None:
    assert [entry.id for entry in languages() if len(labels(entry.id))] == ["vi", "en"]


def test_english_has_every_word_that_a_page_may_need() -> None:
    assert labels("en").missing == ()
    assert not [key for key in labels("en") if key.startswith(INTERNAL)]


def test_all_files_of_labels_are_looked_at_whatever_language_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "locales" / "labels"
    folder.mkdir(parents=True)
    (folder / "xx-khong-co.yaml").write_text("[", encoding="utf-8")
    (folder / "ede.yaml").write_text(
        'format: labels/1\nlang: ede\nlabels:\n  hotline: "Tel\U000e0031"\n', encoding="utf-8"
    )
    assert {problem.code for problem in check(folder)} == {"invisible-sign"}
