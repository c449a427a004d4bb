"""What Medicare's physician fee schedule allows for the lines of one day: a national estimate, with its working."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

from logic.content.library import Fault
from logic.dated import Dated, Period, Record, SourceId
from logic.lines import Line
from logic.rule_files import RULES, Row, normal_code, read_parameters, read_table, sound
from logic.steps import Step

SETTINGS = ("practitioner", "hospital")
ASSISTANT_MODIFIERS = frozenset({"CQ", "CO"})
LEFT_OUT = (
    "The locality: every geographic index is taken as 1.000. Your contractor's fee look-up has the local amount.",
    "The deductible: it is taken as met.",
    "Sequestration: Medicare's payment is shown before the 2 percent it takes off.",
    "A charge below the fee: Medicare allows the lower of the two.",
    "Coverage, edits, unit limits and the KX threshold: every line is taken as payable.",
    "Secondary insurance, and everything any other payer does.",
)

_COLUMNS = ("code", "year", "status", "work", "pe", "facility_pe", "mp", "mppr", "source")
_LAYOUT = "cms-rvu25-layout"
_NOT_PRICED = {
    "B": "{code} is bundled (status B): Medicare counts it as part of the other services and pays nothing for it.",
    "C": "{code} is priced by the Medicare contractor (status C): there is no national amount. Ask the contractor.",
    "I": "{code} is not valid for Medicare (status I): Medicare wants another code for the service.",
    "N": "{code} is not covered (status N): Medicare pays nothing for it under the fee schedule.",
    "R": "{code} is restricted (status R) and has no national amount: ask the contractor whether and how it pays.",
}
_RESTRICTED = "{code} is restricted (status R): the amount holds only where the contractor covers the service."


@dataclass(frozen=True, slots=True)
class Fee:
    """The relative values of a code in one year. `pe` is the non-facility practice expense."""

    code: str
    year: int
    status: str
    work: Decimal
    pe: Decimal
    facility_pe: Decimal
    mp: Decimal
    mppr: bool
    source: str

    @property
    def total(self) -> Decimal:
        return self.work + self.pe + self.mp

    @property
    def priced(self) -> bool:
        return self.status == "A" or (self.status == "R" and self.total > 0)


@dataclass(frozen=True, slots=True)
class LineAmount:
    """One line in dollars and cents, rounded half up once per amount; None where there is no national amount.

    `allowed` is the fee schedule amount with the multiple procedure reduction, `unreduced` without it.
    `medicare` is Medicare's share of `allowed`, less the assistant reduction on a CQ or CO line; `patient` is the
    rest of `allowed` before that reduction. `note` says why a line has no amount, or what its amount rests on.
    """

    line: Line
    allowed: Decimal | None
    unreduced: Decimal | None
    medicare: Decimal | None
    patient: Decimal | None
    reduced_units: int
    note: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A day's lines priced. The totals add the lines that have an amount; `complete` says whether all of them do."""

    on: date
    setting: str
    conversion_factor: Decimal
    lines: tuple[LineAmount, ...]
    steps: tuple[Step, ...]
    left_out: tuple[str, ...] = LEFT_OUT

    @property
    def allowed(self) -> Decimal:
        return _sum(line.allowed for line in self.lines)

    @property
    def unreduced(self) -> Decimal:
        return _sum(line.unreduced for line in self.lines)

    @property
    def medicare(self) -> Decimal:
        return _sum(line.medicare for line in self.lines)

    @property
    def patient(self) -> Decimal:
        return _sum(line.patient for line in self.lines)

    @property
    def received(self) -> Decimal:
        """What the practice receives from Medicare and the patient together."""
        return self.medicare + self.patient

    @property
    def complete(self) -> bool:
        return all(line.allowed is not None for line in self.lines)


class Proposal(Record):
    """Conversion factors that were proposed for a year and not yet made final."""

    year: int
    standard: Decimal
    advanced: Decimal
    published: date
    source: SourceId


class ConversionFactors(Record):
    standard: Dated[Decimal]
    advanced: Dated[Decimal]
    proposed: tuple[Proposal, ...]


class PaymentShares(Record):
    medicare: Dated[Decimal]
    assistant: Dated[Decimal]


@dataclass(frozen=True)
class FeeSchedule:
    fees: Mapping[tuple[str, int], Fee]
    conversion_factors: ConversionFactors
    mppr: Dated[Decimal]
    shares: PaymentShares

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for _, year in self.fees}))


