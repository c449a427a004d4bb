"""Evaluation level: the code, the component that limited it, and the picture of both."""

import json

import pytest

PAGE = "work_out/evaluation"
TODAY = "2026-11-23"


def texts(app):
    kinds = (app.markdown, app.header, app.caption, app.warning, app.error, app.info)
    return [element.value for kind in kinds for element in kind]


def says(app, phrase):
    return any(phrase in text for text in texts(app))


def answer(app):
    return app.header[0].value if app.header else None


def field(app, label):
    kinds = (app.number_input, app.radio)
    return next(element for kind in kinds for element in kind if element.label == label)


def rungs(app):
    return app.get("vega_lite_chart")[0].proto


def test_it_opens_on_a_worked_example_and_names_the_component_that_limits_it(open_page):
    app = open_page(PAGE, on=TODAY)
    assert answer(app) == "97161: low complexity"
    assert says(app, "**Its clinical presentation holds it there; the other components reach higher.**")
    assert says(app, "Minutes never decide it.")
    assert says(app, "time never decides it")


@pytest.mark.parametrize(
    ("address", "expected", "limit"),
    [
        ({"history": "0", "examination": "1", "decisions": "low"}, "97161: low", "All 4 components support the low"),
        ({"history": "1", "examination": "3", "presentation": "evolving"}, "97162: moderate", "All 4 components"),
        (
            {"history": "3", "examination": "3", "presentation": "unstable", "decisions": "high"},
            "97162: moderate",
            "Its examination holds it there",
        ),
        (
            {"history": "3", "examination": "5", "presentation": "unstable", "decisions": "high"},
            "97163: high",
            "Every component supports the high level, so none limits it.",
        ),
        ({"discipline": "OT", "profile": "brief", "deficits": "5"}, "97165: low", "Its profile and history holds it"),
        (
            {"discipline": "OT", "profile": "extensive", "deficits": "3", "analysis": "high", "help": "significant"},
            "97166: moderate",
            "Its performance deficits holds it there",
        ),
    ],
)
def test_the_address_alone_gives_the_code_and_what_limited_it(open_page, address, expected, limit):
    app = open_page(PAGE, **address, on=TODAY)
    assert answer(app) == f"{expected} complexity"
    assert says(app, limit)


def test_each_finding_can_be_changed_and_the_address_follows(open_page):
    app = open_page(PAGE, on=TODAY)
    field(app, "Clinical presentation").set_value("evolving").run()
    assert answer(app) == "97162: moderate complexity"
    field(app, "Elements tested").set_value(2).run()
    assert answer(app) == "97161: low complexity"
    assert says(app, "Its examination holds it there")
    assert app.query_params["presentation"] == "evolving"
    assert app.query_params["examination"] == "2"


def test_the_other_discipline_opens_on_its_own_example_and_nothing_typed_is_lost(open_page):
    app = open_page(PAGE, on=TODAY)
    field(app, "Elements tested").set_value(2).run()
    field(app, "Discipline").set_value("OT").run()
    assert answer(app) == "97166: moderate complexity"
    assert says(app, "3 deficits fit both low and moderate")
    assert "examination" not in app.query_params
    assert app.query_params["deficits"] == "3"
    field(app, "Discipline").set_value("PT").run()
    assert field(app, "Elements tested").value == 2
    assert "deficits" not in app.query_params


def test_findings_that_belong_to_decision_making_can_be_left_out(open_page):
    app = open_page(PAGE, discipline="OT", help="none", conditions="not-entered", on=TODAY)
    assert answer(app) == "97165: low complexity"
    field(app, "Help or changed tasks").set_value("not-entered").run()
    assert answer(app) == "97166: moderate complexity"


def test_no_tested_element_gets_a_sentence_instead_of_a_code(open_page):
    app = open_page(PAGE, examination="0", on=TODAY)
    assert answer(app) is None
    assert says(app, "without any there is no evaluation code to choose")
    field(app, "Elements tested").set_value(4).run()
    assert answer(app) == "97161: low complexity"


@pytest.mark.parametrize(("discipline", "older"), [("PT", "97001"), ("OT", "97003")])
def test_before_2017_the_older_code_is_named(open_page, discipline, older):
    app = open_page(PAGE, discipline=discipline, on="2016-12-31")
    assert answer(app) is None
    assert says(app, f"Before that it was {older}")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ({"history": "-1"}, "`history=-1` in the address: a whole number from 0 to 20 is needed; 2 is shown."),
        ({"history": "٣"}, "a whole number from 0 to 20 is needed"),
        ({"examination": "9" * 3000}, "a whole number from 0 to 20 is needed; 4 is shown."),
        ({"presentation": "`wobbly`"}, "choose stable or evolving or unstable; stable is shown."),
        ({"decisions": "<script>alert(1)</script>"}, "choose low or moderate or high; moderate is shown."),
        ({"discipline": "MD"}, "choose PT or OT; PT is shown."),
    ],
)
def test_a_broken_or_hostile_address_gets_a_clear_message_and_a_working_page(open_page, address, message):
    app = open_page(PAGE, **address, on=TODAY)
    assert says(app, message)
    assert answer(app) == "97161: low complexity"
    field(app, "Clinical presentation").set_value("evolving").run()
    assert answer(app) == "97162: moderate complexity"
    assert not says(app, "in the address")


def test_the_ladder_has_words_for_those_who_do_not_see_it(open_page):
    ladder = rungs(open_page(PAGE, on=TODAY))
    assert "Clinical presentation reaches low (stable)" in ladder.alt
    assert "Examination reaches high (4 tested elements)" in ladder.alt
    assert "The lowest decides: 97161." in ladder.alt
    assert json.loads(ladder.spec)["layer"]


def test_nothing_on_the_page_tells_how_to_reach_a_higher_level(open_page):
    app = open_page(PAGE, on=TODAY)
    assert not any(word in text for text in texts(app) for word in ("to reach 97162", "one more", "upgrade"))
    assert says(app, "Testing more in order to reach a level is not care")


def test_the_case_survives_a_visit_to_another_page(open_page):
    app = open_page(PAGE, history="1", examination="3", presentation="evolving", on=TODAY)
    for page in ("work_out/units", PAGE):
        app.switch_page(f"pages/{page}.py")
        app.query_params.clear()
        app.run()
    assert answer(app) == "97162: moderate complexity"
    assert app.query_params["history"] == "1"
