"""RehabCode's front door: page frame, navigation and the date of service."""

import streamlit as st

from pages.shared.date_of_service import choose_date_of_service

st.set_page_config(page_title="RehabCode", page_icon="🧭", layout="centered")

page = st.navigation(
    {
        "Look up": [
            st.Page(
                "pages/look_up/home.py",
                title="Home",
                icon=":material/home:",
                default=True,
                help="What RehabCode is for",
            ),
        ],
        "Work out": [
            st.Page(
                "pages/work_out/units.py",
                title="Minutes to units",
                icon=":material/timer:",
                url_path="units",
                help="Timed minutes to billable units under both counting rules",
            ),
        ],
    }
)
choose_date_of_service()
page.run()
