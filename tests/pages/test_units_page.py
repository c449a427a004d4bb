"""The simulator: what it answers, what it keeps in the address, and what it does with nonsense."""

import json

import pytest

from pages.shared.address import MOST_ROWS, Row, read_rows, write_rows
from pages.work_out.visit_chart import count_differences, difference_rows

PAGE = "work_out/units"
NAMES = {"97110": "exercise", "97140": "manual therapy", "97161": "evaluation"}


def texts(app):
    return [e.value for kind in (app.markdown, app.header, app.caption, app.warning, app.error, app.info) for e in kind]


def says(app, phrase):
    return any(phrase in text for text in texts(app))


def headline(app):
    return next((m.value.splitlines()[0].removeprefix("## ") for m in app.markdown if m.value.startswith("## ")), None)


def minutes(app):
    return {
        box.value: number.value
        for box, number in zip(app.selectbox, (n for n in app.number_input if "Minutes" in n.label), strict=False)
    }


def test_it_opens_on_a_worked_example_with_both_answers_and_the_reason(open_page):
    app = open_page(PAGE)
    assert minutes(app) == {"97110": 33, "97140": 7}
    assert headline(app) == "Medicare: 3 units. Midpoint: 2 units."
    assert says(app, "97140 gets it for its leftover 7 minutes")
    assert says(app, "cms-claims-5-20.2")


@pytest.mark.parametrize(
    ("group", "example", "expected"),
    [
        (0, "24 + 23", "Medicare: 3 units. Midpoint: 4 units."),
        (0, "20 + 20", "Medicare: 3 units. Midpoint: 2 units."),
        (0, "33 + 7", "Medicare: 3 units. Midpoint: 2 units."),
        (0, "18 + 13 + 10 + 8", "Medicare: 3 units. Midpoint: 4 units."),
        (0, "7 + 7 + 7", "Medicare: 1 unit. Midpoint: no units."),
        (1, "29 + 8", "Medicare: 2 units. Midpoint: 3 units."),
        (1, "31 + 24", "Both rules: 4 units"),
        (1, "8 + 8 + 8 + 8", "Medicare: 2 units. Midpoint: 4 units."),
        (1, "25 + 25 + 10", "Medicare: 4 units. Midpoint: 5 units."),
    ],
)
def test_one_click_loads_an_example(open_page, group, example, expected):
    app = open_page(PAGE)
    app.pills[group].select(example).run()
    assert headline(app) == expected
    assert "-".join(str(m) for m in minutes(app).values()) == example.replace(" + ", "-")


def test_a_tie_shows_every_permitted_answer_and_whose_choice_it_is(open_page):
    app = open_page(PAGE, visit="97112-20.97110-20")
    assert says(app, "2 permitted answers")
    assert says(app, "professional chooses")
    assert says(app, "| 97110 | 2 | 1 | 1 |")


def test_services_can_be_added_changed_and_removed_and_the_address_follows(open_page):
    app = open_page(PAGE)
    app.number_input[1].set_value(8).run().run()
    assert app.query_params["visit"] == "97110-33.97140-8"
    next(b for b in app.button if b.label == "Add a service").click().run()
    assert len(minutes(app)) == 3
    assert says(app, "left out of the count")
    next(b for b in app.button if b.key and b.key.startswith("visit_remove")).click().run()
    assert "97110" not in minutes(app)


def test_the_address_alone_opens_the_same_case(open_page):
    first = open_page(PAGE, visit="97110-18.97140-13.97116-10.97035-8.97161", on="2026-11-02")
    second = open_page(PAGE, visit=first.query_params["visit"], on="2026-11-02")
    assert minutes(first) == minutes(second) == {"97110": 18, "97140": 13, "97116": 10, "97035": 8, "97161": None}
    assert says(second, "| 97161, untimed | 1 | 1 |")


