"""The services of a visit as rows to edit, kept in step with the address bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import count

import streamlit as st

from logic.content import Code, library
from pages.shared.address import MOST_ROWS, Row, read_rows, write_rows

SERVICE_WIDTH, MINUTES_WIDTH = 340, 130
ROW_WIDTH = 560

_ids = count()


@lru_cache(maxsize=64)
def codes_to_pick(on: date) -> tuple[Code, ...]:
    """The codes in force on a day, those of 15-minute units first."""
    codes = [code for code in library().codes.values() if not code.covers and code.in_force.covers(on)]
    return tuple(sorted(codes, key=lambda c: (c.timing.unit_minutes != 15, c.timing.kind, c.code)))


@lru_cache(maxsize=64)
def countable_names(on: date) -> dict[str, str]:
    """The names of the codes that one visit can count on a day."""
    return {code.code: code.name for code in codes_to_pick(on) if code.timing.kind in ("timed", "untimed")}


def load_rows(rows: Sequence[Row], key: str = "visit") -> None:
    """Replaces what is on screen by these rows."""
    st.session_state[f"{key}_rows"] = {next(_ids): row for row in rows}
    st.session_state[f"{key}_problems"] = ()
    st.session_state[f"{key}_edited"] = True


def edit_rows(
    example: Sequence[Row], names: Mapping[str, str], redraw: Callable[[], list[str]], key: str = "visit"
) -> None:
    """Draws the rows to edit. A change of minutes redraws only the fragments that `redraw` names."""
    _open_case(example, names, key)
    rows: dict[int, Row] = st.session_state[f"{key}_rows"]
    for problem in st.session_state[f"{key}_problems"]:
        st.warning(problem)
    with st.container(horizontal=True, vertical_alignment="bottom", width=ROW_WIDTH):
        for number, (id, row) in enumerate(rows.items(), 1):
            _edit_row(number, id, row, names, redraw, key)
    if not rows:
        st.info("No service yet. Add one, or load an example above.")
    st.button(
        "Add a service",
        icon=":material/add:",
        on_click=_add,
        args=(key, names),
        disabled=len(rows) >= MOST_ROWS,
        help=f"Up to {MOST_ROWS} services.",
    )


def rows_on_screen(key: str = "visit") -> tuple[Row, ...]:
    return tuple(st.session_state[f"{key}_rows"].values())


def keep_address(key: str = "visit") -> None:
    """Writes the rows to the address and says which of them still need minutes."""
    rows = rows_on_screen(key)
    missing = [row.code for row in rows if row.minutes is None and is_timed(row.code)]
    if missing:
        st.caption(
            f":material/edit: Enter the minutes of {', '.join(missing)}; until then it is left out of the count."
        )
    written = write_rows(rows)
    if st.query_params.get(key) != written:
        st.query_params[key] = written
    st.session_state[f"{key}_written"] = written


def is_timed(code: str) -> bool:
    return library().code(code).timing.kind == "timed"


def _open_case(example: Sequence[Row], names: Mapping[str, str], key: str) -> None:
    """A change made on the page wins over the address: the one it led to may still be on its way to the browser."""
    address = st.query_params.get(key)
    edited = st.session_state.pop(f"{key}_edited", False)
    if address is not None and not edited and address != st.session_state.get(f"{key}_written"):
        rows, problems = read_rows(address, names)
        load_rows(rows, key)
        st.session_state[f"{key}_problems"] = problems
        st.session_state[f"{key}_edited"] = False
    elif f"{key}_rows" not in st.session_state:
        load_rows(example, key)


def _edit_row(
    number: int, id: int, row: Row, names: Mapping[str, str], redraw: Callable[[], list[str]], key: str
) -> None:
    options = list(names) if row.code in names else [row.code, *names]
    st.selectbox(
        f"Service {number}",
        options,
        index=options.index(row.code),
        format_func=lambda c: f"{c} {names.get(c, 'not valid on this date')}",
        key=f"{key}_code_{id}",
        on_change=_take_over,
        args=(key, id),
        width=SERVICE_WIDTH,
    )
    st.number_input(
        f"Minutes {number}",
        min_value=0,
        max_value=1440,
        value=row.minutes,
        step=1,
        key=f"{key}_minutes_{id}",
        placeholder="needed" if is_timed(row.code) else "untimed",
        on_change=_take_over,
        args=(key, id, redraw),
        width=MINUTES_WIDTH,
    )
    st.button(
        "",
        icon=":material/close:",
        key=f"{key}_remove_{id}",
        on_click=_remove,
        args=(key, id),
        help=f"Remove service {number}",
    )


def _take_over(key: str, id: int, redraw: Callable[[], list[str]] | None = None) -> None:
    code, minutes = (st.session_state[f"{key}_{field}_{id}"] for field in ("code", "minutes"))
    st.session_state[f"{key}_rows"][id] = Row(code, minutes)
    st.session_state[f"{key}_edited"] = True
    if redraw:
        st.rerun(redraw())


def _add(key: str, names: Mapping[str, str]) -> None:
    rows: dict[int, Row] = st.session_state[f"{key}_rows"]
    used = {row.code for row in rows.values()}
    rows[next(_ids)] = Row(next((code for code in names if code not in used), next(iter(names))))
    st.session_state[f"{key}_edited"] = True


def _remove(key: str, id: int) -> None:
    del st.session_state[f"{key}_rows"][id]
    st.session_state[f"{key}_edited"] = True
