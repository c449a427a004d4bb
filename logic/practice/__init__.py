"""Practice: questions made from a seed, answers graded by what each misconception would have answered."""

from logic.practice.beliefs import Misconception, misconception, misconceptions
from logic.practice.grading import CounterExample, Verdict, counter_example, grade
from logic.practice.learner import Belief, diagnose
from logic.practice.make import make_question, next_seed, plan
from logic.practice.question import Answer, Field, Mistake, Option, Question
from logic.practice.scenarios import question_named, scenario_question, scenarios_of
from logic.practice.topics import TOPICS

__all__ = [
    "TOPICS",
    "Answer",
    "Belief",
    "CounterExample",
    "Field",
    "Misconception",
    "Mistake",
    "Option",
    "Question",
    "Verdict",
    "counter_example",
    "diagnose",
    "grade",
    "make_question",
    "misconception",
    "misconceptions",
    "next_seed",
    "plan",
    "question_named",
    "scenario_question",
    "scenarios_of",
]
