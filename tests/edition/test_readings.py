"""What is heard is signed as well as what is read: another reading of the same words makes a draft that names them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition import drafts, readings, signing, snapshot
from bhxhcomm.language import numerals
from bhxhcomm.language.numerals import Accent
from bhxhcomm.language.spoken.lexicon import FILE
from bhxhcomm.making import proof_composition
from bhxhcomm.making.composed import compose
from bhxhcomm.making.request import Request
from bhxhcomm.materials import loading
from tests.sound.station import SPOT

pytestmark = pytest.mark.usefixtures("english")

Make = Callable[[Mapping[str, str]], Path]
SIGNER = signing.Signer("Người duyệt mẫu", dt.date(2025, 7, 2), "Biên bản số 12")
PACK = "packs/mau/pack.yaml"
SCRIPT = """  script:
    length: "0:20"
    segments:
      - {id: doc, speech: "Hỏi BHXH tỉnh, mang theo {giay_to}."}
"""
TEXT_FACT = """
  giay_to:
    label: Giấy tờ mang theo
    unit: text
    review_by: 2027-01-01
    values:
      - from: 2020-01-01
        value: bản sao GKS
        source: {document: Quyết định 1 (mẫu)}
"""
BASE = """abbreviations:
  GKS: giấy khai sinh
"""
OTHER = BASE + "  BHXH: bảo hiểm của nhà nước\n"


def lexicon(entries: str = BASE) -> dict[str, str]:
    return {FILE: f"format: lexicon/1\n{entries}"}


@pytest.fixture
def root(workspace_with: Make) -> Path:
    """A pack with a spot and a script, and a figure that is a text with an abbreviation of the office's own."""
    root = workspace_with(lexicon())
    facts = root / "facts/chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").rstrip() + TEXT_FACT, encoding="utf-8")
    pack = root / PACK
    spot = SPOT.replace("bảo hiểm xã hội.", "BHXH.")
    pack.write_text(pack.read_text(encoding="utf-8") + spot + SCRIPT, encoding="utf-8")
    return root


def loaded(root: Path) -> Workspace:
    return loading.load(root).checked()


def write(plan: signing.Plan) -> None:
    existing = plan.file.read_text(encoding="utf-8") if plan.file.is_file() else ""
    if plan.entries:
        plan.file.write_text(signing.text_with(existing, plan.entries), encoding="utf-8")


def sign(root: Path) -> signing.Plan:
    """Sign the text, the figures and the office as they are heard now; the approved texts are kept, as `approve` does."""
    space = loaded(root)
    write(signing.sign_facts(space, space.facts.values(), SIGNER))
    write(signing.sign_offices(space, space.offices.values(), SIGNER))
    plan = signing.sign_text(space, space.packs["mau"], SIGNER)
    write(plan)
    kept = snapshot.path_of(space.packs["mau"], "vi")
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(snapshot.dump(space.packs["mau"], readings.of_pack(space, space.packs["mau"])))
    return plan


def reasons(root: Path, material: str = "radio-spot", variant: str = "30") -> list[drafts.Reason]:
    """Why a piece is a draft, but for the voice, which is signed for itself."""
    request = Request("mau", material, variant, "vi", "mau", dt.date(2025, 7, 1), Path("out"))
    found = compose(loaded(root), request).reasons
    return [reason for reason in found if not reason.code.startswith("voice-")]


def review(root: Path) -> Path:
    return root / "packs/mau/review.yaml"


def test_what_is_signed_as_it_is_heard_is_no_draft(root: Path) -> None:
    sign(root)
    assert reasons(root) == reasons(root, "script", "") == []
    assert sign(root).entries == ()


def test_another_reading_of_the_same_words_makes_a_draft_that_says_which(root: Path) -> None:
    sign(root)
    before = review(root).read_bytes()
    (root / FILE).write_text(lexicon(OTHER)[FILE], encoding="utf-8")

    (reason,) = reasons(root)
    assert reason.code == "reading-changed"
    assert reason.message == (
        "the reading of `mau` is not the one that was approved: `chao` was “… bảo hiểm xã hội.”, now “… bảo hiểm của nhà "
        "nước.”"
    )
    assert [one.code for one in reasons(root, "script", "")] == ["reading-changed"]
    assert review(root).read_bytes() == before
    sign(root)
    assert reasons(root) == reasons(root, "script", "") == []


def test_what_is_only_seen_is_untouched_and_so_is_a_spot_whose_words_are_read_as_before(root: Path) -> None:
    sign(root)
    (root / FILE).write_text(lexicon(BASE + "words:\n  mang: cầm\n")[FILE], encoding="utf-8")
    assert reasons(root) == reasons(root, "leaflet", "trifold") == []
    assert [one.code for one in reasons(root, "script", "")] == ["reading-changed"]


def test_going_back_to_a_reading_that_was_approved_is_no_draft(root: Path) -> None:
    sign(root)
    for entries, expected in ((OTHER, ["reading-changed"]), (BASE, [])):
        (root / FILE).write_text(lexicon(entries)[FILE], encoding="utf-8")
        assert [one.code for one in reasons(root)] == expected


