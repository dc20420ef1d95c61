"""Sound files of other people: what is read, what is refused, and that nothing else is ever opened."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bhxhcomm.core.problems import ContentError
from bhxhcomm.sound import decoding, ffmpeg
from tests.sound import pieces

SINE = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2")
SURROUND = ("-f", "lavfi", "-i", "aevalsrc=" + "|".join(["0.2*sin(2000*t)"] * 6) + ":c=5.1:d=1")
PICTURE = ("-f", "lavfi", "-i", "testsrc=duration=2:size=64x64:rate=5")

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Path]:
    """Make a file with ffmpeg."""

    def make(name: str, *arguments: str) -> Path:
        path = tmp_path / name
        command = [ffmpeg.binary(), "-v", "error", "-y", *(arguments or SINE), str(path)]
        subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
        return path

    return make


def refused(source: Path | bytes, **options: float) -> tuple[str, str]:
    """The code and the message with which a file is refused."""
    with pytest.raises(ContentError) as caught:
        decoding.read(source, **options)
    (problem,) = caught.value.problems
    return problem.code, problem.message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("a.wav", ()),
        ("a.mp3", ()),
        ("a.m4a", ()),
        ("a.flac", ()),
        ("a.ogg", (*SINE, "-c:a", "libvorbis")),
        ("a.opus", (*SINE, "-c:a", "libopus", "-ar", "48000")),
        ("8bit.wav", (*SINE, "-c:a", "pcm_u8")),
        ("24bit.wav", (*SINE, "-c:a", "pcm_s24le", "-ar", "96000")),
        ("32bit.wav", (*SINE, "-c:a", "pcm_s32le")),
        ("float.wav", (*SINE, "-c:a", "pcm_f32le")),
        ("double.wav", (*SINE, "-c:a", "pcm_f64le")),
        ("alaw.wav", (*SINE, "-c:a", "pcm_alaw", "-ar", "8000")),
        ("mulaw.wav", (*SINE, "-c:a", "pcm_mulaw", "-ar", "8000")),
    ],
)
def test_what_phones_and_recorders_write_is_read(
    made: Callable[..., Path], name: str, arguments: tuple[str, ...]
) -> None:
    found = decoding.read(made(name, *arguments), channels=1)
    assert found.samples.rate == 48_000
    assert found.samples.seconds == pytest.approx(2, abs=0.05)
    middle = found.samples.data[24_000:72_000, 0]
    spectrum = np.abs(np.fft.rfft(middle))
    assert np.argmax(spectrum) * 48_000 / len(middle) == pytest.approx(440, abs=1)
    assert found.problems == ()


def test_the_file_tells_its_own_rate_and_channels(made: Callable[..., Path]) -> None:
    found = decoding.read(made("a.wav", *SINE, "-ar", "96000", "-ac", "2"))
    assert (found.rate, found.channels, found.samples.channels) == (96_000, 2, 2)


@pytest.mark.parametrize("name", ["surround.wav", "surround.m4a"])
def test_six_channels_are_mixed_down_and_told(made: Callable[..., Path], name: str) -> None:
    found = decoding.read(made(name, *SURROUND))
    assert (found.channels, found.samples.channels) == (6, 2)
    assert found.samples.peak > 0.1
    (warning,) = found.problems
    assert (warning.code, warning.is_error) == ("sound-channels", False)
    assert "6 channels" in warning.message


@pytest.mark.parametrize("name", ["cover.mp3", "cover.flac", "cover.m4a"])
def test_a_cover_picture_is_no_video(made: Callable[..., Path], name: str) -> None:
    picture = made("cover.png", *PICTURE, "-frames:v", "1")
    options = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    assert decoding.read(made(name, *SINE, "-i", str(picture), *options)).samples.seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(
    "arguments",
    [
        ("phim.mp4", *SINE, *PICTURE, "-c:v", "libx264"),
        ("phim.m4a", *SINE, *PICTURE, "-c:v", "mpeg4", "-f", "mp4"),
        ("phim.mkv", *SINE, *PICTURE),
        ("phim.avi", *SINE, *PICTURE),
        ("phim.ogg", *SINE, *PICTURE, "-c:v", "libtheora", "-c:a", "libvorbis", "-f", "ogg"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_video_is_refused_whatever_it_is_called(made: Callable[..., Path], arguments: tuple[str, ...]) -> None:
    assert refused(made(*arguments))[0] == "sound-video"


def test_a_wrong_ending_is_told_and_the_file_is_read_as_what_it_is(made: Callable[..., Path]) -> None:
    path = made("a.mp3")
    found = decoding.read(path.rename(path.with_suffix(".wav")))
    assert found.kind is decoding.MP3
    assert [(one.code, one.is_error) for one in found.problems] == [("sound-ending", False)]


@pytest.mark.parametrize(
    "text",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:{port}/a.ts\n",
        "ffconcat version 1.0\nfile 'http://127.0.0.1:{port}/a.wav'\n",
        "file '/etc/passwd'\n",
        "[playlist]\nFile1=http://127.0.0.1:{port}/a.mp3\n",
        'FILE "/etc/passwd" WAVE\n  TRACK 01 AUDIO\n',
        '<?xml version="1.0"?><smil><audio src="http://127.0.0.1:{port}/a"/></smil>',
        "http://127.0.0.1:{port}/a.mp3",
        "Bà con chú ý",
    ],
)
@pytest.mark.parametrize("ending", ["mp3", "wav", "m3u8"])
def test_a_playlist_is_refused_and_nothing_that_it_names_is_asked_for(tmp_path: Path, text: str, ending: str) -> None:
    with Listener() as listener:
        path = tmp_path / f"danh-sach.{ending}"
        path.write_text(text.format(port=listener.port), encoding="utf-8")
        assert refused(path)[0] == "sound-playlist"
        assert refused(path.read_bytes())[0] == "sound-playlist"
    assert listener.asked == 0


@pytest.mark.parametrize(
    "head", [b"ID3\x04\x00\x00\x00\x00\x00\x00", b"\xff\xfb\x90\x64", b"fLaC", b"OggS", b"\0\0\0\x18ftypM4A "]
)
def test_a_playlist_behind_the_first_bytes_of_a_sound_opens_nothing(tmp_path: Path, head: bytes) -> None:
    with Listener() as listener:
        path = tmp_path / "a.mp3"
        path.write_bytes(head + f"\n#EXTM3U\nhttp://127.0.0.1:{listener.port}/a.ts\n".encode() * 40)
        assert refused(path)[0] in ("sound-corrupt", "sound-empty")
    assert listener.asked == 0


def test_a_movie_file_that_names_another_file_gives_its_own_sound(made: Callable[..., Path], tmp_path: Path) -> None:
    """An M4A whose sound is said to lie in another file (a data reference of QuickTime)."""
    other = made("khac.m4a")
    data = bytearray(other.read_bytes())
    at = data.index(b"url \x00\x00\x00\x01") - 4
    path = str(other).encode() + b"\0"
    data[at : at + 12] = struct.pack(">I4sI", 12 + len(path), b"url ", 0) + path
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        size_at = data.rindex(box, 0, at) - 4
        (size,) = struct.unpack_from(">I", data, size_at)
        struct.pack_into(">I", data, size_at, size + len(path))
    forged = tmp_path / "a.m4a"
    forged.write_bytes(data)
    own = decoding.read(other).samples.data
    other.write_bytes(b"something else")
    assert np.array_equal(decoding.read(forged).samples.data, own)


@pytest.mark.parametrize("name", ["a.wav", "a.mp3", "a.m4a", "a.flac", "a.ogg", "a.opus"])
def test_a_file_that_was_cut_off_is_refused(made: Callable[..., Path], name: str) -> None:
    options = {"a.ogg": ("-c:a", "libvorbis"), "a.opus": ("-c:a", "libopus", "-ar", "48000")}.get(name, ())
    data = made(name, *SINE, *options).read_bytes()
    code, message = refused(data[: len(data) * 2 // 3])
    assert code == "sound-corrupt", message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sound-empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "sound-format"),
        (b"%PDF-1.7\n\x00\x01" + bytes(50), "sound-format"),
        (b"PK\x03\x04" + bytes(100), "sound-format"),
        (b"RIFF\xff\xff\xff\xffWAVE", "sound-corrupt"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(200), "sound-corrupt"),
        (b"fLaC" + bytes(3000), "sound-corrupt"),
        (b"ID3" + bytes(3000), "sound-corrupt"),
        (bytes(4000), "sound-format"),
    ],
)
def test_what_is_no_sound_is_refused(data: bytes, code: str) -> None:
    assert refused(data)[0] == code


def test_a_wav_without_samples_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
    assert refused(path)[0] == "sound-empty"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_samples_that_are_no_numbers_are_refused(made: Callable[..., Path], value: float) -> None:
    data = bytearray(made("a.wav", *SINE, "-c:a", "pcm_f32le").read_bytes())
    data[-4000:-3996] = struct.pack("<f", value)
    assert refused(bytes(data))[0] == "sound-corrupt"


def test_a_codec_of_videos_inside_a_wav_is_not_read(made: Callable[..., Path]) -> None:
    assert refused(made("a.wav", *SINE, "-c:a", "ac3"))[0] == "sound-format"


@pytest.mark.slow
def test_three_hours_are_refused_and_not_decoded_to_their_end(
    made: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made("dai.mp3", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=10800", "-b:a", "8k")
    given: list[int] = []
    run = ffmpeg.run
    monkeypatch.setattr(ffmpeg, "run", lambda *a, **k: (done := run(*a, **k), given.append(len(done.output)))[0])
    code, message = refused(path)
    assert (code, message) == ("sound-too-long", "the sound is longer than 10 minutes")
    assert max(given) <= 602 * 48_000 * 8


def test_the_limit_is_for_who_reads(made: Callable[..., Path]) -> None:
    assert refused(made("a.wav"), most_seconds=1.0)[0] == "sound-too-long"


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    assert refused(tmp_path) == ("sound-missing", "the sound cannot be read: it is a folder")
    assert refused(tmp_path / "khong-co.wav")[0] == "sound-missing"
    assert refused(tmp_path / ("x" * 400))[0] == "sound-missing"


def test_a_path_of_300_characters_is_read(tmp_path: Path) -> None:
    folder = tmp_path
    while len(str(folder)) < 300:
        folder = folder / "thư mục có tên dài"
    folder.mkdir(parents=True)
    path = folder / "tiếng nói.wav"
    path.write_bytes(pieces.clip(1.0))
    assert decoding.read(path).samples.seconds == pytest.approx(1)


class Listener:
    """A server that counts who asks it for anything."""

    def __enter__(self) -> Listener:
        self.asked = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._listen)
        self.thread.start()
        return self

    def _listen(self) -> None:
        while not self.ended.is_set():
            try:
                self.socket.accept()[0].close()
                self.asked += 1
            except TimeoutError:
                continue

    def __exit__(self, *_exc: object) -> None:
        self.ended.set()
        self.thread.join()
        self.socket.close()
