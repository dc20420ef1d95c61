"""The same surroundings as for tests of the command line."""

from __future__ import annotations

from tests.cli.conftest import plain_surroundings, workspace

__all__ = ["plain_surroundings", "workspace"]
