"""What a daily note shows, its two totals, and when a progress report is due: content/rules/notes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from logic.content.library import Fault
from logic.content.models import CodeText, Sentence
from logic.dated import Record, SourceId
from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Option, Values
from logic.practice.topics.visits import UNTIMED, Visit, draw_minutes, stated
from logic.practice.wording import DAY, MEDICARE, bullets, choice, minutes_text, named, visit_address, weekday
from logic.rule_files import RULES, read_parameters, sound
from logic.steps import Step

MANUAL = "cms-benefit-15-220.3"
MISSING = "missing"
START_STOP, PER_CODE = "start-stop", "per-code"


class Part(Record):
    label: Sentence
    why: Sentence
    source: SourceId


class NoteText(Record):
    """A service with the sentences of its note; the two totals are in minutes."""

    code: CodeText
    timed: int
    total: int
    parts: Mapping[str, Sentence]
    weak: Mapping[str, Sentence]


class Notes(Record):
    parts: Mapping[str, Part]
    decoys: Mapping[str, Sentence]
    notes: tuple[NoteText, ...]


@cache
def notes() -> Notes:
    """Every part and note. ContentError when the file has a fault."""
    faults: list[Fault] = []
    return sound(read_parameters(RULES / "notes.yaml", Notes, faults), faults)


def check(rules: Path) -> tuple[Fault, ...]:
    """Every fault in the notes of a rules folder."""
    faults: list[Fault] = []
    read_parameters(rules / "notes.yaml", Notes, faults)
    return tuple(faults)


@dataclass(frozen=True)
class Note:
    """A daily note without some of its parts; for those in `weak` something poorer stands there."""

    on: date
    text: int
    missing: frozenset[str]
    weak: frozenset[str] = frozenset()

    @property
    def source(self) -> NoteText:
        return notes().notes[self.text]

    def written(self) -> str:
        """The note as it stands in the chart."""
        note = self.source
        sentences = [f"{note.code}, {self.on}."]
        for part in notes().parts:
            if part not in self.missing:
                sentences.append(self._sentence(part))
            elif part in self.weak:
                sentences.append(note.weak[part])
        return " ".join(sentences)

    def _sentence(self, part: str) -> str:
        note = self.source
        fixed = {
            "timed": f"Timed-code minutes: {note.timed}.",
            "total": f"Total treatment time: {note.total} minutes.",
            "signature": "J. Rivera, PT.",
        }
        return fixed.get(part) or note.parts[part]


NEEDS = {
    "tolerated-well-suffices": "response",
    "equipment-suffices": "done",
    "finding-needs-no-number": "number",
    "total-time-suffices": "timed",
}


def propose_note(random: Random, target: str) -> Note:
    parts = tuple(notes().parts)
    text = random.randrange(len(notes().notes))
    missing = set(random.sample(parts, random.randint(1, 3)))
    if target in NEEDS:
        missing.add(NEEDS[target])
    if target == "total-time-suffices":
        missing.discard("total")
    weak = {
        part
        for part in missing
        if part in notes().notes[text].weak and (part == NEEDS.get(target) or random.random() < 0.6)
    }
    return Note(weekday(random), text, frozenset(missing), frozenset(weak))


def solve_note(note: Note) -> tuple[Values, ...]:
    return ({MISSING: note.missing},)


def explain_note(note: Note) -> tuple[Step, ...]:
    steps = [
        Step(f"{part.label}: missing. {part.why}", part.source)
        for name, part in notes().parts.items()
        if name in note.missing
    ]
    steps.append(Step("Medicare asks for neither start and stop times nor minutes for each code.", MANUAL))
    steps.append(Step("Functional limitation G-codes ended with dates of service in 2018.", "findacode-functional"))
    return tuple(steps)


def lay_out_note(note: Note) -> Sheet:
    labels = {name: part.label for name, part in notes().parts.items()} | dict(notes().decoys)
    return Sheet(
        facts=f"{MEDICARE}, outpatient. A daily note for {named(note.source.code)}:\n\n> {note.written()}",
        ask="What has to be added so that the note supports the claim? Choose everything that is missing, no more.",
        fields=(Field(MISSING, "Missing", "many", tuple(Option(*pair) for pair in labels.items())),),
        difficulty=min(3, len(note.missing)),
        related=("guides/code-choice", f"codes/{note.source.code}"),
    )


def _unseen(note: Note, part: str) -> Values | None:
    return {MISSING: note.missing - {part}} if part in note.weak else None


def _total_will_do(note: Note) -> Values | None:
    stands_in = "timed" in note.missing and "total" not in note.missing
    return {MISSING: note.missing - {"timed"}} if stands_in else None


NOTE: Mapping[str, Method[Note]] = {
    "tolerated-well-suffices": lambda note: _unseen(note, "response"),
    "start-and-stop-required": lambda note: {MISSING: note.missing | {START_STOP}},
    "equipment-suffices": lambda note: _unseen(note, "done"),
    "minutes-per-code-required": lambda note: {MISSING: note.missing | {PER_CODE}},
    "finding-needs-no-number": lambda note: _unseen(note, "number"),
    "total-time-suffices": _total_will_do,
}

TIMED, TOTAL = "timed", "total"


def propose_totals(random: Random, target: str) -> Visit:
    on = weekday(random)
    untimed = ((random.choice(UNTIMED), random.randint(15, 45)),)
    return Visit(on, draw_minutes(random, random.choice((1, 2))), untimed=untimed, idle=random.randint(5, 15))


def _in_all(visit: Visit) -> int:
    return visit.count().total_minutes + sum(minutes for _, minutes in visit.untimed)


def _totals(timed: int, total: int) -> Values:
    return {TIMED: timed, TOTAL: total}


def solve_totals(visit: Visit) -> tuple[Values, ...]:
    return (_totals(visit.count().total_minutes, _in_all(visit)),)


def explain_totals(visit: Visit) -> tuple[Step, ...]:
    timed = [minutes for _, minutes in visit.timed]
    untimed = [minutes for _, minutes in visit.untimed]
    timed_sum = f"{' + '.join(map(str, timed))} = {sum(timed)}" if len(timed) > 1 else f"{sum(timed)}"
    return (
        Step(f"Timed-code minutes are those of timed codes alone: {timed_sum}.", MANUAL),
        Step(
            f"Total treatment time adds the untimed services: {sum(timed)} + {sum(untimed)} = {_in_all(visit)}.", MANUAL
        ),
        Step(f"The {minutes_text(visit.idle)} without treatment enter neither.", MANUAL),
    )


def lay_out_totals(visit: Visit) -> Sheet:
    return Sheet(
        facts=(
            f"{MEDICARE}, date of service {visit.on}. A PT treated one patient:\n\n{bullets(stated(visit))}\n\n"
            f"Between the services the patient rested or waited for {minutes_text(visit.idle)}, untreated."
        ),
        ask="Which two totals does the note show?",
        fields=(
            Field(TIMED, "Total timed-code minutes", "number", most=600),
            Field(TOTAL, "Total treatment time, minutes", "number", most=600),
        ),
        related=tuple(f"codes/{code}" for code in visit.codes),
        tool=visit_address("units", [*visit.untimed, *visit.timed], visit.on),
    )


def _with_idle(visit: Visit) -> Values:
    return _totals(visit.count().total_minutes, _in_all(visit) + visit.idle)


TOTALS: Mapping[str, Method[Visit]] = {
    "untimed-joins-the-total": lambda visit: _totals(_in_all(visit), _in_all(visit)),
    "clock-time-counts": _with_idle,
    "total-is-timed-only": lambda visit: _totals(visit.count().total_minutes, visit.count().total_minutes),
}

REPORT_EVERY = 10
DUE = "due"


@dataclass(frozen=True)
class Episode:
    """The treatment days of an episode, the evaluation first."""

    days: tuple[date, ...]


def propose_episode(random: Random, target: str) -> Episode:
    start = weekday(random, date(2026, 1, 5), date(2026, 9, 1))
    pattern = random.choice(((2, 5), (3, 4), (2, 2, 3), (7,), (1, 6), (4, 3)))
    days = [start]
    while len(days) < REPORT_EVERY + 4:
        following = days[-1] + timedelta(days=pattern[len(days) % len(pattern)])
        days.append(following + timedelta(days=(7 - following.weekday()) % 7 if following.weekday() > 4 else 0))
    return Episode(tuple(dict.fromkeys(days)))


def due_day(episode: Episode) -> date:
    """The last day by which the first progress report is due: the tenth treatment day."""
    return episode.days[REPORT_EVERY - 1]


def _within_30_days(episode: Episode) -> date:
    last = episode.days[0] + timedelta(days=30)
    return max(day for day in episode.days if day <= min(last, due_day(episode)))


def lay_out_episode(episode: Episode) -> Sheet:
    days = {f"{day}": f"{day}" for day in episode.days[2:]}
    listed = ", ".join(f"{day}" for day in episode.days)
    return Sheet(
        facts=f"{MEDICARE}, outpatient. The treatment days of an episode, the evaluation first: {listed}.",
        ask="By which of these days, at the latest, must the therapist have written the first progress report?",
        fields=(choice(DUE, "At the latest on", days),),
        difficulty=2,
        related=("guides/plan-of-care",),
    )


def explain_episode(episode: Episode) -> tuple[Step, ...]:
    return (
        Step("A progress report is due at least once every 10 treatment days.", MANUAL),
        Step(f"The first day of the episode counts, so {due_day(episode)} is the tenth.", MANUAL),
        Step("The older limit of 30 calendar days no longer applies.", "recalled"),
    )


REPORT: Mapping[str, Method[Episode]] = {
    "thirty-days-for-a-report": lambda episode: {DUE: f"{_within_30_days(episode)}"},
    "ten-after-the-evaluation": lambda episode: {DUE: f"{episode.days[REPORT_EVERY]}"},
}

WEEKLY = Episode(tuple(date(2026, 3, 2) + timedelta(days=7 * week) for week in range(REPORT_EVERY + 2)))
BOTH_TOTALS = Visit(DAY, (("97110", 35),), untimed=(("97161", 20),), idle=5)

TOPIC = Topic(
    name="documentation",
    title="What the note must show",
    page="guides/documentation",
    exercises=(
        Exercise(
            "note",
            propose_note,
            solve_note,
            explain_note,
            lay_out_note,
            NOTE,
            {
                "tolerated-well-suffices": Note(DAY, 0, frozenset({"response"}), frozenset({"response"})),
                "start-and-stop-required": Note(DAY, 1, frozenset({"goal"})),
                "equipment-suffices": Note(DAY, 0, frozenset({"done"}), frozenset({"done"})),
                "minutes-per-code-required": Note(DAY, 1, frozenset({"goal"})),
                "finding-needs-no-number": Note(DAY, 2, frozenset({"number"}), frozenset({"number"})),
                "total-time-suffices": Note(DAY, 1, frozenset({"timed"})),
            },
        ),
        Exercise(
            "units",
            propose_totals,
            solve_totals,
            explain_totals,
            lay_out_totals,
            TOTALS,
            {"total-is-timed-only": BOTH_TOTALS},
        ),
        Exercise(
            "decision",
            propose_episode,
            lambda episode: ({DUE: f"{due_day(episode)}"},),
            explain_episode,
            lay_out_episode,
            REPORT,
            {"thirty-days-for-a-report": WEEKLY, "ten-after-the-evaluation": WEEKLY},
        ),
    ),
)
