"""The inputs of the claim desk: services with who treated for how long, and what is known of the claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Literal, TypeVar

import streamlit as st

from logic.claim import questions
from logic.units import CountingRule
from pages.shared.notes import plain
from pages.work_out.claim_case import DISCIPLINES, FOLLOWS, MOST_SERVICES, DeskCase, DeskService, read_case, write_case

SEPARATE = {
    None: "Nothing stated",
    "time": "Its own block of time",
    "encounter": "Another visit that day",
    "structure": "Another body region",
    "practitioner": "Another practitioner",
}
SETTINGS = {"practitioner": "Private practice or office", "hospital": "Hospital, SNF or agency"}
ABN = {"": "No ABN", "required": "Required ABN, signed before", "voluntary": "Voluntary ABN"}
NECESSARY = {True: "Medically necessary", False: "Not medically necessary"}
COUNTING = {
    "": "Not known yet",
    CountingRule.CMS.value: "All timed minutes together, as Medicare does",
    CountingRule.MIDPOINT.value: "Each code alone, from its midpoint",
}
WHO = (("therapist", "Therapist alone"), ("assistant", "Assistant alone"), ("together", "Both together"))

T = TypeVar("T")
Width = int | Literal["stretch"]

_ids = count()


def open_case(example: DeskCase, names: Mapping[str, str], payers: Mapping[str, str]) -> None:
    """Takes over the case of the address, or the example on a first visit; a change just made on the page wins."""
    address = {name: st.query_params[name] for name in write_keys() if name in st.query_params}
    edited = st.session_state.pop("desk_edited", False)
    if "claim" in address and not edited and address != st.session_state.get("desk_written"):
        case, problems = read_case(address, names, payers)
        load_case(case)
        st.session_state["desk_problems"] = problems
        st.session_state["desk_edited"] = False
    elif "desk_services" not in st.session_state:
        load_case(example)


def write_keys() -> tuple[str, ...]:
    return ("claim", "payer", "setting", "ptslp", "ot", "abn", "necessary", "counting", "follows")


def load_case(case: DeskCase) -> None:
    """Replaces what is on screen by this case."""
    st.session_state["desk_services"] = {next(_ids): service for service in case.services}
    st.session_state["desk_case"] = (next(_ids), case)
    st.session_state["desk_problems"] = ()
    _changed()


def keep_address(case: DeskCase) -> None:
    """Writes the case to the address, and keeps it for when the visitor comes back from another page."""
    version, _ = st.session_state["desk_case"]
    st.session_state["desk_case"] = (version, case)
    written = write_case(case)
    for name in write_keys():
        if name in written and st.query_params.get(name) != written[name]:
            st.query_params[name] = written[name]
        elif name not in written and name in st.query_params:
            del st.query_params[name]
    st.session_state["desk_written"] = written


def edit_case(names: Mapping[str, str], timed: Mapping[str, bool], payers: Mapping[str, str]) -> DeskCase:
    """Draws every input and returns the case as it stands."""
    for problem in st.session_state["desk_problems"]:
        st.warning(problem)
    services: dict[int, DeskService] = st.session_state["desk_services"]
    for number, (id, service) in enumerate(services.items(), 1):
        services[id] = _edit_service(number, id, service, names, timed)
    if not services:
        st.info("No service yet. Add one, or load an example above.")
    st.button(
        "Add a service",
        icon=":material/add:",
        on_click=_add,
        args=(names,),
        disabled=len(services) >= MOST_SERVICES,
        help=f"Up to {MOST_SERVICES} services.",
    )
    return _edit_claim(tuple(services.values()), payers)


def _edit_service(
    number: int, id: int, service: DeskService, names: Mapping[str, str], timed: Mapping[str, bool]
) -> DeskService:
    options = list(names) if service.code in names else [service.code, *names]
    with st.container(border=True, horizontal=True, vertical_alignment="bottom"):
        code = st.selectbox(
            f"Service {number}",
            options,
            index=options.index(service.code),
            format_func=lambda c: f"{c} {names.get(c, 'not valid on this date')}",
            key=f"desk_code_{id}",
            on_change=_changed,
            width=310,
        )
        discipline = st.selectbox(
            f"Discipline {number}",
            DISCIPLINES,
            index=DISCIPLINES.index(service.discipline),
            key=f"desk_discipline_{id}",
            on_change=_changed,
            width=120,
        )
        distinct = _pick(
            f"Separate by {number}",
            SEPARATE,
            service.distinct_by,
            f"desk_distinct_{id}",
            210,
            help="What sets this service apart from the others of the day. Only what the record shows.",
        )
        minutes = {
            name: st.number_input(
                f"{label} {number}",
                0,
                1440,
                getattr(service, name),
                key=f"desk_{name}_{id}",
                on_change=_changed,
                placeholder="minutes" if timed.get(code) else "untimed",
                width=150,
            )
            for name, label in WHO
        }
        st.button(
            "",
            icon=":material/close:",
            key=f"desk_remove_{id}",
            on_click=_remove,
            args=(id,),
            help=f"Remove service {number}",
        )
    return DeskService(code, discipline, distinct_by=distinct, **minutes)


def _edit_claim(services: tuple[DeskService, ...], payers: Mapping[str, str]) -> DeskCase:
    version, case = st.session_state["desk_case"]
    now = _claim_on_screen(case, version)
    used = f"used this year: {now.used_pt_slp or 'not known'} (PT, SLP), {now.used_ot or 'not known'} (OT)"
    summary = f"{payers[now.payer]}; {SETTINGS[now.setting].lower()}; {used}; {ABN[now.abn]}"
    with st.expander(plain(summary), icon=":material/tune:", key=f"desk_about_{version}"):
        return _edit_about(services, case, version, payers)


def _claim_on_screen(case: DeskCase, version: int) -> DeskCase:
    """The claim's own facts as they stand in the fields, before these are drawn again."""
    fields = {"payer": "payer", "setting": "setting", "used_pt_slp": "ptslp", "used_ot": "ot", "abn": "abn"}
    typed = {name: st.session_state.get(f"desk_{key}_{version}", getattr(case, name)) for name, key in fields.items()}
    return replace(case, **typed)


