"""The fact checks: every starting statement is answered, and no verdict disagrees with the rules."""

from collections import Counter
from datetime import date, timedelta

import pytest

from logic.content import Verdict, library
from logic.edits import edits_between
from logic.thresholds import kx_threshold, review_amount
from logic.units import CountingRule, count_units

TODAY = date(2026, 11, 23)
SEED_TOPICS = {
    1: "findings that justify 97112",
    2: "what 97112 means",
    3: "findings that justify 97112",
    4: "edition and exclusions of N31.9",
    5: "97112 and its 15 minutes",
    6: "97112, body parts and contact",
    7: "physiology: brain and spinal cord",
    8: "who furnishes 97112, and intervals",
    9: "59 with an evaluation",
    10: "59 on 97112 beside 97110",
    11: "soft-tissue technique",
    12: "list of exercises",
    13: "physiology: adaptive system",
    14: "physiology: nerves and muscles",
    15: "20 and 20 minutes",
    16: "where CPT lists 97112",
    17: "physiology: nerves and muscles",
    18: "97110 or 97530",
    19: "20 and 20 minutes",
    20: "what 97110 means",
    21: "no one definition",
    22: "position sense and the shoulder",
    23: "evaluation codes of 2017",
    24: "Jimmo manual revisions",
    25: "caps and thresholds",
    26: "settings of CQ",
}


def fact_check(slug):
    return library().fact_checks[slug]


def test_every_starting_statement_is_answered():
    answered = {number for entry in library().fact_checks.values() for number in entry.seed}
    assert answered == set(SEED_TOPICS)


def test_every_verdict_is_in_use():
    used = Counter(entry.verdict for entry in library().fact_checks.values())
    assert set(used) == set(Verdict)


def test_only_an_out_of_date_statement_has_a_last_day_and_it_has_passed():
    for entry in library().fact_checks.values():
        assert (entry.since is not None) == (entry.verdict is Verdict.OUT_OF_DATE), entry.slug
        assert entry.since is None or entry.since <= TODAY, entry.slug


def test_no_two_entries_check_the_same_statement():
    statements = Counter(entry.statement.lower() for entry in library().fact_checks.values())
    assert [text for text, count in statements.items() if count > 1] == []


@pytest.mark.parametrize("table", ["practitioner", "hospital"])
@pytest.mark.parametrize(
    ("slug", "pairs"),
    [
        ("59-on-97112-with-97110", ["97112 97110"]),
        ("exercise-and-manual-bundled", ["97110 97140", "97112 97140", "97112 97530", "97012 97110"]),
        ("97110-97112-with-an-evaluation", ["97110 97161", "97112 97163", "97110 97165", "97112 97167"]),
        ("97530-with-an-evaluation", ["97530 97161", "97530 97162", "97530 97163", "97530 97166"]),
        ("97140-with-an-evaluation", ["97140 97161", "97140 97163", "97140 97165"]),
        ("97140-with-97530", ["97140 97530"]),
        ("97530-with-97116", ["97530 97116"]),
        ("re-evaluation-with-treatment", ["97164 97110", "97164 97112", "97164 97140", "97168 97530"]),
    ],
)
def test_pairs_said_to_need_no_59_today_have_no_live_edit(slug, pairs, table):
    assert fact_check(slug)
    assert [pair for pair in pairs if edits_between(*pair.split(), on=TODAY, table=table)] == []


@pytest.mark.parametrize(
    ("slug", "column1", "column2", "indicator"),
    [
        ("97112-with-group", "97150", "97112", 1),
        ("97112-with-group", "97150", "97110", 1),
        ("re-evaluation-with-treatment", "97535", "97164", 1),
        ("soft-tissue-is-97112", "98940", "97112", 1),
        ("59-opens-97124-with-97140", "97140", "97124", 0),
    ],
)
def test_pairs_said_to_be_edits_are_live_in_that_column(slug, column1, column2, indicator):
    assert fact_check(slug)
    (edit,) = edits_between(column1, column2, on=TODAY)
    assert (edit.column1, edit.column2, edit.indicator) == (column1, column2, indicator)


