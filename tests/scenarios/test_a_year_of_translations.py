"""The whole story of a translation as one: out, filled in, edited in LibreOffice, back, reviewed, approved, released; next year
a sentence changes, then a figure; and at last somebody edits a catalogue by hand.

What stands for a translation here is test text in the letters of Ê Đê and Khmer, which means nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import replace, run, text_of
from tests.exchange import libre
from tests.translation.office import PACK, SALARY, SENTENCES, filled, made_up, make_office, opened, saved, translate

LANGS = ("ede", "khmer")
OFFICER, AUTHOR = "Người duyệt mẫu", "Người dịch mẫu"
REVIEWER, COUNCIL = "Người đọc mẫu", "Hội đồng mẫu"
BOTH = ["--lang", "ede", "--lang", "khmer"]
WAS, NOW = SENTENCES["bon"], "Phần bốn nói thêm một điều nữa."
OLD_FIGURE, NEW_FIGURE = "2.340.000", "2.530.000"


class Office:
    """What an officer types, and what comes of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def does(self, *words: object) -> dict[str, Any]:
        done = run(*words, "--json", cwd=self.root)
        assert done.status == 0, done.out + done.err
        return done.object

    def builds(self, *more: str) -> dict[str, dict[str, Any]]:
        """The leaflets in both languages, by language."""
        words = ("leaflet", "build", PACK, "--variant", "trifold", "--format", "pdf", *BOTH, *more, "--json")
        done = run(*words, cwd=self.root)
        return {one["lang"]: one for one in done.artifacts if one["format"] == "pdf"}

    def releases(self, *more: str) -> dict[str, str]:
        """The text of each released leaflet, by language; every one of them must be released."""
        made = self.builds("--release", *more)
        assert {lang: (one["status"], one["draft"]) for lang, one in made.items()} == dict.fromkeys(
            LANGS, ("built", False)
        ), made
        return {lang: text_of(self.root / one["path"]) for lang, one in made.items()}

    def states(self, lang: str) -> dict[str, int]:
        """How many texts of the pack stand where, those of no text left out."""
        (found,) = self.does("locale", "status", PACK, "--lang", lang)["catalogues"]
        return {state: count for state, count in found["states"].items() if count}

    def council_signs(self, lang: str) -> None:
        self.does("approve", PACK, "locales", "--lang", lang, "--as", "reviewer", "--by", REVIEWER)
        self.does("approve", PACK, "locales", "--lang", lang, "--by", COUNCIL, "--document", "biên bản số 12")


def reasons(artifact: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in artifact["reasons"]}


@pytest.mark.slow
@libre.here
def test_a_year_of_a_translation(tmp_path: Path) -> None:
    office = Office(make_office(tmp_path / "van-phong"))
    office.does("approve", PACK, "--fact", "all", "--office", "all", "--by", OFFICER)

    # One workbook for each language goes out, is filled in, and is then corrected in LibreOffice.
    sent = {one["lang"]: office.root / one["path"] for one in office.does("locale", "export", PACK, *BOTH)["files"]}
    for lang, file in sent.items():
        data = filled(file.read_bytes(), lang=lang, translator=AUTHOR, bon=made_up("chưa đúng", lang))
        changes = {made_up("chưa đúng", lang): made_up(WAS, lang)}
        file.write_bytes(libre.edited(data, ".xlsx", changes, tmp_path / lang))

    # It comes back, and says what it changes before anything is written.
    for lang, file in sent.items():
        dry = office.does("locale", "import", PACK, file, "--lang", lang, "--dry-run")
        assert (dry["written"], dry["missing"], len(dry["changes"])) == (False, [], 10)
        assert office.states(lang) == {"untranslated": 10}
        assert office.does("locale", "import", PACK, file, "--lang", lang)["written"]
        assert office.states(lang) == {"translated": 10}
        translate(office.root, scope="", lang=lang)
        office.does("approve", "locales", "--lang", lang, "--as", "translator", "--by", AUTHOR)
    assert [reasons(one) for one in office.builds().values()] == [{"translation-not-approved"}] * 2

    # The council signs; what it signed is released, in its own letters, with nothing of another language on the page.
    for lang in LANGS:
        office.council_signs(lang)
        assert office.states(lang) == {"approved": 10}
    for page in office.releases().values():
        assert OLD_FIGURE in page
        assert "⟦" not in page

    # Next year a sentence changes: it is stale in every language, with the words that changed, and the page is a draft.
    replace(office.root / "packs" / PACK / "pack.yaml", WAS, NOW)
    office.does("approve", PACK, "--by", OFFICER)
    for lang in LANGS:
        (found,) = office.does("locale", "status", PACK, "--lang", lang)["catalogues"]
        assert found["states"]["stale"] == 1
        assert [one["difference"] for one in found["stale"]] == ["Phần bốn nói thêm{+ một điều nữa+}."]
    refused = office.builds("--release")
    assert {(one["status"], *reasons(one)) for one in refused.values()} == {("refused", "translation-stale")}
    for artifact in office.builds().values():
        assert artifact["draft"]
        page = text_of(office.root / artifact["path"])
        assert "BẢN NHÁP" in page
        assert NOW in page

    # The translator sees the old wording beside the new one and mends that one text; the council signs again.
    for one in office.does("locale", "export", PACK, *BOTH)["files"]:
        file, lang = office.root / one["path"], one["lang"]
        book, sheet = opened(file.read_bytes())
        (row,) = (row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 3).value == NOW)
        assert (sheet.cell(row, 4).value, one["open"]) == (WAS, 1)
        sheet.cell(row, 5).value = made_up(NOW, lang)
        file.write_bytes(saved(book))
        changed = office.does("locale", "import", PACK, file, "--lang", lang)["changes"]
        assert [change["source"] for change in changed] == [NOW]
        office.council_signs(lang)
    office.releases()

    # A figure changes: no translation does, all are still approved, and every language has the new figure on its page.
    law = '        source: {document: "Nghị định mẫu 2"}\n'
    new = f'      - from: 2025-08-01\n        value: {NEW_FIGURE}\n        source: {{document: "Nghị định mẫu 3"}}\n'
    replace(office.root / "facts" / "chung.yaml", law, law + new)
    office.does("approve", "--fact", "all", "--by", OFFICER)
    for page in office.releases("--as-of", "2025-08-01").values():
        assert NEW_FIGURE in page
        assert OLD_FIGURE not in page
    assert [office.states(lang) for lang in LANGS] == [{"approved": 10}] * 2

    # Somebody edits one catalogue by hand: the approval of that one text is void, and the other language is not touched.
    own = made_up(SALARY, "ede")
    replace(office.root / "packs" / PACK / "locales" / "ede.po", own, own + " ƀ")
    assert office.states("ede") == {"approved": 9, "translated": 1}
    made = office.builds("--release", "--as-of", "2025-08-01")
    assert {lang: one["status"] for lang, one in made.items()} == {"ede": "refused", "khmer": "unchanged"}
    assert reasons(made["ede"]) == {"translation-not-approved"}
