"""Messages are checked in the language they are written in, whatever the machine's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bhxhcomm.core import i18n


@pytest.fixture(autouse=True, scope="package")
def messages_in_english() -> Iterator[None]:
    """Messages of the interface in English, and no catalogue left in the cache for other tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BHXHCOMM_LANG", "en")
        i18n.catalogue.cache_clear()
        yield
    i18n.catalogue.cache_clear()