def fee(code: str, year: int) -> Fee:
    """The relative values of a code in a year; LookupError for a year or code that is not held here."""
    schedule, key = fee_schedule(), normal_code(code)
    if year not in schedule.years:
        held = " and ".join(str(y) for y in schedule.years)
        raise LookupError(f"The relative values of {year} are not held here, only those of {held}.")
    if (key, year) not in schedule.fees:
        raise LookupError(f"{key} has no relative values here for {year}. Check that the code was valid that year.")
    return schedule.fees[key, year]


def allowed_amounts(lines: Sequence[Line], on: date, setting: str = "practitioner") -> Estimate:
    """The national Medicare estimate for the lines of one patient, one day and one provider.

    Each line: relative values times the conversion factor, units after the one with the highest practice expense
    at half of theirs (always-therapy codes, across lines and disciplines), rounded half up to the cent per line.
    A CQ or CO line then pays 85 percent of Medicare's share. ValueError for units below 1 or an unknown setting,
    LookupError for a year or code that is not held here.
    Source: CMS relative value files; Claims Processing Manual, chapter 5; Social Security Act 1834(v).
    """
    if setting not in SETTINGS:
        raise ValueError(f"{setting!r} is not a setting; choose practitioner or hospital.")
    if not lines:
        raise ValueError("There is no line to price. Give at least one code with its units.")
    for line in lines:
        if line.units < 1:
            raise ValueError(f"{line.code} has {line.units} units; a line has at least 1.")
    fees = [fee(line.code, on.year) for line in lines]
    schedule, factor = fee_schedule(), conversion_factor(on)
    full = _paid_in_full(fees)
    priced = tuple(
        _price(line, its_fee, schedule, on, reduced=_reduced_units(line, its_fee, in_full=at == full))
        for at, (line, its_fee) in enumerate(zip(lines, fees, strict=True))
    )
    steps = [Step(f"The conversion factor on {on} is {factor.value} dollars per relative value unit.", factor.source)]
    if full is not None and any(amount.reduced_units for amount in priced):
        steps.append(
            Step(
                f"{fees[full].code} has the highest practice expense of the day, so one unit of it is paid in full. "
                "Every other unit of an always-therapy code is reduced.",
                "novitas-mppr",
            )
        )
    if setting == "hospital":
        steps.extend(_hospital_steps(fees))
    return Estimate(on, setting, factor.value, priced, tuple(steps))


def conversion_factor(on: date) -> Period[Decimal]:
    """Dollars per relative value unit on a day, with its source; LookupError for a day without a published figure."""
    return fee_schedule().conversion_factors.standard.period(on)


