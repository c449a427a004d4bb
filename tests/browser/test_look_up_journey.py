"""From a question to a code's page in a real browser, on another date, on a phone, in both themes."""

import pytest

from tests.browser.axe import violations

pytestmark = pytest.mark.browser

PAGES = {
    "front page": "?q=balance+training",
    "97112": "codes?code=97112&on=2026-11-02",
    "codes": "codes?find=splint",
    "compare": "compare?codes=97112.97110.97530.97150",
    "modifier": "modifiers?modifier=59",
    "guide": "guides?guide=assistants",
    "fact checks": "fact-checks?about=59",
    "fact check": "fact-checks?check=97140-with-97530",
    "N31.9": "diagnoses?diagnosis=N31.9&on=2026-11-02",
    "sources": "sources?source=palmetto-97112",
}


def wait_for(visitor, text):
    visitor.page.get_by_text(text).first.wait_for(timeout=15_000)


def title(visitor, text):
    visitor.page.get_by_role("heading", level=1, name=text).wait_for(timeout=15_000)
    visitor.settle()


def choose_date(visitor, year, month, day):
    fields = visitor.page.get_by_test_id("stSidebar").get_by_role("spinbutton")
    for at, number in enumerate((year, month, day)):
        fields.nth(at).click()
        visitor.page.keyboard.type(number)
    visitor.page.get_by_role("heading", level=1).click()
    visitor.settle()


def test_a_question_leads_to_97112_and_the_date_changes_what_it_says(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(app_url)
    visitor.page.get_by_label("Search codes").press_sequentially("balance training", delay=20)
    visitor.page.get_by_role("link", name="97112 Neuromuscular re-education").click()
    title(visitor, "97112 Neuromuscular re-education")
    assert "code=97112" in visitor.page.url
    wait_for(visitor, "$32.73")
    choose_date(visitor, "2019", "05", "06")
    wait_for(visitor, "The relative values of 2019 are not held here")
    assert "on=2019-05-06" in visitor.page.url

    shared = new_visitor()
    shared.open(visitor.page.url)
    wait_for(shared, "The relative values of 2019 are not held here")


def test_the_way_back_leads_to_what_was_found(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(f"{app_url}/?q=balance+training")
    visitor.page.get_by_role("link", name="97112 Neuromuscular re-education").click()
    title(visitor, "97112 Neuromuscular re-education")
    for _ in range(3):
        visitor.page.go_back()
        title(visitor, "RehabCode")
        if "q=balance" in visitor.page.url:
            break
    wait_for(visitor, "97112 Neuromuscular re-education")


def test_a_link_to_a_section_stays_on_the_page(app_url, new_visitor):
    visitor = new_visitor()
    visitor.open(f"{app_url}/codes?code=97112&on=2026-11-02")
    visitor.page.get_by_role("link", name="Look-alikes", exact=True).click()
    assert len(visitor.context.pages) == 1
    assert visitor.page.url.endswith("#look-alikes")


@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_off_the_side_of_a_phone(app_url, new_visitor, page):
    visitor = new_visitor(viewport={"width": 390, "height": 844})
    visitor.open(f"{app_url}/{PAGES[page]}")
    assert not visitor.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth > document.documentElement.clientWidth"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_that_an_empty_streamlit_page_does_not_have(app_url, empty_url, new_visitor, scheme):
    visitor, empty = new_visitor(color_scheme=scheme), new_visitor(color_scheme=scheme)
    empty.open(empty_url)
    known = violations(empty)
    found = {}
    for page, address in PAGES.items():
        visitor.open(f"{app_url}/{address}")
        if new := violations(visitor) - known:
            found[page] = new
    assert not found
