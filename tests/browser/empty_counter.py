"""An empty page with one number on it: the floor that a page's rerun is measured against."""

import streamlit as st

st.number_input("Number", 0, 1440, 0, key="number")
