"""What the tests need beyond Python packages, installed where the machine allows it."""

from __future__ import annotations

import os
import shutil
import subprocess

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


def find_browser() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    return os.environ.get("REHABCODE_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)


def install_missing() -> None:
    """Installs a browser from Debian's packages if there is none and we may; elsewhere its tests are skipped."""
    if find_browser() or not shutil.which("apt-get"):
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and not shutil.which("sudo"):
        return
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False)
    subprocess.run([*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False)
