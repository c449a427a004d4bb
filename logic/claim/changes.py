"""What would change the claim: the engine asked again with one fact of the visit changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from logic.assistants import assistant_rule
from logic.claim.case import Case
from logic.claim.draft import Outcome
from logic.claim.rules import claim_rules
from logic.claim.visit import Service, Visit
from logic.content import library
from logic.edits import edit_history, edits_among
from logic.lines import Line
from logic.thresholds import BUCKET_NAMES, Bucket, bucket_of, kx_threshold
from logic.thresholds.amounts import money
from logic.units import CountingRule
from logic.units.working import and_list

if TYPE_CHECKING:
    from logic.claim.build import Claim

    Build = Callable[[Visit], Claim]

MOST_DAYS = 8
MOST_TIED = 500

Result = tuple[Line, Outcome]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact changed, and the claim that would follow.

    `fact` reads as a condition. `lost` and `gained` are the lines that go and that come, those included whose
    payment alone changes; `text` says the difference in a sentence.
    """

    fact: str
    visit: Visit
    lines: tuple[Line, ...]
    lost: tuple[Line, ...]
    gained: tuple[Line, ...]
    text: str


def changes(claim: Claim, build: Build) -> Iterator[Change]:
    """Each change of one fact that makes a difference to a line or to whether it is paid.

    None where more answers tie than a real visit can have: each change would be worked out for nothing.
    """
    if claim.alternatives_count > MOST_TIED:
        return
    for fact, visit in _other_visits(claim.case):
        yield from _compared(claim, build, fact, visit)
    yield from _other_days(claim.case, build)


def _compared(claim: Claim, build: Build, fact: str, visit: Visit) -> Iterator[Change]:
    try:
        other = build(visit)
    except (ValueError, LookupError):
        return
    before, after = _results(claim), _results(other)
    lost, gained = _without(before, after), _without(after, before)
    if lost or gained:
        lines = tuple(line for line, _ in lost), tuple(line for line, _ in gained)
        yield Change(fact, visit, other.lines, *lines, f"{fact}, {_difference(lost, gained)}.")


def _results(claim: Claim) -> list[Result]:
    return list(zip(claim.lines, claim.outcomes, strict=True))


def _without(some: list[Result], others: list[Result]) -> list[Result]:
    left = list(others)
    kept: list[Result] = []
    for result in some:
        if result in left:
            left.remove(result)
        else:
            kept.append(result)
    return kept


def _difference(lost: list[Result], gained: list[Result]) -> str:
    if not lost:
        return f"the claim gains {and_list(map(_shown, gained))}"
    if not gained:
        return f"the claim loses {and_list(map(_shown, lost))}"
    return f"{and_list(map(_shown, lost))} would be {and_list(map(_shown, gained))}"


def _shown(result: Result) -> str:
    line, outcome = result
    shown = " ".join((f"{line.code} ×{line.units}", *line.modifiers))
    return shown if outcome == "payable" else f"{shown} ({'not paid' if outcome == 'denied' else 'perhaps not paid'})"


def _other_visits(case: Case) -> Iterator[tuple[str, Visit]]:
    yield from _distinctness(case)
    yield from _people(case)
    yield from _amounts(case)
    yield from _setting(case)
    yield from _counting(case)
    yield from _need(case)


def _distinctness(case: Case) -> Iterator[tuple[str, Visit]]:
    """What set two services apart: not stated after all, or stated where nothing was."""
    if not case.follows("edits"):
        return
    stated = {entry.code for entry in case.entries if entry.distinct}
    for code in sorted(stated):
        yield f"If nothing had set {code} apart", _with_services(case.visit, code, distinct_by=None)
    closed: dict[str, list[str]] = {}
    for edit in edits_among({entry.code for entry in case.entries}, case.on, case.setting):
        if edit.indicator == 1 and not stated & edit.codes:
            closed.setdefault(edit.column2, []).append(edit.column1)
    for code, others in closed.items():
        if code in claim_rules().office_visits:
            fact = f"If {code} had been another practitioner's, with its own note"
            yield fact, _with_services(case.visit, code, distinct_by="practitioner")
        else:
            fact = f"If {code} had minutes of its own, apart from {and_list(others)}, and the record showed it"
            yield fact, _with_services(case.visit, code, distinct_by="time")


def _people(case: Case) -> Iterator[tuple[str, Visit]]:
    helped = [entry.code for entry in case.entries if entry.assistant]
    if helped:
        services = tuple(
            replace(s, minutes=(s.minutes or 0) + (s.assistant_minutes or 0), assistant_minutes=None)
            if s.assistant_minutes
            else s
            for s in case.visit.services
        )
        yield "If the therapist had delivered the assistant's minutes", replace(case.visit, services=services)
    elif any(entry.therapy and entry.discipline != "SLP" for entry in case.entries) and case.follows("assistant"):
        services = tuple(_by_assistant(case, service) for service in case.visit.services)
        yield "If an assistant had delivered all treatment alone", replace(case.visit, services=services)


