"""Speed, as figures side by side in one run: `python -m tests.benchmark`.

Prints the microseconds of one count of four codes, and the simulator's rerun time and server CPU as ratios to
those of a Streamlit page with one number field, both servers measured one after the other in this run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import timeit
from pathlib import Path

from logic.units import CountingRule, count_units
from tests.conftest import ROOT, free_port, start_app

FOUR_CODES = {"97110": 18, "97140": 13, "97116": 10, "97035": 8}
WARM_UP, SECONDS = 3, 12
THINK = 0.05


def main() -> None:
    runs = 5_000
    seconds = min(timeit.repeat(lambda: count_units(FOUR_CODES, CountingRule.CMS), number=runs, repeat=5))
    print(f"one count of four codes: {seconds / runs * 1e6:.1f} microseconds")
    seconds = min(timeit.repeat(lambda: count_units(FOUR_CODES, CountingRule.CMS).steps, number=runs, repeat=5))
    print(f"the same with its working: {seconds / runs * 1e6:.1f} microseconds")
    empty = measure("tests/browser/empty_counter.py", "--set", "Number=1..60")
    simulator = measure("app.py", "--goto", "units", "--set", "Minutes 1=1..60")
    print(f"empty page:  rerun p50 {empty['p50']:.1f} ms, server CPU {empty['cpu']:.1f} ms a run")
    print(f"simulator:   rerun p50 {simulator['p50']:.1f} ms, server CPU {simulator['cpu']:.1f} ms a run")
    print(f"ratio:       rerun {simulator['p50'] / empty['p50']:.2f}, server CPU {simulator['cpu'] / empty['cpu']:.2f}")


def measure(script: str, *scenario: str) -> dict[str, float]:
    """The median milliseconds of a rerun, and server CPU milliseconds for each run of the page."""
    port = free_port()
    server = start_app(script, port)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        load = [f"http://127.0.0.1:{port}", "--sessions=1", f"--think={THINK}", f"--pid={server.pid}", *scenario]
        try:
            for seconds in (WARM_UP, SECONDS):
                options = [*load, f"--duration={seconds}", f"--json={report}"]
                client = [sys.executable, "tests/loadclient.py", *options]
                subprocess.run(client, cwd=ROOT, check=True, capture_output=True)
        finally:
            server.terminate()
            server.wait(10)
        figures = json.loads(report.read_text(encoding="utf-8"))
    return {"p50": figures["latency"]["rerun"]["p50_ms"], "cpu": figures["server_cpu_ms_per_run"]}


if __name__ == "__main__":
    main()
