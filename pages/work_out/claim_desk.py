"""The claim desk: from a visit to claim lines, with every modifier explained."""

from __future__ import annotations

import streamlit as st

from logic.claim import Claim, Finding, build_claim, payers
from logic.content import library
from logic.fees import LineAmount
from logic.lines import Line
from pages.shared.charts import draw
from pages.shared.date_of_service import date_of_service
from pages.shared.links import page_address
from pages.shared.notes import ama_notice, cite, plain, show_sources, steps_text
from pages.shared.visit_rows import codes_to_pick
from pages.work_out import claim_chart
from pages.work_out.claim_case import DeskCase, DeskService
from pages.work_out.claim_form import edit_case, keep_address, load_case, open_case

EXAMPLES = {
    "PT and PTA, a group, over the threshold": DeskCase(
        (
            DeskService("97150"),
            DeskService("97110", therapist=13, assistant=23, distinct_by="time"),
            DeskService("97140", therapist=30, distinct_by="time"),
        ),
        used_pt_slp="2400",
    ),
    "Evaluation day": DeskCase(
        (DeskService("97161"), DeskService("97110", therapist=15), DeskService("97140", therapist=15)), used_pt_slp="0"
    ),
    "Re-evaluation and training, denied": DeskCase(
        (DeskService("97164"), DeskService("97535", therapist=15)), used_pt_slp="800"
    ),
    "OT with an assistant": DeskCase(
        (DeskService("97530", "OT", therapist=8, assistant=10), DeskService("97535", "OT", assistant=16)), used_ot="900"
    ),
    "Patient insists, ABN signed": DeskCase(
        (DeskService("97110", therapist=30),), used_pt_slp="2600", abn="required", necessary=False
    ),
}
SEVERITY = {"error": ":red-badge[error]", "warning": ":orange-badge[warning]", "notice": ":blue-badge[notice]"}
OUTCOME = {"payable": "expected", "denied": "no", "depends": "it depends"}
SHOWN_ALTERNATIVES = 5


def load_chosen() -> None:
    if st.session_state.desk_example:
        load_case(EXAMPLES[st.session_state.desk_example])
        st.session_state.desk_example = None


def headline(claim: Claim) -> str:
    lines = "1 claim line" if len(claim.lines) == 1 else f"{len(claim.lines) or 'no'} claim lines"
    counts = [
        f"{n} {severity}{'' if n == 1 else 's'}"
        for severity in ("error", "warning")
        if (n := sum(f.severity == severity for f in claim.findings))
    ]
    return f"{lines.capitalize()}, {' and '.join(counts) or 'nothing wrong found'}"


def line_table(claim: Claim) -> str:
    amounts = list(claim.estimate.lines) if claim.estimate else []
    doubt = any(outcome != "payable" for outcome in claim.outcomes)
    rows = ["| line | code | units | modifiers | estimate |", "| :-: | --- | :-: | --- | --: |"]
    if doubt:
        rows = [f"{rows[0]} paid? |", f"{rows[1]} --- |"]
    for number, (line, outcome) in enumerate(zip(claim.lines, claim.outcomes, strict=True), 1):
        amount = take(amounts, line) if outcome != "denied" else None
        dollars = plain(f"${amount.allowed:,.2f}") if amount and amount.allowed is not None else ""
        modifiers = " ".join(f"`{modifier}`" for modifier in line.modifiers)
        row = f"| {number} | [{line.code}]({page_of(line.code)}) | {line.units} | {modifiers} | {dollars} |"
        rows.append(f"{row} {OUTCOME[outcome]} |" if doubt else row)
    return "\n".join(rows)


def take(amounts: list[LineAmount], line: Line) -> LineAmount | None:
    """The amount of a line, each used once."""
    found = next((amount for amount in amounts if amount.line == line), None)
    if found:
        amounts.remove(found)
    return found


def page_of(code: str) -> str:
    try:
        return page_address(library().code(code).id)
    except LookupError:
        return page_address("guides/ncci-edits")


