"""KX planner: which visit passes the yearly amount, from which line, and what is said where no amount is known."""

import json
from datetime import date
from decimal import Decimal

import pytest

from logic.thresholds import plan_visits
from pages.work_out.kx_chart import total_rows, years_rows
from pages.work_out.kx_visits import RHYTHMS, in_year, visit_dates

PAGE = "work_out/kx"
TODAY = "2026-11-23"


def texts(app):
    kinds = (app.markdown, app.header, app.caption, app.warning, app.error, app.info)
    return [element.value.replace("\\$", "$") for kind in kinds for element in kind]


def says(app, phrase):
    return any(phrase in text for text in texts(app))


def answer(app):
    return app.header[0].value.replace("\\$", "$") if app.header else None


def field(app, label):
    kinds = (app.number_input, app.selectbox, app.multiselect, app.radio, app.date_input)
    return next(element for kind in kinds for element in kind if element.label == label)


def look_closer(app, view):
    field(app, "Look closer").set_value(view).run()


def test_it_opens_on_an_example_that_crosses_in_the_middle_of_2026(open_page):
    app = open_page(PAGE, on=TODAY)
    assert answer(app) == "KX from visit 26, on 2026-07-02, line 2"
    assert says(app, "**$2,480** is the 2026 amount for PT and SLP together.")
    assert says(app, "That visit takes the total from $2,412 to $2,484.48; line 2 (97140) is the one that crosses.")
    assert says(app, "**$3,000** is passed at visit 34, on 2026-07-30")
    assert says(app, "**What KX attests:**")


def test_the_line_that_crosses_is_said_not_to_be_settled(open_page):
    app = open_page(PAGE, on=TODAY)
    assert says(app, "**Not settled: the line that crosses.**")
    assert says(app, "ask your contractor")


def test_the_amount_of_a_visit_comes_from_its_codes_with_the_reduction_in_sight(open_page):
    app = open_page(PAGE, on=TODAY)
    assert says(app, "**$72.48 allowed**, $85.84 before the reduction")
    look_closer(app, "What a visit allows")
    assert says(app, "| 97110 | 2 | 1 | $58.12 | $51.27 |")
    field(app, "Units of 97140").set_value(2).run().run()
    assert app.query_params["visit"] == "97110-2.97140-2"
    assert says(app, "| 97140 | 2 | 2 |")


def test_codes_of_a_visit_can_be_chosen_and_keep_their_units(open_page):
    app = open_page(PAGE, on=TODAY)
    field(app, "Codes of each visit, in the order of the claim").set_value(["97140", "97110", "97530"]).run()
    assert app.query_params["visit"] == "97140-1.97110-2.97530-1"
    assert says(app, "**$100.70 allowed**")


def test_the_claim_that_crosses_shows_kx_only_on_lines_that_are_over(open_page):
    app = open_page(PAGE, on=TODAY)
    look_closer(app, "The claim that crosses")
    assert says(app, "| 1 | 97110, 2 | $51.27 | $2,463.27 | GP |")
    assert says(app, "| 2 | 97140, 1 | $21.21 | **$2,484.48** | GP **KX** |")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"visits": "10"}, "No visit passes $2,480: the plan ends at $1,324.80"),
        ({"used": "2600"}, "KX from visit 1, on 2026-04-06, line 1"),
        ({"used": "2480", "visits": "1", "price": "amount", "amount": "0.01"}, "KX from visit 1, on 2026-04-06"),
        (
            {"used": "2400", "visits": "1", "price": "amount", "amount": "80"},
            "No visit passes $2,480: the plan ends at $2,480",
        ),
        ({"known": "no"}, "KX from visit 35, on 2026-08-03, at the latest"),
        ({"known": "no", "visits": "5"}, "It depends on the amount used: look it up"),
        (
            {"known": "no", "least": "300", "most": "900"},
            "KX begins between visit 22, on 2026-06-18, and visit 31, on 2026-07-20",
        ),
        (
            {"known": "no", "least": "0", "most": "900", "visits": "25"},
            "KX from visit 22, on 2026-06-18, at the earliest, or not at all",
        ),
        ({"known": "no", "least": "600", "most": "601"}, "KX from visit 26, on 2026-07-02"),
        (
            {"known": "no", "least": "0", "most": "100", "visits": "5"},
            "No visit passes $2,480: whatever was used in this range",
        ),
        ({"discipline": "OT", "used": "2470"}, "KX from visit 1, on 2026-04-06, line 1"),
    ],
)
def test_the_address_alone_gives_the_answer(open_page, address, expected):
    assert answer(open_page(PAGE, **address, on=TODAY)) == expected


