"""From a timeline and its clips to files: what is delivered is measured again by a meter that is not ours."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mutagen import mp3

from bhxhcomm.content.receiver import Codec, FileForm
from bhxhcomm.materials.timeline import Bed, Cue, Effect, Pause
from bhxhcomm.sound.produce import Produced, produce
from bhxhcomm.sound.samples import RATE
from tests.sound import pieces

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.slow]

BOTH = (FileForm(Codec.MP3, 44_100, 2, 160), FileForm(Codec.PCM, 48_000, 2))


def bed(folder: Path, seconds: float = 6.0, **options: float) -> Bed:
    return Bed(pieces.stored(folder, pieces.as_wav(pieces.music(seconds, 1, **options), RATE)), 18.0, 1.5)


@pytest.fixture(scope="module")
def spot(tmp_path_factory: pytest.TempPathFactory) -> Produced:
    """A spot with music that is shorter than it, for two presets."""
    made = pieces.piece(bed=bed(tmp_path_factory.mktemp("spot")))
    presets = [pieces.loudspeaker(), replace(pieces.loudspeaker(loudness=-23.0, files=BOTH), id="dai")]
    return produce(made.timeline, made.clips, presets, record='{"code":"X"}')


def test_every_file_is_at_its_loudness_by_another_meter(spot: Produced) -> None:
    assert spot.ok, spot.problems
    assert [(one.preset, one.ending) for one in spot.files] == [("thu", "mp3"), ("dai", "mp3"), ("dai", "wav")]
    for one, target in zip(spot.files, (-16, -23, -23), strict=True):
        loudness, peak = pieces.loudness_and_peak(one.data, one.ending)
        assert loudness == pytest.approx(target, abs=0.3)
        assert peak <= -1.0
        assert one.checks["loudness"] == pytest.approx(loudness, abs=0.1)
        assert one.checks["true_peak"] == pytest.approx(peak, abs=0.15)


def test_every_file_has_the_length_the_rate_and_the_channels_that_were_asked_for(spot: Produced) -> None:
    for one, (rate, channels) in zip(spot.files, ((44_100, 1), (44_100, 2), (48_000, 2)), strict=True):
        sound, found = pieces.decoded(one.data, one.ending)
        assert (found, sound.shape[1]) == (rate, channels)
        assert len(sound) / found == pytest.approx(spot.report["seconds"], abs=0.03)
    info = mp3.MP3(io.BytesIO(spot.files[1].data)).info
    assert (info.bitrate, info.sample_rate, info.channels) == (160_000, 44_100, 2)


def test_the_report_says_when_each_segment_is_heard(spot: Produced) -> None:
    sound, rate = pieces.decoded(spot.files[2].data, "wav")
    power = np.square(sound.mean(axis=1))
    segments = spot.report["segments"]
    assert [one["id"] for one in segments][:3] == ["loi-0", "nghi-0", "loi-1"]
    for one in segments:
        part = power[round(one["from"] * rate) : round(one["to"] * rate)]
        loud = 10 * np.log10(part.mean() + 1e-12) > -35
        assert loud is np.bool_(one["kind"] == "speech"), one
    assert segments[0]["text"] == segments[0]["spoken"] == pieces.SENTENCES[0]
    assert spot.report["credits"] == ["Nguyễn Văn Mẫu"]
    assert spot.srt.count("-->") == spot.vtt.count("-->") >= 3


def test_the_music_ends_softly_and_begins_softly(spot: Produced) -> None:
    sound, rate = pieces.decoded(spot.files[2].data, "wav")
    assert np.abs(sound[: rate // 100]).max() < 0.01
    assert np.abs(sound[-rate // 50 :]).max() < 0.01


def test_no_part_of_it_is_silent(spot: Produced) -> None:
    sound, rate = pieces.decoded(spot.files[2].data, "wav")
    whole = len(sound) // (rate // 10)
    power = np.square(sound[: whole * (rate // 10)]).mean(axis=1).reshape(whole, -1).mean(axis=1)
    assert (10 * np.log10(power[2:-6] + 1e-12)).min() > -60


def test_the_same_inputs_give_the_same_bytes_whatever_the_number_of_threads(tmp_path: Path) -> None:
    made = pieces.piece((1.5, 2.0), bed=bed(tmp_path, 4.0))
    one, two = (produce(made.timeline, made.clips, [pieces.loudspeaker()], jobs=jobs) for jobs in (1, 3))
    assert [hashlib.sha256(file.data).hexdigest() for file in one.files] == [
        hashlib.sha256(file.data).hexdigest() for file in two.files
    ]
    assert (one.srt, one.vtt, one.report) == (two.srt, two.vtt, two.report)


def test_speech_alone_is_delivered_too() -> None:
    made = pieces.piece((2.0, 2.0))
    assert produce(made.timeline, made.clips, [pieces.loudspeaker()]).ok


def test_only_the_endings_that_are_wanted_are_made(tmp_path: Path) -> None:
    made = pieces.piece((2.0,))
    out = produce(made.timeline, made.clips, [pieces.loudspeaker(files=BOTH)], endings=["wav"])
    assert [one.ending for one in out.files] == ["wav"]


def test_a_ringback_tone_is_ready_for_a_telephone(tmp_path: Path) -> None:
    made = pieces.piece((3.0, 4.0, 3.0), bed=bed(tmp_path, 7.0), material="ringback", target_s=13.0)
    out = produce(made.timeline, made.clips, [pieces.carrier()])
    assert out.ok, out.problems
    telephone = out.report["telephone"]["nha-mang"]
    assert telephone["least_db"] >= 9
    assert telephone["speech_from"] <= 1
    narrow = out.files[1]
    assert (narrow.checks["codec"], narrow.checks["rate"], narrow.checks["channels"]) == ("pcm_alaw", 8_000, 1)
    assert narrow.checks["confirm_with_receiver"] is True
    assert narrow.data[20:22] == (6).to_bytes(2, "little"), "the format tag of A-law"


def test_a_ringback_tone_goes_round(tmp_path: Path) -> None:
    """Played again and again there is neither a gap nor a click where it begins anew."""
    made = pieces.piece((3.0, 3.0), bed=bed(tmp_path, 7.0), target_s=9.0)
    out = produce(made.timeline, made.clips, [pieces.carrier(files=(FileForm(Codec.PCM, 48_000, 1),))])
    sound, rate = pieces.decoded(out.files[0].data, "wav")
    twice = np.concatenate([sound, sound])[:, 0]
    seam = len(sound)
    around = twice[seam - rate // 10 : seam + rate // 20]
    assert np.sqrt(np.square(around).mean()) > 10 ** (-45 / 20)
    bends = np.abs(np.diff(twice, 2))
    assert bends[seam - 4 : seam + 3].max() <= bends[seam - rate : seam - rate // 50].max() * 1.5


def test_music_over_the_voice_is_an_error_on_the_telephone(tmp_path: Path) -> None:
    loud = replace(bed(tmp_path), level_db=2.0)
    made = pieces.piece((3.0, 4.0, 3.0), bed=loud, target_s=13.0)
    out = produce(made.timeline, made.clips, [pieces.carrier()])
    assert not out.ok
    (problem,) = out.problems
    assert problem.code == "music-over-voice"
    assert "wanted are 9" in problem.message


def test_a_voice_that_comes_late_is_an_error_on_the_telephone(tmp_path: Path) -> None:
    made = pieces.piece((3.0, 3.0), bed=bed(tmp_path), target_s=10.0)
    late = replace(made.timeline, segments=(Pause("dau", 2.0), *made.timeline.segments))
    out = produce(late, made.clips, [pieces.carrier()])
    assert [problem.code for problem in out.problems] == ["speech-late"]


@pytest.mark.parametrize("factor", [1.06, 0.95])
def test_the_length_is_reached_without_changing_the_pitch(factor: float) -> None:
    made = pieces.piece((5.0, 5.0))
    natural = produce(made.timeline, made.clips, [pieces.loudspeaker()])
    wanted = replace(made.timeline, target_s=natural.report["seconds"] / factor, tolerance_s=0.3)
    out = produce(wanted, made.clips, [pieces.loudspeaker()])
    assert out.report["seconds"] == pytest.approx(wanted.target_s, abs=0.3)
    assert (out.report["tempo"] > 1.01) is (factor > 1)
    assert pitch(out) == pytest.approx(pitch(natural), rel=0.02)


def pitch(out: Produced) -> float:
    """The strongest of the low frequencies: the mean of the tune of the voice."""
    sound, rate = pieces.decoded(out.files[0].data, "mp3")
    spectrum = np.abs(np.fft.rfft(sound[:, 0]))
    frequencies = np.fft.rfftfreq(len(sound), 1 / rate)
    low = (frequencies > 90) & (frequencies < 190)
    return float((spectrum[low] ** 2 * frequencies[low]).sum() / (spectrum[low] ** 2).sum())


def test_an_effect_is_heard_in_its_place(tmp_path: Path) -> None:
    t = np.arange(RATE) / RATE
    tone = pieces.stored(tmp_path, pieces.as_wav(np.sin(2 * np.pi * 3000 * t) * 0.02, RATE), "hieu.wav")
    made = pieces.piece((3.0,), between=(Effect("hieu", tone, -6.0),), bed=bed(tmp_path))
    out = produce(made.timeline, made.clips, [pieces.loudspeaker(files=BOTH)])
    where = next(one for one in out.report["segments"] if one["kind"] == "effect")
    sound, rate = pieces.decoded(out.files[1].data, "wav")
    part = sound[round((where["from"] + 0.2) * rate) : round((where["to"] - 0.2) * rate), 0]
    assert np.argmax(np.abs(np.fft.rfft(part))) * rate / len(part) == pytest.approx(3000, abs=5)
    assert out.report["credits"] == ["Nguyễn Văn Mẫu"]


@pytest.mark.parametrize("channels", [1, 2])
def test_the_music_lies_as_far_below_the_speech_as_it_is_asked_to(tmp_path: Path, channels: int) -> None:
    """Measured on the finished file: the music is a tone that the voice does not have."""
    t = np.arange(6 * RATE) / RATE
    tone = pieces.stored(tmp_path, pieces.as_wav(np.sin(2 * np.pi * 7000 * t) * 0.3, RATE))
    found = []
    for level in (12.0, 24.0):
        made = pieces.piece((4.0,), bed=Bed(tone, level, 1.0))
        form = FileForm(Codec.PCM, 48_000, channels)
        out = produce(made.timeline, made.clips, [pieces.loudspeaker(files=(form,))])
        sound, rate = pieces.decoded(out.files[0].data, "wav")
        part = sound[rate : 3 * rate, 0]
        found.append(20 * np.log10(np.abs(np.fft.rfft(part))[14_000 - 3 : 14_000 + 4].max()))
    assert found[0] - found[1] == pytest.approx(12, abs=1.0)


def test_music_that_a_cue_ends_is_gone(tmp_path: Path) -> None:
    made = pieces.piece((2.0, 2.0), between=(Cue("het", None, 0.2), Pause("nghi", 2.0)), bed=bed(tmp_path))
    out = produce(made.timeline, made.clips, [pieces.loudspeaker(files=BOTH)])
    pause = next(one for one in out.report["segments"] if one["kind"] == "pause")
    sound, rate = pieces.decoded(out.files[1].data, "wav")
    assert np.abs(sound[round((pause["from"] + 0.5) * rate) : round((pause["to"] - 0.2) * rate)]).max() < 1e-3


def test_music_in_six_channels_is_played_and_told(tmp_path: Path) -> None:
    wave = np.repeat(pieces.music(3.0, 2)[:, :1], 6, axis=1)
    made = pieces.piece((2.0,), bed=Bed(pieces.stored(tmp_path, pieces.as_wav(wave, RATE))))
    out = produce(made.timeline, made.clips, [pieces.loudspeaker()])
    assert out.ok
    assert [problem.code for problem in out.problems] == ["sound-channels"]


@pytest.mark.parametrize("number", range(1000, 1012))
def test_random_mixes_are_at_their_loudness(tmp_path: Path, number: int) -> None:
    made, preset = pieces.random_mix(tmp_path, number)
    out = produce(made.timeline, made.clips, [preset])
    assert out.ok, out.problems
    loudness, peak = pieces.loudness_and_peak(out.files[0].data, out.files[0].ending)
    assert loudness == pytest.approx(preset.loudness, abs=0.3)
    assert peak <= -1.0
