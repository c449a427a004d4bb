"""Minutes to units: both counting rules side by side, with the reason."""

from __future__ import annotations

import streamlit as st

from logic.units import CountingRule, UnitCount, count_units, units_supported_by
from pages.shared.address import Row
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.notes import ama_notice, show_sources, show_steps, steps_text
from pages.shared.visit_rows import countable_names, edit_rows, is_timed, keep_address, load_rows, rows_on_screen
from pages.work_out import visit_chart

MANUAL_EXAMPLES = {
    "24 + 23": {"97112": 24, "97110": 23},
    "20 + 20": {"97112": 20, "97110": 20},
    "33 + 7": {"97110": 33, "97140": 7},
    "18 + 13 + 10 + 8": {"97110": 18, "97140": 13, "97116": 10, "97035": 8},
    "7 + 7 + 7": {"97112": 7, "97110": 7, "97140": 7},
}
TEACHING_CASES = {
    "29 + 8": {"97110": 29, "97140": 8},
    "31 + 24": {"97112": 31, "97110": 24},
    "8 + 8 + 8 + 8": {"97110": 8, "97112": 8, "97140": 8, "97530": 8},
    "25 + 25 + 10": {"97116": 25, "97110": 25, "97112": 10},
}
RULE_NAMES = {CountingRule.CMS: "Medicare (CMS) rule", CountingRule.MIDPOINT: "midpoint rule"}
MOST_ANSWERS = 10


def case(minutes: dict[str, int]) -> list[Row]:
    return [Row(code, m) for code, m in minutes.items()]


def load_chosen(key: str, cases: dict[str, dict[str, int]]) -> None:
    if st.session_state[key]:
        load_rows(case(cases[st.session_state[key]]))
        st.session_state[key] = None


def choose_example() -> None:
    st.pills(
        "Examples from Medicare's manual, 1 to 5",
        list(MANUAL_EXAMPLES),
        key="manual_example",
        on_change=load_chosen,
        args=("manual_example", MANUAL_EXAMPLES),
    )
    st.pills(
        "Cases that teach",
        list(TEACHING_CASES),
        key="teaching_case",
        on_change=load_chosen,
        args=("teaching_case", TEACHING_CASES),
    )


def units(number: int) -> str:
    return "1 unit" if number == 1 else f"{number or 'no'} units"


def answer(counts: dict[CountingRule, UnitCount]) -> str:
    """Both rules side by side: units in all, units for each code, and every permitted answer."""
    cms, midpoint = counts.values()
    same = cms.total_units == midpoint.total_units
    headline = f"Both rules: {units(cms.total_units)}"
    if not same:
        headline = f"Medicare: {units(cms.total_units)}. Midpoint: {units(midpoint.total_units)}."
    parts = [f"## {headline}", table(cms, midpoint)]
    if cms.allocation_count > 1:
        more = f" The first {MOST_ANSWERS} are shown." if cms.allocation_count > MOST_ANSWERS else ""
        parts.append(
            f":material/balance: **{cms.allocation_count} permitted answers under Medicare's rule.** The treating "
            f"professional chooses; answer 1 is only listed first.{more}"
        )
    parts.append(":small[Medicare: the total of all timed minutes decides. Midpoint: each code is counted alone.]")
    return "\n\n".join(parts)


def table(cms: UnitCount, midpoint: UnitCount) -> str:
    answers = cms.allocations[:MOST_ANSWERS]
    tie = len(answers) > 1
    heads = [f"Medicare{f', answer {n}' if tie else ''}" for n in range(1, len(answers) + 1)]
    columns = [*answers, midpoint.allocations[0]]
    totals = [cms.total_units] * len(answers) + [midpoint.total_units]
    lines = [f"| code | {' | '.join(heads)} | Midpoint |", f"| --- |{' :-: |' * len(columns)}"]
    lines += [f"| {code} | {' | '.join(str(c[code]) for c in columns)} |" for code in sorted(answers[0])]
    lines += [f"| {code}, untimed |{' 1 |' * len(columns)}" for code in cms.untimed]
    lines.append(f"| **all timed** | {' | '.join(f'**{t}**' for t in totals)} |")
    return "\n".join(lines)


