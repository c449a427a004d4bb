"""Dated values: the day picks the value, and nothing holds for ever by accident."""

from datetime import date

import pytest
from pydantic import ValidationError

from logic.dated import Dated

FACTOR = {
    "id": "conversion factor",
    "values": [
        {"from": date(2025, 1, 1), "to": date(2025, 12, 31), "value": 32, "source": "cms"},
        {"from": date(2026, 1, 1), "to": date(2026, 12, 31), "value": 33, "source": "cms"},
    ],
}


@pytest.mark.parametrize(("day", "value"), [("2025-01-01", 32), ("2025-12-31", 32), ("2026-01-01", 33)])
def test_a_day_picks_the_value_in_force(day, value):
    assert Dated[int].model_validate(FACTOR).at(date.fromisoformat(day)) == value


@pytest.mark.parametrize("day", ["2024-12-31", "2027-01-01"])
def test_a_day_without_a_published_value_is_an_error_that_names_it(day):
    with pytest.raises(LookupError, match=f"no conversion factor is published here for {day}"):
        Dated[int].model_validate(FACTOR).at(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([("2025-01-01", "2025-06-30"), ("2025-06-30", None)], "overlaps"),
        ([("2025-01-01", None), ("2026-01-01", None)], "overlaps"),
        ([("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")], "put 2025-01-01 before 2026-01-01"),
        ([("2025-01-01", "2025-06-30"), ("2025-09-01", None)], "no value between 2025-06-30 and 2025-09-01"),
        ([("2025-02-01", "2025-01-01")], "ends before it starts"),
    ],
)
def test_overlaps_gaps_and_wrong_order_are_refused(values, message):
    periods = [{"from": start, "to": end, "value": 1, "source": "cms"} for start, end in values]
    with pytest.raises(ValidationError, match=message):
        Dated[int].model_validate({"id": "x", "values": periods})


def test_a_gap_that_is_meant_is_allowed():
    periods = [
        {"from": "2025-01-01", "to": "2025-06-30", "value": 1, "source": "cms"},
        {"from": "2025-09-01", "value": 2, "source": "cms"},
    ]
    dated = Dated[int].model_validate({"id": "x", "gaps": True, "values": periods})
    with pytest.raises(LookupError):
        dated.at(date(2025, 7, 15))
