"""The Vietnamese words of files for translators (`locales/handoff/vi.yaml`): a translator reads Vietnamese, whoever runs us."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from bhxhcomm.core import resources

FORMAT = "handoff/1"


@cache
def wording() -> Mapping[str, str]:
    """The words by key. A key that is not there is a KeyError: the file ships with the code."""
    import yaml

    path = resources.folder("locales") / "handoff" / "vi.yaml"
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if content.get("format") != FORMAT:
        raise ValueError(f"{path} is not of the format {FORMAT}")
    return {str(key): str(value).strip() for key, value in content["words"].items()}
