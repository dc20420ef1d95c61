"""What a page may fetch: the engine reaches nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Resource:
    """Something the page may fetch by its address. `path` and `digest` name the file it came from, if any."""

    url: str
    body: bytes = field(repr=False)
    mime: str
    path: str = ""
    digest: str = ""
