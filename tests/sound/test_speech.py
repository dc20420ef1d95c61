"""Speech for real: eSpeak NG speaks Vietnamese, and what it speaks is measured. Slow engines have files of their own."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from bhxhcomm.core.problems import ContentError, MachineError, Problems
from bhxhcomm.materials.timeline import Voice
from bhxhcomm.sound import speech
from bhxhcomm.sound.clips import Clip, ClipStore
from bhxhcomm.sound.engines import SpeechOrder, espeak, worker_pool
from bhxhcomm.sound.speech import Utterance, speak, speaker_of

pytestmark = pytest.mark.usefixtures("english")

SENTENCE = (
    "Từ ngày một tháng bảy năm hai nghìn không trăm hai mươi lăm, người dân có thể tham gia bảo hiểm xã hội tự nguyện "
    "với mức đóng thấp nhất là ba trăm ba mươi nghìn đồng mỗi tháng. Hãy liên hệ cơ quan bảo hiểm xã hội nơi gần nhất."
)
SYLLABLES = len(SENTENCE.split())


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips", tmp_path / "out/clips")


def said(store: ClipStore, words: str = SENTENCE, voice: Voice | None = None, lang: str = "vi") -> Clip:
    return speak([Utterance("mot", words, lang, voice or Voice())], store, 1)["mot"]


def samples(clip: Clip) -> npt.NDArray[np.float64]:
    with wave.open(io.BytesIO(clip.wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, clip.rate)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64)


def median_pitch(clip: Clip) -> float:
    """The middle of the fundamental frequencies of its loud parts, in Hz, by autocorrelation."""
    sound, found = samples(clip), []
    for start in range(0, len(sound) - 2048, 1024):
        frame = sound[start : start + 2048] - sound[start : start + 2048].mean()
        if np.sqrt((frame**2).mean()) > 1500:
            likeness = np.correlate(frame, frame, "full")[2047:]
            low, high = clip.rate // 350, clip.rate // 50
            found.append(clip.rate / (low + int(np.argmax(likeness[low:high]))))
    return float(np.median(found))


@pytest.mark.wheel
def test_a_vietnamese_sentence_is_spoken_at_a_human_pace_and_is_heard(store: ClipStore) -> None:
    clip = said(store)
    assert clip.rate == 22_050
    assert 3.2 < SYLLABLES / clip.seconds < 4.0
    sound = samples(clip)
    assert clip.seconds == pytest.approx(len(sound) / clip.rate)
    assert np.sqrt((sound**2).mean()) > 1000
    assert (clip.voice_name, clip.licence, clip.credit) == ("vi", "GPL-3.0-or-later", "eSpeak NG")


def test_the_same_words_give_the_same_bytes_whatever_was_spoken_before_and_beside(tmp_path: Path) -> None:
    words = [f"{SENTENCE} Xin nhắc lại: {word}." for word in ("một", "hai", "ba", "bốn", "năm")]
    utterances = [Utterance(word[-4:], word, "vi", Voice()) for word in words]
    runs = []
    for number, (chosen, jobs) in enumerate([(utterances, 1), (utterances[::-1], 2), (utterances[2:3], 1)]):
        clips = speak(chosen, ClipStore(tmp_path / "kept", tmp_path / str(number)), jobs)
        runs.append({name: clip.digest for name, clip in clips.items()})
    assert runs[0] == runs[1]
    assert runs[2].items() <= runs[0].items()
    assert len(set(runs[0].values())) == 5


@pytest.mark.parametrize(("speed", "syllables_a_second"), [(120, 3.0), (130, 3.3), (145, 3.7), (160, 4.1), (175, 4.5)])
def test_words_a_minute_give_so_many_syllables_a_second(
    store: ClipStore, speed: int, syllables_a_second: float
) -> None:
    clip = said(store, voice=Voice(speed=speed))
    assert SYLLABLES / clip.seconds == pytest.approx(syllables_a_second, rel=0.08)


@pytest.mark.parametrize("semitones", [-8, -4, 4, 8])
def test_pitch_goes_as_many_semitones_up_or_down(store: ClipStore, semitones: int) -> None:
    moved = median_pitch(said(store, voice=Voice(pitch=semitones))) / median_pitch(said(store))
    assert 12 * np.log2(moved) == pytest.approx(semitones, abs=1.2)


def test_accents_and_variants_are_voices_of_their_own(store: ClipStore) -> None:
    voices = [Voice(accent=accent) for accent in ("north", "central", "south")] + [
        Voice(name="vi+f2"),
        Voice(name="vi+m3"),
    ]
    clips = [said(store, voice=voice) for voice in voices]
    assert [clip.voice_name for clip in clips] == ["vi", "vi-vn-x-central", "vi-vn-x-south", "vi+f2", "vi+m3"]
    assert len({clip.digest for clip in clips}) == 5


@pytest.mark.parametrize(
    ("voice", "name"),
    [
        (Voice(name="vi+f2", accent="south"), "vi-vn-x-south+f2"),
        (Voice(name="+f2", accent="central"), "vi-vn-x-central+f2"),
        (Voice(name="vi-vn-x-south"), "vi-vn-x-south"),
    ],
)
def test_a_name_without_an_accent_takes_the_one_asked_for(voice: Voice, name: str) -> None:
    assert speaker_of(voice, "vi", None).name == name


def test_a_data_path_of_300_characters_is_no_trouble(
    store: ClipStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library would end the process whose data path has 160 characters or more."""
    long = tmp_path.joinpath(*["một-thư-mục-có-tên-rất-dài-" + "x" * 60] * 3)
    shutil.copytree(espeak._folder(), long / "espeakng_loader", ignore=shutil.ignore_patterns("__pycache__", "*.so.*"))
    assert len(str(long / "espeakng_loader/espeak-ng-data")) > 300
    usual = said(store).digest
    monkeypatch.setenv("PYTHONPATH", str(long))
    found = subprocess.run(
        [sys.executable, "-P", "-c", "import espeakng_loader as e; print(e.__file__)"], capture_output=True, text=True
    )
    assert found.stdout.startswith(str(long))
    assert said(ClipStore(long / "kept", long / "cache")).digest == usual
    assert [
        path for path in Path("/tmp").glob("bhxhcomm-*/espeak-ng-data") if os.readlink(path).startswith(str(long))
    ] == []


