"""Every check and every test, in one command: `python -m tests.check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests import machine

ROOT = Path(__file__).parents[1]
CHECKS = (
    ("lint", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
    ("types", ("-m", "mypy")),
    ("imports", ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")),
    ("content", ("-m", "logic.content")),
    ("tests", ("-m", "pytest")),
)


def main() -> int:
    machine.install_missing()
    failed = []
    for name, command in CHECKS:
        print(f"--- {name}", flush=True)
        if subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
