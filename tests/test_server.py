"""server.py over plain HTTP and over the websocket that pages run on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.parse
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from logic.progress import memory_for
from logic.progress.identity import COOKIE, make_ticket, new_learner_id, read_cookie, sign_cookie
from logic.progress.store import store_at
from logic.units import CountingRule, count_units
from tests.conftest import ROOT, free_port, start_app

SECRET = "a key of these tests, and of nothing else"


@pytest.fixture(autouse=True)
def same_key(monkeypatch):
    """Lets the tests sign and read what the server signs."""
    monkeypatch.setenv("REHABCODE_SECRET", SECRET)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Starts servers that share a key, each with progress in a new folder or where the options say."""
    started = []

    def start(script, **env):
        port = free_port()
        folder = str(tmp_path_factory.mktemp("served"))
        started.append(start_app(script, port, env={"REHABCODE_SECRET": SECRET, "REHABCODE_DATA": folder} | env))
        return f"http://127.0.0.1:{port}"

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def url(run):
    return run("server.py")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    address = f"sqlite:///{tmp_path_factory.mktemp('learners')}/progress.sqlite"
    yield address
    store_at(address).close()


@pytest.fixture(scope="module")
def learner_url(run, database):
    return run("tests/browser/learner_server.py", DATABASE_URL=database)


@dataclass
class Response:
    status: int
    headers: HTTPMessage
    body: str


def get(url, cookie=None, accept="text/html,application/xhtml+xml", **headers):
    """The response to one GET, redirects not followed."""
    parts = urllib.parse.urlsplit(url)
    headers = {"Accept": accept} | {name.replace("_", "-"): value for name, value in headers.items()}
    if cookie:
        headers["Cookie"] = f"other=1; {COOKIE}={cookie}"
    with closing(HTTPConnection(parts.netloc, timeout=20)) as connection:
        connection.request("GET", f"{parts.path or '/'}?{parts.query}", headers=headers)
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read().decode())


def set_cookie(response):
    """The learner cookie a response sets, or None."""
    lines = [line for line in response.headers.get_all("Set-Cookie") or [] if line.startswith(COOKIE)]
    assert len(lines) <= 1
    return SimpleCookie(lines[0])[COOKIE] if lines else None


def page_text(url, cookie=None):
    """What a page writes in its first run, as a browser with this cookie sees it."""
    headers = {"Cookie": f"{COOKIE}={cookie}"} if cookie else {}
    message, text = BackMsg(), []
    message.rerun_script.query_string = ""
    address = url.replace("http:", "ws:") + "/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], additional_headers=headers, origin=url) as socket:
        socket.send(message.SerializeToString())
        while True:
            received = ForwardMsg.FromString(socket.recv(timeout=20))
            element = received.delta.new_element
            text += filter(None, [element.markdown.body, element.alert.body])
            if received.WhichOneof("type") == "script_finished":
                return "\n".join(text)


class TestCookie:
    def test_a_first_visit_to_any_page_sets_one_signed_cookie_that_scripts_cannot_read(self, url):
        for page in ("", "/", "/units", "/units?visit=97110-33"):
            response = get(url + page)
            cookie = set_cookie(response)
            assert read_cookie(cookie.value)
            assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
            assert cookie["max-age"] == str(400 * 24 * 60 * 60)
            assert not cookie["secure"]
            assert "no-store" in response.headers["Cache-Control"]

    def test_every_new_browser_is_another_learner(self, url):
        assert len({read_cookie(set_cookie(get(url)).value) for _ in range(5)}) == 5

    def test_over_https_the_cookie_never_travels_in_the_clear(self, url):
        assert set_cookie(get(url, X_Forwarded_Proto="https"))["secure"]

    def test_a_browser_that_has_its_cookie_keeps_it(self, url):
        assert set_cookie(get(url, sign_cookie(new_learner_id()))) is None

    def test_a_page_that_the_browser_has_cached_still_brings_the_cookie(self, url):
        tag = get(url).headers["ETag"]
        response = get(url, If_None_Match=tag)
        assert (response.status, bool(set_cookie(response))) == (304, True)

    @pytest.mark.parametrize("change", ["other id", "cut", "no signature", "later day", "other key", "ticket", "junk"])
    def test_a_forged_cookie_is_replaced_by_another_learners(self, url, monkeypatch, change):
        mine, theirs = new_learner_id(), new_learner_id()
        id, day, signature = sign_cookie(mine).split(".")
        monkeypatch.setenv("REHABCODE_SECRET", "x" * 40)
        forged = {
            "other id": f"{theirs}.{day}.{signature}",
            "cut": f"{id}.{day}.{signature[:-1]}",
            "no signature": f"{id}.{day}.",
            "later day": f"{id}.{int(day) + 1}.{signature}",
            "other key": sign_cookie(theirs),
            "junk": "." * 5000,
        }
        monkeypatch.setenv("REHABCODE_SECRET", SECRET)
        forged["ticket"] = make_ticket(theirs, mine)
        cookie = set_cookie(get(url, forged[change]))
        assert read_cookie(cookie.value) not in (None, mine, theirs)

    def test_an_ageing_cookie_is_signed_anew_for_the_same_learner_and_one_of_400_days_is_not(self, url):
        learner = new_learner_id()
        ages = {
            days: set_cookie(get(url, sign_cookie(learner, datetime.now(UTC) - timedelta(days=days))))
            for days in (29, 32, 399, 402)
        }
        assert ages[29] is None
        assert [read_cookie(ages[days].value) == learner for days in (32, 399, 402)] == [True, True, False]

    @pytest.mark.parametrize("path", ["/_stcore/health", "/api/health", "/api/units", "/static/nothing.js"])
    def test_what_is_no_page_sets_no_cookie(self, url, path):
        assert set_cookie(get(url + path)) is None

    def test_a_program_that_asks_for_no_page_gets_no_cookie(self, url):
        assert set_cookie(get(url, accept="*/*")) is None


