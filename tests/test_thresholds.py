"""The yearly therapy amounts, and which claim lines and visits are over them."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.content import library
from logic.rule_files import RULES, read_parameters
from logic.thresholds import (
    UNKNOWN,
    Kind,
    Over,
    all_thresholds,
    bucket_of,
    kx_threshold,
    lines_over,
    plan_visits,
    review_amount,
    suspensions,
)
from logic.thresholds.amounts import Table
from tests.examples import examples

PUBLISHED = {
    1999: 1500, 2003: 1590, 2006: 1740, 2007: 1780, 2008: 1810, 2009: 1840, 2010: 1860, 2011: 1870, 2012: 1880,
    2013: 1900, 2014: 1920, 2015: 1940, 2016: 1960, 2017: 1980, 2018: 2010, 2019: 2040, 2020: 2080, 2021: 2110,
    2022: 2150, 2023: 2230, 2024: 2330, 2025: 2410, 2026: 2480,
}  # fmt: skip
dollars = st.integers(0, 400_000).map(lambda cents: Decimal(cents) / 100)
small = st.integers(0, 20_000).map(lambda cents: Decimal(cents) / 100)


def texts(result):
    return " ".join(step.text for step in result.steps)


def amount(entered):
    if entered == "unknown":
        return UNKNOWN
    return tuple(map(Decimal, entered)) if isinstance(entered, list) else Decimal(entered)


@pytest.mark.parametrize("discipline", ["PT", "OT", "SLP"])
@pytest.mark.parametrize(("year", "expected"), PUBLISHED.items())
def test_each_published_year_has_its_amount_in_both_buckets(year, expected, discipline):
    assert kx_threshold(year, discipline).amount == Decimal(expected)


def test_pt_and_speech_share_a_bucket_and_ot_has_its_own():
    assert [bucket_of(discipline) for discipline in ("PT", "SLP", "OT")] == ["PT_SLP", "PT_SLP", "OT"]
    assert kx_threshold(2026, "SLP") == kx_threshold(2026, "PT")


def test_the_chart_has_both_buckets_of_every_published_year_and_the_suspended_years_beside_them():
    assert [(t.year, t.bucket) for t in all_thresholds()] == [(y, b) for y in PUBLISHED for b in ("PT_SLP", "OT")]
    assert [s.year for s in suspensions()] == [2000, 2001, 2002, 2004, 2005]
    assert {x.source for x in (*all_thresholds(), *suspensions())} <= library().sources.keys()


def test_amounts_rise_in_multiples_of_ten_as_the_law_rounds_them():
    amounts = [t.amount for t in all_thresholds() if t.bucket == "OT"]
    assert all(later > earlier for earlier, later in pairwise(amounts))
    assert all(a % 10 == 0 for a in amounts)


@pytest.mark.parametrize(
    ("year", "kind", "review"),
    [(1999, Kind.HARD_CAP, None), (2003, Kind.HARD_CAP, None), (2006, Kind.CAP_WITH_EXCEPTIONS, None),
     (2011, Kind.CAP_WITH_EXCEPTIONS, None), (2012, Kind.CAP_WITH_EXCEPTIONS, 3700),
     (2017, Kind.CAP_WITH_EXCEPTIONS, 3700), (2018, Kind.THRESHOLD, 3000), (2026, Kind.THRESHOLD, 3000)],
)  # fmt: skip
def test_the_kind_of_limit_and_the_review_amount_follow_the_law_of_the_year(year, kind, review):
    threshold = kx_threshold(year, "PT")
    assert (threshold.kind, threshold.review_amount) == (kind, review and Decimal(review))
    assert threshold.takes_kx == (year >= 2006)


@pytest.mark.parametrize(
    ("year", "message"),
    [(1998, "begin with 1999"), (2001, "suspended"), (2005, "suspended"), (2027, "not published here"),
     (2027, r"2026 does not carry over.*\$3,000 through 2027"), (2040, "not published here")],
)  # fmt: skip
def test_a_year_without_an_amount_says_why(year, message):
    with pytest.raises(LookupError, match=message):
        kx_threshold(year, "PT")


def test_the_review_amount_after_2027_is_not_claimed_to_be_known():
    assert review_amount(date(2012, 9, 30)) is None
    assert review_amount(date(2012, 10, 1)) == 3700
    assert review_amount(date(2027, 12, 31)) == 3000
    with pytest.raises(LookupError, match="2028 is not known"):
        review_amount(date(2028, 1, 1))
    with pytest.raises(LookupError) as missing:
        kx_threshold(2028, "PT")
    assert "3,000" not in str(missing.value)


@pytest.mark.parametrize("example", examples("thresholds"), ids=lambda e: e["id"])
def test_the_lines_of_an_example_are_over_as_it_says(example):
    words = {True: Over.YES, False: Over.NO, "depends": Over.DEPENDS}
    found = lines_over(
        amount(example["used"]), [Decimal(x) for x in example["lines"]], example["year"], example["discipline"]
    )
    assert [line.over for line in found.lines] == [words[w] for w in example["over"]]
    assert [line.crosses for line in found.lines] == [words[w] for w in example["crosses"]]


@given(dollars, dollars, st.lists(small, min_size=1, max_size=5))
def test_a_line_is_certain_exactly_when_both_ends_of_the_range_agree(one, other, lines):
    low, high = sorted((one, other))
    ranged = lines_over((low, high), lines, 2026, "PT").lines
    ends = zip(lines_over(low, lines, 2026, "PT").lines, lines_over(high, lines, 2026, "PT").lines, strict=True)
    for line, (at_low, at_high) in zip(ranged, ends, strict=True):
        same = at_low.over == at_high.over
        assert line.over == (at_low.over if same else Over.DEPENDS)


@given(dollars, st.lists(small, min_size=1, max_size=5))
def test_the_limit_of_a_line_is_the_most_that_can_be_used_before_it_goes_over(used, lines):
    for line in lines_over(used, lines, 2026, "OT").lines:
        assert (line.over is Over.YES) == (used > line.limit.high) == (used > line.limit.low)


def test_the_limit_of_a_line_allows_for_what_the_lines_up_to_it_may_amount_to():
    first, second = lines_over(UNKNOWN, [Decimal("33.50"), (Decimal(40), Decimal(60))], 2026, "PT").lines
    assert (first.limit.low, first.limit.high) == (Decimal("2446.50"), Decimal("2446.50"))
    assert (second.limit.low, second.limit.high) == (Decimal("2386.50"), Decimal("2406.50"))


@given(dollars, st.lists(small, min_size=1, max_size=6))
def test_at_most_one_line_crosses_and_every_line_after_it_is_over(used, lines):
    found = lines_over(used, lines, 2026, "PT").lines
    over = [line.over is Over.YES for line in found]
    assert over == sorted(over)
    assert sum(line.crosses is Over.YES for line in found) == (over[-1] and not used > 2480)


@given(dollars, st.lists(small, min_size=1, max_size=6))
def test_a_plan_and_a_claim_agree_on_what_is_over(used, amounts):
    visits = [(date(2026, 3, 2) + timedelta(days=n), a) for n, a in enumerate(amounts)]
    plan, claim = plan_visits(used, visits, 2026, "PT"), lines_over(used, amounts, 2026, "PT")
    assert [v.over for v in plan.visits] == [line.over is Over.YES for line in claim.lines]
    assert plan.total == used + sum(amounts)


def test_a_plan_names_the_visit_that_crosses_and_the_first_one_open_to_review():
    visits = [(date(2026, month, 3), Decimal(95)) for month in (9, 2, 3, 4, 5, 6, 7, 8, 1)]
    plan = plan_visits(Decimal(2300), visits, 2026, "OT")
    assert [v.on for v in plan.visits] == sorted(on for on, _ in visits)
    assert (plan.first_over.on, plan.first_over.before, plan.first_over.after) == (date(2026, 2, 3), 2395, 2490)
    assert plan.first_over.crosses
    assert (plan.first_review.on, plan.first_review.after) == (date(2026, 8, 3), 3060)
    assert "2026-02-03 crosses" in texts(plan)


def test_a_plan_that_starts_over_the_amount_says_so():
    plan = plan_visits(Decimal(2500), [(date(2026, 5, 4), Decimal(50))], 2026, "PT")
    assert plan.first_over is plan.visits[0] and not plan.first_over.crosses
    assert "already over" in texts(plan)


def test_a_plan_that_only_reaches_the_amount_is_not_over_it():
    plan = plan_visits(Decimal(2430), [(date(2026, 5, 4), Decimal(50))], 2026, "PT")
    assert plan.first_over is None and "No visit takes the total past $2,480" in texts(plan)


def test_the_crossing_line_is_marked_as_our_reading_and_kx_as_an_attestation():
    found = lines_over(Decimal(2400), [Decimal(100)], 2026, "PT")
    assert {"ssa-1833g", "palmetto-kx", "rehabcode"} <= {step.source for step in found.steps}
    assert "ask your contractor" in texts(found)
    assert "medically necessary" in texts(found)


def test_under_a_hard_cap_no_modifier_is_offered():
    found = lines_over(Decimal(1490), [Decimal(20)], 1999, "OT")
    assert "no modifier made" in texts(found) and "KX" not in texts(found)


@given(dollars, dollars, st.lists(small, max_size=4))
def test_every_step_cites_a_known_source(one, other, lines):
    found = lines_over((min(one, other), max(one, other)), lines, 2026, "PT")
    plan = plan_visits(one, [(date(2026, 1, 5), a) for a in lines], 2026, "PT")
    assert {step.source for step in (*found.steps, *plan.steps)} <= library().sources.keys()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: kx_threshold(2026, "AT"), "PT, SLP, OT"),
        (lambda: kx_threshold("2026", "PT"), "calendar year"),
        (lambda: lines_over(Decimal(-1), [], 2026, "PT"), "less than nothing"),
        (lambda: lines_over(Decimal("NaN"), [], 2026, "PT"), "dollars and cents"),
        (lambda: lines_over(10.5, [], 2026, "PT"), "dollars and cents"),
        (lambda: lines_over((Decimal(5), Decimal(4)), [], 2026, "PT"), "above the highest"),
        (lambda: lines_over(Decimal(0), [Decimal("Infinity")], 2026, "PT"), "line 1"),
        (lambda: plan_visits(Decimal(0), [(date(2025, 12, 31), Decimal(1))], 2026, "PT"), "not in 2026"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("source: kx-2019", "source: kx-2091", "no source 'kx-2091'"),
        ("- {year: 2019,", "- {year: 2018,", "2018 after 2018"),
        (
            "{year: 2020, kind: threshold, pt_slp: 2080, ot: 2080,",
            "{year: 2020, kind: threshold, pt_slp: 2080,",
            "2020",
        ),
        ("{year: 2001, kind: suspended cap,", "{year: 2001, kind: suspended cap, ot: 1500,", "neither"),
    ],
)
def test_a_fault_in_the_table_is_found_when_it_is_read(tmp_path, before, after, message):
    text = (RULES / "thresholds.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "thresholds.yaml").write_text(text.replace(before, after), encoding="utf-8")
    (tmp_path / "sources.yaml").write_text((RULES / "sources.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    faults = []
    read_parameters(tmp_path / "thresholds.yaml", Table, faults)
    assert any(message in str(fault) for fault in faults)