def case_of(counts: dict[CountingRule, UnitCount]) -> str:
    return str([(share.code, share.minutes) for share in counts[CountingRule.CMS].shares])


def hidden(counts: dict[CountingRule, UnitCount]) -> bool:
    """Whether the learner wants to predict first and has not yet typed an answer to this case."""
    wants = st.session_state.predict_first and counts[CountingRule.CMS].shares
    return bool(wants) and st.session_state.get("predicted", ("", {}))[0] != case_of(counts)


def predict(counts: dict[CountingRule, UnitCount]) -> None:
    """Asks for the learner's units and, once they are given, compares them."""
    case = case_of(counts)
    codes = sorted(counts[CountingRule.CMS].allocations[0])
    with st.form("prediction", border=True):
        st.markdown("**Your answer under the Medicare (CMS) rule**")
        with st.container(horizontal=True):
            typed = {c: st.number_input(c, 0, 96, None, key=f"predicted_{c}_{case}", width=120) for c in codes}
        if st.form_submit_button("Compare", type="primary"):
            if None in typed.values():
                st.warning("Enter units for every code, 0 included, then compare.")
            else:
                st.session_state["predicted"] = (case, typed)
                st.rerun()
    if hidden(counts):
        st.info("The answer appears once you have typed yours.")
    else:
        compare(st.session_state["predicted"][1], counts)


def compare(answer: dict[str, int], counts: dict[CountingRule, UnitCount]) -> None:
    cms, midpoint = counts.values()
    if answer in cms.allocations:
        st.success("Right: that is a permitted answer.", icon=":material/check:")
    elif answer in midpoint.allocations:
        st.error("Not under Medicare's rule. That is the midpoint answer: each code counted alone.")
    else:
        st.error(
            f"Not this time. You gave {units(sum(answer.values()))} in all; the chart gives {units(cms.total_units)}. "
            "The working below shows where they go."
        )


def show_working(counts: dict[CountingRule, UnitCount]) -> None:
    workings = (f"**Why, by the {RULE_NAMES[rule]}**\n\n{steps_text(count.steps)}" for rule, count in counts.items())
    st.markdown("\n\n".join(workings))


def show_stairs(counts: dict[CountingRule, UnitCount]) -> None:
    data = visit_chart.stairs_rows(counts[CountingRule.CMS])
    here = data["here"][0]
    st.markdown(
        f"Units step up at 8, 23, 38 minutes and every 15 after that. This visit has {here['minutes']} timed "
        f"minutes: {units(here['units'])}."
    )
    draw(
        visit_chart.stairs_template,
        data,
        alt=f"Stairs of total timed minutes against units; this visit stands at {here['minutes']} minutes, "
        f"{units(here['units'])}.",
    )


def show_differences(counts: dict[CountingRule, UnitCount]) -> None:
    rows = visit_chart.difference_rows()
    pairs = {word: f"{n:,} ({n / len(rows):.1%})" for word, n in visit_chart.count_differences(rows).items()}
    text = (
        f"Of all {len(rows):,} pairs of 1 to {visit_chart.LONGEST} minutes, the midpoint rule gives more units in "
        f"{pairs['more']}, fewer in {pairs['fewer']} and as many in {pairs['as many']}."
    )
    st.markdown(f"{text} Choose a cell to load its case.")
    draw(
        visit_chart.differences_template,
        {"pairs": rows},
        alt=f"Heat map of midpoint units minus CMS units for two services. {text}",
        key="difference_map",
        on_select=load_cell,
    )


def load_cell() -> None:
    cells = st.session_state["difference_map"]["selection"].get("cell", [])
    if cells:
        minutes = (int(cells[0]["first"]), int(cells[0]["second"]))
        load_rows(case(dict(zip(visit_chart.PAIR, minutes, strict=True))))
        st.rerun()


