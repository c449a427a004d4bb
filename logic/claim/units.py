"""From minutes to draft lines: units by the payer's counting rule, shared with an assistant where that matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from math import prod

from logic.assistants import ASSISTANT_MODIFIER, Split, TenPercent, assistant_rule, split_units
from logic.claim.case import Case
from logic.claim.draft import Draft, Drafts
from logic.claim.entry import Entry
from logic.claim.rules import claim_rules
from logic.content import DISCIPLINE_MODIFIER, library
from logic.steps import Step
from logic.units import CountingRule, UnitCount, cms_band, count_units
from logic.units.entry import Share
from logic.units.working import CMS, MIDPOINT, minutes_text, units_text

MOST_ANSWERS = 24
MOST_SHARED_ANSWERS = 500

PLANS = {"PT": "a physical therapy", "OT": "an occupational therapy", "SLP": "a speech-language pathology"}
MODIFIER_RULE = "cms-claims-5-20.1"


@dataclass(frozen=True)
class Answers:
    """Every permitted set of draft lines. `groups` are counted apart: one for each plan of care."""

    case: Case
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return prod(group.answer_count for group in self.groups)

    def __iter__(self) -> Iterator[Drafts]:
        """The answers in the order of listing; only the first few of very many."""
        fixed = [draft for entry in self.case.entries if not entry.counted for draft in _fixed(self.case, entry)]
        for chosen in product(*(tuple(islice(group.answers(), MOST_ANSWERS + 1)) for group in self.groups)):
            yield sorted((*fixed, *(draft for answer in chosen for draft in answer)), key=_in_order)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The working of the counts, group by group."""
        return tuple(step for group in self.groups for step in group.steps)


@dataclass(frozen=True)
class Group:
    """The services of one plan of care that the units engine counts."""

    case: Case
    discipline: str | None
    entries: tuple[Entry, ...]

    @cached_property
    def count(self) -> UnitCount:
        """The units of the group by the payer's counting rule."""
        return self.counted_by(self.case.counting)

    def counted_by(self, rule: CountingRule) -> UnitCount:
        """The units of the group by either rule."""
        pairs: list[tuple[str, int | None]] = []
        for entry in self.entries:
            pairs.append((entry.code, self.minutes_of(entry) if entry.timed else None))
        return count_units(pairs, rule)

    def minutes_of(self, entry: Entry) -> int:
        """The minutes that count: Medicare leaves those of a speech-language pathology assistant out."""
        return (entry.therapist or 0) if self.discipline == "SLP" and self.case.is_medicare else entry.minutes

    @cached_property
    def split(self) -> Split | None:
        """The group divided between therapist and assistant; None where no line can take an assistant modifier."""
        helped = any(entry.assistant for entry in self.entries)
        case = self.case
        marked = self.discipline in ASSISTANT_MODIFIER and case.follows("assistant")
        if not helped or self.discipline is None or not marked or case.counting is not CountingRule.CMS:
            return None
        if self.count.allocation_count > MOST_SHARED_ANSWERS:
            raise ValueError(
                f"{self.count.allocation_count:,} answers tie for the units of this visit, too many to divide with an "
                "assistant. So many codes with the same minutes cannot be right: check the entries."
            )
        therapist = {
            entry.code: None if entry.therapist is None else entry.therapist - entry.joint
            for entry in self.entries
            if entry.therapist is not None or not entry.assistant
        }
        return split_units(
            therapist=therapist,
            assistant={entry.code: entry.assistant for entry in self.entries if entry.assistant},
            joint={entry.code: entry.joint for entry in self.entries if entry.joint},
            on=case.on,
            discipline=self.discipline,
        )

    @property
    def answer_count(self) -> int:
        return len(self.split.options) if self.split else self.count.allocation_count

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.split.steps if self.split else self.count.steps

    def answers(self) -> Iterator[Drafts]:
        """Every permitted answer of the group."""
        if self.split is None:
            for allocation in self.count.allocations:
                units = allocation | self.count.untimed
                yield [self._draft(code, units, units[code]) for code in units if units[code]]
            return
        for option in self.split.options:
            drafts: list[Draft] = []
            for line in option.lines:
                draft = self._draft(line.code, option.units, line.units)
                if draft.entry.therapy:
                    why = tuple(step for step in option.why if line.code in step.text)
                    draft = draft.with_modifiers(line.modifiers[1:], *why)
                drafts.append(draft)
            yield drafts

    def _draft(self, code: str, units: Mapping[str, int], of_line: int) -> Draft:
        entry = self._entry(code)
        if code in self.count.untimed:
            return _with_discipline(self.case, Draft(code, entry.times, entry, why=(_untimed_step(entry),)))
        return _with_discipline(self.case, Draft(code, of_line, entry, why=(units_step(self.count, code, units),)))

    def _entry(self, code: str) -> Entry:
        own = next((entry for entry in self.entries if entry.code == code), None)
        if own is not None:
            return own
        share = next(share for share in self.count.shares if code in share.codes)
        return next(entry for entry in self.entries if entry.code in share.codes)


