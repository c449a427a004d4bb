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
            st.Page(
                "pages/look_up/codes.py",
                title="Codes",
                icon=":material/tag:",
                url_path="codes",
                help="What a code means and what the data say of it on the date of service",
            ),
            st.Page(
                "pages/look_up/compare.py",
                title="Compare codes",
                icon=":material/compare:",
                url_path="compare",
                help="Two to four codes side by side, and the question that decides",
            ),
            st.Page(
                "pages/look_up/modifiers.py",
                title="Modifiers",
                icon=":material/label:",
                url_path="modifiers",
                help="What each modifier says, when it goes on and when it stays off",
            ),
            st.Page(
                "pages/look_up/guides.py",
                title="Guides",
                icon=":material/menu_book:",
                url_path="guides",
                help="One topic each, the answer first",
            ),
            st.Page(
                "pages/look_up/fact_checks.py",
                title="Fact checks",
                icon=":material/fact_check:",
                url_path="fact-checks",
                help="Statements people meet: right, wrong, out of date or up to the payer",
            ),
            st.Page(
                "pages/look_up/diagnoses.py",
                title="Diagnoses",
                icon=":material/stethoscope:",
                url_path="diagnoses",
                help="ICD-10-CM by code or words, with inherited notes",
            ),
            st.Page(
                "pages/look_up/sources.py",
                title="Sources",
                icon=":material/library_books:",
                url_path="sources",
                help="Where every fact comes from, and when it is due for review",
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
            st.Page(
                "pages/work_out/claim_desk.py",
                title="Claim desk",
                icon=":material/receipt_long:",
                url_path="claim-desk",
                help="From a visit to claim lines, with every modifier explained",
            ),
            st.Page(
                "pages/work_out/pairs.py",
                title="Same-day pairs",
                icon=":material/compare_arrows:",
                url_path="pairs",
                help="Which codes of one day conflict, and whether a modifier may open the pair",
            ),
            st.Page(
                "pages/work_out/evaluation.py",
                title="Evaluation level",
                icon=":material/stairs:",
                url_path="evaluation-level",
                help="The level of a PT or OT evaluation, and the component that decides it",
            ),
            st.Page(
                "pages/work_out/kx.py",
                title="KX planner",
                icon=":material/trending_up:",
                url_path="kx",
                help="When a patient's therapy passes the yearly threshold, and from which line KX goes on",
            ),
        ],
        "Practice": [
            st.Page(
                "pages/practice/questions.py",
                title="Practice",
                icon=":material/school:",
                url_path="practice",
                help="Questions that find out which rule you have wrong",
            ),
            st.Page(
                "pages/practice/progress.py",
                title="Progress",
                icon=":material/insights:",
                url_path="progress",
                help="What you know, what falls due, and your data",
            ),
        ],
    },
    expanded=True,
)
choose_date_of_service()
page.run()
