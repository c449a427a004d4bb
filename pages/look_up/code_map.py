"""Where 97112 stands among its neighbors: what limits the patient, and how the minutes are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from pages.shared.charts import FULL

CODE = "97112"
LIMITS = ("tissue", "capacity", "control", "walking", "task", "senses")
WAYS = ("One-on-one, on land", "In water", "Shared with other patients", "A machine or a maneuver")
PLACES = (
    ("97140", 0, 0, 1, "Hands treat tissue or joint while the patient rests"),
    ("97110", 0, 1, 2, "Strength, endurance, motion, flexibility"),
    ("97112", 0, 2, 3, "Balance, position sense, timing, tone"),
    ("97116", 0, 3, 4, "The walking or stair pattern itself"),
    ("97530", 0, 4, 5, "A whole everyday task, to do it better"),
    ("97533", 0, 5, 6, "How sensory input is processed, most often in a child"),
    ("97113", 1, 1, 4, "Exercise that has to happen in water"),
    ("97150", 2, 1, 5, "Two or more patients share the clinician"),
    ("97032", 3, 1, 2, "Attended stimulation is the main agent"),
    ("90901", 3, 2, 3, "Biofeedback is the main agent"),
    ("95992", 3, 5, 6, "The head is turned to clear positional vertigo"),
)
ALT = (
    "A map of 97112 and its neighbors. Columns: what limits the patient. Rows: how the minutes are given. "
    "One-on-one on land: tissue 97140, capacity 97110, control 97112, walking 97116, whole task 97530, senses 97533. "
    "In water, from capacity to walking: 97113. Shared with other patients, from capacity to task: 97150. "
    "A machine or a maneuver: 97032 for capacity, 90901 for control, 95992 for the senses."
)
_GAP, _TOP, _BOTTOM = 0.04, 0.38, 0.92


def map_rows() -> dict[str, list[dict[str, Any]]]:
    """One row a code, for map_template."""
    bars = [
        {
            "code": code,
            "what": what,
            "here": code == CODE,
            "start": start + _GAP,
            "end": end - _GAP,
            "top": way + _TOP,
            "bottom": way + _BOTTOM,
            "across": (start + end) / 2,
            "down": way + (_TOP + _BOTTOM) / 2,
        }
        for code, way, start, end, what in PLACES
    ]
    return {"bars": bars}


def map_template() -> alt.LayerChart:
    """Bars under named columns. Data: bars(code, what, here, start, end, top, bottom, across, down)."""
    across = _names(LIMITS, 0.5, orient="top")
    down = _names(WAYS, _TOP / 2, orient="left", labelAlign="left", labelPadding=-4, maxExtent=0)
    rows = alt.Scale(domain=[0, len(WAYS)], reverse=True)
    bars = alt.Chart(alt.Data(name="bars"))
    boxes = bars.mark_rect(cornerRadius=4).encode(
        x=alt.X("start:Q", title=None, scale=alt.Scale(domain=[0, len(LIMITS)]), axis=across),
        x2="end:Q",
        y=alt.Y("top:Q", title=None, scale=rows, axis=down),
        y2="bottom:Q",
        color=alt.condition("datum.here", alt.value(FULL), alt.value("#cfe3e0")),
        tooltip=[alt.Tooltip("code:N"), alt.Tooltip("what:N", title="when")],
    )
    codes = bars.mark_text(fontSize=14, fontWeight=600).encode(
        x="across:Q",
        y=alt.Y("down:Q", scale=rows),
        text="code:N",
        color=alt.condition("datum.here", alt.value("white"), alt.value("#1c1a19")),
    )
    return boxes + codes


def _names(names: Sequence[str], offset: float, **place: Any) -> alt.Axis:
    """An axis that shows names where the marks stand, in the text color of the theme."""
    at = [number + offset for number in range(len(names))]
    shown = " : ".join(f"datum.value == {value} ? '{name}'" for value, name in zip(at, names, strict=True))
    bare = {"labelOverlap": False, "grid": False, "ticks": False, "domain": False}
    return alt.Axis(
        values=at, labelExpr=f"{shown} : ''", labelFontSize=13, labelFontWeight=600, labelLimit=300, **bare, **place
    )
