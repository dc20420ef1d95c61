"""The page engine's libraries are loaded by the system's loader, and no program is asked where they are.

WeasyPrint tries several names for each library. After every one that the loader does not know, cffi asks
`ctypes.util.find_library`, which on Linux runs gcc, ld and ldconfig: some forty programs at every start (0.25 s),
found along PATH. The loader knows each library by one of the names that WeasyPrint tries next.
"""

from __future__ import annotations

import ctypes.util
import sys
from contextlib import suppress
from importlib import import_module


def load() -> None:
    """Import WeasyPrint with the libraries that it needs. What is missing is said by whoever imports it afterwards."""
    if "weasyprint" in sys.modules or sys.platform != "linux":
        return
    ask = ctypes.util.find_library
    ctypes.util.find_library = _unknown
    try:
        with suppress(OSError):
            import_module("weasyprint")
    finally:
        ctypes.util.find_library = ask


def _unknown(name: str) -> str | None:
    return None
