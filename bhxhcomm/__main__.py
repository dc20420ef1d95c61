"""`python -m bhxhcomm`: the command line, for where the program itself is not on the path."""

from __future__ import annotations

from bhxhcomm.cli import run

if __name__ == "__main__":
    run()
