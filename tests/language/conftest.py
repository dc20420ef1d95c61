"""Messages are checked in the language they are written in, whatever the machine's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="package")
def messages_in_english() -> Iterator[None]:
    """Messages of the interface in English."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", "en")
        yield
