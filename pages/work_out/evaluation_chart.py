"""The picture of an evaluation: each component as a ladder, climbed as far as its finding reaches."""

from __future__ import annotations

from typing import Any

import altair as alt

from logic.evaluation import LEVELS, Result
from pages.shared.charts import FULL, WON

HOLDS, SUPPORTS, ABOVE, NOT_REACHED = "holds the code here", "supports the code", "above the code", "not reached"
PARTS = {HOLDS: WON, SUPPORTS: FULL, ABOVE: "#9ccbc6", NOT_REACHED: "#8a9a9b"}
DARK_TEXT = "#1c1a19"
GAP = 0.08


def ladder_template() -> alt.LayerChart:
    """A rung for each level. Data: rungs(component, rung, part, text, words) and outcome(rung)."""
    axis = {"labelFontSize": 12, "ticks": False, "domain": False, "labelExpr": "split(datum.label, '|')"}
    rungs = alt.Y("rung:N", title=None, sort=None, scale=alt.Scale(paddingInner=GAP), axis=alt.Axis(**axis))
    base = alt.Chart(alt.Data(name="rungs")).encode(
        x=alt.X(
            "component:N",
            title=None,
            sort=None,
            scale=alt.Scale(paddingInner=GAP),
            axis=alt.Axis(labelAngle=0, labelOverlap=False, labelFlush=False, **axis),
        ),
        y=rungs,
        tooltip=[alt.Tooltip("words:N", title="component")],
    )
    cells = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color(
            "part:N",
            scale=alt.Scale(domain=list(PARTS), range=list(PARTS.values())),
            legend=alt.Legend(title=None, orient="bottom", columns=2, labelLimit=150, columnPadding=6),
        ),
        opacity=alt.condition(alt.datum.part == NOT_REACHED, alt.value(0.15), alt.value(1)),
    )
    texts = base.mark_text(fontSize=12, fontWeight=600).encode(
        text="text:N",
        color=alt.condition(alt.datum.part == SUPPORTS, alt.value("white"), alt.value(DARK_TEXT)),
    )
    outcome = (
        alt.Chart(alt.Data(name="outcome"))
        .mark_rect(filled=False, stroke=WON, strokeWidth=3, cornerRadius=3)
        .encode(y=rungs)
    )
    return cells + texts + outcome


def ladder_rows(result: Result, codes: dict[str, str], findings: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The rungs from high to low; `codes` by level, `findings` are the few words shown on a component's top rung."""
    rows = [
        {
            "component": component.name.replace("_", "|").capitalize(),
            "rung": f"{codes[level]}|{level}",
            "part": _part(result, component.name, component.level, level),
            "text": findings[component.name] if level == component.level else "",
            "words": f"{component.title}: {component.found}; supports {' or '.join(component.levels)}",
        }
        for level in reversed(LEVELS)
        for component in result.components
    ]
    return {"rungs": rows, "outcome": [{"rung": f"{codes[result.level]}|{result.level}"}]}


def describe_ladder(result: Result) -> str:
    """The picture in words."""
    reached = "; ".join(f"{c.title} reaches {c.level} ({c.found})" for c in result.components)
    return f"A ladder of low, moderate and high for each component. {reached}. The lowest decides: {result.code}."


def _part(result: Result, name: str, reached: str, level: str) -> str:
    order = LEVELS.index
    if order(level) > order(reached):
        return NOT_REACHED
    if order(level) > order(result.level):
        return ABOVE
    alone = level == result.level and len(result.limited_by) < len(result.components)
    return HOLDS if alone and name in result.limited_by else SUPPORTS
