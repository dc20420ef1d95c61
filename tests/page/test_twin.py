"""The accessible twin: the same words as the piece, once and in order, in one file that fetches nothing and that a screen
reader can read; beside every PDF in letters that few telephones show, and beside no other.

What stands for a translation here is test text, which means nothing.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from lxml import etree

from bhxhcomm.language.labels import labels
from bhxhcomm.language.text import words
from bhxhcomm.ledger import provenance
from bhxhcomm.materials.document import (
    Action,
    Bullets,
    CallOut,
    Contact,
    Details,
    Document,
    Heading,
    KeyFigure,
    Panel,
    Paragraph,
    QuestionAnswer,
    Quotation,
    RunningOrder,
    ScriptLine,
    Sheet,
    SignatureLines,
    Spoken,
    Steps,
    Table,
    TileRow,
    languages,
)
from bhxhcomm.page.checks.copied import needs_twin
from bhxhcomm.page.html.document_texts import said
from bhxhcomm.page.measuring import fonts
from bhxhcomm.page.twin import twin
from bhxhcomm.page.twin.twin import RenderedTwin
from tests.cli.program import run, run_apart
from tests.page import text_office
from tests.page.leaflet_sample import leaflet

LANGS = ("thai-tavt", "khmer", "cham", "ede", "hmong-vn")
COMPLEX = ("thai-tavt", "khmer", "cham")
TAGS = {"thai-tavt": "blt-Tavt", "khmer": "km", "cham": "cjm-Cham"}


@pytest.fixture(scope="module")
def office(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples with test text in other languages."""
    return text_office.make(examples, tmp_path_factory.mktemp("chu-thu") / "van-phong", LANGS)


def document(root: Path, lang: str, variant: str = "trifold") -> Document:
    return text_office.prepared(root, lang, variant).document


def made(piece: Document, **options: Any) -> RenderedTwin:
    return twin.render(piece, fonts.find(fonts.families_of(languages(piece))), **options)


def tree(rendered: RenderedTwin) -> Any:
    return etree.HTML(rendered.html.decode(), etree.HTMLParser())


def of(*blocks: Any, **changes: Any) -> Document:
    """The sample leaflet with one panel that holds these blocks after the cover."""
    sample = replace(leaflet(), labels=tuple(labels("vi").items()))
    cover = sample.sheets[0].panels[0].blocks[0]
    return replace(sample, sheets=(Sheet("front", (Panel("mot", (cover, *blocks)),)),), **changes)


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_wanted_where_telephones_lack_the_letters(office: Path, lang: str) -> None:
    assert needs_twin(document(office, lang)) == (lang in COMPLEX)
    assert needs_twin(document(office, lang, "bilingual")) == (lang in COMPLEX)


def test_vietnamese_wants_none() -> None:
    assert not needs_twin(leaflet())


@pytest.mark.parametrize("lang", COMPLEX)
@pytest.mark.parametrize("variant", ["trifold", "bilingual", "poster-text"])
def test_every_check_passes(office: Path, lang: str, variant: str) -> None:
    assert made(document(office, lang, variant)).problems == ()


@pytest.mark.parametrize("lang", COMPLEX)
def test_every_word_of_the_piece_stands_in_it_in_order(office: Path, lang: str) -> None:
    piece = document(office, lang)
    shown = "".join("".join(tree(made(piece)).find("body").itertext()).split())
    at = 0
    for text in said(piece):
        wanted = "".join(text.split())
        at = shown.index(wanted, at) + len(wanted)


def test_language_and_direction_are_said(office: Path) -> None:
    root = tree(made(document(office, "khmer")))
    assert (root.get("lang"), root.get("dir")) == ("km", "ltr")
    both = tree(made(document(office, "khmer", "bilingual")))
    assert both.xpath("//div[@class='pair']/div/@lang") == ["vi", "km"] * 10
    assert both.xpath("count(//div[@class='pair']/div[not(@dir)])") == 0


