"""Addresses of pages inside the app, and content shown with its links and citations."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode

import streamlit as st

from logic.content import Entry, library, render_links
from pages.shared.date_of_service import date_of_service
from pages.shared.notes import cite, plain

KEY_WIDTH = 96
LONGEST_LABEL = 44
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
    id_link(entry.id, label or entry.title, icon)


def id_link(id: str, label: str, icon: str | None = None, width: int | Literal["content"] = "content") -> None:
    """The same for any id that search finds, a diagnosis without a page of its own included."""
    folder, _, key = id.partition("/")
    _, parameter, script = PAGES[folder]
    query = {parameter: key, "on": str(date_of_service())}
    st.page_link(script, label=label, icon=icon, query_params=query, width=width)


def link_row(id: str, label: str, text: str, width: int = KEY_WIDTH) -> None:
    """A short link, such as a code, and beside it what it stands for, which may take several lines."""
    with st.container(horizontal=True, gap="xsmall", wrap=False):
        id_link(id, label, width=width)
        st.markdown(text, width="stretch")


def short_label(id: str, title: str) -> str:
    """A name that fits on one line of a phone: a link is cut off there, not wrapped."""
    folder, _, key = id.partition("/")
    short = {"modifiers": f"Modifier {key}", "guides": title.partition(":")[0], "fact_checks": "Fact check"}
    return title if len(title) <= LONGEST_LABEL else short.get(folder, key)


def pair_address(*codes: str) -> str:
    """The address of the same-day pairs of these codes, with the date of service."""
    return f"pairs?{urlencode({'codes': '.'.join(codes), 'on': date_of_service()})}"


def body_text(text: str) -> str:
    """A content file's Markdown with its page links and citations made real."""
    return render_links(plain(text), page_address, cite)
