"""KX planner: when a patient's therapy passes the amount of the year, and from which line KX goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import streamlit as st

from logic.content import library
from logic.fees import Estimate, allowed_amounts, fee_schedule
from logic.lines import Line
from logic.thresholds import (
    Plan,
    Running,
    Threshold,
    bucket_of,
    kx_threshold,
    lines_over,
    plan_visits,
)
from logic.thresholds.amounts import money
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.links import body_text
from pages.shared.notes import ama_notice, plain, show_sources, steps_text
from pages.work_out.case import Case, one_of, whole
from pages.work_out.kx_answer import crossing_table, facts, first_line_over, headline
from pages.work_out.kx_chart import describe_years, total_rows, total_template, years_rows, years_template
from pages.work_out.kx_visits import (
    MOST_DOLLARS,
    MOST_LINES,
    MOST_UNITS,
    MOST_VISITS,
    RHYTHMS,
    dollars,
    in_year,
    month_and_day,
    units_of_codes,
    visit_dates,
)

Used = tuple[Decimal, Decimal | None]

DISCIPLINES = ("PT", "OT", "SLP")
KNOWN = {"yes": "I know it", "no": "I don't know"}
PRICES = {"codes": "From its codes", "amount": "I type it"}
PRICED = frozenset(fee.code for fee in fee_schedule().fees.values() if fee.priced and fee.code in library().codes)
SOURCES = (
    *("ssa-1833g", "cms-therapy-services", "noridian-kx", "palmetto-kx", "ngs-kx", "kx-2025", "cms-rvu26c"),
    *("novitas-mppr", "rehabcode", "recalled"),
)
CASE = Case(
    "kx",
    {
        "discipline": one_of(DISCIPLINES, "PT"),
        "known": one_of(tuple(KNOWN), "yes"),
        "used": dollars(600.0),
        "least": dollars(0.0),
        "most": dollars(None),
        "first": month_and_day(date(2026, 4, 6)),
        "visits": whole(1, MOST_VISITS, 36),
        "rhythm": one_of(tuple(RHYTHMS), "2"),
        "price": one_of(tuple(PRICES), "codes"),
        "visit": units_of_codes({"97110": 2, "97140": 1}, PRICED),
        "amount": dollars(75.0),
    },
)


@dataclass(frozen=True)
class Price:
    """What one visit allows, line by line; without lines the whole visit is one amount."""

    lines: tuple[Line, ...]
    amounts: tuple[Decimal, ...]
    estimate: Estimate | None = None

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal(0))


def as_decimal(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")


def enter_amount(label: str, name: str, help: str | None = None, *, may_be_empty: bool = False) -> None:
    st.number_input(
        label,
        min_value=0.0,
        max_value=float(MOST_DOLLARS),
        value=None if may_be_empty else "min",
        step=10.0,
        format="%.2f",
        help=help,
        icon=":material/attach_money:",
        **CASE.widget(name),
    )


def enter_used() -> Used:
    """The least and the most that may have been allowed so far; None when there is no upper bound."""
    known = st.radio(
        "Allowed so far this year",
        list(KNOWN),
        format_func=KNOWN.__getitem__,
        horizontal=True,
        help="What Medicare allowed for this patient from every provider, deductible and coinsurance included. Look "
        "it up in your contractor's eligibility system.",
        **CASE.widget("known"),
    )
    if known == "yes":
        enter_amount("Amount used so far", "used")
        used = as_decimal(CASE["used"])
        return used, used
    enter_amount("At least", "least", "0 when nothing is known.")
    enter_amount("At most", "most", "Leave it empty when there is no telling.", may_be_empty=True)
    return as_decimal(CASE["least"]), None if CASE["most"] is None else as_decimal(CASE["most"])


def enter_visits(year: int) -> list[date]:
    CASE.load(first=in_year(CASE["first"], year))
    first = st.date_input(
        "First visit",
        min_value=date(year, 1, 1),
        max_value=date(year, 12, 31),
        format="YYYY-MM-DD",
        **CASE.widget("first"),
    )
    number = st.number_input("Number of visits", 1, MOST_VISITS, step=1, **CASE.widget("visits"))
    rhythm = st.selectbox("How often", list(RHYTHMS), format_func=lambda r: RHYTHMS[r][0], **CASE.widget("rhythm"))
    return visit_dates(first, number, rhythm)


def take_codes() -> None:
    units = CASE["visit"]
    CASE.load(visit={code: units.get(code, 1) for code in st.session_state.kx_codes})
    CASE.changed()


def take_units(code: str) -> None:
    CASE.load(visit={**CASE["visit"], code: st.session_state[f"kx_units_{code}"]})
    CASE.changed()


def enter_lines() -> tuple[Line, ...]:
    """The lines of each visit, in the order in which they stand on the claim."""
    units = CASE["visit"]
    st.session_state.kx_codes = list(units)
    st.multiselect(
        "Codes of each visit, in the order of the claim",
        sorted(PRICED, key=lambda code: (not code.startswith("97"), code)),
        format_func=lambda code: f"{code} {library().code(code).name}",
        key="kx_codes",
        max_selections=MOST_LINES,
        select_all=False,
        on_change=take_codes,
    )
    with st.container(horizontal=True):
        for code in units:
            st.session_state[f"kx_units_{code}"] = units[code]
            st.number_input(
                f"Units of {code}",
                1,
                MOST_UNITS,
                step=1,
                key=f"kx_units_{code}",
                on_change=take_units,
                args=(code,),
                width=140,
            )
    return tuple(Line(code, number) for code, number in units.items())


def enter_price(on: date) -> Price | None:
    """What one visit allows; None where its codes cannot be priced, which is said beside them."""
    how = st.radio(
        "Allowed for each visit", list(PRICES), format_func=PRICES.__getitem__, horizontal=True, **CASE.widget("price")
    )
    if how == "amount":
        enter_amount("Amount of each visit", "amount", "The allowed amount, not the charge.")
        return Price((), (as_decimal(CASE["amount"]),))
    try:
        lines = enter_lines()
        estimate = allowed_amounts(lines, on)
    except (ValueError, LookupError) as error:
        st.warning(plain(f"{error} You can type the amount instead."))
        return None
    show_price(estimate)
    return Price(lines, tuple(line.allowed or Decimal(0) for line in estimate.lines), estimate)


def show_price(estimate: Estimate) -> None:
    for line in estimate.lines:
        if line.note:
            st.warning(plain(line.note))
    st.markdown(
        plain(
            f"Each visit: **{money(estimate.allowed)} allowed**, {money(estimate.unreduced)} before the reduction for "
            "several procedures on one day (MPPR). A national estimate; your locality differs."
        )
    )


def show_next_year(beyond: int, year: int, discipline: str) -> None:
    """Says where the count starts again, when the plan runs past the end of the year."""
    try:
        amount = f"The amount of {year} is {money(kx_threshold(year, discipline).amount)}."
    except LookupError as error:
        amount = str(error)
    visits = "1 visit falls" if beyond == 1 else f"{beyond} visits fall"
    st.info(plain(f"{visits} in {year} and are left out: each year starts again from zero. {amount}"))


def show_why(low: Plan, high: Plan | None) -> None:
    if high is not None and high.used == low.used:
        st.markdown(steps_text(low.steps))
        return
    st.markdown(plain(f"**With {money(low.used)} used, the least it can be**\n\n") + steps_text(low.steps))
    if high is not None:
        st.markdown(plain(f"**With {money(high.used)}, the most**\n\n") + steps_text(high.steps))


def show_crossing(crossing: Running | None, lines: Sequence[Line], discipline: str) -> None:
    if crossing is None:
        st.markdown("There is no claim to show: no visit passes the amount, or what was used before is not known.")
        return
    st.markdown(crossing_table(crossing, lines, discipline))
    st.markdown(
        body_text("The total that crosses is in bold. Whether that line carries KX: ask your contractor. [@rehabcode]")
    )


def show_estimate(estimate: Estimate | None) -> None:
    if estimate is None:
        st.markdown("The amount was typed. Choose codes instead to see how it comes about.")
        return
    rows = ["| code | units | of them reduced | in full | allowed |", "| --- | :-: | :-: | --: | --: |"]
    rows += [
        f"| {line.line.code} | {line.line.units} | {line.reduced_units} | {priced(line.unreduced)} | "
        f"{priced(line.allowed)} |"
        for line in estimate.lines
    ]
    rows.append(f"| **visit** | | | {money(estimate.unreduced)} | **{money(estimate.allowed)}** |")
    st.markdown(plain("\n".join(rows)))
    st.markdown(steps_text([*estimate.steps, *(step for line in estimate.lines for step in line.steps)]))
    st.markdown("\n".join(["Left out:", "", *(f"- {sentence}" for sentence in estimate.left_out)]))


def priced(amount: Decimal | None) -> str:
    return "none" if amount is None else money(amount)


def show_years(discipline: str, year: int) -> None:
    rows = years_rows(bucket_of(discipline), year)
    st.markdown(
        body_text(
            "Every amount since the law began. × marks a year in which Congress had set the cap aside, ? an amount "
            "that was recalled and not verified; the short line above a bar is the review amount. Year by year, with "
            "sources: [the KX guide](guides/kx-threshold)."
        )
    )
    draw(years_template, rows, alt=describe_years(rows["years"]), height=320)


def show_plan(threshold: Threshold, discipline: str, dates: Sequence[date], used: Used, price: Price) -> None:
    """The answer for planned visits of a year that has an amount."""
    year, (least, most) = threshold.year, used
    visits = [(day, price.total) for day in dates if day.year == year]
    try:
        if most is not None:
            lines_over((least, most), [], year, discipline)
        low = plan_visits(least, visits, year, discipline)
        high = None if most is None else plan_visits(most, visits, year, discipline)
    except ValueError as error:
        st.error(plain(str(error)))
        return
    crossing = None
    if least == most and low.first_over:
        crossing = lines_over(low.first_over.before, price.amounts, year, discipline)
    line = f", line {first_line_over(crossing) + 1}" if crossing and price.lines else ""
    st.header(plain(headline(low, high, line)), anchor=False)
    st.markdown(facts(threshold, low, high, crossing, [line.code for line in price.lines]))
    draw(
        total_template,
        total_rows(low, high),
        alt=f"Running total of the planned visits against {money(threshold.amount)}. {headline(low, high)}.",
        height=360,
    )
    if beyond := len(dates) - len(visits):
        show_next_year(beyond, year + 1, discipline)
    views = {
        "Why": lambda: show_why(low, high),
        "The claim that crosses": lambda: show_crossing(crossing, price.lines, discipline),
        "What a visit allows": lambda: show_estimate(price.estimate),
        "Every year since 1999": lambda: show_years(discipline, year),
    }
    view = st.radio("Look closer", list(views), horizontal=True, key="kx_view")
    views[view]()


st.title("KX planner")
st.markdown(
    "A year of visits against Medicare's yearly therapy amount: which visit passes it, and from which line KX goes on."
)
CASE.open()
year = date_of_service().year
left, right = st.columns(2)
with left:
    discipline = st.radio("Discipline", DISCIPLINES, horizontal=True, **CASE.widget("discipline"))
    used = enter_used()
with right:
    dates = enter_visits(year)
price = enter_price(dates[0])
try:
    threshold = kx_threshold(year, discipline)
except LookupError as error:
    st.header(f"No amount for {year}", anchor=False)
    st.markdown(plain(f"{error} The year comes from the date of service."))
    show_years(discipline, year)
else:
    if price:
        show_plan(threshold, discipline, dates, used, price)
CASE.write(
    *("discipline", "known", "first", "visits", "rhythm", "price"),
    *(("used",) if CASE["known"] == "yes" else ("least",) if CASE["most"] is None else ("least", "most")),
    "visit" if CASE["price"] == "codes" else "amount",
)
with st.expander("When to use this, and its pitfalls", icon=":material/lightbulb:"):
    st.markdown(
        body_text(
            "- To see early when the record must carry more weight. It is a plan: Medicare adds up claims as it "
            "processes them, and another provider's claim may come first. [@recalled]\n"
            "- Count what Medicare allows, not what the clinic charges; the patient's deductible and coinsurance are "
            "part of it. [@ngs-kx]\n"
            "- PT and SLP share one amount, OT has its own. [@ssa-1833g] A new diagnosis or a new plan of care does "
            "not start it again. [@recalled]\n"
            "- KX on every line from January attests to something that has not happened.\n"
            "- KX does not make a service necessary. Where it no longer is, the way is a notice to the patient: see "
            "[the ABN guide](guides/abn).\n"
            "- How a line of an assistant (CQ, CO) counts was not found in the sources read here. This page counts its "
            "full amount.\n"
            "- Original Medicare only. Ask any other payer whether it keeps a threshold.\n"
            "- Read more: [what the threshold is and how much it was](guides/kx-threshold)."
        )
    )
official = library().source("cms-therapy-services")
st.markdown(f"Check the amount of the year: [{official.publisher}, {official.title.lower()}]({official.url}).")
show_sources(SOURCES)
st.caption(
    "Nothing typed here is stored. The address of this page holds the whole case, so copying it shares the case."
)
ama_notice()
