"""Speed, as figures side by side in one run: `python -m tests.benchmark`.

Prints the microseconds of one count of four codes, and the simulator's rerun time and server CPU as ratios to
those of a Streamlit page with one number field. Both servers run at once and are measured in turns.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path
from typing import Any

from logic.units import CountingRule, count_units
from tests.conftest import ROOT, free_port, start_app

FOUR_CODES = {"97110": 18, "97140": 13, "97116": 10, "97035": 8}
ROUNDS, SECONDS = 5, 4
THINK = 0.05


def main() -> None:
    runs = 5_000
    seconds = min(timeit.repeat(lambda: count_units(FOUR_CODES, CountingRule.CMS), number=runs, repeat=5))
    print(f"one count of four codes: {seconds / runs * 1e6:.1f} microseconds")
    seconds = min(timeit.repeat(lambda: count_units(FOUR_CODES, CountingRule.CMS).steps, number=runs, repeat=5))
    print(f"the same with its working: {seconds / runs * 1e6:.1f} microseconds")
    empty, simulator = measure(
        ("tests/browser/empty_counter.py", "--set", "Number=1..60"),
        ("server.py", "--goto", "units", "--set", "Minutes 1=1..60"),
    )
    print(f"empty page:  rerun {empty['rerun']:.1f} ms, server CPU {empty['cpu']:.1f} ms a run")
    print(f"simulator:   rerun {simulator['rerun']:.1f} ms, server CPU {simulator['cpu']:.1f} ms a run")
    print(f"ratio:       rerun {simulator['rerun'] / empty['rerun']:.2f}, CPU {simulator['cpu'] / empty['cpu']:.2f}")


def measure(*pages: tuple[str, ...]) -> list[dict[str, float]]:
    """Milliseconds of a rerun and of server CPU, for each page the best of several rounds taken in turn."""
    ports = [free_port() for _ in pages]
    servers = [start_app(page[0], port) for page, port in zip(pages, ports, strict=True)]
    best = [{"rerun": math.inf, "cpu": math.inf} for _ in pages]
    try:
        for number in range(ROUNDS + 1):
            for page, port, server, seen in zip(pages, ports, servers, best, strict=True):
                figures = load(port, server.pid, page[1:])
                if number:
                    seen["rerun"] = min(seen["rerun"], figures["latency"]["rerun"]["p50_ms"])
                    seen["cpu"] = min(seen["cpu"], figures["server_cpu_ms_per_run"])
    finally:
        for server in servers:
            server.terminate()
            server.wait(10)
    return best


def load(port: int, pid: int, scenario: tuple[str, ...]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = [f"http://127.0.0.1:{port}", f"--duration={SECONDS}", f"--think={THINK}", f"--pid={pid}"]
        client = [sys.executable, "tests/loadclient.py", *options, f"--json={report}", *scenario]
        subprocess.run(client, cwd=ROOT, check=True, capture_output=True)
        figures: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return figures


if __name__ == "__main__":
    main()
