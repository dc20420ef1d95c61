"""One spelling for every text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bhxhcomm.language.normalise import is_nfc, nfc


@pytest.mark.parametrize("typed", ["Tie\u0302\u0301ng Vie\u0323\u0302t", "Ti\u00ea\u0301ng Vi\u1eb9\u0302t"])
def test_letters_and_marks_become_one_character(typed: str) -> None:
    assert not is_nfc(typed)
    assert nfc(typed) == "Ti\u1ebfng Vi\u1ec7t"


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert is_nfc(nfc(text))
    assert nfc(nfc(text)) == nfc(text)