def test_other_rules_of_reading_make_a_draft(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign(root)
    south_like = replace(numerals.WORDINGS[Accent.NORTH], no_ten="lẻ")
    monkeypatch.setitem(numerals.WORDINGS, Accent.NORTH, south_like)
    (reason,) = reasons(root)
    assert (reason.code, "linh" in reason.message, "lẻ" in reason.message) == ("reading-changed", True, True)


def test_a_new_value_of_a_figure_voids_no_reading(root: Path) -> None:
    sign(root)
    facts = root / "facts/chung.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("2.340.000", "2.530.000"), encoding="utf-8")
    sign_facts = signing.sign_facts(loaded(root), loaded(root).facts.values(), SIGNER)
    write(sign_facts)
    assert sign_facts.entries
    assert reasons(root) == []


def test_a_figure_that_is_a_text_is_signed_as_it_is_heard(root: Path) -> None:
    sign(root)
    (root / FILE).write_text(lexicon("abbreviations:\n  GKS: giấy kết hôn\n")[FILE], encoding="utf-8")
    assert reasons(root) == []
    (reason,) = reasons(root, "script", "")
    assert (reason.code, reason.subject) == ("reading-changed", "giay_to@2020-01-01")
    assert reason.message.endswith("now “bản sao giấy kết hôn”")
    sign(root)
    assert reasons(root, "script", "") == []


def without_readings(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "readings:" not in line), encoding="utf-8")


def test_an_older_signature_holds_for_what_the_rules_say_without_a_lexicon(root: Path) -> None:
    """A signature from before readings were signed, or from which somebody took the line out."""
    sign(root)
    without_readings(review(root))
    without_readings(root / "review.yaml")
    assert reasons(root) == []
    (root / FILE).write_text(lexicon(OTHER)[FILE], encoding="utf-8")
    (reason,) = reasons(root)
    assert (reason.code, "was “… bảo hiểm xã hội.”" in reason.message) == ("reading-changed", True)
    assert sign(root).entries
    assert reasons(root) == []


@pytest.mark.parametrize("damage", ["away", "flipped", "no JSON", "others"])
def test_approved_readings_that_were_changed_on_the_disk_hide_nothing(root: Path, damage: str) -> None:
    """The hash counts; the words beside it only say what has changed."""
    sign(root)
    (root / FILE).write_text(lexicon(OTHER)[FILE], encoding="utf-8")
    kept = root / "packs/mau/approved/vi.json"
    if damage == "away":
        kept.unlink()
    elif damage == "no JSON":
        kept.write_text("{", encoding="utf-8")
    elif damage == "flipped":
        kept.write_text(kept.read_text(encoding="utf-8").replace("bảo hiểm xã hội.", "bảo hiểm."), encoding="utf-8")
    else:
        space = loaded(root)
        kept.write_bytes(snapshot.dump(space.packs["mau"], readings.of_pack(space, space.packs["mau"])))
    assert [(one.code, one.message) for one in reasons(root)] == [
        ("reading-changed", "the reading of `mau` is not the one that was approved")
    ]


def test_a_flipped_hash_of_readings_voids_the_signature(root: Path) -> None:
    sign(root)
    text = review(root).read_text(encoding="utf-8")
    digest = text.partition("readings: ")[2][:64]
    review(root).write_text(text.replace(digest, digest[:-1] + ("0" if digest[-1] != "0" else "1")), encoding="utf-8")
    assert [one.code for one in reasons(root)] == ["reading-changed"]


def test_the_approved_readings_lie_beside_the_approved_texts(root: Path) -> None:
    sign(root)
    kept = json.loads((root / "packs/mau/approved/vi.json").read_text(encoding="utf-8"))["readings"]
    assert next(one for one in kept if one[0] == "chao") == [
        "chao",
        "Bà con chú ý! Đây là tin của BHXH.",
        "Bà con chú ý! Đây là tin của bảo hiểm xã hội.",
    ]
    assert next(one for one in kept if one[0] == "muc-dong")[2:] == [
        "Lương cơ sở là {hai triệu ba trăm bốn mươi lăm nghìn sáu trăm linh bốn đồng}.",
        "Lương cơ sở là {hai triệu ba trăm bốn mươi lăm ngàn sáu trăm lẻ bốn đồng}.",
    ]


def test_the_proof_sheet_lists_what_is_read_otherwise(root: Path) -> None:
    sign(root)
    (root / FILE).write_text(lexicon(OTHER)[FILE], encoding="utf-8")
    space = loaded(root)
    changes = {
        one.context: (one.before, one.after) for one in proof_composition.read_otherwise(space, space.packs["mau"])
    }
    assert changes["chao (Cách đọc)"] == (
        "Bà con chú ý! Đây là tin của bảo hiểm xã hội.",
        "Bà con chú ý! Đây là tin của bảo hiểm của nhà nước.",
    )
    assert set(changes) == {"chao (Cách đọc)", "doc (Cách đọc)"}


def test_a_pack_in_which_nobody_speaks_has_no_hash_of_readings(workspace_with: Make) -> None:
    root = workspace_with({})
    assert all("readings" not in entry for entry in sign(root).entries)


def test_where_two_readings_differ() -> None:
    assert readings.difference("a b c d e f g", "a b c x e f g") == ("… b c d e f …", "… b c x e f …")
    assert readings.difference("a b", "a b c") == ("a b", "a b c")
