"""Adding signatures to a file: whatever style its list has, the old ones stay, the new ones are read, or it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from bhxhcomm.content import review, validate, yaml_reading
from bhxhcomm.core.problems import ContentError, Problems
from bhxhcomm.edition.signing import text_with

pytestmark = pytest.mark.usefixtures("english")

OLD: dict[str, Any] = {"of": "office", "id": "mau", "digest": "12", "by": "Cán bộ mẫu", "date": dt.date(2025, 7, 1)}
NEW: dict[str, Any] = {
    "of": "text",
    "id": "vi",
    "digest": "34",
    "by": "Phòng: mẫu",
    "date": "2025-08-01",
    "units": ["a b"],
}
FLOW = "[{of: office, id: mau, digest: '12', by: Cán bộ mẫu, date: 2025-07-01}]"
STYLES = {
    "indented": 'format: review/1\nsignatures:\n  - of: office\n    id: mau\n    digest: "12"\n'
    "    by: Cán bộ mẫu\n    date: 2025-07-01\n  # Cuối danh sách\n",
    "as yaml.dump writes it": yaml.dump({"format": "review/1", "signatures": [OLD]}, allow_unicode=True),
    "indented by four": 'format: review/1\nsignatures:\n    -   of: office\n        id: mau\n        digest: "12"\n'
    "        by: Cán bộ mẫu\n        date: 2025-07-01",
    "a list in brackets": f"format: review/1\nsignatures: {FLOW}\n",
    "items in braces": f"format: review/1\nsignatures:\n- {FLOW[1:-1]}\n",
    "all in braces": f"{{format: review/1, signatures: {FLOW}}}",
    "before another key": f"signatures:\n- {FLOW[1:-1]}\nformat: review/1\n",
    "with a mark at its end": f"---\nformat: review/1\nsignatures:\n- {FLOW[1:-1]}\n...\n",
    "with Windows line ends": f"\ufeffformat: review/1\r\nsignatures:\r\n- {FLOW[1:-1]}\r\n",
}
EMPTY = {
    "no file": "",
    "only a comment": "# Chữ ký\n",
    "an empty list": "format: review/1\nsignatures: []\n",
    "an empty list and a comment": "format: review/1\nsignatures: [] # Chưa có\n",
    "nothing behind the key": "format: review/1\nsignatures:\n",
    "an empty list first": "signatures: []\nformat: review/1\n",
}


def signatures_in(text: str) -> list[tuple[str, str, str, str, str]]:
    problems = Problems()
    node = yaml_reading.parse(text, "review.yaml", problems)
    assert node is not None, str(list(problems))
    file = validate.validate(review.ReviewFile, node, problems)
    assert file is not None, str(list(problems))
    return [(one.of, one.id, one.digest, one.by, one.date.isoformat()) for one in review.signatures(file)]


@pytest.mark.parametrize("existing", STYLES.values(), ids=STYLES)
def test_a_list_of_any_style_keeps_its_signatures_and_takes_new_ones(existing: str) -> None:
    assert signatures_in(text_with(existing, [NEW])) == [
        ("office", "mau", "12", "Cán bộ mẫu", "2025-07-01"),
        ("text", "vi", "34", "Phòng: mẫu", "2025-08-01"),
    ]


@pytest.mark.parametrize("existing", EMPTY.values(), ids=EMPTY)
def test_an_empty_file_or_list_takes_signatures(existing: str) -> None:
    text = text_with(existing, [NEW, NEW])

    assert [digest for _of, _id, digest, _by, _date in signatures_in(text)] == ["34", "34"]
    assert all(comment in text for comment in ("# Chữ ký", "# Chưa có") if comment in existing)


@pytest.mark.parametrize("style", ["indented", "as yaml.dump writes it", "indented by four"])
def test_what_stands_in_the_file_is_not_touched(style: str) -> None:
    assert text_with(STYLES[style], [NEW]).startswith(STYLES[style].rstrip() + "\n")


@pytest.mark.parametrize(
    ("existing", "code"),
    [
        ('format: review/1\nsignatures: "mở\n', "yaml-quote"),
        ("format: review/1\nsignatures:\n- of: khác\n", "unknown-value"),
        ("format: pack/1\nsignatures:\n- of: text\n", "format-wrong"),
        ("Chữ ký\n", "not-a-mapping"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(existing: str, code: str) -> None:
    with pytest.raises(ContentError) as caught:
        text_with(existing, [NEW], shown_as="packs/mau/review.yaml")

    assert code in {problem.code for problem in caught.value.problems}
    assert {problem.place.path for problem in caught.value.problems} == {"packs/mau/review.yaml"}


def test_a_signature_that_would_be_read_otherwise_than_it_was_meant_is_refused() -> None:
    with pytest.raises(ContentError) as caught:
        text_with("", [{**NEW, "digest": 34}])

    assert [problem.code for problem in caught.value.problems] == ["review-unwritable"]
