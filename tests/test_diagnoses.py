"""The offline ICD-10-CM look-up: one code with its inherited notes, search, and the edition's dates."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from logic.content import library
from logic.diagnoses import Note, edition, edition_warning, look_up, search_diagnoses

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", autouse=True)
def cache_folder(tmp_path_factory):
    """An index of its own, made by two processes at once, as two first visitors would."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REHABCODE_CACHE", str(folder))
        makers = [subprocess.Popen([sys.executable, "-m", "logic.diagnoses"], cwd=ROOT) for _ in range(2)]
        assert [maker.wait() for maker in makers] == [0, 0]
        yield folder


def codes(text: str, limit: int = 20) -> list[str]:
    return [hit.code for hit in search_diagnoses(text, limit)]


def test_two_processes_leave_one_whole_index(cache_folder):
    assert [path.name for path in cache_folder.iterdir()] == ["icd10cm-2026-04-01.sqlite"]


@pytest.mark.parametrize("typed", ["N31.9", "n31.9", "N319", " n31 9 ", "N31.9-"])
def test_a_code_is_found_however_it_is_typed(typed):
    found = look_up(typed)
    assert (found.code, found.billable) == ("N31.9", True)
    assert found.title == "Neuromuscular dysfunction of bladder, unspecified"
    assert found.inclusion_terms == ("Neurogenic bladder dysfunction NOS",)


def test_a_code_shows_the_notes_of_everything_above_it():
    found = look_up("N31.9")
    assert [place.code for place in found.parents] == ["N31", "N30-N39", "N00-N99"]
    assert Note("cord bladder NOS (G95.89)", "N31") in found.excludes1
    assert {note.on for note in found.excludes1} == {"N31"}
    assert found.use_additional == (Note("code to identify any associated urinary incontinence (N39.3-N39.4-)", "N31"),)
    assert {note.on for note in found.excludes2} == {"N30-N39", "N00-N99"}


def test_a_note_with_a_list_stays_one_note():
    notes = look_up("I69.351").use_additional
    assert len(notes) == 1
    assert notes[0].on == "I60-I69"
    assert "code to identify presence of: alcohol abuse and dependence (F10.-); exposure" in notes[0].text


@pytest.mark.parametrize(
    ("code", "continues"),
    [
        ("G20", ("G20.A", "G20.B", "G20.C")),
        ("G35", ("G35.A", "G35.B", "G35.C", "G35.D")),
        ("S93.401", ("S93.401A", "S93.401D", "S93.401S")),
    ],
)
def test_a_header_is_not_billable_and_names_what_continues_it(code, continues):
    found = look_up(code)
    assert not found.billable
    assert tuple(child.code for child in found.children) == continues


def test_a_category_that_is_its_own_block_has_the_chapter_as_parent():
    found = look_up("B20")
    assert found.billable
    assert [place.code for place in found.parents] == ["A00-B99"]


@pytest.mark.parametrize(
    ("code", "kind", "named", "on"),
    [
        ("R26.2", "excludes1", "R29.6", "R26.2"),
        ("R26.2", "excludes1", "R26.81", "R26.2"),
        ("R26.81", "excludes1", "R27.0", "R26"),
        ("R27.0", "excludes1", "-93", "R27.0"),
        ("R27.8", "excludes1", "R42", "R27"),
        ("R29.6", "excludes2", "Z91.81", "R29.6"),
        ("R42", "excludes1", "H81.-", "R42"),
        ("H81.11", "excludes1", "R42", "H81"),
        ("M62.81", "excludes1", "M62.84", "M62.81"),
        ("G20.A1", "use_additional", "F02.80", "G20"),
        ("G35.A", "excludes1", "G37.9", "G35.A"),
        ("I69.351", "excludes1", "Z86.73", "I69"),
        ("G81.91", "excludes1", "I69.35-", "G81"),
        ("G62.9", "excludes1", "M79.2", "G60-G65"),
        ("M75.01", "excludes2", "M89.0-", "M75"),
        ("G63", "code_first", "E85.-", "G63"),
    ],
)
def test_the_note_traps_of_the_pages_stand_where_the_pages_say(code, kind, named, on):
    assert on in {note.on for note in getattr(look_up(code), kind) if named in note.text}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("N31.99", "N31.9 (Neuromuscular dysfunction of bladder, unspecified) is complete"),
        ("G20.Z", "The nearest header is G20 (Parkinson's disease), which continues with G20.A, G20.B, G20.C"),
        ("R26.8X", "The nearest header is R26.8"),
        ("X00.9", "X00"),
        ("B12", "no category starts with B12"),
        ("97112", "97112, name a procedure"),
        ("N30-N39", "N30-N39 is not in ICD-10-CM"),
    ],
)
def test_an_unknown_code_is_told_what_is_near(typed, told):
    with pytest.raises(LookupError) as error:
        look_up(typed)
    assert told in str(error.value)