@pytest.mark.parametrize(("slug", "pair"), [("97140-with-97530", "97140 97530"), ("97530-with-97116", "97530 97116")])
def test_an_ended_edit_stops_being_true_on_the_day_after_its_last(slug, pair):
    since = fact_check(slug).since
    assert edits_between(*pair.split(), on=since - timedelta(days=1))
    assert not edits_between(*pair.split(), on=since)


@pytest.mark.parametrize(
    ("slug", "minutes", "permitted"),
    [
        ("20-plus-20-most-time", {"97112": 20, "97110": 20}, [{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}]),
        ("20-plus-20-most-time", {"97112": 24, "97110": 23}, [{"97112": 2, "97110": 1}]),
        ("under-8-minutes-never-billed", {"97110": 33, "97140": 7}, [{"97110": 2, "97140": 1}]),
        ("8-minutes-always-a-unit", {"97110": 29, "97140": 8}, [{"97110": 2}]),
        (
            "8-minutes-always-a-unit",
            {"97110": 18, "97140": 13, "97116": 10, "97035": 8},
            [{"97110": 1, "97140": 1, "97116": 1}],
        ),
        ("longest-service-gets-the-unit", {"97112": 31, "97110": 24}, [{"97112": 2, "97110": 2}]),
        ("best-paying-code-gets-the-unit", {"97110": 23, "97530": 17}, [{"97110": 2, "97530": 1}]),
    ],
)
def test_worked_units_are_those_of_the_rule(slug, minutes, permitted):
    assert fact_check(slug)
    counted = [{k: v for k, v in a.items() if v} for a in count_units(minutes, CountingRule.CMS).allocations]
    assert sorted(map(sorted, (a.items() for a in counted))) == sorted(map(sorted, (a.items() for a in permitted)))


@pytest.mark.parametrize(
    ("slug", "minutes", "cms", "midpoint"),
    [
        ("40-minutes-three-units", [40], 3, 3),
        ("40-minutes-three-units", [20, 20], 3, 2),
        ("40-minutes-three-units", [33, 7], 3, 2),
        ("40-minutes-three-units", [30, 10], 3, 3),
        ("midpoint-pays-more", [20, 4], 2, 1),
        ("midpoint-pays-more", [10, 10], 1, 2),
        ("8-minute-rule-is-rule-of-eights", [7, 7, 7], 1, 0),
        ("medicare-counts-each-code", [8, 8, 8, 8], 2, 4),
        ("unit-is-8-minutes", [25], 2, 2),
        ("16-minutes-two-units", [22], 1, 1),
        ("16-minutes-two-units", [23], 2, 2),
        ("minutes-divided-by-15", [38], 3, 3),
    ],
)
def test_totals_under_both_rules_are_those_of_the_rules(slug, minutes, cms, midpoint):
    assert fact_check(slug)
    services = dict(zip(["97112", "97110", "97140", "97530"], minutes, strict=False))
    counted = [count_units(services, rule).total_units for rule in (CountingRule.CMS, CountingRule.MIDPOINT)]
    assert counted == [cms, midpoint]


def test_threshold_figures_are_those_of_the_table():
    amounts = {year: kx_threshold(year, "PT").amount for year in (2023, 2024, 2025, 2026)}
    assert amounts == {2023: 2230, 2024: 2330, 2025: 2410, 2026: 2480}
    text = fact_check("2024-threshold-2230").sections["Why"]
    assert all(f"| {year} | ${amount:,} |" in text for year, amount in amounts.items())


def test_the_review_amount_is_fixed_only_before_2028():
    assert fact_check("3000-through-2028").verdict is Verdict.WRONG
    assert review_amount(date(2027, 12, 31)) == 3000
    with pytest.raises(LookupError, match="2028"):
        review_amount(date(2028, 1, 1))
