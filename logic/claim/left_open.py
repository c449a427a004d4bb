"""What the counting of units leaves open: choices, minutes without a unit, and what the payer has to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from logic.claim.case import Case
from logic.claim.draft import Drafts
from logic.claim.findings import Finding
from logic.claim.rules import RuleName, claim_rules, questions
from logic.claim.units import MODIFIER_RULE, Answers, Group
from logic.units import CountingRule, count_units
from logic.units.working import CMS, and_list, minutes_text, units_text


def left_open(found: Answers, first: Drafts) -> Iterator[Finding]:
    """Everything to say about the units of a visit, where `first` are the lines of the answer shown."""
    yield from _counting_rule(found)
    yield from _choice(found)
    yield from _without_units(found.case, first)
    for group in found.groups:
        yield from _assistants(found.case, group)
    yield from _not_counted(found.case)
    yield from _repeated(found.case)
    yield from _pooled_apart(found)


def about_payer(case: Case) -> Iterator[Finding]:
    """What is known of another payer, and what to ask about the rules it was not said to follow."""
    if case.is_medicare or not case.entries:
        return
    codes = tuple(dict.fromkeys(entry.code for entry in case.entries))
    if case.payer.note and case.payer.source:
        yield Finding("notice", codes, case.payer.note, case.payer.source, "guides/which-counting-rule", "payer")
    rules: tuple[RuleName, ...] = ("discipline", "limits")
    for rule in rules:
        if not case.follows(rule):
            yield _ask(case, rule, codes)


def _assistants(case: Case, group: Group) -> Iterator[Finding]:
    """What the minutes of an assistant leave open."""
    codes = tuple(entry.code for entry in group.entries if entry.assistant)
    if not codes:
        return
    page = "guides/assistants"
    if group.split is not None and group.split.methods_disagree:
        message = (
            "CMS has two ways to test for more than 10 percent, and here they disagree: the lines follow the "
            "percentage, the alternatives the other. Use one of them throughout."
        )
        yield Finding("notice", codes, message, "casamba-cq", page, "assistant")
    if group.discipline == "SLP" and case.is_medicare:
        message = (
            "Medicare does not cover the services of a speech-language pathology assistant, so those minutes are left "
            "out of the count."
        )
        yield Finding("error", codes, message, "cms-benefit-15-230.3", page, "assistant")
    elif not case.follows("assistant"):
        yield _ask(case, "assistant", codes)
    elif case.counting is CountingRule.MIDPOINT:
        message = (
            "Medicare's way to divide units between therapist and assistant rests on its own counting rule. Under the "
            f"midpoint rule no line is marked here. Ask: {questions()['assistant'].ask}"
        )
        yield Finding("warning", codes, message, MODIFIER_RULE, page, "assistant")


def _ask(case: Case, rule: RuleName, codes: Iterable[str]) -> Finding:
    question = questions()[rule]
    message = f"What this payer does about {question.about} is not stated. Ask: {question.ask}"
    return Finding("notice", tuple(codes), message, question.compare, question.page, "payer")


def _counting_rule(found: Answers) -> Iterator[Finding]:
    """Where the payer's rule is not known: whether it matters for this visit."""
    case = found.case
    timed = [group for group in found.groups if group.count.shares]
    if case.counting_known or not timed:
        return
    question = questions()["counting"]
    codes = tuple(code for group in timed for share in group.count.shares for code in share.codes)
    other = [group.counted_by(CountingRule.MIDPOINT) for group in timed]
    if all(group.count.allocations == count.allocations for group, count in zip(timed, other, strict=True)):
        message = "How this payer counts minutes is not stated. For this visit both rules give the same units."
        yield Finding("notice", codes, message, question.compare, question.page, "payer")
        return
    cms, midpoint = sum(g.count.total_units for g in timed), sum(count.total_units for count in other)
    message = (
        "How this payer counts minutes is not stated, and it matters here: Medicare's rule gives "
        f"{units_text(cms)} in all, the midpoint rule {units_text(midpoint)}, and the codes they fall on can differ. "
        f"The lines show Medicare's rule until you know. Ask: {question.ask}"
    )
    yield Finding("warning", codes, message, question.compare, question.page, "payer")


