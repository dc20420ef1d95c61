"""Runs of ffmpeg that go wrong: it dies, hangs, is broken off, finds no room. Nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bhxhcomm.content.receiver import Codec, FileForm
from bhxhcomm.core.problems import MachineError
from bhxhcomm.sound import delivery, ffmpeg
from bhxhcomm.sound.samples import Samples

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def acting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a shell script in the place of ffmpeg."""

    def act(script: str) -> None:
        path = tmp_path / "ffmpeg"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(ffmpeg, "binary", lambda: str(path))

    return act


def failure(work: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(MachineError) as caught:
        work()
    assert caught.value.exit_status == 3
    return caught.value.problem.code, caught.value.problem.message


def test_its_version_is_known() -> None:
    assert ffmpeg.version()[0] in "nN0123456789"


def test_a_death_is_told(acting: Callable[[str], None]) -> None:
    acting("kill -9 $$")
    assert failure(lambda: ffmpeg.run([])) == ("ffmpeg-died", "ffmpeg was ended by signal 9")


def test_one_that_hangs_is_ended(acting: Callable[[str], None]) -> None:
    acting("exec sleep 60")
    start = time.monotonic()
    assert failure(lambda: ffmpeg.run([], seconds=0.2))[0] == "ffmpeg-slow"
    assert time.monotonic() - start < 20


def test_one_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ffmpeg, "binary", lambda: "/khong/co/ffmpeg")
    assert failure(lambda: ffmpeg.run([]))[0] == "ffmpeg-missing"


def test_a_package_without_its_binary_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    ffmpeg.binary.cache_clear()
    try:
        assert failure(ffmpeg.binary)[0] == "ffmpeg-missing"
    finally:
        ffmpeg.binary.cache_clear()


def test_a_full_disk_is_told(acting: Callable[[str], None]) -> None:
    acting("echo '[error] Error writing trailer: No space left on device' >&2; exit 1")
    assert failure(lambda: ffmpeg.run([]))[0] == "no-room"


def test_no_room_for_a_temporary_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_options: object) -> Iterator[None]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    given = Samples.silence(1.0), FileForm(Codec.PCM, 48_000, 1), delivery.GainSetting(0, -1.8, delivery.GENTLE)
    assert failure(lambda: delivery.encode(*given))[0] == "no-room"


LIMITED = """
import resource, sys
from bhxhcomm.core.problems import MachineError
from bhxhcomm.sound import delivery
from bhxhcomm.content.receiver import Codec, FileForm
from bhxhcomm.sound.samples import Samples
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    delivery.encode(Samples.silence(5.0), FileForm(Codec.PCM, 48_000, 1), delivery.GainSetting(0, -1.8, delivery.GENTLE))
except MachineError as reason:
    print(reason.problem.code)
"""


def test_a_disk_that_takes_no_more_while_mixing_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout == "no-room\n"
    assert list(tmp_path.iterdir()) == []


BROKEN_OFF = """
import sys
from bhxhcomm.sound import ffmpeg
ffmpeg.binary = lambda: sys.argv[1]
print("ready", flush=True)
ffmpeg.run([], seconds=60)
"""


@pytest.mark.slow
def test_ctrl_c_ends_it_at_once(tmp_path: Path) -> None:
    script = tmp_path / "ffmpeg"
    script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nexec sleep 60\n")
    script.chmod(0o755)
    command = [sys.executable, "-c", BROKEN_OFF, str(script)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    number = tmp_path / "pid"
    while not (number.exists() and number.read_text().strip()):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _output, said = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in said
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


def test_nothing_but_pipes_and_open_files_is_spoken(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"")
    for address in (str(path), "http://127.0.0.1:9/a.wav", "concat:a|b", f"file:{path}"):
        with pytest.raises(ffmpeg.RefusedError) as caught:
            ffmpeg.run([*ffmpeg.PROTOCOLS, "-f", "wav", "-i", address, "-f", "null", "-"])
        assert "whitelist" in caught.value.log
