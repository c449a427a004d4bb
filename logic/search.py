"""Free text to pages: codes and modifiers by name, questions by their words, diagnoses by ICD-10-CM.

Every title, question and section of the content is one line of a full-text index in memory. A page is as good as
its best line, with a share of its second best, so that one fitting question counts for more than a long text.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Literal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from logic.content import Code, Diagnosis, Entry, FactCheck, Guide, Modifier, library
from logic.diagnoses import edition, look_up, search_diagnoses

Kind = Literal["code", "modifier", "guide", "fact check", "diagnosis"]
KINDS: dict[str, Kind] = {
    "codes": "code",
    "modifiers": "modifier",
    "guides": "guide",
    "fact_checks": "fact check",
    "diagnoses": "diagnosis",
}
MOST_LETTERS = 200
SNIPPET_LETTERS = 180

_TITLE, _QUESTION, _ANSWER, _TEXT = 3.0, 3.0, 1.5, 1.0
_SECOND_BEST = 0.3
_FAINT = 0.3
_ONE_SLIP, _SEVERAL_SLIPS = 0.85, 0.7
_DIAGNOSIS_WORDS = 3
_DIAGNOSES_LAST = 5

_WORD = re.compile(r"[^\W_]+")
_CODE_START = re.compile(r"[0-9]{3,4}|[A-Z][0-9]{4}")
_ICD_NAME = re.compile(r"\bICD[- ]?10([- ]?CM)?\b", re.IGNORECASE)
_ICD = re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?-?", re.IGNORECASE)
_MARKUP = re.compile(r"\[@[^\]]*\]|(?<=\])\([^)]*\)|\]\([^)]*\)|[\[\]*`#>|]|^ *- |:?-{3,}:?", re.MULTILINE)
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        "a an and any are as at be by can could do does for from has have how i if in is it its me my of on or our "
        "shall should so that the their them there they this to was we were what when where which who whose why will "
        "with would you your"
    )
)
_NAMING_WORDS = _EMPTY_WORDS | {"code", "codes", "cpt", "diagnosis", "hcpcs", "icd", "modifier", "modifiers"}
_SAME = {
    "pta": "pta assistant",
    "ota": "ota assistant",
    "cota": "ota assistant",
    "eval": "evaluation",
    "evals": "evaluation",
    "min": "minutes",
    "mins": "minutes",
    "insurer": "insurance",
    "doctor": "physician",
    "bcbs": "blue cross",
    "two": "2",
    "three": "3",
    "four": "4",
    "eight": "8",
    "8s": "eights",
    "ten": "10",
    "tenth": "10th",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that answers: `id` is its address in the content, such as codes/97112; `snippet` is plain text.

    A diagnosis without a page of its own has an id too: diagnoses/ and its ICD-10-CM code.
    """

    id: str
    title: str
    snippet: str
    kind: Kind


@dataclass(frozen=True)
class _Index:
    lines: sqlite3.Connection
    lock: Lock
    ids: tuple[str, ...]
    words: frozenset[str]

    def scores(self, query: str) -> list[tuple[int, float]]:
        """For each line that matches a full-text query: its page and its score times its weight."""
        return self._ask("select page, -bm25(line) * weight from line where line match ?", query)

    def knows(self, term: str) -> bool:
        return bool(self._ask("select 1 from line where line match ? limit 1", term))

    def says(self, page: int, query: str) -> bool:
        """Whether a title, question or answer of the page matches; its running text does not count."""
        sql = "select 1 from line where line match ? and page = ? and weight > ? limit 1"
        return bool(self._ask(sql, query, page, _TEXT))

    def _ask(self, sql: str, *values: object) -> list[Any]:
        with self.lock:
            return self.lines.execute(sql, values).fetchall()


def search(text: str, limit: int = 20) -> tuple[Hit, ...]:
    """The pages that fit a text, best first; () for a text without letters or digits, or a limit below 1.

    Codes, modifiers and diagnosis codes are found by their exact names first. Misspelled words are corrected to words
    the content uses; codes and numbers never are. Safe to call from several threads.
    """
    text = text[:MOST_LETTERS].encode("utf-8", "ignore").decode("utf-8")
    return _search(" ".join(text.split()), limit) if limit > 0 else ()


