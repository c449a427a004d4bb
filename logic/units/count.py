"""Both counting rules.

The rule of CMS: Medicare Claims Processing Manual, chapter 5, section 20.2.C. The midpoint rule: CPT's time
rule as payers and associations retell it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import comb

from logic.steps import Step
from logic.units import working
from logic.units.chart import cms_units
from logic.units.entry import CountingRule, Entered, Share, Visit, read_visit


@dataclass(frozen=True)
class UnitCount:
    """The units of one date of service under one rule.

    `shares` are the timed services in code order, zero-unit ones included. `settled` is the units every
    permitted answer gives each of them, in the same order; `open_units` more go one each to as many of
    `tied` (positions in `shares`) as the professional chooses. `untimed` codes count one unit each, beside
    the timed ones.
    """

    rule: CountingRule
    shares: tuple[Share, ...]
    settled: tuple[int, ...]
    tied: tuple[int, ...]
    open_units: int
    untimed: dict[str, int]
    visit: Visit

    @property
    def total_minutes(self) -> int:
        """All timed minutes of the day."""
        return sum(share.minutes for share in self.shares)

    @property
    def pooled_minutes(self) -> int:
        """The timed minutes that Medicare's chart is read with."""
        return sum(share.minutes for share in self.shares if share.pooled)

    @property
    def total_units(self) -> int:
        """All timed units; untimed codes are counted beside them."""
        return sum(self.settled) + self.open_units

    @property
    def allocation_count(self) -> int:
        return comb(len(self.tied), self.open_units)

    @cached_property
    def allocations(self) -> tuple[dict[str, int], ...]:
        """Every permitted answer as {code: units}.

        The one listed first gives tied units to the code with the most minutes, then the lowest number;
        that is an order of listing, not a preference.
        """
        return tuple(self._allocations())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The working, one decision a step."""
        explain = working.cms_steps if self.rule is CountingRule.CMS else working.midpoint_steps
        return tuple(explain(self, self.visit))

    def _allocations(self) -> Iterator[dict[str, int]]:
        for chosen in combinations(self.tied, self.open_units):
            answer: dict[str, int] = {}
            for at, share in enumerate(self.shares):
                answer |= share.by_code(self.settled[at] + (at in chosen))
            yield answer


def count_units(services: Entered, rule: CountingRule) -> UnitCount:
    """Units for the services of one patient, one discipline, one date of service.

    `services` is {code: minutes} or pairs of them; a code entered twice is added up, an untimed code needs
    no minutes (None). ValueError for minutes that are negative, not whole or longer than a day, and for
    codes that one visit cannot count; LookupError for an unknown code.
    """
    visit = read_visit(services)
    if CountingRule(rule) is CountingRule.CMS:
        return _cms(visit)
    settled = tuple(share.midpoint_units() for share in visit.shares)
    return UnitCount(CountingRule.MIDPOINT, visit.shares, settled, (), 0, _once(visit), visit)


def _cms(visit: Visit) -> UnitCount:
    shares = visit.shares
    pooled = [at for at, share in enumerate(shares) if share.pooled]
    settled = [share.full_units if share.pooled else share.midpoint_units() for share in shares]
    extra = cms_units(sum(shares[at].minutes for at in pooled)) - sum(settled[at] for at in pooled)
    ranked = sorted(pooled, key=lambda at: (-shares[at].leftover, -shares[at].minutes, shares[at].code))
    cut_off = shares[ranked[extra - 1]].leftover if extra else None
    for at in ranked[:extra]:
        settled[at] += shares[at].leftover != cut_off
    tied = tuple(at for at in ranked if shares[at].leftover == cut_off)
    above = sum(shares[at].leftover > (cut_off or 0) for at in pooled) if extra else 0
    open_units = extra - above
    return UnitCount(CountingRule.CMS, shares, tuple(settled), tied, open_units, _once(visit), visit)


def _once(visit: Visit) -> dict[str, int]:
    return dict.fromkeys(visit.untimed, 1)
