"""Addresses of pages inside the app, and content shown with its links and citations."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from logic.content import Entry, library, render_links
from pages.shared.date_of_service import date_of_service
from pages.shared.notes import cite

PAGES = {
    "codes": ("codes", "code", "pages/look_up/codes.py"),
    "modifiers": ("modifiers", "modifier", "pages/look_up/modifiers.py"),
    "guides": ("guides", "guide", "pages/look_up/guides.py"),
    "fact_checks": ("fact-checks", "check", "pages/look_up/fact_checks.py"),
    "diagnoses": ("diagnoses", "diagnosis", "pages/look_up/diagnoses.py"),
}


def page_address(entry: str) -> str:
    """The address in the app of a content page such as codes/97112, with the date of service."""
    folder, _, key = entry.partition("/")
    path, parameter, _ = PAGES[folder]
    return f"{path}?{urlencode({parameter: key, 'on': date_of_service()})}"


def link(entry: str, text: str | None = None) -> str:
    """A Markdown link to a content page."""
    return f"[{text or library().entry(entry).title}]({page_address(entry)})"


def page_link(entry: Entry, label: str | None = None, icon: str | None = None) -> None:
    """A link that changes the page in place, without a new tab."""
    _, parameter, script = PAGES[entry.folder]
    query = {parameter: entry.key, "on": str(date_of_service())}
    st.page_link(script, label=label or entry.title, icon=icon, query_params=query)


def body_text(text: str) -> str:
    """A content file's Markdown with its page links and citations made real."""
    return render_links(text, page_address, cite)
