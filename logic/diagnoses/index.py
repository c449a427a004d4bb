"""The index: a SQLite file made once from the package simple_icd_10_cm, then only read.

The package takes two seconds and 177 MB to load, so the file is made in a process of its own. It lies in
.cache/ beside the code, or in the folder that REHABCODE_CACHE names.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from logic.diagnoses.records import EDITION, Level

_ROOT = Path(__file__).parents[2]
_SHAPE = 1
_TABLES = """
create table place (id integer primary key, code text unique, title text, level text, parent integer);
create index place_parent on place (parent);
create table note (id integer primary key, place integer, kind text, text text);
create index note_place on note (place);
create index note_term on note (lower(text)) where kind = 'term';
create virtual table word using fts5 (
    title, term, inherited, content='', tokenize='porter unicode61 remove_diacritics 2', prefix='2 3'
);
"""
_building = Lock()


def index_path() -> Path:
    folder = Path(os.environ.get("REHABCODE_CACHE") or _ROOT / ".cache")
    return folder.absolute() / f"icd10cm-{EDITION.release}.sqlite"


@contextmanager
def open_index() -> Iterator[sqlite3.Connection]:
    """A read-only connection; makes the index first if there is none. RuntimeError when that fails."""
    path = index_path()
    with _building:
        if not path.exists():
            _ready.cache_clear()
        _ready(path)
    with closing(_connect(path)) as index:
        yield index


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


@cache
def _ready(path: Path) -> None:
    """Makes the index, unless a file of today's shape is there."""
    if path.exists():
        with closing(_connect(path)) as index, suppress(sqlite3.DatabaseError):
            if index.execute("pragma user_version").fetchone()[0] == _SHAPE:
                return
    command = [sys.executable, "-m", "logic.diagnoses", str(path)]
    made = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if made.returncode:
        raise RuntimeError(f"The diagnosis index could not be made. {made.stderr.strip()}")


def build(path: Path) -> None:
    """Writes the index beside its final place and moves it there, so a reader never meets half of it."""
    if version("simple-icd-10-cm") != EDITION.package:
        raise RuntimeError(
            f"simple-icd-10-cm {version('simple-icd-10-cm')} is installed, but the edition in "
            f"logic/diagnoses/records.py describes {EDITION.package}: change both together."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    os.close(handle)
    draft = Path(name)
    try:
        with closing(sqlite3.connect(draft)) as index:
            index.executescript(_TABLES)
            _fill(index)
            index.execute("insert into word (word) values ('optimize')")
            index.execute(f"pragma user_version = {_SHAPE}")
            index.commit()
            index.execute("vacuum")
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _fill(index: sqlite3.Connection) -> None:
    import simple_icd_10_cm as cm

    ids: dict[str, int] = {}
    inherited: dict[str, str] = {}
    for item in dict.fromkeys(cm.get_all_codes(True)):
        code, title, level = _place(cm, item)
        parent = cm.get_parent(item)
        if parent == item:
            parent = cm.get_parent(item, prioritize_blocks=True)
        ids[item] = number = len(ids) + 1
        index.execute("insert into place values (?, ?, ?, ?, ?)", (number, code, title, level, ids.get(parent)))
        terms = list(cm.get_inclusion_term(item))
        notes = [("term", term) for term in terms] + _notes(cm, item)
        index.executemany("insert into note (place, kind, text) values (?, ?, ?)", [(number, *n) for n in notes])
        if level in ("code", "header"):
            above = inherited.get(parent, "")
            inherited[item] = " ".join([*terms, above])
            index.execute(
                "insert into word (rowid, title, term, inherited) values (?, ?, ?, ?)",
                (number, title, " ".join(terms), above),
            )


def _place(cm: Any, item: str) -> tuple[str, str, Level]:
    """Code, title and level; chapters go by their range, and B20 is both a block and a code: a code here."""
    title = cm.get_description(item).strip()
    if item.isdigit():
        title, _, code = title.rstrip(")").rpartition(" (")
        return code, title, "chapter"
    if "-" in item:
        return item, title.removesuffix(f"({item})").rstrip(), "block"
    return item, title, "code" if cm.is_leaf(item) else "header"


def _notes(cm: Any, item: str) -> list[tuple[str, str]]:
    """Notes in the order of the tabular list; those of a block named like its only category join it."""
    lists = {"includes": cm.get_includes, "excludes1": cm.get_excludes1, "excludes2": cm.get_excludes2}
    texts = {
        "use_additional": cm.get_use_additional_code,
        "code_first": cm.get_code_first,
        "code_also": cm.get_code_also,
        "remark": cm.get_notes,
    }
    found = [(kind, text) for kind, get in lists.items() for text in [*get(item, prioritize_blocks=True), *get(item)]]
    for kind, get in texts.items():
        both = (get(item, prioritize_blocks=True), get(item))
        found += [(kind, text) for lines in both for text in _grouped(lines.split("\n"))]
    return list(dict.fromkeys(found))


def _grouped(lines: Iterable[str]) -> Iterator[str]:
    """One text per note: a line that ends in a colon takes in the list under it."""
    note = ""
    for line in (raw.strip(" ,\t") for raw in lines):
        continues = note.endswith(":") or (":" in note and not line.startswith(("code", "external cause code")))
        if continues and not line.endswith(":"):
            note += f"{'' if note.endswith(':') else ';'} {line}"
            continue
        if note:
            yield note
        note = line
    if note:
        yield note
