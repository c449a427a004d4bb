"""The front page: what RehabCode is for, and its doors."""

import streamlit as st

st.title("RehabCode")
st.markdown(
    "Outpatient therapy coding, explained: what a code means, how minutes become units, which modifier a line "
    "needs, and why. Every answer shows its working, its dates and its source."
)
st.page_link("pages/work_out/units.py", label="Minutes to units", icon=":material/timer:")