@cache
def fee_schedule() -> FeeSchedule:
    """The project's own fee tables. ContentError when a file has a fault."""
    return load(RULES)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in fees.csv and the files of conversion factors, reduction and shares."""
    return tuple(sorted(set(_read(rules)[1])))


def load(rules: Path) -> FeeSchedule:
    """Reads the fee tables of a rules folder; ContentError lists every fault in them."""
    return sound(*_read(rules))


def _paid_in_full(fees: Sequence[Fee]) -> int | None:
    """The line whose first unit keeps its practice expense: the highest, then the highest total, then the first."""
    ranked = [at for at, its_fee in enumerate(fees) if its_fee.mppr and its_fee.priced]
    return max(ranked, key=lambda at: (fees[at].pe, fees[at].total, -at), default=None)


def _reduced_units(line: Line, its_fee: Fee, *, in_full: bool) -> int:
    if not (its_fee.mppr and its_fee.priced):
        return 0
    return line.units - 1 if in_full else line.units


def _price(line: Line, its_fee: Fee, schedule: FeeSchedule, on: date, *, reduced: int) -> LineAmount:
    if not its_fee.priced:
        note = _NOT_PRICED[its_fee.status].format(code=its_fee.code)
        return LineAmount(line, None, None, None, None, 0, note, (Step(note, _LAYOUT),))
    factor, mppr = conversion_factor(on).value, schedule.mppr.period(on)
    taken_off = its_fee.pe * mppr.value
    unreduced = _cents(its_fee.total * line.units * factor)
    allowed = _cents((its_fee.total * line.units - taken_off * reduced) * factor)
    steps = [
        Step(
            f"{its_fee.code} in {its_fee.year}: work {its_fee.work} + practice expense {its_fee.pe} + malpractice "
            f"{its_fee.mp} = {its_fee.total} relative value units.",
            its_fee.source,
        )
    ]
    if reduced < line.units:
        full_units = line.units - reduced
        steps.append(Step(f"{_units(full_units)} in full: {full_units} × {its_fee.total} × {factor}.", its_fee.source))
    if reduced:
        left = (its_fee.total - taken_off).normalize()
        text = (
            f"{_units(reduced)} with {_percent(mppr.value)} of the practice expense off: {reduced} × {left} × {factor}."
        )
        steps.append(Step(text, mppr.source))
    steps.append(Step(f"Allowed, rounded to the cent: {allowed} dollars.", "rehabcode"))
    note = _RESTRICTED.format(code=its_fee.code) if its_fee.status == "R" else ""
    if note:
        steps.append(Step(note, _LAYOUT))
    medicare, patient = _split(line, allowed, schedule.shares, on, steps)
    return LineAmount(line, allowed, unreduced, medicare, patient, reduced, note, tuple(steps))


def _split(line: Line, allowed: Decimal, shares: PaymentShares, on: date, steps: list[Step]) -> tuple[Decimal, Decimal]:
    """Medicare's part and the patient's, the deductible taken as met; adds the steps that show it."""
    share = shares.medicare.period(on)
    medicare = _cents(allowed * share.value)
    patient = allowed - medicare
    part = f"Medicare's {_percent(share.value)} is {medicare} dollars"
    steps.append(Step(f"{part}; the patient's part is {patient}.", share.source))
    used = sorted(ASSISTANT_MODIFIERS.intersection(line.modifiers))
    cut = next((period for period in shares.assistant.values if period.covers(on)), None)
    if used and cut:
        before, medicare = medicare, _cents(medicare * cut.value)
        pays = f"With {used[0]}, Medicare pays {_percent(cut.value)} of its own part"
        steps.append(Step(f"{pays}, last of all: {before} becomes {medicare}.", cut.source))
        whole = f"The patient's part is not cut. The practice receives {medicare + patient} of {allowed} dollars"
        received = share.value * cut.value + 1 - share.value
        steps.append(Step(f"{whole}, about {_percent(received)}.", "ptm-assistant-cut"))
    return medicare, patient


def _hospital_steps(fees: Sequence[Fee]) -> tuple[Step, ...]:
    differing = sorted({its_fee.code for its_fee in fees if its_fee.priced and its_fee.pe != its_fee.facility_pe})
    matters = f" It matters for {', '.join(differing)}." if differing else " For these codes both are equal."
    return (
        Step(
            "Outpatient therapy of a hospital is paid from the same fee schedule. A critical access hospital is paid "
            "by its costs instead, and this estimate does not fit it.",
            "cms-claims-5-10",
        ),
        Step(
            "The practice expense is the non-facility one, as for a practice. That this holds for a hospital was "
            f"recalled, not read.{matters}",
            "recalled",
        ),
    )


def _read(rules: Path) -> tuple[FeeSchedule | None, list[Fault]]:
    faults: list[Fault] = []
    factors = read_parameters(rules / "conversion_factors.yaml", ConversionFactors, faults)
    mppr = read_parameters(rules / "mppr.yaml", Dated[Decimal], faults)
    shares = read_parameters(rules / "payment_shares.yaml", PaymentShares, faults)
    fees: dict[tuple[str, int], Fee] = {}
    for row, its_fee in read_table(rules / "fees.csv", _COLUMNS, _fee_of_row, faults):
        if (its_fee.code, its_fee.year) in fees:
            faults.append(row.fault(f"{its_fee.code} is listed twice for {its_fee.year}"))
        fees[its_fee.code, its_fee.year] = its_fee
    if factors is None or mppr is None or shares is None:
        return None, faults
    return FeeSchedule(fees, factors, mppr, shares), faults


def _fee_of_row(row: Row) -> Fee:
    its_fee = Fee(
        code=row.code("code"),
        year=row.whole("year"),
        status=row.choice("status", "A", *_NOT_PRICED),
        work=row.amount("work"),
        pe=row.amount("pe"),
        facility_pe=row.amount("facility_pe"),
        mp=row.amount("mp"),
        mppr=row.choice("mppr", "yes", "no") == "yes",
        source=row.source(),
    )
    if its_fee.status == "A" and not its_fee.total:
        raise ValueError("a code with status A needs relative values above 0")
    return its_fee


def _units(count: int) -> str:
    return f"{count} unit{'s' if count > 1 else ''}"


def _percent(share: Decimal) -> str:
    return f"{share:.0%}".replace("%", " percent")


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal("0.00"))
