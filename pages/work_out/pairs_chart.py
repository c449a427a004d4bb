"""The pictures of a day's pairs: what happens to each pair that day, and what one pair did over the years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import altair as alt

from logic.edits import TABLES, Edit, edits_between, tables
from pages.shared.charts import TIED, WON

NONE, OPENS, CLOSED, UNSURE = "no edit", "a modifier may open it", "no modifier opens it", "not certain that day"
VERDICTS = {NONE: "#dfe6e5", OPENS: WON, CLOSED: "#8c2f39", UNSURE: TIED}
VOIDED = "voided (9)"
HISTORY = {"indicator 1": WON, "indicator 0": "#a8434d", VOIDED: "#8a93d6"}
DARK_TEXT, FRAME = "#1c1a19", "#1f857e"
MOST_SPELLED_OUT = 5
GAP = 0.04
FIRST_YEAR, LAST_YEAR = 1996, 2027


@dataclass(frozen=True)
class Pair:
    """Two codes of one day. `complete`: where no edit is held, none applies."""

    codes: tuple[str, str]
    edit: Edit | None
    complete: bool

    @property
    def name(self) -> str:
        """The pair as it stands in an address."""
        return "-".join(sorted(self.codes))

    @property
    def verdict(self) -> str:
        if self.edit is None:
            return NONE if self.complete else UNSURE
        if not self.edit.certain:
            return UNSURE
        return OPENS if self.edit.indicator else CLOSED

    @property
    def sentence(self) -> str:
        if self.edit is None:
            return f"{' with '.join(self.codes)}: no edit{'' if self.complete else ' known here'}."
        opens = "A modifier may open it." if self.edit.indicator else "No modifier opens it."
        doubt = "" if self.edit.certain else " Whether it applied on this date is not certain."
        return f"{self.edit.column2} denies beside {self.edit.column1}. {opens}{doubt}"

    def mark(self, *, spelled_out: bool) -> str:
        """The few words in a cell: who denies, and the indicator."""
        if self.edit is None:
            none, unknown = ("no edit", "none known") if spelled_out else ("–", "?")
            return none if self.complete else unknown
        doubt = "" if self.edit.certain else "?"
        if spelled_out:
            return f"{self.edit.column2} denies{doubt}\nindicator {self.edit.indicator}"
        return f"{self.edit.column2}\n{self.edit.indicator}{doubt}"


def matrix_template() -> alt.LayerChart:
    """Each pair as a cell. Data: pairs(pair, across, down, verdict, text, sentence, chosen)."""
    picked = alt.selection_point(name="cell", fields=["pair"], on="click", empty=False)
    bands = alt.Scale(paddingInner=GAP, paddingOuter=0)
    axis = {"labelFontSize": 12, "ticks": False, "domain": False, "labelOverlap": False, "labelFlush": False}
    base = alt.Chart(alt.Data(name="pairs")).encode(
        x=alt.X("across:N", title=None, sort=None, scale=bands, axis=alt.Axis(labelAngle=0, orient="top", **axis)),
        y=alt.Y("down:N", title=None, sort=None, scale=bands, axis=alt.Axis(**axis)),
        tooltip=[alt.Tooltip("sentence:N", title="pair")],
    )
    cells = (
        base.mark_rect(cornerRadius=3, cursor="pointer")
        .encode(
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(domain=list(VERDICTS), range=list(VERDICTS.values())),
                legend=_legend(),
            )
        )
        .add_params(picked)
    )
    frame = base.transform_filter(alt.datum.chosen).mark_rect(cornerRadius=3, filled=False, stroke=FRAME, strokeWidth=4)
    return cells + frame + _marks(base, lines=1) + _marks(base, lines=2)


def matrix_rows(pairs: Sequence[Pair], chosen: str) -> list[dict[str, Any]]:
    """One row a pair, for matrix_template; codes keep the order in which they were given."""
    spelled_out = len({code for pair in pairs for code in pair.codes}) <= MOST_SPELLED_OUT
    return [
        {
            "pair": pair.name,
            "across": pair.codes[0],
            "down": pair.codes[1],
            "verdict": pair.verdict,
            "text": pair.mark(spelled_out=spelled_out),
            "sentence": pair.sentence,
            "chosen": pair.name == chosen,
        }
        for pair in pairs
    ]


def history_template() -> alt.LayerChart:
    """Rows of a pair as bars over the years. Data: spans(table, start, end, what, certain, words), day(on)."""
    base = alt.Chart(alt.Data(name="spans")).encode(
        x=alt.X(
            "start:Q",
            title=None,
            scale=alt.Scale(domain=[FIRST_YEAR, LAST_YEAR], nice=False),
            axis=alt.Axis(format="d", values=list(range(2000, LAST_YEAR, 5)), labelFontSize=12),
        ),
        y=alt.Y(
            "table:N",
            title=None,
            scale=alt.Scale(domain=list(TABLES)),
            axis=alt.Axis(labelFontSize=13, ticks=False, domain=False),
        ),
        color=alt.Color(
            "what:N",
            scale=alt.Scale(domain=list(HISTORY), range=list(HISTORY.values())),
            legend=_legend(columns=3),
        ),
        opacity=alt.condition(alt.datum.certain, alt.value(1), alt.value(0.4)),
        tooltip=[alt.Tooltip("words:N", title="row")],
    )
    bars = base.transform_filter(alt.datum.what != VOIDED).mark_bar(height=alt.RelativeBandSize(0.6)).encode(x2="end:Q")
    voided = base.transform_filter(alt.datum.what == VOIDED).mark_point(
        shape="diamond", size=130, filled=True, aria=False
    )
    day = alt.Chart(alt.Data(name="day")).mark_rule(color=FRAME, strokeWidth=2).encode(x="on:Q")
    return bars + voided + day


def history_rows(rows: Sequence[Edit], words: Sequence[str], on: date) -> dict[str, list[dict[str, Any]]]:
    """Each row cut where it becomes certain or ceases to be, for history_template."""
    spans = [
        {
            "table": row.table,
            "start": _years(start),
            "end": _years(end),
            "what": what,
            "certain": certain,
            "words": said,
        }
        for row, said in zip(rows, words, strict=True)
        for start, end, what, certain in _spans(row)
    ]
    return {"spans": spans, "day": [{"on": min(max(_years(on), FIRST_YEAR), LAST_YEAR)}]}


def _spans(row: Edit) -> Iterator[tuple[date, date, str, bool]]:
    if row.status == "voided" and row.effective:
        yield row.effective, row.effective, VOIDED, True
        return
    facts = tables().facts[row.table]
    first, last = row.effective or row.not_before, row.ended or facts.known_through
    inside = {day for day in (facts.read_on, row.last_seen) if day and first < day < last}
    for start, end in pairwise(sorted({first, *inside, last})):
        edit = edits_between(row.column1, row.column2, start + (end - start) / 2, row.table)[0]
        yield start, end, f"indicator {row.indicator}", edit.certain


def _years(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366


def _marks(base: alt.Chart, lines: int) -> alt.Chart:
    """Cell texts of so many lines, set in the middle of their cells."""
    return (
        base.transform_filter(f"length(split(datum.text, '\\n')) == {lines}")
        .mark_text(fontSize=12, fontWeight=600, lineBreak="\n", lineHeight=15, dy=-8 * (lines - 1))
        .encode(
            text="text:N",
            color=alt.condition(alt.datum.verdict == CLOSED, alt.value("white"), alt.value(DARK_TEXT)),
        )
    )


def _legend(columns: int = 2) -> alt.Legend:
    return alt.Legend(
        title=None, orient="bottom", columns=columns, labelLimit=150, columnPadding=6, symbolStrokeWidth=0
    )