class TestLearnerOfAPage:
    def test_a_page_knows_the_learner_and_an_answer_is_in_the_database_when_it_shows(self, learner_url, database):
        learner = new_learner_id()
        assert page_text(learner_url, sign_cookie(learner)) == f"{learner}: 1"
        assert len(memory_for(learner, database).history()) == 1
        assert page_text(learner_url, sign_cookie(learner)) == f"{learner}: 2"

    def test_a_forged_cookie_is_nobodys_and_reaches_nothing(self, learner_url, database):
        learner = new_learner_id()
        page_text(learner_url, sign_cookie(learner))
        forged = f"{learner}.{sign_cookie(new_learner_id()).partition('.')[2]}"
        for cookie in (None, learner, forged):
            text = page_text(learner_url, cookie)
            assert "Progress cannot be kept here, because this browser has no RehabCode cookie" in text
            assert text.endswith("nobody: 1")
        assert len(memory_for(learner, database).history()) == 1

    def test_practice_goes_on_in_words_without_a_database(self, run):
        url = run("tests/browser/learner_server.py", DATABASE_URL=f"postgresql://me@127.0.0.1:{free_port()}/progress")
        learner = new_learner_id()
        text = page_text(url, sign_cookie(learner))
        assert "its database does not answer. Practice goes on" in text
        assert text.endswith(f"{learner}: 1")


class TestAddresses:
    def test_units_of_a_visit_come_with_their_working(self, url):
        response = get(f"{url}/api/units?visit=97110-33.97140-7.97161&rule=cms", accept="*/*")
        found = json.loads(response.body)
        expected = count_units([("97110", 33), ("97140", 7), ("97161", None)], CountingRule.CMS)
        assert response.headers["Content-Type"] == "application/json"
        assert (found["total_minutes"], found["total_units"]) == (40, 3)
        assert found["allocations"] == [{"97110": 2, "97140": 1}]
        assert (found["untimed"], found["permitted_answers"]) == ({"97161": 1}, 1)
        assert found["steps"] == [{"text": step.text, "source": step.source} for step in expected.steps]

    @pytest.mark.parametrize(
        ("query", "says"),
        [
            ({"visit": "97110-33"}, "rule: name the payer's counting rule, cms or midpoint."),
            ({"visit": "97110-33", "rule": "8"}, "rule: name the payer's"),
            ({"rule": "cms"}, "visit: give codes and their minutes, such as 97110-33.97140-7."),
            ({"visit": "97110-33.12345-9", "rule": "cms"}, "`12345`"),
            ({"visit": "97110-many", "rule": "cms"}, "`many` is not a number of minutes"),
            ({"visit": "97110", "rule": "cms"}, "97110 is a timed code: enter its minutes."),
            ({"visit": "97110-1000.97140-1000", "rule": "cms"}, "add up to 2,000"),
            ({"visit": ".97110-1" * 3000, "rule": "cms"}, "holds 3000 services"),
        ],
    )
    def test_a_visit_that_cannot_be_counted_says_why(self, url, query, says):
        response = get(f"{url}/api/units?{urllib.parse.urlencode(query)}", accept="*/*")
        assert response.status == 400
        assert says in json.loads(response.body)["error"]

    def test_health_says_whether_progress_is_kept(self, url, run):
        assert json.loads(get(f"{url}/api/health").body) == {"status": "ok", "progress": "kept"}
        lost = run("server.py", DATABASE_URL=f"postgresql://me@127.0.0.1:{free_port()}/progress")
        found = json.loads(get(f"{lost}/api/health").body)
        assert (found["status"], found["progress"]) == ("ok", "not kept")
        assert "does not answer" in found["problem"]
        assert get(f"{lost}/units").status == 200

    def test_pages_are_served_as_app_py_serves_them(self, url):
        for page in ("/", "/units", "/units?visit=97110-33.97140-7"):
            response = get(url + page)
            assert (response.status, response.headers.get_content_type()) == (200, "text/html")
            assert "<title>Streamlit</title>" in response.body


