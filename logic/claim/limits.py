"""Units over the MUE, and codes that Medicare's fee schedule does not pay."""

from __future__ import annotations

from collections.abc import Iterator

from logic.claim.case import Case
from logic.claim.draft import Draft, Drafts
from logic.claim.findings import Finding
from logic.claim.prices import known_fee
from logic.fees import Fee
from logic.mue import Mue, mue
from logic.steps import Step
from logic.units.working import units_text

STATUS = "cms-rvu25-layout"


def over_limit(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """The lines with the codes denied whose units of the day are over the MUE."""
    if not case.follows("limits"):
        return list(drafts), []
    findings: list[Finding] = []
    over: set[str] = set()
    for code in dict.fromkeys(draft.code for draft in drafts):
        units = sum(draft.units for draft in drafts if draft.code == code)
        limit = mue(code, case.on, case.setting)
        if limit is not None and units > limit.units:
            over.add(code)
            findings.append(_over(limit, units))
    return [draft.becomes("denied") if draft.code in over else draft for draft in drafts], findings


def _over(limit: Mue, units: int) -> Finding:
    message = f"{limit.code} has {units_text(units)} this day, so all of them deny. {limit.describe()}"
    return Finding("error", (limit.code,), message, limit.source, "guides/ncci-edits", "limit")


def not_paid(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """The lines with what the fee schedule bundles or does not cover; only Original Medicare's is known."""
    if not case.is_medicare:
        return list(drafts), []
    findings: list[Finding] = []
    settled: list[Draft] = []
    for draft in drafts:
        known = known_fee(draft.code, case.on)
        if known is not None and known.status == "B":
            draft = draft.becomes("denied")
            findings.append(_bundled(draft, known))
        elif excluded(case, draft):
            draft = _excluded(case, draft, known)
        settled.append(draft)
    findings += _excluded_findings(case, [draft for draft in settled if excluded(case, draft)])
    return settled, findings


def excluded(case: Case, draft: Draft) -> bool:
    """Whether Medicare never covers the line: stated so, or status N in the fee schedule of the year."""
    known = known_fee(draft.code, case.on)
    return draft.entry.excluded or (known is not None and known.status == "N")


def _bundled(draft: Draft, known: Fee) -> Finding:
    message = (
        f"{draft.code} is bundled (status B): Medicare pays nothing for it by itself, and the patient may not be "
        "charged. Leave it off unless a second insurer needs to see the denial."
    )
    return Finding("error", (draft.code,), message, known.source, f"codes/{draft.code}", "coverage")


def _excluded(case: Case, draft: Draft, known: Fee | None) -> Draft:
    status = known is not None and known.status == "N"
    text = "GY: Medicare never covers this service" + (", status N in its fee schedule." if status else ", as stated.")
    draft = draft.with_modifiers(("GY",), Step(text, STATUS if status else "rca-abn"))
    if case.abn == "voluntary":
        text = "GX: the patient got a notice that was not required; it stands beside GY."
        draft = draft.with_modifiers(("GX",), Step(text, "physiospot-abn"))
    return draft.becomes("denied")


def _excluded_findings(case: Case, lines: list[Draft]) -> Iterator[Finding]:
    if not lines:
        return
    codes = tuple(dict.fromkeys(draft.code for draft in lines))
    message = (
        "Medicare never covers this, so the line denies and the patient is responsible. No ABN is required; the line "
        "is only of use where a denial is wanted, for example by a second insurer."
    )
    if case.abn == "required":
        message += (
            " The notice on file is called required, but for an excluded service it would be a voluntary one, GX."
        )
    yield Finding("notice", codes, message, "rca-abn", "guides/abn", "liability")