@pytest.mark.wheel
def test_it_is_built_of_headings_lists_and_tables() -> None:
    blocks = (
        Heading(words("Một")),
        Paragraph(words("Đoạn.")),
        Bullets((words("a"), words("b"))),
        Steps((words("một"), words("hai"))),
        Table((words("Tên"), words("Số")), ((words("x"), words("1")),), (False, True), words("Bảng"), words("Ghi chú")),
        KeyFigure(words("80%"), words("được trả")),
        QuestionAnswer(words("Hỏi?"), words("Đáp.")),
        CallOut(words("Chú ý điều này."), words("Đầu"), "warning"),
        Quotation(words("Lời."), words("Người nói")),
        Action(words("Gọi"), "https://example.vn/a"),
    )
    rendered = made(of(*blocks))
    assert rendered.problems == ()
    root = tree(rendered)
    assert [element.tag for element in root.iter("h1", "h2", "h3")] == ["h1", "h2", "h3"]
    assert len(root.findall(".//ul/li")) == len(root.findall(".//ol/li")) == 2
    assert root.xpath("//table/caption/text()") == ["Bảng"]
    assert root.xpath("//thead//th/@scope") == ["col", "col"]
    assert root.xpath("//tbody//th/@scope") == ["row"]
    assert root.xpath("//a/@href") == ["https://example.vn/a"]
    assert all(element.get("alt") for element in root.iter("img"))


@pytest.mark.parametrize("variant", ["tall", "story", "wide", "carousel", "poster-a3"])
def test_an_infographic_is_told_in_words_chart_by_chart(office: Path, variant: str) -> None:
    piece = text_office.prepared(office, "khmer", variant, material="infographic").document
    rendered = made(piece)
    assert rendered.problems == ()
    rows = [block for sheet in piece.sheets for panel in sheet.panels for block in panel.blocks]
    tiles = [tile for row in rows if isinstance(row, TileRow) for tile in row.tiles if tile.heading]
    assert tiles
    assert len(list(tree(rendered).iter("h2"))) == len(tiles)


def test_a_script_is_a_table_with_all_that_stands_beside_a_line() -> None:
    line = ScriptLine(
        "00:05",
        "speech",
        words("Phát thanh viên"),
        reading=(Spoken("bốn phẩy năm phần trăm", "4,5%"), Spoken(" lương cơ sở")),
        figures=((words("4,5%"), "bốn phẩy năm phần trăm"),),
        spoken=words("cách đọc"),
        beside=(Spoken("tiếng Việt"),),
    )
    order = RunningOrder((words("Giờ"), words("Ai"), words("Lời")), (line,), "Đọc là", "Tiếng Việt")
    rendered = made(of(order, Details(((words("Ngày"), words("1/7/2025")),)), SignatureLines((words("Người duyệt"),))))
    assert rendered.problems == ()
    cells = ["".join(cell.itertext()) for cell in tree(rendered).iter("td")]
    assert cells[-1].startswith("bốn phẩy năm phần trăm [4,5%] lương cơ sở; 4,5%: bốn")
    assert "Ngày: 1/7/2025" in "".join(tree(rendered).find(".//ul").itertext())


def test_a_picture_is_told_in_words(office: Path) -> None:
    root = tree(made(document(office, "thai-tavt")))
    [told] = root.xpath("//figure/*[@data-alt]")
    assert "".join(told.itertext()).strip()
    assert not [image for image in root.iter("img") if image.get("class") != "qr"]


def test_a_hotline_can_be_dialled() -> None:
    contact = Contact(words("Cơ quan"), hotline=words("1900 9068"))
    assert tree(made(of(contact))).xpath("//address//a/@href") == ["tel:19009068"]
    spoken = Contact(words("Cơ quan"), hotline=words("hỏi cán bộ xã"))
    assert tree(made(of(spoken))).xpath("//address//a/@href") == []


