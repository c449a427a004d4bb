"""Claims: worked visits, and what must hold for every visit."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logic.assistants import split_units
from logic.claim import Service, Visit, build_claim, payers, questions
from logic.claim.rules import check, claim_rules
from logic.content import library
from logic.edits import edits_among
from logic.rule_files import RULES
from logic.units import CountingRule, count_units
from tests.examples import examples

NOVEMBER = date(2026, 11, 2)
unhurried = settings(deadline=None)
DISTINCT_MODIFIERS = {"59", "XE", "XS", "XP", "25"}
SCENARIOS = {
    *("B02", "B03", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B13", "B15", "B16", "B17", "B18"),
    *("B20", "B21", "B22", "B24", "B26", "B27", "B28", "B29", "B30", "B32", "B33", "B35", "B36", "B39", "B41"),
    *("B42", "B44", "B45", "B46", "B47", "B48", "B51", "B53", "B54", "B56", "B60", "B62", "B67", "B68", "B69"),
    *("B71", "B72", "B73", "B74", "B75", "B76", "B77", "B79", "B81", "B82", "B83", "B85", "B86", "B87", "B89"),
    *("B91", "B92", "B95"),
}
EXAMPLES = examples("claims")
RUN = [example for example in EXAMPLES if "refused" not in example]


def visit_of(example):
    services = tuple(Service(**{"discipline": "PT", **service}) for service in example["services"])
    allowed = {
        bucket: tuple(map(Decimal, used)) if isinstance(used, list) else Decimal(used)
        for bucket, used in example.get("allowed_to_date", {}).items()
    }
    names = ("payer", "setting", "counting_rule", "abn", "medically_necessary")
    given_facts = {name: example[name] for name in names if name in example}
    return Visit(
        date_of_service=example["day"],
        services=services,
        allowed_to_date=allowed,
        follows=tuple(example.get("follows", ())),
        **given_facts,
    )


def as_sets(lines):
    return sorted((line.code, line.units, sorted(line.modifiers)) for line in lines)


def written(lines):
    return sorted((code, units, sorted(modifiers)) for code, units, modifiers in lines)


def visit(*services, on=NOVEMBER, **facts):
    return Visit(date_of_service=on, services=services, **facts)


def by_id(example):
    return example["id"]


# Worked visits


@pytest.mark.parametrize("example", RUN, ids=by_id)
def test_a_worked_visit_makes_exactly_these_lines(example):
    claim = build_claim(visit_of(example))
    answers = [claim.lines, *claim.alternatives]
    expected = [example["lines"], *example.get("or", [])]
    assert [as_sets(lines) for lines in answers] == [written(lines) for lines in expected]
    denied = {line.code for line, outcome in zip(claim.lines, claim.outcomes, strict=True) if outcome == "denied"}
    assert denied == set(example.get("denied", []))
    found = [(finding.severity, finding.topic, finding.codes) for finding in claim.findings]
    for severity, topic, code in example.get("findings", []):
        assert any((s, t) == (severity, topic) and code in codes for s, t, codes in found), (severity, topic, code)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "refused" in e], ids=by_id)
def test_a_code_that_is_not_held_is_refused_by_name(example):
    with pytest.raises(LookupError, match=example["refused"]):
        build_claim(visit_of(example))


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "asks" in e], ids=by_id)
def test_a_case_of_one_payer_is_asked_about_and_not_ruled(example):
    claim = build_claim(visit_of(example))
    assert not any(line.modifiers for line in claim.lines)
    asked = {code for finding in claim.findings if finding.topic == "payer" for code in finding.codes}
    assert asked >= set(example["asks"])


def test_every_scenario_of_the_source_is_among_the_examples():
    assert {example["id"].split(" ")[0] for example in EXAMPLES} >= SCENARIOS


def test_every_example_names_a_source_of_this_reference():
    assert {example["source"] for example in EXAMPLES} <= library().sources.keys()


@pytest.mark.parametrize(
    ("example", "on"),
    [pytest.param(e, on, id=f"{e['id']}-{on}") for e in examples("assistants") for on in e["on"]],
)
def test_an_example_of_therapist_and_assistant_makes_the_same_lines_as_a_claim(example, on):
    codes = {*example["therapist"], *example["assistant"], *example.get("joint", {})}
    services = []
    for code in sorted(codes):
        own, joint = example["therapist"].get(code), example.get("joint", {}).get(code)
        helped = example["assistant"].get(code, 0)
        minutes = None if own is None and joint is None else (own or 0) + (joint or 0)
        services.append(
            Service(
                code,
                example["discipline"],
                minutes=minutes,
                joint_minutes=joint,
                assistant_minutes=10 if helped is None else helped,
            )
        )
    claim = build_claim(visit(*services, on=date.fromisoformat(str(on))))
    answers = [claim.lines, *claim.alternatives]
    expected = [example["lines"], *example.get("or", [])]
    assert sorted(as_sets(lines) for lines in answers) == sorted(written(lines) for lines in expected)


@pytest.mark.parametrize("example", [e for e in examples("units") if e["rule"] == "cms"], ids=by_id)
def test_a_published_count_makes_the_same_units_as_a_claim(example):
    services = [Service(code, _discipline(code), minutes=minutes) for code, minutes in example["services"]]
    claim = build_claim(visit(*services))
    expected = [example["units"], *example.get("or", [])]
    found = [{line.code: line.units for line in lines} for lines in (claim.lines, *claim.alternatives)]
    wanted = [{code: units for code, units in answer.items() if units} for answer in expected]
    assert sorted(map(sorted_items, found)) == sorted(map(sorted_items, wanted))


def sorted_items(units):
    return sorted(units.items())


def _discipline(code):
    return library().code(code).disciplines[0]


# Every visit

CODES = (
    *("97110", "97112", "97140", "97530", "97535", "97116", "97124", "97113", "97035", "97032", "97750", "97760"),
    *("97150", "97012", "G0283", "97014", "97010", "97161", "97163", "97164", "97168", "92507", "92526", "97129"),
    *("97130", "95992", "95851", "97597", "97602", "98980", "98977", "97139", "97550", "97037", "20560", "97001"),
    *("98016", "97552", "29581", "98981"),
)
TIMED = {code for code in CODES if library().code(code).timing.kind == "timed"}
days = st.sampled_from((NOVEMBER, date(2019, 6, 3), date(2021, 3, 1), date(2014, 11, 3), date(2027, 2, 1)))
reasons_stated = st.sampled_from((None, None, "time", "encounter", "structure", "practitioner"))


@st.composite
def services(draw):
    code = draw(st.sampled_from(CODES))
    discipline = draw(st.sampled_from(("PT", "PT", "OT", "SLP")))
    minutes = draw(st.integers(0, 50))
    helped = draw(st.sampled_from((None, None, None, 3, 9, 15, 23)))
    units = None if code in TIMED else draw(st.sampled_from((None, None, 2)))
    together = draw(st.sampled_from((None, minutes // 2)))
    excluded = draw(st.sampled_from((False, False, False, True)))
    return Service(code, discipline, minutes, helped, together, draw(reasons_stated), units, excluded)


@st.composite
def visits(draw, payer=None, used=None):
    facts = {
        "payer": payer or draw(st.sampled_from(("medicare", "medicare", "medicare", "commercial", "unknown"))),
        "setting": draw(st.sampled_from(("practitioner", "hospital"))),
        "abn": draw(st.sampled_from((None, None, "required", "voluntary"))),
        "medically_necessary": draw(st.booleans()),
    }
    if facts["payer"] != "medicare":
        facts["follows"] = draw(st.sampled_from(((), ("edits",), ("assistant",), ("discipline", "edits", "limits"))))
        facts["counting_rule"] = draw(st.sampled_from((None, "cms", "midpoint")))
    amounts = used or (Decimal(0), Decimal(2470), Decimal(2600), (Decimal(0), Decimal(9999)), None)
    allowed = {bucket: draw(st.sampled_from(amounts)) for bucket in ("PT_SLP", "OT")}
    facts["allowed_to_date"] = {bucket: amount for bucket, amount in allowed.items() if amount is not None}
    return visit(*draw(st.lists(services(), min_size=1, max_size=6)), on=draw(days), **facts)


@unhurried
@given(visits())
def test_every_line_says_why_it_has_its_units_and_each_of_its_modifiers(a_visit):
    claim = build_claim(a_visit)
    assert len(claim.lines) == len(claim.reasons) == len(claim.outcomes)
    for line, why in zip(claim.lines, claim.reasons, strict=True):
        assert line.units >= 1 and line.code in why[0].text
        for modifier in line.modifiers:
            assert any(modifier in step.text for step in why), modifier


@unhurried
@given(visits())
def test_modifiers_of_a_line_are_unique_and_never_contradict_each_other(a_visit):
    claim = build_claim(a_visit)
    for line in (line for lines in (claim.lines, *claim.alternatives) for line in lines):
        found = set(line.modifiers)
        assert len(found) == len(line.modifiers)
        assert len(found & {"GP", "GO", "GN"}) <= 1
        assert "CQ" not in found or "GP" in found
        assert "CO" not in found or "GO" in found
        assert len(found & DISTINCT_MODIFIERS) <= 1
        assert len(found & {"KX", "GA", "GZ", "GY"}) <= 1
        assert "GX" not in found or "GY" in found
        if a_visit.payer != "medicare":
            assert not found & {"KX", "GA", "GZ", "GY", "GX"}
        if not a_visit.medically_necessary:
            assert "KX" not in found


@unhurried
@given(visits())
def test_no_modifier_of_distinctness_stands_without_an_open_edit_and_a_stated_reason(a_visit):
    claim = build_claim(a_visit)
    stated = {entry.code for entry in claim.case.entries if entry.distinct}
    if "97129" in stated or "97130" in stated:
        stated |= {"97129", "97130"}
    edits = edits_among({line.code for line in claim.lines}, a_visit.date_of_service, a_visit.setting)
    opened = {code for edit in edits if edit.indicator == 1 and edit.codes & stated for code in edit.codes}
    assert {line.code for line in claim.lines if DISTINCT_MODIFIERS & set(line.modifiers)} <= opened


@unhurried
@given(visits(payer="medicare"), st.sampled_from(("PT", "OT", "SLP")))
def test_the_units_of_the_lines_are_an_answer_of_the_units_engine(a_visit, discipline):
    one_plan = replace(a_visit, services=tuple(replace(s, discipline=discipline) for s in a_visit.services))
    claim = build_claim(one_plan)
    timed = [entry for entry in claim.case.entries if entry.timed]
    minutes = [(e.code, e.therapist or 0 if discipline == "SLP" else e.minutes) for e in timed]
    other = {entry.code: entry.times for entry in claim.case.entries if not entry.timed}
    permitted = [allocation | other for allocation in count_units(minutes, CountingRule.CMS).allocations]
    for lines in (claim.lines, *claim.alternatives):
        billed = {}
        for line in lines:
            billed[line.code] = billed.get(line.code, 0) + line.units
        assert billed in [{code: units for code, units in answer.items() if units} for answer in permitted]


@unhurried
@given(visits(payer="medicare"))
def test_each_plan_of_care_is_counted_as_if_it_were_alone(a_visit):
    whole = build_claim(a_visit)
    apart = []
    for discipline in {service.discipline for service in a_visit.services}:
        alone = tuple(service for service in a_visit.services if service.discipline == discipline)
        apart += build_claim(replace(a_visit, services=alone)).lines
    assert sorted((line.code, line.units) for line in whole.lines) == sorted((ln.code, ln.units) for ln in apart)


@unhurried
@given(visits(used=(Decimal(0), Decimal(2600), None)), st.randoms(use_true_random=False))
def test_the_order_of_the_services_changes_only_the_order_of_the_lines(a_visit, random):
    shuffled = list(a_visit.services)
    random.shuffle(shuffled)
    one, other = build_claim(a_visit), build_claim(replace(a_visit, services=tuple(shuffled)))
    assert as_sets(one.lines) == as_sets(other.lines)
    assert sorted(map(as_sets, one.alternatives)) == sorted(map(as_sets, other.alternatives))
    assert said(one) == said(other)


def said(claim):
    return sorted((f.severity, f.topic, sorted(f.codes), f.source, f.page) for f in claim.findings)


@unhurried
@given(visits())
def test_every_source_and_page_exists_and_findings_come_most_severe_first(a_visit):
    claim = build_claim(a_visit)
    steps = [*claim.steps, *(step for why in claim.reasons for step in why)]
    assert {item.source for item in (*steps, *claim.findings)} <= library().sources.keys()
    for finding in claim.findings:
        assert library().entry(finding.page)
        assert finding.codes and finding.message.endswith((".", "?"))
    order = [("error", "warning", "notice").index(finding.severity) for finding in claim.findings]
    assert order == sorted(order)


@unhurried
@given(visits())
def test_every_service_is_on_a_line_or_named_in_a_finding(a_visit):
    claim = build_claim(a_visit)
    named = {line.code for line in claim.lines} | {code for finding in claim.findings for code in finding.codes}
    assert {service.code for service in a_visit.services} <= named


@unhurried
@given(visits())
def test_every_line_that_is_not_paid_is_explained(a_visit):
    claim = build_claim(a_visit)
    explained = {
        code for f in claim.findings if f.topic in ("edit", "limit", "coverage", "liability") for code in f.codes
    }
    assert {
        ln.code for ln, outcome in zip(claim.lines, claim.outcomes, strict=True) if outcome != "payable"
    } <= explained


@settings(max_examples=40, deadline=None)
@given(visits())
def test_each_change_is_what_the_engine_answers_for_the_changed_visit(a_visit):
    for change in build_claim(a_visit).what_would_change:
        again = build_claim(change.visit)
        assert change.lines == again.lines
        assert change.text.startswith(change.fact)
        assert set(change.gained) <= set(again.lines)


@unhurried
@given(visits(payer="medicare"))
def test_the_estimate_prices_only_lines_that_can_be_paid(a_visit):
    claim = build_claim(a_visit)
    if claim.estimate is None:
        return
    payable = [ln for ln, outcome in zip(claim.lines, claim.outcomes, strict=True) if outcome != "denied"]
    assert {amount.line for amount in claim.estimate.lines} <= set(payable)


# Single facts


def test_the_order_of_entry_is_the_order_of_the_lines_with_the_therapist_first():
    claim = build_claim(visit(Service("97140", "PT", 30), Service("97110", "PT", 13, 23), Service("97012", "PT")))
    assert [(line.code, line.modifiers) for line in claim.lines] == [
        ("97140", ("GP",)),
        ("97110", ("GP",)),
        ("97110", ("GP", "CQ")),
        ("97012", ("GP",)),
    ]


def test_assistant_minutes_come_on_top_of_the_therapists_and_joint_ones_are_among_them():
    claim = build_claim(visit(Service("97110", "PT", minutes=15, joint_minutes=5, assistant_minutes=15)))
    split = split_units(therapist={"97110": 15}, assistant={"97110": 15}, on=NOVEMBER, discipline="PT")
    assert as_sets(claim.lines) == as_sets(split.options[0].lines)
    assert any("5 minutes together count as the therapist's" in step.text for step in claim.steps)


def test_a_finding_about_an_edit_says_which_line_denies_and_what_would_have_to_be_true():
    claim = build_claim(visit(Service("97150", "PT"), Service("97110", "PT", 15)))
    (finding,) = [f for f in claim.findings if f.topic == "edit"]
    assert finding.severity == "error" and finding.page == "guides/ncci-edits"
    assert "97150 pays and 97110 denies" in finding.message
    assert "the record shows it, 97110 takes 59" in finding.message


def test_two_evaluations_of_one_discipline_are_said_to_be_one_too_many():
    claim = build_claim(visit(Service("97163", "PT"), Service("97161", "PT")))
    assert any("One evaluation or re-evaluation of a discipline pays in a day" in f.message for f in claim.findings)


def test_between_two_disciplines_in_a_practice_an_edit_is_only_a_warning():
    services_ = (Service("92507", "SLP"), Service("97530", "OT", 15))
    for setting, outcome, severity in (("hospital", "denied", "error"), ("practitioner", "depends", "warning")):
        claim = build_claim(visit(*services_, setting=setting))
        assert claim.outcomes[1] == outcome
        assert any(f.topic == "edit" and f.severity == severity for f in claim.findings)


def test_either_line_is_named_only_once_medicare_accepts_it():
    pair = (Service("97530", "PT", 15), Service("97116", "PT", 15, distinct_by="time"))
    before, after = (build_claim(visit(*pair, on=on)) for on in (date(2019, 6, 30), date(2019, 7, 1)))
    assert any("Before 2019-07-01 only the column 2 line" in step.text for step in before.reasons[1])
    assert any("accepts it on either line" in step.text for step in after.reasons[1])


def test_a_tie_is_the_professionals_choice_and_every_answer_is_listed():
    claim = build_claim(visit(Service("97112", "PT", 7), Service("97110", "PT", 7), Service("97140", "PT", 7)))
    assert claim.alternatives_count == len(claim.alternatives) == 2
    assert {lines[0].code for lines in (claim.lines, *claim.alternatives)} == {"97112", "97110", "97140"}
    assert any(f.topic == "choice" and "professional chooses" in f.message for f in claim.findings)


def test_an_alternative_says_what_becomes_of_its_own_lines():
    claim = build_claim(visit(Service("97012", "PT"), Service("97110", "PT", 10), Service("97140", "PT", 10)))
    assert claim.outcomes == ("payable", "payable")
    assert [[line.code for line in lines] for lines in claim.alternatives] == [["97012", "97140"]]
    assert claim.alternative_outcomes == (("payable", "denied"),)


def test_of_very_many_alternatives_only_some_are_listed_and_all_are_counted():
    tied = ["97110", "97112", "97113", "97116", "97140", "97530", "97535", "97542"]
    claim = build_claim(visit(*(Service(code, "PT", 8) for code in tied)))
    assert claim.alternatives_count == 69
    assert 20 <= len(claim.alternatives) < 69
    assert len(set(claim.alternatives)) == len(claim.alternatives)


def test_both_ways_to_test_ten_percent_are_shown_when_they_disagree():
    claim = build_claim(visit(Service("97110", "PT", minutes=7, assistant_minutes=1)))
    assert claim.lines[0].modifiers == ("GP", "CQ")
    assert [lines[0].modifiers for lines in claim.alternatives] == [("GP",)]
    assert any(f.topic == "assistant" and f.source == "casamba-cq" for f in claim.findings)


def test_minutes_of_two_disciplines_are_counted_apart_and_the_difference_is_named():
    claim = build_claim(visit(Service("97110", "PT", 20), Service("97530", "OT", 20), setting="hospital"))
    assert [line.units for line in claim.lines] == [1, 1]
    assert any(f.topic == "units" and "3 units" in f.message for f in claim.findings)


def test_an_amount_exactly_at_the_threshold_is_not_over_before_the_first_line():
    services_ = (Service("97110", "PT", 15),)
    at, under = (
        build_claim(visit(*services_, allowed_to_date={"PT_SLP": amount}))
        for amount in (Decimal("2480"), Decimal("2450.94"))
    )
    assert at.lines[0].modifiers == ("GP", "KX")
    assert under.lines[0].modifiers == ("GP",), "2450.94 and 29.06 are 2480.00, which is not more than 2480"


def test_a_denied_line_does_not_count_toward_the_threshold():
    used = {"PT_SLP": Decimal("2450")}
    pair = (Service("97140", "PT", 15), Service("97124", "PT", 15))
    claim = build_claim(visit(*pair, allowed_to_date=used))
    assert [line.modifiers for line in claim.lines] == [("GP",), ("GP",)]


def test_what_was_used_decides_between_every_line_and_none_when_it_is_not_entered():
    claim = build_claim(visit(Service("97110", "PT", 15)))
    (finding,) = [f for f in claim.findings if f.topic == "threshold"]
    assert "more than $2,480" in finding.message and "$2,450.94 or less" in finding.message


def test_a_year_without_a_published_threshold_says_so_and_decides_nothing():
    claim = build_claim(
        visit(Service("97110", "PT", 15), on=date(2027, 1, 4), allowed_to_date={"PT_SLP": Decimal(9000)})
    )
    assert claim.lines[0].modifiers == ("GP",)
    (finding,) = [f for f in claim.findings if f.topic == "threshold"]
    assert finding.severity == "error" and "2027 is not published" in finding.message


def test_a_scheduled_end_of_a_code_is_not_called_certain():
    claim = build_claim(visit(Service("92507", "SLP"), on=date(2027, 1, 4)))
    (finding,) = [f for f in claim.findings if f.topic == "code"]
    assert claim.lines == () and "whether it came is not known" in finding.message
    assert claim.estimate is None


def test_the_successor_of_an_ended_code_is_named():
    claim = build_claim(visit(Service("97002", "PT")))
    assert "97164" in claim.findings[0].message


def test_97014_names_the_code_medicare_takes():
    claim = build_claim(visit(Service("97014", "PT"), Service("97032", "PT", 15, distinct_by="structure")))
    assert [line.code for line in claim.lines] == ["G0283", "97032"]
    assert "XS" in claim.lines[1].modifiers
    assert any("wants G0283" in f.message for f in claim.findings)


def test_without_relative_values_of_the_year_there_is_no_estimate_and_the_claim_says_so():
    claim = build_claim(visit(Service("97110", "PT", 15), on=date(2023, 5, 2)))
    assert claim.estimate is None
    assert any(f.topic == "estimate" for f in claim.findings)


def test_the_estimate_leaves_a_denied_line_out():
    alone = build_claim(visit(Service("97140", "PT", 15))).estimate
    bundled = build_claim(visit(Service("97140", "PT", 15), Service("97124", "PT", 15))).estimate
    assert alone.allowed == bundled.allowed == Decimal("27.72")


def changed(claim, start):
    return [change for change in claim.what_would_change if change.fact.startswith(start)]


def test_what_would_change_an_edit_that_denies():
    claim = build_claim(visit(Service("97150", "PT"), Service("97110", "PT", 15)))
    (separate,) = changed(claim, "If 97110 had minutes of its own")
    assert [line.modifiers for line in separate.gained] == [("GP", "59")]
    assert "97110 ×1 GP (not paid) would be 97110 ×1 GP 59" in separate.text
    (earlier,) = changed(claim, "Before 2020-10-01, when the edit of 97150 with 97110 began")
    assert earlier.visit.date_of_service == date(2020, 9, 30)


def test_what_would_change_an_edit_that_was_opened():
    claim = build_claim(visit(Service("97150", "PT"), Service("97110", "PT", 15, distinct_by="time")))
    (together,) = changed(claim, "If nothing had set 97110 apart")
    assert "97110 ×1 GP 59 would be 97110 ×1 GP (not paid)" in together.text


def test_what_would_change_with_other_people():
    shared = build_claim(visit(Service("97110", "PT", minutes=5, assistant_minutes=10)))
    (therapist,) = changed(shared, "If the therapist had delivered")
    assert [line.modifiers for line in therapist.gained] == [("GP",)]
    (rule,) = changed(build_claim(visit(Service("97110", "PT", 9, 6))), "Before 2022-01-01")
    assert [line.modifiers for line in rule.gained] == [("GP", "CQ")]


def test_what_would_change_in_another_setting():
    claim = build_claim(visit(Service("97161", "PT"), Service("97750", "PT", 30, distinct_by="time")))
    (hospital,) = changed(claim, "If the visit had been in a hospital")
    assert "97750 ×2 GP (not paid) would be 97750 ×2 GP 59" in hospital.text


def test_what_would_change_over_the_threshold_and_under_it():
    claim = build_claim(visit(Service("97110", "PT", 15), allowed_to_date={"PT_SLP": Decimal(3000)}))
    (nothing,) = changed(claim, "If nothing had been allowed")
    assert [line.modifiers for line in nothing.gained] == [("GP",)]
    under = build_claim(visit(Service("97110", "PT", 15), allowed_to_date={"PT_SLP": Decimal(100)}))
    (over,) = changed(under, "If $2,480 had been allowed")
    assert [line.modifiers for line in over.gained] == [("GP", "KX")]


def test_what_would_change_under_the_other_counting_rule():
    pair = (Service("97112", "PT", 24), Service("97110", "PT", 23))
    (midpoint,) = changed(build_claim(visit(*pair, payer="unknown")), "If the payer counted each code alone")
    assert sum(line.units for line in midpoint.lines) == 4


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"services": ()}, "no service to bill"),
        ({"services": (Service("97110", "PT"),)}, "97110 is a timed code: enter its minutes"),
        ({"services": (Service("97110", "PT", 15, units=2),)}, "its minutes decide the units"),
        ({"services": (Service("97110", "PT", -1),)}, "less than none"),
        ({"services": (Service("97110", "PT", 14.5),)}, "not a whole number of minutes"),
        ({"services": (Service("97110", "XX", 15),)}, "'XX' is not one of PT, OT, SLP"),
        ({"services": (Service("97110", minutes=15),)}, "always therapy"),
        ({"services": (Service("97597", assistant_minutes=5),)}, "name its discipline"),
        ({"services": (Service("97110", "PT", 15, distinct_by="diagnosis"),)}, "'diagnosis' is not one of time"),
        ({"services": (Service("97110", "PT", 5, joint_minutes=10),)}, "more than the therapist's 5"),
        ({"services": (Service("97150", "PT", units=0),)}, "0 units is no service"),
        ({"setting": "home"}, "not one of practitioner, hospital"),
        ({"payer": "aetna"}, "use unknown"),
        ({"counting_rule": "midpoint"}, "Original Medicare counts by the cms rule"),
        ({"payer": "commercial", "counting_rule": "eights"}, "not one of cms, midpoint"),
        ({"payer": "commercial", "follows": ("kx",)}, "not one of discipline"),
        ({"abn": "yes"}, "not one of required, voluntary"),
        ({"allowed_to_date": {"PT": Decimal(5)}}, "There are two: PT_SLP"),
        ({"allowed_to_date": {"PT_SLP": Decimal(-5)}}, "less than nothing"),
        ({"allowed_to_date": {"PT_SLP": "2,480"}}, "not an amount in dollars"),
        ({"date_of_service": "2026-11-02"}, "is not a date"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named_with_what_would_be_right(facts, message):
    entered = {"date_of_service": NOVEMBER, "services": (Service("97110", "PT", 15),), **facts}
    with pytest.raises(ValueError, match=message):
        build_claim(Visit(**entered))


@pytest.mark.parametrize("code", ["99999", "9711", "hello"])
def test_a_code_unknown_here_is_a_lookup_error(code):
    with pytest.raises(LookupError, match=code):
        build_claim(visit(Service(code, "PT", 15)))


def test_too_many_tied_answers_with_an_assistant_are_refused_instead_of_worked_out():
    tied = ["97110", "97112", "97113", "97116", "97140", "97530", "97535", "97542", "97032", "97033", "97034", "97035"]
    with pytest.raises(ValueError, match="answers tie"):
        build_claim(visit(*(Service(code, "PT", 8) for code in tied), Service("97150", "PT", 10, 10)))


# The rules as data


def test_the_codes_of_the_claim_rules_are_in_this_reference():
    rules = claim_rules()
    tied = {code for codes in rules.tied.codes.values() for code in codes}
    periods = rules.period_codes.marked | rules.period_codes.not_marked
    named = tied | periods | rules.re_evaluations.codes | rules.not_for_therapists.codes
    assert named <= library().codes.keys()
    assert {library().codes[code].timing.kind for code in periods} == {"period"}
    assert {statement.modifier for statement in rules.distinct.values()} <= library().modifiers.keys()


def test_every_payer_but_one_is_asked_and_every_question_points_to_a_page():
    assert [payer.id for payer in payers().values() if payer.is_medicare] == ["medicare"]
    for question in questions().values():
        assert library().entry(question.page) and question.compare in library().sources
        assert question.ask.endswith("?")


def test_the_claim_rules_have_no_faults_and_a_fault_is_found(tmp_path):
    assert check(RULES) == ()
    for name in ("sources.yaml", "claims.yaml", "payers.yaml"):
        text = (RULES / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("source: orva-rtm", "source: nowhere"), encoding="utf-8")
    assert any("nowhere" in str(fault) for fault in check(tmp_path))


def test_a_day_is_enough_to_change_the_claim():
    pair = (Service("97530", "PT", 15), Service("97535", "PT", 15, distinct_by="time"))
    last = date(2021, 12, 31)
    before, after = (build_claim(visit(*pair, on=on)) for on in (last, last + timedelta(days=1)))
    assert "59" in before.lines[1].modifiers and "59" not in after.lines[1].modifiers
