"""Rounds of practice: what comes next, and that nothing is asked twice without a reason."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.content import library
from logic.practice import TOPICS, question_named, scenarios_of
from logic.practice.about import topic_about
from logic.practice.rounds import (
    DRILL,
    EXAM,
    MOST_DUE,
    MOST_MISTAKES,
    QUICK,
    due_round,
    exam_round,
    mistakes_round,
    quick_round,
    topic_round,
)


@dataclass(frozen=True)
class Given:
    rule: str
    question: str
    correct: bool = True


@dataclass(frozen=True)
class Due:
    kind: str
    name: str
    rule: str


answers = st.builds(
    lambda topic, seed, correct: Given(topic, f"{topic}/{seed}", correct),
    st.sampled_from(list(TOPICS)),
    st.integers(0, 9),
    st.booleans(),
)
histories = st.lists(answers, max_size=40)


def topics(tasks):
    return [question_named(task.question).topic for task in tasks]


@given(histories)
def test_no_round_but_mistakes_asks_what_was_asked_before(history):
    asked = {answer.question for answer in history}
    for tasks in (quick_round(history, ()), topic_round("kx", history), exam_round(history)):
        names = [task.question for task in tasks]
        assert len(set(names)) == len(names)
        assert not asked & set(names)


def test_a_quick_five_takes_what_is_due_first_then_what_was_never_tried():
    history = [Given(topic, f"{topic}/0") for topic in list(TOPICS)[:-2]]
    tasks = quick_round(history, [Due("rule", "kx", "kx"), Due("scenario", "x", "kx")])
    assert topics(tasks)[:3] == ["kx", *list(TOPICS)[-2:]]
    assert len(set(topics(tasks))) == QUICK


def test_a_new_topic_is_led_into_and_a_known_one_is_not():
    assert [task.stage for task in topic_round("kx", [])] == ["worked", "last step"] + ["whole"] * (DRILL - 2)
    assert {task.stage for task in topic_round("kx", [Given("kx", "kx/0")])} == {"whole"}


def test_an_unknown_topic_is_refused_with_the_topics_there_are():
    with pytest.raises(LookupError, match="counting"):
        topic_round("astrology", [])


def test_what_is_due_is_asked_with_a_new_question_for_a_rule_and_the_same_case_for_a_scenario():
    cards = [Due("rule", "kx", "kx"), Due("misconception", "x", "kx"), Due("scenario", "two-therapists", "counting")]
    assert [task.question for task in due_round(cards, [Given("kx", "kx/0")])] == ["kx/1", "scenarios/two-therapists"]
    many = [Due("scenario", f"case-{n}", "kx") for n in range(50)]
    assert len(due_round(many, [])) == MOST_DUE


@given(histories)
def test_mistakes_are_the_questions_last_answered_wrong_the_latest_first(history):
    last = {answer.question: answer.correct for answer in history}
    tasks = [task.question for task in mistakes_round(history)]
    assert len(tasks) == min(MOST_MISTAKES, sum(not right for right in last.values()))
    assert all(not last[question] for question in tasks)


def test_an_exam_covers_every_topic_and_two_exams_differ():
    first = exam_round([])
    assert len(first) == EXAM
    assert set(topics(first)) == set(TOPICS)
    done = [Given(topic, task.question) for topic, task in zip(topics(first), first, strict=True)]
    assert not {task.question for task in first} & {task.question for task in exam_round(done)}


def test_every_third_question_of_a_drill_is_a_hand_written_case_while_there_are_any():
    cases = [f"scenarios/{slug}" for slug in scenarios_of("kx")]
    asked = [task.question for task in topic_round("kx", [])]
    assert asked[2::3] == cases[: len(asked[2::3])]
    assert topic_round("kx", [Given("kx", name) for name in cases])[2].question == "kx/2"


@pytest.mark.parametrize("name", ["counting", "counting/x", "astrology/3", "/"])
def test_a_question_that_does_not_exist_is_refused(name):
    with pytest.raises(LookupError):
        question_named(name)


@pytest.mark.parametrize(
    ("page", "topic"),
    [
        ("guides/counting-minutes", "counting"),
        ("guides/kx-threshold", "kx"),
        ("modifiers/59", "edits"),
        ("modifiers/CQ", "assistants"),
        ("modifiers/GA", "abn"),
        ("codes/97161", "evaluation"),
        ("codes/97116", "counting"),
    ],
)
def test_a_page_knows_what_to_practice(page, topic):
    assert topic_about(page) == topic


def test_every_topic_a_page_leads_to_exists():
    led = {topic_about(entry.id) for entry in library().entries()}
    assert led - {None} <= set(TOPICS)
