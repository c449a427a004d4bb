"""Which of today's lines carry KX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from logic.practice.exercise import Exercise, Method, Sheet, Topic
from logic.practice.question import Field, Option, Values
from logic.practice.wording import DAY, MEDICARE, bullets, named, weekday
from logic.steps import Step
from logic.thresholds import Over, bucket_of, kx_threshold, lines_over, review_amount

PAGE = "guides/kx-threshold"
FIELD = "kx"
CODES = {"PT": "97116", "OT": "97535", "SLP": "92507"}
LINE = 30
FIRST_YEAR, LAST_YEAR = 2023, 2026


@dataclass(frozen=True)
class Used:
    """Dollars used this year by one discipline.

    `here` are allowed amounts at this clinic, of which `earlier` belong to another diagnosis; `elsewhere` those at
    another provider; `charged` is what this clinic charged for them, when the note says so.
    """

    discipline: str
    here: int
    elsewhere: int = 0
    earlier: int = 0
    charged: int = 0

    @property
    def allowed(self) -> int:
        return self.here + self.elsewhere


@dataclass(frozen=True)
class Today:
    """Today one line of each discipline is billed, for `LINE` dollars allowed each."""

    on: date
    used: tuple[Used, ...]

    def total(self, discipline: str) -> int:
        """What was allowed this year in the bucket of a discipline."""
        return sum(used.allowed for used in self.used if bucket_of(used.discipline) == bucket_of(discipline))

    def over(self, counted: Callable[[Used], int], year: int | None = None) -> frozenset[str]:
        """The lines above the amount of a year, with each discipline's dollars counted in some way."""
        totals: dict[str, int] = {}
        for used in self.used:
            bucket = bucket_of(used.discipline)
            totals[bucket] = totals.get(bucket, 0) + counted(used)
        lines = []
        for used in self.used:
            running = lines_over(
                Decimal(totals[bucket_of(used.discipline)]), [Decimal(LINE)], year or self.on.year, used.discipline
            )
            if running.lines[0].over is Over.YES:
                lines.append(used.discipline)
        return frozenset(lines)


def propose(random: Random, target: str) -> Today:
    """Amounts that leave no line to cross the threshold today, and every method a chance to go wrong."""
    while True:
        on = weekday(random, date(FIRST_YEAR, 2, 1), date(LAST_YEAR, 11, 20))
        disciplines = random.choice((("PT",), ("PT", "SLP"), ("PT", "OT"), ("PT", "SLP", "OT")))
        today = Today(on, tuple(_drawn(random, discipline, on.year, target) for discipline in disciplines))
        if not _crosses(today):
            return today


def _drawn(random: Random, discipline: str, year: int, target: str) -> Used:
    """Amounts around the year's, some with what another method would count differently."""
    percent = random.choice((random.randint(6, 60), random.randint(60, 110), random.randint(90, 160)))
    here = int(kx_threshold(year, discipline).amount) * percent // 1000 * 10
    elsewhere, earlier, charged = 0, 0, 0
    if target == "own-clinic-only" or random.random() < 0.12:
        elsewhere = random.randrange(200, 1500, 10)
    if target == "new-diagnosis-restarts" or random.random() < 0.25:
        earlier = here * random.randint(3, 8) // 100 * 10
    if target == "charges-count" or random.random() < 0.12:
        charged = here * random.randint(16, 24) // 100 * 10
    return Used(discipline, here, elsewhere, earlier, charged)


def _crosses(today: Today) -> bool:
    """Whether a line of today takes a total past the amount, which no text read here settles."""
    before = today.over(lambda used: used.allowed - LINE)
    after = today.over(lambda used: used.allowed + LINE * len(today.used))
    return before != after


def _lines(disciplines: Iterable[str]) -> Values:
    return {FIELD: frozenset(CODES[discipline] for discipline in disciplines)}


def solve(today: Today) -> tuple[Values, ...]:
    return (_lines(today.over(lambda used: used.allowed)),)


def explain(today: Today) -> tuple[Step, ...]:
    steps: list[Step] = []
    for disciplines in (("PT", "SLP"), ("OT",)):
        billed = [used for used in today.used if used.discipline in disciplines]
        if not billed:
            continue
        total = sum(used.allowed for used in billed)
        names = " and ".join(used.discipline for used in billed)
        running = lines_over(Decimal(total), [Decimal(LINE)] * len(billed), today.on.year, billed[0].discipline)
        parts = " + ".join(f"${used.allowed:,}" for used in billed)
        sum_text = f"{parts} = ${total:,}" if len(billed) > 1 else parts
        steps.append(Step(f"{names}: allowed so far {sum_text}, all providers and diagnoses of the year.", "ssa-1833g"))
        steps += [step for step in running.steps if not step.text.startswith("Allowed amounts used")]
    return tuple(steps)