def _edit_about(services: tuple[DeskService, ...], case: DeskCase, version: int, payers: Mapping[str, str]) -> DeskCase:
    with st.container(horizontal=True):
        payer = _pick("Payer", payers, case.payer, f"desk_payer_{version}", 310)
        setting = _pick("Setting", SETTINGS, case.setting, f"desk_setting_{version}", 250)
        used_pt_slp = st.text_input(
            "PT and SLP allowed so far this year, in dollars",
            case.used_pt_slp,
            key=f"desk_ptslp_{version}",
            on_change=_changed,
            placeholder="not known",
            width=310,
        )
        used_ot = st.text_input(
            "OT allowed so far, in dollars",
            case.used_ot,
            key=f"desk_ot_{version}",
            on_change=_changed,
            placeholder="not known",
            width=250,
        )
        necessary = _pick(
            "The treating therapist finds the care", NECESSARY, case.necessary, f"desk_necessary_{version}", 310
        )
        abn = _pick("Notice to the patient (ABN)", ABN, case.abn, f"desk_abn_{version}", 250)
    desk = DeskCase(services, payer, setting, used_pt_slp, used_ot, abn, necessary, case.counting, case.follows)
    return desk if desk.is_medicare else _edit_payer(desk, version)


def _edit_payer(case: DeskCase, version: int) -> DeskCase:
    """What is known of a payer other than Original Medicare; the rest becomes a question to ask."""
    counting = _pick("How this payer counts minutes", COUNTING, case.counting, f"desk_counting_{version}", "stretch")
    follows = st.pills(
        "It is known to follow Medicare on",
        list(FOLLOWS),
        selection_mode="multi",
        default=list(case.follows),
        format_func=lambda name: questions()[name].about,
        key=f"desk_follows_{version}",
        on_change=_changed,
    )
    return replace(case, counting=counting, follows=tuple(name for name in FOLLOWS if name in follows))


def _pick(label: str, options: Mapping[T, str], chosen: T, key: str, width: Width, help: str | None = None) -> T:
    """A select box over values and their words."""
    return st.selectbox(
        label,
        list(options),
        index=list(options).index(chosen),
        format_func=options.__getitem__,
        key=key,
        on_change=_changed,
        help=help,
        width=width,
    )


def _changed() -> None:
    st.session_state["desk_edited"] = True


def _add(names: Mapping[str, str]) -> None:
    services: dict[int, DeskService] = st.session_state["desk_services"]
    used = {service.code for service in services.values()}
    discipline = next(reversed(services.values())).discipline if services else "PT"
    services[next(_ids)] = DeskService(next((c for c in names if c not in used), next(iter(names))), discipline)
    _changed()


def _remove(id: int) -> None:
    del st.session_state["desk_services"][id]
    _changed()