def answers(case: Case) -> Answers:
    """Counts a visit: each plan of care by itself."""
    groups = (
        Group(case, discipline, tuple(entry for entry in entries if entry.counted))
        for discipline, entries in case.by_discipline.items()
    )
    return Answers(case, tuple(group for group in groups if group.entries))


def units_step(count: UnitCount, code: str, units: Mapping[str, int]) -> Step:
    """Why a timed code has its units in one answer of the count, in one sentence."""
    at, share = next((at, share) for at, share in enumerate(count.shares) if code in share.codes)
    if len(share.codes) > 1:
        series = sum(units[c] for c in share.codes)
        part = "its first unit" if code == share.codes[0] else "the units after the first"
        start = f"{' with '.join(share.codes)}: {minutes_text(share.minutes)} make {units_text(series)}"
        return Step(f"{start}; {code} is {part}.", CMS if share.pooled else MIDPOINT)
    if count.rule is CountingRule.MIDPOINT or not share.pooled:
        return Step(f"{code}: {minutes_text(share.minutes)}, counted alone, make {units_text(units[code])}.", MIDPOINT)
    return Step(_pooled(count, at, share, units[code]), CMS)


def _untimed_step(entry: Entry) -> Step:
    if entry.times == 1:
        return Step(f"{entry.code} is untimed: 1 unit, however long it took.", CMS)
    return Step(f"{entry.code} is untimed: {units_text(entry.times)}, as stated.", CMS)


def _pooled(count: UnitCount, at: int, share: Share, units: int) -> str:
    pooled = [other for other in count.shares if other.pooled]
    total = sum(count.settled[n] for n, other in enumerate(count.shares) if other.pooled) + count.open_units
    first, last = cms_band(total)
    chart = f"the chart gives {units_text(total)} for {first} to {last} timed minutes"
    if len(pooled) == 1:
        return f"{share.code}: {minutes_text(share.minutes)}; {chart}."
    start = f"{share.code}: {share.minutes} of {count.pooled_minutes} timed minutes; {chart}"
    full = share.full_units
    blocks = f"its full 15-minute blocks make {units_text(full)}" if full else "it has no full 15 minutes"
    if units == full:
        left = f", and its leftover {minutes_text(share.leftover)} earn no further one" if share.leftover else ""
        return f"{start}. Here {blocks}{left}."
    open_choice = at in count.tied and count.allocation_count > 1
    how = "in a tie, by the professional's choice" if open_choice else "because leftovers are served largest first"
    more = "1 more" if full else "1 unit"
    return f"{start}. Here {blocks}, and its leftover {minutes_text(share.leftover)} get {more} {how}."


def _with_discipline(case: Case, draft: Draft) -> Draft:
    entry = draft.entry
    if not entry.therapy or entry.discipline is None or entry.record is None or not case.follows("discipline"):
        return draft
    status = library().code(draft.code).therapy.status
    which = "always therapy, whoever furnishes it" if status == "always" else "therapy when a therapy plan covers it"
    modifier = DISCIPLINE_MODIFIER[entry.discipline]
    text = f"{modifier}: it belongs to {PLANS[entry.discipline]} plan of care, and {draft.code} is {which}."
    return draft.with_modifiers((modifier,), Step(text, MODIFIER_RULE))


def _fixed(case: Case, entry: Entry) -> Iterator[Draft]:
    """The line of a code that neither its minutes nor one visit can count."""
    units = units_text(entry.times)
    if entry.record is None:
        why = Step(f"{entry.code}: {units} as entered; its own rules are not held here.", "rehabcode")
        yield Draft(entry.code, entry.times, entry, why=(why,))
        return
    if entry.record.timing.kind == "period":
        text = f"{entry.code} is counted over several days, not from one visit: {units} as entered."
    else:
        text = f"{entry.code} has no counting rule of its own: {units} as entered; the payer decides."
    why = Step(text, entry.record.sources[0])
    yield _marked(case, _with_discipline(case, Draft(entry.code, entry.times, entry, why=(why,))))


def _marked(case: Case, draft: Draft) -> Draft:
    """The assistant's share of a code counted over days, by the 10 percent test on all its minutes."""
    entry, periods = draft.entry, claim_rules().period_codes
    marks = entry.discipline in ASSISTANT_MODIFIER and assistant_rule(case.on) and case.follows("assistant")
    if not (entry.assistant and entry.therapy and marks and entry.discipline) or entry.code in periods.not_marked:
        return draft
    modifier = ASSISTANT_MODIFIER[entry.discipline]
    test = TenPercent(entry.assistant, entry.minutes)
    step = test.step(entry.code, "percentage", modifier)
    return draft.with_modifiers((modifier,) if test.exceeded("percentage") else (), step)


def _in_order(draft: Draft) -> tuple[int, str, int]:
    """As entered; a code not entered itself stands beside its first code; the therapist's line comes first."""
    return draft.entry.at, draft.code, sum(modifier in ASSISTANT_MODIFIER.values() for modifier in draft.modifiers)