@lru_cache(maxsize=2048)
def _search(text: str, limit: int) -> tuple[Hit, ...]:
    named = _named(text)
    pages, clear = _pages(text)
    diagnoses = _diagnoses(text)
    if not clear:
        ordered = [*named, *diagnoses, *pages]
    elif len(named) > 2 and " " in text:
        ordered = [pages[0], *named, *pages[1:]]
    elif pages[0].kind == "diagnosis":
        ordered = [*named, pages[0], *diagnoses, *pages[1:]]
    else:
        kept = max(limit - min(len(diagnoses), _DIAGNOSES_LAST), 1)
        ordered = [*named, *pages[:kept], *diagnoses]
    return tuple(dict.fromkeys(ordered))[:limit]


def _named(text: str) -> list[Hit]:
    """What the text names when it says nothing else: codes, modifiers or diagnosis codes, in the order typed."""
    words = _ICD_NAME.sub(" ", text).split()
    telling = [word for word in words if not _is_naming(word.lower())] or [words[-1]] if words else []
    found = [_things_named(word.strip(".,;:?!()\"'").upper()) for word in telling]
    kinds = {things[0].kind if things else None for things in found}
    return [thing for things in found for thing in things] if len(kinds) == 1 else []


def _is_naming(word: str) -> bool:
    return word in _NAMING_WORDS or bool(_nearest(word, _NAMING_WORDS, _ONE_SLIP))


def _things_named(word: str) -> list[Hit]:
    """The modifier, code or diagnosis of that name, or the codes that start like it."""
    known = library()
    if word in known.modifiers:
        return [_hit(known.modifiers[word])]
    try:
        return [_hit(known.code(word))]
    except LookupError:
        pass
    if _CODE_START.fullmatch(word):
        return [_hit(code) for key, code in known.codes.items() if key.startswith(word)]
    if not _ICD.fullmatch(word):
        return []
    try:
        finding = look_up(word)
    except (LookupError, RuntimeError):
        return []
    return [_diagnosis(finding.code, finding.title, finding.billable)]


def _pages(text: str) -> tuple[list[Hit], bool]:
    """The pages whose lines fit, best first; and whether a title, question or answer of the first says all of it."""
    index = _index()
    terms, complete = _terms(text, index)
    scores: dict[int, list[float]] = {}
    for page, score in index.scores(" OR ".join(terms)) if terms else ():
        scores.setdefault(page, []).append(score)
    totals: dict[int, float] = {}
    for page, line_scores in scores.items():
        best, *rest = sorted(line_scores, reverse=True)[:2]
        totals[page] = best + _SECOND_BEST * sum(rest)
    if not totals:
        return [], False
    least = _FAINT * max(totals.values())
    ranked = sorted((page for page in totals if totals[page] >= least), key=lambda page: -totals[page])
    entries = [library().entry(index.ids[page]) for page in ranked]
    clear = complete and index.says(ranked[0], " AND ".join(terms))
    return [_hit(entry) for entry in entries], clear


def _terms(text: str, index: _Index) -> tuple[list[str], bool]:
    """Full-text terms, every word quoted; and whether the content uses each word as it was typed."""
    words = _words(text)
    terms, complete = [], True
    for at, word in enumerate(words):
        whole = word in index.words
        unfinished = at == len(words) - 1 and len(word) > 2 and not whole
        term = f'"{word}"*' if unfinished else f'"{word}"'
        if slips := [] if whole else _nearest(word, index.words, _ONE_SLIP):
            term = _any_of(slips)
        elif not index.knows(term):
            complete = False
            term = _any_of(_nearest(word, index.words, _SEVERAL_SLIPS))
        if term:
            terms.append(f"({term})")
    return terms, complete and bool(terms)


