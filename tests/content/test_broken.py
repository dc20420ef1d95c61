"""Broken inputs, one error each: the code, the place, and the words that help (`tests/broken/`).

A case is laid over the small workspace `tests/broken/sound` and begins with comments that say what must be found:

    # in: packs/mau/pack.yaml              the file that it replaces or adds
    # date: 2025-07-01                     optional: resolve too (the pack `mau`, or the fact `thu` of a file of facts)
    # finds: unknown-fact 17:20            code, line and column (no place: a message about the whole file, or a figure)
    # says: there is no fact `luong`       a part of the message
    # hint: did you mean `luong_co_so`?    a part of the hint

A case that needs several files, or bytes that no comment can stand before, is a folder with these files and a list of
the same in `expected.yaml`.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bhxhcomm.content import office, sounds, validate, workspace, yaml_reading
from bhxhcomm.content.loading import picture_files
from bhxhcomm.content.nodes import Mapping as MappingNode
from bhxhcomm.content.nodes import Scalar
from bhxhcomm.content.shapes import Shape
from bhxhcomm.core.problems import ContentError, Place, Problem, Problems
from bhxhcomm.edition.figures import FigureError, FigureTable
from bhxhcomm.edition.resolve import resolve
from bhxhcomm.language.figures import NoNumberWords
from bhxhcomm.materials import loading

BROKEN = Path(__file__).resolve().parents[1] / "broken"
PACKAGE = Path(workspace.__file__).resolve().parents[1]
MADE_HERE = {
    "bad-bitrate",
    "bad-rate",
    "catalogue-name",
    "file-too-large",
    "file-twice",
    "formula-empty",
    "language-not-supported",
    "no-number-words",
    "outside-workspace",
    "picture-too-large",
    "review-unwritable",
    "snapshot-damaged",
    "sound-too-large",
    "unknown-codec",
    "unknown-preset",
    "unreadable-file",
    "wrong-value",
    "yaml-syntax",
}
"""Codes whose inputs are too large, or too odd, to lie in a folder; each has a test here, beside `edition` or in
`test_preset`."""
DRAWINGS = {"picture-corrupt", "svg-no-size", "svg-too-complex", "svg-unsafe", "svg-unsupported"}
"""Codes of drawings (SVG), which `tests/page/test_picture` and `test_drawing_support` have."""
ACTS = {
    "author-approves",
    "key-unknown",
    "minutes-missing",
    "never-approved",
    "no-chain",
    "not-in-chain",
    "not-stale",
    "proof-not-wanted",
    "proof-other",
    "proof-wanted",
    "same-person",
    "sheet-other-content",
    "sheet-other-name",
    "sheet-several",
    "sheet-unreadable",
    "step-too-early",
    "unknown-step",
}
"""Codes that refuse what a person wants to do, such as to sign: no file is broken by it. Each has a test beside its command
(those of an office's chain of approval: `tests/edition/test_steps.py`)."""

pytestmark = pytest.mark.usefixtures("english")


@dataclass(frozen=True)
class Expected:
    code: str
    path: str
    line: int
    column: int
    says: str
    hint: str


@dataclass(frozen=True)
class Case:
    name: str
    source: Path
    date: dt.date | None
    expected: tuple[Expected, ...]

    def lay_over(self, root: Path) -> None:
        if self.source.is_dir():
            shutil.copytree(self.source, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.yaml"))
        else:
            target = root / self.expected[0].path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.source, target)


def _from_header(path: Path) -> Case:
    head = re.findall(r"^# (in|date|finds|says|hint):[ ]?(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    single = dict(head)
    values: dict[str, list[str]] = {key: [value for name, value in head if name == key] for key in single}
    expected = []
    for finds, says, hint in zip(values["finds"], values["says"], values["hint"], strict=True):
        code, _space, place = finds.partition(" ")
        line, _colon, column = place.partition(":")
        expected.append(Expected(code, single["in"], int(line or 0), int(column or 0), says, hint))
    date = dt.date.fromisoformat(single["date"]) if "date" in single else None
    return Case(path.stem, path, date, tuple(expected))


def _from_folder(path: Path) -> Case:
    data = yaml.safe_load((path / "expected.yaml").read_text(encoding="utf-8"))
    expected = tuple(
        Expected(item["finds"], item["in"], item.get("line", 0), item.get("column", 0), item["says"], item["hint"])
        for item in data["problems"]
    )
    return Case(path.name, path, data.get("date"), expected)


CASES = [_from_header(path) for path in sorted(BROKEN.glob("*.yaml"))] + [
    _from_folder(path.parent) for path in sorted(BROKEN.glob("*/expected.yaml"))
]


def problems_of(root: Path, date: dt.date | None = None) -> list[Problem]:
    """Everything that loading finds; with a date, what resolving finds."""
    found = loading.load(root)
    problems = [*found.problems]
    if date is not None and not any(problem.is_error for problem in problems):
        if "thu" in found.facts:
            try:
                FigureTable(found.facts_for("mau"), date).figure("thu")
            except FigureError as exc:
                problems.append(Problem(exc.code, exc.message, hint=exc.hint))
        try:
            resolve(found, "mau", "vi", "mau", date)
        except ContentError as exc:
            problems.extend(problem for problem in exc.problems if "thu" not in found.facts)
    return problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_input_is_met_by_its_message(case: Case, workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({})
    case.lay_over(root)

    problems = problems_of(root, case.date)

    told = "\n".join(map(str, problems))
    assert len(problems) == len(case.expected), told
    for expected, problem in zip(case.expected, problems, strict=True):
        assert problem.code == expected.code, told
        if problem.place.path:
            assert problem.place == Place(expected.path, expected.line, expected.column), told
        assert expected.says in problem.message, told
        assert expected.hint in problem.hint, told
        assert problem.hint, told
        assert "{text}" not in told
        assert len(problem.message) < 400, told


def test_the_workspace_under_the_cases_is_sound() -> None:
    found = loading.load(BROKEN / "sound")

    assert found.problems == ()
    resolve(found, "mau", "vi", "mau", dt.date(2025, 7, 1))


def codes_in_sources() -> dict[str, str]:
    """Every code that the rooms `content` and `edition` can report, and the file it stands in."""
    return {
        code: path.name
        for room in ("content", "edition")
        for path in sorted((PACKAGE / room).glob("*.py"))
        for code in _codes(ast.parse(path.read_text(encoding="utf-8")))
    }


def _codes(tree: ast.AST) -> Iterator[str]:
    makers = {"error", "warning", "wrong", "Problem", "_refuse", "ProseSyntaxError", "FormulaError", "FigureError"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            given = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            if name in makers and given:
                yield given[0]
            elif name in ("Choice", "_id"):
                yield from given
        elif isinstance(node, ast.Dict):
            values = [item.value for item in node.values if isinstance(item, ast.Constant)]
            yield from (value for value in values if str(value).startswith("yaml-"))


@pytest.mark.checkout
def test_every_code_of_the_two_rooms_has_a_broken_input() -> None:
    shown = {expected.code for case in CASES for expected in case.expected} | MADE_HERE | DRAWINGS | ACTS
    codes = codes_in_sources()

    assert len(codes) > 60
    assert {code: name for code, name in codes.items() if code not in shown} == {}


def test_a_file_of_three_megabytes_is_refused_unread(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({"facts/mau.yaml": "format: facts/1\n" + "# thêm một dòng\n" * 150_000})

    (problem,) = problems_of(root)

    assert str(problem) == (
        "facts/mau.yaml: error[file-too-large]: this file is larger than 2 MB\n    split it into several files"
    )


def test_a_folder_in_place_of_a_file_is_said_to_be_one(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({})
    (root / "facts" / "mau.yaml").mkdir()

    (problem,) = problems_of(root)

    assert (problem.code, problem.place) == ("not-a-file", Place("facts/mau.yaml"))
    assert problem.message == "this is a folder, not a file"


def test_a_workspace_without_its_file_says_so(tmp_path: Path) -> None:
    (problem,) = loading.load(tmp_path).problems

    assert (problem.code, problem.place) == ("missing-file", Place("bhxhcomm.yaml"))
    assert problem.message == "there is no such file"


PICTURE_PACK = (BROKEN / "sound" / "packs" / "mau" / "pack.yaml").read_text(encoding="utf-8").replace(
    "      - text: Phần hai nói thêm.\n", "      - picture: images/khac.svg\n        alt: Ngôi nhà\n"
)  # fmt: skip


def test_a_picture_that_links_out_of_the_pack_is_refused(
    workspace_with: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    root = workspace_with({"packs/mau/pack.yaml": PICTURE_PACK})
    outside = tmp_path / "ngoai.svg"
    outside.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (root / "packs/mau/images/khac.svg").symlink_to(outside)

    link, problem = problems_of(root)

    assert (link.code, link.place) == ("outside-workspace", Place("packs/mau/images/khac.svg"))
    assert problem.code == "picture-outside"
    assert problem.place == Place("packs/mau/pack.yaml", 15, 18)
    assert "link to a file outside" in problem.message


def test_a_picture_behind_a_linked_folder_is_refused(
    workspace_with: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    root = workspace_with({"packs/mau/pack.yaml": PICTURE_PACK.replace("images/khac", "anh/khac")})
    (tmp_path / "ngoai").mkdir()
    (tmp_path / "ngoai" / "khac.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    (root / "packs/mau/anh").symlink_to(tmp_path / "ngoai", target_is_directory=True)

    assert [problem.code for problem in problems_of(root)] == ["outside-workspace", "picture-outside"]


def test_a_huge_picture_is_refused_unread(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({"packs/mau/pack.yaml": PICTURE_PACK})
    with (root / "packs/mau/images/khac.svg").open("wb") as stream:
        stream.truncate(picture_files.MAX_PICTURE_BYTES + 1)

    (problem,) = problems_of(root)

    assert (problem.code, problem.place.line) == ("picture-too-large", 15)
    assert "larger than 40 MB" in problem.message


def test_a_huge_sound_is_refused_unread(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    pack = (BROKEN / "segment-no-credit/packs/mau/pack.yaml").read_text(encoding="utf-8")
    root = workspace_with({"packs/mau/pack.yaml": pack, "packs/mau/sounds/trong.wav": ""})
    with (root / "packs/mau/sounds/trong.wav").open("wb") as stream:
        stream.truncate(sounds.MAX_BYTES + 1)

    (problem,) = problems_of(root)

    assert (problem.code, problem.place.line) == ("sound-too-large", 16)
    assert "larger than 100 MB" in problem.message


def test_what_the_shapes_do_not_foresee_is_still_told() -> None:
    class Odd(Shape):
        number: float

    node = MappingNode(Place("a.yaml", 1, 1))
    node["number"] = Scalar("bốn", Place("a.yaml", 1, 9))
    problems = Problems()

    assert validate.validate(Odd, node, problems) is None
    assert [(problem.code, problem.place.column) for problem in problems] == [("wrong-value", 9)]


def test_yaml_that_fits_no_known_trap_is_told_in_the_words_of_its_reader() -> None:
    problems = Problems()

    assert yaml_reading.parse("format: [pack] một\n", "a.yaml", problems) is None
    assert [problem.code for problem in problems] == ["yaml-syntax"]


def test_figures_in_words_of_a_language_without_number_words_are_refused(
    workspace_with: Callable[[Mapping[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(*_given: object) -> str:
        raise NoNumberWords("numbers in words are known in Vietnamese only")

    text = (BROKEN / "sound/packs/mau/pack.yaml").read_text(encoding="utf-8").replace("{luong_co_so}", "{ty_le:chu}")
    found = loading.load(workspace_with({"packs/mau/pack.yaml": text})).checked()
    monkeypatch.setattr("bhxhcomm.edition.resolve.show", show)

    with pytest.raises(ContentError) as caught:
        resolve(found, "mau", "vi", "mau", dt.date(2025, 7, 1))

    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line, problem.pack, problem.lang) == ("no-number-words", 11, "mau", "vi")
    assert problem.hint == "write the figure without `:chu`"


def test_an_empty_formula_is_told() -> None:
    from bhxhcomm.content import formula

    with pytest.raises(formula.FormulaError) as caught:
        formula.parse("  ")

    assert (caught.value.code, bool(caught.value.hint)) == ("formula-empty", True)


@pytest.mark.parametrize("ends", ["\r\n", "\r"], ids=["Windows", "old Macintosh"])
def test_a_byte_order_mark_and_other_line_ends_are_accepted(
    ends: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    root = workspace_with({})
    for path in root.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8").replace("\n", ends)
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())

    found = loading.load(root)

    assert found.problems == ()
    assert found.packs["mau"].shape.title.place == Place("packs/mau/pack.yaml", 3, 8)


def test_all_problems_of_several_files_are_told_at_once_unreadable_files_first(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with({})
    wanted = ["yaml-star", "unknown-province", "unknown-unit", "review-of", "settings-key"]
    chosen = [case for case in CASES if case.name in wanted]
    for case in chosen:
        case.lay_over(root)
    second = root / "packs" / "hai"
    shutil.copytree(root / "packs" / "mau", second)
    (second / "pack.yaml").write_text(
        (BROKEN / "sound/packs/mau/pack.yaml").read_text(encoding="utf-8").replace("luong_co_so", "luong"),
        encoding="utf-8",
    )

    problems = problems_of(root)

    assert problems[0].code == "yaml-star"
    assert [problem.place for problem in problems[1:]] == sorted(problem.place for problem in problems[1:])
    assert {problem.code for problem in problems} == {
        "yaml-star",
        "unknown-province",
        "unknown-unit",
        "unknown-value",
        "unknown-key",
        "unknown-fact",
        "id-differs",
    }


def test_one_error_in_a_file_of_facts_makes_no_others_in_the_packs(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    text = (BROKEN / "sound/facts/chung.yaml").read_text(encoding="utf-8")
    for broken in (text.replace("VND/month", "VND/moth", 1), text.replace("label: Tỷ", "label: *Tỷ"), "\t" + text):
        assert len(problems_of(workspace_with({"facts/chung.yaml": broken}))) == 1


@pytest.mark.parametrize("broken", ["facts/chung.yaml", "facts/phu.yaml", "offices/khac.yaml"])
def test_no_fact_is_called_unknown_while_a_file_that_may_have_it_cannot_be_read(
    broken: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    text = (BROKEN / "sound/packs/mau/pack.yaml").read_text(encoding="utf-8")
    root = workspace_with({"packs/mau/pack.yaml": text.replace("{luong_co_so}", "{luong_moi} {luong_co_so}")})
    assert [problem.code for problem in problems_of(root)] == ["unknown-fact"]
    (root / broken).write_bytes("format: facts/1\nfacts:\n  luong_moi:\n    label: Lương\n".encode("utf-16"))

    assert [(problem.code, problem.place.path) for problem in problems_of(root)] == [("not-utf8", broken)]


def test_a_file_that_cannot_be_read_is_told_before_all_others(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    text = (BROKEN / "sound/packs/mau/pack.yaml").read_text(encoding="utf-8")
    root = workspace_with({"bhxhcomm.yaml": "format: workspace/1\nkhac: 1\n"})
    (root / "packs/mau/pack.yaml").write_bytes(text.encode("utf-16"))

    assert [problem.code for problem in problems_of(root)] == ["not-utf8", "unknown-key"]


@pytest.mark.parametrize("name", ["...yaml", "A B.yaml", "hà-nội.yaml", ".an.yaml"])
def test_a_file_whose_name_is_no_id_is_no_office(
    name: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    text = (BROKEN / "sound/offices/mau.yaml").read_text(encoding="utf-8")
    root = workspace_with({f"offices/{name}": text})

    found = loading.load(root)

    assert [(problem.code, problem.place) for problem in found.problems] == [("bad-id", Place(f"offices/{name}"))]
    assert set(found.offices) == {"mau", "viet-nam"}


def test_a_folder_whose_name_is_no_id_is_no_pack(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({})
    shutil.copytree(root / "packs" / "mau", root / "packs" / "Gói Mẫu")

    found = loading.load(root)

    assert [problem.code for problem in found.problems] == ["bad-id"]
    assert set(found.packs) == {"mau"}


@pytest.mark.parametrize("name", ["packs/mau", "packs/mau/pack.yaml", "facts/chung.yaml", "offices/mau.yaml"])
def test_what_links_out_of_the_workspace_is_not_read(
    name: str, workspace_with: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    root = workspace_with({})
    outside = tmp_path / "ngoai"
    (root / name).rename(outside)
    (root / name).symlink_to(outside)
    problems = problems_of(root)

    assert [(problem.code, problem.place) for problem in problems] == [("outside-workspace", Place(name))]


def test_a_link_inside_the_workspace_is_read(workspace_with: Callable[[Mapping[str, str]], Path]) -> None:
    root = workspace_with({})
    (root / "facts/chung.yaml").rename(root / "chung.yaml")
    (root / "facts/chung.yaml").symlink_to(root / "chung.yaml")

    assert problems_of(root) == []


def test_a_catalogue_that_links_out_of_the_workspace_is_not_read(
    workspace_with: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    root = workspace_with({})
    (tmp_path / "ngoai.po").write_text("", encoding="utf-8")
    (root / "locales").mkdir()
    (root / "locales/tay.po").symlink_to(tmp_path / "ngoai.po")

    found = loading.load(root)

    assert [(one.code, one.place) for one in found.problems] == [("outside-workspace", Place("locales/tay.po"))]
    assert not found.catalogues


@pytest.mark.parametrize(("name", "code"), [("rad", "catalogue-name"), ("xx", "unknown-language")])
def test_a_catalogue_is_named_by_the_id_of_its_language(
    name: str, code: str, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    found = loading.load(workspace_with({f"packs/mau/locales/{name}.po": ""}))

    assert [(problem.code, problem.place.path) for problem in found.problems] == [
        (code, f"packs/mau/locales/{name}.po")
    ]
    assert not found.packs["mau"].catalogues


def test_an_office_with_an_unknown_key_is_checked_to_its_end(
    workspace_with: Callable[[Mapping[str, str]], Path],
) -> None:
    root = workspace_with(
        {
            "offices/khac.yaml": "format: office/1\nname: Cơ quan khác\ntel: 1900\nprovince: Bình Dương\n"
            'hotline: "{tong_dai_la}"\nlogo: images/la.svg\n'
        }
    )

    assert [problem.code for problem in problems_of(root)] == [
        "missing-key",
        "unknown-key",
        "unknown-province",
        "unknown-fact",
        "missing-picture",
    ]


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6, 9, 11, 13, 15, 17, 19, 21, 23, 28, 29, 30, 31])
def test_a_line_that_is_missing_makes_one_error_and_no_others(
    number: int, workspace_with: Callable[[Mapping[str, str]], Path]
) -> None:
    """Nothing is said of words that were only filled in, nor of sections that are not what they should be."""
    lines = (BROKEN / "sound/packs/mau/pack.yaml").read_text(encoding="utf-8").splitlines()
    del lines[number - 1]

    problems = problems_of(workspace_with({"packs/mau/pack.yaml": "\n".join(lines)}))

    assert [problem.code for problem in problems] in (["missing-key"], ["not-a-list"])


def test_every_merged_province_stands_under_one_of_the_34_of_today() -> None:
    assert len(office.provinces()) == 34
    assert len(office.MERGED) == 63 - 34
    assert not set(office.MERGED) & set(office.provinces())
    spelt = {office._letters(name) for name in office.provinces()}
    assert {office._letters(name) for name in office.MERGED.values()} <= spelt


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("bình dương", "write `Hồ Chí Minh`: Bình Dương is a part of it since 1 July 2025"),
        ("Bà Rịa – Vũng Tàu", "write `Hồ Chí Minh`"),
        ("Hà Nam", "write `Ninh Bình`"),
        ("Hoà Bình", "write `Phú Thọ`"),
        ("Lâm Dong", "Lâm Đồng"),
        ("Cà Mâu u", "did you mean `Cà Mau`?"),
        ("Xứ Lạ", "Since 1 July 2025"),
    ],
)
def test_the_hint_for_a_province_names_what_it_belongs_to_today(written: str, hint: str) -> None:
    assert office._province_hint(written).startswith(hint) or hint in office._province_hint(written)
