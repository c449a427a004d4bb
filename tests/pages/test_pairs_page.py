"""Same-day pairs: what it answers for codes of one day, and how a pair came to that."""

import json

import pytest

PAGE = "work_out/pairs"
TODAY = "2026-11-23"


def texts(app):
    kinds = (app.markdown, app.header, app.subheader, app.caption, app.warning, app.error, app.info)
    return [element.value for kind in kinds for element in kind]


def says(app, phrase):
    return any(phrase in text for text in texts(app))


def answer(app):
    return app.header[0].value if app.header else None


def charts(app):
    return [chart.proto for chart in app.get("vega_lite_chart")]


def choose_teaching_case(app, case):
    app.pills[0].select(case).run()


def test_it_opens_on_a_worked_example_with_the_answer_first(open_page):
    app = open_page(PAGE, on=TODAY)
    assert app.multiselect[0].value == ["97112", "97150", "97140", "97530"]
    assert answer(app) == "Of 6 pairs, 3 have an edit: 97112, 97140 and 97530 deny beside 97150"
    assert says(app, "- 97112 denies beside 97150. A modifier may open it.")
    assert says(app, "- No edit: 97112 with 97140, 97112 with 97530, 97140 with 97530.")
    assert app.query_params["codes"] == "97112.97150.97140.97530"


@pytest.mark.parametrize(
    ("case", "expected", "phrases"),
    [
        ("97110 + 97112", "No edit between 97110 and 97112", ["Never a pair", "No row, live or ended, is held."]),
        ("97140 + 97530", "No edit between 97140 and 97530", ["From 2000-07-01, to 2019-12-31: read in the table."]),
        (
            "97161 + 97530",
            "No edit between 97161 and 97530",
            ["Published for 2020-01-01 and voided from that same day: it never applied."],
        ),
        (
            "97161 + 97750",
            "An edit: 97750 denies beside 97161",
            ["**No modifier opens it** (indicator 0)", "there 97750 denies and a modifier may open it (indicator 1)"],
        ),
        (
            "97164 + 97535",
            "An edit: 97164 denies beside 97535",
            ["**A modifier may open it** (indicator 1)", "From 2020-10-01 (inferred, not read), no end known."],
        ),
    ],
)
def test_one_click_loads_a_case_that_teaches(open_page, case, expected, phrases):
    app = open_page(PAGE, on=TODAY)
    choose_teaching_case(app, case)
    assert answer(app) == expected
    assert all(says(app, phrase) for phrase in phrases)
    assert app.query_params["codes"] == case.replace(" + ", ".")


def test_the_table_of_the_one_who_bills_decides(open_page):
    practice = open_page(PAGE, codes="97161.97750", on=TODAY)
    assert says(practice, "No modifier opens it")
    practice.radio[0].set_value("hospital").run()
    assert says(practice, "**A modifier may open it** (indicator 1)")
    assert says(practice, "**The practitioner table differs:** there 97750 denies and no modifier opens it")
    assert practice.query_params["table"] == "hospital"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2019-12-31", "An edit: 97530 denies beside 97140"),
        ("2020-01-01", "No edit between 97140 and 97530"),
        ("2020-01-15", "No edit between 97140 and 97530"),
    ],
)
def test_the_date_of_service_decides(open_page, on, expected):
    assert answer(open_page(PAGE, codes="97140.97530", on=on)) == expected


def test_a_voided_row_never_applied_even_on_its_day(open_page):
    app = open_page(PAGE, codes="97161.97530", on="2020-01-01")
    assert answer(app) == "No edit between 97161 and 97530"
    assert not says(app, "n force on this date")


def test_an_edit_whose_start_is_not_known_is_said_to_be_uncertain(open_page):
    app = open_page(PAGE, codes="97140.97150.97110", on="2010-05-03")
    assert answer(app) == "Of 3 pairs, none has an edit, 2 may have one"
    assert says(app, "Whether it applied on this date is not certain.")
    assert says(app, "**Perhaps 97140 denies and 97150 pays**")
    assert says(app, "Start not known")
    assert says(app, "**Perhaps in force on this date.**")


def test_without_the_hospital_table_of_the_day_no_edit_is_not_claimed(open_page):
    app = open_page(PAGE, codes="97140.97530", table="hospital", on="2015-06-01")
    assert answer(app) == "No edit known here between 97140 and 97530"
    assert says(app, "A pair that ended earlier does not show here.")
    assert says(app, "rows that had ended by 2024-07-01 are not in it")


def test_codes_that_were_not_looked_up_are_named(open_page):
    app = open_page(PAGE, codes="97110.98979", on=TODAY)
    assert answer(app) == "No edit known here between 97110 and 98979"
    assert says(app, "The edits of 98979 were not looked up here")


def test_a_day_after_the_newest_table_is_answered_with_a_warning(open_page):
    assert says(open_page(PAGE, codes="97112.97150", on="2027-02-01"), "known here through 2026-12-31")


