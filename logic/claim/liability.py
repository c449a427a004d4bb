"""Who pays when Medicare does not: the modifiers of an Advance Beneficiary Notice (ABN)."""

from __future__ import annotations

from collections.abc import Iterator

from logic.claim.case import Case
from logic.claim.draft import Draft, Drafts
from logic.claim.findings import Finding
from logic.claim.limits import excluded
from logic.steps import Step

PAGE = "guides/abn"


def settle(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """The lines with GA or GZ where the services are not medically necessary, and what a notice can do."""
    if not case.is_medicare:
        return list(drafts), list(_not_medicare(case, drafts))
    findings = [*_coding_denials(case, drafts)]
    if case.necessary:
        return list(drafts), [*findings, *_without_need(case, drafts)]
    settled = [_expected_denial(case, draft) if _concerned(case, draft) else draft for draft in drafts]
    return settled, [*findings, *_not_necessary(case, drafts)]


def _concerned(case: Case, draft: Draft) -> bool:
    """A coding denial is no question of need, and an excluded service is denied for everyone."""
    return draft.entry.record is not None and draft.outcome != "denied" and not excluded(case, draft)


def _expected_denial(case: Case, draft: Draft) -> Draft:
    if case.abn == "required":
        text = (
            "GA: a denial as not medically necessary is expected, and the patient signed the notice before the service."
        )
        return draft.with_modifiers(("GA",), Step(text, "rca-abn")).becomes("denied")
    text = "GZ: a denial as not medically necessary is expected, and there is no notice that makes the patient liable."
    return draft.with_modifiers(("GZ",), Step(text, "rca-abn")).becomes("denied")


def _not_necessary(case: Case, drafts: Drafts) -> Iterator[Finding]:
    codes = tuple(dict.fromkeys(draft.code for draft in drafts if _concerned(case, draft)))
    if not codes:
        return
    if case.abn == "required":
        message = "The lines with GA deny, and the patient is liable because of the notice signed before the service."
        yield Finding("notice", codes, message, "rca-abn", PAGE, "liability")
        return
    message = "The lines with GZ deny, and the provider bears the cost: there is no required notice on file."
    if case.abn == "voluntary":
        message += (
            " A voluntary notice is for services Medicare never covers. For one it covers in general but not for this "
            "patient, the required notice has to be given before the service."
        )
    yield Finding("warning", codes, message, "rca-abn", PAGE, "liability")


def _without_need(case: Case, drafts: Drafts) -> Iterator[Finding]:
    """A notice on file although the services are called necessary."""
    codes = tuple(dict.fromkeys(draft.code for draft in drafts if _concerned(case, draft)))
    if case.abn == "required" and codes:
        message = (
            "A required notice is on file, but the services are called medically necessary. GA would say the "
            "opposite, so no line carries it. Decide which is true: a notice needs a reason to expect a denial."
        )
        yield Finding("warning", codes, message, "rca-abn", PAGE, "liability")
    if case.abn == "voluntary" and codes and not any(excluded(case, draft) for draft in drafts):
        message = (
            "A voluntary notice is on file, but Medicare can cover every service here, so no line carries GX. On a "
            "line with covered charges GX brings the claim back."
        )
        yield Finding("warning", codes, message, "physiospot-abn", PAGE, "liability")


def _coding_denials(case: Case, drafts: Drafts) -> Iterator[Finding]:
    denied = [draft.code for draft in drafts if draft.outcome == "denied" and not excluded(case, draft)]
    if case.abn is not None and denied:
        message = (
            "No notice moves this denial to the patient: a denial by an edit, a limit of units or bundling is a coding "
            "denial, and the provider bears it. The line carries no GA."
        )
        yield Finding("error", tuple(dict.fromkeys(denied)), message, "ncci-manual-2026-1", PAGE, "liability")


def _not_medicare(case: Case, drafts: Drafts) -> Iterator[Finding]:
    if not drafts or (case.abn is None and case.necessary):
        return
    codes = tuple(dict.fromkeys(draft.code for draft in drafts))
    message = (
        "The ABN and GA, GZ, GX and GY belong to Original Medicare, so no line carries them for this payer. "
        "Ask how it decides coverage before the service, and when the patient may be charged."
    )
    yield Finding("notice", codes, message, "rcmguide-abn", PAGE, "liability")
