"""Questions to the index: one code with all its notes, or words to codes."""

from __future__ import annotations

import re
import sqlite3
import unicodedata

from logic.diagnoses.index import open_index
from logic.diagnoses.records import EDITION, Finding, Hit, Level, Note, Place

_Row = tuple[int, str, str, Level]

_CODE = re.compile(r"[A-Z][0-9A-Z]([0-9A-Z](\.?[0-9A-Z]{1,4})?)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]{2,}|\d")
_SMALL_WORDS = frozenset(("an", "and", "by", "for", "in", "of", "on", "or", "the", "to"))
_LINEAGE = """
with recursive up (id, code, title, level, parent, height) as (
    select id, code, title, level, parent, 0 from place where code = ? and level in ('code', 'header')
    union all
    select p.id, p.code, p.title, p.level, p.parent, height + 1 from place p join up on p.id = up.parent
)
select id, code, title, level from up order by height
"""
_CHILDREN = "select code, title, level from place where parent = ? order by id"
_STARTING = """
select id, code, title, level from place
where code >= ? and code < ? and level in ('code', 'header') order by id limit ?
"""
_SYNONYM = """
select place.id, code, title, level from note join place on place.id = note.place
where kind = 'term' and lower(text) in (?1, ?2) order by lower(text) = ?1, level != 'code', place.id limit ?3
"""
# Codes with a seventh character come last: their header already names the injury.
_MATCHING = """
select id, code, place.title, level from word join place on place.id = word.rowid
where word match ? order by length(code) = 8, round(bm25(word, 8, 5, 2), 1), level != 'code', id limit ?
"""


def look_up(code: str) -> Finding:
    """The record of a code or header, with the notes it inherits from the headers, block and chapter above.

    Lower case, spaces, a missing dot and a trailing dash are accepted. ValueError for an empty text;
    LookupError, with the nearest header that exists, for a code this edition does not have.
    """
    wanted = _normalized(code)
    if not wanted:
        raise ValueError("Type a diagnosis code, such as N31.9.")
    with open_index() as index:
        lineage = index.execute(_LINEAGE, (wanted,)).fetchall()
        if not lineage:
            raise LookupError(_not_found(index, code.strip(), wanted))
        notes: dict[str, list[Note]] = {}
        for place, on, *_ in lineage:
            for kind, text in index.execute("select kind, text from note where place = ? order by id", (place,)):
                notes.setdefault(kind, []).append(Note(text, on))
        children = tuple(Place(*row) for row in index.execute(_CHILDREN, (lineage[0][0],)))
    here, *above = (Place(*row[1:]) for row in lineage)
    return Finding(
        code=here.code,
        title=here.title,
        billable=here.billable,
        parents=tuple(above),
        children=children,
        inclusion_terms=tuple(note.text for note in notes.get("term", ()) if note.on == here.code),
        includes=tuple(notes.get("includes", ())),
        excludes1=tuple(notes.get("excludes1", ())),
        excludes2=tuple(notes.get("excludes2", ())),
        use_additional=tuple(notes.get("use_additional", ())),
        code_first=tuple(notes.get("code_first", ())),
        code_also=tuple(notes.get("code_also", ())),
        remarks=tuple(notes.get("remark", ())),
    )


def search_diagnoses(text: str, limit: int = 20) -> tuple[Hit, ...]:
    """Codes and headers for words or for the start of a code, best first; () for fewer than 2 characters.

    Words match by their beginnings and stems in titles and inclusion terms; a number matches only itself.
    """
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) < 2 or limit < 1:
        return ()
    first, *rest = text.split(maxsplit=1)
    with open_index() as index:
        rows = _named(index, first.rstrip("-.:,"), alone=not rest, limit=limit)
        words = _words(rest[0] if rows and rest else "" if rows else text)
        if words:
            rows += _matching(index, words, limit)
        return tuple(
            Hit(code, title, level == "code", _telling_term(index, place, title, words))
            for place, code, title, level in list(dict.fromkeys(rows))[:limit]
        )


def _normalized(code: str) -> str:
    bare = re.sub(r"[\s.]", "", code).upper().rstrip("-")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def _not_found(index: sqlite3.Connection, typed: str, wanted: str) -> str:
    missing = f"{typed} is not in ICD-10-CM for fiscal year {EDITION.fiscal_year}"
    if not re.match(r"[A-Z][0-9]|QA", wanted):
        return (
            f"{typed} is not a diagnosis code: those start with a letter and a digit, such as N31.9. "
            "Five digits, such as 97112, name a procedure."
        )
    for length in range(len(wanted) - 1, 2, -1):
        if lineage := index.execute(_LINEAGE, (wanted[:length].rstrip("."),)).fetchall():
            break
    else:
        return f"{missing}, and no category starts with {wanted[:3]}."
    place, code, title, level = lineage[0]
    if level == "code":
        return f"{missing}. {code} ({title}) is complete: it takes no further characters."
    below = [row[0] for row in index.execute(_CHILDREN, (place,))]
    some = ", ".join(below[:6]) + (" and more" if len(below) > 6 else "")
    return f"{missing}. The nearest header is {code} ({title}), which continues with {some}."


def _named(index: sqlite3.Connection, first: str, alone: bool, limit: int) -> list[_Row]:
    """Codes that start like the word; when more words follow it, only the code it names in full."""
    if not _CODE.fullmatch(first) or not any(c.isdigit() for c in first):
        return []
    start = _normalized(first)
    return index.execute(_STARTING, (start, start + ("~" if alone else " "), limit)).fetchall()


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if word not in _SMALL_WORDS]


def _matching(index: sqlite3.Connection, words: list[str], limit: int) -> list[_Row]:
    """Synonyms; then all the words, or all with a shorter last one, or any of them but numbers."""
    phrase = " ".join(words)
    rows = index.execute(_SYNONYM, (phrase, f"{phrase} nos", limit)).fetchall()
    *done, last = words
    shorter = [last[:n] for n in range(len(last) - 1, max(3, len(last) - 4), -1)] if last.isalpha() else []
    tries = [" AND ".join(map(_term, [*done, end])) for end in (last, *shorter)]
    if any_word := " OR ".join(_term(word) for word in words if word.isalpha()):
        tries.append(any_word)
    for query in tries:
        if found := index.execute(_MATCHING, (query, limit)).fetchall():
            return rows + found
    return rows


def _term(word: str) -> str:
    return f'"{word}"*' if word.isalpha() else f'"{word}"'


def _telling_term(index: sqlite3.Connection, place: int, title: str, words: list[str]) -> str:
    """The inclusion term that shows more of the words than the title does, or nothing."""

    def shown(text: str) -> int:
        return sum(word[:5] in text.lower() for word in words)

    terms = index.execute("select text from note where place = ? and kind = 'term'", (place,))
    best = max((row[0] for row in terms), key=shown, default="")
    return best if shown(best) > shown(title) else ""