def show_support(counts: dict[CountingRule, UnitCount]) -> None:
    st.markdown("Type the units on a claim. The minutes that support them are what the note must show.")
    rule = st.radio("Rule", list(CountingRule), format_func=RULE_NAMES.__getitem__, horizontal=True, key="support_rule")
    suggested = counts[rule].allocations[0]
    with st.container(horizontal=True):
        billed = {
            code: st.number_input(f"Units of {code}", 0, 96, number, key=f"billed_{code}_{rule}_{number}", width=130)
            for code, number in suggested.items()
        }
    try:
        support = units_supported_by({c: n for c, n in billed.items() if n is not None}, rule)
    except ValueError as error:
        st.warning(str(error))
        return
    table = ["| | minutes |", "| --- | --- |", f"| **all timed minutes** | **{support.total}** |"]
    table += [f"| {code} | {minutes} |" for code, minutes in support.per_code.items()]
    st.markdown("\n".join(table))
    show_steps(support.steps)
    st.caption("This shows what was needed, not a target: minutes are recorded as they were spent.")


def count_case() -> dict[CountingRule, UnitCount]:
    complete = [
        (row.code, row.minutes) for row in rows_on_screen() if row.minutes is not None or not is_timed(row.code)
    ]
    return {rule: count_units(complete, rule) for rule in CountingRule}


@st.fragment(key="answers")
def show_answers() -> None:
    """The answers to the case on screen: all that a change of minutes always draws again."""
    keep_address()
    try:
        counts = count_case()
    except (ValueError, LookupError) as error:
        st.error(str(error))
        return
    if st.session_state.predict_first and counts[CountingRule.CMS].shares:
        predict(counts)
    if hidden(counts):
        return
    st.markdown(answer(counts), anchors=False)
    cms = counts[CountingRule.CMS]
    if cms.shares:
        draw(
            visit_chart.visit_template,
            {"visit": visit_chart.visit_rows(cms)},
            alt=visit_chart.describe_visit(cms),
            height=140 + 50 * len(cms.shares),
        )
    show_working(counts)


@st.fragment(key="closer")
def look_closer(view: str | None) -> None:
    try:
        counts = count_case()
    except (ValueError, LookupError):
        return
    if view and not hidden(counts):
        VIEWS[view](counts)


def to_draw_again() -> list[str]:
    return ["answers", "closer"] if st.session_state.view else ["answers"]


VIEWS = {
    "The chart": show_stairs,
    "Where the rules differ": show_differences,
    "Minutes behind units": show_support,
}

st.title("Minutes to units")
st.markdown(
    "What was done on one date of service, counted under both rules, with every permitted answer and the reason."
)
choose_example()
edit_rows(case(MANUAL_EXAMPLES["33 + 7"]), countable_names(date_of_service()), to_draw_again)
st.toggle("Predict first: hide the answer until I have typed mine", key="predict_first")
show_answers()
look_closer(st.radio("Look closer", list(VIEWS), index=None, key="view", bind="query-params", horizontal=True))
with st.expander("When to use this, and its pitfalls", icon=":material/lightbulb:"):
    st.markdown(
        "- One patient, one discipline, one date of service. Whether minutes of PT and OT are pooled on one day is "
        "not settled by the sources here: ask the contractor.\n"
        "- Enter treatment minutes only: rest, waiting, toileting and writing the note do not count.\n"
        "- Which rule applies is the payer's choice, never to be inferred from the word commercial: see "
        "[which counting rule](guides?guide=which-counting-rule).\n"
        "- Units follow from the minutes that were spent. A pattern of visits that just reach a unit invites review."
    )
show_sources(("cms-claims-5-20.2", "cms-claims-5-20.3", "cpt-time", "webpt-60-minutes"))
st.caption(
    "Nothing typed here is stored. The address of this page holds the whole case, so copying it shares the case."
)
ama_notice()