def _any_of(words: list[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def _words(text: str) -> list[str]:
    """The words of a text in lower case, without the empty ones unless there are no others."""
    words = [same for word in _WORD.findall(text.lower()) for same in _SAME.get(word, word).split()]
    return [word for word in words if word not in _EMPTY_WORDS] or words


def _nearest(word: str, words: frozenset[str], likeness: float) -> list[str]:
    """The words of the content most like this one; none for numbers and codes."""
    if len(word) < 4 or not word.isalpha():
        return []
    scorer = DamerauLevenshtein.normalized_similarity
    near = process.extract(word, [w for w in words if len(w) > 3], scorer=scorer, limit=3, score_cutoff=likeness)
    return [found for found, like, _ in near if like > near[0][1] - 0.1]


def _diagnoses(text: str) -> list[Hit]:
    """Diagnoses that show every word of a short text; none where the index of ICD-10-CM cannot be made."""
    words = _words(text)
    if not 1 <= len(words) <= _DIAGNOSIS_WORDS or all(len(word) < 3 for word in words):
        return []
    try:
        hits = search_diagnoses(" ".join(words))
    except RuntimeError:
        return []
    shown = [(hit, f"{hit.code} {hit.title} {hit.term}".lower()) for hit in hits]
    return [
        _diagnosis(hit.code, hit.title, hit.billable, hit.term)
        for hit, line in shown
        if all(word[:5] in line for word in words)
    ]


def _diagnosis(code: str, title: str, billable: bool, term: str = "") -> Hit:
    if code in library().diagnoses:
        return _hit(library().diagnoses[code])
    year = f"fiscal year {edition().fiscal_year}"
    status = f"Billable in {year}." if billable else f"A header, not billable: it continues below ({year})."
    also = f" Also called: {term}." if term else ""
    return Hit(f"diagnoses/{code}", f"{code} {title}", f"{status}{also}", "diagnosis")


def _hit(entry: Entry) -> Hit:
    return Hit(entry.id, entry.title, _shortened(_answer(entry)), KINDS[entry.folder])


def _answer(entry: Entry) -> str:
    """What the page says first."""
    match entry:
        case FactCheck():
            since = f" since {entry.since}" if entry.since else ""
            return f"{entry.verdict.value.capitalize()}{since}. {entry.answer}"
        case Guide() | Diagnosis():
            return entry.answer
        case Code() | Modifier():
            return plain_text(next(iter(entry.sections.values())))
    raise TypeError(f"{entry.id} is of no kind that search knows")


def plain_text(markdown: str) -> str:
    """A content file's Markdown as running text, without links, citations and marks."""
    return " ".join(_MARKUP.sub(" ", markdown).split()).replace(" .", ".").replace(" ,", ",")


def _shortened(text: str) -> str:
    """Whole sentences as far as they fit, else words."""
    if len(text) <= SNIPPET_LETTERS:
        return text
    start = text[: SNIPPET_LETTERS + 1]
    sentence = start.rfind(". ")
    return start[: sentence + 1] if sentence > SNIPPET_LETTERS // 3 else f"{start.rpartition(' ')[0]} …"


@cache
def _index() -> _Index:
    lines = sqlite3.connect(":memory:", check_same_thread=False)
    lines.execute(
        "create virtual table line using fts5(text, page unindexed, weight unindexed, "
        "tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
    )
    entries = tuple(library().entries())
    words: set[str] = set()
    for page, entry in enumerate(entries):
        for text, weight in _lines(entry):
            line = _words(text)
            lines.execute("insert into line (text, page, weight) values (?, ?, ?)", (" ".join(line), page, weight))
            words.update(word for word in line if word.isalpha())
    return _Index(lines, Lock(), tuple(entry.id for entry in entries), frozenset(words))


def _lines(entry: Entry) -> Iterator[tuple[str, float]]:
    yield entry.title, _TITLE
    yield from ((question, _QUESTION) for question in entry.also_asked)
    yield from ((text, _ANSWER) for text in _answers(entry))
    yield from ((plain_text(f"{heading}. {text}"), _TEXT) for heading, text in entry.sections.items())
    if entry.intro:
        yield plain_text(entry.intro), _TEXT


def _answers(entry: Entry) -> Iterable[str]:
    if isinstance(entry, Code):
        return [entry.category, *(other.ask for other in entry.look_alikes)]
    return [entry.answer] if isinstance(entry, FactCheck | Guide | Diagnosis) else []


def main(arguments: list[str]) -> int:
    """Prints what a text finds: `python -m logic.search balance training`."""
    for number, hit in enumerate(search(" ".join(arguments)), 1):
        print(f"{number:2} {hit.kind:10} {hit.id:44} {hit.title}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
