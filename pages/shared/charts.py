"""Charts drawn from templates: Altair builds each once, a rerun only swaps the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import streamlit as st

Rows = Sequence[Mapping[str, Any]]

FULL = "#0b6e69"
WON = "#e0a030"
TIED = "#c9b8e8"
LOST = "#aab4b6"


def draw(template: Callable[[], Any], data: Mapping[str, Rows], alt: str, **options: Any) -> Any:
    """Draws an Altair template whose named data are filled with these rows."""
    datasets = {name: _arrow(list(rows)) for name, rows in data.items()}
    return st.vega_lite_chart(spec={**_spec(template), "datasets": datasets}, alt=alt, **options)


def _arrow(rows: list[Mapping[str, Any]]) -> bytes:
    """Rows as an Arrow stream, written in this thread: waking Arrow's own costs more than a small table."""
    batch = pa.RecordBatch.from_pylist(rows)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(use_threads=False)) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


@cache
def _spec(template: Callable[[], Any]) -> dict[str, Any]:
    spec: dict[str, Any] = template().to_dict()
    return spec
