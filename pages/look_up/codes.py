"""Codes: a list to filter, and one page for each code, answered for the date of service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import groupby

import streamlit as st

from logic.content import Code, library
from logic.diagnoses import look_up
from logic.search import search
from pages.look_up import code_map
from pages.look_up.code_facts import facts, facts_table, timing_badge
from pages.look_up.same_day import same_day_text
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.entry import (
    Block,
    asked_for,
    placed,
    related_block,
    section_blocks,
    show_blocks,
    show_entry_sources,
    show_neighbors,
    show_not_found,
    show_practice,
    status_badge,
    status_text,
)
from pages.shared.links import body_text, link, link_row, page_address
from pages.shared.notes import ama_notice, cite

FEW = 30
TIMINGS = {"Timed": "timed", "Untimed": "untimed", "By the period": "period", "Unlisted": "unlisted"}
THERAPY = {"Always therapy": "always", "Sometimes therapy": "sometimes"}
FIRST_GROUPS = (
    "Therapeutic procedure",
    "Evaluation",
    "Re-evaluation",
    "Constant-attendance modality",
    "Supervised modality",
)
MOST_COMPARED = 4
EXAMPLE_MINUTES = 24
DIAGNOSIS_SECTIONS = ("Diagnoses that travel with it", "Diagnoses")


def show_list(on: date) -> None:
    st.title("Codes")
    st.markdown("The codes of outpatient therapy, retired ones included. Each page answers for the date of service.")
    found = filtered(choose_filters(on), on)
    st.markdown(f"**{len(found)} of {len(library().codes)} codes**")
    if not found:
        st.info("No code fits all of this. Take a filter away, or look at codes that are not in force on this date.")
    if st.session_state.get("find"):
        show_links(found, on)
    else:
        for group, codes in by_category(found):
            opened = len(found) <= FEW or group == FIRST_GROUPS[0]
            with st.expander(f"{group} ({len(codes)})", expanded=opened, on_change="rerun") as expander:
                if expander.open:
                    show_links(codes, on)
    st.page_link(
        "pages/look_up/compare.py",
        label="Compare codes side by side",
        icon=":material/compare:",
        query_params={"on": str(on)},
    )
    ama_notice()


def choose_filters(on: date) -> dict[str, str | None]:
    st.text_input(
        "Find a code",
        type="search",
        live="250ms",
        key="find",
        bind="query-params",
        placeholder="97112, balance, splint",
    )
    with st.container(horizontal=True):
        discipline = st.pills("Discipline", ["PT", "OT", "SLP"], key="discipline", bind="query-params")
        timing = st.pills("Counted", list(TIMINGS), key="counted", bind="query-params")
        therapy = st.pills("Medicare's label", list(THERAPY), key="label", bind="query-params")
        group = st.selectbox(
            "Category",
            [name for name, _ in by_category(library().codes.values())],
            index=None,
            key="category",
            bind="query-params",
            placeholder="All categories",
            width=300,
        )
    retired = st.toggle(f"Also codes that are not in force on {on}", key="retired", bind="query-params")
    return {
        "discipline": discipline,
        "timing": TIMINGS.get(timing or ""),
        "therapy": THERAPY.get(therapy or ""),
        "category": group,
        "retired": "yes" if retired else None,
    }


def filtered(chosen: dict[str, str | None], on: date) -> list[Code]:
    """The codes that fit, by relevance when words were typed and in the order of the code book otherwise."""
    words = st.session_state.get("find", "")
    codes = list(library().codes.values())
    if words.strip():
        hits = [hit.id.removeprefix("codes/") for hit in search(words, 200) if hit.kind == "code"]
        codes = [library().codes[code] for code in hits]
    return [
        code
        for code in codes
        if (chosen["discipline"] is None or chosen["discipline"] in code.disciplines)
        and chosen["timing"] in (None, code.timing.kind)
        and chosen["therapy"] in (None, code.therapy.status)
        and chosen["category"] in (None, category(code))
        and (chosen["retired"] or code.in_force.covers(on))
    ]


def category(code: Code) -> str:
    return code.category.replace("&", "and").capitalize()


def by_category(codes: Iterable[Code]) -> list[tuple[str, list[Code]]]:
    """Groups with their codes, the ones met every day first, the others by name."""
    ordered = sorted(codes, key=lambda code: (group_rank(category(code)), category(code)))
    return [(name, list(group)) for name, group in groupby(ordered, key=category)]


def group_rank(name: str) -> int:
    return FIRST_GROUPS.index(name) if name in FIRST_GROUPS else len(FIRST_GROUPS)


def show_links(codes: Iterable[Code], on: date) -> None:
    with st.container(gap="xxsmall"):
        for code in codes:
            ended = "" if code.in_force.covers(on) else ", not in force on this date"
            link_row(code.id, f"**{code.code}**", f"{code.name} :small[{timing_badge(code)}{ended}]")


def show_code(code: Code, typed: str, on: date) -> None:
    st.title(code.title, anchor=False)
    st.markdown(badges(code, on))
    if typed.upper() != code.code:
        st.info(f"{typed.upper()} shares this page with the other codes of its kind: {', '.join(code.covers)}.")
    show_validity(code, on)
    st.markdown(body_text(code.sections["Plain meaning"]))
    show_blocks(code_blocks(code, on))
    show_practice(code, on)
    show_entry_sources(code, on)
    ama_notice()


def code_blocks(code: Code, on: date) -> list[Block]:
    """The parts of a code's page in reading order: what is written, and what the tables say beside it."""
    blocks = section_blocks(code, skip="Plain meaning")
    if code.look_alikes:
        look_alikes = Block("Look-alikes", lambda: show_look_alikes(code, on))
        blocks = placed(blocks, look_alikes, "Leave it when", "Use it when")
    edits = Block("Edits on the date", lambda: show_edits(code, on))
    blocks = placed(blocks, edits, "Same day")
    if code.diagnoses:
        blocks = placed(blocks, Block("Diagnosis codes", lambda: show_diagnoses(code)), *DIAGNOSIS_SECTIONS)
    blocks.insert(0, Block("Facts for the date", lambda: show_facts(code, on)))
    if code.code == code_map.CODE:
        blocks.insert(1, Block("Where it stands", show_map))
    return [*blocks, *related_block(code)]