class TestRemember:
    def test_a_recovered_learner_moves_into_the_browser_that_entered_the_code(self, url):
        here, recovered = new_learner_id(), new_learner_id()
        ticket = make_ticket(recovered, here)
        response = get(f"{url}/api/remember?ticket={ticket}", sign_cookie(here))
        assert (response.status, response.headers["Location"]) == (303, "../progress")
        cookie = set_cookie(response)
        assert read_cookie(cookie.value) == recovered
        assert cookie["httponly"]

    def test_a_ticket_works_in_no_other_browser_and_not_for_long(self, url):
        here, recovered = new_learner_id(), new_learner_id()
        ticket = make_ticket(recovered, here)
        late = make_ticket(recovered, here, datetime.now(UTC) - timedelta(minutes=11))
        for cookie, tried in [
            (sign_cookie(new_learner_id()), ticket),
            (None, ticket),
            (here, ticket),
            (sign_cookie(here), late),
            (sign_cookie(here), sign_cookie(recovered)),
            (sign_cookie(here), ""),
        ]:
            response = get(f"{url}/api/remember?ticket={tried}", cookie)
            assert (response.status, set_cookie(response)) == (403, None)
            assert "Enter your recovery code again" in response.body


class TestKey:
    def test_a_key_that_is_too_short_stops_the_start_in_words(self, tmp_path):
        command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless=true"]
        env = {**os.environ, "REHABCODE_SECRET": "short", "REHABCODE_DATA": str(tmp_path)}
        done = subprocess.run(
            [*command, f"--server.port={free_port()}"], cwd=ROOT, env=env, capture_output=True, timeout=60, check=False
        )
        assert done.returncode != 0
        assert b"REHABCODE_SECRET is too short" in done.stdout + done.stderr

    def test_without_a_configured_key_one_is_made_that_only_its_owner_reads(self, monkeypatch, tmp_path):
        monkeypatch.delenv("REHABCODE_SECRET")
        monkeypatch.setenv("REHABCODE_DATA", str(tmp_path / "data"))
        learner = new_learner_id()
        assert read_cookie(sign_cookie(learner)) == learner
        (key,) = (tmp_path / "data").iterdir()
        assert (key.name, key.stat().st_mode & 0o777, key.stat().st_size) == ("secret", 0o600, 64)


@pytest.mark.browser
def test_a_browser_stays_the_same_learner_and_its_first_deep_link_opens_the_page(new_visitor, tmp_path):
    visitor, port = new_visitor(), free_port()
    command = [sys.executable, "-m", "streamlit", "run", "server.py", "--server.headless=true", f"--server.port={port}"]
    env = {**os.environ, "REHABCODE_DATA": str(tmp_path)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for_port(port)
            visitor.open(f"http://127.0.0.1:{port}/units?visit=97110-33.97140-7")
            visitor.page.get_by_text("Medicare: 3 units. Midpoint: 2 units.", exact=True).first.wait_for(timeout=15_000)
            assert visitor.page.get_by_role("dialog").count() == 0
            (first,) = [cookie for cookie in visitor.context.cookies() if cookie["name"] == COOKIE]
            visitor.open(f"http://127.0.0.1:{port}/units")
            (again,) = [cookie for cookie in visitor.context.cookies() if cookie["name"] == COOKIE]
            assert first["value"] == again["value"]
            assert COOKIE not in visitor.page.evaluate("document.cookie")
        finally:
            process.terminate()


def wait_for_port(port):
    for _ in range(240):
        try:
            get(f"http://127.0.0.1:{port}/_stcore/health")
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"nothing answers on port {port}")
