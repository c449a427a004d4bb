"""A claim desk case in the address bar, and as the visit that the claim engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from logic.claim import MEDICARE, Service, Visit, questions
from logic.units import CountingRule
from pages.shared.address import shown

MOST_SERVICES = 12
DISCIPLINES = ("PT", "OT", "SLP")
DISTINCT = ("time", "encounter", "structure", "practitioner")
MINUTES = {"t": "therapist", "a": "assistant", "b": "together"}
MOST_MINUTES = 1440
FOLLOWS = tuple(name for name in questions() if name != "counting")


@dataclass(frozen=True)
class DeskService:
    """One service as typed. Minutes: the therapist alone, the assistant alone, both together."""

    code: str
    discipline: str = "PT"
    therapist: int | None = None
    assistant: int | None = None
    together: int | None = None
    distinct_by: str | None = None

    @property
    def entered(self) -> bool:
        return any(m is not None for m in (self.therapist, self.assistant, self.together))

    def for_claim(self) -> Service:
        """The engine's service, whose minutes are the therapist's with the joint ones among them."""
        with_therapist = (self.therapist or 0) + (self.together or 0)
        alone = self.assistant or 0
        return Service(
            self.code,
            discipline=self.discipline,
            minutes=with_therapist if with_therapist or not alone else None,
            assistant_minutes=alone or None,
            joint_minutes=self.together or None,
            distinct_by=self.distinct_by,
        )


@dataclass(frozen=True)
class DeskCase:
    """The whole case beside the date of service. Amounts are text as typed; empty means not known."""

    services: tuple[DeskService, ...]
    payer: str = "medicare"
    setting: str = "practitioner"
    used_pt_slp: str = ""
    used_ot: str = ""
    abn: str = ""
    necessary: bool = True
    counting: str = ""
    follows: tuple[str, ...] = ()

    @property
    def is_medicare(self) -> bool:
        return self.payer == MEDICARE

    def visit(self, on: date, timed: Mapping[str, bool]) -> Visit:
        """The engine's visit; timed services without minutes are left out. ValueError for an amount that is none."""
        services = (s for s in self.services if s.entered or not timed.get(s.code, False))
        used = {"PT_SLP": self.used_pt_slp, "OT": self.used_ot}
        return Visit(
            date_of_service=on,
            services=tuple(s.for_claim() if timed.get(s.code, False) else untimed(s) for s in services),
            payer=self.payer,
            setting=self.setting,
            allowed_to_date={bucket: dollars(text) for bucket, text in used.items() if text.strip()},
            abn=self.abn or None,
            medically_necessary=self.necessary,
            counting_rule=None if self.is_medicare else self.counting or None,
            follows=() if self.is_medicare else self.follows,
        )


def untimed(service: DeskService) -> Service:
    """An untimed service needs minutes only where an assistant took part."""
    return service.for_claim() if service.assistant else replace(service.for_claim(), minutes=None)


def dollars(text: str) -> Decimal:
    """An amount as typed, such as 2,400 or $2400.50; ValueError in words otherwise."""
    plain = text.strip().removeprefix("$").replace(",", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= 1_000_000:
        raise ValueError(f"`{shown(text)}` is not an amount in dollars. Enter one such as 2400, or leave it empty.")
    return amount


def write_case(case: DeskCase) -> dict[str, str]:
    """The case as parts of an address; what stands at its usual value is left out."""
    usual = DeskCase(())
    parts = {
        "claim": ".".join(map(_write_service, case.services)),
        "payer": case.payer if case.payer != usual.payer else "",
        "setting": case.setting if case.setting != usual.setting else "",
        "ptslp": case.used_pt_slp,
        "ot": case.used_ot,
        "abn": case.abn,
        "necessary": "" if case.necessary else "no",
        "counting": case.counting,
        "follows": ",".join(case.follows),
    }
    return {name: value for name, value in parts.items() if value}


def read_case(
    address: Mapping[str, str], names: Mapping[str, str], payers: Iterable[str]
) -> tuple[DeskCase, tuple[str, ...]]:
    """The case of an address, and a sentence for each part that could not be used."""
    problems: list[str] = []
    services = []
    parts = [part for part in address.get("claim", "").split(".") if part]
    for part in parts[:MOST_SERVICES]:
        service = _read_service(part, names, problems)
        if service:
            services.append(service)
    if len(parts) > MOST_SERVICES:
        problems.append(f"The address holds {len(parts)} services; the first {MOST_SERVICES} are shown.")

    def one_of(name: str, allowed: Iterable[str], usual: str) -> str:
        value = address.get(name, usual)
        if value in allowed:
            return value
        problems.append(f"`{shown(value)}` in the address is not a {name} known here; {usual or 'none'} is used.")
        return usual

    return DeskCase(
        services=tuple(services),
        payer=one_of("payer", tuple(payers), "medicare"),
        setting=one_of("setting", ("practitioner", "hospital"), "practitioner"),
        used_pt_slp=address.get("ptslp", "")[:20],
        used_ot=address.get("ot", "")[:20],
        abn=one_of("abn", ("", "required", "voluntary"), ""),
        necessary=address.get("necessary") != "no",
        counting=one_of("counting", ("", *CountingRule), ""),
        follows=tuple(name for name in FOLLOWS if name in address.get("follows", "").split(",")),
    ), tuple(problems)


def _write_service(service: DeskService) -> str:
    minutes = (f"{letter}{value}" for letter, name in MINUTES.items() if (value := getattr(service, name)) is not None)
    return "-".join(
        [service.code, service.discipline, *minutes, *([service.distinct_by] if service.distinct_by else [])]
    )


def _read_service(part: str, names: Mapping[str, str], problems: list[str]) -> DeskService | None:
    code, *details = part.split("-")
    code = code.upper()
    if code not in names:
        problems.append(f"`{shown(code)}` in the address is not a code this page can use on that day; it was left out.")
        return None
    service = DeskService(code)
    for detail in details:
        letter, number = detail[:1], detail[1:]
        if detail in DISCIPLINES:
            service = replace(service, discipline=detail)
        elif detail in DISTINCT:
            service = replace(service, distinct_by=detail)
        elif letter in MINUTES and number.isascii() and number.isdigit() and int(number[:9]) <= MOST_MINUTES:
            service = replace(service, **{MINUTES[letter]: int(number)})
        else:
            problems.append(
                f"`{shown(detail)}` at {code} in the address is not understood. Minutes are written t20 (therapist), "
                "a15 (assistant) or b10 (both together)."
            )
    return service
