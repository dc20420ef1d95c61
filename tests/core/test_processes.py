"""What is said of a process that a signal ended."""

from __future__ import annotations

import signal

import pytest

from bhxhcomm.core.processes import hint_of_death


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGTERM])
def test_only_a_process_that_the_system_ended_wants_memory(english: None, number: int) -> None:
    assert "too little memory" in hint_of_death(signal.SIGKILL)
    assert "not of memory" in hint_of_death(number)
