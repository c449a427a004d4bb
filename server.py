"""The app with what `streamlit run app.py` cannot give: a cookie that knows a learner again, and JSON addresses.

Run it with `streamlit run server.py`. It serves everything app.py serves.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime

from logic.content import library
from logic.progress import MemoryUnavailable, prepare
from logic.progress.identity import (
    COOKIE,
    COOKIE_DAYS,
    check_key,
    is_fresh,
    new_learner_id,
    read_cookie,
    read_ticket,
    sign_cookie,
)
from logic.search import search
from logic.units import CountingRule, count_units
from pages.shared.address import read_rows

NOT_PAGES = ("/_stcore/", "/static/", "/media/", "/component/", "/api/")
MOST_ANSWERS = 100

log = logging.getLogger("rehabcode")


class LearnerCookie:
    """Gives a browser that opens a page a signed cookie, unless it has one; renews one that is growing old."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookie = _new_cookie(scope) if _opens_page(scope) else None
        if cookie is None:
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in (200, 304):
                headers = MutableHeaders(scope=message)
                headers.append("set-cookie", cookie)
                headers["cache-control"] = "private, no-store"
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def units(request: Request) -> Response:
    """GET /api/units?visit=97110-33.97140-7&rule=cms: the units of a visit, or what is wrong with it.

    At most 100 of the permitted answers are listed; `permitted_answers` says how many there are.
    """
    query = request.query_params
    if query.get("rule") not in list(CountingRule):
        return _refuse("rule: name the payer's counting rule, cms or midpoint.")
    rows, problems = read_rows(query.get("visit", ""), dict.fromkeys(library().codes, ""))
    if problems or not rows:
        return _refuse(*problems or ("visit: give codes and their minutes, such as 97110-33.97140-7.",))
    try:
        count = count_units([(row.code, row.minutes) for row in rows], CountingRule(query["rule"]))
    except (ValueError, LookupError) as error:
        return _refuse(str(error))
    return JSONResponse(
        {
            "rule": count.rule.value,
            "total_minutes": count.total_minutes,
            "total_units": count.total_units,
            "permitted_answers": count.allocation_count,
            "allocations": count.allocations[:MOST_ANSWERS],
            "untimed": count.untimed,
            "steps": [{"text": step.text, "source": step.source} for step in count.steps],
        }
    )


def health(request: Request) -> Response:
    """GET /api/health: whether the app answers, and whether progress can be kept."""
    try:
        prepare()
    except MemoryUnavailable as problem:
        return JSONResponse({"status": "ok", "progress": "not kept", "problem": str(problem)})
    return JSONResponse({"status": "ok", "progress": "kept"})


def remember(request: Request) -> Response:
    """GET /api/remember?ticket=…: this browser becomes the learner whose recovery code was entered in it."""
    here = read_cookie(request.cookies.get(COOKIE))
    learner = read_ticket(request.query_params.get("ticket", ""), here) if here else None
    if learner is None:
        return PlainTextResponse(
            "This link has run out, or it was made in another browser. Enter your recovery code again.",
            status_code=403,
        )
    answer = RedirectResponse("../progress", status_code=303, headers={"cache-control": "private, no-store"})
    answer.headers.append("set-cookie", _cookie(learner, _is_https(request)))
    return answer


@asynccontextmanager
async def warm_up(app: st.App) -> AsyncIterator[None]:
    """Loads what the first visitor would wait for, and runs app.py once so that deep links find their page.

    What is loaded stays for good, so the garbage collector is told to look past it and reruns do not pay for it.
    """
    await to_thread.run_sync(search, "97112")
    await to_thread.run_sync(import_module, "altair")
    try:
        check_key()
        await to_thread.run_sync(prepare)
    except (MemoryUnavailable, OSError) as problem:
        log.warning("%s", problem)
    await runtime.get_instance().does_script_run_without_error()
    gc.freeze()
    yield


def _opens_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(NOT_PAGES):
        return False
    return "text/html" in HTTPConnection(scope).headers.get("accept", "")


def _new_cookie(scope: Scope) -> str | None:
    connection = HTTPConnection(scope)
    value = connection.cookies.get(COOKIE)
    try:
        if is_fresh(value):
            return None
        return _cookie(read_cookie(value) or new_learner_id(), _is_https(connection))
    except OSError as error:
        log.warning("The key to sign cookies with cannot be read or made: %s", error)
        return None


def _cookie(learner: str, secure: bool) -> str:
    parts = [
        f"{COOKIE}={sign_cookie(learner)}",
        "Path=/",
        f"Max-Age={COOKIE_DAYS * 86_400}",
        "HttpOnly",
        "SameSite=Lax",
    ]
    return "; ".join([*parts, "Secure"] if secure else parts)


def _is_https(connection: HTTPConnection) -> bool:
    forwarded = connection.headers.get("x-forwarded-proto", "").split(",")[0].strip()
    return "https" in (forwarded, connection.url.scheme)


def _refuse(*problems: str) -> Response:
    return JSONResponse({"error": " ".join(problems)}, status_code=400)


MIDDLEWARE = (Middleware(LearnerCookie),)

app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=warm_up,
    middleware=MIDDLEWARE,
    routes=[Route("/api/units", units), Route("/api/health", health), Route("/api/remember", remember)],
)
