"""The same minutes under Medicare's rule and the midpoint rule, and which of them a payer follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Values
from logic.practice.topics.visits import Visit, draw_minutes, full_blocks, stated
from logic.practice.wording import DAY, bullets, choice, visit_address, weekday
from logic.steps import Step
from logic.units import CountingRule

PAGE = "guides/which-counting-rule"
MEDICARE_FIELD, MIDPOINT_FIELD = "cms", "midpoint"
MOST_MINUTES = 110

Manual = Literal["pooled", "each", "silent"]
MANUALS: Mapping[Manual, str] = {
    "pooled": "Its provider manual says that all timed minutes of the day are added up first.",
    "each": "Its provider manual says that each timed code is counted by itself, past the midpoint of its unit.",
    "silent": "Neither the contract nor the provider manual has been read yet.",
}
PAYERS = ("a commercial plan", "a state Medicaid program", "TRICARE", "a Medicare Advantage plan")


def _units(visit: Visit, rule: CountingRule) -> int:
    return visit.count(rule).total_units


def _both(visit: Visit) -> tuple[int, int]:
    return _units(visit, CountingRule.CMS), _units(visit, CountingRule.MIDPOINT)


def _minutes_only(random: Random) -> Visit:
    """A visit on which the two rules differ."""
    while True:
        visit = Visit(weekday(random), draw_minutes(random, random.choice((2, 2, 3, 4))))
        cms, midpoint = _both(visit)
        if cms != midpoint and sum(visit.minutes.values()) <= MOST_MINUTES:
            return visit


def _working(visit: Visit) -> tuple[Step, ...]:
    return (*visit.count(CountingRule.CMS).steps, *visit.count(CountingRule.MIDPOINT).steps)


def _visit_facts(visit: Visit) -> str:
    return (
        f"Date of service {visit.on}. A PT treated one patient, each service in its own minutes:\n\n"
        f"{bullets(stated(visit))}"
    )


def _tool(visit: Visit) -> str:
    return visit_address("units", visit.timed, visit.on)


def propose_totals(random: Random, target: str) -> Visit:
    return _minutes_only(random)


def solve_totals(visit: Visit) -> tuple[Values, ...]:
    return (_totals(*_both(visit)),)


def lay_out_totals(visit: Visit) -> Sheet:
    return Sheet(
        facts=(
            f"{_visit_facts(visit)}\n\nOne payer's contract names Medicare's 8-minute rule, another's the CPT midpoint "
            "rule, also called the rule of eights."
        ),
        ask="How many timed units are there in all under each rule?",
        fields=(
            Field(MEDICARE_FIELD, "Medicare's 8-minute rule", "number"),
            Field(MIDPOINT_FIELD, "Midpoint rule", "number"),
        ),
        difficulty=min(3, len(visit.timed)),
        related=("guides/counting-minutes", *(f"codes/{code}" for code in visit.codes)),
        tool=_tool(visit),
    )


def _totals(cms: int, midpoint: int) -> Values:
    return {MEDICARE_FIELD: cms, MIDPOINT_FIELD: midpoint}


def _each_is_floored(visit: Visit) -> Values:
    return _totals(_units(visit, CountingRule.CMS), sum(full_blocks(visit.minutes).values()))


TOTALS: Mapping[str, Method[Visit]] = {
    "rules-are-one": lambda v: _totals(_units(v, CountingRule.CMS), _units(v, CountingRule.CMS)),
    "rules-swapped": lambda v: _totals(_units(v, CountingRule.MIDPOINT), _units(v, CountingRule.CMS)),
    "round-each-code": lambda v: _totals(_units(v, CountingRule.MIDPOINT), _units(v, CountingRule.MIDPOINT)),
    "full-blocks-only": _each_is_floored,
}

MORE = "more"
MORE_OPTIONS = {"cms": "Medicare's 8-minute rule", "midpoint": "The midpoint rule", "same": "Both give the same"}


def solve_more(visit: Visit) -> tuple[Values, ...]:
    cms, midpoint = _both(visit)
    return ({MORE: "cms" if cms > midpoint else "midpoint"},)


def propose_more(random: Random, target: str) -> Visit:
    """Both outcomes come up; the one in which Medicare gives more where that is what goes wrong."""
    while True:
        visit = _minutes_only(random)
        if target != "midpoint-pays-more" or solve_more(visit) == ({MORE: "cms"},):
            return visit


def lay_out_more(visit: Visit) -> Sheet:
    return Sheet(
        facts=_visit_facts(visit),
        ask="Which rule gives more timed units for this visit?",
        fields=(choice(MORE, "More units", MORE_OPTIONS),),
        related=("fact_checks/midpoint-pays-more", "guides/counting-minutes"),
        tool=_tool(visit),
    )


def _swapped(visit: Visit) -> Values:
    cms, midpoint = _both(visit)
    return {MORE: "midpoint" if cms > midpoint else "cms"}


WHICH_IS_MORE: Mapping[str, Method[Visit]] = {
    "midpoint-pays-more": lambda v: {MORE: "midpoint"},
    "rules-are-one": lambda v: {MORE: "same"},
    "rules-swapped": _swapped,
}


@dataclass(frozen=True)
class AtAPayer:
    """A visit billed to a payer, and what is known of its counting rule."""

    visit: Visit
    payer: str
    manual: Manual


UNITS = "units"


def propose_payer(random: Random, target: str) -> AtAPayer:
    manuals: tuple[Manual, ...] = ("pooled", "each", "silent")
    return AtAPayer(_minutes_only(random), random.choice(PAYERS), random.choice(manuals))


def solve_payer(case: AtAPayer) -> tuple[Values, ...]:
    return ({UNITS: {"pooled": "cms", "each": "midpoint", "silent": "ask"}[case.manual]},)


def explain_payer(case: AtAPayer) -> tuple[Step, ...]:
    start = Step(
        f"What kind of payer it is does not settle the rule: {case.payer} may follow either. Some commercial plans "
        "publish Medicare's count.",
        "payer-bcbsne",
    )
    decides = {
        "pooled": "Here the manual says that minutes are pooled, so Medicare's count applies.",
        "each": "Here the manual says that each code stands alone, so the midpoint count applies.",
        "silent": "Nothing has been read, so the number is open: ask whether timed minutes are pooled over all codes "
        "or each code is counted alone.",
    }[case.manual]
    return (start, Step(decides, "rehabcode"), *_working(case.visit))


def lay_out_payer(case: AtAPayer) -> Sheet:
    cms, midpoint = _both(case.visit)
    return Sheet(
        facts=f"{_visit_facts(case.visit)}\n\nThe payer is {case.payer}. {MANUALS[case.manual]}",
        ask="How many timed units can be billed?",
        fields=(
            choice(
                UNITS,
                "Timed units",
                {"cms": f"{cms}", "midpoint": f"{midpoint}", "ask": "Open until the payer's rule is known"},
            ),
        ),
        difficulty=2,
        related=("fact_checks/commercial-is-midpoint",),
        tool=_tool(case.visit),
    )


def _by_kind(case: AtAPayer) -> Values:
    return {UNITS: "midpoint" if case.payer == "a commercial plan" else "cms"}


WHOSE_RULE: Mapping[str, Method[AtAPayer]] = {
    "payer-kind-decides": _by_kind,
    "everyone-follows-medicare": lambda case: {UNITS: "cms"},
}

BOTH_DIFFER = Visit(DAY, (("97112", 24), ("97110", 23)))
MEDICARE_GIVES_MORE = Visit(DAY, (("97112", 20), ("97110", 20)))

TOPIC = Topic(
    name="rule-differences",
    title="Two counting rules",
    page=PAGE,
    exercises=(
        Exercise(
            "units",
            propose_totals,
            solve_totals,
            _working,
            lay_out_totals,
            TOTALS,
            {
                "rules-are-one": BOTH_DIFFER,
                "rules-swapped": BOTH_DIFFER,
                "round-each-code": BOTH_DIFFER,
                "full-blocks-only": BOTH_DIFFER,
            },
            review=True,
        ),
        Exercise(
            "decision",
            propose_more,
            solve_more,
            _working,
            lay_out_more,
            WHICH_IS_MORE,
            {"midpoint-pays-more": MEDICARE_GIVES_MORE},
            twice=("midpoint-pays-more",),
        ),
        Exercise(
            "decision",
            propose_payer,
            solve_payer,
            explain_payer,
            lay_out_payer,
            WHOSE_RULE,
            {
                "payer-kind-decides": AtAPayer(MEDICARE_GIVES_MORE, "a commercial plan", "pooled"),
                "everyone-follows-medicare": AtAPayer(MEDICARE_GIVES_MORE, "a commercial plan", "each"),
            },
            twice=tuple(WHOSE_RULE),
        ),
    ),
)