def test_the_draft_mark_is_seen_first_and_only_in_a_draft(office: Path) -> None:
    body = tree(made(document(office, "khmer"))).find("body")
    first = next(text for text in body.itertext() if text.strip())
    assert first.startswith("CHỮ THỬ – KHÔNG PHẢI BẢN DỊCH")
    assert "BẢN NHÁP" not in made(of()).html.decode()


def test_code_and_sources_stand_at_its_end(office: Path) -> None:
    piece = document(office, "khmer")
    footer = "".join(tree(made(piece)).find(".//footer").itertext())
    assert piece.code in footer
    assert "51/2024/QH15" in footer


@pytest.mark.parametrize("lang", COMPLEX)
def test_the_letters_are_inside_and_latin_ones_are_the_telephones_own(office: Path, lang: str) -> None:
    rendered = made(document(office, lang))
    family = {"thai-tavt": "Tai Heritage Pro", "khmer": "Noto Sans Khmer", "cham": "Noto Sans Cham"}[lang]
    assert rendered.checks["fonts"] == [f"{family} 400", f"{family} 700"]
    assert len(rendered.html) < 150_000


SIGNS = {
    "khmer": "។ ៕ ៖ ៗ ៘ ៙ ៚ ៛ ០១២៣៤៥៦៧៨៩",
    "cham": "꩜ ꩝ ꩞ ꩟ ꩐꩑꩒꩓꩔꩕꩖꩗꩘꩙",
    "thai-tavt": "ꫛ ꫜ ꫝ ꫞ ꫟",
}


@pytest.mark.parametrize("lang", COMPLEX)
def test_digits_and_signs_of_the_script_are_inside_as_its_letters_are(lang: str) -> None:
    piece = of(Paragraph(words(SIGNS[lang] + " 12,5 %")), lang=lang, lang_tag=TAGS[lang])
    rendered = made(piece)
    assert rendered.problems == ()
    sheet = tree(rendered).findtext(".//style")
    faces = re.findall(r"unicode-range: ([^;]*);[^}]*base64,([^)]*)\)", sheet)
    assert len(faces) == 2
    for ranges, body in faces:
        assert set(re.findall(r"U\+([0-9A-F]+)", ranges)) == {f"{ord(sign):X}" for sign in SIGNS[lang] if sign != " "}
        with TTFont(io.BytesIO(base64.b64decode(body))) as font:
            assert set(font.getBestCmap()) >= {ord(sign) for sign in SIGNS[lang] if sign != " "}


def test_nothing_in_it_is_fetched(office: Path) -> None:
    root = tree(made(document(office, "thai-tavt", "bilingual")))
    assert {url.partition(":")[0] for url in root.xpath("//@src")} == {"data"}
    assert root.xpath("//link | //script[not(@type='application/json')] | //iframe | //object") == []
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"]


def test_the_same_piece_gives_the_same_bytes(office: Path) -> None:
    assert made(document(office, "khmer")).html == made(document(office, "khmer")).html


def test_words_are_no_markup() -> None:
    rendered = made(of(Paragraph(words("a < b & <script>alert(1)</script>"))))
    assert rendered.problems == ()
    assert tree(rendered).xpath("//body//script") == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Đoạn một.", "", "text-lost"),
        ("Đoạn một.", "Đoạn một. Đoạn một.", "text-lost"),
        ("<h2>", "<h4>", "heading-order"),
        ("</main>", '<img src="https://example.vn/x.png"></main>', "resource-refused"),
        ("</main>", '<a href="javascript:alert(1)"></a></main>', "resource-refused"),
        ("</style>", "@import 'https://example.vn/x.css';</style>", "resource-refused"),
        ("</main>", '<p class="draft"></p></main>', "draft-mark"),
        ("</main>", "<p data-alt>thừa</p></main>", "alt-missing"),
    ],
)
def test_what_is_damaged_is_found(old: str, new: str, code: str) -> None:
    piece = of(Heading(words("Đầu")), Paragraph(words("Đoạn một.")))
    sound = made(piece).html.decode()
    assert old in sound
    problems, _measures = twin.check(sound.replace(old, new, 1).encode(), piece, frozenset(), ())
    assert {problem.code for problem in problems} == {code}


