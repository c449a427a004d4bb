"""Evaluation levels: the lowest component decides, and the working says which one it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.content import library
from logic.evaluation import LEVELS, ot_evaluation, pt_evaluation
from tests.examples import examples

EXAMPLES = examples("evaluations")
PT = {"history": 1, "examination": 3, "presentation": "evolving", "decision_making": "moderate"}
OT = {"history": "expanded", "deficits": 4, "decision_making": "moderate"}
PT_HIGH = {"history": 3, "examination": 4, "presentation": "unstable", "decision_making": "high"}

pt_findings = st.fixed_dictionaries(
    {
        "history": st.integers(0, 6),
        "examination": st.integers(1, 8),
        "presentation": st.sampled_from(("stable", "evolving", "unstable")),
        "decision_making": st.sampled_from(LEVELS),
    }
)
ot_findings = st.fixed_dictionaries(
    {
        "history": st.sampled_from(("brief", "expanded", "extensive")),
        "deficits": st.integers(1, 9),
        "decision_making": st.sampled_from(LEVELS),
        "assistance": st.sampled_from((None, "none", "minimal", "moderate", "significant")),
        "comorbidities": st.sampled_from((None, True, False)),
    }
)


def text(result):
    return " ".join(step.text for step in result.steps)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_an_example_gets_its_code_and_what_holds_it_there(example):
    evaluate = {"PT": pt_evaluation, "OT": ot_evaluation}[example["discipline"]]
    described = ("id", "discipline", "code", "limited_by", "source")
    result = evaluate(**{name: value for name, value in example.items() if name not in described})
    assert (result.code, list(result.limited_by)) == (example["code"], example["limited_by"])
    assert example["source"] in library().sources


@given(pt_findings)
def test_no_component_lies_below_the_level_of_a_pt_evaluation_and_one_lies_on_it(findings):
    result = pt_evaluation(**findings)
    levels = [LEVELS.index(component.level) for component in result.components]
    assert min(levels) == LEVELS.index(result.level)
    assert [c.name for c in result.components] == list(PT)


@given(pt_findings, st.sampled_from(tuple(PT_HIGH)))
def test_raising_one_pt_component_to_high_never_lowers_the_level(findings, name):
    raised = pt_evaluation(**findings | {name: PT_HIGH[name]})
    assert LEVELS.index(raised.level) >= LEVELS.index(pt_evaluation(**findings).level)


@given(ot_findings)
def test_ot_scores_three_components_and_the_lowest_decides(findings):
    result = ot_evaluation(**findings)
    assert [component.name for component in result.components] == ["history", "deficits", "decision_making"]
    assert LEVELS.index(result.level) == min(LEVELS.index(component.level) for component in result.components)


@pytest.mark.parametrize(
    ("deficits", "levels"),
    [
        (1, LEVELS[:1]),
        (2, LEVELS[:1]),
        (3, LEVELS[:2]),
        (4, LEVELS[1:2]),
        (5, LEVELS[1:]),
        (6, LEVELS[2:]),
    ],
)
def test_three_and_five_deficits_belong_to_two_levels_and_the_working_says_what_settles_it(deficits, levels):
    result = ot_evaluation(**OT | {"deficits": deficits})
    assert result.components[1].levels == levels
    assert ("The other components settle it" in text(result)) == (len(levels) == 2)


@given(st.one_of(pt_findings.map(lambda f: pt_evaluation(**f)), ot_findings.map(lambda f: ot_evaluation(**f))))
def test_the_working_says_that_time_never_decides_and_cites_known_sources(result):
    assert "time never decides" in text(result)
    assert all(step.source in library().sources and step.text.endswith(".") for step in result.steps)


@given(pt_findings)
def test_the_working_of_an_evaluation_below_high_names_what_holds_it_there(findings):
    result = pt_evaluation(**findings)
    titles = {component.name: component.title.lower() for component in result.components}
    assert bool(result.limited_by) == (result.level != "high")
    held = next((step.text for step in result.steps if step.text.startswith("The evaluation stands at")), "")
    assert all((title in held) == (name in result.limited_by) for name, title in titles.items())


def test_the_finding_can_be_written_with_capitals_and_spaces():
    assert pt_evaluation(**PT | {"presentation": " Evolving "}).code == "97162"


@pytest.mark.parametrize(
    ("evaluate", "findings", "message"),
    [
        (pt_evaluation, PT | {"examination": 0}, "below what even the lowest level asks for"),
        (ot_evaluation, OT | {"deficits": 0}, "below what even the lowest level asks for"),
        (pt_evaluation, PT | {"history": -1}, "less than none"),
        (pt_evaluation, PT | {"history": 1.5}, "not a whole number"),
        (pt_evaluation, PT | {"examination": True}, "not a whole number"),
        (pt_evaluation, PT | {"presentation": "wobbly"}, "stable, evolving, unstable"),
        (pt_evaluation, PT | {"decision_making": 2}, "low, moderate, high"),
        (ot_evaluation, OT | {"history": "long"}, "brief, expanded, extensive"),
        (ot_evaluation, OT | {"assistance": "some"}, "none, minimal, moderate, significant"),
        (ot_evaluation, OT | {"comorbidities": "two"}, "True, False or None"),
    ],
)
def test_a_finding_that_cannot_be_scored_is_refused_with_what_would_be_right(evaluate, findings, message):
    with pytest.raises(ValueError, match=message):
        evaluate(**findings)


def test_the_codes_begin_on_2017_01_01_and_the_older_code_is_named():
    assert pt_evaluation(**PT, on=date(2017, 1, 1)).code == "97162"
    with pytest.raises(LookupError, match="97001"):
        pt_evaluation(**PT, on=date(2016, 12, 31))
    with pytest.raises(LookupError, match="97003"):
        ot_evaluation(**OT, on=date(2016, 12, 31))
