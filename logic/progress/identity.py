"""Who a learner is without an account: a random id that only this server can sign.

The key is REHABCODE_SECRET, or a file made once beside the database. Whoever changes the key makes every browser
a new learner; recovery codes and sign-in accounts go on working.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from logic.progress.store import data_folder

COOKIE = "rehabcode_learner"
COOKIE_DAYS = 400
RENEW_AFTER_DAYS = 30
TICKET_SECONDS = 600
KEY_FILE = "secret"
SHORTEST_KEY = 32

_ID = re.compile(r"[A-Za-z0-9_-]{20,64}")


def new_learner_id() -> str:
    return secrets.token_urlsafe(18)


def check_learner_id(text: str) -> str:
    """The same text; ValueError for one that is no learner id."""
    if not _ID.fullmatch(text):
        raise ValueError(f"{text!r} is not a learner id.")
    return text


def account_learner_id(issuer: str, subject: str) -> str:
    """The learner id of a sign-in account, the same on every device."""
    return "account-" + hashlib.sha256(f"{len(issuer)}:{issuer}{subject}".encode()).hexdigest()[:48]


def sign_cookie(learner_id: str, now: datetime | None = None) -> str:
    """The cookie's value: the id, the day it was signed, and the signature."""
    day = (now or datetime.now(UTC)).toordinal()
    return _signed("cookie", check_learner_id(learner_id), str(day))


def read_cookie(value: object, now: datetime | None = None) -> str | None:
    """The learner id in a cookie that this server signed within 400 days; None for anything else."""
    return _open_cookie(value, now, COOKIE_DAYS)


def is_fresh(value: object, now: datetime | None = None) -> bool:
    """Whether a cookie is valid and need not be signed anew."""
    return _open_cookie(value, now, RENEW_AFTER_DAYS) is not None


def make_ticket(learner_id: str, browser: str, now: datetime | None = None) -> str:
    """A pass that makes the browser now known as `browser` this learner, within ten minutes."""
    expires = (now or datetime.now(UTC)) + timedelta(seconds=TICKET_SECONDS)
    return _signed("ticket", check_learner_id(learner_id), check_learner_id(browser), f"{expires.timestamp():.0f}")


def read_ticket(ticket: str, browser: str, now: datetime | None = None) -> str | None:
    """The learner id in a ticket made for this browser; None once it ran out or in any other browser."""
    parts = _verified("ticket", ticket, 3)
    if parts is None or parts[1] != browser or int(parts[2]) < (now or datetime.now(UTC)).timestamp():
        return None
    return parts[0]


def check_key() -> None:
    """ValueError when cookies cannot be signed safely, OSError when the key cannot be read or made."""
    _key()


def _open_cookie(value: object, now: datetime | None, days: int) -> str | None:
    parts = _verified("cookie", value, 2) if isinstance(value, str) else None
    if parts is None:
        return None
    age = (now or datetime.now(UTC)).toordinal() - int(parts[1])
    return parts[0] if age <= days else None


def _signed(purpose: str, *parts: str) -> str:
    text = ".".join(parts)
    return f"{text}.{_signature(purpose, text)}"


def _verified(purpose: str, value: str, count: int) -> tuple[str, ...] | None:
    text, _, signature = value[:400].rpartition(".")
    if not hmac.compare_digest(_signature(purpose, text).encode(), signature.encode(errors="replace")):
        return None
    parts = tuple(text.split("."))
    return parts if len(parts) == count else None


def _signature(purpose: str, text: str) -> str:
    digest = hmac.digest(_key(), f"rehabcode {purpose} {text}".encode(errors="replace"), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _key() -> bytes:
    configured = os.environ.get("REHABCODE_SECRET")
    path = data_folder() / KEY_FILE
    key = configured.encode() if configured else _key_file(path)
    if len(key) < SHORTEST_KEY:
        where = "REHABCODE_SECRET" if configured else f"The file {path}"
        raise ValueError(f"{where} is too short to sign with: it should have at least {SHORTEST_KEY} characters.")
    return key


@cache
def _key_file(path: Path) -> bytes:
    """The key in a file only its owner reads, made when missing; of two servers starting at once, one makes it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_bytes()
