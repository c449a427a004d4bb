"""The date of service, chosen once in the sidebar and carried in every address."""

from __future__ import annotations

from datetime import date

import streamlit as st

EARLIEST = date(1996, 1, 1)
LATEST = date(2030, 12, 31)


def choose_date_of_service() -> None:
    """Draws the sidebar field; the chosen day is read with date_of_service()."""
    if "on" not in st.session_state:
        _open_address(st.query_params.get("on", ""))
    if problem := st.session_state.get("on_problem"):
        st.warning(problem)
    st.sidebar.date_input(
        "Date of service",
        key="on",
        min_value=EARLIEST,
        max_value=LATEST,
        format="YYYY-MM-DD",
        help="Rules change. Every page answers for this day.",
        on_change=_forget_problem,
    )
    if st.query_params.get("on") != f"{date_of_service()}":
        st.query_params["on"] = f"{date_of_service()}"


def date_of_service() -> date:
    """The day the visitor chose; today when the field is empty."""
    return st.session_state.get("on") or date.today()


def _open_address(text: str) -> None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    known = day is not None and EARLIEST <= day <= LATEST
    st.session_state.on = day if known else date.today()
    if text and not known:
        st.session_state.on_problem = (
            f"The date of service in the address is not a day from {EARLIEST} to {LATEST}, written as 2026-11-02. "
            "Today is used instead."
        )


def _forget_problem() -> None:
    st.session_state.pop("on_problem", None)
