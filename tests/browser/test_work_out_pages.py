"""Pairs, evaluation level and KX planner in a real browser: readable by all, at phone width, without errors."""

import pytest

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

ON = "on=2026-11-23"
CASES = {
    "pairs": (f"pairs?{ON}", "Of 6 pairs, 3 have an edit: 97112, 97140 and 97530 deny beside 97150"),
    "many pairs": (
        f"pairs?codes=97161.97750.97530.97140.97597.97602.97124.99213&table=hospital&{ON}",
        "Of 28 pairs, 6 have an edit known here, 1 of them closed to modifiers",
    ),
    "evaluation": (f"evaluation-level?{ON}", "97161: low complexity"),
    "ot evaluation": (f"evaluation-level?discipline=OT&{ON}", "97166: moderate complexity"),
    "kx": (f"kx?{ON}", "KX from visit 26, on 2026-07-02, line 2"),
    "kx range": (f"kx?known=no&visits=90&{ON}", "KX from visit 35, on 2026-08-03, at the latest"),
    "kx 2027": ("kx?on=2027-02-01", "No amount for 2027"),
}


def open_case(visitor, app_url, name):
    address, answer = CASES[name]
    visitor.open(f"{app_url}/{address}")
    wait_for(visitor, answer)


def wait_for(visitor, text):
    visitor.page.get_by_role("heading", name=text, exact=True).first.wait_for(timeout=15_000)
    visitor.settle()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", CASES)
def test_axe_finds_nothing_that_an_empty_streamlit_page_does_not_have(app_url, empty_url, new_visitor, name, scheme):
    visitor, empty = new_visitor(color_scheme=scheme), new_visitor(color_scheme=scheme)
    empty.open(empty_url)
    open_case(visitor, app_url, name)
    assert violations(visitor) <= violations(empty)


@pytest.mark.parametrize("name", CASES)
def test_nothing_is_wider_than_a_phone(app_url, new_visitor, name):
    visitor = new_visitor(viewport={"width": 390, "height": 844})
    open_case(visitor, app_url, name)
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    charts = visitor.page.get_by_test_id("stVegaLiteChart")
    charts.first.wait_for(timeout=15_000)
    assert all(chart.bounding_box()["width"] <= 390 for chart in charts.all())


def test_choosing_a_cell_of_the_matrix_shows_that_pair(app_url, new_visitor):
    visitor = new_visitor()
    open_case(visitor, app_url, "pairs")
    click_chart(visitor, 0.55, 0.4, "pair=97140-97150")
    click_chart(visitor, 0.2, 0.2, "pair=97112-97150")
    visitor.page.get_by_role("heading", name="97112 with 97150 on 2026-11-23").wait_for(timeout=15_000)


def click_chart(visitor, across, down, expected):
    for _ in range(20):
        chart = visitor.page.get_by_test_id("stVegaLiteChart").first
        chart.scroll_into_view_if_needed()
        box = chart.bounding_box()
        visitor.page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
        visitor.page.wait_for_timeout(500)
        if expected in visitor.page.url:
            return
    raise AssertionError(f"no click led to {expected}: {visitor.page.url}")


def test_the_keyboard_alone_adds_a_code_and_reads_the_new_answer(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(f"{app_url}/pairs?codes=97110.97112&{ON}")
    visitor.page.get_by_role("combobox", name="Codes billed on one day").focus()
    visitor.page.keyboard.type("97150")
    visitor.page.get_by_role("option", name="97150 Group therapy").wait_for(timeout=15_000)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Escape")
    wait_for(visitor, "Of 3 pairs, 2 have an edit: 97110 and 97112 deny beside 97150")
    visitor.page.wait_for_url("**codes=97110.97112.97150**")


def test_a_changed_finding_changes_the_code_and_the_address_opens_it_elsewhere(app_url, new_visitor):
    first = new_visitor()
    open_case(first, app_url, "evaluation")
    first.page.get_by_text("evolving", exact=True).click()
    wait_for(first, "97162: moderate complexity")
    first.page.wait_for_url("**presentation=evolving**")
    second = new_visitor(viewport={"width": 390, "height": 844})
    second.open(first.page.url)
    wait_for(second, "97162: moderate complexity")


def test_quick_changes_one_after_another_are_all_kept(app_url, new_visitor):
    visitor = new_visitor()
    open_case(visitor, app_url, "kx")
    for label, value in (("Amount used so far", "1800"), ("Number of visits", "12"), ("Units of 97140", "3")):
        box = visitor.page.get_by_label(label, exact=True)
        box.fill(value)
        box.press("Tab")
    visitor.page.wait_for_url("**visit=97110-2.97140-3**")
    visitor.settle()
    assert "used=1800" in visitor.page.url
    assert "visits=12" in visitor.page.url
