"""Where answers are kept: SQLite in a file by default, PostgreSQL when DATABASE_URL names one.

SQLite runs in WAL mode with every commit flushed to disk. The tables are made and brought up to date on first
use; see migrations/.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Double,
    Engine,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

HEAD = "0001"
FILE = "progress.sqlite"
WAIT_SECONDS = 5

_ROOT = Path(__file__).parents[2]
_MIGRATION_LOCK = 0x7265686162
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class MemoryUnavailable(Exception):  # noqa: N818
    """Progress cannot be read or kept now. The message is a sentence to show; practice can go on unsaved."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(naming_convention=_NAMES)


def _learner() -> Column[str]:
    return Column("learner_id", String(64), ForeignKey("learner.id", ondelete="CASCADE"), primary_key=True)


learners = Table(
    "learner",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("last_seen", UTCDateTime, nullable=False),
    Column("recovery_hash", String(64), unique=True),
)
answers = Table(
    "answer",
    metadata,
    _learner(),
    Column("id", Uuid, primary_key=True),
    Column("answered_at", UTCDateTime, nullable=False),
    Column("rule", String(64), nullable=False),
    Column("scenario", String(64)),
    Column("question", String(120), nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("confidence", String(6), nullable=False),
    Column("seconds", Double),
    Column("misconceptions", JSON, nullable=False),
    Column("probes", JSON, nullable=False),
    Index(None, "learner_id", "answered_at"),
)
cards = Table(
    "card",
    metadata,
    _learner(),
    Column("item", String(80), primary_key=True),
    Column("rule", String(64), nullable=False),
    Column("stability", Double, nullable=False),
    Column("difficulty", Double, nullable=False),
    Column("due", UTCDateTime, nullable=False),
    Column("last_review", UTCDateTime, nullable=False),
    Index(None, "learner_id", "due"),
)


class Store:
    """One database. Safe to share between threads; several stores and processes may use one database."""

    def __init__(self, url: str | URL) -> None:
        self._url = make_url(url)
        self._engine = _make_engine(self._url)
        self._path = Path(self._url.database or "") if self._sqlite else None
        self._lock = Lock()
        self._ready: object = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with; MemoryUnavailable when the database cannot be used."""
        with self._words(), self._connected() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, on disk before this ends without an error; MemoryUnavailable otherwise."""
        with self._words(), self._connected(writes=True) as connection, connection.begin():
            yield connection

    def forget_deleted(self) -> None:
        """Takes deleted rows out of SQLite's log as well, as far as open readers allow."""
        if self._sqlite:
            with self._words(), self._connected() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, sqlite3.Connection)
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        self._ready = None
        self._engine.dispose()

    @property
    def _sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def _connected(self, writes: bool = False) -> Iterator[Connection]:
        if self._ready is None or self._ready != self._place():
            self._prepare()
        with self._engine.connect().execution_options(writes=writes) as connection:
            yield connection

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeout, sqlite3.Error, OSError) as error:
            self._ready = None
            raise MemoryUnavailable(
                "Your progress cannot be saved or read right now, because its database does not answer. Practice "
                "goes on; download your progress before you close this window."
            ) from error

    def _prepare(self) -> None:
        """Makes the folder and the tables where they are missing."""
        with self._lock:
            if self._ready is not None and self._ready == self._place():
                return
            self._engine.dispose()
            if self._path:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._path.touch(mode=0o600)
            with self._engine.connect() as connection:
                current = _version(connection) == HEAD
            if not current:
                with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                    _bring_up_to_date(connection)
            self._ready = self._place()

    def _place(self) -> object:
        """What changes when a SQLite file is taken away or exchanged while it is in use."""
        if self._path is None:
            return True
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


def store_at(url: str | None = None) -> Store:
    """The database at this address, or the one that the environment names; MemoryUnavailable for a bad address."""
    return _store(url or os.environ.get("DATABASE_URL") or f"sqlite:///{data_folder() / FILE}")


def prepare(url: str | None = None) -> None:
    """Makes the tables where they are missing; MemoryUnavailable says why that cannot be."""
    with store_at(url).reading() as connection:
        connection.execute(select(learners.c.id).limit(1))


def data_folder() -> Path:
    """Where progress is kept by default: the folder that REHABCODE_DATA names, or .cache beside the code."""
    return Path(os.environ.get("REHABCODE_DATA") or _ROOT / ".cache").absolute()


@cache
def _store(url: str) -> Store:
    try:
        return Store(_with_driver(make_url(url)))
    except ArgumentError:
        raise MemoryUnavailable(
            "Progress cannot be saved, because DATABASE_URL is not the address of a database. It should look like "
            "postgresql://name:password@host/database or sqlite:////folder/progress.sqlite."
        ) from None


def _with_driver(url: URL) -> URL:
    drivers = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
    name = drivers.get(url.drivername, url.drivername)
    if name not in drivers.values() or (name == "sqlite" and not url.database):
        raise ArgumentError(name)
    return url.set(drivername=name)


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_timeout=WAIT_SECONDS, connect_args={"timeout": WAIT_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    limits = {"connect_timeout": WAIT_SECONDS, "tcp_user_timeout": WAIT_SECONDS * 1000, "prepare_threshold": None}
    return create_engine(url, pool_pre_ping=True, pool_timeout=WAIT_SECONDS, connect_args=limits)


def _set_up_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    found = _version(connection)
    if found == HEAD:
        return
    from logic.progress.migrations import known_versions, upgrade

    if found and found not in known_versions():
        raise MemoryUnavailable(
            "Progress cannot be saved, because its database was made by a newer RehabCode. Update this one."
        )
    upgrade(connection)


def _version(connection: Connection) -> Any:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
