"""Same-day pairs: which codes of a day conflict, which line denies, and whether a modifier may open the pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations

import streamlit as st

from logic.content import library
from logic.edits import (
    TABLES,
    Edit,
    edit_history,
    edits_among,
    edits_between,
    edits_of,
    table_warning,
    tables,
)
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.links import body_text
from pages.shared.notes import ama_notice, cite, show_sources
from pages.work_out.case import Case, Field, Misread, one_of
from pages.work_out.pairs_chart import Pair, history_rows, history_template, matrix_rows, matrix_template

MOST_CODES, MOST_NAMED = 8, 6
CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
TABLE_NAMES = {"practitioner": "Private practice or office", "hospital": "Hospital or other facility"}
TABLE_GLOSS = (
    "CMS keeps two tables. The practitioner table holds for private practice and the physician's office; the "
    "outpatient hospital table also for nursing facilities under Part B, rehabilitation agencies and home health."
)
TEACHING_CASES = {
    "97110 + 97112": "Never a pair: no row, live or ended, was found in either table, so a 59 answers nothing. "
    "[@ncci-ptp-2024-07]",
    "97140 + 97530": "Still taught as needing a 59. The edit ended with 2019 and did not come back in October 2020, "
    "when others did. [@ncci-ptp-2026-10]",
    "97161 + 97530": "The pair of January 2020. CMS took it back to its first day, so the table now reads as if it had "
    "never applied. [@ncci-ptp-2026-10]",
    "97161 + 97750": "The two tables disagree: 0 for a practice, 1 for a hospital. [@ncci-ptp-2024-07]",
    "97164 + 97535": "Often the hidden reason when a re-evaluation is denied on a day with several codes. [@lmb-co236]",
}
NO_ROW = {
    "practitioner": "No row, live or ended, is held.",
    "hospital": f"No row is held; rows that had ended by {tables().facts['hospital'].read_on} are not in it.",
}
SOURCES = (
    "ncci-manual-2026-1",
    "ncci-manual-2026-11",
    "ncci-ptp-2024-07",
    "ncci-ptp-2026-10",
    "aapc-59-column",
    "lmb-co236",
)
OFFICIAL = "ncci-ptp-2026-10"


def read_codes(text: str) -> list[str]:
    """The codes of an address such as 97112.97150, each once; Misread names what is no code."""
    parts = list(dict.fromkeys(part.strip().upper() for part in text.split(".") if part.strip()))
    codes = [part for part in parts if CODE.fullmatch(part)]
    if len(codes) < len(parts):
        raise Misread("a code has five characters; what is none was left out.", codes[:MOST_CODES])
    if len(codes) > MOST_CODES:
        raise Misread(f"{len(codes)} codes are too many; the first {MOST_CODES} are shown.", codes[:MOST_CODES])
    return codes


def write_codes(codes: Sequence[str]) -> str:
    return ".".join(code for code in codes if CODE.fullmatch(code))


def read_pair(text: str) -> str:
    return text if re.fullmatch(f"{CODE.pattern}-{CODE.pattern}", text) else ""


CASE = Case(
    "pairs",
    {
        "codes": Field(["97112", "97150", "97140", "97530"], read_codes, write_codes),
        "table": one_of(TABLES, "practitioner"),
        "pair": Field("", read_pair),
    },
)


def load_teaching_case() -> None:
    if chosen := st.session_state.pairs_teaching_case:
        CASE.load(codes=chosen.split(" + "), pair="")
        st.session_state.pairs_teaching_case = None
        CASE.changed()


def take_codes() -> None:
    """Takes several codes typed or pasted at once apart."""
    typed = [CODE.findall(text.upper()) or [text] for text in CASE["codes"]]
    CASE.load(codes=list(dict.fromkeys(code for codes in typed for code in codes))[:MOST_CODES])
    CASE.changed()


def take_cell() -> None:
    key = next(key for key in st.session_state if str(key).startswith("pair_matrix"))
    if cells := st.session_state[key]["selection"].get("cell", []):
        CASE.load(pair=cells[0]["pair"])
        CASE.changed()


def code_label(code: str) -> str:
    known = library().codes.get(code)
    return f"{code} {known.name}" if known else code


def choose_case() -> tuple[list[str], str]:
    """The codes whose edits are held, and the table; says beside the field what is wrong with the others."""
    st.pills(
        "Cases that teach",
        list(TEACHING_CASES),
        key="pairs_teaching_case",
        on_change=load_teaching_case,
    )
    st.multiselect(
        "Codes billed on one day",
        sorted(tables().codes, key=lambda code: (not code.startswith("97"), code)),
        format_func=code_label,
        max_selections=MOST_CODES,
        accept_new_options=True,
        select_all=False,
        placeholder="Type a code or a word",
        help=f"Two to {MOST_CODES} codes of one patient, one provider and one date of service.",
        **{**CASE.widget("codes"), "on_change": take_codes},
    )
    held = []
    for code in CASE["codes"]:
        try:
            edits_of(code, date_of_service())
            if code in library().codes:
                library().code_on(code, date_of_service())
        except LookupError as error:
            st.warning(str(error))
        if code in tables().codes:
            held.append(code)
    st.radio(
        "Who bills",
        list(TABLE_NAMES),
        format_func=TABLE_NAMES.__getitem__,
        horizontal=True,
        help=TABLE_GLOSS,
        **CASE.widget("table"),
    )
    return held, CASE["table"]


def pairs_of(codes: Sequence[str], table: str, on: date) -> list[Pair]:
    """Every two of the codes with the edit in force on the day, if one is held."""
    edits = {edit.codes: edit for edit in edits_among(codes, on, table)}
    return [
        Pair(two, edits.get(frozenset(two)), complete=table_warning(on, table, two) is None)
        for two in combinations(codes, 2)
    ]


def headline(pairs: Sequence[Pair]) -> str:
    """The answer in one sentence: how many pairs have an edit, and what denies where that is short to say."""
    edits = [pair.edit for pair in pairs if pair.edit]
    sure = [edit for edit in edits if edit.certain]
    if len(pairs) == 1:
        if not edits:
            known = "" if pairs[0].complete else " known here"
            return f"No edit{known} between {listed(pairs[0].codes)}"
        return f"{'An edit' if sure else 'Perhaps an edit'}: {edits[0].column2} denies beside {edits[0].column1}"
    have = {0: "none has", 1: "1 has"}.get(len(sure), f"{len(sure)} have")
    known = "" if all(pair.complete for pair in pairs) else " known here"
    text = f"Of {len(pairs)} pairs, {have} an edit{known}"
    if len(sure) < len(edits):
        return f"{text}, {len(edits) - len(sure)} may have one"
    deny = "denies" if len({edit.column2 for edit in sure}) == 1 else "deny"
    if 1 in (len({edit.column1 for edit in sure}), len({edit.column2 for edit in sure})):
        denied, paid = (listed(list(dict.fromkeys(codes))) for codes in zip(*map(columns, sure), strict=True))
        return f"{text}: {denied} {deny} beside {paid}"
    closed = sum(not edit.indicator for edit in sure)
    return f"{text}, {closed} of them closed to modifiers" if closed else text


def columns(edit: Edit) -> tuple[str, str]:
    return edit.column2, edit.column1


def listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def pair_list(pairs: Sequence[Pair]) -> str:
    """The answer as sentences: each edit by itself, the pairs without one together."""
    lines = [f"- {pair.sentence}" for pair in pairs if pair.edit]
    for complete, word in ((True, "No edit"), (False, "No edit known here")):
        free = [" with ".join(pair.codes) for pair in pairs if not pair.edit and pair.complete is complete]
        if free:
            lines.append(f"- {word}: {', '.join(free) if len(free) <= MOST_NAMED else f'{len(free)} pairs'}.")
    return "\n".join(lines)


def chosen_pair(pairs: Sequence[Pair]) -> Pair:
    """The pair the visitor chose; else the first one with an edit."""
    by_name = {pair.name: pair for pair in pairs}
    if CASE["pair"] not in by_name:
        CASE.load(pair=next((pair for pair in pairs if pair.edit), pairs[0]).name)
    return by_name[CASE["pair"]]


def draw_matrix(pairs: Sequence[Pair], codes: Sequence[str], chosen: Pair) -> None:
    draw(
        matrix_template,
        {"pairs": matrix_rows(pairs, chosen.name)},
        alt=f"Matrix of the pairs of {listed(codes)}. {' '.join(pair.sentence for pair in pairs)}",
        height=100 + 54 * (len(codes) - 1),
        key=f"pair_matrix_{chosen.name}",
        on_select=take_cell,
    )


def meaning(pair: Pair, table: str, on: date) -> str:
    """What to do with a pair on the day, in sentences with their sources."""
    lines = [*_verdict_lines(pair, table, on), *_other_table_line(pair, table, on)]
    lines.append(
        "**Separate minutes in any case.** Edit or not, two therapy services may not claim the same 15 minutes; only "
        "a supervised modality (97010 to 97028) may run beside another service. [@ncci-manual-2026-11]"
    )
    return body_text("\n".join(f"- {line}" for line in lines))


def _verdict_lines(pair: Pair, table: str, on: date) -> list[str]:
    edit = pair.edit
    if edit is None:
        known = "" if pair.complete else " known here"
        return [
            f"**No edit{known}** in the {table} table on {on}. Neither line denies because of the other, and a 59 "
            f"would answer nothing. [@{tables().facts[table].source}]"
        ]
    perhaps = "" if edit.certain else "Perhaps "
    lines = [
        f"**{perhaps}{edit.column2} denies and {edit.column1} pays** when both are billed for one day. [@{edit.source}]"
    ]
    if not edit.certain:
        lines.append(f"**Not certain for {on}.** {days(edit)} Check the table of that quarter.")
    if edit.indicator == 0:
        lines.append(
            "**No modifier opens it** (indicator 0), and a notice to the patient (ABN) does not move the cost to them. "
            "[@ncci-manual-2026-1]"
        )
        return lines
    distinct = [m for m in library().modifiers.values() if m.group == "distinct service" and m.in_force.covers(on)]
    lines.append(
        f"**A modifier may open it** (indicator 1) if the services were separate: in therapy, different minutes that "
        f"the note lets a reader see. Then one of {', '.join(f'[{m.key}]({m.id})' for m in distinct)} goes on the line "
        f"of {edit.column2}. [@ncci-manual-2026-11] Since 2019-07-01 Medicare takes it on either line. "
        "[@aapc-59-column]"
    )
    lines.append(
        "**If they shared minutes, bill one of the two.** A different diagnosis alone is no reason for a modifier. "
        "[@ncci-manual-2026-1]"
    )
    return lines


def _other_table_line(pair: Pair, table: str, on: date) -> list[str]:
    """A sentence where the other table answers differently on the day."""
    other = next(name for name in TABLES if name != table)
    theirs = next(iter(edits_between(*pair.codes, on, other)), None)
    ours = pair.edit
    if (theirs and theirs.indicator) == (ours and ours.indicator):
        return []
    if theirs is None:
        return [f"**The {other} table differs:** no edit is held there for this day."]
    opens = "a modifier may open it (indicator 1)" if theirs.indicator else "no modifier opens it (indicator 0)"
    return [f"**The {other} table differs:** there {theirs.column2} denies and {opens}. [@{theirs.source}]"]


def show_history(pair: Pair, on: date) -> None:
    """Every row of the pair in both tables: as bars over the years, and in words."""
    rows = [row for table in TABLES for row in edit_history(*pair.codes, table)]
    words = [f"{row.table}: {denies(row)}. {days(row)}" for row in rows]
    st.markdown("**Its history in both tables**")
    if rows:
        st.markdown("Pale where the dates are not certain; the upright line is the date of service.")
        draw(
            history_template,
            history_rows(rows, words, on),
            alt=f"The rows of the pair over the years. {' '.join(words)}",
            height=190,
        )
    st.markdown(history_table(rows, on))


def history_table(rows: Sequence[Edit], on: date) -> str:
    lines = ["| table | row | dates, and how they are known |", "| --- | --- | --- |"]
    for row in rows:
        lines.append(f"| {row.table} | {denies(row)} | {days(row)}{on_the_day(row, on)} |")
    empty = [table for table in TABLES if table not in {row.table for row in rows}]
    lines += [f"| {table} | none | {NO_ROW[table]} |" for table in empty]
    sources = dict.fromkeys(row.source for row in rows) or {tables().facts[table].source: None for table in TABLES}
    return "\n".join([*lines, "", f"Read in {' and '.join(cite(source) for source in sources)}."])


def denies(row: Edit) -> str:
    return "voided (9)" if row.status == "voided" else f"{row.column2} denies ({row.indicator})"


def on_the_day(row: Edit, on: date) -> str:
    if not row.may_cover(on):
        return ""
    certain = edits_between(row.column1, row.column2, on, row.table)[0].certain
    return " **In force on this date.**" if certain else " **Perhaps in force on this date.**"


def days(row: Edit) -> str:
    """The days a row covers, in words."""
    end = f"to {row.ended}" if row.ended else "no end known"
    if row.status == "voided":
        return f"Published for {row.effective} and voided from that same day: it never applied."
    if row.note:
        return row.note
    if row.basis == "read":
        return f"From {row.effective}, {end}: read in the table."
    if row.basis == "inferred":
        return f"From {row.effective} (inferred, not read), {end}."
    return f"Start not known, {end}."


st.title("Same-day pairs")
st.markdown("Codes billed on one day for one patient: which line denies, and whether a modifier may open the pair.")
CASE.open()
on = date_of_service()
codes, table = choose_case()
if len(codes) < 2:
    st.info("Choose at least two codes whose edits are held here; the answer appears at once.")
else:
    pairs = pairs_of(codes, table, on)
    chosen = chosen_pair(pairs)
    st.header(headline(pairs), anchor=False)
    if lesson := TEACHING_CASES.get(" + ".join(codes)):
        st.markdown(body_text(f":material/school: {lesson}"))
    if len(pairs) > 1:
        st.markdown(pair_list(pairs))
    if warning := table_warning(on, table, codes):
        st.warning(warning)
    if len(pairs) > 1:
        draw_matrix(pairs, codes, chosen)
        by_name = {pair.name: pair for pair in pairs}
        st.selectbox(
            "Look at one pair (or choose its cell)",
            sorted(by_name, key=lambda name: by_name[name].edit is None),
            format_func=lambda name: by_name[name].sentence,
            **CASE.widget("pair"),
        )
    st.subheader(f"{' with '.join(chosen.codes)} on {on}", anchor=False)
    st.markdown(meaning(chosen, table, on))
    show_history(chosen, on)
CASE.write("codes", "table", *(["pair"] if len(codes) > 2 else []))
with st.expander("When to use this, and its pitfalls", icon=":material/lightbulb:"):
    st.markdown(
        body_text(
            "- One patient, one provider or group, one date of service, Medicare. Medicaid has tables of its own, and "
            "other payers may add edits or keep old ones: ask which version they use.\n"
            "- A modifier answers an edit. Where there is none, a 59 says nothing and makes the pattern look "
            "careless. [@ncci-manual-2026-1]\n"
            "- That a pair has no edit does not make both services payable: each still needs its own minutes, its own "
            "purpose and its own words in the note.\n"
            "- Unit limits (MUE) are another check: they count the units of one code.\n"
            "- The tables change every quarter. A row voided later reads as if it had never been, so an old denial may "
            "have been right on its day.\n"
            "- Read more: [which codes need a 59, and which never did](guides/ncci-edits)."
        )
    )
official = library().source(OFFICIAL)
st.markdown(f"Check the official table of the quarter: [{official.publisher}, NCCI edits]({official.url}).")
show_sources(SOURCES)
st.caption(
    "Nothing typed here is stored. The address of this page holds the whole case, so copying it shares the case."
)
ama_notice()
