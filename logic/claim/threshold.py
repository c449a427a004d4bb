"""KX: which lines are over the year's amount, and what is left open when the amount used is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from logic.claim.case import Case
from logic.claim.draft import Draft, Drafts
from logic.claim.findings import Finding, Severity
from logic.claim.limits import excluded
from logic.claim.prices import no_price
from logic.fees import allowed_amounts
from logic.steps import Step
from logic.thresholds import (
    BUCKET_NAMES,
    UNKNOWN,
    Amount,
    Bucket,
    Over,
    Running,
    RunningLine,
    Threshold,
    all_thresholds,
    bucket_of,
    kx_threshold,
    lines_over,
    review_amount,
)
from logic.thresholds.amounts import money
from logic.units.working import and_list

LAW = "ssa-1833g"
PAGE = "guides/kx-threshold"


@dataclass(frozen=True)
class _Bucket:
    """The therapy lines of one bucket, by their place on the claim."""

    name: Bucket
    threshold: Threshold
    places: tuple[int, ...]
    running: Running
    stated: bool

    @property
    def lines(self) -> Iterator[tuple[int, RunningLine]]:
        return zip(self.places, self.running.lines, strict=True)

    def places_over(self, over: Over) -> tuple[int, ...]:
        return tuple(place for place, line in self.lines if line.over is over)


def settle(case: Case, drafts: Drafts) -> tuple[list[Draft], list[Finding]]:
    """The lines with KX where they are over the amount of the year and the services necessary."""
    settled, findings = list(drafts), list[Finding]()
    if not case.is_medicare:
        return settled, list(_not_medicare(case, drafts))
    places = _places(case, drafts)
    prices = _prices(case, drafts) if places else {}
    for name, at in places.items():
        try:
            threshold = kx_threshold(case.on.year, _discipline(name))
        except LookupError as error:
            findings.append(_no_amount(case, drafts, at, error.args[0]))
            continue
        used = case.allowed.get(name, UNKNOWN)
        amounts = [_amount(drafts[place], prices.get(place)) for place in at]
        running = lines_over(used, amounts, case.on.year, _discipline(name))
        bucket = _Bucket(name, threshold, at, running, name in case.allowed)
        if case.necessary and threshold.takes_kx:
            for place in bucket.places_over(Over.YES):
                settled[place] = _marked(settled[place], bucket, running.lines[at.index(place)])
        findings += _findings(case, bucket, drafts)
    return settled, findings


def _prices(case: Case, drafts: Drafts) -> dict[int, Decimal]:
    """The national allowed amount of each line that is not denied and has one, priced together as one day."""
    payable = [place for place, draft in enumerate(drafts) if draft.outcome != "denied"]
    places = [place for place in payable if no_price(drafts[place].code, case.on) is None]
    if not places:
        return {}
    lines = allowed_amounts([drafts[place].line for place in places], case.on, case.setting).lines
    return {place: line.allowed for place, line in zip(places, lines, strict=True) if line.allowed is not None}


def _discipline(bucket: Bucket) -> str:
    return "OT" if bucket == "OT" else "PT"


def _places(case: Case, drafts: Drafts) -> dict[Bucket, tuple[int, ...]]:
    """Where the therapy lines of each bucket stand; what is not therapy or not covered at all counts toward none."""
    found: dict[Bucket, tuple[int, ...]] = {}
    for place, draft in enumerate(drafts):
        if draft.entry.therapy and draft.entry.discipline is not None and not excluded(case, draft):
            bucket = bucket_of(draft.entry.discipline)
            found[bucket] = (*found.get(bucket, ()), place)
    return found


def _amount(draft: Draft, price: Decimal | None) -> Amount:
    """What the line adds: nothing when it is denied, and an open amount when it has no price here."""
    if draft.outcome == "denied":
        return Decimal(0)
    return UNKNOWN if price is None else price


def _marked(draft: Draft, bucket: _Bucket, line: RunningLine) -> Draft:
    amount, whose = money(bucket.threshold.amount), BUCKET_NAMES[bucket.name]
    if line.crosses is Over.YES and line.before.known and line.after.known:
        how = f"with this line the total of {whose} goes from {money(line.before.low)} to {money(line.after.low)}, past"
    else:
        how = f"the total of {whose} is over"
    text = f"KX: {how} the {bucket.threshold.year} amount of {amount}, and the service is medically necessary."
    return draft.with_modifiers(("KX",), Step(text, bucket.threshold.source))


def _findings(case: Case, bucket: _Bucket, drafts: Drafts) -> Iterator[Finding]:
    if not case.necessary:
        yield from _contradiction(bucket, drafts)
        return
    if not bucket.threshold.takes_kx:
        yield from _hard_cap(bucket, drafts)
        return
    over, depends = bucket.places_over(Over.YES), bucket.places_over(Over.DEPENDS)
    if over:
        codes = _codes(drafts, over)
        message = (
            f"KX on {and_list(codes)} attests that therapy is still medically necessary beyond "
            f"{money(bucket.threshold.amount)} for {BUCKET_NAMES[bucket.name]}, and that the record shows why."
        )
        yield Finding("notice", codes, message, LAW, PAGE, "threshold")
    yield from _crossing(bucket, drafts)
    if depends:
        yield _depends(bucket, drafts, depends)
    yield from _review(case, bucket, drafts)


def _crossing(bucket: _Bucket, drafts: Drafts) -> Iterator[Finding]:
    crossing = tuple(place for place, line in bucket.lines if line.crosses is Over.YES)
    if crossing and bucket.stated:
        codes = _codes(drafts, crossing)
        message = (
            f"The total passes {money(bucket.threshold.amount)} within this claim, on {and_list(codes)}. The place "
            "rests on national amounts and on the order of the lines; your local amounts can move it by a line."
        )
        yield Finding("notice", codes, message, "rehabcode", PAGE, "threshold")


def _depends(bucket: _Bucket, drafts: Drafts, places: tuple[int, ...]) -> Finding:
    codes, amount, whose = _codes(drafts, places), money(bucket.threshold.amount), BUCKET_NAMES[bucket.name]
    known = "was not entered" if not bucket.stated else "is not known closely enough"
    message = (
        f"What was allowed this year for {whose} {known}, so KX is not decided for {and_list(codes)}. Look it up in "
        f"your contractor's eligibility system. With more than {amount} used before this visit, every line takes KX"
    )
    least = bucket.running.lines[-1].limit.low
    if least >= 0:
        message += f"; with {money(least)} or less, none does"
    severity: Severity = "warning" if bucket.stated else "notice"
    return Finding(severity, codes, f"{message}.", bucket.threshold.source, PAGE, "threshold")


def _review(case: Case, bucket: _Bucket, drafts: Drafts) -> Iterator[Finding]:
    try:
        limit = review_amount(case.on)
    except LookupError as error:
        if bucket.places_over(Over.YES):
            yield Finding("notice", _codes(drafts, bucket.places), error.args[0], LAW, PAGE, "threshold")
        return
    if limit is not None and bucket.running.lines[-1].after.exceeds(limit) is Over.YES:
        message = (
            f"The total is past {money(limit)}, so Medicare may pick the claim for medical review. Nothing changes "
            "on the claim itself; the record has to carry it."
        )
        yield Finding("notice", _codes(drafts, bucket.places), message, LAW, PAGE, "threshold")


def _contradiction(bucket: _Bucket, drafts: Drafts) -> Iterator[Finding]:
    over = bucket.places_over(Over.YES)
    if over:
        message = (
            f"The total is over {money(bucket.threshold.amount)}, but the services are not medically necessary. KX "
            "would attest the opposite, so no line carries it."
        )
        yield Finding("notice", _codes(drafts, over), message, "recalled", "guides/abn", "threshold")


def _hard_cap(bucket: _Bucket, drafts: Drafts) -> Iterator[Finding]:
    over = bucket.places_over(Over.YES)
    if over:
        message = (
            f"In {bucket.threshold.year} {money(bucket.threshold.amount)} was a hard cap: what lies above it was not "
            "paid, and no modifier changed that."
        )
        yield Finding("error", _codes(drafts, over), message, LAW, PAGE, "threshold")


def _no_amount(case: Case, drafts: Drafts, places: tuple[int, ...], why: str) -> Finding:
    """A year without an amount: before the law and in suspended years none applied, later ones are not published."""
    codes = _codes(drafts, places)
    if case.on.year <= all_thresholds()[-1].year:
        return Finding("notice", codes, f"{why} No line carries KX.", LAW, PAGE, "threshold")
    message = f"{why} KX is not decided: look the amount of {case.on.year} up before billing."
    return Finding("error", codes, message, LAW, PAGE, "threshold")


def _not_medicare(case: Case, drafts: Drafts) -> Iterator[Finding]:
    if case.allowed and drafts:
        codes = tuple(dict.fromkeys(draft.code for draft in drafts))
        message = (
            "The KX threshold belongs to Original Medicare, so no line carries KX for this payer. Ask "
            "whether it keeps a limit of its own."
        )
        yield Finding("notice", codes, message, LAW, PAGE, "threshold")


def _codes(drafts: Drafts, places: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(drafts[place].code for place in places))
