"""The kit for a speaker: what is to be read, under which names, and nothing else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from tests.cli.program import run
from tests.sound.station import PACK, SPEAKER, hand_in, hum, make_station


@pytest.fixture
def station(tmp_path: Path) -> Path:
    return make_station(tmp_path / "dai")


def kit(station: Path, *more: str, lang: str = "vi") -> Path:
    done = run("locale", "record-kit", PACK, "--lang", lang, "--json", *more, cwd=station)
    assert done.status == 0, done.out
    assert not [problem for problem in done.problems if problem["severity"] == "error"]
    return station / "out" / "ghi-am" / f"{PACK}.{lang}"


def names(folder: Path) -> list[list[str]]:
    text = (folder / "ten-tep.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def words(folder: Path) -> str:
    document = pypdfium2.PdfDocument(folder / "ban-doc.pdf")
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_it_has_every_segment_with_its_reading_and_its_name(station: Path) -> None:
    folder = kit(station)
    rows = names(folder)[1:]
    assert [row[0] for row in rows] == ["1", "2", "3"]
    text = words(folder)
    for row in rows:
        assert row[1].removesuffix(".wav") in text.replace(" ", "")
    assert "hai triệu ba trăm bốn mươi nghìn đồng" in text
    assert "[2.340.000 đồng]" in text
    assert "Số liệu in to" not in text
    assert "số trong ngoặc vuông chỉ để đối chiếu" in text


@pytest.mark.wheel
def test_the_word_file_says_the_same(station: Path) -> None:
    folder = kit(station)
    (table,) = [one for one in Document(str(folder / "ban-doc.docx")).tables if len(one.columns) == 3]
    assert [row.cells[0].text for row in table.rows] == ["Số", "01", "02", "03"]
    assert "hai triệu ba trăm bốn mươi nghìn đồng" in table.rows[2].cells[2].text


def test_what_is_recorded_is_left_out_unless_all_is_wanted(station: Path, tmp_path: Path) -> None:
    name = names(kit(station))[1][1]
    hand_in(tmp_path / "b", name, hum(11))
    run(
        *("audio", "import-recordings", PACK, tmp_path / "b", "--speaker", SPEAKER, "--consent", "Giấy mẫu"),
        cwd=station,
    )
    assert [row[0] for row in names(kit(station))[1:]] == ["2", "3"]
    assert [row[0] for row in names(kit(station, "--all"))[1:]] == ["1", "2", "3"]


def test_a_language_without_translation_has_nothing_to_read(station: Path) -> None:
    done = run("locale", "record-kit", PACK, "--lang", "ede", "--json", cwd=station)
    assert done.status == 1
    assert [problem["code"] for problem in done.problems] == ["nothing-to-record"]
    assert not (station / "out" / "ghi-am").exists()


def test_the_same_words_give_the_same_bytes(station: Path) -> None:
    folder = kit(station)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    kit(station)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_pack_without_sound_is_told(tmp_path: Path) -> None:
    root = make_station(tmp_path / "khac")
    pack = root / "packs" / PACK / "pack.yaml"
    pack.write_text(pack.read_text(encoding="utf-8").partition("  radio-spot:")[0], encoding="utf-8")
    done = run("locale", "record-kit", PACK, "--json", cwd=root)
    assert (done.status, [problem["code"] for problem in done.problems]) == (1, ["no-such-material"])