def estimate_text(claim: Claim) -> str:
    estimate = claim.estimate
    if estimate is None:
        return ""
    return plain(
        f"National estimate: **${estimate.allowed:,.2f}** allowed; Medicare pays ${estimate.medicare:,.2f}, the "
        f"patient ${estimate.patient:,.2f}."
    )


def finding_text(finding: Finding) -> str:
    return (
        f"- {SEVERITY[finding.severity]} {plain(finding.message)} {cite(finding.source)} "
        f":small[[read more]({page_address(finding.page)})]"
    )


def show_reasons(claim: Claim) -> None:
    for number, (line, steps) in enumerate(zip(claim.lines, claim.reasons, strict=True), 1):
        st.markdown(f"**Line {number}: {line.code} ×{line.units} {' '.join(line.modifiers)}**\n\n{steps_text(steps)}")
    if claim.steps:
        st.markdown(f"**How the units were counted**\n\n{steps_text(claim.steps)}")
    if claim.estimate:
        left_out = "\n".join(f"- {plain(item)}" for item in claim.estimate.left_out)
        st.markdown(f"**What the estimate leaves out**\n\n{left_out}")


def show_alternatives(claim: Claim) -> None:
    with st.expander(f"{claim.alternatives_count} other permitted sets of lines", icon=":material/balance:"):
        for lines in claim.alternatives[:SHOWN_ALTERNATIVES]:
            st.markdown("- " + "; ".join(f"{ln.code} ×{ln.units} {' '.join(ln.modifiers)}" for ln in lines))
        if claim.alternatives_count > SHOWN_ALTERNATIVES:
            st.caption(f"The first {SHOWN_ALTERNATIVES} are listed.")


def show_claim(claim: Claim) -> None:
    st.header(headline(claim), anchor=False)
    st.markdown(line_table(claim))
    st.markdown(estimate_text(claim))
    if claim.alternatives:
        show_alternatives(claim)
    if claim.findings:
        st.subheader("What to know before sending it", anchor=False)
        st.markdown("\n".join(map(finding_text, claim.findings)))
    with st.expander("Why each line is as it is, and what the estimate leaves out", icon=":material/account_tree:"):
        show_reasons(claim)
    if claim.what_would_change:
        st.subheader("What would change this", anchor=False)
        st.markdown("\n".join(f"- {plain(change.text)}" for change in claim.what_would_change))
    sources = [f.source for f in claim.findings] + [step.source for steps in claim.reasons for step in steps]
    show_sources(sources, date_of_service())


st.title("Claim desk")
st.markdown("One patient, one provider, one date of service: the lines a careful biller would send, and why.")
codes = codes_to_pick(date_of_service())
names = {code.code: code.name for code in codes}
timed = {code.code: code.timing.kind == "timed" for code in codes}
payer_names = {payer.id: payer.name[0].upper() + payer.name[1:] for payer in payers().values()}
st.pills("Examples", list(EXAMPLES), key="desk_example", on_change=load_chosen)
open_case(next(iter(EXAMPLES.values())), names, payer_names)
case = edit_case(names, timed, payer_names)
keep_address(case)
missing = [s.code for s in case.services if timed.get(s.code) and not s.entered]
if missing:
    st.caption(f":material/edit: Enter minutes for {', '.join(missing)}; until then it is left off the claim.")
bars = claim_chart.lanes_rows(case.services)
if bars:
    draw(claim_chart.lanes_template, {"lanes": bars}, alt=claim_chart.describe_lanes(case.services), height=220)
try:
    claim = build_claim(case.visit(date_of_service(), timed))
except (ValueError, LookupError) as problem:
    st.error(str(problem))
else:
    show_claim(claim)

with st.expander("When to use this, and its pitfalls", icon=":material/lightbulb:"):
    st.markdown(
        "- The engine knows Original Medicare's rules. For any other payer it bills nothing it was not told, and lists "
        "the questions to ask.\n"
        "- State what set services apart only if the record shows it. Nothing stated never earns a 59.\n"
        "- Minutes together are the therapist's. The assistant's are those worked alone.\n"
        "- The order of modifiers on a line follows no Medicare rule that could be found; the set is what matters."
    )
st.caption(
    "Nothing typed here is stored. The address of this page holds the whole case, so copying it shares the case."
)
ama_notice()
