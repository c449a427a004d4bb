"""A visit -> claim lines, the reason for everything on them, and what a person should know before sending them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from logic.claim import distinct, liability, limits, prices, threshold, units
from logic.claim.case import Case, read
from logic.claim.changes import Change, changes
from logic.claim.draft import Draft, Drafts, Outcome
from logic.claim.findings import Finding, in_order
from logic.claim.left_open import about_payer, left_open
from logic.claim.visit import Visit
from logic.fees import Estimate, allowed_amounts
from logic.lines import Line
from logic.steps import Step

Lines = tuple[Line, ...]


@dataclass(frozen=True)
class Claim:
    """The claim of one visit.

    `lines` stand in the order the services were entered, a therapist's line before its assistant's; where the
    rules leave a choice they are the answer listed first. `reasons` and `outcomes` go with them line by line:
    why it has its units and each modifier, and whether a rule known here denies it.
    """

    visit: Visit
    lines: Lines
    reasons: tuple[tuple[Step, ...], ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    _answers: units.Answers

    @property
    def case(self) -> Case:
        """The visit as it was read."""
        return self._answers.case

    @property
    def alternatives_count(self) -> int:
        """How many answers the counting of units permits beside `lines`; `alternatives` can hold fewer."""
        return self._answers.count - 1

    @property
    def alternatives(self) -> tuple[Lines, ...]:
        """Every other permitted set of lines; the first of them only, where there are very many."""
        return tuple(self._others)

    @property
    def alternative_outcomes(self) -> tuple[tuple[Outcome, ...], ...]:
        """What becomes of the lines of each alternative."""
        return tuple(self._others.values())

    @cached_property
    def _others(self) -> dict[Lines, tuple[Outcome, ...]]:
        others = (_finished(self.case, drafts)[0] for drafts in islice(self._answers, 1, units.MOST_ANSWERS + 1))
        found = {_lines(drafts): _outcomes(drafts) for drafts in others}
        return {lines: outcomes for lines, outcomes in found.items() if lines != self.lines}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The working of the units, for the visit as a whole."""
        return self._answers.steps

    @cached_property
    def estimate(self) -> Estimate | None:
        """What Original Medicare nationally allows for the lines it can be expected to pay; None without any."""
        case = self.case
        expected = zip(self.lines, self.outcomes, strict=True)
        payable = [
            line for line, outcome in expected if outcome != "denied" and prices.no_price(line.code, case.on) is None
        ]
        return allowed_amounts(payable, case.on, case.setting) if case.is_medicare and payable else None

    @cached_property
    def what_would_change(self) -> tuple[Change, ...]:
        """The claim again with one fact changed at a time, for each fact that makes a difference."""
        return tuple(changes(self, build_claim))


def build_claim(visit: Visit) -> Claim:
    """The claim lines of one patient, one date of service and one provider, with findings.

    ValueError for an entry that cannot be used, LookupError for a code that is not held here; the message says
    which and what would be right. Every rule lives in a module of its own and is asked from here.
    """
    case = read(visit)
    found = units.answers(case)
    first = next(iter(found))
    drafts, findings = _finished(case, first)
    lines = _lines(drafts)
    return Claim(
        visit=visit,
        lines=lines,
        reasons=tuple(draft.why for draft in drafts),
        outcomes=_outcomes(drafts),
        findings=in_order(
            (*case.findings, *left_open(found, first), *findings, *about_payer(case), *prices.left_out(case, drafts))
        ),
        _answers=found,
    )


def _finished(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """One answer taken through every rule that needs the whole claim."""
    settled, findings = list(drafts), list[Finding]()
    for rule in (distinct.settle, limits.over_limit, limits.not_paid, liability.settle, threshold.settle):
        settled, found = rule(case, settled)
        findings += found
    findings += distinct.same_time(case, drafts)
    return settled, findings


def _lines(drafts: Drafts) -> Lines:
    return tuple(draft.line for draft in drafts)


def _outcomes(drafts: Drafts) -> tuple[Outcome, ...]:
    return tuple(draft.outcome for draft in drafts)
