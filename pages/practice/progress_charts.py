"""The pictures of the progress page: strength by rule, confidence against accuracy, and what falls due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import altair as alt

from logic.progress import Calibration, Strength
from pages.practice.asking import SURE
from pages.shared.charts import FULL, WON


def strength_template() -> alt.LayerChart:
    """Data: strength(topic, share, label)."""
    base = alt.Chart(alt.Data(name="strength")).encode(
        y=alt.Y("topic:N", title=None, sort=None, axis=alt.Axis(labelLimit=190, labelFontSize=13, ticks=False)),
    )
    bars = base.mark_bar(color=FULL, cornerRadius=3, height=alt.RelativeBandSize(0.7)).encode(
        x=alt.X(
            "share:Q", title="chance of recalling it today", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")
        )
    )
    labels = base.mark_text(align="right", dx=-6, color="white", fontWeight=600).encode(x="share:Q", text="label:N")
    return bars + labels


def strength_rows(strengths: Iterable[Strength], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"topic": titles.get(s.rule, s.rule), "share": s.retrievability, "label": f"{s.retrievability:.0%}"}
        for s in strengths
    ]


def calibration_template() -> alt.LayerChart:
    """Data: calibration(sure, share, label)."""
    base = alt.Chart(alt.Data(name="calibration")).encode(
        x=alt.X("sure:N", title="how sure you were", sort=None, axis=alt.Axis(labelAngle=0))
    )
    bars = base.mark_bar(color=FULL, cornerRadius=3, size=60).encode(
        y=alt.Y("share:Q", title="answers that were right", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    )
    labels = base.mark_text(dy=-8, fontWeight=600, color=WON).encode(y="share:Q", text="label:N")
    return (bars + labels).properties(height=240)


def calibration_rows(rows: Iterable[Calibration]) -> list[dict[str, Any]]:
    return [
        {"sure": SURE[row.confidence], "share": row.share, "label": f"{row.right} of {row.answers}"}
        for row in rows
        if row.share is not None
    ]


def due_template() -> alt.Chart:
    """Data: due(day, cards)."""
    return (
        alt.Chart(alt.Data(name="due"))
        .mark_bar(color=FULL, cornerRadius=2)
        .encode(
            x=alt.X("day:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("cards:Q", title="questions", axis=alt.Axis(tickMinStep=1)),
        )
        .properties(height=200)
    )


def due_rows(plan: Mapping[date, int]) -> list[dict[str, Any]]:
    return [{"day": f"{day:%b} {day.day}", "cards": cards} for day, cards in plan.items()]
