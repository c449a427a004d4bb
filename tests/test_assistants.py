"""CQ and CO: published and derived visits, and what must hold for every visit."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.assistants import TenPercent, split_units
from logic.content import library
from logic.units import CountingRule, count_units
from tests.examples import examples

NOW, OLD, BEFORE = date(2026, 11, 2), date(2021, 3, 1), date(2019, 12, 31)
CODES = ("97110", "97112", "97140", "97530", "97129", "97150", "G0283")
minutes = st.dictionaries(st.sampled_from(CODES), st.integers(1, 50), max_size=4)
days = st.sampled_from((NOW, OLD))
disciplines = st.sampled_from(("PT", "OT"))


def split(therapist=None, assistant=None, joint=None, on=NOW, discipline="PT"):
    return split_units(therapist=therapist or {}, assistant=assistant or {}, joint=joint, on=on, discipline=discipline)


def as_sets(lines):
    return frozenset((code, units, frozenset(modifiers)) for code, units, modifiers in lines)


def answers(result):
    return [as_sets((line.code, line.units, line.modifiers) for line in option.lines) for option in result.options]


def only(result):
    (option,) = result.options
    return {(line.modifiers[-1], line.units) for line in option.lines}


def total(option, *, marked=None):
    counted = (line for line in option.lines if marked is None or (len(line.modifiers) > 1) == marked)
    return sum(line.units for line in counted)


CASES = [pytest.param(e, on, id=f"{e['id']}-{on}") for e in examples("assistants") for on in e["on"]]


@pytest.mark.parametrize(("example", "on"), CASES)
def test_the_permitted_answers_of_an_example_are_exactly_those(example, on):
    result = split(
        example["therapist"],
        example["assistant"],
        example.get("joint"),
        date.fromisoformat(str(on)),
        example["discipline"],
    )
    expected = [as_sets(lines) for lines in (example["lines"], *example.get("or", []))]
    assert sorted(answers(result), key=sorted_key) == sorted(expected, key=sorted_key)


def sorted_key(lines):
    return sorted((code, units, sorted(modifiers)) for code, units, modifiers in lines)


def test_every_example_names_a_source_of_this_reference():
    assert {e["source"] for e in examples("assistants")} <= library().sources.keys()


def test_the_main_answer_of_a_disputed_last_unit_follows_the_percentage_method():
    disputed = split({"97110": 7}, {"97110": 1})
    assert disputed.methods_disagree
    assert [option.lines[0].modifiers for option in disputed.options] == [("GP", "CQ"), ("GP",)]


@given(minutes, minutes, minutes, days, disciplines)
def test_the_units_of_the_lines_are_an_allocation_of_the_counting_rule(therapist, assistant, joint, on, discipline):
    everything = [*therapist.items(), *assistant.items(), *joint.items()]
    count = count_units(everything, CountingRule.CMS)
    result = split(therapist, assistant, joint, on, discipline)
    permitted = [a | count.untimed for a in count.allocations]
    found = []
    for option in result.options:
        billed = dict.fromkeys(option.units, 0)
        for line in option.lines:
            assert line.units > 0
            billed[line.code] += line.units
        assert billed == option.units
        found.append(option.units)
    assert all(units in permitted for units in found) and all(units in found for units in permitted)


@given(minutes, minutes, days, disciplines)
def test_without_minutes_of_the_assistant_alone_no_line_takes_the_modifier(therapist, joint, on, discipline):
    result = split(therapist, {}, joint, on, discipline)
    assert all(len(line.modifiers) == 1 for option in result.options for line in option.lines)


@given(minutes, days)
def test_without_minutes_of_the_therapist_every_unit_takes_the_modifier(assistant, on):
    result = split({}, assistant, on=on)
    assert {line.modifiers for option in result.options for line in option.lines} <= {("GP", "CQ")}


@given(minutes, minutes, minutes, days)
def test_joint_minutes_count_as_the_therapists(therapist, assistant, joint, on):
    merged = {code: therapist.get(code, 0) + joint.get(code, 0) for code in therapist | joint}
    assert split(therapist, assistant, joint, on).options == split(merged, assistant, on=on).options


@given(minutes, minutes, minutes)
def test_before_2020_no_line_takes_the_modifier(therapist, assistant, joint):
    result = split(therapist, assistant, joint, BEFORE)
    assert {line.modifiers for option in result.options for line in option.lines} <= {("GP",)}


@given(minutes, minutes, days, st.randoms(use_true_random=False))
def test_the_order_in_which_codes_are_entered_changes_nothing(therapist, assistant, on, random):
    shuffled = [list(entered.items()) for entered in (therapist, assistant)]
    for entries in shuffled:
        random.shuffle(entries)
    assert split(*map(dict, shuffled), on=on) == split(therapist, assistant, on=on)


@given(minutes, minutes, days)
def test_occupational_therapy_differs_only_in_the_names_of_the_modifiers(therapist, assistant, on):
    names = {"GP": "GO", "CQ": "CO"}
    pt, ot = (split(therapist, assistant, on=on, discipline=discipline) for discipline in ("PT", "OT"))
    renamed = [
        [(line.code, line.units, tuple(names[m] for m in line.modifiers)) for line in o.lines] for o in pt.options
    ]
    assert renamed == [[(line.code, line.units, line.modifiers) for line in o.lines] for o in ot.options]


@given(minutes, minutes)
def test_the_2022_rule_never_marks_more_units_than_the_one_before(therapist, assistant):
    now, old = split(therapist, assistant), split(therapist, assistant, on=OLD)
    for code_units in {frozenset(option.units.items()) for option in now.options}:
        new = [total(o, marked=True) for o in now.options if frozenset(o.units.items()) == code_units]
        before = [total(o, marked=True) for o in old.options if frozenset(o.units.items()) == code_units]
        assert min(new) <= min(before) and max(new) <= max(before)


def test_two_units_are_left_for_one_code_exactly_when_each_has_9_to_14_minutes_and_both_23_to_28():
    for own_blocks, blocks, own, helped in product(range(3), range(3), range(15), range(15)):
        result = split({"97110": 15 * own_blocks + own}, {"97110": 15 * blocks + helped})
        two_left = total(result.options[0]) - own_blocks - blocks == 2
        assert two_left == (9 <= own <= 14 and 9 <= helped <= 14 and 23 <= own + helped <= 28)
        if two_left:
            (option,) = result.options
            assert total(option, marked=False) == own_blocks + 1
            assert total(option, marked=True) == blocks + 1


def test_one_shared_last_unit_goes_to_the_therapist_from_8_minutes_and_else_to_the_assistant_over_10_percent():
    for own, helped in product(range(1, 15), range(1, 15)):
        if not 8 <= own + helped <= 22:
            continue
        result = split({"97110": own}, {"97110": helped})
        if (own, helped) == (7, 1):
            assert result.methods_disagree
            continue
        marked = own < 8 and (helped >= 8 or 10 * helped > own + helped)
        assert not result.methods_disagree
        assert only(result) == {("CQ" if marked else "GP", 1)}


@pytest.mark.parametrize(
    ("own", "helped", "reason"),
    [
        (13, 8, "The therapist alone reaches 8"),
        (5, 10, "Only the assistant reaches 8"),
        (6, 5, "more than 10 percent"),
        (12, 14, "9 to 14 minutes"),
        (0, 9, "all of it alone"),
        (15, 7, "earns no further unit"),
        (15, 8, "from the assistant alone"),
    ],
)
def test_the_working_names_the_ground_on_which_the_last_unit_was_given(own, helped, reason):
    (option,) = split_one(own, helped).options
    assert reason in option.why[-1].text


def test_the_two_methods_differ_for_one_15_minute_code_only_at_7_and_1_left_over():
    pairs = product(range(46), range(46))
    disputed = {(own % 15, helped % 15) for own, helped in pairs if split_one(own, helped).methods_disagree}
    assert disputed == {(7, 1)}


def split_one(own, helped):
    return split({"97110": own}, {"97110": helped})


@pytest.mark.parametrize(
    ("assistant", "of", "percentage", "simple"),
    [(1, 10, False, False), (2, 10, True, True), (3, 30, False, False), (4, 30, True, True), (1, 8, True, False),
     (2, 15, True, False), (3, 15, True, True), (5, 45, True, False), (6, 45, True, True), (0, 30, False, False),
     (3, 29, False, False), (1, 1, True, True)],
)  # fmt: skip
def test_more_than_10_percent_by_both_methods(assistant, of, percentage, simple):
    test = TenPercent(assistant, of)
    assert (test.exceeded("percentage"), test.exceeded("simple")) == (percentage, simple)
    assert test.methods_agree == (percentage == simple)


def test_a_longer_unit_is_decided_by_one_test_on_all_its_minutes_and_says_so():
    shared = split({"97545": 110}, {"97545": 10})
    assert only(shared) == {("GP", 1)}
    assert only(split({"97545": 90}, {"97545": 30})) == {("CQ", 1)}
    assert any("longer ones" in step.text for step in shared.options[0].why)


def test_minutes_of_a_speech_assistant_are_left_out_with_a_reason():
    result = split({"97129": 15}, {"97129": 15}, discipline="SLP")
    assert result.options[0].units == {"97129": 1, "97130": 0}
    assert any("no assistant modifier" in step.text for step in result.steps)


def test_an_untimed_code_of_both_needs_their_minutes():
    with pytest.raises(ValueError, match="enter the minutes of each"):
        split({"97150": None}, {"97150": 20})
    with pytest.raises(ValueError, match="enter the minutes of each"):
        split({"97150": 20}, {"97150": None})


def test_bad_input_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="discipline: 'ATC' is not one of PT, OT, SLP"):
        split({"97110": 15}, discipline="ATC")
    with pytest.raises(ValueError, match="less than none"):
        split({"97110": 30}, {"97110": -5})
    with pytest.raises(ValueError, match="enter its minutes"):
        split({}, {"97110": None})
    with pytest.raises(LookupError, match="not a code"):
        split({"97999": 15})


@given(minutes, minutes, minutes, days, disciplines)
def test_every_step_is_one_sentence_or_more_with_a_known_source(therapist, assistant, joint, on, discipline):
    result = split(therapist, assistant, joint, on, discipline)
    for step in (*result.steps, *(step for option in result.options for step in option.why)):
        assert step.source in library().sources
        assert step.text[0].isalnum() and step.text.endswith(".")
