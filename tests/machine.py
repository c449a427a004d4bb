"""What the tests need beyond Python packages, installed where the machine allows it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def find_browser() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    return os.environ.get("REHABCODE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


def find_postgres() -> Path | None:
    """The folder with PostgreSQL's initdb and pg_ctl, the newest version's, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    return next((folder for folder in [*on_path, *reversed(folders)] if (folder / "pg_ctl").exists()), None)


def install_missing() -> None:
    """Installs a browser and PostgreSQL from Debian's packages where they are missing and we may.

    Elsewhere the tests that need them are skipped.
    """
    missing = ([] if find_browser() else ["chromium"]) + ([] if find_postgres() else ["postgresql"])
    if not missing or not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and not shutil.which("sudo"):
        return
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    for package in missing:
        subprocess.run([*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=False)


class PostgresServer:
    """A PostgreSQL of our own on loopback, in a folder that goes away with it. It never runs as root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="rehabcode-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._run("initdb", "--auth=trust", "--username=rehabcode", "--encoding=UTF8", "--locale=C", "--no-sync")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://rehabcode@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "start", "--wait", f"--log={self._folder}/log", f"--options={options}")

    def crash(self) -> None:
        """Stops at once, without saving anything that is not on disk yet."""
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def remove(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=fast")
        shutil.rmtree(self._folder)

    def _run(self, program: str, *options: str) -> None:
        user = ["runuser", "--user=postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self._programs / program), f"--pgdata={self._folder}/data", *options]
        with (self._folder / "output").open("w+", encoding="utf-8") as output:
            done = subprocess.run(command, cwd=self._folder, stdout=output, stderr=output, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(self._folder / 'output').read_text(encoding='utf-8')}")