def lay_out(today: Today) -> Sheet:
    lines = [f"{CODES[used.discipline]}" for used in today.used]
    billed = ", ".join(f"{named(CODES[used.discipline])} ({used.discipline})" for used in today.used)
    unusual = any(used.elsewhere or used.earlier or used.charged for used in today.used)
    return Sheet(
        facts=(
            f"{MEDICARE}, date of service {today.on}. Every service is medically necessary. Used in {today.on.year} "
            f"before today:\n\n{bullets(_stated(used) for used in today.used)}\n\nBilled today, ${LINE} allowed for "
            f"each line: {billed}."
        ),
        ask="Which of today's lines carry KX? Choose none if no line does.",
        fields=(Field(FIELD, "Lines with KX", "many", tuple(Option(line, named(line)) for line in lines)),),
        difficulty=min(3, len(today.used) + unusual),
        related=("modifiers/KX",),
        tool=f"kx?discipline=PT&used={today.total('PT')}&price=amount&amount={LINE}&on={today.on}",
    )


def _stated(used: Used) -> str:
    text = f"{used.discipline}: ${used.here:,} allowed here"
    if used.charged:
        text += f", for which the clinic charged ${used.charged:,}"
    if used.earlier:
        text += f"; ${used.earlier:,} of the ${used.here:,} was for an earlier diagnosis and plan of care"
    if used.elsewhere:
        text += f"; ${used.elsewhere:,} allowed at another clinic"
    return text


def _alone(today: Today) -> Values:
    over = (Today(today.on, (used,)).over(lambda u: u.allowed) for used in today.used)
    return _lines(name for names in over for name in names)


def _together(today: Today) -> Values:
    total = sum(used.allowed for used in today.used)
    return _all_or_none(today, total > kx_threshold(today.on.year, "PT").amount)


def _all_or_none(today: Today, all_of_them: bool) -> Values:
    return _lines(used.discipline for used in today.used if all_of_them)


def _over_review(today: Today) -> Values:
    limit = review_amount(today.on) or Decimal(0)
    share = sum(used.allowed for used in today.used if bucket_of(used.discipline) == "PT_SLP")
    totals = {used.discipline: share if used.discipline != "OT" else used.allowed for used in today.used}
    return _lines(name for name, total in totals.items() if total > limit)


def _charges(today: Today) -> Values | None:
    if not any(used.charged for used in today.used):
        return None
    return _lines(today.over(lambda used: (used.charged or used.here) + used.elsewhere))


def _since_new_diagnosis(today: Today) -> Values | None:
    if not any(used.earlier for used in today.used):
        return None
    return _lines(today.over(lambda used: used.here - used.earlier + (0 if used.earlier else used.elsewhere)))


METHODS: Mapping[str, Method[Today]] = {
    "kx-on-every-line": lambda today: _all_or_none(today, True),
    "charges-count": _charges,
    "each-discipline-alone": _alone,
    "one-amount-for-all": _together,
    "last-years-amount": lambda today: _lines(today.over(lambda used: used.allowed, today.on.year - 1)),
    "new-diagnosis-restarts": _since_new_diagnosis,
    "own-clinic-only": lambda today: _lines(today.over(lambda used: used.here)),
    "review-amount-is-the-threshold": _over_review,
    "medicares-share-counts": lambda today: _lines(today.over(lambda used: used.allowed * 8 // 10)),
}


def _only_pt(here: int, **more: int) -> Today:
    return Today(DAY, (Used("PT", here, **more),))


TOPIC = Topic(
    name="kx",
    title="The KX threshold",
    page=PAGE,
    exercises=(
        Exercise(
            "modifiers",
            propose,
            solve,
            explain,
            lay_out,
            METHODS,
            {
                "kx-on-every-line": _only_pt(900),
                "charges-count": _only_pt(1300, charged=2600),
                "each-discipline-alone": Today(DAY, (Used("PT", 1500), Used("SLP", 1100))),
                "one-amount-for-all": Today(DAY, (Used("PT", 1600), Used("OT", 1200))),
                "last-years-amount": _only_pt(2430),
                "new-diagnosis-restarts": _only_pt(2600, earlier=1800),
                "own-clinic-only": _only_pt(2000, elsewhere=700),
                "review-amount-is-the-threshold": _only_pt(2700),
                "medicares-share-counts": _only_pt(2700),
            },
            review=True,
            twice=("new-diagnosis-restarts", "own-clinic-only", "charges-count", "medicares-share-counts"),
        ),
    ),
)
