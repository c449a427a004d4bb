"""The first journey in a real browser: enter minutes, read units, share the address."""

import pytest

from tests.browser.axe import violations

pytestmark = pytest.mark.browser


def enter_minutes(visitor, number, minutes):
    field = visitor.page.get_by_label(f"Minutes {number}", exact=True)
    field.fill(str(minutes))
    field.press("Enter")
    visitor.settle()


def wait_for(visitor, text):
    visitor.page.get_by_text(text, exact=True).first.wait_for(timeout=15_000)


def test_minutes_in_units_out_and_the_address_opens_the_same_case_elsewhere(app_url, new_visitor):
    first = new_visitor()
    first.open(f"{app_url}/units?visit=97110-15.97140-15")
    wait_for(first, "Both rules: 2 units")
    enter_minutes(first, 1, 33)
    enter_minutes(first, 2, 7)
    wait_for(first, "Medicare: 3 units. Midpoint: 2 units.")
    first.page.wait_for_url("**visit=97110-33.97140-7**")

    second = new_visitor(viewport={"width": 390, "height": 844})
    second.open(first.page.url)
    wait_for(second, "Medicare: 3 units. Midpoint: 2 units.")
    assert second.page.get_by_label("Minutes 1", exact=True).input_value() == "33"
    assert second.page.get_by_label("Minutes 2", exact=True).input_value() == "7"
    assert not overflows(second)


def test_the_keyboard_alone_adds_a_service_and_counts_it(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(f"{app_url}/units?visit=97110-33")
    visitor.page.get_by_role("button", name="Add a service").focus()
    visitor.page.keyboard.press("Enter")
    visitor.settle()
    visitor.page.get_by_label("Minutes 2", exact=True).focus()
    visitor.page.keyboard.type("7")
    visitor.page.keyboard.press("Tab")
    visitor.settle()
    wait_for(visitor, "Medicare: 3 units. Midpoint: 2 units.")


def test_a_click_into_the_map_of_differences_loads_that_case(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(f"{app_url}/units")
    visitor.page.get_by_text("Where the rules differ", exact=True).click()
    visitor.settle()
    chart = visitor.page.locator("[data-testid=stVegaLiteChart] canvas").last
    chart.wait_for(timeout=15_000)
    for _ in range(20):
        box = chart.bounding_box()
        visitor.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
        visitor.page.wait_for_timeout(500)
        if "visit=97112-" in visitor.page.url:
            break
    visitor.page.wait_for_url("**visit=97112-*")
    visitor.settle()
    shown = visitor.page.get_by_label("Minutes 1", exact=True).input_value()
    assert f"visit=97112-{shown}.97110-" in visitor.page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_an_empty_streamlit_page_does_not_have(app_url, empty_url, new_visitor, scheme):
    visitor, empty = new_visitor(color_scheme=scheme), new_visitor(color_scheme=scheme)
    empty.open(empty_url)
    visitor.open(f"{app_url}/units?visit=97112-20.97110-20")
    wait_for(visitor, "Medicare: 3 units. Midpoint: 2 units.")
    assert violations(visitor) <= violations(empty)


def overflows(visitor):
    return visitor.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
