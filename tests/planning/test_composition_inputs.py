"""What a build remembers of composed pieces: it composes again what may have changed, and what it does not is the same."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_
from pathlib import Path

import pytest

from bhxhcomm.cli.selecting import Selection, select
from bhxhcomm.content.workspace import Workspace
from bhxhcomm.ledger.product import File
from bhxhcomm.ledger.seen import Seen
from bhxhcomm.ledger.store import Store, opened, seen_place
from bhxhcomm.making.composed import Composed
from bhxhcomm.making.export import Exported
from bhxhcomm.making.make import Outcome
from bhxhcomm.making.request import Request
from bhxhcomm.materials.loading import load
from bhxhcomm.planning import inputs, plan
from bhxhcomm.planning.plan import Planner, Step
from bhxhcomm.running.run import BuildOptions, run
from tests.cli.program import copy_of_examples, replace
from tests.cli.program import run as command

DAY = dt.date(2025, 7, 1)
WANTED = Selection(
    materials=("leaflet", "script", "radio-spot"),
    variants=("trifold", "60", ""),
    langs=("vi", "ede"),
    offices=("bhxh-tinh-mau-mot", "bhxh-tinh-mau-hai"),
    as_of=DAY,
)
LATER = """      - from: 2025-10-01
        value: 2.440.000
        source: {document: "Văn bản mẫu", signed: 2025-09-01, in_force: 2025-10-01}
"""
LAST_SALARY = """        value: 2.340.000
        source: {document: "Nghị định 73/2024/NĐ-CP", signed: 2024-06-30, in_force: 2024-07-01}
"""
NOBODY_SAYS = """format: facts/1
facts:
  so_khong_ai_noi:
    label: "Số mẫu không ai nói tới"
    unit: persons
    review_by: 2030-01-01
    values:
      - from: 2020-01-01
        value: 5
        source: {document: "Văn bản mẫu"}
"""


@dataclass
class Round:
    """A build of which nothing is rendered: its steps, and the pieces that were composed for them."""

    steps: list[Step]
    composed: set[str] = field(default_factory=set)

    def told(self) -> list[object]:
        return [
            (step.id, step.piece, step.stale, step.barred, step.keys, step.problems, step.refused)
            for step in self.steps
        ]


def make_nothing(_workspace: Workspace, steps: Sequence[Step]) -> Iterator[tuple[int, Outcome]]:
    """Files that hold nothing but their names, for whatever is out of date."""
    for number, step in enumerate(steps):
        files = [
            File(product, "", f"{step.id} {product.name} {ending}".encode(), {}, ending)
            for product in step.stale
            for ending in product.endings or (product.format,)
        ]
        yield number, Outcome(Exported(tuple(files)))


def build(root: Path, date: dt.date = DAY, wanted: Selection = WANTED) -> None:
    found = inputs.take(root, root / "out", Seen(seen_place(root / "out")))
    space = load(root).checked()
    with opened(root / "out") as store:
        run(space, store, requests(space, root, date, wanted), BuildOptions(), make_nothing, inputs=found)
        store.remember()


def requests(space: Workspace, root: Path, date: dt.date, wanted: Selection) -> list[Request]:
    """What is asked for, but for what cannot be made: nobody speaks Ê Đê."""
    found = [one for one in select(space, wanted).requests if (one.material, one.lang) != ("radio-spot", "ede")]
    return [with_(one, date=date, out=root / "out") for one in found]


def planned(root: Path, date: dt.date = DAY, *, remembering: bool, wanted: Selection = WANTED) -> Round:
    """The steps of a build, with what is remembered or as if nothing were; nothing is written."""
    found = inputs.take(root, root / "out", Seen(seen_place(root / "out"), write=False))
    space = load(root).checked()
    planner = Planner(space, Store(root / "out", write=False), date, inputs=found if remembering else None)
    round_ = Round([])
    whole = plan.compose

    def counting(workspace: Workspace, request: Request) -> Composed:
        round_.composed.add(plan.id_of(request))
        return whole(workspace, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "compose", counting)
        round_.steps = [planner.step(one) for one in requests(space, root, date, wanted)]
    return round_


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, built once; facts and offices are signed, so that signatures can change."""
    root = copy_of_examples(tmp_path_factory.mktemp("can-cu") / "vi-du")
    signer = ["--by", "Người duyệt mẫu", "--document", "Biên bản mẫu số 1"]
    assert command("approve", "--fact", "all", "--office", "all", *signer, cwd=root).status == 0
    build(root)
    return root


