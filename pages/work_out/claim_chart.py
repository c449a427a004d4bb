"""The visit as two lanes of minutes, therapist and assistant, in the order the services were entered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt

from pages.work_out.claim_case import DeskService

LANES = ("therapist", "assistant")
COLORS = ["#0b6e69", "#9a5b13", "#6a4fb3", "#2f6fa5", "#a0432c", "#4f7330", "#8c4a89", "#5f6668"]


def lanes_template() -> alt.LayerChart:
    """Data: lanes(lane, code, start, end, middle, label)."""
    base = alt.Chart(alt.Data(name="lanes")).encode(
        y=alt.Y(
            "lane:N",
            title=None,
            scale=alt.Scale(domain=list(LANES)),
            axis=alt.Axis(labelFontSize=14, ticks=False, domain=False),
        )
    )
    bars = base.mark_bar(stroke="white", strokeWidth=2, cornerRadius=3, height=alt.RelativeBandSize(0.8)).encode(
        x=alt.X("start:Q", title="minutes, in the order entered", axis=alt.Axis(tickMinStep=5, tickCount=8)),
        x2="end:Q",
        color=alt.Color(
            "code:N",
            sort=None,
            scale=alt.Scale(range=COLORS),
            legend=alt.Legend(title=None, orient="bottom", columns=4),
        ),
        tooltip=[alt.Tooltip("code:N"), alt.Tooltip("lane:N"), alt.Tooltip("label:N", title="minutes")],
    )
    labels = base.mark_text(fontSize=13, fontWeight=600, color="white").encode(x=alt.X("middle:Q"), text="label:N")
    return bars + labels


def lanes_rows(services: Iterable[DeskService]) -> list[dict[str, Any]]:
    """One bar for each stretch; minutes together stand in both lanes."""
    rows: list[dict[str, Any]] = []
    now = 0
    for service in services:
        for lanes, minutes in (
            (("therapist",), service.therapist),
            (LANES, service.together),
            (("assistant",), service.assistant),
        ):
            if minutes:
                rows += [_bar(lane, service.code, now, now + minutes) for lane in lanes]
                now += minutes
    return rows


def describe_lanes(services: Iterable[DeskService]) -> str:
    said = []
    for service in services:
        parts = [
            f"{minutes} minutes {who}"
            for minutes, who in (
                (service.therapist, "therapist alone"),
                (service.together, "together"),
                (service.assistant, "assistant alone"),
            )
            if minutes
        ]
        said.append(f"{service.code}: {', '.join(parts) or 'no minutes'}")
    return f"Two lanes of minutes, therapist and assistant. {'; '.join(said)}."


def _bar(lane: str, code: str, start: int, end: int) -> dict[str, Any]:
    return {
        "lane": lane,
        "code": code,
        "start": start,
        "end": end,
        "middle": (start + end) / 2,
        "label": str(end - start),
    }
