"""Minutes to units: published examples, and the properties the two counting rules promise."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logic.content import library
from logic.units import CountingRule, cms_band, cms_units, count_units, units_supported_by
from tests.examples import examples

TIMED_15 = ("97110", "97112", "97116", "97140", "97530", "97035")
visits = st.dictionaries(st.sampled_from(TIMED_15), st.integers(0, 70), max_size=5)
rules = st.sampled_from(CountingRule)


def as_set(allocations):
    return {frozenset(a.items()) for a in allocations}


@pytest.mark.parametrize("example", examples("units"), ids=lambda e: e["id"])
def test_the_permitted_answers_of_an_example_are_exactly_those(example):
    count = count_units([tuple(s) for s in example["services"]], CountingRule(example["rule"]))
    expected = as_set([example["units"], *example.get("or", [])])
    named = example["units"].keys()
    found = [a | count.untimed for a in count.allocations]
    assert as_set({c: n for c, n in a.items() if n or c in named} for a in found) == expected


@pytest.mark.parametrize(
    ("minutes", "units"),
    [
        *((0, 0), (7, 0), (8, 1), (22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (67, 4), (68, 5)),
        *((82, 5), (83, 6), (97, 6), (98, 7), (112, 7), (113, 8), (127, 8), (128, 9), (142, 9), (143, 10)),
    ],
)
def test_the_chart_gives_the_published_rows_and_goes_on_past_eight_units(minutes, units):
    assert cms_units(minutes) == units
    assert minutes in range(cms_band(units)[0], cms_band(units)[1] + 1)


@given(visits)
def test_the_units_of_every_permitted_answer_add_up_to_the_chart(minutes):
    count = count_units(minutes, CountingRule.CMS)
    assert count.total_units == cms_units(sum(minutes.values()))
    assert all(sum(a.values()) == count.total_units for a in count.allocations)


@given(visits)
def test_each_code_keeps_its_full_blocks_and_gets_at_most_one_more(minutes):
    for answer in count_units(minutes, CountingRule.CMS).allocations:
        assert all(minutes[code] // 15 <= units <= minutes[code] // 15 + 1 for code, units in answer.items())


@given(visits, rules, st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(minutes, rule, random):
    entries = list(minutes.items())
    random.shuffle(entries)
    first, second = count_units(minutes, rule), count_units(entries, rule)
    assert (first.allocations, first.steps) == (second.allocations, second.steps)


@given(st.sampled_from(TIMED_15), st.integers(0, 1440))
def test_a_single_code_gives_the_same_under_both_rules(code, minutes):
    assert (
        count_units({code: minutes}, CountingRule.CMS).allocations
        == count_units({code: minutes}, CountingRule.MIDPOINT).allocations
    )


@given(visits)
def test_midpoint_reaches_a_unit_at_8_23_38_minutes_of_each_code(minutes):
    expected = {code: sum(m >= start for start in range(8, 1440, 15)) for code, m in minutes.items()}
    assert count_units(minutes, CountingRule.MIDPOINT).allocations == (expected,)


def optimal_by_brute_force(minutes):
    """All ways to share the chart's units that turn the largest leftovers into units."""
    codes = list(minutes)
    best, answers = -1, set()
    for extra in product((0, 1), repeat=len(codes)):
        units = {c: minutes[c] // 15 + e for c, e in zip(codes, extra, strict=True)}
        if sum(units.values()) != cms_units(sum(minutes.values())):
            continue
        won = sum(minutes[c] % 15 for c, e in zip(codes, extra, strict=True) if e)
        if won > best:
            best, answers = won, set()
        if won == best:
            answers.add(frozenset(units.items()))
    return answers


@given(visits)
def test_the_permitted_answers_are_all_the_optimal_ones_and_no_others(minutes):
    found = count_units(minutes, CountingRule.CMS).allocations
    assert len(found) == len(as_set(found))
    assert as_set(found) == optimal_by_brute_force(minutes)


@given(visits, rules)
def test_every_code_entered_is_in_every_answer_even_without_a_unit(minutes, rule):
    assert all(answer.keys() == minutes.keys() for answer in count_units(minutes, rule).allocations)


@given(visits, rules, st.sampled_from(("97161", "97012", "G0283")), st.none() | st.integers(0, 90))
def test_an_untimed_code_counts_once_beside_the_timed_ones(minutes, rule, untimed, length):
    with_it = count_units([*minutes.items(), (untimed, length)], rule)
    assert with_it.untimed == {untimed: 1}
    assert with_it.allocations == count_units(minutes, rule).allocations
    assert with_it.total_minutes == sum(minutes.values())


@given(visits, rules)
def test_every_step_rests_on_a_source_that_exists(minutes, rule):
    steps = count_units(minutes, rule).steps
    assert steps
    assert all(step.source in library().sources and step.text.endswith((".", ")")) for step in steps)


@pytest.mark.parametrize(
    ("services", "phrase"),
    [
        ({"97110": 33, "97140": 7}, "97140 gets it for its leftover 7 minutes, although fewer than 8"),
        ({"97110": 20, "97112": 20}, "97110 and 97112 tie with 5 minutes left over each for the last unit"),
        ({"97110": 29, "97140": 8}, "Documented, but earning no further unit: 8 minutes of 97140"),
        ({"97110": 7}, "fewer than 8, so no unit is earned"),
        ({"97110": 7, "97161": 35}, "97161 is untimed: it counts as 1 unit however long it took"),
        ([("97110", 10), ("97110", 13)], "10 + 13 = 23"),
        ({"97112": 31, "97110": 24}, "97110 gets it for its leftover 9 minutes"),
        ({"96125": 31, "97110": 15}, "its minutes stay out of the chart"),
    ],
)
def test_the_working_says_what_decided(services, phrase):
    assert any(phrase in step.text for step in count_units(services, CountingRule.CMS).steps)


@pytest.mark.parametrize(
    ("services", "first"),
    [
        ({"97110": 8, "97140": 23}, {"97110": 0, "97140": 2}),
        ({"97140": 20, "97112": 20}, {"97112": 2, "97140": 1}),
        ({"97110": 10, "97116": 25, "97112": 25}, {"97110": 0, "97112": 2, "97116": 2}),
    ],
)
def test_of_tied_answers_the_one_with_most_minutes_then_lowest_code_is_listed_first(services, first):
    allocations = count_units(services, CountingRule.CMS).allocations
    assert len(allocations) > 1
    assert allocations[0] == first


@pytest.mark.parametrize(
    ("services", "error", "says"),
    [
        ({"97110": 7.5}, ValueError, "7.5 is not a whole number of minutes"),
        ({"97110": float("nan")}, ValueError, "not a whole number"),
        ({"97110": "twenty"}, ValueError, "not a whole number"),
        ({"97110": True}, ValueError, "not a whole number"),
        ({"97110": -5}, ValueError, "less than none"),
        ({"97110": 10**9}, ValueError, "longer than a day"),
        ({"97110": None}, ValueError, "enter its minutes"),
        ({"97110": 1000, "97112": 1000}, ValueError, "add up to 2,000"),
        ({"99999": 10}, LookupError, "not a code in this reference"),
        ({"98980": 20}, ValueError, "counted over several days"),
        ({"97139": 20}, ValueError, "the payer decides"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(services, error, says):
    with pytest.raises(error, match=says):
        count_units(services, CountingRule.CMS)


def test_whole_numbers_may_come_as_floats_from_a_table():
    assert count_units({"97110": 15.0}, CountingRule.CMS).allocations == ({"97110": 1},)


def brute_force_support(billed, rule):
    """The first and last minutes, in total and per code, of all visits that permit these units."""
    blocks = [range(max(0, 15 * units - 15), 15 * units + 15) for units in billed.values()]
    visits_found = [
        visit
        for visit in product(*blocks)
        if billed in count_units(dict(zip(billed, visit, strict=True)), rule).allocations
    ]
    totals = [sum(visit) for visit in visits_found]
    per_code = zip(*visits_found, strict=True)
    return (min(totals), max(totals)), {c: (min(m), max(m)) for c, m in zip(billed, per_code, strict=True)}


@pytest.mark.parametrize("rule", CountingRule)
@pytest.mark.parametrize(
    "billed",
    [
        {"97110": 1},
        {"97110": 2, "97140": 1},
        {"97110": 1, "97140": 1},
        {"97110": 2, "97140": 0},
        {"97110": 3, "97112": 2},
        {"97110": 0, "97112": 0},
        {"97110": 1, "97112": 1, "97140": 1},
        {"97110": 2, "97112": 1, "97140": 0},
    ],
    ids=str,
)
def test_the_minutes_that_support_billed_units_are_those_a_search_finds(billed, rule):
    support = units_supported_by(billed, rule)
    total, per_code = brute_force_support(billed, rule)
    assert (support.total.first, support.total.last) == total
    assert support.fewest_minutes == total[0]
    assert {c: (r.first, r.last) for c, r in support.per_code.items()} == per_code


@settings(max_examples=300)
@given(visits, rules)
def test_a_visit_lies_inside_the_ranges_of_every_answer_it_permits(minutes, rule):
    for answer in count_units(minutes, rule).allocations:
        support = units_supported_by(answer, rule)
        assert sum(minutes.values()) in support.total
        assert all(minutes[code] in support.per_code[code] for code in minutes)


def test_units_of_an_untimed_code_need_no_minutes_and_stay_at_one():
    assert units_supported_by({"97161": 1, "97110": 1}, CountingRule.CMS).untimed == ("97161",)
    with pytest.raises(ValueError, match="untimed"):
        units_supported_by({"97161": 2}, CountingRule.CMS)


@pytest.mark.parametrize("units", [-1, 1.5, 97, "2"])
def test_billed_units_must_be_whole_and_fit_into_a_day(units):
    with pytest.raises(ValueError, match="units"):
        units_supported_by({"97110": units}, CountingRule.CMS)


def test_a_first_code_and_its_add_on_are_one_series():
    support = units_supported_by({"97129": 1, "97130": 2}, CountingRule.CMS)
    assert (support.total.first, support.total.last) == (38, 52)
    assert units_supported_by({"97550": 1, "97551": 1}, CountingRule.CMS).total.first == 38