def test_letters_that_no_font_has_are_named() -> None:
    piece = of(Paragraph(words("ꪼꪕ")))
    rendered = twin.render(piece, fonts.find(["Be Vietnam Pro"]))
    assert {problem.code for problem in rendered.problems} == {"missing-glyph"}


def test_the_record_inside_can_be_read_again(office: Path, tmp_path: Path) -> None:
    words = dict.fromkeys(("pack", "material", "variant", "lang", "office", "issued_by"), "x")
    record = {
        **words,
        "schema": 1,
        "code": "7K2M9-QXD00",
        "title": "</script><b>",
        "draft": False,
        "valid_from": None,
        "figures": [],
        "panels": [],
    }
    path = tmp_path / "ban-doc.html"
    path.write_bytes(made(document(office, "khmer"), record=json.dumps(record)).html)
    assert provenance.read(path) == record


@pytest.mark.slow
def test_no_twin_stands_beside_a_pdf_that_could_not_be_made(office: Path, tmp_path: Path) -> None:
    done = run(
        *("leaflet", "build", text_office.PACK, "--lang", "thai-tavt", "--variant", "trifold", "--format", "pdf"),
        *("--workspace", office, "--out", tmp_path, "--json"),
    )
    assert (done.status, [(one["format"], one["status"]) for one in done.artifacts]) == (1, [("pdf", "failed")])


@pytest.mark.slow
def test_the_build_puts_it_beside_the_pdf_and_lists_it(office: Path, tmp_path: Path) -> None:
    # In a process of its own, as an officer runs it.
    done = run_apart(
        *("leaflet", "build", text_office.PACK, "--lang", "khmer", "--lang", "ede", "--variant", "bilingual"),
        *("--format", "pdf", "--workspace", office, "--out", tmp_path, "--json"),
        cwd=tmp_path,
    )
    assert done.status == 0, done.problems
    assert [(one["lang"], one["format"], one["status"]) for one in done.artifacts] == [
        ("khmer", "pdf", "built"),
        ("khmer", "html", "built"),
        ("ede", "pdf", "built"),
    ]
    pdf, html, _ede = (tmp_path / one["path"] for one in done.artifacts)
    assert html == pdf.with_suffix(".html")
    assert html.is_file()
    explained = run("explain", html, "--workspace", office, "--json")
    assert explained.object["record"]["code"] == done.artifacts[0]["code"]


@pytest.fixture
def telephone() -> Iterator[Any]:
    """A browser as narrow as a small telephone, without a window."""
    webdriver = pytest.importorskip("selenium.webdriver")
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("Chromium is not here; script/test installs it")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.add_experimental_option(
        "mobileEmulation", {"deviceMetrics": {"width": 360, "height": 740, "pixelRatio": 2.0}}
    )
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # The page engine hides the machine's fonts from its own process; the browser needs some.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver, env=surroundings))
    yield browser
    browser.quit()


@pytest.mark.slow
@pytest.mark.parametrize("lang", COMPLEX)
def test_a_telephone_shows_it_in_its_letters_without_scrolling_sideways(
    office: Path, lang: str, telephone: Any, tmp_path: Path
) -> None:
    path = tmp_path / "ban-doc.html"
    path.write_bytes(made(document(office, lang, "bilingual")).html)
    telephone.get(path.as_uri())
    telephone.execute_async_script("document.fonts.ready.then(arguments[0])")
    width, seen = telephone.execute_script("return [document.scrollingElement.scrollWidth, window.innerWidth]")
    assert width <= seen == 360
    loaded = telephone.execute_script("return [...document.fonts].map(face => [face.weight, face.status])")
    assert sorted(map(tuple, loaded)) == [("400", "loaded"), ("700", "loaded")]
    size = telephone.execute_script(
        "return parseFloat(getComputedStyle(document.querySelector('section, p')).fontSize)"
    )
    assert size >= 16
    assert telephone.get_log("browser") == []