def test_an_empty_code_is_asked_for():
    with pytest.raises(ValueError, match=r"such as N31\.9"):
        look_up("  ")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("neurogenic bladder", "N31.9"),
        ("N319", "N31.9"),
        ("n31.9", "N31.9"),
        ("N31.9 - neuromuscular dysfunction of bladder", "N31.9"),
        ("unsteady feet", "R26.81"),
        ("unsteadine", "R26.81"),
        ("at risk for falling", "Z91.81"),
        ("repeated falls", "R29.6"),
        ("vertigo", "R42"),
        ("neuropathy", "G62.9"),
        ("meniere", "H81.0"),
        ("multiple sclerosis", "G35.D"),
        ("foot drop", "M21.371"),
        ("type 2 diabetes neuropathy", "E11.40"),
        ("the repeated falls of", "R29.6"),
    ],
)
def test_the_best_match_comes_first(text, first):
    assert codes(text)[0] == first


def test_the_codes_under_a_synonym_are_found_too():
    assert codes("frozen shoulder") == ["M75.0", "M75.00", "M75.01", "M75.02"]


def test_a_synonym_is_shown_when_the_title_does_not_explain_the_hit():
    frozen, repeated = search_diagnoses("frozen shoulder")[0], search_diagnoses("repeated falls")[0]
    assert (frozen.term, repeated.term) == ("Frozen shoulder", "")


def test_the_start_of_a_code_lists_the_category_in_order():
    assert codes("n31") == ["N31", "N31.0", "N31.1", "N31.2", "N31.8", "N31.9"]


def test_a_billable_code_comes_before_its_header_among_equals():
    found = codes("other lack of coordination")
    assert found.index("R27.8") < found.index("R27")


def test_headers_of_injuries_come_before_their_seventh_characters():
    assert "S93.401A" not in codes("ankle sprain")
    assert codes("ankle sprain subsequent encounter")[0].endswith("D")


@pytest.mark.parametrize("text", ["", " ", "a", "97112", "N31.99", "97110 97112", "zzzzzz", '"', "*", "()"])
def test_nothing_is_made_up_for_what_is_not_there(text):
    assert search_diagnoses(text) == ()


@pytest.mark.parametrize(
    "text", ['"bladder', "bladder AND", "NEAR(bladder", "bladder*", "title:bladder", "bladder^2 -x", "a'b;--"]
)
def test_search_syntax_is_only_text(text):
    assert isinstance(search_diagnoses(text), tuple)


def test_the_limit_holds():
    assert len(search_diagnoses("fracture", limit=3)) == 3
    assert search_diagnoses("fracture", limit=0) == ()


@pytest.mark.parametrize("on", [date(2025, 10, 1), date(2026, 3, 31), date(2026, 9, 30)])
def test_a_date_inside_the_edition_needs_no_warning(on):
    assert edition_warning(on) is None


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 10, 1), "fiscal year 2027 (2026-10-01 to 2027-09-30)"),
        (date(2026, 11, 23), "fiscal year 2027"),
        (date(2025, 9, 30), "fiscal year 2025 (2024-10-01 to 2025-09-30)"),
        (date(2021, 10, 1), "fiscal year 2022"),
        (date(2015, 9, 30), "ICD-9-CM"),
    ],
)
def test_a_date_outside_the_edition_is_named_with_its_own_year(on, told):
    warning = edition_warning(on)
    assert warning is not None
    assert told in warning
    assert "this look-up holds fiscal year 2026" in warning


def test_the_edition_says_what_it_is():
    held = edition()
    assert (held.fiscal_year, held.starts, held.ends) == (2026, date(2025, 10, 1), date(2026, 9, 30))
    assert held.release == date(2026, 4, 1)
    assert held.source in library().sources


def test_the_large_package_never_enters_the_process_that_asks():
    asks = "import sys, logic.diagnoses as d; d.look_up('N31.9'); sys.exit('simple_icd_10_cm' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], cwd=ROOT, check=False).returncode == 0


def test_an_index_of_another_shape_is_made_again(cache_folder, monkeypatch, tmp_path):
    monkeypatch.setenv("REHABCODE_CACHE", str(tmp_path))
    (tmp_path / "icd10cm-2026-04-01.sqlite").write_text("not a database, but long enough to be read as one" * 20)
    assert look_up("N31.9").billable


def test_a_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("REHABCODE_CACHE", str(tmp_path / "file"))
    with pytest.raises(RuntimeError, match="REHABCODE_CACHE"):
        look_up("N31.9")


def test_every_diagnosis_page_carries_the_title_of_the_tabular_list():
    pages = library().diagnoses.values()
    assert {page.code: page.name for page in pages} == {page.code: look_up(page.code).title for page in pages}
