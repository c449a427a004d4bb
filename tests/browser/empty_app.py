"""An app with nothing in it but Streamlit's own frame: what every page is measured against."""

import streamlit as st

st.set_page_config(page_title="Empty", page_icon="🧭")


def empty() -> None:
    st.title("Empty")
    st.button("Again")


def other() -> None:
    st.title("Other")


st.navigation({"One": [st.Page(empty, default=True)], "Two": [st.Page(other)]}).run()