def test_an_amount_that_is_not_known_is_never_taken_for_none_used(open_page):
    app = open_page(PAGE, known="no", on=TODAY)
    assert says(app, "**Any visit may already be over,**")
    states = {row["state"] for row in total_rows(plan(0, 5), None)["visits"]}
    assert states == {"depends on what was used"}


def test_a_range_that_is_upside_down_is_refused_in_words(open_page):
    app = open_page(PAGE, known="no", least="900", most="300", on=TODAY)
    assert says(app, "the lowest amount, $900, is above the highest, $300")
    field(app, "At most").set_value(1100.0).run()
    assert answer(app) == "KX begins between visit 20, on 2026-06-11, and visit 22, on 2026-06-18"


@pytest.mark.parametrize(
    ("on", "header", "sentence"),
    [
        ("2027-02-01", "No amount for 2027", "The KX threshold for 2027 is not published here"),
        ("2001-02-01", "No amount for 2001", "Congress had suspended it"),
        ("1997-02-01", "No amount for 1997", "begin with 1999"),
    ],
)
def test_a_year_without_an_amount_gets_a_sentence_and_no_number(open_page, on, header, sentence):
    app = open_page(PAGE, on=on)
    assert answer(app) == header
    assert says(app, sentence)
    assert not says(app, f"is the {on[:4]} amount")


def test_a_year_without_fees_can_be_planned_with_a_typed_amount(open_page):
    app = open_page(PAGE, on="2023-02-01")
    assert says(app, "You can type the amount instead.")
    field(app, "Allowed for each visit").set_value("amount").run()
    assert answer(app) == "KX from visit 22, on 2023-06-20"
    assert says(app, "**$2,230** is the 2023 amount")


def test_a_hard_cap_is_not_given_a_kx(open_page):
    app = open_page(PAGE, price="amount", amount="100", on="2003-10-01")
    assert answer(app).startswith("Over the cap from visit 10")
    assert says(app, "no modifier made the part above it payable")


def test_visits_of_the_next_year_are_left_out_and_start_again(open_page):
    app = open_page(PAGE, first="12-14", visits="10", on=TODAY)
    assert says(app, "4 visits fall in 2027 and are left out: each year starts again from zero.")
    assert says(app, "The KX threshold for 2027 is not published here")


def test_each_change_is_kept_in_the_address_which_opens_the_same_case(open_page):
    app = open_page(PAGE, on=TODAY)
    field(app, "Amount used so far").set_value(1800.5).run()
    field(app, "First visit").set_value(date(2026, 2, 2)).run()
    field(app, "Number of visits").set_value(20).run()
    field(app, "How often").select("3").run()
    kept = {name: app.query_params[name] for name in ("used", "first", "visits", "rhythm")}
    assert kept == {"used": "1800.50", "first": "02-02", "visits": "20", "rhythm": "3"}
    assert answer(open_page(PAGE, **kept, on=TODAY)) == answer(app) == "KX from visit 10, on 2026-02-23, line 1"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ({"used": "1e9"}, "`used=1e9` in the address: an amount from 0 to 99,999 dollars is needed"),
        ({"used": "NaN"}, "an amount from 0 to 99,999 dollars is needed"),
        ({"visits": "100000"}, "a whole number from 1 to 260 is needed; 36 is shown."),
        ({"first": "02-30"}, "a month and a day are needed, such as 04-06; 04-06 is shown."),
        ({"first": "2026-04-06"}, "a month and a day are needed"),
        ({"visit": "97110-2.99999-1.97140-1"}, "the others were left out"),
        ({"visit": "97110-2.97140-1.97140-900"}, "the others were left out"),
        ({"rhythm": "7"}, "choose 0.5 or 1 or 2 or 3 or 4 or 5; 2 is shown."),
        ({"discipline": "<b>"}, "choose PT or OT or SLP; PT is shown."),
    ],
)
def test_a_broken_or_hostile_address_gets_a_clear_message_and_a_working_page(open_page, address, message):
    app = open_page(PAGE, **address, on=TODAY)
    assert says(app, message)
    assert answer(app) == "KX from visit 26, on 2026-07-02, line 2"
    field(app, "Number of visits").set_value(10).run()
    assert answer(app).startswith("No visit passes $2,480")
    assert not says(app, "in the address")


