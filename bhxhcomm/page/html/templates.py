"""Jinja2 as all pages use it, with each template compiled once, whichever page or folder asks for it."""

from __future__ import annotations

from collections.abc import Collection
from types import CodeType

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache


class Compiled(BytecodeCache):
    """Compiled templates by their name, file and text, in the memory of this process and of those forked from it."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same text, if anything was."""
        bucket.code = self._held.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._held[bucket.key, bucket.checksum] = bucket.code


_compiled = Compiled()


def environment(loader: BaseLoader) -> Environment:
    """An environment that escapes everything and is strict about names. All have these habits, and share what is compiled."""
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_compiled,
    )


def load(known: Environment, folders: Collection[str]) -> None:
    """Compile all templates of some folders, so that processes forked from this one need not."""
    for name in known.list_templates(extensions=["j2"]):
        if name.partition("/")[0] in folders:
            known.get_template(name)


def called(name: str) -> str:
    """How messages call a template or style sheet of a workspace: by its path there."""
    return f"templates/{name}"
