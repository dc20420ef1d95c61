"""A small workspace in which every command answers something, and what it answers: with days and digests that stay."""

from __future__ import annotations

import json
import re
import shutil
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.cli.program import run
from tests.conftest import SOUND
from tests.every_kind import MORE

SIGNER = ("--by", "Người duyệt mẫu", "--date", "2025-07-01")
CALLS: tuple[tuple[str, str], ...] = (
    ("lint/1", "lint"),
    ("approve/1", "approve mau --fact luong_co_so --office mau"),
    ("output/1", "infographic build mau --variant posts --format json"),
    ("output/1", "audio ringback mau"),
    ("status/1", "status"),
    ("explain/1", "explain out/mau/mau/ringback.vi.nhap.mp3"),
    ("withdrawn/1", "withdrawn"),
    ("gallery/1", "gallery"),
    ("change-report/1", "report changes --from out --to out --format json"),
    ("manifest/1", "manifest show out"),
    ("manifest-merge/1", "manifest merge out --out chung"),
    ("facts-list/1", "facts list"),
    ("fact/1", "facts show luong_co_so"),
    ("fact-uses/1", "facts where luong_co_so"),
    ("fact-changes/1", "facts changes --from 2023-01-01 --to 2025-01-01"),
    ("facts-reviewed/1", "facts reviewed luong_co_so --until 2027-01-01"),
    ("say/1", "audio say --dry-run --text Mức"),
    ("rehearsal/1", "audio say mau --dry-run"),
    ("recordings/1", "audio recordings mau"),
    ("recordings-import/1", "audio import-recordings mau thu --speaker Mẫu --consent Giấy --dry-run"),
    ("locale-update/1", "locale update mau --lang tay"),
    ("locale-status/1", "locale status mau --lang tay"),
    ("locale-export/1", "locale export mau --lang tay --format po --out gui"),
    ("locale-diff/1", "locale diff mau --lang tay"),
    ("locale-import/1", "locale import mau {file} --lang tay --dry-run"),
    ("locale-pseudo/1", "locale pseudo mau --lang tay --out thu-chu"),
    ("languages/1", "locale languages"),
    ("record-kit/1", "locale record-kit mau --lang vi"),
    ("voices/1", "voice list"),
    ("voice-add/1", "voice add vi_VN-giong-mau.onnx --licence CC0"),
    ("voice-test/1", "voice test vi --text Mức --out nghe.wav"),
    ("cluster-certificates/1", "cluster certificates khoa"),
    ("doctor/1", "doctor"),
    ("schema-list/1", "schema"),
    ("init/1", "init moi"),
)
"""What is asked, in this order, and by the name of which contract it is answered."""


def workspace(folder: Path) -> Path:
    """The workspace, with a recording and a voice of a neural engine that are there to be taken in."""
    root = folder / "van-phong"
    shutil.copytree(SOUND, root)
    pack = root / "packs/mau/pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    (root / "thu").mkdir()
    with wave.open(str(root / "thu/01-mot.wav"), "wb") as sound:
        sound.setparams((1, 2, 48000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 48000)
    model = root / "vi_VN-giong-mau.onnx"
    model.write_bytes(b"\x08" + b"x" * 200_000)
    settings = {"audio": {"sample_rate": 22050}, "espeak": {"voice": "vi"}, "language": {"code": "vi_VN"}}
    Path(f"{model}.json").write_text(json.dumps({**settings, "phoneme_id_map": {}}), encoding="utf-8")
    return root


def answers(root: Path) -> Iterator[tuple[str, Any]]:
    """What everything answers, each with the contract that it is asked for."""
    for name, words in CALLS:
        exported = next(root.glob("gui/**/*.po"), root)
        named = words.format(file=exported.relative_to(root))
        done = run(*named.split(), *(SIGNER if name == "approve/1" else ()), "--json", cwd=root)
        yield name, done.object
    (record,) = [*root.glob("out/register/*.json"), *root.glob("register/*.json")][:1] or [None]
    if record is not None:
        entry = json.loads(record.read_text(encoding="utf-8"))
        yield "register/1", entry
        yield "record/1", {key: part for key, part in entry.items() if key not in ("files", "sum")}
    for name, pattern in (("posts/1", "out/**/infographic-posts*.json"), ("sound-report/1", "out/**/ringback*.json")):
        for path in root.glob(pattern):
            yield name, json.loads(path.read_text(encoding="utf-8"))


STEADY = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r"\b[0-9a-f]{16,63}\b"), "<digest>"),
    (re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b"), "<code>"),
)
MEASURED = frozenset({"bhxhcomm", "checks", "machine", "libraries", "seconds", "segments"})
"""Parts that are other ones on another machine, of which an example says the kind alone."""


def steady(answer: Any, root: Path) -> Any:
    """An answer without what differs from one machine to the next, and with two of each list."""
    if isinstance(answer, dict):
        return {key: _kind(part) if key in MEASURED else steady(part, root) for key, part in answer.items()}
    if isinstance(answer, list):
        return [steady(part, root) for part in answer[:2]]
    if isinstance(answer, float):
        return round(answer, 1)
    if not isinstance(answer, str):
        return answer
    for pattern, words in STEADY:
        answer = pattern.sub(words, answer)
    return answer.replace(str(root.parent), "").replace(str(Path.home()), "~")


def _kind(part: Any) -> str:
    return f"<{type(part).__name__}>"
