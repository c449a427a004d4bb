"""What each code calls for by itself: whether it is valid, whether Medicare takes it, and who may furnish it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logic.claim.entry import Entry
from logic.claim.findings import Finding
from logic.claim.rules import Payer, RuleName, claim_rules
from logic.content import DISCIPLINE_MODIFIER, Code, library
from logic.edits import tables
from logic.rule_files import normal_code


def find(code: str) -> Code | None:
    """The page of a code; None for a code that only the edit tables know. LookupError for any other."""
    try:
        return library().code(code)
    except LookupError:
        if normal_code(code) not in tables().codes:
            raise
        return None


def valid_on(record: Code, on: date, findings: list[Finding]) -> Code | None:
    """The code when it was in force on the day; otherwise None, with a finding that names its successor."""
    try:
        return library().code_on(record.code, on)
    except LookupError as error:
        ended = record.in_force.to is not None and on > record.in_force.to
        source = (record.in_force.to_source if ended else record.in_force.from_source) or record.therapy.source
        message = f"{error.args[0]} It is left off the claim: enter the code that was in force that day."
        if ended and record.in_force.scheduled:
            message += (
                " That end was announced, and whether it came is not known here: check the code list of the year."
            )
        findings.append(Finding("error", (record.code,), message, source, record.id, "code"))
        return None


def for_medicare(record: Code, on: date, findings: list[Finding]) -> Code | None:
    """The code Medicare takes for the service; None when Medicare has no line for it."""
    status, source = record.therapy.status, record.therapy.source
    if status == "bundled":
        message = (
            f"{record.code} is bundled: Original Medicare counts it as part of the other services and never pays for "
            "it by itself, and the patient may not be charged. It is left off the claim and belongs in the note."
        )
        findings.append(Finding("warning", (record.code,), message, "palmetto-status-b", record.id, "code"))
        return None
    if status != "not valid for Medicare":
        return record
    others = (code for code in library().codes.values() if record.code in code.replaces and code.in_force.covers(on))
    instead = next(others, None)
    message = f"Original Medicare does not take {record.code}."
    if instead is None:
        message += " It is left off the claim."
    else:
        message += f" It wants {instead.code} for the same service, so the claim shows {instead.code}."
    findings.append(Finding("error", (record.code,), message, source, record.id, "code"))
    return instead


def misfits(entry: Entry, payer: Payer, rules: frozenset[RuleName]) -> Iterator[Finding]:
    """What does not fit between the code, the plan of care and the people."""
    record, discipline = entry.record, entry.discipline
    if record is None:
        message = (
            f"{entry.code} is not a therapy code of this reference, so its line carries no GP, GO or GN. Only its "
            "edits with the other codes are checked; its units, coverage and payment are not."
        )
        yield Finding("notice", (entry.code,), message, "ncci-ptp-2024-07", "guides/ncci-edits", "code")
        return
    status = record.therapy.status
    if discipline is None:
        if status == "always" and "discipline" in rules:
            raise ValueError(
                f"{entry.code} is always therapy for Medicare, whoever furnishes it: name the plan of care it "
                f"belongs to, {', '.join(DISCIPLINE_MODIFIER)}."
            )
        return
    yield from _tied(entry, record)
    if status == "not therapy":
        message = f"{entry.code} is not a therapy service for Medicare, so its line carries no GP, GO or GN."
        yield Finding("warning", (entry.code,), message, record.therapy.source, record.id, "discipline")
    if entry.assistant and record.category.lower() in ("evaluation", "re-evaluation"):
        message = (
            f"{entry.code} has minutes of an assistant alone. Evaluating is the therapist's: an assistant may not "
            "evaluate or assess. Check who did it."
        )
        source = "cms-benefit-15-230.1" if discipline == "PT" else "recalled"
        yield Finding("error", (entry.code,), message, source, "guides/assistants", "assistant")
    if payer.is_medicare and entry.code in claim_rules().not_for_therapists and not entry.excluded:
        message = (
            f"Medicare does not cover {entry.code} when a therapist furnishes it. State it as excluded if the patient "
            "wants it billed for a denial; who pays, and which notice fits, stands on its page."
        )
        yield Finding("warning", (entry.code,), message, claim_rules().not_for_therapists.source, record.id, "coverage")


def _tied(entry: Entry, record: Code) -> Iterator[Finding]:
    tied = claim_rules().tied
    only = tied.discipline_of(entry.code)
    if only is not None and only != entry.discipline:
        message = (
            f"{entry.code} is a code of {only} alone and takes {DISCIPLINE_MODIFIER[only]}. Under {entry.discipline} "
            "the line comes back. Either the code or the plan of care is wrong."
        )
        yield Finding("error", (entry.code,), message, tied.source, record.id, "discipline")
    elif only is None and record.disciplines and entry.discipline not in record.disciplines:
        usual = " and ".join(record.disciplines)
        message = f"{entry.code} is listed here for {usual}, not for {entry.discipline}. Check the plan of care."
        yield Finding("warning", (entry.code,), message, record.therapy.source, record.id, "discipline")
