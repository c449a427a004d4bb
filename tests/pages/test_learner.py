"""Who is practicing, and where the answers go when something is missing."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from logic.progress import Answer, UnsavedMemory, memory_for
from logic.progress.identity import account_learner_id, new_learner_id, read_ticket
from logic.progress.store import store_at
from pages.shared import learner as page_learner

AWAY = "postgresql://me@127.0.0.1:1/progress"


@pytest.fixture(autouse=True)
def database(monkeypatch, tmp_path):
    address = f"sqlite:///{tmp_path}/progress.sqlite"
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("REHABCODE_SECRET", "a key of these tests, and of nothing else")
    yield address
    store_at(address).close()


def says_who_is_there():
    import streamlit as st

    from pages.shared.learner import can_sign_in, current_learner, show_problem

    st.write(str(current_learner()))
    st.write(str(can_sign_in()))
    show_problem()


def keeps_an_answer():
    import streamlit as st

    from logic.progress import Answer
    from pages.shared.learner import keep, look, show_problem

    st.write(keep(Answer(rule="counting", question="counting/7", correct=True)).item)
    st.write(str(len(look(lambda memory: memory.history()))))
    show_problem()


def opens_a_code():
    import streamlit as st

    from pages.shared.learner import current_learner, enter_recovery_code, remember_here_address

    try:
        enter_recovery_code(st.session_state["typed"])
    except (ValueError, LookupError) as problem:
        st.error(str(problem))
    st.write(str(current_learner()))
    st.write(str(remember_here_address()))


def forgets():
    from pages.shared.learner import forget_me

    forget_me()


def page(script, **state):
    app = AppTest.from_function(script)
    for name, value in state.items():
        app.session_state[name] = value
    return app


def written(app):
    assert not app.exception, app.exception
    return [element.value for element in app.markdown]


def test_without_a_cookie_nobody_is_there_and_the_page_says_what_to_do():
    app = page(says_who_is_there).run()
    assert written(app)[0] == "None"
    assert "download them before you close it" in app.info[0].value


def test_answers_of_nobody_stay_in_the_window(database):
    app = page(keeps_an_answer).run().run()
    assert written(app) == ["rule:counting", "2"]
    assert len(app.info) == 1


def test_a_sign_in_account_is_the_same_learner_everywhere_and_no_other_accounts():
    app = page(says_who_is_there)
    app.user = {"is_logged_in": True, "iss": "https://school.example", "sub": "7"}
    assert written(app.run()) == [account_learner_id("https://school.example", "7"), "True"]
    ids = {account_learner_id(*pair) for pair in [("a", "bc"), ("ab", "c"), ("", "abc"), ("a", "b"), ("b", "a")]}
    assert len(ids) == 5


def test_an_account_that_signed_out_is_nobody():
    app = page(says_who_is_there)
    app.user = {"is_logged_in": False, "iss": "https://school.example", "sub": "7"}
    assert written(app.run())[0] == "None"


def test_answers_wait_in_the_window_while_the_database_is_away_and_are_saved_once_it_is_back(monkeypatch, database):
    monkeypatch.setattr(page_learner, "PAUSE_SECONDS", 0)
    learner = new_learner_id()
    app = page(keeps_an_answer, learner_by_code=learner)
    monkeypatch.setenv("DATABASE_URL", AWAY)
    assert written(app.run()) == ["rule:counting", "1"]
    assert written(app.run()) == ["rule:counting", "2"]
    assert "its database does not answer. Practice goes on" in app.warning[0].value
    monkeypatch.setenv("DATABASE_URL", database)
    assert written(app.run()) == ["rule:counting", "3"]
    assert not app.warning
    assert len(memory_for(learner).history()) == 3


def test_a_lost_database_is_not_asked_again_for_every_line_of_a_page(monkeypatch):
    monkeypatch.setattr(page_learner, "PAUSE_SECONDS", 1_000_000)
    asked = []
    monkeypatch.setattr(page_learner, "memory_for", lambda learner: asked.append(learner) or memory_for(learner, AWAY))
    app = page(keeps_an_answer, learner_by_code=new_learner_id()).run()
    assert "does not answer" in app.warning[0].value
    assert len(asked) == 1


def test_a_recovery_code_makes_the_window_that_learner(monkeypatch):
    memory = memory_for(new_learner_id())
    code = memory.new_recovery_code()
    assert written(page(opens_a_code, typed=code).run()) == [memory.learner_id, "None"]


def test_the_browser_can_be_told_to_remember_the_recovered_learner_with_a_ticket_of_its_own(monkeypatch):
    here, memory = new_learner_id(), memory_for(new_learner_id())
    monkeypatch.setattr(page_learner, "browser_learner", lambda: here)
    address = written(page(opens_a_code, typed=memory.new_recovery_code()).run())[1]
    path, _, ticket = address.partition("?ticket=")
    assert path == "api/remember"
    assert read_ticket(ticket, here) == memory.learner_id
    assert read_ticket(ticket, new_learner_id()) is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("7GTM", "has 20 letters and digits"),
        ("2222-2222-2222-2222-2223", "typing error"),
        ("2222-2222-2222-2222-2222", "No progress is kept under this recovery code"),
    ],
)
def test_a_code_that_opens_nothing_says_why_and_changes_nobody(typed, says):
    app = page(opens_a_code, typed=typed).run()
    assert written(app)[0] == "None"
    assert says in app.error[0].value


def test_forgetting_deletes_in_the_database_and_in_the_window():
    memory, window = memory_for(new_learner_id()), UnsavedMemory()
    for kept in (memory, window):
        kept.record(Answer(rule="counting", question="counting/7", correct=True))
    page(forgets, learner_by_code=memory.learner_id, answers_waiting=window).run()
    assert (memory.history(), window.history()) == ((), ())
