"""The claim desk: lines, findings, what would change them, and the case in the address."""

import json
from datetime import date
from decimal import Decimal

import pytest

from logic.claim import payers
from pages.work_out.claim_case import MOST_SERVICES, DeskCase, DeskService, dollars, read_case, write_case

PAGE = "work_out/claim_desk"
NAMES = {"97110": "exercise", "97150": "group", "97161": "evaluation"}
PAYERS = ("medicare", "commercial")


def said(app):
    kinds = (app.markdown, app.header, app.warning, app.error, app.info, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def table(app):
    text = next(m.value for m in app.markdown if m.value.startswith("| line |"))
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in text.splitlines()[2:]]
    return [(row[1][1:6], int(row[2]), set(row[3].replace("`", "").split())) for row in rows]


def test_it_opens_on_a_visit_of_pt_and_pta_with_a_group_over_the_threshold(open_page):
    app = open_page(PAGE, on="2026-11-02")
    assert table(app) == [
        ("97150", 1, {"GP"}),
        ("97110", 1, {"GP", "59"}),
        ("97110", 1, {"GP", "CQ", "59"}),
        ("97140", 2, {"GP", "59", "KX"}),
    ]
    assert app.header[0].value == "4 claim lines, nothing wrong found"
    assert "attests that therapy is still medically necessary beyond \\$2,480" in said(app)
    assert "If nothing set 97150 and 97140 apart" in said(app) or "If nothing had set 97140 apart" in said(app)


def test_nothing_stated_never_earns_a_59_and_the_finding_says_which_line_denies(open_page):
    app = open_page(PAGE, on="2026-11-02", claim="97150-PT.97110-PT-t15", ptslp="0")
    assert table(app) == [("97150", 1, {"GP"}), ("97110", 1, {"GP"})]
    assert "1 error" in app.header[0].value
    assert ":red-badge[error]" in said(app)
    assert "97110" in next(line for line in said(app).splitlines() if ":red-badge[error]" in line)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-06-01", [("97110", 2, {"GP", "CQ"})]),
        ("2022-06-01", [("97110", 1, {"GP"}), ("97110", 1, {"GP", "CQ"})]),
        ("2019-06-01", [("97110", 2, {"GP"})]),
    ],
)
def test_the_date_of_service_picks_the_assistant_rule(open_page, day, expected):
    assert table(open_page(PAGE, on=day, claim="97110-PT-t13-a23", ptslp="0")) == expected


def test_a_change_of_minutes_changes_the_lines_and_the_address(open_page):
    app = open_page(PAGE, on="2026-11-02", claim="97110-PT-t30", ptslp="0")
    field = next(n for n in app.number_input if n.label == "Assistant alone 1")
    field.set_value(15).run()
    assert table(app) == [("97110", 2, {"GP"}), ("97110", 1, {"GP", "CQ"})]
    assert app.query_params["claim"] == "97110-PT-t30-a15"


def test_what_is_known_of_the_claim_is_still_there_after_a_look_at_another_page(open_page):
    app = open_page(PAGE, on="2026-11-02", claim="97110-PT-t30", ptslp="0")
    next(field for field in app.text_input if field.label.startswith("PT and SLP")).set_value("2600").run()
    assert table(app) == [("97110", 2, {"GP", "KX"})]
    app.switch_page("pages/work_out/units.py").run()
    app.query_params.clear()
    app.switch_page(f"pages/{PAGE}.py").run()
    assert table(app) == [("97110", 2, {"GP", "KX"})]


def test_an_amount_that_is_none_gets_a_message_and_stays_typed(open_page):
    app = open_page(PAGE, on="2026-11-02", claim="97110-PT-t30", ptslp="a lot")
    assert "`a lot` is not an amount in dollars" in app.error[0].value
    assert any(field.value == "a lot" for field in app.text_input)


def test_a_year_without_a_published_threshold_is_said_not_guessed(open_page):
    assert "2027" in said(open_page(PAGE, on="2027-03-01", claim="97110-PT-t30", ptslp="0"))


def test_another_payer_is_asked_about_and_what_is_known_of_it_can_be_stated(open_page):
    app = open_page(PAGE, on="2026-11-02", claim="97110-PT-t20.97112-PT-t20", payer="commercial")
    assert "Ask:" in said(app)
    app = open_page(PAGE, on="2026-11-02", claim="97110-PT-t20.97112-PT-t20", payer="commercial", counting="midpoint")
    assert [units for _, units, _ in table(app)] == [1, 1]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ({"claim": "99999-PT-t10"}, "`99999` in the address is not a code"),
        ({"claim": "97110-PT-t-5"}, "is not understood"),
        ({"claim": "97110-PT-t1000000000"}, "`t1000000000` at 97110 in the address is not understood"),
        ({"claim": "<script>alert(1)</script>"}, "`<SCRIPT>ALERT"),
        ({"claim": ".".join(["97110-PT-t5"] * 500)}, f"the first {MOST_SERVICES} are shown"),
        ({"claim": "97110-PT-t30", "payer": "nobody"}, "`nobody` in the address is not a payer"),
        ({"claim": "97110-PT-t30", "setting": "moon"}, "`moon` in the address is not a setting"),
    ],
)
def test_a_broken_or_hostile_address_gets_a_clear_message_and_a_working_page(open_page, address, message):
    app = open_page(PAGE, on="2026-11-02", **address)
    assert message in said(app)
    app.pills[0].select("Evaluation day").run()
    assert [code for code, *_ in table(app)] == ["97161", "97110", "97140"]


def test_the_two_lanes_have_words(open_page):
    chart = open_page(PAGE, on="2026-11-02").get("vega_lite_chart")[0].proto
    assert "97110: 13 minutes therapist alone, 23 minutes assistant alone" in chart.alt
    assert json.loads(chart.spec)["layer"]


def test_a_case_survives_the_way_through_the_address():
    case = DeskCase(
        (DeskService("97110", "OT", 13, 0, 5, "time"), DeskService("97161")),
        payer="commercial",
        setting="hospital",
        used_pt_slp="2,400",
        used_ot="0",
        abn="voluntary",
        necessary=False,
        counting="cms",
        follows=("discipline", "edits"),
    )
    assert read_case(write_case(case), NAMES, PAYERS) == (case, ())


def test_minutes_together_are_among_the_therapists_for_the_engine():
    visit = DeskCase((DeskService("97110", "PT", 10, 5, 7),)).visit(date(2026, 11, 2), {"97110": True})
    service = visit.services[0]
    assert (service.minutes, service.joint_minutes, service.assistant_minutes) == (17, 7, 5)


@pytest.mark.parametrize(("text", "amount"), [("2400", "2400"), ("$2,400.50", "2400.50"), (" 0 ", "0")])
def test_dollars_are_read_as_people_write_them(text, amount):
    assert dollars(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-5", "NaN", "1e999", "2400 dollars", "99999999999"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="is not an amount in dollars"):
        dollars(text)


def test_every_payer_of_the_engine_can_be_chosen(open_page):
    app = open_page(PAGE, on="2026-11-02")
    field = next(box for box in app.selectbox if box.label == "Payer")
    assert len(field.options) == len(payers())
