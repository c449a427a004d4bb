"""A visit as a person enters it: what was furnished to one patient on one day, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from logic.thresholds import Amount
from logic.units import CountingRule

Abn = Literal["required", "voluntary"]


@dataclass(frozen=True, slots=True)
class Service:
    """One code of the day under one plan of care.

    `minutes` are the therapist's, those spent together with an assistant included; `assistant_minutes` are
    those the assistant worked alone; the minutes of the code are both together. With assistant minutes and no
    `minutes`, the assistant delivered all of it. An untimed code needs none. `joint_minutes` are the part of
    `minutes` when both were there; they change nothing and are explained.

    `discipline` names the plan of care: PT, OT or SLP; None when the service is not under a therapy plan.
    `distinct_by` states what set this service apart from the others of the day: time, encounter, structure
    or practitioner; None states nothing. `units` is for a code that minutes do not count, and is 1 when left
    out. `excluded`: Medicare never covers this service here, by law or because there is no benefit for it.
    """

    code: str
    discipline: str | None = None
    minutes: int | None = None
    assistant_minutes: int | None = None
    joint_minutes: int | None = None
    distinct_by: str | None = None
    units: int | None = None
    excluded: bool = False


@dataclass(frozen=True)
class Visit:
    """The services of one patient, one date of service and one provider.

    `payer` is an id of content/rules/payers.yaml. For a payer other than Original Medicare, `counting_rule`
    says how it counts minutes and `follows` which other rules of Medicare it follows (discipline, assistant,
    edits, limits); what is not stated is asked. CQ and CO stand beside GP and GO, so assistant includes discipline.

    `allowed_to_date`, by bucket (PT_SLP, OT), is what was allowed this calendar year before this visit, in
    dollars: one amount, or the lowest and the highest it can be; a bucket left out is not known. `abn` is the
    notice the patient signed before the service.
    """

    date_of_service: date
    services: tuple[Service, ...]
    payer: str = "medicare"
    setting: str = "practitioner"
    counting_rule: CountingRule | str | None = None
    follows: tuple[str, ...] = ()
    allowed_to_date: Mapping[str, Amount] = field(default_factory=dict)
    abn: str | None = None
    medically_necessary: bool = True
