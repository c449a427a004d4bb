"""The tables' history. Each change is a file in versions/; `store.HEAD` names the newest.

To change a table: change it in store.py, add the next numbered file, set HEAD. A test compares the two.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Brings the tables up to a version, inside the caller's transaction."""
    command.upgrade(_config(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    """Takes the tables back to a version ("base" is none), inside the caller's transaction."""
    command.downgrade(_config(connection), to)


def check(connection: Connection) -> None:
    """Raises alembic.util.CommandError when the tables differ from those in store.py."""
    command.check(_config(connection))


def known_versions() -> tuple[str, ...]:
    """Every version there is, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config(connection: Connection | None = None) -> Config:
    config = Config(stdout=StringIO())
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
