"""Practice without an account: answer, come back, move to another device, leave nothing behind."""

import sqlite3
from contextlib import closing

import pytest

from logic.progress.identity import COOKIE
from tests.conftest import free_port, start_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("progress")


@pytest.fixture(scope="module")
def url(folder):
    port = free_port()
    process = start_app("server.py", port, env={"REHABCODE_DATA": str(folder), "DATABASE_URL": ""})
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


def rows(folder, table):
    with closing(sqlite3.connect(folder / "progress.sqlite")) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def click(visitor, role, name):
    visitor.page.get_by_role(role, name=name).click()
    visitor.settle()


def wait_for(visitor, text):
    visitor.page.get_by_test_id("stMain").get_by_text(text).first.wait_for(timeout=15_000)


def answer_one_question(visitor):
    """Fills whatever the question on screen asks for and sends it."""
    form = visitor.page.get_by_test_id("stForm")
    form.get_by_role("spinbutton").or_(form.get_by_test_id("stRadio")).first.wait_for()
    visitor.settle()
    for field in form.get_by_role("spinbutton").all():
        field.fill("1")
        field.press("Tab")
    for group in form.get_by_test_id("stRadio").all():
        group.locator("label").nth(1).click()
    form.get_by_role("button", name="Answer").click()
    wait_for(visitor, "The working")


def learner_cookie(visitor):
    return next(cookie["value"] for cookie in visitor.context.cookies() if cookie["name"] == COOKIE)


def test_answer_come_back_move_to_another_device_and_leave_nothing_behind(url, folder, new_visitor):
    here, there = new_visitor(), new_visitor()
    here.open(f"{url}/practice")
    click(here, "button", "Start: quick five")
    answer_one_question(here)
    assert rows(folder, "answer") == 1

    here.open(f"{url}/progress")
    wait_for(here, "Weakest now")
    there.open(f"{url}/progress")
    wait_for(there, "Nothing to show yet")

    click(here, "tab", "Another device")
    click(here, "button", "Make a recovery code")
    code = here.page.get_by_test_id("stCode").inner_text().strip()
    click(there, "tab", "Another device")
    there.page.get_by_label("I have a recovery code").fill(code.lower())
    click(there, "button", "Open that progress")
    wait_for(there, "Weakest now")

    with there.context.expect_page() as opened:
        there.page.get_by_role("link", name="Remember it in this browser").click()
    opened.value.get_by_role("heading", name="Progress").wait_for(timeout=30_000)
    there.open(f"{url}/progress")
    wait_for(there, "Weakest now")
    assert learner_cookie(there).split(".")[0] == learner_cookie(here).split(".")[0]

    click(here, "tab", "Delete")
    here.page.get_by_text("I want my progress deleted").click()
    here.settle()
    click(here, "button", "Delete my data")
    wait_for(here, "Your data is deleted")
    assert [rows(folder, table) for table in ("learner", "answer", "card")] == [0, 0, 0]
    there.open(f"{url}/progress")
    wait_for(there, "Nothing to show yet")
