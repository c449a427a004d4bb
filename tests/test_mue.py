"""Medically unlikely edits: the limit of a day, and what is said when none is held."""

import shutil
from datetime import date

import pytest

from logic.content import ContentError, library
from logic.mue import check, limits, load, mue
from logic.rule_files import RULES
from tests.examples import examples

NOVEMBER = date(2026, 11, 2)


@pytest.mark.parametrize("example", examples("mue"), ids=lambda e: e["code"])
@pytest.mark.parametrize("table", ["practitioner", "hospital"])
def test_the_limit_of_a_code_is_the_one_of_its_table(example, table):
    found = mue(example["code"], NOVEMBER, table)
    assert (found and [found.units, found.mai]) == example[table]
    assert found is None or found.table == table


@pytest.mark.parametrize(("on", "held"), [(date(2024, 6, 30), False), (date(2024, 7, 1), True)])
def test_no_limit_is_held_for_a_day_before_the_table_that_was_read(on, held):
    assert (mue("97110", on) is not None) == held


@pytest.mark.parametrize(("on", "certain"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_a_limit_after_the_newest_quarter_read_is_marked(on, certain):
    found = mue("97110", on)
    assert found.certain == certain
    assert ("check the newer quarter" in found.describe()) == (not certain)


def test_a_limit_tells_its_units_and_whether_an_appeal_can_raise_it():
    assert "at most 6 units of 97110" in mue("97110", NOVEMBER).describe()
    assert "can overcome it (MAI 3)" in mue("97110", NOVEMBER).describe()
    assert "at most 1 unit of 97161" in mue("97161", NOVEMBER).describe()
    assert "appeal cannot raise it" in mue("97161", NOVEMBER).describe()
    assert "allows no unit of 97010" in mue("97010", NOVEMBER).describe()


def test_text_that_is_no_code_and_an_unknown_table_are_refused():
    with pytest.raises(LookupError, match="five characters"):
        mue("971100", NOVEMBER)
    with pytest.raises(ValueError, match="practitioner or hospital"):
        mue("97110", NOVEMBER, "clinic")


def test_every_limit_cites_a_listed_source():
    assert {limit.source for limit in limits().values()} <= library().sources.keys()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("97110,6,3,8,3,2024-07-01,2026-12-31,cms-mue-2024-07", "97110 is listed twice"),
        ("97001,6,4,8,3,2024-07-01,2026-12-31,cms-mue-2024-07", "'4' should be one of"),
        ("97001,six,3,8,3,2024-07-01,2026-12-31,cms-mue-2024-07", "not a whole number"),
        ("97001,6,3,8,3,2024-07-01,2023-12-31,cms-mue-2024-07", "the earlier one first"),
        ("97001,6,3,8,3,2024-07-01,2026-12-31,nowhere", "no source 'nowhere'"),
    ],
)
def test_a_faulty_line_is_reported_with_what_is_wrong(tmp_path, line, words):
    for name in ("mue.csv", "sources.yaml"):
        shutil.copy(RULES / name, tmp_path)
    with (tmp_path / "mue.csv").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    assert words in "\n".join(fault.message for fault in check(tmp_path))
    with pytest.raises(ContentError, match=r"content/rules/mue\.csv:\d+: "):
        load(tmp_path)


def test_the_projects_own_limits_have_no_fault():
    assert check(RULES) == ()
