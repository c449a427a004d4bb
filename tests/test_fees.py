"""Fee estimates: published amounts, who pays which part, and what has no amount."""

import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.content import ContentError, library
from logic.fees import allowed_amounts, check, conversion_factor, fee, fee_schedule, load
from logic.lines import Line
from logic.rule_files import RULES
from tests.examples import examples

NOVEMBER = date(2026, 11, 2)
PRICED = sorted(code for (code, year), f in fee_schedule().fees.items() if year == 2026 and f.priced)
lines = st.lists(
    st.builds(
        Line,
        st.sampled_from(PRICED),
        st.integers(1, 6),
        st.sampled_from([(), ("GP",), ("GP", "CQ"), ("GO", "CO"), ("GN",)]),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize("example", examples("fees"), ids=lambda e: e["code"])
@pytest.mark.parametrize("year", [2025, 2026])
def test_one_unit_alone_is_allowed_what_the_schedule_gives(example, year):
    expected = example[year]
    assert fee(example["code"], year).total == Decimal(expected["total"])
    (line,) = allowed_amounts([Line(example["code"], 1)], date(year, 11, 2)).lines
    assert line.allowed == (Decimal(expected["dollars"]) if expected["dollars"] else None)


@pytest.mark.parametrize("example", examples("fees"), ids=lambda e: e["code"])
def test_one_unit_beside_a_higher_practice_expense_is_reduced(example):
    higher = Line("92523", 1)
    line, _ = allowed_amounts([Line(example["code"], 1), higher], NOVEMBER).lines
    reduced = example[2026]["reduced"]
    assert line.allowed == (Decimal(reduced) if reduced else None)


@pytest.mark.parametrize("visit", examples("visits"), ids=lambda e: e["id"])
@pytest.mark.parametrize("setting", ["practitioner", "hospital"])
def test_a_visit_is_allowed_what_its_lines_add_up_to(visit, setting):
    given_lines = [Line(code, units, tuple(modifiers)) for code, units, *modifiers in visit["lines"]]
    estimate = allowed_amounts(given_lines, visit["day"], setting)
    assert [line.allowed for line in estimate.lines] == [Decimal(amount) for amount in visit["amounts"]]
    for name in ("allowed", "unreduced", "medicare", "patient"):
        if name in visit:
            assert getattr(estimate, name) == Decimal(visit[name])


@given(lines)
def test_the_parts_add_up_and_no_reduction_raises_an_amount(given_lines):
    estimate = allowed_amounts(given_lines, NOVEMBER)
    for line in estimate.lines:
        assert line.allowed <= line.unreduced
        if {"CQ", "CO"} & set(line.line.modifiers):
            share = (line.medicare + line.patient) / line.allowed
            assert abs(share - Decimal("0.88")) * line.allowed <= Decimal("0.02")
        else:
            assert line.medicare + line.patient == line.allowed
    assert estimate.received <= estimate.allowed <= estimate.unreduced
    assert estimate.received == sum(line.medicare + line.patient for line in estimate.lines)
    assert estimate.complete


@given(lines)
def test_exactly_one_always_therapy_unit_of_the_day_keeps_its_practice_expense(given_lines):
    estimate = allowed_amounts(given_lines, NOVEMBER)
    units = sum(line.units for line in given_lines if fee(line.code, 2026).mppr)
    assert sum(line.reduced_units for line in estimate.lines) == max(units - 1, 0)


@given(lines, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_no_total(given_lines, random):
    shuffled = list(given_lines)
    random.shuffle(shuffled)
    first, second = allowed_amounts(given_lines, NOVEMBER), allowed_amounts(shuffled, NOVEMBER)
    assert abs(first.allowed - second.allowed) <= Decimal("0.02")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("97010", "bundled (status B)"),
        ("97014", "not valid for Medicare (status I)"),
        ("97139", "priced by the Medicare contractor (status C)"),
        ("96110", "not covered (status N)"),
        ("97545", "restricted (status R)"),
    ],
)
def test_a_code_without_a_national_amount_says_why(code, words):
    estimate = allowed_amounts([Line(code, 1), Line("97110", 1)], NOVEMBER)
    assert estimate.lines[0].allowed is None
    assert words in estimate.lines[0].note
    assert not estimate.complete
    assert estimate.allowed == Decimal("29.06")


def test_a_restricted_code_with_an_amount_says_what_it_rests_on():
    (line,) = allowed_amounts([Line("97026", 1)], NOVEMBER).lines
    assert line.allowed == Decimal("6.68")
    assert "only where the contractor covers" in line.note


def test_an_estimate_always_says_what_it_leaves_out():
    text = " ".join(allowed_amounts([Line("97110", 1)], NOVEMBER).left_out).lower()
    assert all(word in text for word in ("locality", "deductible", "sequestration", "coverage"))


def test_a_hospital_estimate_marks_what_was_not_verified():
    estimate = allowed_amounts([Line("97129", 1)], NOVEMBER, "hospital")
    (unverified,) = [step for step in estimate.steps if step.source == "recalled"]
    assert "97129" in unverified.text
    assert all(step.source != "recalled" for step in allowed_amounts([Line("97129", 1)], NOVEMBER).steps)


def test_every_step_of_an_estimate_cites_a_listed_source():
    given_lines = [Line("97530", 2, ("GP", "CQ")), Line("97110", 1), Line("97026", 1), Line("97010", 1)]
    estimate = allowed_amounts(given_lines, NOVEMBER, "hospital")
    steps = [*estimate.steps, *(step for line in estimate.lines for step in line.steps)]
    assert {step.source for step in steps} <= library().sources.keys()


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2022, 1, 1), "34.6062"),
        (date(2023, 12, 31), "33.8872"),
        (date(2024, 3, 8), "32.7442"),
        (date(2024, 3, 9), "33.2875"),
        (date(2025, 7, 1), "32.3465"),
        (date(2026, 12, 31), "33.4009"),
    ],
)
def test_the_conversion_factor_is_the_one_of_the_day(on, value):
    assert conversion_factor(on).value == Decimal(value)


