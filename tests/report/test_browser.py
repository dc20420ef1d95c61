"""Reports in a real browser: from a file, offline, by keyboard, on a phone, in both languages."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

webdriver = pytest.importorskip("selenium.webdriver")
By = pytest.importorskip("selenium.webdriver.common.by").By
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
Select = pytest.importorskip("selenium.webdriver.support.select").Select

pytestmark = pytest.mark.slow


def opened(chrome: webdriver.Chrome, page: Path) -> webdriver.Chrome:
    chrome.get_log("browser")
    chrome.set_window_size(1280, 1000)
    chrome.get(page.as_uri())
    return chrome


@pytest.fixture
def gallery(chrome: webdriver.Chrome, office: Path) -> webdriver.Chrome:
    return opened(chrome, office / "out" / "gallery.html")


@pytest.fixture
def changes(chrome: webdriver.Chrome, office: Path) -> webdriver.Chrome:
    return opened(chrome, office / "out" / "changes.html")


def shown(page: webdriver.Chrome) -> int:
    return sum(card.is_displayed() for card in page.find_elements(By.CSS_SELECTOR, "[data-card]"))


@pytest.mark.parametrize("name", ["gallery", "changes"])
def test_it_opens_from_a_file_without_a_complaint_and_asks_for_nothing(
    name: str, request: pytest.FixtureRequest
) -> None:
    page: webdriver.Chrome = request.getfixturevalue(name)
    assert page.get_log("browser") == []
    asked = page.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert [one for one in asked if not one.startswith("data:")] == []
    assert page.execute_script(
        "return [...document.images].every((one) => one.src === '' || one.src.startsWith('data:'))"
    )


def test_every_page_of_a_piece_is_shown(gallery: webdriver.Chrome) -> None:
    pictures = gallery.find_elements(By.CSS_SELECTOR, ".card .page img")
    assert len(pictures) == 4
    for picture in pictures:
        gallery.execute_script("arguments[0].scrollIntoView()", picture)
    assert gallery.execute_script(
        "return [...document.querySelectorAll('.card img')].every((one) => one.naturalWidth > 500)"
    )


def test_a_search_finds_words_without_their_marks(gallery: webdriver.Chrome) -> None:
    field = gallery.find_element(By.NAME, "search")
    field.send_keys("luong co so")
    assert shown(gallery) == 2
    field.send_keys(" khongcotu")
    assert shown(gallery) == 0
    assert gallery.find_element(By.CSS_SELECTOR, ".nothing").is_displayed()
    assert gallery.find_element(By.CSS_SELECTOR, "[data-count]").text == "0"
    gallery.find_element(By.CSS_SELECTOR, "button[type=reset]").click()
    gallery.execute_async_script("setTimeout(arguments[0], 50)")
    assert shown(gallery) == 2


def test_filters_choose(gallery: webdriver.Chrome) -> None:
    state = Select(gallery.find_element(By.NAME, "state"))
    state.select_by_value("released")
    assert shown(gallery) == 0
    state.select_by_value("draft")
    assert shown(gallery) == 2
    Select(gallery.find_element(By.NAME, "office")).select_by_value("mau")
    assert shown(gallery) == 1


def test_it_speaks_the_language_that_is_chosen(gallery: webdriver.Chrome) -> None:
    assert gallery.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"
    gallery.find_element(By.CSS_SELECTOR, "[data-choose=en]").click()
    assert gallery.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    assert gallery.find_element(By.TAG_NAME, "h1").text == "What has been made"
    assert gallery.find_element(By.CSS_SELECTOR, ".why summary").text.startswith("Why it is a draft")
    gallery.find_element(By.CSS_SELECTOR, "[data-choose=vi]").click()
    assert gallery.find_element(By.TAG_NAME, "html").get_attribute("lang") == "vi"


def test_a_page_opens_larger_by_keyboard_and_escape_brings_back(gallery: webdriver.Chrome) -> None:
    button = gallery.find_element(By.CSS_SELECTOR, "[data-larger]")
    gallery.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    dialog = gallery.find_element(By.TAG_NAME, "dialog")
    assert dialog.get_attribute("open") is not None
    gallery.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert dialog.get_attribute("open") is None
    assert gallery.switch_to.active_element == button


def test_everything_is_reached_with_the_tab_key_and_has_a_name(gallery: webdriver.Chrome) -> None:
    nameless = gallery.execute_script(
        """return [...document.querySelectorAll('button, input, select, a, audio, img')]
        .filter((one) => !(one.textContent.trim() || one.getAttribute('aria-label') || one.closest('label')
                           || one.alt || one.closest('dialog') || one.closest('figure')))
        .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    body = gallery.find_element(By.TAG_NAME, "body")
    body.send_keys(Keys.TAB)
    assert gallery.switch_to.active_element.get_attribute("class") == "skip"
    assert gallery.switch_to.active_element.location["x"] >= 0


def test_headings_leave_no_level_out(gallery: webdriver.Chrome) -> None:
    levels = [int(one.tag_name[1]) for one in gallery.find_elements(By.CSS_SELECTOR, "h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", ["gallery", "changes"])
def test_a_phone_need_not_scroll_sideways(name: str, request: pytest.FixtureRequest) -> None:
    page: webdriver.Chrome = request.getfixturevalue(name)
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    )
    try:
        width = page.execute_script("return document.documentElement.scrollWidth")
        small = page.execute_script(
            """return [...document.querySelectorAll('button, select, input[type=search]')]
            .filter((one) => one.offsetParent && !one.closest('dialog') && one.offsetHeight < 40).length"""
        )
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 360
    assert small == 0


def test_the_report_shows_what_changed_beside_what_was(changes: webdriver.Chrome) -> None:
    cells = [cell.text for cell in changes.find_elements(By.CSS_SELECTOR, "main section:first-child tbody td")]
    assert cells[:2] == ["1.800.000 đồng", "2.340.000 đồng"]
    words = changes.find_element(By.CSS_SELECTOR, ".texts").text
    assert "1.800.000" in words
    assert "2.340.000" in words
    assert len(changes.find_elements(By.CSS_SELECTOR, ".change .beside .page")) == 2 * len(
        changes.find_elements(By.CSS_SELECTOR, ".change .beside")
    )


def test_marks_can_be_put_off(changes: webdriver.Chrome) -> None:
    mark = changes.find_element(By.CSS_SELECTOR, ".mark")
    assert mark.is_displayed()
    changes.find_element(By.CSS_SELECTOR, "[data-marks]").click()
    assert not mark.is_displayed()