@pytest.mark.parametrize(
    ("address", "message", "kept"),
    [
        ("99999-10.97110-20", "`99999` in the address is not a code", {"97110": 20}),
        ("97110--5", "`-5` is not a number of minutes", {"97110": None}),
        ("97110-1000000000", "`1000000000` is not a number of minutes", {"97110": None}),
        ("97110-7,5.97140-8", "`7,5` is not a number of minutes", {"97110": None, "97140": 8}),
        ("<script>alert(1)</script>-8", "`<script>alert", {}),
        ("97110-" + "9" * 5000, "is not a number of minutes", {"97110": None}),
        ("97110-٣٣", "is not a number of minutes", {"97110": None}),
        (".".join(["97110-1"] * 500), f"holds 500 services; the first {MOST_ROWS} are shown", {"97110": 1}),
    ],
)
def test_a_broken_or_hostile_address_gets_a_clear_message_and_a_working_page(open_page, address, message, kept):
    app = open_page(PAGE, visit=address)
    assert says(app, message)
    assert minutes(app) == kept
    app.pills[0].select("24 + 23").run()
    assert headline(app) == "Medicare: 3 units. Midpoint: 4 units."
    assert not says(app, message)


def test_more_minutes_than_a_day_are_refused_beside_the_case_and_nothing_is_lost(open_page):
    app = open_page(PAGE, visit="97110-900.97112-900")
    assert says(app, "add up to 1,800")
    assert minutes(app) == {"97110": 900, "97112": 900}


def test_a_date_that_is_none_falls_back_to_today_and_says_so(open_page):
    assert says(open_page(PAGE, on="soon"), "not a day from")


def test_a_code_that_has_ended_is_not_offered_after_its_last_day(open_page):
    assert minutes(open_page(PAGE, on="2016-05-02", visit="97532-15")) == {"97532": 15}
    assert says(open_page(PAGE, on="2026-05-02", visit="97532-15"), "`97532` in the address is not a code")


def test_predict_first_hides_the_answer_until_it_is_typed_then_compares(open_page):
    app = open_page(PAGE)
    app.toggle[0].set_value(True).run()
    assert not headline(app)
    for field, value in zip([n for n in app.number_input if "predicted" in n.key], (2, 0), strict=True):
        field.set_value(value)
    next(b for b in app.button if b.label == "Compare").click().run()
    assert says(app, "That is the midpoint answer")
    assert headline(app) == "Medicare: 3 units. Midpoint: 2 units."
    for field, value in zip([n for n in app.number_input if "predicted" in n.key], (2, 1), strict=True):
        field.set_value(value)
    next(b for b in app.button if b.label == "Compare").click().run()
    assert any("permitted answer" in s.value for s in app.success)


def test_the_picture_has_words_for_those_who_do_not_see_it(open_page):
    chart = open_page(PAGE).get("vega_lite_chart")[0].proto
    assert "97110: 33 minutes, 2 full blocks, 3 minutes left over, no unit" in chart.alt
    assert "97140: 7 minutes, 0 full blocks, 7 minutes left over, earned a unit" in chart.alt
    assert json.loads(chart.spec)["layer"]


@pytest.mark.parametrize(
    ("view", "phrase"),
    [
        ("The chart", "This visit has 40 timed minutes: 3 units."),
        ("Where the rules differ", "Of all 3,600 pairs of 1 to 60 minutes"),
        ("Minutes behind units", "| **all timed minutes** | **38 to 52** |"),
    ],
)
def test_the_other_views_open_on_the_same_visit(open_page, view, phrase):
    app = open_page(PAGE)
    look_closer(app, view)
    assert says(app, phrase)


def look_closer(app, view):
    app.radio(key="view").set_value(view).run()


def test_choosing_a_cell_of_the_map_loads_its_case(open_page):
    app = open_page(PAGE)
    look_closer(app, "Where the rules differ")
    rows = difference_rows()
    counted = count_differences(rows)
    assert sum(counted.values()) == len(rows) == 3600
    assert says(app, f"more units in {counted['more']:,}")


def test_rows_survive_the_way_through_the_address():
    rows = (Row("97110", 33), Row("97161"), Row("97140", 0))
    assert read_rows(write_rows(rows), NAMES) == (rows, ())