def test_a_proposed_conversion_factor_is_never_used():
    with pytest.raises(LookupError, match="2027-01-01"):
        conversion_factor(date(2027, 1, 1))
    with pytest.raises(LookupError, match="2027 are not held"):
        allowed_amounts([Line("97110", 1)], date(2027, 1, 1))


def test_a_year_a_code_units_and_a_setting_that_do_not_fit_are_refused_in_a_billers_words():
    with pytest.raises(LookupError, match="2024 are not held here, only those of 2025 and 2026"):
        allowed_amounts([Line("97110", 1)], date(2024, 6, 3))
    with pytest.raises(LookupError, match="98979 has no relative values here for 2025"):
        allowed_amounts([Line("98979", 1)], date(2025, 6, 2))
    with pytest.raises(ValueError, match="at least 1"):
        allowed_amounts([Line("97110", 0)], NOVEMBER)
    with pytest.raises(ValueError, match="practitioner or hospital"):
        allowed_amounts([Line("97110", 1)], NOVEMBER, "home")
    with pytest.raises(ValueError, match="no line to price"):
        allowed_amounts([], NOVEMBER)


@pytest.fixture
def rules(tmp_path):
    for path in RULES.glob("*"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("fees.csv", "97110,2026,A,0.45", "97110,2026,A,-0.45", "should be 0 or more"),
        ("fees.csv", "97110,2026,A,0.45", "97110,2026,Z,0.45", "'Z' should be one of"),
        ("fees.csv", "97110,2026,A,0.45", "97110,2025,A,0.45", "97110 is listed twice for 2025"),
        ("fees.csv", "code,year", "year,code", "the columns should be code, year"),
        ("conversion_factors.yaml", "{from: 2023-01-01,", "{from: 2022-12-31,", "overlaps"),
        ("conversion_factors.yaml", "{from: 2023-01-01,", "{from: 2023-01-02,", "no value between"),
        ("conversion_factors.yaml", "aasm-2024-cf", "nowhere", "no source 'nowhere'"),
        ("mppr.yaml", 'value: "0.50"', "value: half", "decimal"),
        ("payment_shares.yaml", "assistant:", "medicare:", "second time"),
    ],
)
def test_a_faulty_file_is_reported_with_what_is_wrong(rules, file, old, new, words):
    path = rules / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    faults = check(rules)
    assert {fault.file for fault in faults} == {f"content/rules/{file}"}
    assert words in "\n".join(fault.message for fault in faults)
    with pytest.raises(ContentError):
        load(rules)


def test_the_projects_own_fee_files_have_no_fault():
    assert check(RULES) == ()
