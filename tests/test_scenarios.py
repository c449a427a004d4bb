"""Hand-written practice cases: complete, sourced, and never against the edit tables."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest

from logic.content import Scenario, library
from logic.content.library import ROOT, citations
from logic.content.models import ScenarioLine, ScenarioOption
from logic.edits import edits_between
from logic.practice import TOPICS, grade, misconceptions, question_named, scenario_question, scenarios_of
from logic.practice.scenarios import check

SCENARIOS = tuple(library().scenarios.values())
DISTINCT = {"59", "XE", "XS", "XP", "XU"}

each = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.slug)


def test_there_are_enough_of_them_in_every_topic():
    by_topic = Counter(scenario.topic for scenario in SCENARIOS)
    assert len(SCENARIOS) >= 80 and set(by_topic) == set(TOPICS)
    assert {scenario.difficulty for scenario in SCENARIOS} == {1, 2, 3}
    assert sum(len(scenarios_of(topic)) for topic in TOPICS) == len(SCENARIOS)


def test_the_checker_finds_no_fault():
    assert check(ROOT / "rules") == ()


@each
def test_it_is_asked_and_graded_like_any_question(scenario: Scenario):
    question = question_named(scenario.id)
    assert question == scenario_question(scenario.slug)
    assert question.text.startswith(scenario.payer) and question.ask == scenario.question
    for answer in question.accepted:
        assert grade(question, answer).correct
    for mistake in question.mistakes:
        verdict = grade(question, mistake.answer)
        assert not verdict.correct and mistake.misconception in verdict.misconceptions
        assert verdict.counter_examples
    assert all(step.source in library().sources and step.text for step in question.steps)


@each
def test_its_beliefs_are_known_and_its_reasons_sourced(scenario: Scenario):
    assert set(scenario_question(scenario.slug).probes) <= set(misconceptions())
    for heading in ("Why", "Common wrong answer"):
        assert set(citations(scenario.sections[heading])) <= set(scenario.sources)
        assert citations(scenario.sections[heading])


@each
def test_its_text_states_date_and_codes(scenario: Scenario):
    question = scenario_question(scenario.slug)
    if scenario.date_of_service:
        assert str(scenario.date_of_service) in question.text
    assert all(line.code in field.label for line, field in zip(scenario.lines, question.fields, strict=False))


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.lines and s.date_of_service and not s.payer_specific], ids=lambda s: s.slug
)
def test_marked_lines_agree_with_the_edit_table(scenario: Scenario):
    for marked in ({line.code: line.modifiers for line in scenario.lines}, *scenario.also_right):
        wanted = set()
        for first, second in combinations(marked, 2):
            for edit in edits_between(first, second, scenario.date_of_service, scenario.setting):
                assert edit.indicator == 1, "a pair that no modifier opens is asked with options"
                carriers = {code for code in (first, second) if DISTINCT & set(marked[code])}
                assert len(carriers) == 1
                wanted |= carriers
        assert {code for code, names in marked.items() if DISTINCT & set(names)} == wanted


def test_the_right_option_is_not_always_first():
    places = Counter()
    for scenario in SCENARIOS:
        if scenario.options:
            question = scenario_question(scenario.slug)
            places[[option.value for option in question.options].index(question.answer[0][1])] += 1
    assert max(places.values()) < 0.5 * sum(places.values())


def test_payer_cases_say_that_others_may_differ():
    specific = [scenario for scenario in SCENARIOS if scenario.payer_specific]
    assert len(specific) >= 8
    for scenario in specific:
        assert "Medicare" not in scenario.payer
        assert "Other payers may differ." in scenario_question(scenario.slug).facts


def test_an_unknown_scenario_is_refused():
    with pytest.raises(LookupError, match="no scenario"):
        scenario_question("nothing-here")


BASE = {
    "slug": "a-case",
    "name": "A case",
    "topic": "edits",
    "difficulty": 1,
    "question": "What is paid?",
    "sources": ("rehabcode",),
}
RIGHT, WRONG = ScenarioOption(text="Yes", right=True), ScenarioOption(text="No")
LINE = ScenarioLine(code="97110", modifiers=("GP",))


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({}, "either options or lines"),
        ({"options": (RIGHT, WRONG), "lines": (LINE,)}, "either options or lines"),
        ({"options": (RIGHT, RIGHT)}, "exactly one is right"),
        ({"options": (RIGHT,)}, "exactly one is right"),
        ({"lines": (LINE, LINE), "offered": ("GP", "59")}, "each code stands on one line"),
        ({"lines": (LINE,), "offered": ("GP",)}, "at least one that is not"),
        ({"lines": (LINE,), "offered": ("GP", "59"), "also_right": ({"97112": ("GP",)},)}, "mark every line"),
    ],
)
def test_a_scenario_that_cannot_be_asked_is_refused(extra: dict, message: str):
    with pytest.raises(ValueError, match=message):
        Scenario(**BASE, **extra)


def test_a_right_option_has_no_belief():
    with pytest.raises(ValueError, match="no misconception"):
        ScenarioOption(text="Yes", right=True, belief="unit-is-eight")
