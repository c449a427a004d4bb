"""Misconceptions: what each of them answers, where it breaks, and that learners who hold it are found out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

import pytest

from logic.content.library import ROOT
from logic.practice import (
    TOPICS,
    Question,
    Verdict,
    counter_example,
    diagnose,
    grade,
    make_question,
    misconception,
    misconceptions,
)
from logic.practice.beliefs import check
from logic.practice.topics import counting
from logic.practice.topics.visits import Visit
from logic.practice.wording import DAY

ROUND = 30

every_misconception = pytest.mark.parametrize("name", list(misconceptions()))


# The list


def test_there_are_enough_and_each_is_explained():
    assert len(misconceptions()) >= 25
    assert check(ROOT / "rules") == ()
    for held in misconceptions().values():
        assert held.title != held.belief and held.belief.endswith(".")


def test_every_listed_topic_has_the_method_and_every_method_is_listed():
    listed = {(name, topic) for name, held in misconceptions().items() for topic in held.topics}
    held = {(name, topic.name) for topic in TOPICS.values() for name in topic.misconceptions}
    assert listed == held


def test_what_is_shown_on_a_wrong_claim_can_be_said():
    for topic in TOPICS.values():
        for exercise in topic.exercises:
            for name in exercise.methods if exercise.review else ():
                assert misconception(name).fault.endswith("."), name


@every_misconception
def test_its_counter_example_is_worked_out_and_short(name: str):
    example = counter_example(name)
    assert example.wrong not in example.right and example.text
    assert len(example.text) < 700


def test_an_unknown_misconception_is_refused():
    with pytest.raises(LookupError, match="no misconception"):
        misconception("nothing")
    assert counter_example("nothing") is None


# What each belief answers, in published numbers


@pytest.mark.parametrize(
    ("name", "minutes", "answer"),
    [
        ("round-each-code", (24, 23), (2, 2)),
        ("round-each-code", (33, 7), (2, 0)),
        ("round-each-code", (7, 7, 7), (0, 0, 0)),
        ("under-eight-dropped", (33, 7), (2, 0)),
        ("eight-always-earns", (18, 13, 10, 8), (1, 1, 1, 1)),
        ("eight-always-earns", (29, 8), (2, 1)),
        ("every-code-billed", (30, 5), (2, 1)),
        ("second-unit-at-16", (16,), (2,)),
        ("unit-is-eight", (12,), (1,)),
        ("unit-is-eight", (15, 25), (1, 3)),
        ("more-than-eight", (8,), (0,)),
        ("more-than-eight", (23,), (1,)),
        ("full-blocks-only", (38,), (2,)),
        ("longest-service-wins", (31, 24), (3, 1)),
        ("best-paying-wins", (29, 16), (2, 1)),
    ],
)
def test_minutes_as_a_belief_counts_them(name: str, minutes: tuple[int, ...], answer: tuple[int, ...]):
    codes = ("97110", "97140", "97116", "97035")
    visit = Visit(DAY, tuple(zip(codes, minutes, strict=False)))
    assert tuple(counting.METHODS[name](visit).values()) == answer


def test_a_belief_that_leaves_a_choice_settles_nothing():
    tied = Visit(DAY, (("97112", 20), ("97110", 20)))
    assert counting.METHODS["longest-service-wins"](tied) is None
    assert counting.METHODS["clock-time-counts"](tied) is None


# Learners


@cache
def question(topic: str, seed: int) -> Question:
    return make_question(topic, seed)


def round_for(name: str, start: int = 0) -> list[Question]:
    """Thirty questions of the topics of a misconception, in turn."""
    topics = misconception(name).topics
    return [question(topics[at % len(topics)], start + at // len(topics)) for at in range(ROUND)]


def answers_of(asked: Question, belief: str | None) -> dict[str, object]:
    """What a learner answers who holds one belief and is right wherever it settles nothing."""
    mistakes = {mistake.misconception: mistake.answer for mistake in asked.mistakes}
    return dict(mistakes.get(belief, asked.answer))


def guess(asked: Question, random: Random) -> dict[str, object]:
    given: dict[str, object] = {}
    for field in asked.fields:
        values = [option.value for option in field.options]
        if field.kind == "number":
            given[field.name] = random.randint(0, 4)
        elif field.kind == "one":
            given[field.name] = random.choice(values)
        else:
            given[field.name] = {value for value in values if random.random() < 0.4}
    return given


@every_misconception
def test_a_learner_who_holds_it_is_found_out_and_holds_nothing_else(name: str):
    verdicts = [grade(asked, answers_of(asked, name)) for asked in round_for(name)]
    beliefs = diagnose(verdicts)
    assert [belief.misconception for belief in beliefs] == [name]
    assert beliefs[0].or_else == () and beliefs[0].shown == beliefs[0].chances


@pytest.mark.parametrize("topic", list(TOPICS))
def test_a_learner_who_is_right_holds_nothing(topic: str):
    verdicts = [grade(asked, asked.answer) for asked in (question(topic, seed) for seed in range(ROUND))]
    assert all(verdict.correct for verdict in verdicts) and diagnose(verdicts) == ()


@pytest.mark.parametrize("topic", list(TOPICS))
def test_a_learner_who_slips_now_and_then_holds_nothing(topic: str):
    for learner in range(20):
        random = Random(f"{topic}-{learner}")
        verdicts = []
        for seed in range(ROUND):
            asked = question(topic, seed)
            verdicts.append(grade(asked, guess(asked, random) if random.random() < 0.2 else asked.answer))
        assert diagnose(verdicts) == (), [verdict.misconceptions for verdict in verdicts]


# The rule of the diagnosis


@dataclass(frozen=True)
class Shown:
    misconceptions: tuple[str, ...]
    probes: tuple[str, ...]


def wrong(*names: str, probes: tuple[str, ...] = ()) -> Shown:
    return Shown(names, probes or names)


def names(answers: list[Shown]) -> list[str]:
    return [belief.misconception for belief in diagnose(answers)]


def test_two_answers_are_a_coincidence_and_three_are_a_belief():
    assert names([wrong("a")] * 2) == []
    assert names([wrong("a")] * 3) == ["a"]


def test_a_belief_that_shows_in_less_than_two_of_three_chances_is_not_held():
    not_shown = Shown((), ("a",))
    assert names([wrong("a")] * 4 + [not_shown] * 2) == ["a"]
    assert names([wrong("a")] * 4 + [not_shown] * 3) == []


def test_what_a_surer_belief_explains_counts_for_no_other():
    both = wrong("a", "b")
    answers = [both] * 4 + [wrong("a"), Shown((), ("b",))]
    assert names(answers) == ["a"]


def test_two_beliefs_are_both_found():
    assert names([wrong("a")] * 3 + [wrong("b")] * 4) == ["b", "a"]


def test_beliefs_that_nothing_tells_apart_are_named_together():
    (belief,) = diagnose([wrong("a", "b")] * 3)
    assert {belief.misconception, *belief.or_else} == {"a", "b"}


def test_verdicts_and_kept_answers_are_evidence_alike():
    asked = question("counting", 0)
    verdict = grade(asked, answers_of(asked, asked.target))
    assert isinstance(verdict, Verdict) and set(verdict.misconceptions) <= set(verdict.probes)
