"""learner_page.py behind the cookie of server.py."""

from pathlib import Path

import streamlit as st

from server import MIDDLEWARE

app = st.App(Path(__file__).with_name("learner_page.py"), middleware=MIDDLEWARE)
