"""An answer compared with what is permitted and with what each misconception would have answered."""

from __future__ import annotations

from dataclasses import dataclass

from logic.practice.beliefs import misconception
from logic.practice.make import case_question, next_seed, plan
from logic.practice.question import Question
from logic.practice.topics import TOPICS
from logic.steps import Step


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A short case in which a misconception breaks. `right` lists every permitted answer, in words."""

    misconception: str
    text: str
    right: tuple[str, ...]
    wrong: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an answer.

    `misconceptions` are those that lead to exactly this answer: none when it is right or not understood.
    `probes` are those the question could have shown. `expected` holds every permitted answer, in words.
    `similar_seed` asks after the same misconception again.
    """

    question: str
    correct: bool
    misconceptions: tuple[str, ...]
    probes: tuple[str, ...]
    message: str
    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    expected: tuple[str, ...]
    counter_examples: tuple[CounterExample, ...]
    similar_seed: int | None


def grade(question: Question, answer: object) -> Verdict:
    """The verdict on an answer, given as {field name: value}; a question with one field also takes the value.

    ValueError when a field is missing, unknown, or filled with something that is not offered.
    """
    given = question.read(answer)
    correct = given in question.accepted
    named = () if correct else tuple(m.misconception for m in question.mistakes if m.answer == given)
    held = [misconception(name) for name in named]
    examples = (counter_example(name, question.topic) for name in named)
    return Verdict(
        question=question.id,
        correct=correct,
        misconceptions=named,
        probes=question.probes,
        message=_message(question, correct, [m.belief for m in held]),
        steps=question.steps,
        sources=tuple(dict.fromkeys([*question.sources, *(m.source for m in held)])),
        expected=tuple(question.show(each) for each in question.accepted),
        counter_examples=tuple(example for example in examples if example),
        similar_seed=_similar(question, named),
    )


def counter_example(name: str, topic: str = "") -> CounterExample | None:
    """The shortest case in which a misconception breaks, from the topic at hand where it has one; None without one."""
    order = sorted(TOPICS, key=lambda other: other != topic)
    for other in order:
        for exercise in TOPICS[other].exercises:
            if name in exercise.examples:
                question = case_question(other, exercise, exercise.examples[name], name)
                wrong = next(m.answer for m in question.mistakes if m.misconception == name)
                right = tuple(question.show(answer) for answer in question.accepted)
                return CounterExample(name, question.text, right, question.show(wrong))
    return None


def _message(question: Question, correct: bool, beliefs: list[str]) -> str:
    if correct and len(question.accepted) > 1:
        return f"Right: this is one of {len(question.accepted)} permitted answers."
    if correct:
        return "Right."
    if not beliefs:
        return "Not this time, and no misunderstanding we know leads to this answer. The steps show the way."
    if len(beliefs) == 1:
        return f"Not this time. This is the answer that follows from one belief: {_lower(beliefs[0])}"
    listed = "; or ".join(_lower(belief).rstrip(".") for belief in beliefs)
    return f"Not this time. {len(beliefs)} beliefs lead to this answer: {listed}."


def _lower(sentence: str) -> str:
    """A sentence as it continues another, names and modifiers left as they are."""
    first = sentence.split(" ", 1)[0]
    keep = sum(letter.isupper() for letter in first) > 1 or first == "Medicare" or not first[0].isalpha()
    return sentence if keep else sentence[0].lower() + sentence[1:]


def _similar(question: Question, named: tuple[str, ...]) -> int | None:
    if question.seed is None:
        return next_seed(question.topic, -1, named[0]) if named else None
    slot = plan(question.topic, question.seed).slot
    target = question.target if question.target in named or not named else named[0]
    for wanted in (slot, None):
        found = next_seed(question.topic, question.seed, target, wanted) if target else None
        if found is not None:
            return found
    return question.seed + 1
