"""The page engine's libraries: loaded with the machine's own fonts hidden, by the system's loader alone.

WeasyPrint tries several names for each library. After every one that the loader does not know, cffi asks
`ctypes.util.find_library`, which on Linux runs gcc, ld and ldconfig: some forty programs at every start (0.25 s),
found along PATH. The loader knows each library by one of the names that WeasyPrint tries next.
"""

from __future__ import annotations

import ctypes.util
import os
import sys
import warnings
from contextlib import suppress
from importlib import import_module

from bhxhcomm.core import resources


def isolate() -> None:
    """Hide the machine's own fonts from the page engine, and load it. Must be called before WeasyPrint is first imported.

    Raises `RuntimeError` when it is too late: fontconfig reads its configuration once, when WeasyPrint is imported.
    """
    configuration = str(resources.folder("assets") / "fontconfig.conf")
    isolated = os.environ.get("FONTCONFIG_FILE") == configuration and "FONTCONFIG_SYSROOT" not in os.environ
    if "weasyprint" in sys.modules and not isolated:
        raise RuntimeError(
            "libraries.isolate() must be called before weasyprint is imported: the machine's fonts leak in"
        )
    os.environ["FONTCONFIG_FILE"] = configuration
    os.environ.pop("FONTCONFIG_SYSROOT", None)
    # WeasyPrint warns at its import that there are no fonts, which is what we want: the faces are declared later.
    warnings.filterwarnings("ignore", message="No fonts configured in FontConfig", category=UserWarning)
    load()


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