def _choice(found: Answers) -> Iterator[Finding]:
    for group in found.groups:
        if group.count.allocation_count > 1:
            codes = tuple(code for at in group.count.tied for code in group.count.shares[at].codes)
            message = (
                f"{and_list(codes)} tie for the last of the timed units. The treating professional chooses; all "
                f"{group.count.allocation_count:,} answers are permitted. The lines show one, the alternatives others."
            )
            yield Finding("notice", codes, message, CMS, "guides/counting-minutes", "choice")
        elif group.split is not None and group.answer_count > 1 and not group.split.methods_disagree:
            codes = tuple(entry.code for entry in group.entries if entry.assistant)
            message = (
                "Who delivered the first minutes of the series is not stated, and it decides which of its lines is "
                "marked. The lines show one order, the alternatives the other."
            )
            yield Finding("warning", codes, message, "rehabcode", "guides/assistants", "choice")


def _without_units(case: Case, first: Drafts) -> Iterator[Finding]:
    billed = {draft.key for draft in first} | {(draft.entry.code, draft.entry.discipline) for draft in first}
    lost = [entry for entry in case.entries if (entry.code, entry.discipline) not in billed]
    if lost:
        codes = tuple(entry.code for entry in lost)
        listed = and_list(f"{entry.code} ({minutes_text(entry.minutes)})" for entry in lost)
        verb, its = ("earns", "Its") if len(lost) == 1 else ("earn", "Their")
        message = f"{listed} {verb} no unit. {its} minutes stay in the note; they are not a line."
        yield Finding("notice", codes, message, CMS, "guides/counting-minutes", "units")


def _not_counted(case: Case) -> Iterator[Finding]:
    periods = claim_rules().period_codes
    for entry in case.entries:
        if entry.counted or entry.record is None:
            continue
        record, page = entry.record, entry.record.id
        if record.timing.kind == "unlisted":
            message = (
                f"{entry.code} is an unlisted code: it has no description, units or price of its own. Ask the payer "
                "how to count it and what to send with it, and describe the service."
            )
            yield Finding("warning", (entry.code,), message, record.therapy.source, page, "code")
        else:
            message = (
                f"{entry.code} is counted over days or a month. Check on its page that the period is complete; this "
                "visit alone does not show it."
            )
            yield Finding("notice", (entry.code,), message, record.sources[0], page, "units")
        if not entry.assistant:
            continue
        if not case.follows("assistant"):
            yield _ask(case, "assistant", (entry.code,))
        elif entry.code in periods.not_marked:
            message = f"{entry.code} supplies a device: the assistant's minutes do not mark it."
            yield Finding("notice", (entry.code,), message, periods.source, "guides/remote-monitoring", "assistant")
        elif entry.code not in periods.marked:
            message = (
                f"Whether the assistant rule reaches {entry.code} was not found. The test on all its minutes was used."
            )
            yield Finding("warning", (entry.code,), message, "rehabcode", "guides/assistants", "assistant")


def _repeated(case: Case) -> Iterator[Finding]:
    """Codes that count once: billed more often, or entered more often than billed."""
    for entry in case.entries:
        record = entry.record
        if record is None or record.timing.kind != "untimed":
            continue
        if entry.times > 1:
            message = (
                f"{entry.code} is untimed and counts once. {units_text(entry.times)} need a reason of their own in the "
                "record, such as a second part of the body that the code counts."
            )
            yield Finding("warning", (entry.code,), message, CMS, record.id, "units")
        elif entry.services > 1:
            message = (
                f"{entry.code} is untimed and was entered {entry.services} times. It counts once, so the line has 1 "
                "unit. State the units if the code counts more and the record shows why."
            )
            yield Finding("warning", (entry.code,), message, CMS, record.id, "units")


def _pooled_apart(found: Answers) -> Iterator[Finding]:
    """Two plans of care on one day: whether adding their minutes would give other units."""
    groups = [group for group in found.groups if group.discipline and group.count.pooled_minutes]
    if len(groups) < 2 or found.case.counting is not CountingRule.CMS:
        return
    entries = [(e.code, group.minutes_of(e)) for group in groups for e in group.entries if e.timed]
    together = count_units(entries, CountingRule.CMS).total_units
    apart = sum(group.count.total_units for group in groups)
    if together == apart:
        return
    codes = tuple(dict.fromkeys(code for code, _ in entries))
    message = (
        f"Each plan of care is counted by itself, as is common: {units_text(apart)} in all. Added together the minutes "
        f"would give {units_text(together)}. No source read here settles whether Medicare adds them: ask."
    )
    yield Finding("notice", codes, message, "recalled", "guides/counting-minutes", "units")
