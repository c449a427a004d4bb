#!/usr/bin/env python3
"""loadclient.py: a headless load generator that speaks Streamlit's own protocol.

Streamlit's browser frontend talks to the server over ONE websocket
(`/_stcore/stream`, subprotocol "streamlit"). Each frame is one protobuf:

    browser -> server   BackMsg      (nearly always .rerun_script = ClientState)
    server  -> browser  ForwardMsg   (.new_session, .navigation, .delta ..., .script_finished)

This script plays the browser for many sessions at once, with no browser, so it
measures the SERVER: queueing, script execution and bytes on the wire. It does
not measure rendering in the browser (use Playwright for that).

What one simulated user does
    1. opens the websocket and asks for a first run      -> "first_run" latency
    2. then loops over the scenario given by --goto / --set / --click / --rerun,
       waiting --think seconds between steps             -> "rerun"/"goto" latency
Latency is the time from sending the BackMsg to receiving `script_finished`;
"first_delta" is the time to the first element of that run.

Examples
    # look at a page once, as a tree of elements (shows that the protocol works)
    loadclient.py http://127.0.0.1:8501 --show

    # 50 users, arriving over 5 s, changing a number input every ~2 s for 30 s
    loadclient.py http://127.0.0.1:8501 --sessions 50 --ramp 5 --duration 30 \
        --think 2 --goto simulator --set "Minutes=1..120" --pid 4242 --json typical.json

    # the same numbers as a ratio to an empty app measured earlier
    loadclient.py ... --baseline empty.json

Needs: streamlit (for the generated protobuf classes) and websockets.
Exit status: 0 if every session finished without an error, 1 otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlparse

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# Widget kind (the field name in Element) -> which WidgetState value field its
# frontend counterpart sends. Taken from `value_type=` in streamlit/elements/.
VALUE_FIELD = {
    "text_input": "string_value",
    "text_area": "string_value",
    "radio": "string_value",
    "selectbox": "string_value",
    "number_input": "double_value",
    "slider": "double_array_value",
    "checkbox": "bool_value",
    "multiselect": "string_array_value",
    "button_group": "string_array_value",  # st.pills, st.segmented_control
    "pagination": "int_value",
    "button": "trigger_value",
}


# --------------------------------------------------------------------------- scenario


@dataclass(frozen=True)
class Step:
    """One thing a user does: ("goto", page), ("set", label, value), ("click", label)
    or ("rerun", ""): ask for a rerun with nothing changed (the floor of any interaction).
    """

    action: str
    target: str
    value: str = ""


class _AddStep(argparse.Action):
    """Collect --goto/--set/--click/--rerun in the order they are written."""

    def __call__(self, parser, namespace, text, option_string=None):
        action, text = option_string.lstrip("-"), text or ""
        target, _, value = text.partition("=") if action == "set" else (text, "", "")
        namespace.steps = [*(namespace.steps or []), Step(action, target, value)]


def pick_value(text: str) -> str:
    """Turn a value pattern into one value: "1..9" random int, "a|b" random choice."""
    if match := re.fullmatch(r"(-?\d+)\.\.(-?\d+)", text):
        return str(random.randint(int(match[1]), int(match[2])))
    return random.choice(text.split("|"))


# --------------------------------------------------------------------------- protocol


@dataclass
class Widget:
    kind: str
    id: str
    form_id: str
    fragment_id: str


@dataclass
class Run:
    """What came back for one BackMsg."""

    seconds: float = 0.0
    first_delta: float = 0.0
    messages: int = 0
    bytes: int = 0
    status: str = ""
    exceptions: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # (kind, text)


class Session:
    """One browser tab: a websocket plus the state the frontend would keep."""

    def __init__(self, socket, args) -> None:
        self.socket = socket
        self.args = args
        self.widgets: dict[str, Widget] = {}  # label -> widget on the current page
        self.states: dict[str, WidgetState] = {}  # widget id -> value set by the user
        self.pages: dict[str, str] = {}  # url path -> page_script_hash
        self.page_hash = ""
        self.message_cache: dict[str, ForwardMsg] = {}  # see `ref_hash` below

    async def run(self, *, page_hash=None, page_name="", trigger=None, fragment_id="") -> Run:
        """Send one rerun request and read until the script has finished."""
        back = BackMsg()
        state = back.rerun_script
        state.query_string = self.args.query
        state.page_script_hash = self.page_hash if page_hash is None else page_hash
        state.page_name = page_name
        state.fragment_id = fragment_id
        state.context_info.timezone = "UTC"
        state.context_info.locale = "en-US"
        state.context_info.url = self.args.url
        state.widget_states.widgets.extend(self.states.values())
        if trigger is not None:
            state.widget_states.widgets.append(trigger)
        # The frontend caches big element messages (>10 kB) and tells the server
        # which hashes it has; the server then answers with a tiny `ref_hash`.
        if self.args.message_cache:
            state.cached_message_hashes.extend(self.message_cache)

        result, started = Run(), time.perf_counter()
        await self.socket.send(back.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), self.args.timeout)
            msg = ForwardMsg.FromString(data)
            result.messages += 1
            result.bytes += len(data)
            kind = msg.WhichOneof("type")
            if kind == "ref_hash":
                cached = self.message_cache[msg.ref_hash]
                cached.metadata.CopyFrom(msg.metadata)
                msg, kind = cached, cached.WhichOneof("type")
            elif msg.metadata.cacheable and self.args.message_cache:
                self.message_cache[msg.hash] = msg
            if kind == "delta":
                result.first_delta = result.first_delta or time.perf_counter() - started
                self._read_delta(msg, result)
            elif kind == "navigation":
                self.widgets.clear()  # a whole run begins; a run of fragments alone sends no navigation
                self.pages = {p.url_pathname: p.page_script_hash for p in msg.navigation.app_pages}
                self.page_hash = msg.navigation.page_script_hash
            elif kind == "new_session":
                self.page_hash = msg.new_session.page_script_hash
            elif kind == "script_finished":
                status = ForwardMsg.ScriptFinishedStatus.Name(msg.script_finished)
                if status == "FINISHED_EARLY_FOR_RERUN":
                    continue  # st.rerun() or a fast rerun: the real run follows
                result.status = status
                result.seconds = time.perf_counter() - started
                return result

    def _read_delta(self, msg: ForwardMsg, result: Run) -> None:
        """Remember widgets by label, and collect texts and exceptions."""
        if msg.delta.WhichOneof("type") != "new_element":
            return
        element = msg.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        body = getattr(element, kind)
        if kind == "exception":
            result.exceptions.append(f"{body.type}: {body.message}")
        label = getattr(body, "label", "")
        if getattr(body, "id", "") and kind in VALUE_FIELD:
            self.widgets[label] = Widget(kind, body.id, getattr(body, "form_id", ""), msg.delta.fragment_id)
        text = label or getattr(body, "body", "") or getattr(body, "text", "")
        result.texts.append((kind, str(text)))

    def encode(self, widget: Widget, value: str) -> WidgetState:
        state = WidgetState(id=widget.id)
        name = VALUE_FIELD[widget.kind]
        if name == "trigger_value":
            state.trigger_value = True
        elif name == "bool_value":
            state.bool_value = value.lower() in ("1", "true", "on")
        elif name == "double_value":
            state.double_value = float(value)
        elif name == "int_value":
            state.int_value = int(value)
        elif name == "double_array_value":
            state.double_array_value.data.extend(float(v) for v in value.split(","))
        elif name == "string_array_value":
            state.string_array_value.data.extend(v for v in value.split(",") if v)
        else:
            state.string_value = value
        return state

    async def do(self, step: Step) -> Run | None:
        """Perform one scenario step. Returns None if it caused no run (form input)."""
        if step.action == "goto":
            if step.target not in self.pages:
                raise KeyError(f"no page {step.target!r}; pages: {sorted(self.pages)}")
            self.states.clear()
            return await self.run(page_hash=self.pages[step.target])
        if step.action == "rerun":
            return await self.run()
        if step.target not in self.widgets:
            raise KeyError(f"no widget labelled {step.target!r}; widgets: {sorted(self.widgets)}")
        widget = self.widgets[step.target]
        if step.action == "click":
            return await self.run(trigger=self.encode(widget, ""), fragment_id=widget.fragment_id)
        self.states[widget.id] = self.encode(widget, pick_value(step.value))
        if widget.form_id:  # inside st.form nothing is sent until its button is clicked
            return None
        return await self.run(fragment_id=widget.fragment_id)


# --------------------------------------------------------------------------- load


class Recorder:
    """Collects samples from all sessions."""

    def __init__(self) -> None:
        self.samples: dict[str, list[float]] = defaultdict(list)  # seconds
        self.bytes: dict[str, list[int]] = defaultdict(list)
        self.messages: dict[str, list[int]] = defaultdict(list)
        self.errors: list[str] = []

    def add(self, name: str, run: Run, expect: str | None) -> None:
        self.samples[name].append(run.seconds)
        self.samples[f"{name}.first_delta"].append(run.first_delta)
        self.bytes[name].append(run.bytes)
        self.messages[name].append(run.messages)
        if "SUCCESSFULLY" not in run.status:
            self.errors.append(f"{name}: {run.status}")
        self.errors += [f"{name}: {e}" for e in run.exceptions]
        if expect and not any(expect in text for _, text in run.texts):
            self.errors.append(f"{name}: expected text not shown: {expect!r}")

    def summary(self) -> dict:
        def quantile(values, q):
            values = sorted(values)
            return values[min(len(values) - 1, int(q * len(values)))] * 1000

        return {
            name: {
                "n": len(v),
                "mean_ms": statistics.fmean(v) * 1000,
                "p50_ms": quantile(v, 0.50),
                "p95_ms": quantile(v, 0.95),
                "p99_ms": quantile(v, 0.99),
                "max_ms": max(v) * 1000,
                **(
                    {
                        "bytes": statistics.fmean(self.bytes[name]),
                        "messages": statistics.fmean(self.messages[name]),
                    }
                    if name in self.bytes
                    else {}
                ),
            }
            for name, v in sorted(self.samples.items())
        }


async def user(index: int, args, recorder: Recorder, stop_at: float) -> None:
    """One simulated user, from arrival to the end of the test."""
    await asyncio.sleep(args.ramp * index / max(args.sessions, 1))
    parsed = urlparse(args.url)
    uri = f"ws://{parsed.netloc}{parsed.path.rstrip('/')}/_stcore/stream"
    try:
        started = time.perf_counter()
        async with websockets.connect(
            uri,
            subprotocols=["streamlit"],
            max_size=None,
            compression="deflate" if args.compression else None,
            open_timeout=args.timeout,
            ping_interval=None,
        ) as socket:
            recorder.samples["connect"].append(time.perf_counter() - started)
            session = Session(socket, args)
            recorder.add("first_run", await session.run(page_name=args.page), args.expect)
            # a leading --goto is the way to the page, not part of the repeated work
            setup = [s for s in args.steps if s.action == "goto"] if args.goto_once else []
            for step in setup:
                recorder.add("goto", await session.do(step), None)
            loop = [s for s in args.steps if s not in setup]
            starts = [i for i, s in enumerate(loop) if s.action == "goto"]
            if starts:  # users start at different pages of the loop, so pages mix
                shift = starts[index % len(starts)]
                loop = loop[shift:] + loop[:shift]
            while time.perf_counter() < stop_at:
                if not loop:  # idle users just stay connected
                    await asyncio.sleep(0.5)
                    continue
                for step in loop:
                    # think time: uniform around the mean, so users do not march in step
                    if args.think:
                        await asyncio.sleep(random.uniform(0.5, 1.5) * args.think)
                    run = await session.do(step)
                    if run:
                        name = "goto" if step.action == "goto" else "rerun"
                        # while users are still arriving, count separately from steady state
                        arriving = time.perf_counter() < stop_at - args.duration
                        recorder.add(f"{name} (ramp)" if arriving else name, run, None)
                    if time.perf_counter() >= stop_at:
                        break
            await asyncio.sleep(args.linger)
    except Exception as error:
        recorder.errors.append(f"session {index}: {type(error).__name__}: {error}")


# ---------------------------------------------------------------- server process metrics


def process_tree(pid: int) -> list[int]:
    """`pid` and all its descendants (Linux /proc only)."""
    children = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                children[int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])].append(int(entry.name))
            except (OSError, IndexError):
                continue
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        todo += children[current]
    return found


def usage(pid: int | None) -> tuple[float, float]:
    """(resident MiB, CPU seconds) of a process tree; (0, 0) without a pid."""
    rss = cpu = 0.0
    for each in process_tree(pid) if pid else []:
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            cpu += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            rss += int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        except OSError:
            continue
    return rss, cpu


async def sample_memory(pid: int | None, out: list[float]) -> None:
    while True:
        out.append(usage(pid)[0])
        await asyncio.sleep(0.5)


# --------------------------------------------------------------------------- reporting


def report(result: dict, baseline: dict | None) -> None:
    head = f"{'step':<22}{'n':>7}{'mean':>9}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'bytes':>10}{'msgs':>6}"
    print(head + ("   p50/baseline" if baseline else ""))
    for name, row in result["latency"].items():
        line = f"{name:<22}{row['n']:>7}" + "".join(
            f"{row[k]:>9.1f}" for k in ("mean_ms", "p50_ms", "p95_ms", "p99_ms", "max_ms")
        )
        line += f"{row['bytes']:>10.0f}{row['messages']:>6.0f}" if "bytes" in row else " " * 16
        other = (baseline or {}).get("latency", {}).get(name)
        if other and other["p50_ms"]:
            line += f"   {row['p50_ms'] / other['p50_ms']:.2f}x"
        print(line)
    keys = (
        "sessions",
        "runs_per_second",
        "server_rss_before_mib",
        "server_rss_peak_mib",
        "server_mib_per_session",
        "server_cpu_cores",
        "server_cpu_ms_per_run",
        "client_cpu_cores",
        "errors",
    )
    for key in keys:
        text = f"{result[key]:.3f}" if isinstance(result[key], float) else result[key]
        ratio = ""
        if baseline and isinstance(result[key], float) and baseline.get(key):
            ratio = f"   ({result[key] / baseline[key]:.2f}x baseline)"
        print(f"{key:<24} {text}{ratio}")
    for error in result["error_examples"]:
        print("  error:", error)


async def show(args) -> int:
    """Open one session, run it once (plus the scenario) and print what came back."""
    args.sessions, recorder = 1, Recorder()
    parsed = urlparse(args.url)
    uri = f"ws://{parsed.netloc}{parsed.path.rstrip('/')}/_stcore/stream"
    async with websockets.connect(uri, subprotocols=["streamlit"], max_size=None) as socket:
        session = Session(socket, args)
        runs = [("first run", await session.run(page_name=args.page))]
        runs += [(f"{s.action} {s.target} {s.value}", await session.do(s)) for s in args.steps]
        for name, run in runs:
            if run is None:
                print(f"\n== {name}: (form input, no run)")
                continue
            recorder.add(name, run, None)
            print(
                f"\n== {name}: {run.status} in {run.seconds * 1000:.1f} ms, {run.messages} messages, {run.bytes} bytes"
            )
            for kind, text in run.texts:
                print(f"   {kind:<16} {text[:90]!r}")
        print("\npages:", session.pages, "\nwidgets:", {k: w.kind for k, w in session.widgets.items()})
    return 1 if recorder.errors else 0


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="base URL of the app, e.g. http://127.0.0.1:8501")
    load = parser.add_argument_group("load")
    load.add_argument("--sessions", type=int, default=1, help="concurrent users (default 1)")
    load.add_argument("--ramp", type=float, default=0, help="seconds over which they arrive")
    load.add_argument("--duration", type=float, default=10, help="seconds of test after the ramp")
    load.add_argument("--think", type=float, default=0, help="mean seconds between steps")
    load.add_argument("--linger", type=float, default=0, help="stay connected idle at the end")
    load.add_argument("--timeout", type=float, default=60, help="give up on one run after this")
    what = parser.add_argument_group("scenario (repeatable, in order; loops until time is up)")
    what.add_argument("--goto", action=_AddStep, dest="steps", metavar="URL_PATH", help='page; "" is the default page')
    what.add_argument(
        "--set", action=_AddStep, dest="steps", metavar="LABEL=VALUE", help='VALUE may be "1..99" or "a|b"'
    )
    what.add_argument("--click", action=_AddStep, dest="steps", metavar="LABEL")
    what.add_argument("--rerun", action=_AddStep, dest="steps", nargs=0, help="rerun with nothing changed")
    what.add_argument(
        "--goto-each-loop", dest="goto_once", action="store_false", help="repeat --goto in every loop (default: once)"
    )
    what.add_argument("--page", default="", help="url path the first request asks for")
    what.add_argument("--query", default="", help="query string, e.g. minutes=38")
    what.add_argument("--expect", help="text that the first run must show")
    wire = parser.add_argument_group("wire")
    wire.add_argument("--compression", action="store_true", help="offer permessage-deflate")
    wire.add_argument(
        "--no-message-cache",
        dest="message_cache",
        action="store_false",
        help="do not cache big messages as the browser does",
    )
    out = parser.add_argument_group("output")
    out.add_argument("--pid", type=int, help="server process to sample for memory and CPU")
    out.add_argument("--json", help="write the result to this file")
    out.add_argument("--baseline", help="a --json file of the empty app, to print ratios")
    out.add_argument("--show", action="store_true", help="one session; print the elements")
    args = parser.parse_args()
    args.steps = args.steps or []
    if args.show:
        return await show(args)

    recorder, memory = Recorder(), []
    rss_before, cpu_before = usage(args.pid)
    client_before = time.process_time()
    sampler = asyncio.create_task(sample_memory(args.pid, memory))
    started = time.perf_counter()
    stop_at = started + args.ramp + args.duration
    await asyncio.gather(*(user(i, args, recorder, stop_at) for i in range(args.sessions)))
    elapsed = time.perf_counter() - started - args.linger
    sampler.cancel()
    cpu_after = usage(args.pid)[1]
    runs = sum(len(v) for k, v in recorder.samples.items() if not k.endswith("first_delta") and k != "connect")
    result = {
        "url": args.url,
        "sessions": args.sessions,
        "steps": [f"{s.action} {s.target}={s.value}" for s in args.steps],
        "think_s": args.think,
        "elapsed_s": elapsed,
        "runs_per_second": runs / elapsed,
        "server_rss_before_mib": rss_before,
        "server_rss_peak_mib": max(memory, default=0.0),
        "server_mib_per_session": (max(memory, default=0.0) - rss_before) / args.sessions,
        "server_cpu_cores": (cpu_after - cpu_before) / elapsed,
        "server_cpu_ms_per_run": (cpu_after - cpu_before) / max(runs, 1) * 1000,
        "client_cpu_cores": (time.process_time() - client_before) / elapsed,
        "errors": len(recorder.errors),
        "error_examples": recorder.errors[:5],
        "latency": recorder.summary(),
    }
    report(result, json.loads(Path(args.baseline).read_text()) if args.baseline else None)
    if args.json:
        Path(args.json).write_text(json.dumps(result, indent=1))
    return 1 if recorder.errors else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
