"""The process that a speech library runs in. It is given orders, one line of JSON each, and answers each with a line of
JSON and, where that says so, as many bytes of WAV; it ends when nobody is left to ask.

    python -P -m bhxhcomm.sound.engines.worker espeak-ng
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, BinaryIO

from bhxhcomm.core.problems import MachineError
from bhxhcomm.sound.engines import EngineError, Speaker, SpeechEngine, SpeechOrder, engine


def main(name: str) -> None:
    """Answer orders until standard input ends. What a library prints goes to standard error, not among the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    ours = engine(name)
    for line in sys.stdin.buffer:
        _answer(answers, ours, order_of(line))


def order_of(line: bytes) -> SpeechOrder:
    """The order that a line holds."""
    read = json.loads(line)
    speaker = Speaker(**{**read.pop("speaker"), "files": tuple(read["files"])})
    del read["files"]
    return SpeechOrder(speaker=speaker, **read)


def _answer(answers: BinaryIO, ours: SpeechEngine, order: SpeechOrder) -> None:
    try:
        sound = ours.speak(order)
        head: dict[str, Any] = {"bytes": len(sound)}
    except EngineError as reason:
        sound = b""
        head = {"code": reason.code, "message": reason.message, "hint": reason.hint, "machine": reason.machine}
    except MachineError as reason:
        sound = b""
        problem = reason.problem
        head = {"code": problem.code, "message": problem.message, "hint": problem.hint, "machine": True}
    answers.write(json.dumps(head).encode() + b"\n" + sound)
    answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