@pytest.fixture
def root(once: Path, tmp_path: Path) -> Path:
    return shutil.copytree(once, tmp_path / "noi-khac")


def of(root: Path, *words: str) -> set[str]:
    """The pieces whose ids have one of these words."""
    return {step.id for step in planned(root, remembering=False).steps if any(word in step.id for word in words)}


def test_nothing_is_composed_where_nothing_has_changed_wherever_the_workspace_lies(root: Path) -> None:
    known = planned(root, remembering=True)
    assert known.composed == set()
    assert len(known.steps) > 20
    assert not any(step.stale for step in known.steps)
    assert known.told() == planned(root, remembering=False).told()


def salary_later(root: Path) -> None:
    replace(root / "facts" / "chung.yaml", LAST_SALARY, LAST_SALARY + LATER)


def salary(root: Path) -> None:
    replace(root / "facts" / "chung.yaml", "value: 2.340.000", "value: 2.350.000")


def hotline_note(root: Path) -> None:
    replace(root / "facts" / "chung.yaml", '"BHXH Việt Nam"', '"BHXH Việt Nam, mẫu"')


def poverty_line(root: Path) -> None:
    replace(root / "facts" / "chung.yaml", "value: 1.500.000", "value: 1.600.000")


def comment(root: Path) -> None:
    replace(root / "facts" / "chung.yaml", "facts:", "# nhìn kỹ\n\nfacts:")


def another_fact(root: Path) -> None:
    (root / "facts" / "moi.yaml").write_text(NOBODY_SAYS, encoding="utf-8")


def local_fact(root: Path) -> None:
    replace(root / "offices" / "bhxh-tinh-mau-hai.yaml", "value: 20%", "value: 30%")


def text(root: Path) -> None:
    replace(root / "packs" / "bhyt-hssv" / "pack.yaml", "Địa phương hỗ trợ thêm", "Tỉnh nhà hỗ trợ thêm")


def catalogue(root: Path) -> None:
    path = root / "packs" / "bhyt-hssv" / "locales" / "ede.po"
    path.parent.mkdir()
    assert command("locale", "update", "bhyt-hssv", "--lang", "ede", cwd=root).status == 0
    assert path.is_file()


def catalogue_nobody_asks_for(root: Path) -> None:
    path = root / "packs" / "bhyt-hssv" / "locales" / "khmer.po"
    path.parent.mkdir()
    shutil.copy(root / "locales" / "ede.po", path)


def shared_catalogue(root: Path) -> None:
    path = root / "locales" / "ede.po"
    path.write_text("# một dòng\n" + path.read_text(encoding="utf-8"), encoding="utf-8")


def void(root: Path, signed: str) -> None:
    """Make a signature one over another content."""
    path = root / "review.yaml"
    said = path.read_text(encoding="utf-8")
    digest = said.index("digest: ", said.index(f"id: {signed}")) + len("digest: ")
    path.write_text(said[:digest] + "0" * 64 + said[digest + 64 :], encoding="utf-8")


def signature_of_a_fact(root: Path) -> None:
    void(root, "chuan_ngheo_nong_thon@2022-01-01")


def signature_of_an_office(root: Path) -> None:
    void(root, "bhxh-tinh-mau-mot")


def address(root: Path) -> None:
    replace(root / "offices" / "bhxh-tinh-mau-mot.yaml", "Số 00", "Số 01")


def picture(root: Path) -> None:
    path = next((root / "packs" / "bhyt-hssv" / "images").iterdir())
    path.write_bytes(path.read_bytes() + b"\n")


def template(root: Path) -> None:
    path = root / "templates" / "page" / "khac.css"
    path.parent.mkdir(parents=True)
    path.write_text("p { color: black }", encoding="utf-8")


def lexicon(root: Path) -> None:
    said = 'format: lexicon/1\nabbreviations:\n  - {written: "UBND", spoken: "ủy ban nhân dân"}\n'
    (root / "lexicon.yaml").write_text(said, encoding="utf-8")


def fixed_words(root: Path) -> None:
    path = root / "locales" / "labels" / "vi.yaml"
    path.parent.mkdir(parents=True)
    path.write_text('format: labels/1\nlang: vi\nlabels:\n  hotline: "Điện thoại"\n', encoding="utf-8")