@pytest.mark.parametrize(
    ("voice", "lang", "code", "says", "hint"),
    [
        (Voice(engine="espek-ng"), "vi", "unknown-engine", "`espek-ng`", "`espeak-ng`"),
        (Voice(name="vi+f22"), "vi", "unknown-voice", "`f22`", "`f2`"),
        (Voice(name="cmn"), "vi", "voice-language", "`cmn` is no voice of espeak-ng for Tiếng Việt", "vi-vn-x-south"),
        (Voice(name="vi"), "hoa", "voice-language", "`vi` is no voice of espeak-ng", "cmn, yue, hak"),
        (Voice(), "ede", "voice-language", "no language is read by another language's voice", "record-kit"),
        (Voice(), "khmer", "voice-language", "Khmer", "record-kit PACK --lang khmer"),
        (Voice(engine="gtts"), "ede", "voice-language", "gtts has no voice", "record-kit"),
        (Voice(engine="gtts", accent="south"), "vi", "voice-accent", "one accent only", "leave `accent` out"),
        (Voice(), "klingon", "unknown-language", "klingon", ""),
    ],
)
def test_no_language_is_read_by_another_languages_voice(
    store: ClipStore, voice: Voice, lang: str, code: str, says: str, hint: str
) -> None:
    with pytest.raises(ContentError) as caught:
        said(store, "Xin chào", voice, lang)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert "segment `mot`" in problem.message
    assert says in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("", "nothing-to-speak", "nothing to speak"),
        (" … — ! ", "nothing-to-speak", "nothing to speak"),
        ("Xin chào ខ្មែរ", "unspeakable-text", "“ខ”"),
        ("Xin chào 中文", "unspeakable-text", "“中”, “文”"),
        ("Buôn Ƀuôr", "unspeakable-text", "“Ƀ”"),
        ("Привет", "unspeakable-text", "“П”"),
    ],
)
def test_what_a_voice_cannot_speak_is_refused(store: ClipStore, words: str, code: str, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        said(store, words)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert "segment `mot`" in problem.message
    assert says in problem.message


def test_text_in_any_normal_form_is_the_same_text(store: ClipStore) -> None:
    import unicodedata

    assert said(store, unicodedata.normalize("NFD", "Xin chào bà con")).key == said(store, "Xin chào  bà con").key


def test_everything_that_cannot_be_spoken_is_told_at_once(store: ClipStore) -> None:
    with pytest.raises(ContentError) as caught:
        speak(
            [
                Utterance("mot", "", "vi", Voice()),
                Utterance("hai", "中", "vi", Voice()),
                Utterance("ba", "Xin chào", "ede", Voice()),
            ],
            store,
            1,
        )
    assert [problem.code for problem in caught.value.problems] == [
        "nothing-to-speak",
        "unspeakable-text",
        "voice-language",
    ]
    assert not store.cache.exists()


def test_a_missing_library_is_told_with_the_command(
    store: ClipStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(espeak, "_folder", lambda: tmp_path)
    with pytest.raises(MachineError) as caught:
        said(store)
    assert caught.value.exit_status == 3
    assert caught.value.problem.code == "espeak-missing"
    assert "pip install --force-reinstall espeakng-loader" in caught.value.problem.hint


# The store


def test_a_clip_that_was_spoken_is_not_spoken_again(store: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    first = said(store)
    monkeypatch.setattr(worker_pool, "_started", lambda name: pytest.fail("a worker was started"))
    assert said(store) == first


@pytest.mark.parametrize(
    "voice", [Voice(speed=146), Voice(pitch=0.5), Voice(accent="south"), Voice(name="vi+f2")], ids=str
)
def test_another_voice_speed_or_pitch_is_another_clip(store: ClipStore, voice: Voice) -> None:
    assert said(store, "Xin chào", voice).key != said(store, "Xin chào").key


def test_a_clip_of_espeak_lies_in_the_cache_and_says_what_it_is(store: ClipStore) -> None:
    clip = said(store, "Xin chào bà con")
    assert not store.kept.exists()
    card = json.loads((store.cache / f"espeak-ng/{clip.key}.json").read_text(encoding="utf-8"))
    assert (card["words"], card["voice"], card["speed"], card["sha256"]) == ("Xin chào bà con", "vi", 145, clip.digest)
    assert (store.cache / f"espeak-ng/{clip.key}.wav").read_bytes() == clip.wav


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def _edit(path: Path) -> None:
    sound = bytearray(path.read_bytes())
    sound[2000] ^= 1
    path.write_bytes(sound)


@pytest.mark.parametrize(
    ("ending", "damage"),
    [
        (".wav", _cut),
        (".wav", _edit),
        (".wav", lambda path: path.write_bytes(b"")),
        (".wav", lambda path: (path.unlink(), path.mkdir())),
        (".json", lambda path: path.write_text("{")),
        (".json", lambda path: path.write_text("[]")),
        (".json", lambda path: path.write_bytes(b"\xff\xfe")),
    ],
    ids=["cut", "edited", "empty", "a folder", "half a card", "another card", "no text"],
)
def test_a_damaged_clip_is_noticed_and_spoken_anew(
    store: ClipStore, ending: str, damage: Callable[[Path], object]
) -> None:
    first = said(store, "Xin chào bà con")
    damage(store.cache / f"espeak-ng/{first.key}{ending}")
    problems = Problems()
    if (store.cache / f"espeak-ng/{first.key}.wav").is_dir():
        with pytest.raises(MachineError):
            speak([Utterance("mot", "Xin chào bà con", "vi", Voice())], store, 1, problems=problems)
        return
    again = speak([Utterance("mot", "Xin chào bà con", "vi", Voice())], store, 1, problems=problems)["mot"]
    assert again == first
    assert [problem.code for problem in problems] == ["clip-damaged"]
    assert not problems.errors
    problems = Problems()
    speak([Utterance("mot", "Xin chào bà con", "vi", Voice())], store, 1, problems=problems)
    assert not problems


def test_a_sound_without_its_card_is_no_clip(store: ClipStore) -> None:
    first = said(store, "Xin chào bà con")
    (store.cache / f"espeak-ng/{first.key}.json").unlink()
    (store.cache / f"espeak-ng/{first.key}.wav").write_bytes(b"half")
    assert said(store, "Xin chào bà con") == first


# Processes that die


def dying(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> None:
    """Let eSpeak's `_spoken` in the workers run this first; `order` is what it is asked for."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys, time\n"
        "from bhxhcomm.sound.engines import espeak\n"
        "usual = espeak.Espeak.speak\n"
        f"def speak(self, order):\n    if 'chết' in order.words:\n        {body}\n    return usual(self, order)\n"
        "espeak.Espeak.speak = speak\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.parametrize(
    ("body", "code", "says"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "voice-died", "ended by signal 11"),
        ("os._exit(3)", "voice-died", "the voice's process died"),
        ("raise OSError('no such voice')", "voice-died", "OSError: no such voice"),
        ("os.write(1, b'noise'); os.close(0); os.kill(os.getpid(), 9)", "voice-died", "died"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_dying_process_loses_its_own_segment_and_names_it(
    store: ClipStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, says: str, jobs: int
) -> None:
    dying(monkeypatch, tmp_path, body)
    utterances = [Utterance(f"doan-{n}", f"Xin chào số {n}".replace("2", "chết"), "vi", Voice()) for n in range(5)]
    with pytest.raises(ContentError) as caught:
        speak(utterances, store, jobs)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert "segment `doan-2`" in problem.message
    assert says in problem.message
    assert len(list(store.cache.rglob("*.wav"))) == 4


def test_a_library_that_crashes_on_a_text_is_met_too(store: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(espeak, "_spoken", lambda order: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(Exception, match="ended by signal 15"):
        espeak.ENGINE.speak(SpeechOrder("mot", "Xin chào", speaker_of(Voice(), "vi", None), 145, 0.0))


def test_a_process_that_does_not_answer_is_ended(
    store: ClipStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, tmp_path, "time.sleep(60)")
    monkeypatch.setattr(espeak.Espeak, "seconds", 1.5)
    start = time.monotonic()
    with pytest.raises(ContentError, match="segment `hai`: the voice did not answer within"):
        speak([Utterance("mot", "Xin chào", "vi", Voice()), Utterance("hai", "chết", "vi", Voice())], store, 1)
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (b"", "voice-failed"),
        (b"RIFF", "voice-failed"),
        ("silence", "voice-silent"),
        ("crackle", "voice-silent"),
        ("short", "voice-length"),
    ],
)
def test_a_sound_that_cannot_be_right_is_not_believed(
    store: ClipStore, monkeypatch: pytest.MonkeyPatch, sound: bytes | str, code: str
) -> None:
    if isinstance(sound, str):
        file = io.BytesIO()
        with wave.open(file, "wb") as out:
            out.setparams((1, 2, 22_050, 0, "NONE", ""))
            quiet = b"\0\0" * 22_050
            # One sample at -30 dBFS in each second is no voice, though far louder than one that is just heard.
            seconds = {"silence": quiet * 10, "crackle": (b"\0\x04" + quiet) * 10, "short": b"\0\x40\0\xc0" * 1_000}
            out.writeframes(seconds[sound])
        sound = file.getvalue()
    monkeypatch.setattr(speech, "spoken", lambda orders, jobs: ((order, sound) for order in orders))
    with pytest.raises(ContentError) as caught:
        said(store)
    assert caught.value.problems[0].code == code
    assert not store.cache.exists()


@pytest.mark.slow
def test_ctrl_c_leaves_no_half_file_and_no_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from bhxhcomm.sound.speech import *\n"
        "from bhxhcomm.sound.clips import ClipStore\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "words = 'xin chào bà con cô bác ' * 60\n"
        "speak([Utterance(str(n), f'{words} {n}', 'vi', Voice()) for n in range(400)], ClipStore(root / 'k', root / 'c'), 2)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 30
    while len(list(tmp_path.rglob("*.json"))) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    workers = [path.parent.name for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == process.pid]
    assert workers
    os.killpg(process.pid, signal.SIGINT)
    _out, told = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in told
    assert [name for name in workers if Path("/proc", name).exists()] == []
    assert list(tmp_path.rglob(".bhxhcomm-*")) == []
    for card in tmp_path.rglob("*.json"):
        assert json.loads(card.read_text(encoding="utf-8"))["words"]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


@pytest.mark.wheel
def test_a_process_that_was_forked_can_speak_too(store: ClipStore) -> None:
    """A worker of a build makes sound: it is a forked process itself."""
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(1) as pool:
        digest = pool.apply(_digest_said, (store,))
    assert digest == said(ClipStore(store.kept, store.cache / "other")).digest


def _digest_said(store: ClipStore) -> str:
    return said(store).digest
