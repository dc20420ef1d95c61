"""Voices by role: what an office and a pack may say of them, and whose word counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bhxhcomm.content.workspace import Workspace
from bhxhcomm.edition.approval import text_subject
from bhxhcomm.materials import loading
from bhxhcomm.materials.role_voices import voice_of
from bhxhcomm.materials.timeline import Voice

pytestmark = pytest.mark.usefixtures("english")

OFFICE = "format: office/1\nname: Cơ quan (mẫu)\nshort_name: Mẫu\n"
ABOVE = "format: office/1\nname: Cơ quan trên (mẫu)\nshort_name: Trên\n"
SOUND_PACK = Path(__file__).resolve().parents[1] / "broken/sound/packs/mau/pack.yaml"

Make = Callable[[Mapping[str, str]], Path]


def space(make: Make, *, office: str = "", above: str = "", pack: str = "") -> Workspace:
    return loading.load(
        make(
            {
                "offices/mau.yaml": f"{OFFICE}parent: viet-nam\n{office}",
                "offices/viet-nam.yaml": f"{ABOVE}{above}",
                "packs/mau/pack.yaml": SOUND_PACK.read_text(encoding="utf-8") + pack,
            }
        )
    )


def voice(make: Make, role: str = "announcer", lang: str = "vi", **layers: Any) -> Voice:
    found = space(make, **layers).checked()
    return voice_of(found.packs["mau"], found.offices["mau"], role, lang)


def test_without_a_word_espeak_speaks(workspace_with: Make) -> None:
    assert voice(workspace_with) == Voice("espeak-ng", "", "north", 145, 0.0)


def test_a_child_takes_from_its_parent_key_by_key(workspace_with: Make) -> None:
    above = "voices:\n  announcer: {name: vi+f2, speed: 130, pitch: -1,5}\n"
    above = above.replace("-1,5", '"-1,5"')
    office = "voices:\n  announcer: {accent: south}\n"
    assert voice(workspace_with, office=office, above=above) == Voice("espeak-ng", "vi+f2", "south", 130, -1.5)


def test_the_pack_beats_the_office_and_the_role_beats_the_default(workspace_with: Make) -> None:
    office = "voices:\n  default: {speed: 120, accent: central}\n  man: {speed: 125}\n"
    pack = "voices:\n  default: {speed: 150}\n"
    assert voice(workspace_with, "man", office=office).speed == 125
    assert voice(workspace_with, "woman", office=office, pack=pack).speed == 150
    assert voice(workspace_with, "man", office=office, pack=pack).speed == 125
    assert voice(workspace_with, "man", office=office, pack=pack).accent == "central"


def test_a_name_does_not_pass_to_another_engine(workspace_with: Make) -> None:
    office = "voices:\n  man: {name: vi+f2, speed: 120}\n"
    pack = "voices:\n  man: {engine: gtts}\n"
    assert voice(workspace_with, "man", office=office, pack=pack) == Voice("gtts", "", "north", 120, 0.0)


def test_another_language_takes_no_engine_and_no_name_of_the_vietnamese_voice(workspace_with: Make) -> None:
    office = "voices:\n  man:\n    engine: piper\n    name: vi-giong\n    speed: 120\n"
    assert voice(workspace_with, "man", "khmer", office=office) == Voice("espeak-ng", "", "north", 120, 0.0)
    office += "    languages:\n      km: {engine: gtts, speed: 130}\n"
    assert voice(workspace_with, "man", "khmer", office=office) == Voice("gtts", "", "north", 130, 0.0)
    assert voice(workspace_with, "man", "ede", office=office) == Voice("espeak-ng", "", "north", 120, 0.0)


@pytest.mark.parametrize(
    ("entry", "code", "says", "hint"),
    [
        ("{engine: espeak}", "unknown-engine", "`espeak`", "`espeak-ng`"),
        ("{engine: gtss}", "unknown-engine", "`gtss`", "`gtts`"),
        ("{accent: suoth}", "unknown-accent", "`suoth`", "`south`"),
        ("{engine: espeak-ng, name: vj}", "unknown-voice", "`vj`", "vi"),
        ("{name: vi+f22}", "unknown-voice", "`vi+f22`", "`f2`"),
        ("{engine: gtts, name: vn}", "unknown-voice", "`vn`", "vi"),
        ("{speed: 20}", "out-of-range", "20 is not between 80 and 260", ""),
        ("{speed: nhanh}", "not-a-number", "`nhanh` is not a whole number", "260"),
        ("{speed: 140.5}", "not-a-number", "`140.5` is not a whole number", "260"),
        ("{pitch: 13}", "out-of-range", "13 is not between -8 and 8", ""),
        ("{pitch: 1.2.3}", "not-a-number", "`1.2.3` is not a number", "8"),
        ("{sped: 120}", "unknown-key", "sped", "`speed`"),
        ("{languages: {khemr: {engine: gtts}}}", "unknown-language", "khemr", "khmer"),
        ("{languages: {khmer: {engine: gtts, name: kn}}}", "unknown-voice", "`kn`", "km"),
    ],
)
@pytest.mark.parametrize("where", ["office", "pack"])
def test_mistakes_are_told_with_their_place(
    workspace_with: Make, where: str, entry: str, code: str, says: str, hint: str
) -> None:
    found = space(workspace_with, **{where: f"voices:\n  man: {entry}\n"}).problems
    assert [problem.code for problem in found if problem.is_error] == [code]
    assert says in found[0].message
    assert hint in found[0].hint
    assert found[0].place.path == {"office": "offices/mau.yaml", "pack": "packs/mau/pack.yaml"}[where]
    assert found[0].place.line > 4
    assert found[0].place.column > 8


def test_a_role_that_nobody_speaks_is_told(workspace_with: Make) -> None:
    (problem,) = space(workspace_with, office="voices:\n  women: {speed: 120}\n").problems
    assert (problem.code, problem.place.line, problem.place.column) == ("unknown-role", 6, 3)
    assert "`woman`" in problem.hint


def test_a_name_without_an_engine_may_be_one_of_piper(workspace_with: Make) -> None:
    above = "voices:\n  man: {engine: piper, name: giong-mot}\n"
    assert voice(workspace_with, "man", above=above, office="voices:\n  man: {name: giong-hai}\n").name == "giong-hai"


def test_voices_do_not_void_the_signature_over_a_text(workspace_with: Make) -> None:
    plain = text_subject(space(workspace_with).packs["mau"], "vi")
    other = text_subject(space(workspace_with, pack="voices:\n  man: {speed: 120}\n").packs["mau"], "vi")
    assert plain == other
