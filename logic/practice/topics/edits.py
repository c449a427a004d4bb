"""Two services on one day: which are paid, and whether a 59 is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

from logic.content import library
from logic.edits import Edit, Table, edit_history, edits_between
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Values
from logic.practice.wording import DAY, MEDICARE, choice, named, weekday
from logic.steps import Step

Distinct = Literal["time", "diagnosis", ""]

PAGE = "guides/ncci-edits"
EITHER_LINE_FROM = date(2019, 7, 1)
ANSWER = "together"
CODES = (
    *("97110", "97112", "97113", "97116", "97124", "97140", "97150", "97162", "97164", "97530", "97535", "97537"),
    *("97542", "97750", "97760", "97012", "97016", "97032", "97035", "G0283", "95992"),
)
BY_TWO = (
    *(("97162", "97750"), ("97162", "97755"), ("97161", "97750"), ("97163", "97750")),
    *(("97165", "97750"), ("97166", "97755"), ("92526", "G0283"), ("92526", "97032")),
)
OVERLAPPING = (
    *(("97150", "97110"), ("97150", "97112"), ("97150", "97116"), ("97150", "97530"), ("97150", "97140")),
    *(("97530", "97542"), ("97530", "97537"), ("97150", "97535")),
)
SETTINGS: Mapping[Table, str] = {"practitioner": "private practice", "hospital": "hospital outpatient department"}


@dataclass(frozen=True)
class Pair:
    """Two services for one patient on one day, in the order of the note.

    `distinct` says what sets them apart: their time, only their diagnoses, or nothing.
    """

    on: date
    first: str
    second: str
    distinct: Distinct = "time"
    table: Table = "practitioner"

    @property
    def codes(self) -> tuple[str, str]:
        return self.first, self.second

    @property
    def edit(self) -> Edit | None:
        return self.edit_in(self.table)

    def edit_in(self, table: Table) -> Edit | None:
        """The row that applies, as far as both of its dates are known for the day."""
        rows = edits_between(self.first, self.second, self.on, table)
        return rows[0] if rows else None

    @property
    def by_two_people(self) -> bool:
        """Two disciplines of one facility; in a practice one PT gives both."""
        return self.table == "hospital" and (self.codes in BY_TWO or self.codes[::-1] in BY_TWO)


def propose(random: Random, target: str) -> Pair:
    on = weekday(random)
    if target == "one-table-for-all":
        return Pair(on, *random.choice(BY_TWO), table="hospital")
    while True:
        distinct: Distinct = "time"
        codes = tuple(random.sample(CODES, 2))
        if target in ("another-diagnosis-suffices", "59-without-separate-time") or random.random() < 0.15:
            distinct = "diagnosis" if target == "another-diagnosis-suffices" else random.choice(("diagnosis", "", ""))
            codes = random.choice(OVERLAPPING)
        pair = Pair(on, codes[0], codes[1], distinct)
        edit = pair.edit
        if (edit is None and distinct == "time") or (edit and edit.certain):
            return pair


def after_59(edit: Edit, on: date) -> tuple[str, ...]:
    """The lines that may carry the 59 of an open edit; column 2 first."""
    return (edit.column2, edit.column1) if on >= EITHER_LINE_FROM else (edit.column2,)


def outcome(pair: Pair, edit: Edit | None) -> tuple[Values, ...]:
    """Every permitted answer, were this the edit between the two."""
    if edit is None:
        return (BOTH,)
    if edit.indicator == 1 and pair.distinct == "time":
        return tuple(with_59(code) for code in after_59(edit, pair.on))
    return (only(edit.column1),)


BOTH: Values = {ANSWER: "both"}


def with_59(code: str) -> Values:
    return {ANSWER: f"59 on {code}"}


def only(code: str) -> Values:
    return {ANSWER: f"only {code}"}


def options(first: str, second: str) -> Field:
    """What may become of two services billed on one day."""
    return choice(
        ANSWER,
        "What is paid",
        {
            "both": "Both, as they stand",
            f"59 on {first}": f"Both, once {first} carries 59",
            f"59 on {second}": f"Both, once {second} carries 59",
            f"only {first}": f"Only {first}; no modifier is true or helps",
            f"only {second}": f"Only {second}; no modifier is true or helps",
        },
    )


def solve(pair: Pair) -> tuple[Values, ...]:
    return outcome(pair, pair.edit)


def explain(pair: Pair) -> tuple[Step, ...]:
    edit, steps = pair.edit, []
    if edit is None:
        steps.append(Step(no_edit_text(pair.first, pair.second, pair.on, pair.table), "ncci-ptp-2024-07"))
        steps += [Step(row.describe(), row.source) for row in edit_history(*pair.codes, pair.table)]
    else:
        steps.append(Step(edit.describe(), edit.source))
    manual = "ncci-manual-2026-11"
    if pair.distinct == "time":
        steps.append(Step("The two took different minutes, which every pair needs, with or without an edit.", manual))
    elif pair.distinct == "diagnosis":
        steps.append(Step("A different diagnosis alone is no reason for 59.", "ncci-manual-2026-1"))
    else:
        steps.append(Step("They share their minutes, so a 59 would not be true.", manual))
    if edit and edit.indicator == 1 and pair.distinct == "time":
        steps.append(either_line(edit, pair.on))
    return tuple(steps)


def no_edit_text(first: str, second: str, on: date, table: str) -> str:
    return f"No row of the {table} table joins {first} and {second} on {on}, so there is nothing for a 59 to open."


def either_line(edit: Edit, on: date) -> Step:
    if on >= EITHER_LINE_FROM:
        text = f"Medicare takes 59 on either line; {edit.column2}, the column 2 code, is the safe habit elsewhere."
    else:
        text = f"On {on} Medicare still wanted 59 on the column 2 code, {edit.column2}."
    return Step(text, "aapc-59-column")


def lay_out(pair: Pair) -> Sheet:
    return Sheet(
        facts=f"{MEDICARE}, {SETTINGS[pair.table]}, date of service {pair.on}. {happened(pair)}",
        ask="Both codes are billed with their discipline modifier. What is paid?",
        fields=(options(*pair.codes),),
        difficulty=2 if pair.distinct == "time" and not pair.by_two_people else 3,
        related=("modifiers/59", f"codes/{pair.first}", f"codes/{pair.second}"),
        tool=f"pairs?codes={pair.first}.{pair.second}&on={pair.on}",
    )


def happened(pair: Pair) -> str:
    """What was done, in a sentence or two."""
    first, second = (_service(code, pair.distinct == "time") for code in pair.codes)
    if pair.distinct:
        apart = "" if pair.distinct == "time" else " The two were given for different diagnoses, in the same minutes."
    else:
        apart = " The two were given in the same minutes."
    if pair.by_two_people:
        return f"One patient had {first}. Later that day a therapist of another discipline gave {second}."
    if pair.distinct == "time":
        return f"A PT gave one patient {first}, and after it {second}. No minute is counted twice."
    return f"A PT gave one patient {first} and {second}.{apart}"


def _service(code: str, with_minutes: bool) -> str:
    timed = library().code(code).timing.kind == "timed" and with_minutes
    return f"{named(code)} for 15 minutes" if timed else named(code)


def _last_retired(pair: Pair) -> Edit | None:
    """The row of recent years that still lives in old advice, where none applies."""
    if pair.edit or ("97530" in pair.codes and any(code.startswith("9716") and code < "97164" for code in pair.codes)):
        return None
    rows = [row for row in edit_history(*pair.codes, pair.table) if row.ended and row.ended.year >= 2015]
    return rows[-1] if rows else None


def _retired(pair: Pair) -> Values | None:
    row = _last_retired(pair)
    return with_59(row.column2) if row else None


def _opens_all(pair: Pair) -> Values | None:
    edit = pair.edit
    return with_59(edit.column2) if edit and edit.indicator == 0 and pair.distinct == "time" else None


def _without_reason(pair: Pair) -> Values | None:
    edit = pair.edit
    return with_59(edit.column2) if edit and edit.indicator == 1 and pair.distinct != "time" else None


def _column_two(pair: Pair) -> Values | None:
    edit = pair.edit
    denied = edit and solve(pair) == (only(edit.column1),)
    return only(edit.column2) if edit and denied else None


METHODS: Mapping[str, Method[Pair]] = {
    "retired-edits-live": _retired,
    "59-opens-everything": _opens_all,
    "59-on-any-two": lambda pair: with_59(pair.second) if pair.distinct == "time" else None,
    "separate-minutes-suffice": lambda pair: BOTH if pair.distinct == "time" else None,
    "another-diagnosis-suffices": lambda pair: _without_reason(pair) if pair.distinct == "diagnosis" else None,
    "59-without-separate-time": _without_reason,
    "column-two-pays": _column_two,
    "one-table-for-all": lambda pair: (
        outcome(pair, pair.edit_in("practitioner"))[0] if pair.table == "hospital" else None
    ),
}

TOPIC = Topic(
    name="edits",
    title="Two services on one day and 59",
    page=PAGE,
    exercises=(
        Exercise(
            "together",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "retired-edits-live": Pair(DAY, "97530", "97116"),
                "59-opens-everything": Pair(DAY, "97140", "97124"),
                "59-on-any-two": Pair(DAY, "97110", "97112"),
                "separate-minutes-suffice": Pair(DAY, "97150", "97110"),
                "another-diagnosis-suffices": Pair(DAY, "97150", "97110", "diagnosis"),
                "59-without-separate-time": Pair(DAY, "97150", "97110", ""),
                "column-two-pays": Pair(DAY, "97140", "97124"),
                "one-table-for-all": Pair(DAY, "97162", "97750", table="hospital"),
            },
            twice=("retired-edits-live", "another-diagnosis-suffices", "one-table-for-all"),
        ),
    ),
)
