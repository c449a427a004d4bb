"""NCCI edits: what applies on a day, what a pair's history says, and what a faulty file is told."""

import shutil
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logic.content import ContentError
from logic.edits import (
    TABLES,
    check,
    edit_history,
    edits_among,
    edits_between,
    edits_of,
    load,
    table_warning,
    tables,
)
from logic.rule_files import RULES
from tests.examples import examples

NOVEMBER = date(2026, 11, 2)
ROWS = [(table, edit) for table in TABLES for rows in tables().pairs[table].values() for edit in rows]
days = st.dates(date(1994, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize("example", examples("edits"), ids=lambda e: e["id"])
def test_the_edits_of_an_example_are_exactly_those_that_apply_that_day(example):
    found = edits_between(*example["codes"], on=example["day"], table=example.get("table", "practitioner"))
    assert [[e.column1, e.column2, e.indicator] for e in found] == example["edits"]
    assert all(e.certain == example.get("certain", True) for e in found)


@given(st.sampled_from(ROWS), days)
def test_the_order_of_the_two_codes_changes_nothing(row, on):
    table, edit = row
    a, b = edit.column1, edit.column2
    assert edits_between(a, b, on, table) == edits_between(b, a, on, table)
    assert edit_history(a, b, table) == edit_history(b, a, table)


def test_a_voided_edit_never_applies_and_always_shows_in_the_history():
    voided = [(table, edit) for table, edit in ROWS if edit.status == "voided"]
    assert len(voided) == 261
    for table, edit in voided:
        assert edit.indicator == 9
        assert edit in edit_history(edit.column1, edit.column2, table)
        for on in (edit.effective, NOVEMBER):
            found = edits_between(edit.column1, edit.column2, on, table)
            assert all(other.indicator != 9 for other in found)


def test_an_edit_applies_on_its_first_and_last_day_and_not_on_the_days_around_them():
    for table, edit in ROWS:
        if edit.status == "voided" or edit.effective is None:
            continue
        around = {edit.effective: True, edit.effective - timedelta(days=1): False}
        if edit.ended:
            around |= {edit.ended: True, edit.ended + timedelta(days=1): False}
        for on, applies in around.items():
            found = edits_between(edit.column1, edit.column2, on, table)
            same = [(e.column1, e.effective) for e in found]
            assert ((edit.column1, edit.effective) in same) == applies


@given(st.sampled_from(ROWS), days)
def test_two_codes_have_at_most_one_edit_a_day_in_one_table(row, on):
    table, edit = row
    assert len(edits_between(edit.column1, edit.column2, on, table)) <= 1


@given(st.sampled_from(ROWS))
def test_nothing_restored_in_october_2020_applied_in_the_months_before(row):
    table, edit = row
    if edit.effective == date(2020, 10, 1):
        for on in (date(2020, 1, 1), date(2020, 5, 15), date(2020, 9, 30)):
            assert edits_between(edit.column1, edit.column2, on, table) == ()


def test_a_start_that_is_not_known_is_certain_from_the_day_the_table_was_read():
    for table, edit in ROWS:
        if edit.status == "live" and edit.effective is None:
            before, after = (
                edits_between(edit.column1, edit.column2, on, table) for on in (date(2024, 6, 30), date(2024, 7, 1))
            )
            assert [e.certain for e in (*before, *after)] == [False, True]


def test_the_voided_evaluation_edit_of_january_2020_is_told_in_the_history():
    (edit,) = edit_history("97161", "97530")
    assert (edit.column1, edit.column2, edit.indicator, edit.status) == ("97530", "97161", 9, "voided")
    assert "never applied" in edit.describe()


def test_a_history_runs_from_the_oldest_row_to_the_newest():
    history = edit_history("97116", "97530")
    assert [(e.indicator, e.effective, e.ended) for e in history] == [
        (9, date(1996, 1, 1), date(1996, 1, 1)),
        (1, date(1999, 7, 1), date(2019, 12, 31)),
        (9, date(2020, 10, 1), date(2020, 10, 1)),
    ]


def test_every_row_tells_who_pays_or_that_it_never_applied_and_how_sure_its_dates_are():
    for _, edit in ROWS:
        text = edit.describe()
        assert edit.column1 in text
        assert edit.column2 in text
        if edit.status != "voided":
            assert f"Indicator {edit.indicator}" in text
            assert ("not known" in text or "not read" in text) == (not edit.certain)


def test_the_counts_of_the_practitioner_table_are_those_of_the_table_read():
    practitioner = [edit for table, edit in ROWS if table == "practitioner"]
    counts = {status: sum(e.status == status for e in practitioner) for status in ("live", "ended", "voided")}
    assert counts == {"live": 730, "ended": 737, "voided": 261}


@given(st.lists(st.sampled_from(sorted(tables().codes)), max_size=8), days, st.sampled_from(TABLES))
def test_the_edits_among_several_codes_are_those_of_every_pair(codes, on, table):
    distinct = sorted(set(codes))
    pairs = [(a, b) for i, a in enumerate(distinct) for b in distinct[i + 1 :]]
    expected = {e for a, b in pairs for e in edits_between(a, b, on, table)}
    assert set(edits_among(codes, on, table)) == expected


def test_the_edits_of_one_code_name_it_in_one_of_the_columns():
    found = edits_of("97150", NOVEMBER)
    assert {e.column2 for e in found if e.column1 == "97150"} >= {"97110", "97112", "97140", "97530"}
    assert all("97150" in e.codes for e in found)
    assert set(found) == {e for other in tables().codes - {"97150"} for e in edits_between("97150", other, NOVEMBER)}


def test_a_code_with_itself_an_unknown_code_and_an_unknown_table_are_refused_in_a_billers_words():
    with pytest.raises(ValueError, match="two different codes"):
        edits_between("97110", " 97110", on=NOVEMBER)
    with pytest.raises(LookupError, match="27447 are not held here"):
        edits_between("97110", "27447", on=NOVEMBER)
    with pytest.raises(LookupError, match="five characters"):
        edits_among(["9711"], NOVEMBER)
    with pytest.raises(ValueError, match="practitioner or hospital"):
        edits_between("97110", "97112", on=NOVEMBER, table="clinic")


@pytest.mark.parametrize(
    ("on", "table", "codes", "words"),
    [
        (date(2026, 12, 31), "practitioner", (), None),
        (date(2027, 1, 1), "practitioner", (), "known here through 2026-12-31"),
        (date(2019, 6, 1), "practitioner", (), None),
        (date(2019, 6, 1), "hospital", (), "A pair that ended earlier"),
        (date(2024, 7, 1), "hospital", (), None),
        (NOVEMBER, "practitioner", ("97110", "98979"), "The edits of 98979 were not looked up"),
        (NOVEMBER, "practitioner", ("97110", "99213"), "Of 99213, only"),
        (NOVEMBER, "practitioner", ("97110", "97550"), None),
    ],
)
def test_an_answer_that_may_be_incomplete_says_so(on, table, codes, words):
    warning = table_warning(on, table, codes)
    assert warning is None if words is None else words in warning


def test_every_code_of_the_reference_can_be_asked_about():
    for path in (RULES.parent / "codes").glob("*.md"):
        edits_of(path.stem, NOVEMBER)


@pytest.fixture
def rules(tmp_path):
    for name in ("edits.csv", "edits.yaml", "sources.yaml"):
        shutil.copy(RULES / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("97110,97112,1,,2021-01-01,,,read,live,yes,nowhere,", "no source 'nowhere'"),
        ("97110,97112,2,,2021-01-01,,,read,live,yes,recalled,", "'2' should be one of"),
        ("97110,97112,9,,2021-01-01,,,read,live,yes,recalled,", "'9' should be one of"),
        ("97110,97110,1,,2021-01-01,,,read,live,yes,recalled,", "both 97110"),
        ("97110,97112,1,,,,,read,live,yes,recalled,", "leave it empty when the basis is unknown"),
        ("97110,97112,1,,2021-01-01,,,read,ended,yes,recalled,", "leave it empty for a live pair"),
        ("97110,97112,1,,2021-01-01,2020-01-01,,read,ended,yes,recalled,", "before it starts"),
        ("97110,97112,1,,in May,,,read,live,yes,recalled,", "not a date"),
        ("97110,97112,,,2021-01-01,,,read,live,yes,recalled,", "at least one table"),
        ("9711,97112,1,,2021-01-01,,,read,live,yes,recalled,", "not a code"),
        ("97112,97150,1,,2025-01-01,,,read,live,yes,recalled,", "overlaps another line of the pair"),
        ("97530,97116,1,,2010-01-01,2012-01-01,,read,ended,yes,recalled,", "overlaps another line of the pair"),
        ("97110,97112,1,,2021-01-01", "12 cells"),
    ],
)
def test_a_faulty_line_is_reported_with_its_file_and_what_is_wrong(rules, line, words):
    with (rules / "edits.csv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    faults = check(rules)
    assert [fault.file for fault in faults] == ["content/rules/edits.csv"]
    assert words in faults[0].message
    with pytest.raises(ContentError, match=r"content/rules/edits\.csv:\d+: "):
        load(rules)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("since_source: ncci-manual-2026-1", "since_source: nowhere", "no source 'nowhere'"),
        ("  hospital:", "  clinic:", "hospital"),
        ("read_on: 2024-07-01", "read_on: some day", "date"),
        ("no_pairs:", "not_compared:", "second time"),
    ],
)
def test_faulty_facts_about_the_tables_are_reported(rules, old, new, words):
    path = rules / "edits.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    faults = check(rules)
    assert {fault.file for fault in faults} == {"content/rules/edits.yaml"}
    assert words in "\n".join(fault.message for fault in faults)


def test_all_faults_of_a_file_are_reported_at_once(rules):
    with (rules / "edits.csv").open("a", encoding="utf-8") as file:
        file.write("97110,97112,2,,2021-01-01,,,read,live,yes,recalled,\n9711,97112,1,,,,,unknown,live,yes,recalled,\n")
    lines = len((rules / "edits.csv").read_text(encoding="utf-8").splitlines())
    assert [fault.line for fault in check(rules)] == [lines - 1, lines]


def test_the_projects_own_edits_have_no_fault():
    assert check(RULES) == ()
