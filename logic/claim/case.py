"""A visit read for the engine: every entry merged by code and plan of care, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import cast, get_args

from logic.claim import codes
from logic.claim.entry import Entry
from logic.claim.findings import Finding
from logic.claim.rules import Distinct, Payer, RuleName, payers
from logic.claim.visit import Abn, Service, Visit
from logic.content import DISCIPLINE_MODIFIER, Code
from logic.edits import TABLES, Table
from logic.rule_files import normal_code
from logic.thresholds import BUCKET_NAMES, Amount, Bucket
from logic.units import CountingRule
from logic.units.entry import whole_minutes, whole_units

MOST_SERVICES = 40


@dataclass(frozen=True)
class Case:
    """What the rules are asked about. `rules` are those of Medicare that this payer is known to follow.

    `counting_known` is False when the payer's counting rule was not stated; `counting` is then Medicare's.
    """

    visit: Visit
    on: date
    payer: Payer
    setting: Table
    rules: frozenset[RuleName]
    counting: CountingRule
    counting_known: bool
    allowed: Mapping[Bucket, Amount]
    abn: Abn | None
    necessary: bool
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]

    @property
    def is_medicare(self) -> bool:
        return self.payer.is_medicare

    def follows(self, rule: RuleName) -> bool:
        return rule in self.rules

    @cached_property
    def by_discipline(self) -> Mapping[str | None, tuple[Entry, ...]]:
        """The entries of each plan of care, in the fixed order PT, OT, SLP, none."""
        order = (*DISCIPLINE_MODIFIER, None)
        groups = ((d, tuple(entry for entry in self.entries if entry.discipline == d)) for d in order)
        return {discipline: entries for discipline, entries in groups if entries}


def read(visit: Visit) -> Case:
    """Reads a visit. ValueError or LookupError says which entry cannot be used and what would be right."""
    on = _day(visit.date_of_service)
    payer = _payer(visit.payer)
    rules = _rules(payer, visit.follows)
    counting = _counting(payer, visit.counting_rule)
    if visit.setting not in TABLES:
        raise ValueError(f"setting: {visit.setting!r} is not one of {', '.join(TABLES)}.")
    if visit.abn not in (None, *get_args(Abn)):
        raise ValueError(
            f"abn: {visit.abn!r} is not one of {', '.join(get_args(Abn))}; leave it out when there is none."
        )
    findings: list[Finding] = []
    return Case(
        visit=visit,
        on=on,
        payer=payer,
        setting=visit.setting,
        rules=rules,
        counting=counting or CountingRule.CMS,
        counting_known=counting is not None,
        allowed=_allowed(visit.allowed_to_date),
        abn=cast(Abn | None, visit.abn),
        necessary=bool(visit.medically_necessary),
        entries=tuple(_merged(_entries(visit, on, payer, rules, findings), findings)),
        findings=tuple(findings),
    )


def _day(on: object) -> date:
    if isinstance(on, datetime):
        return on.date()
    if not isinstance(on, date):
        raise ValueError(f"date_of_service: {on!r} is not a date.")
    return on


def _payer(name: str) -> Payer:
    known = payers()
    key = name.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(name, str) else ""
    if key not in known:
        raise ValueError(f"payer: {name!r} is not one of {', '.join(known)}. When in doubt, use unknown.")
    return known[key]


def _rules(payer: Payer, follows: tuple[str, ...]) -> frozenset[RuleName]:
    names: tuple[RuleName, ...] = get_args(RuleName)
    if payer.is_medicare:
        return frozenset(names)
    for name in follows:
        if name not in names or name == "counting":
            allowed = ", ".join(n for n in names if n != "counting")
            raise ValueError(f"follows: {name!r} is not one of {allowed}. How minutes are counted is counting_rule.")
    implied = {"discipline"} if "assistant" in follows else set[str]()
    return frozenset(name for name in names if name in {*follows, *implied})


def _counting(payer: Payer, rule: CountingRule | str | None) -> CountingRule | None:
    if rule is None:
        return CountingRule.CMS if payer.is_medicare else None
    if rule not in tuple(CountingRule):
        raise ValueError(f"counting_rule: {rule!r} is not one of {', '.join(CountingRule)}.")
    if payer.is_medicare and rule != CountingRule.CMS:
        raise ValueError("Original Medicare counts by the cms rule; leave counting_rule out for it.")
    return CountingRule(rule)


def _allowed(entered: Mapping[str, Amount] | None) -> Mapping[Bucket, Amount]:
    for bucket in entered or {}:
        if bucket not in BUCKET_NAMES:
            names = " and ".join(f"{key} ({name})" for key, name in BUCKET_NAMES.items())
            raise ValueError(f"allowed_to_date: {bucket!r} is not a bucket. There are two: {names}.")
    return cast(Mapping[Bucket, Amount], dict(entered or {}))


def _entries(
    visit: Visit, on: date, payer: Payer, rules: frozenset[RuleName], findings: list[Finding]
) -> Iterator[Entry]:
    if not visit.services:
        raise ValueError("There is no service to bill. Enter at least one code.")
    if len(visit.services) > MOST_SERVICES:
        raise ValueError(f"{len(visit.services)} services on one day cannot be right; enter at most {MOST_SERVICES}.")
    for at, service in enumerate(visit.services):
        record = codes.find(service.code)
        if record is not None:
            record = codes.valid_on(record, on, findings)
            if record is None:
                continue
            if payer.is_medicare:
                record = codes.for_medicare(record, on, findings)
                if record is None:
                    continue
        entry = _entry(at, service, record)
        findings.extend(codes.misfits(entry, payer, rules))
        yield entry


def _entry(at: int, service: Service, record: Code | None) -> Entry:
    code = record.code if record else normal_code(service.code)
    if service.discipline not in (None, *DISCIPLINE_MODIFIER):
        raise ValueError(f"{code}: discipline {service.discipline!r} is not one of {', '.join(DISCIPLINE_MODIFIER)}.")
    distinct = service.distinct_by
    if distinct not in (None, *get_args(Distinct)):
        raise ValueError(f"{code}: distinct_by {distinct!r} is not one of {', '.join(get_args(Distinct))}.")
    timed = record is not None and record.timing.kind == "timed"
    assistant = whole_minutes(code, service.assistant_minutes or 0)
    joint = whole_minutes(code, service.joint_minutes or 0)
    therapist = _therapist(code, service.minutes, joint, needed=timed and not assistant)
    if timed and service.units is not None:
        raise ValueError(f"{code} is a timed code: its minutes decide the units, so leave units out.")
    units = None if service.units is None else whole_units(code, service.units)
    if units == 0:
        raise ValueError(f"{code}: 0 units is no service. Leave the code out instead.")
    discipline = service.discipline if record else None
    if assistant and discipline is None:
        raise ValueError(f"{code}: minutes of an assistant belong to a plan of care; name its discipline.")
    return Entry(
        at=at,
        code=code,
        discipline=discipline,
        record=record,
        therapist=therapist,
        assistant=assistant,
        joint=joint,
        units=units,
        services=1,
        distinct=frozenset((cast(Distinct, distinct),)) if distinct else frozenset(),
        excluded=bool(service.excluded),
    )


def _therapist(code: str, entered: int | None, joint: int, *, needed: bool) -> int | None:
    """The therapist's minutes; joint ones are among them."""
    if entered is None:
        return joint or (whole_minutes(code, None) if needed else None)
    minutes = whole_minutes(code, entered)
    if joint > minutes:
        raise ValueError(
            f"{code}: {joint} minutes together are more than the therapist's {minutes}. Minutes together count among "
            "the therapist's."
        )
    return minutes


def _merged(entries: Iterator[Entry], findings: list[Finding]) -> Iterator[Entry]:
    """One entry for each code and plan of care, in the order of first entry."""
    groups: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.code, entry.discipline), []).append(entry)
    for same in groups.values():
        stated = [entry.distinct for entry in same]
        if any(stated) and not all(stated):
            message = (
                f"{same[0].code} was entered more than once, and not every entry says what made it distinct. They "
                "share one line, so nothing is taken as stated."
            )
            code = same[0].code
            findings.append(Finding("warning", (code,), message, "rehabcode", "guides/ncci-edits", "edit"))
        given = [entry.therapist for entry in same if entry.therapist is not None]
        stated_units = [entry.units for entry in same if entry.units is not None]
        yield replace(
            same[0],
            therapist=sum(given) if given else None,
            assistant=sum(entry.assistant for entry in same),
            joint=sum(entry.joint for entry in same),
            units=sum(stated_units) if stated_units else None,
            services=len(same),
            distinct=frozenset().union(*stated) if all(stated) else frozenset(),
            excluded=any(entry.excluded for entry in same),
        )
