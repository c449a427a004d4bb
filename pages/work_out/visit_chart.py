"""The pictures of the simulator: the visit in blocks, the chart as stairs, and where the rules differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import altair as alt

from logic.units import CountingRule, UnitCount, cms_band, count_units
from pages.shared.charts import FULL, LOST, TIED, WON

PARTS = {
    "full block": FULL,
    "earned a unit": WON,
    "tied for a unit": TIED,
    "no unit": LOST,
}
LONGEST = 60
PAIR = ("97112", "97110")
TICKS = [1, *range(5, LONGEST + 1, 5)]


def visit_template() -> alt.LayerChart:
    """Bars cut into blocks. Data: visit(service, part, start, end, label)."""
    base = alt.Chart(alt.Data(name="visit")).encode(
        y=alt.Y("service:N", title=None, sort=None, axis=alt.Axis(labelFontSize=14, ticks=False, domain=False)),
    )
    bars = base.mark_bar(stroke="white", strokeWidth=2, cornerRadius=3, height=alt.RelativeBandSize(0.72)).encode(
        x=alt.X("start:Q", title="minutes", axis=alt.Axis(tickMinStep=5, grid=True, tickCount=8)),
        x2="end:Q",
        color=alt.Color(
            "part:N",
            scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
            legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=170),
        ),
        tooltip=[
            alt.Tooltip("service:N", title="code"),
            alt.Tooltip("part:N"),
            alt.Tooltip("label:N", title="minutes"),
        ],
    )
    labels = base.mark_text(fontSize=13, fontWeight=600).encode(
        x=alt.X("middle:Q"),
        text="label:N",
        color=alt.condition(alt.datum.part == "full block", alt.value("white"), alt.value("#1c1a19")),
    )
    return bars + labels


def visit_rows(count: UnitCount) -> list[dict[str, Any]]:
    """One row a block or leftover, for visit_template."""
    rows: list[dict[str, Any]] = []
    for at, share in enumerate(count.shares):
        name, start = " + ".join(share.codes), 0
        for unit in range(share.full_units):
            end = share.minutes_for(unit + 1)
            rows.append(_bar(name, "full block", start, end))
            start = end
        if share.leftover or not share.minutes:
            rows.append(_bar(name, _fate(count, at), start, share.minutes))
    return rows


def describe_visit(count: UnitCount) -> str:
    """The picture in words."""
    said = []
    for at, share in enumerate(count.shares):
        left = f", {share.leftover} minutes left over, {_fate(count, at)}" if share.leftover else ""
        blocks = "1 full block" if share.full_units == 1 else f"{share.full_units} full blocks"
        said.append(f"{share.code}: {share.minutes} minutes, {blocks}{left}")
    return "Bars of the visit cut into units. " + "; ".join(said) + "."


def stairs_template() -> alt.LayerChart:
    """Total minutes against units. Data: stairs(minutes, units) and here(minutes, units, label)."""
    line = (
        alt.Chart(alt.Data(name="stairs"))
        .mark_line(interpolate="step-after", color=FULL, strokeWidth=3)
        .encode(
            x=alt.X("minutes:Q", title="total timed minutes", axis=alt.Axis(values=list(range(8, 260, 15)))),
            y=alt.Y("units:Q", title="units", axis=alt.Axis(tickMinStep=1)),
        )
    )
    here = alt.Chart(alt.Data(name="here")).encode(x="minutes:Q", y="units:Q")
    point = here.mark_point(size=160, filled=True, color=WON, stroke="#1c1a19", strokeWidth=1.5, opacity=1)
    drop = here.mark_rule(color=WON, strokeDash=[4, 4], strokeWidth=2).encode(
        x="minutes:Q", y="units:Q", y2=alt.datum(0)
    )
    return (line + drop + point).properties(height=280)


def stairs_rows(count: UnitCount) -> dict[str, list[dict[str, Any]]]:
    """The chart's steps up to a little past today's visit, and the visit itself."""
    pooled = [share for share in count.shares if share.pooled]
    minutes = sum(share.minutes for share in pooled)
    units = count_units({share.code: share.minutes for share in pooled}, CountingRule.CMS).total_units
    top = max(units + 2, 8)
    stairs = [{"minutes": cms_band(u)[0], "units": u} for u in range(top + 1)]
    stairs.append({"minutes": cms_band(top)[1], "units": top})
    return {"stairs": stairs, "here": [{"minutes": minutes, "units": units}]}


def differences_template() -> alt.Chart:
    """Midpoint units minus CMS units for two services. Data: pairs(first, second, difference, midpoint, cms)."""
    chosen = alt.selection_point(name="cell", fields=["first", "second"], on="click", empty=False)
    return (
        alt.Chart(alt.Data(name="pairs"))
        .mark_rect()
        .encode(
            x=alt.X(
                "first:O",
                title=f"minutes of {PAIR[0]}",
                axis=alt.Axis(values=TICKS, labelAngle=0, grid=False),
            ),
            y=alt.Y(
                "second:O",
                title=f"minutes of {PAIR[1]}",
                sort="descending",
                axis=alt.Axis(values=TICKS, grid=False),
            ),
            color=alt.Color(
                "difference:O",
                title="midpoint minus CMS",
                scale=alt.Scale(domain=[-1, 0, 1], range=["#7a5fc0", "#dfe6e5", WON]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("first:Q", title=PAIR[0]),
                alt.Tooltip("second:Q", title=PAIR[1]),
                alt.Tooltip("cms:Q", title="CMS units"),
                alt.Tooltip("midpoint:Q", title="midpoint units"),
            ],
        )
        .add_params(chosen)
        .properties(height=460)
    )


@cache
def difference_rows() -> list[dict[str, int]]:
    """Both rules over every pair of minutes from 1 to 60."""
    rows = []
    for first in range(1, LONGEST + 1):
        for second in range(1, LONGEST + 1):
            case = dict(zip(PAIR, (first, second), strict=True))
            units = {rule.value: count_units(case, rule).total_units for rule in CountingRule}
            rows.append({"first": first, "second": second, "difference": units["midpoint"] - units["cms"], **units})
    return rows


def count_differences(rows: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """In how many pairs the midpoint rule gives more, fewer and as many units."""
    signs = [(row["difference"] > 0) - (row["difference"] < 0) for row in rows]
    return {"more": signs.count(1), "fewer": signs.count(-1), "as many": signs.count(0)}


def _bar(service: str, part: str, start: int, end: int) -> dict[str, Any]:
    return {
        "service": service,
        "part": part,
        "start": start,
        "end": end,
        "middle": (start + end) / 2,
        "label": str(end - start) if end > start else "",
    }


def _fate(count: UnitCount, at: int) -> str:
    if at in count.tied and count.allocation_count > 1:
        return "tied for a unit"
    won = count.settled[at] > count.shares[at].full_units or (at in count.tied and count.allocation_count == 1)
    return "earned a unit" if won else "no unit"