def settings(root: Path) -> None:
    replace(root / "bhxhcomm.yaml", "Ví dụ của bhxhcomm", "Ví dụ khác")


NONE: tuple[str, ...] = ()
ALL = ("/",)
POOR = ("bhxh-tu-nguyen",)
"""The pack whose figures stand on the line of poverty."""
EDITS: dict[str, tuple[Callable[[Path], None], Collection[str]]] = {
    "a value that comes later": (salary_later, ALL),
    "a value": (salary, ALL),
    "the source of a value": (hotline_note, ALL),
    "a value that one pack can say": (poverty_line, POOR),
    "a comment in a file of facts": (comment, NONE),
    "a fact that nobody says": (another_fact, NONE),
    "a local figure": (local_fact, ("bhxh-tinh-mau-hai/bhyt-hssv/",)),
    "a text": (text, ("bhyt-hssv",)),
    "a catalogue": (
        catalogue,
        ("/bhyt-hssv/leaflet-trifold.ede", "/bhyt-hssv/script.ede"),
    ),
    "a catalogue of another language": (catalogue_nobody_asks_for, NONE),
    "the words that all packs share": (shared_catalogue, (".ede",)),
    "a signature over a fact": (signature_of_a_fact, POOR),
    "a signature over an office": (signature_of_an_office, ("bhxh-tinh-mau-mot/",)),
    "an address": (address, ("bhxh-tinh-mau-mot/",)),
    "a picture": (picture, ("bhyt-hssv",)),
    "a template": (template, ALL),
    "how a word is read": (lexicon, ALL),
    "a fixed word": (fixed_words, ALL),
    "the name of the workspace": (settings, ALL),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_is_remembered_is_what_would_be_composed(root: Path, name: str) -> None:
    """`EDITS` names what is composed again: what can be reached from the edit, and nothing else."""
    edit, reached = EDITS[name]
    edit(root)
    known = planned(root, remembering=True)
    plain = planned(root, remembering=False)
    assert known.told() == plain.told()
    assert known.composed == {one for one in plain.composed if any(word in one for word in reached)}
    build(root)
    again = planned(root, remembering=True)
    assert again.composed == set()
    assert again.told() == planned(root, remembering=False).told()


def test_on_another_day_a_piece_is_composed_again_once_something_of_it_has_changed(root: Path) -> None:
    salary_later(root)
    build(root)
    day, eve = dt.date(2025, 10, 1), dt.date(2025, 9, 30)
    assert planned(root, eve, remembering=True).composed == set()
    assert planned(root, eve, remembering=True).told() == planned(root, eve, remembering=False).told()
    then = planned(root, day, remembering=True)
    assert then.composed == {step.id for step in then.steps}
    assert then.told() == planned(root, day, remembering=False).told()
    assert planned(root, DAY - dt.timedelta(days=400), remembering=True).composed == {step.id for step in then.steps}


def test_other_options_are_other_pieces(root: Path) -> None:
    contrast = with_(WANTED, theme="high-contrast")
    known = planned(root, remembering=True, wanted=contrast)
    assert known.composed == {step.id for step in known.steps}


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"format":"composition-inputs/1","pieces":{"x":3}}', b'{"format":"composition-inputs/0"}'],
)
def test_a_memory_that_was_damaged_only_costs_time(root: Path, damage: bytes) -> None:
    path = root / "out" / ".bhxhcomm" / "composition-inputs.json"
    assert path.is_file()
    path.write_bytes(damage)
    known = planned(root, remembering=True)
    assert known.composed == {step.id for step in known.steps}
    assert known.told() == planned(root, remembering=False).told()
    build(root)
    assert planned(root, remembering=True).composed == set()


def test_the_file_under_its_earlier_name_is_not_read_and_goes(root: Path) -> None:
    place = root / "out" / ".bhxhcomm"
    (place / "composition-inputs.json").rename(place / "grounds.json")
    known = planned(root, remembering=True)
    assert known.composed == {step.id for step in known.steps}
    build(root)
    assert not (place / "grounds.json").exists()
    assert planned(root, remembering=True).composed == set()


def test_an_edition_whose_files_were_taken_away_is_composed_again(root: Path) -> None:
    (root / "out" / "manifest.json").unlink()
    known = planned(root, remembering=True)
    assert known.composed == {step.id for step in known.steps}
