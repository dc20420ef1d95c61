"""gTTS against a server of our own: slow, failing, breaking off, empty, gone. Whole or not at all."""

from __future__ import annotations

import base64
import http.server
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bhxhcomm.core.problems import ContentError, MachineError
from bhxhcomm.language import registry
from bhxhcomm.materials.timeline import Voice
from bhxhcomm.sound import ffmpeg
from bhxhcomm.sound.clips import Clip, ClipStore
from bhxhcomm.sound.engines import google
from bhxhcomm.sound.speech import Utterance, speak

pytestmark = pytest.mark.usefixtures("english")

WORDS = "Xin chào bà con cô bác."
LONG = (
    "Từ ngày một tháng bảy, người dân có thể tham gia bảo hiểm xã hội tự nguyện với mức đóng thấp. "
    "Nhà nước hỗ trợ một phần tiền đóng cho người tham gia, nhất là hộ nghèo và hộ cận nghèo. Mời bà con đến hỏi."
)


class Service(http.server.ThreadingHTTPServer):
    """The voice service: what each request is answered with, and what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.answers: list[Callable[[_Answer], None]] = []
        self.asked: list[list[str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what some tests want."""


class _Answer(http.server.BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        rpc = json.loads(urllib.parse.parse_qs(body)["f.req"][0])
        self.server.asked.append(json.loads(rpc[0][0][1]))
        answers = self.server.answers
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def reply(self, body: bytes, status: int = 200, *, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def body(sound: bytes) -> bytes:
    """A sound as the service wraps it."""
    inner = json.dumps([base64.b64encode(sound).decode()])
    return b")]}'\n\n" + json.dumps([["wrb.fr", "jQ1olc", inner]], separators=(",", ":")).encode()


@pytest.fixture(scope="module")
def mp3() -> bytes:
    """Two seconds of a tone that swells, as an MP3."""
    tone = ["-f", "lavfi", "-i", "sine=frequency=220:duration=2:sample_rate=24000"]
    return ffmpeg.run([*tone, "-b:a", "32k", "-f", "mp3", "pipe:1"]).output


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The service, to which the workers' gTTS is led; they wait a little only before trying again."""
    with Service() as server:
        lead_to(server.url, tmp_path, monkeypatch)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def lead_to(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "path").mkdir(exist_ok=True)
    (tmp_path / "path/sitecustomize.py").write_text(
        "import sys\n"
        "if 'bhxhcomm.sound.engines.worker' in sys.orig_argv:\n"
        "    import gtts.tts\n"
        f"    gtts.tts._translate_url = lambda tld='com', path='': '{url}/' + path\n"
        "    from bhxhcomm.sound.engines import google\n"
        "    google.WAITS = (0.02, 0.05, 0.1)\n"
        "    google.TIMEOUT = (1.0, 0.4)\n"
        "    google.LONGEST_WAIT = 0.3\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def said(root: Path, words: str = WORDS, lang: str = "vi", **voice: object) -> Clip:
    store = ClipStore(root / "clips", root / "out/clips")
    return speak([Utterance("mot", words, lang, Voice("gtts", **voice))], store, 1)["mot"]  # type: ignore[arg-type]


def kept(root: Path) -> list[str]:
    return sorted(path.suffix for path in (root / "clips").rglob("*") if path.is_file())


def test_what_the_service_says_becomes_a_clip_that_is_kept(tmp_path: Path, service: Service, mp3: bytes) -> None:
    service.answers = [lambda answer: answer.reply(body(mp3))]
    clip = said(tmp_path)
    assert clip.rate == 24_000
    assert clip.seconds == pytest.approx(2.0, abs=0.1)
    assert (clip.voice_name, clip.licence, clip.credit) == ("vi", "Google Terms of Service", "Google Translate")
    assert kept(tmp_path) == [".json", ".wav"]
    assert service.asked == [[WORDS, "vi", None, "null"]]
    service.answers = [lambda answer: pytest.fail("asked again")]
    assert said(tmp_path) == clip
    assert len(service.asked) == 1


@pytest.mark.parametrize(("speed", "pitch", "seconds"), [(116, 0.0, 2.5), (174, 0.0, 1.67), (145, 5.0, 2.0)])
def test_speed_and_pitch_are_ours(
    tmp_path: Path, service: Service, mp3: bytes, speed: int, pitch: float, seconds: float
) -> None:
    service.answers = [lambda answer: answer.reply(body(mp3))]
    assert said(tmp_path, speed=speed, pitch=pitch).seconds == pytest.approx(seconds, rel=0.06)


def test_a_long_text_is_asked_for_in_parts_and_none_is_lost(tmp_path: Path, service: Service, mp3: bytes) -> None:
    service.answers = [lambda answer: answer.reply(body(mp3))]
    clip = said(tmp_path, LONG)
    parts = [asked[0] for asked in service.asked]
    assert len(parts) > 1
    assert all(len(part) <= 100 for part in parts)
    assert " ".join(parts) == LONG
    assert clip.seconds == pytest.approx(2.0 * len(parts), rel=0.1)


def test_failures_that_pass_are_tried_again(tmp_path: Path, service: Service, mp3: bytes) -> None:
    service.answers = [
        lambda answer: answer.reply(b"", 500),
        lambda answer: answer.reply(b"", 429, Retry_After="1"),
        lambda answer: answer.reply(b"", 503),
        lambda answer: answer.reply(body(mp3)),
    ]
    assert said(tmp_path).seconds > 1.9
    assert len(service.asked) == 4


def slow(answer: _Answer) -> None:
    time.sleep(0.8)


def broken_off(answer: _Answer) -> None:
    answer.reply(body(b"x" * 5000)[:3000], length=9000)
    answer.close_connection = True


def cut_inside(answer: _Answer) -> None:
    answer.reply(body(b"x" * 5000)[:3000])


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (slow, "voice-offline", "no answer in time"),
        (broken_off, "voice-offline", "broke off"),
        (cut_inside, "voice-failed", "without sound"),
        (lambda answer: answer.reply(b""), "voice-failed", "without sound"),
        (lambda answer: answer.reply(b")]}'\n\n[]"), "voice-failed", "without sound"),
        (lambda answer: answer.reply(body(b"")), "voice-failed", "without sound"),
        (lambda answer: answer.reply(body(b"x" * 999).replace(b"eHh", b"%%%")), "voice-failed", "without sound"),
        (lambda answer: answer.reply(b"<html>", 500), "voice-refused", "answered 500"),
        (lambda answer: answer.reply(b"", 403), "voice-refused", "answered 403"),
        (lambda answer: answer.reply(b"", 302, Location="http://127.0.0.1:9/"), "voice-refused", "answered 302"),
        (lambda answer: answer.reply(body(b"no sound at all" * 99)), "voice-failed", "cannot be read"),
    ],
    ids="slow|broken off|cut|empty|no answer|no sound|no base64|500|403|elsewhere|no mp3".split("|"),
)
def test_what_goes_wrong_names_the_segment_and_leaves_no_file(
    tmp_path: Path, service: Service, answer: Callable[[_Answer], None], code: str, says: str
) -> None:
    service.answers = [answer]
    with pytest.raises((ContentError, MachineError)) as caught:
        said(tmp_path)
    problem = caught.value.problem if isinstance(caught.value, MachineError) else caught.value.problems[0]
    assert problem.code == code
    assert "segment `mot`" in problem.message
    assert says in problem.message
    assert kept(tmp_path) == []


def test_a_part_that_brings_nothing_spoils_the_whole(tmp_path: Path, service: Service, mp3: bytes) -> None:
    """gTTS itself would pass over it, and words would be missing."""
    answers: list[Callable[[_Answer], None]] = [lambda answer: answer.reply(body(mp3))]
    service.answers = [*answers, lambda answer: answer.reply(b"")]
    with pytest.raises(ContentError, match="without sound"):
        said(tmp_path, LONG)
    assert kept(tmp_path) == []


def test_offline_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to("http://127.0.0.1:9", tmp_path, monkeypatch)
    with pytest.raises(MachineError) as caught:
        said(tmp_path)
    assert caught.value.exit_status == 3
    assert caught.value.problem.code == "voice-offline"
    assert "connection was refused" in caught.value.problem.message
    assert "espeak-ng" in caught.value.problem.hint
    assert "127.0.0.1" not in caught.value.problem.message
    assert kept(tmp_path) == []


def test_a_certificate_that_does_not_hold_is_not_accepted(
    tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """gTTS itself looks at none. A server without any is the simplest one whose certificate does not hold."""
    service.answers = [lambda answer: answer.reply(b"")]
    lead_to(service.url.replace("http:", "https:"), tmp_path, monkeypatch)
    with pytest.raises(MachineError) as caught:
        said(tmp_path)
    assert caught.value.problem.code == "voice-offline"
    assert service.asked == []


def test_a_damaged_clip_is_asked_for_anew(tmp_path: Path, service: Service, mp3: bytes) -> None:
    service.answers = [lambda answer: answer.reply(body(mp3))]
    first = said(tmp_path)
    (sound,) = (tmp_path / "clips").rglob("*.wav")
    sound.write_bytes(sound.read_bytes()[:-2])
    assert said(tmp_path).digest == first.digest
    assert len(service.asked) == 2


@pytest.mark.parametrize(
    "words",
    [
        LONG,
        "a" * 250,
        "một " * 90,
        "Câu một. Câu hai! Câu ba? " * 12,
        ", ".join(["mười hai chữ cái"] * 20),
        "x" * 99 + " y",
        "x" * 100 + "y",
        "… — ! ",
    ],
    ids=lambda words: words[:12],
)
def test_parts_are_short_and_hold_every_letter(words: str) -> None:
    parts = list(google.parts(words, registry.language("vi")))
    assert all(0 < len(part) <= 100 for part in parts)
    letters = re.sub(r"\W", "", words)
    assert re.sub(r"\W", "", "".join(parts)) == letters


def test_khmer_is_cut_between_words(tmp_path: Path) -> None:
    khmer = registry.language("khmer")
    assert khmer.sample is not None
    words = " ".join(khmer.sample.text.split()).replace(" ", "") * 2
    from bhxhcomm.language.breaking import ZWSP, breakable

    ends = {len(part) for part in _running(breakable(words, khmer).replace("។", f"។{ZWSP}").split(ZWSP))}
    parts = list(google.parts(words, khmer))
    assert len(parts) > 1
    assert "".join(parts) == words
    assert {len(part) for part in _running(parts)} <= ends


def _running(parts: list[str]) -> Iterator[str]:
    whole = ""
    for part in parts:
        whole += part
        yield whole
