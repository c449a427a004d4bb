"""The pictures of the KX planner: a year's running total, and the amounts of every year since 1999."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import altair as alt

from logic.content import library
from logic.thresholds import Kind, Plan, PlannedVisit, Threshold, all_thresholds, suspensions
from logic.thresholds.amounts import money
from pages.shared.charts import FULL, WON

UNDER, CROSSES, OVER, NOT_SETTLED = "not over", "the visit that crosses", "over", "depends on what was used"
STATES = {UNDER: "#1f857e", CROSSES: WON, OVER: "#cf5519", NOT_SETTLED: "#8a93d6"}
LINE, LIMIT = STATES[UNDER], STATES[OVER]
KINDS = {Kind.HARD_CAP.value: "#8c2f39", Kind.CAP_WITH_EXCEPTIONS.value: WON, Kind.THRESHOLD.value: FULL}


def total_template() -> alt.LayerChart:
    """The running total. Data: visits(on, low, high, state, words) and limits(amount, label, side, on)."""
    dollars = alt.Axis(format="$,d", tickCount=6, labelFontSize=12)
    base = alt.Chart(alt.Data(name="visits")).encode(
        x=alt.X(
            "on:T",
            title=None,
            scale=alt.Scale(padding=12),
            axis=alt.Axis(format="%b", tickCount={"interval": "month", "step": 1}, labelFontSize=12, labelOverlap=True),
        )
    )
    band = base.mark_area(color=LINE, opacity=0.25, interpolate="step-after").encode(
        y=alt.Y("low:Q", title="allowed in the year", axis=dollars), y2="high:Q"
    )
    line = base.mark_line(color=LINE, strokeWidth=2, interpolate="step-after").encode(y="low:Q")
    upper = base.mark_line(color=LINE, strokeWidth=2, interpolate="step-after").encode(y="high:Q")
    points = base.mark_point(filled=True, size=46, opacity=1).encode(
        y="high:Q",
        color=alt.Color(
            "state:N",
            scale=alt.Scale(domain=list(STATES), range=list(STATES.values())),
            legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=170, columnPadding=6),
        ),
        size=alt.condition(alt.datum.state == CROSSES, alt.value(190), alt.value(46)),
        tooltip=[alt.Tooltip("words:N", title="visit")],
    )
    limits = alt.Chart(alt.Data(name="limits")).encode(y="amount:Q")
    rules = limits.mark_rule(strokeDash=[5, 4], strokeWidth=2, color=LIMIT)
    return band + line + upper + rules + points + _labels(limits, "left") + _labels(limits, "right")


def _labels(limits: alt.Chart, side: str) -> alt.Chart:
    return limits.mark_text(align=side, baseline="bottom", dy=-4, fontSize=12, fontWeight=600, color=LIMIT).encode(
        x="on:T", text=alt.condition(alt.datum.side == side, "label:N", alt.value(""))
    )


def total_rows(low: Plan, high: Plan | None) -> dict[str, list[dict[str, Any]]]:
    """One row a visit, with its totals from the least and the most that may have been used, if there is a most."""
    visits = []
    for number, (least, most) in enumerate(zip(low.visits, (high or low).visits, strict=True), 1):
        totals = money(least.after) if least.after == most.after else f"{money(least.after)} to {money(most.after)}"
        visits.append(
            {
                "on": least.on,
                "low": float(least.after),
                "high": float(most.after),
                "state": _state(least, None if high is None else most),
                "words": f"visit {number} on {least.on}: {totals}{'' if high else ' or more'}",
            }
        )
    return {"visits": visits, "limits": _limits(low.threshold, visits)}


def _state(least: PlannedVisit, most: PlannedVisit | None) -> str:
    if most is None or least.over != most.over:
        return OVER if least.over else NOT_SETTLED
    if least.crosses and most.crosses:
        return CROSSES
    return OVER if least.over else UNDER


def _limits(threshold: Threshold, visits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The amount of the year, and the review amount where the total comes near it, named where the total is not."""
    limits = [("threshold" if threshold.kind is Kind.THRESHOLD else "cap", threshold.amount)]
    if threshold.review_amount and visits[-1]["high"] > 0.8 * float(threshold.review_amount):
        limits.append(("medical review", threshold.review_amount))
    early = visits[len(visits) * 3 // 10]["high"] > 0.9 * float(threshold.amount)
    place = {"side": "right", "on": visits[-1]["on"]} if early else {"side": "left", "on": visits[0]["on"]}
    return [{"amount": float(amount), "label": f"{name} {money(amount)}", **place} for name, amount in limits]


def years_template() -> alt.LayerChart:
    """Every year's amount. Data: years(year, amount, kind, mark, chosen, words) and review(year, amount)."""
    base = alt.Chart(alt.Data(name="years")).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, values=list(range(2000, 2031, 5)), labelFontSize=12)),
        y=alt.Y("amount:Q", title=None, axis=alt.Axis(format="$,d", tickCount=5, labelFontSize=12)),
        tooltip=[alt.Tooltip("words:N", title="year")],
    )
    bars = base.mark_bar(cornerRadius=1).encode(
        color=alt.Color(
            "kind:N",
            scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
            legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=170, columnPadding=6),
        ),
        opacity=alt.condition(alt.datum.chosen, alt.value(1), alt.value(0.75)),
    )
    marks = base.mark_text(dy=-8, fontSize=12, fontWeight=600, color=LIMIT).encode(text="mark:N")
    review = (
        alt.Chart(alt.Data(name="review"))
        .mark_tick(color=LIMIT, thickness=2, orient="horizontal")
        .encode(x="year:O", y="amount:Q")
    )
    return bars + marks + review


@cache
def years_rows(bucket: str, chosen: int) -> dict[str, list[dict[str, Any]]]:
    """A bar for each year of the law; years without an amount have none, years that were recalled have a mark."""
    amounts = [threshold for threshold in all_thresholds() if threshold.bucket == bucket]
    rows = [_year(t.year, t.amount, t.kind, t.source, chosen) for t in amounts]
    rows += [_year(s.year, Decimal(0), Kind.SUSPENDED, s.source, chosen) for s in suspensions()]
    rows.sort(key=lambda row: row["year"])
    review = [{"year": t.year, "amount": float(t.review_amount)} for t in amounts if t.review_amount]
    return {"years": rows, "review": review}


def describe_years(rows: Sequence[dict[str, Any]]) -> str:
    """The picture in words."""
    return f"Bars of the yearly amounts. {'; '.join(row['words'] for row in rows)}."


def _year(year: int, amount: Decimal, kind: Kind, source: str, chosen: int) -> dict[str, Any]:
    verified = library().source(source).verified
    what = kind.value if kind is Kind.SUSPENDED else f"{money(amount)}, {kind.value}"
    mark = "×" if kind is Kind.SUSPENDED else "" if verified else "?"
    return {
        "year": year,
        "amount": float(amount),
        "kind": kind.value,
        "mark": mark,
        "chosen": year == chosen,
        "words": f"{year}: {what}{'' if verified else ', recalled, not verified'}",
    }
