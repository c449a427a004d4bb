"""Free text to pages: what people type, what they name, and what they mistype."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logic.content import library
from logic.search import KINDS, MOST_LETTERS, SNIPPET_LETTERS, search
from tests.examples import examples

QUESTIONS = examples("questions")


def ids(text, limit=20):
    return [hit.id for hit in search(text, limit)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q["ask"])
def test_a_page_that_answers_is_among_the_first_three(question):
    assert set(ids(question["ask"])[:3]) & set(question["first"])


def test_a_page_that_answers_stands_first_for_nine_questions_of_ten():
    missed = [q["ask"] for q in QUESTIONS if ids(q["ask"], 1) and ids(q["ask"], 1)[0] not in q["first"]]
    assert len(missed) <= len(QUESTIONS) / 10, missed


def test_every_page_named_in_the_questions_exists_or_is_a_diagnosis():
    for question in QUESTIONS:
        for id in question["first"]:
            assert id.startswith("diagnoses/") or library().entry(id)


@pytest.mark.parametrize("code", tuple(library().codes))
def test_a_code_alone_finds_its_page_first(code):
    assert ids(code.lower(), 1) == [f"codes/{code}"]


@pytest.mark.parametrize("modifier", tuple(library().modifiers))
def test_a_modifier_by_name_finds_its_page_first(modifier):
    assert ids(f"modifier {modifier.lower()}", 1) == [f"modifiers/{modifier}"]


@pytest.mark.parametrize("entry", tuple(library().entries()), ids=lambda e: e.id)
def test_every_page_is_found_by_its_own_title(entry):
    assert entry.id in ids(entry.title)[:3]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("code 97112", ["codes/97112"]),
        ("CPT code 97112?", ["codes/97112"]),
        ("97112, 97110", ["codes/97112", "codes/97110"]),
        ("modifier 25 or 59", ["modifiers/25", "modifiers/59"]),
        ("modifer 59", ["modifiers/59"]),
        ("9711", ["codes/97110", "codes/97112", "codes/97113", "codes/97116"]),
        ("G9186", ["codes/G8978"]),
        ("N31.9", ["diagnoses/N31.9"]),
        ("icd-10 n319", ["diagnoses/N31.9"]),
        ("ICD 10 M54.50", ["diagnoses/M54.50"]),
        ("N31", ["diagnoses/N31"]),
    ],
)
def test_what_a_text_names_comes_first_in_the_order_typed(text, first):
    assert ids(text)[: len(first)] == first


def test_numbers_are_never_taken_for_slips_of_other_numbers():
    assert search("97119") == ()
    assert search("97199") == ()


def test_diagnoses_without_a_page_of_their_own_are_found_too():
    hit = search("torticollis")[0]
    assert (hit.id, hit.kind) == ("diagnoses/M43.6", "diagnosis")
    assert hit.title == "M43.6 Torticollis"
    assert hit.snippet == "Billable in fiscal year 2026."
    header = search("N31", 1)[0]
    assert header.snippet.startswith("A header, not billable")


def test_a_diagnosis_page_is_followed_by_its_neighbors_in_the_classification():
    assert ids("foot drop")[:3] == ["diagnoses/M21.371", "diagnoses/M21.372", "diagnoses/M21.379"]


@pytest.mark.parametrize("text", ["", "   ", "?!", "\ud800", "asdfghjkl", "🦴"])
def test_a_text_that_says_nothing_known_finds_nothing(text):
    assert search(text) == ()


@pytest.mark.parametrize(
    "text", ['"', "balance*", "balance AND", "NOT balance", "text:balance", "(balance", "a OR", "^97112"]
)
def test_signs_of_a_query_language_are_only_text(text):
    search(text)


def test_a_snippet_is_plain_text_that_answers():
    for entry in library().entries():
        hit = next(hit for hit in search(entry.title) if hit.id == entry.id)
        assert hit.title == entry.title
        assert hit.kind == KINDS[entry.folder]
        assert 10 < len(hit.snippet) <= SNIPPET_LETTERS + 2
        assert not any(mark in hit.snippet for mark in ("](", "[@", "**", "##"))


def test_a_fact_check_shows_its_verdict_in_the_list():
    hit = next(h for h in search("97140 with 97530 needs a 59") if h.kind == "fact check")
    assert hit.snippet.startswith("Out of date since 2020-01-01.")


def test_the_limit_is_kept():
    assert len(search("therapy", 5)) == 5
    assert search("therapy", 0) == ()
    assert len(search("foot drop", 1)) == 1


def test_a_text_of_any_length_is_searched_by_its_start():
    assert ids("balance training " + "x" * MOST_LETTERS * 50)[:1] == ["codes/97112"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text):
    hits = search(text)
    assert len({hit.id for hit in hits}) == len(hits) <= 20


def test_many_threads_get_the_same_answers():
    asked = [q["ask"] for q in QUESTIONS] * 4
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(ids, [f"{text} " for text in asked]))
    assert together == [ids(text) for text in asked]


def test_without_an_index_of_diagnoses_the_content_is_searched_all_the_same(monkeypatch):
    monkeypatch.setenv("REHABCODE_CACHE", "/dev/null/none")
    assert ids("foot  drop brace", 1) == ["diagnoses/M21.371"]
    assert ids("icd G20.B1") and "diagnoses/G20.B1" not in ids("icd G20.B1")