def badges(code: Code, on: date) -> str:
    """The three things to know before reading."""
    marks = [status_badge(code.in_force, on), f":blue-badge[{timing_badge(code)}]"]
    if code.disciplines:
        marks.append(f":gray-badge[{', '.join(code.disciplines)}]")
    if code.therapy.status in THERAPY.values():
        marks.append(f":gray-badge[{code.therapy.status} therapy]")
    return " ".join(marks)


def show_validity(code: Code, on: date) -> None:
    """Says what stood in its place where the code is not valid on the day."""
    if code.in_force.covers(on):
        return
    instead = library().in_place_of(code, on)
    st.warning(
        f"{code.code} is not valid on {on}: {status_text(code.in_force, on)}."
        + (f" In force on that day in its place: {', '.join(other.code for other in instead)}." if instead else "")
    )
    if instead:
        show_neighbors(instead)


def show_facts(code: Code, on: date) -> None:
    st.markdown(facts_table(facts(code, on), f"For a date of service of {on}"))
    if code.timing.unit_minutes == 15 and code.in_force.covers(on):
        st.page_link(
            "pages/work_out/units.py",
            label="Count the minutes of a visit",
            icon=":material/timer:",
            query_params={"visit": f"{code.code}-{EXAMPLE_MINUTES}", "on": str(on)},
        )


def show_map() -> None:
    st.markdown("Find what limits the patient in the columns, then how the minutes are given in the rows.")
    draw(code_map.map_template, code_map.map_rows(), alt=code_map.ALT, height=330)


def show_look_alikes(code: Code, on: date) -> None:
    rows = [
        f"| {other.ask} | {link(f'codes/{other.code}', other.code)} {library().codes[other.code].name} "
        f":small[{timing_badge(library().codes[other.code])}] |"
        for other in code.look_alikes
    ]
    heads = [f"| The one question | Yes: then it is not {code.code} but |", "| --- | --- |"]
    st.markdown("\n".join([*heads, *rows]))
    nearest = [other.code for other in code.look_alikes][: MOST_COMPARED - 1]
    st.page_link(
        "pages/look_up/compare.py",
        label=f"Compare {code.code} with {', '.join(nearest)} side by side",
        icon=":material/compare:",
        query_params={"codes": ".".join([code.code, *nearest]), "on": str(on)},
    )


def show_edits(code: Code, on: date) -> None:
    if not code.in_force.covers(on):
        st.markdown(f"{code.code} cannot stand on a claim for {on}, so no pair with it can either.")
        return
    st.markdown(same_day_text(code.code, on))


def show_diagnoses(code: Code) -> None:
    st.markdown(
        "Diagnoses often seen with this code in practice. This is practice knowledge, not a payer's list: the record "
        f"decides, and a payer's policy may name others. {cite('recalled')}"
    )
    try:
        with st.spinner("Reading ICD-10-CM; the first time takes a few seconds"):
            groups = diagnosis_groups(code.diagnoses)
    except RuntimeError:
        groups = {"Codes": [(diagnosis, f"diagnoses/{diagnosis}") for diagnosis in code.diagnoses]}
    lines = [
        f"- **{title}**: {', '.join(f'[{c}]({page_address(id)})' for c, id in codes)}"
        for title, codes in groups.items()
    ]
    st.markdown("\n".join(lines))


@cache
def diagnosis_groups(codes: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
    """Diagnosis codes and their ids, by the title of their three-character category."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in codes:
        groups.setdefault(look_up(code[:3]).title, []).append((code, f"diagnoses/{code}"))
    return groups


def known(typed: str) -> Code | None:
    try:
        return library().code(typed)
    except LookupError:
        return None


on, typed = date_of_service(), asked_for("code")
if code := known(typed):
    show_code(code, typed, on)
else:
    if typed:
        show_not_found(typed, "a code")
    show_list(on)