def test_separate_minutes_are_asked_for_with_an_edit_and_without_one(open_page):
    for codes in ("97112.97150", "97110.97112"):
        assert says(open_page(PAGE, codes=codes, on=TODAY), "may not claim the same 15 minutes")


def test_the_modifiers_offered_are_those_of_the_day(open_page):
    assert says(open_page(PAGE, codes="97140.97530", on="2016-03-01"), "[XE](")
    before = open_page(PAGE, codes="97140.97530", on="2014-03-01")
    assert says(before, "[59](")
    assert not says(before, "[XE](")


def test_another_pair_can_be_looked_at_and_the_address_keeps_it(open_page):
    app = open_page(PAGE, on=TODAY)
    assert app.selectbox[0].value == "97112-97150"
    app.selectbox[0].select("97140-97150").run()
    assert says(app, "97150 with 97140 on 2026-11-23")
    again = open_page(PAGE, codes=app.query_params["codes"], pair=app.query_params["pair"], on=TODAY)
    assert says(again, "97150 with 97140 on 2026-11-23")


def test_the_address_alone_opens_the_same_case(open_page):
    app = open_page(PAGE, codes="97161.97750.97140", table="hospital", on="2026-03-02")
    assert app.multiselect[0].value == ["97161", "97750", "97140"]
    assert app.radio[0].value == "hospital"
    assert app.query_params["codes"] == "97161.97750.97140"
    assert answer(app) == "Of 3 pairs, 2 have an edit: 97750 denies beside 97161 and 97140"


@pytest.mark.parametrize(
    ("address", "message", "kept"),
    [
        ({"codes": "<script>alert(1)</script>.97112.97150"}, "a code has five characters", ["97112", "97150"]),
        ({"codes": "97112.99999.97150"}, "The edits of 99999 are not held here", ["97112", "99999", "97150"]),
        ({"codes": ""}, "Choose at least two codes", []),
        ({"codes": "97112"}, "Choose at least two codes", ["97112"]),
        ({"codes": "97112.97112.97150"}, "An edit: 97112 denies beside 97150", ["97112", "97150"]),
        ({"codes": "9" * 4000}, "a code has five characters", []),
        ({"codes": "97110.97112.97113.97116.97140.97150.97530.97535.97542"}, "9 codes are too many", None),
        ({"codes": "97112.97150", "table": "moon"}, "choose practitioner or hospital", ["97112", "97150"]),
        (
            {"codes": "97112.97150.97140", "pair": "`$x$`"},
            "Of 3 pairs, 2 have an edit: 97112 and 97140 deny beside 97150",
            ["97112", "97150", "97140"],
        ),
        ({"codes": "97112.97150.97140", "pair": "97161-97163"}, "Of 3 pairs, 2", ["97112", "97150", "97140"]),
    ],
)
def test_a_broken_or_hostile_address_gets_a_clear_message_and_a_working_page(open_page, address, message, kept):
    app = open_page(PAGE, **address, on=TODAY)
    assert says(app, message)
    assert len(app.multiselect[0].value) == 8 if kept is None else app.multiselect[0].value == kept
    choose_teaching_case(app, "97164 + 97535")
    assert answer(app) == "An edit: 97164 denies beside 97535"
    assert not says(app, "in the address")


def test_several_codes_pasted_at_once_are_taken_apart(open_page):
    app = open_page(PAGE, on=TODAY)
    app.multiselect[0].set_value(["97110, 97112 and 97140"]).run()
    assert app.multiselect[0].value == ["97110", "97112", "97140"]
    assert answer(app) == "Of 3 pairs, none has an edit"


def test_a_code_not_yet_in_force_is_named_and_still_answered(open_page):
    app = open_page(PAGE, codes="97161.97750", on="2016-12-31")
    assert says(app, "97161 starts on 2017-01-01")
    assert answer(app)


def test_the_matrix_shows_each_pair_once_and_has_words_for_those_who_do_not_see_it(open_page):
    matrix, history = charts(open_page(PAGE, on=TODAY))
    assert "97112 denies beside 97150. A modifier may open it." in matrix.alt
    assert "97112 with 97140: no edit." in matrix.alt
    assert "practitioner: 97112 denies (1). Start not known, to 2019-12-31." in history.alt
    assert json.loads(matrix.spec)["layer"]


def test_the_matrix_holds_up_to_eight_codes_and_long_lists_stay_short(open_page):
    app = open_page(PAGE, codes="97110.97112.97113.97116.97140.97150.97530.97535", on=TODAY)
    assert answer(app).startswith("Of 28 pairs, ")
    assert says(app, "- No edit: 20 pairs.")


def test_the_case_survives_a_visit_to_another_page(open_page):
    app = open_page(PAGE, codes="97161.97750", table="hospital", on=TODAY)
    app.switch_page("pages/work_out/units.py")
    app.query_params.clear()
    app.run()
    app.switch_page(f"pages/{PAGE}.py")
    app.query_params.clear()
    app.run()
    assert app.multiselect[0].value == ["97161", "97750"]
    assert app.query_params["table"] == "hospital"