def test_a_visit_without_codes_says_what_is_missing_and_keeps_the_rest(open_page):
    app = open_page(PAGE, visit="", on=TODAY)
    assert answer(app) is None
    assert says(app, "There is no line to price.")
    assert field(app, "Amount used so far").value == 600


def test_the_chart_has_words_for_those_who_do_not_see_it(open_page):
    chart = open_page(PAGE, on=TODAY).get("vega_lite_chart")[0].proto
    assert "Running total of the planned visits against $2,480" in chart.alt
    assert json.loads(chart.spec)["layer"]


def plan(used, visits):
    days = visit_dates(date(2026, 4, 6), visits, "2")
    return plan_visits(Decimal(used), [(day, Decimal("72.48")) for day in days], 2026, "PT")


def test_the_chart_marks_the_visit_that_crosses_and_those_after_it():
    rows = total_rows(plan(600, 36), plan(600, 36))["visits"]
    assert [row["state"] for row in rows] == ["not over"] * 25 + ["the visit that crosses"] + ["over"] * 10


def test_every_year_of_the_law_is_in_the_history_and_no_later_one(open_page):
    app = open_page(PAGE, on=TODAY)
    look_closer(app, "Every year since 1999")
    words = app.get("vega_lite_chart")[1].proto.alt
    assert "1999: $1,500, hard cap" in words
    assert "2001: suspended cap" in words
    assert "2026: $2,480, threshold" in words
    assert "2027" not in words
    assert [row["year"] for row in years_rows("PT_SLP", 2026)["years"]] == list(range(1999, 2027))


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [("0.5", [6, 20]), ("1", [6, 13]), ("2", [6, 9, 13]), ("3", [6, 8, 10, 13]), ("5", [6, 7, 8, 9, 10, 13])],
)
def test_visits_are_spread_over_the_week(rhythm, days):
    assert visit_dates(date(2026, 4, 6), len(days), rhythm) == [date(2026, 4, day) for day in days]
    assert rhythm in RHYTHMS


def test_planned_visits_avoid_the_weekend_except_for_a_first_one_that_lies_there():
    thursday, saturday = date(2026, 4, 9), date(2026, 4, 11)
    assert visit_dates(thursday, 4, "2") == [thursday, date(2026, 4, 14), date(2026, 4, 16), date(2026, 4, 21)]
    assert visit_dates(saturday, 3, "2") == [saturday, date(2026, 4, 16), date(2026, 4, 20)]
    assert all(day.weekday() < 5 for rhythm in RHYTHMS for day in visit_dates(thursday, 60, rhythm))


def test_a_leap_day_moves_to_february_28_in_other_years():
    assert in_year(date(2024, 2, 29), 2026) == date(2026, 2, 28)
    assert in_year(date(2024, 2, 29), 2028) == date(2028, 2, 29)


def test_the_review_amount_is_named_as_far_as_the_amount_used_tells(open_page):
    app = open_page(PAGE, known="no", least="300", most="900", on=TODAY)
    assert says(app, "**$3,000** may be passed, at visit 29, on 2026-07-13 at the earliest")
    later = open_page(PAGE, known="no", visits="42", on=TODAY)
    assert says(later, "**$3,000** is passed at visit 42, on 2026-08-27, at the latest")
