"""What can be priced: the lines of a claim that Medicare's fee schedule has an amount for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from logic.claim.case import Case
from logic.claim.draft import Drafts
from logic.claim.findings import Finding
from logic.fees import Fee, conversion_factor, fee


def known_fee(code: str, on: date) -> Fee | None:
    """The relative values of a code in the year of a day; None where they are not held here."""
    try:
        return fee(code, on.year)
    except LookupError:
        return None


def no_price(code: str, on: date) -> str | None:
    """Why a code has no price on a day, as a sentence; None when it has one."""
    try:
        conversion_factor(on)
        fee(code, on.year)
    except LookupError as error:
        return str(error.args[0])
    return None


def left_out(case: Case, drafts: Drafts) -> Iterator[Finding]:
    """Why the estimate leaves lines out that could be paid."""
    if not case.is_medicare:
        return
    reasons: dict[str, list[str]] = {}
    for draft in drafts:
        if draft.outcome != "denied" and (why := no_price(draft.code, case.on)):
            reasons.setdefault(why, []).append(draft.code)
    for why, codes in reasons.items():
        if not why.endswith("."):
            why = f"{why[0].upper()}{why[1:]}."
        message = f"{why} The estimate leaves {'this line' if len(codes) == 1 else 'these lines'} out."
        yield Finding("notice", tuple(dict.fromkeys(codes)), message, "rehabcode", "guides/fees-and-mppr", "estimate")
