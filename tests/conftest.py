"""What several tests need: the app in memory, the app behind a real server, a real browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.machine import find_browser

ROOT = Path(__file__).parents[1]
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
ONLY_LOOPBACK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture
def open_page() -> Callable[..., AppTest]:
    """Opens a page of the app as a visitor would, with what stands in the address."""

    def open_(page: str | None = None, **address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if page:
            app.switch_page(f"pages/{page}.py")
            for name, value in address.items():
                app.query_params[name] = value
            app.run()
        assert not app.exception, app.exception
        return app

    return open_


def start_app(script: str, port: int, *options: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A Streamlit server on loopback, warm and answering."""
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}", "--server.headless=true", *options],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/script-health-check", timeout=20) as answer:
                if answer.status == 200:
                    return process
        except OSError:
            time.sleep(0.25)
    process.terminate()
    raise RuntimeError(f"the app did not answer on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    yield from _served("app.py")


@pytest.fixture(scope="session")
def empty_url() -> Iterator[str]:
    yield from _served("tests/browser/empty_app.py")


def _served(script: str) -> Iterator[str]:
    port = free_port()
    process = start_app(script, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no browser was found, and CI must have one")
        pytest.skip("no Chromium or Chrome was found; set REHABCODE_BROWSER to its path")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=[*FLAGS, ONLY_LOOPBACK])
        yield found
        found.close()


class Visitor:
    """One browser window of its own, which remembers everything that went wrong in it."""

    def __init__(self, context) -> None:
        self.context = context
        self.page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._console)

    def _console(self, message) -> None:
        if message.type == "error" and "/_stcore/h" not in f"{message.text} {message.location}":
            self.faults.append(message.text)

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.page.get_by_role("heading", level=1).first.wait_for(timeout=30_000)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'",
            timeout=30_000,
        )

    def text(self) -> str:
        return self.page.get_by_test_id("stMain").inner_text()


@pytest.fixture
def new_visitor(browser):
    """Opens browser windows that share nothing; the test fails if any of them saw an error."""
    visitors: list[Visitor] = []

    def open_(**options) -> Visitor:
        visitors.append(Visitor(browser.new_context(**options)))
        return visitors[-1]

    yield open_
    faults = [fault for visitor in visitors for fault in visitor.faults]
    for visitor in visitors:
        visitor.context.close()
    assert not faults, faults
