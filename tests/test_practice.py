"""Practice: questions from a seed, graded by the same engines that the tools use."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations, islice, product
from pathlib import Path

import pytest

from logic.assistants import split_units
from logic.content import library
from logic.edits import edits_between
from logic.evaluation import ot_evaluation, pt_evaluation
from logic.practice import TOPICS, Question, grade, make_question, misconceptions, next_seed, plan, question_named
from logic.thresholds import kx_threshold
from logic.units import CountingRule, count_units

SEEDS = range(301)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ROOT = Path(__file__).parents[1]


@cache
def questions(topic: str) -> tuple[Question, ...]:
    return tuple(make_question(topic, seed) for seed in SEEDS)


def asked(topic: str, kind: str) -> list[Question]:
    return [question for question in questions(topic) if question.kind == kind]


every_topic = pytest.mark.parametrize("topic", list(TOPICS))


# What a question is


def test_the_topics_of_the_contract():
    assert list(TOPICS) == [
        *("counting", "ties", "rule-differences", "disciplines", "assistants", "edits", "kx", "abn", "evaluation"),
        *("code-choice", "documentation", "maintenance", "dates"),
    ]


@every_topic
def test_no_seed_fails_and_the_permitted_answer_is_right(topic: str):
    for question in questions(topic):
        verdict = grade(question, question.answer)
        assert verdict.correct and verdict.misconceptions == (), question.id
        assert verdict.steps and verdict.expected, question.id


@every_topic
def test_equal_arguments_make_equal_questions(topic: str):
    for seed in (0, 7, 100, -3, 10**8):
        first, second = make_question(topic, seed), make_question(topic, seed)
        assert first == second and hash(first) == hash(second)
        assert question_named(first.id) == first


@every_topic
def test_new_seeds_make_new_questions(topic: str):
    cases = {question.text for question in questions(topic) if question.kind != "statement"}
    of = sum(question.kind != "statement" for question in questions(topic))
    assert len(cases) > 0.9 * of


def test_another_process_makes_the_same_questions():
    script = (
        "import hashlib\n"
        "from logic.practice import TOPICS, make_question, grade\n"
        "made = [make_question(topic, seed) for topic in TOPICS for seed in range(12)]\n"
        "shown = [(q.text, [f.options for f in q.fields], [q.show(a) for a in q.accepted], q.probes,"
        " [q.show(m.answer) for m in q.mistakes]) for q in made]\n"
        "print(hashlib.sha256(repr(shown).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env={"PYTHONHASHSEED": hash_seed}, capture_output=True, check=True
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


@every_topic
def test_a_question_stands_on_known_sources_and_pages(topic: str):
    for question in questions(topic):
        assert question.sources and all(source in library().sources for source in question.sources)
        assert all(step.source in library().sources for step in question.steps), question.id
        assert all(library().entry(page) for page in question.related), question.id
        assert 1 <= question.difficulty <= 3


@every_topic
def test_the_text_states_the_codes_and_the_date(topic: str):
    for question in questions(topic):
        if question.kind == "statement":
            continue
        for field in question.fields:
            for code in re.findall(r"\b(?:\d{4}[0-9A-Z]|G\d{4})\b", f"{field.name} {field.label}"):
                assert code in question.text, (question.id, code)
        assert DATE.search(question.text), question.id
        on = getattr(question.case, "on", None)
        assert on is None or str(on) in question.text, question.id


@every_topic
def test_medicare_is_named_where_its_rule_decides(topic: str):
    payer_free = ("code-choice", "rule-differences")
    for question in questions(topic):
        assert topic in payer_free or question.kind == "statement" or "Medicare" in question.text, question.id


# Right and wrong answers


@every_topic
def test_mistakes_can_be_given_and_are_never_permitted(topic: str):
    for question in questions(topic):
        for mistake in question.mistakes:
            assert question.read(mistake.answer) == mistake.answer, question.id
            assert mistake.answer not in question.accepted, (question.id, mistake.misconception)


@every_topic
def test_a_case_tells_its_misconception_from_the_right_answer(topic: str):
    for question in questions(topic):
        sound_claim = question.kind == "fault" and question.target == ""
        assert sound_claim or question.target in question.probes, question.id


@every_topic
def test_a_wrong_answer_names_all_that_explain_it_and_nothing_else(topic: str):
    for question in islice(questions(topic), 0, None, 5):
        by_answer = {mistake.answer: question for mistake in question.mistakes}
        for answer in by_answer:
            named = {m.misconception for m in question.mistakes if m.answer == answer}
            verdict = grade(question, answer)
            assert not verdict.correct and set(verdict.misconceptions) == named
            assert {example.misconception for example in verdict.counter_examples} == named


def possible_answers(question: Question):
    """Every answer that can be filled in; numbers up to one more than any that is permitted or explained."""
    known = [*question.accepted, *(mistake.answer for mistake in question.mistakes)]
    most = max((value for answer in known for _, value in answer if type(value) is int), default=0) + 1
    ranges = []
    for field in question.fields:
        values = [option.value for option in field.options]
        subsets = (frozenset(s) for size in range(len(values) + 1) for s in combinations(values, size))
        ranges.append({"number": range(most + 1), "one": values, "many": subsets}[field.kind])
    names = [field.name for field in question.fields]
    return (dict(zip(names, chosen, strict=True)) for chosen in product(*ranges))


@every_topic
def test_an_answer_nobody_explains_is_wrong_and_undiagnosed(topic: str):
    for question in islice(questions(topic), 0, 60, 4):
        explained = {*question.accepted, *(mistake.answer for mistake in question.mistakes)}
        other = next((g for g in possible_answers(question) if question.read(g) not in explained), None)
        if other is not None:
            verdict = grade(question, other)
            assert not verdict.correct and verdict.misconceptions == () and verdict.counter_examples == ()


# The answer is the engine's, worked out again from the text alone


def minutes_in(text: str) -> list[tuple[str, int]]:
    found = []
    for code, minutes, rest in re.findall(r"^- (\w{5}) .*?: (\d+) minutes?(.*)$", text, re.MULTILINE):
        away = re.search(r"for (\d+) of them", rest)
        found.append((code, int(minutes) - (int(away[1]) if away else 0)))
    return found


def test_counting_answers_follow_from_the_text():
    assert len(asked("counting", "units")) > 150
    for question in asked("counting", "units"):
        count = count_units(minutes_in(question.facts), CountingRule.CMS)
        permitted = {frozenset({**allocation, **count.untimed}.items()) for allocation in count.allocations}
        assert {frozenset(answer) for answer in question.accepted} == permitted, question.id


def test_the_right_claims_of_a_tie_are_all_allocations():
    for question in asked("ties", "permitted"):
        count = count_units(minutes_in(question.facts), CountingRule.CMS)
        permitted = {
            " + ".join(f"{code} × {units}" for code, units in sorted(allocation.items()) if units)
            for allocation in count.allocations
        }
        assert len(permitted) > 1 and question.accepted == ((("claims", frozenset(permitted)),),)


def test_rule_totals_follow_from_the_text():
    for question in asked("rule-differences", "units"):
        totals = {rule: count_units(minutes_in(question.facts), rule).total_units for rule in CountingRule}
        assert question.accepted == ((("cms", totals["cms"]), ("midpoint", totals["midpoint"])),)


def shared_minutes(text: str):
    sides: dict[str, dict[str, int]] = {"therapist": {}, "assistant": {}, "joint": {}}
    for code, stated in re.findall(r"^- (\w{5}) .*?: (.*)$", text, re.MULTILINE):
        for who, minutes in re.findall(r"(PTA|OTA|PT|OT|both) (\d+) minutes? (?:alone|together)", stated):
            side = "joint" if who == "both" else "assistant" if who.endswith("A") else "therapist"
            sides[side][code] = int(minutes)
    return sides


def test_assistant_lines_follow_from_the_text():
    cases = [q for topic in ("assistants", "dates") for q in asked(topic, "modifiers") if q.fields[0].kind == "number"]
    assert len(cases) > 60
    for question in cases:
        discipline = "PT" if " The PT and the PTA " in question.facts else "OT"
        modifier = {"PT": "CQ", "OT": "CO"}[discipline]
        on = date.fromisoformat(DATE.search(question.facts)[0])
        split = split_units(**shared_minutes(question.facts), on=on, discipline=discipline)
        assert not split.methods_disagree
        permitted = set()
        for option in split.options:
            units = {field.name: 0 for field in question.fields}
            for line in option.lines:
                units[f"{line.code} {modifier}" if modifier in line.modifiers else line.code] += line.units
            permitted.add(tuple(units.items()))
        assert set(question.accepted) == permitted, question.id


def test_pairs_follow_from_the_text():
    cases = [*asked("edits", "together"), *asked("dates", "together")]
    assert len(cases) > 200
    for question in cases:
        first, second = dict.fromkeys(re.findall(r"\b(?:9\d{4}|G\d{4})\b", question.facts))
        on = date.fromisoformat(DATE.search(question.facts)[0])
        table = "hospital" if "hospital" in question.facts else "practitioner"
        edits = edits_between(first, second, on, table)
        apart = "in the same minutes" not in question.facts
        answers = {answer[0][1] for answer in question.accepted}
        if not edits:
            assert apart and answers == {"both"}, question.id
            continue
        (edit,) = edits
        assert edit.certain
        if edit.indicator == 1 and apart:
            either = on >= date(2019, 7, 1)
            assert answers == {f"59 on {edit.column2}"} | ({f"59 on {edit.column1}"} if either else set()), question.id
        else:
            assert answers == {f"only {edit.column1}"}, question.id


def test_kx_lines_follow_from_the_text():
    codes = {"PT": "97116", "OT": "97535", "SLP": "92507"}
    for question in asked("kx", "modifiers"):
        on = date.fromisoformat(DATE.search(question.facts)[0])
        used: dict[str, int] = {}
        for discipline, stated in re.findall(r"^- (PT|OT|SLP): (.*)$", question.facts, re.MULTILINE):
            allowed = re.findall(r"\$([\d,]+) allowed (?:here|at another)", stated)
            used[discipline] = sum(int(amount.replace(",", "")) for amount in allowed)
        shared = used.get("PT", 0) + used.get("SLP", 0)
        over = {d for d in used if Decimal(used[d] if d == "OT" else shared) > kx_threshold(on.year, d).amount}
        assert question.accepted == ((("kx", frozenset(codes[d] for d in over)),),), question.id


def test_evaluation_codes_follow_from_the_text():
    for question in asked("evaluation", "level"):
        found = dict(re.findall(r"^- (.*?): (.*)$", question.facts, re.MULTILINE))
        number = {name: int(re.match(r"\d*", text)[0] or 0) for name, text in found.items()}
        if "Examination" in found:
            result = pt_evaluation(
                history=number["History"],
                examination=number["Examination"],
                presentation=found["Clinical presentation"],
                decision_making=found["Clinical decision making"],
            )
        else:
            result = ot_evaluation(
                history=found["Profile and history"],
                deficits=number["Performance deficits"],
                decision_making=found["Clinical decision making"].removeprefix("analysis "),
            )
        assert question.answer[0][1] == result.code, question.id


def test_discipline_lines_follow_from_the_text():
    own = {"PT": "GP", "OT": "GO", "SLP": "GN"}
    for question in asked("disciplines", "modifiers"):
        lines = re.findall(
            r"^- (\w{5}) .*?, (PT|OT|SLP) plan of care, by the (\w+)( alone)?", question.facts, re.MULTILINE
        )
        expected = tuple(
            (code, frozenset({own[plan_]} | ({{"PTA": "CQ", "OTA": "CO"}[who]} if alone else set())))
            for code, plan_, who, alone in lines
        )
        assert question.accepted == (expected,), question.id


def test_who_pays_follows_from_the_text():
    for question in asked("abn", "modifiers"):
        text = question.facts
        used, amount = (int(m.replace(",", "")) for m in re.findall(r"\$([\d,]+)", text))
        signed, courtesy = "signed an ABN" in text, "by the clinic's own choice" in text
        if "no benefit" in text:
            expected = {"GY", "GX"} if courtesy else {"GY"}
        elif "no longer" in text:
            expected = {"GA"} if signed else {"GZ"}
        elif "indicator 0" in text:
            expected = set()
        else:
            expected = {"KX"} if used > amount else set()
        assert question.accepted == ((("modifiers", frozenset(expected)),),), question.id


def test_missing_parts_follow_from_the_note():
    from logic.practice.topics.documentation import notes

    for question in asked("documentation", "note"):
        text = next(note for note in notes().notes if question.facts.split("for ")[1].startswith(note.code))
        fixed = {"timed": "Timed-code minutes:", "total": "Total treatment time:", "signature": ", PT."}
        missing = {part for part in notes().parts if fixed.get(part, text.parts.get(part, "")) not in question.facts}
        assert question.accepted == ((("missing", frozenset(missing)),),), question.id


def test_two_totals_follow_from_the_text():
    for question in asked("documentation", "units"):
        minutes = minutes_in(question.facts)
        timed = sum(m for code, m in minutes if library().code(code).timing.kind == "timed")
        assert question.accepted == ((("timed", timed), ("total", sum(m for _, m in minutes))),)


def test_the_report_is_due_on_the_tenth_treatment_day():
    for question in asked("documentation", "decision"):
        assert question.answer[0][1] == DATE.findall(question.facts)[9]


def test_codes_and_amounts_of_an_older_day_follow_from_the_text():
    for question in asked("dates", "code"):
        on = date.fromisoformat(DATE.search(question.facts)[0])
        assert library().code_on(question.answer[0][1], on)
    for question in asked("dates", "decision"):
        on = date.fromisoformat(DATE.search(question.facts)[0])
        assert question.answer[0][1] == f"${kx_threshold(on.year, 'PT').amount:,.0f}"


def test_cases_that_are_not_settled_are_never_asked():
    for question in asked("assistants", "modifiers"):
        case = question.case
        for share in getattr(case, "services", ()):
            assert (share.own % 15, share.assistant % 15) != (7, 1) or share.code == "97150"
            assert share.code != "97150" or share.total >= 20


def test_counted_codes_never_form_an_edit():
    for topic in ("counting", "ties", "rule-differences"):
        for question in questions(topic):
            visit = getattr(question.case, "visit", question.case)
            codes = getattr(visit, "codes", ())
            for at, first in enumerate(codes):
                for second in codes[at + 1 :]:
                    assert not edits_between(first, second, date(2026, 11, 2)), (question.id, first, second)


# Kinds, plans and what the page needs


def test_every_kind_of_question_is_asked():
    kinds = {question.kind for topic in TOPICS for question in questions(topic)}
    assert kinds == {
        *("units", "permitted", "modifiers", "code", "level", "together", "statement", "fault", "note", "decision"),
    }


@every_topic
def test_a_similar_question_is_after_the_same_misconception(topic: str):
    for question in islice(questions(topic), 0, 60):
        for mistake in question.mistakes:
            verdict = grade(question, mistake.answer)
            assert verdict.similar_seed is not None and verdict.similar_seed > question.seed
            if question.target in verdict.misconceptions:
                assert plan(topic, verdict.similar_seed).target == question.target


def test_next_seed_gives_none_for_what_a_topic_never_asks():
    assert next_seed("counting", 0, "kx-on-every-line") is None


def test_a_sound_claim_is_shown_too():
    shown = [question for topic in TOPICS for question in asked(topic, "fault")]
    sound = [question for question in shown if question.answer == (("fault", "nothing"),)]
    assert 0.15 < len(sound) / len(shown) < 0.35


def test_tools_are_opened_with_the_case_filled_in():
    question = next(q for q in asked("counting", "units") if not q.case.elsewhere)
    visit = ".".join(f"{code}-{minutes}" for code, minutes in minutes_in(question.facts))
    assert question.tool_address == f"units?visit={visit}&on={question.case.on}"
    pair = asked("edits", "together")[0]
    assert pair.tool_address == f"pairs?codes={pair.case.first}.{pair.case.second}&on={pair.case.on}"


def test_a_tie_takes_any_permitted_answer():
    tied = next(q for q in asked("counting", "units") if len(q.accepted) > 1)
    for answer in tied.accepted:
        verdict = grade(tied, dict(answer))
        assert verdict.correct and f"one of {len(tied.accepted)} permitted" in verdict.message


def test_a_question_with_one_field_takes_the_value_alone():
    question = next(q for q in asked("evaluation", "level"))
    assert grade(question, question.answer[0][1]).correct
    assert question.options == question.fields[0].options
    many = next(q for q in asked("documentation", "note"))
    assert grade(many, list(many.answer[0][1])).correct


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Still to fill in"),
        ({"97110": 1, "97140": 1, "99999": 0}, "no field 99999"),
        ({"97110": 1, "97140": -1}, "from 0 to 40"),
        ({"97110": 1, "97140": 1.5}, "whole number"),
        ({"97110": 1, "97140": None}, "whole number"),
        ({"97110": True, "97140": 1}, "whole number"),
        (3, "2 fields"),
        (object(), "each field"),
    ],
)
def test_an_answer_that_cannot_be_read_says_why(given: object, message: str):
    question = next(q for q in asked("counting", "units") if len(q.fields) == 2)
    names = [field.name for field in question.fields]
    if isinstance(given, dict):
        given = {{"97110": names[0], "97140": names[1]}.get(name, name): value for name, value in given.items()}
    with pytest.raises(ValueError, match=message):
        grade(question, given)


def test_an_option_that_is_not_offered_is_refused():
    question = asked("evaluation", "level")[0]
    with pytest.raises(ValueError, match="not offered"):
        grade(question, "97110")
    with pytest.raises(ValueError, match="choose one"):
        grade(question, {"code": None})
    with pytest.raises(ValueError, match="give a list"):
        grade(asked("documentation", "note")[0], {"missing": "goal"})


def test_unknown_topics_seeds_and_names_are_refused():
    with pytest.raises(LookupError, match="The topics are counting"):
        make_question("billing", 1)
    with pytest.raises(ValueError, match="not a whole number"):
        make_question("counting", "7")  # type: ignore[arg-type]
    with pytest.raises(LookupError, match="named like counting/7"):
        question_named("counting/seven")
    with pytest.raises(LookupError, match="no topic"):
        question_named("nothing/1")


def test_names_fit_where_progress_keeps_them():
    from logic.progress import Answer

    for topic in TOPICS:
        for question in islice(questions(topic), 0, 40):
            wrong = question.mistakes[0].answer if question.mistakes else question.answer
            verdict = grade(question, wrong)
            kept = Answer(
                rule=topic,
                question=question.id,
                correct=verdict.correct,
                misconceptions=verdict.misconceptions,
                probes=verdict.probes,
            )
            assert set(kept.probes) <= set(misconceptions())