def _by_assistant(case: Case, service: Service) -> Service:
    entry = next((e for e in case.entries if e.code == service.code.strip().upper()), None)
    record = entry.record if entry else None
    treats = record is not None and record.category.lower() not in ("evaluation", "re-evaluation")
    if not treats or entry is None or not entry.therapy or service.discipline == "SLP":
        return service
    minutes = service.minutes or (0 if entry.timed else 1)
    return replace(service, minutes=None if minutes else 0, joint_minutes=None, assistant_minutes=minutes)


def _amounts(case: Case) -> Iterator[tuple[str, Visit]]:
    """More than the year's amount already used, or nothing of it."""
    if not (case.is_medicare and case.necessary):
        return
    disciplines = {e.discipline for e in case.entries if e.therapy and e.discipline}
    buckets: dict[Bucket, str] = {bucket_of(d): d for d in sorted(disciplines)}
    for bucket, discipline in buckets.items():
        try:
            amount = kx_threshold(case.on.year, discipline).amount
        except LookupError:
            continue
        for used, what in ((amount, f"{money(amount)} had"), (Decimal(0), "nothing had")):
            if case.allowed.get(bucket) != used:
                fact = f"If {what} been allowed this year for {BUCKET_NAMES[bucket]} before this visit"
                yield fact, replace(case.visit, allowed_to_date={**case.visit.allowed_to_date, bucket: used})


def _setting(case: Case) -> Iterator[tuple[str, Visit]]:
    other = "hospital" if case.setting == "practitioner" else "practitioner"
    place = "a hospital outpatient department" if other == "hospital" else "a private practice"
    yield f"If the visit had been in {place}", replace(case.visit, setting=other)


def _counting(case: Case) -> Iterator[tuple[str, Visit]]:
    if case.is_medicare:
        return
    other = CountingRule.MIDPOINT if case.counting is CountingRule.CMS else CountingRule.CMS
    name = "each code alone (the midpoint rule)" if other is CountingRule.MIDPOINT else "as Medicare does"
    yield f"If the payer counted {name}", replace(case.visit, counting_rule=other)


def _need(case: Case) -> Iterator[tuple[str, Visit]]:
    if case.is_medicare and not case.necessary:
        yield "If the services were medically necessary", replace(case.visit, medically_necessary=True)


def _with_services(visit: Visit, code: str, *, distinct_by: str | None) -> Visit:
    services = tuple(
        replace(service, distinct_by=distinct_by) if service.code.strip().upper() == code else service
        for service in visit.services
    )
    return replace(visit, services=services)


def _other_days(case: Case, build: Build) -> Iterator[Change]:
    """The same visit on the other side of the nearest turn of a rule, backward and forward.

    The amounts used belong to the year of the visit, so they are left out of the comparison.
    """
    visit = replace(case.visit, allowed_to_date={})
    base = build(visit)
    turns = sorted(_turns(case).items())
    earlier = [(day - timedelta(days=1), f"Before {day}, when {what}") for day, what in turns if day <= case.on]
    later = [(day, f"From {day}, when {what}") for day, what in turns if day > case.on]
    for days in (earlier[: -MOST_DAYS - 1 : -1], later[:MOST_DAYS]):
        for day, fact in days:
            found = list(_compared(base, build, fact, replace(visit, date_of_service=day)))
            if found:
                yield found[0]
                break


def _turns(case: Case) -> dict[date, str]:
    """The first days of everything dated that this claim rests on, and what happened."""
    turns: dict[date, list[str]] = {}
    for day, what in _dated(case):
        if day is not None and what not in turns.setdefault(day, []):
            turns[day].append(what)
    return {day: and_list(what) for day, what in turns.items()}


def _dated(case: Case) -> Iterator[tuple[date | None, str]]:
    codes = sorted({entry.code for entry in case.entries})
    for a, b in combinations(codes, 2):
        for edit in edit_history(a, b, case.setting):
            if edit.status != "voided":
                pair = f"{edit.column1} with {edit.column2}"
                yield edit.effective, f"the edit of {pair} began"
                yield _after(edit.ended), f"the edit of {pair} was gone"
    if any(entry.distinct for entry in case.entries):
        yield claim_rules().either_column.from_, "59 and the X modifiers were accepted on either line"
        for statement in claim_rules().distinct.values():
            yield library().modifiers[statement.modifier].in_force.from_, "the X modifiers began"
    if any(entry.assistant for entry in case.entries):
        for day in _assistant_days(case.on):
            yield day, "the rule for assistants changed"
    for code in codes:
        if code in library().codes:
            yield library().codes[code].in_force.from_, f"{code} began"
            yield _after(library().codes[code].in_force.to), f"{code} was gone"


def _assistant_days(on: date) -> Iterator[date]:
    """The first day of each period of the assistant rule, found by walking back through them."""
    period = assistant_rule(on) or assistant_rule(date.max)
    while period is not None:
        yield period.from_
        period = assistant_rule(period.from_ - timedelta(days=1))


def _after(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None
