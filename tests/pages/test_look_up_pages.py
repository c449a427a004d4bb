"""The look-up pages: what they answer for a date of service, what they list, and what they do with nonsense."""

from datetime import date

import pytest

from logic.content import Verdict, library
from logic.edits import edits_of

CODES, COMPARE, DIAGNOSES = "look_up/codes", "look_up/compare", "look_up/diagnoses"
PAGES = {
    "codes": (CODES, "code"),
    "modifiers": ("look_up/modifiers", "modifier"),
    "guides": ("look_up/guides", "guide"),
    "fact_checks": ("look_up/fact_checks", "check"),
    "diagnoses": (DIAGNOSES, "diagnosis"),
}
NOVEMBER = "2026-11-02"
HOSTILE = (
    "99999",
    "<script>alert(1)</script>",
    "`x`" * 900,
    "../../etc/passwd",
    "97112 OR 1=1",
    "🦴",
    "٩٧١١٢",
    "[x](y)",
)


def texts(app):
    kinds = (app.title, app.header, app.markdown, app.caption, app.warning, app.error, app.info)
    return [element.value for kind in kinds for element in kind]


def says(app, phrase):
    return any(phrase in text for text in texts(app))


def links(app):
    """Where the in-place links of a page lead, in order."""
    return [link.proto.query_string for link in app.get("page_link")]


def headings(app):
    return [header.value for header in app.header]


@pytest.mark.parametrize("folder", PAGES)
def test_every_page_of_content_opens_with_its_title_and_sections(open_page, folder):
    page, parameter = PAGES[folder]
    app = open_page(page)
    for entry in [e for e in library().entries() if e.folder == folder]:
        app.query_params[parameter] = entry.key
        app.run()
        assert not app.exception, (entry.id, app.exception)
        assert getattr(entry, "statement", entry.title) in app.title[0].value.replace("\\", ""), entry.id
        assert set(headings(app)) >= set(entry.sections) - {"Plain meaning", "What it says"}, entry.id


@pytest.mark.parametrize("folder", PAGES)
@pytest.mark.parametrize("typed", HOSTILE)
def test_an_unknown_or_hostile_key_gets_a_clear_message_and_the_list(open_page, folder, typed):
    page, parameter = PAGES[folder]
    app = open_page(page, **{parameter: typed})
    assert len(app.warning) >= 1
    assert links(app)


def test_an_unknown_code_is_followed_by_the_nearest_pages(open_page):
    app = open_page(CODES, code="9711")
    assert says(app, "`9711` in the address is not a code")
    assert "code=97112" in "".join(links(app)[:4])


# the front page


def test_the_front_page_shows_its_doors_until_something_is_typed(open_page):
    app = open_page()
    assert {"Look up", "Work out"} <= set(headings(app))
    app.text_input(key="q").set_value("balance training").run()
    assert "Look up" not in headings(app)
    assert "code=97112" in links(app)[0]
    assert says(app, "Code · 97112 is one-on-one training of control.")


def test_an_address_with_a_question_opens_on_its_answers(open_page):
    assert "modifier=KX" in links(open_page(q="what is kx"))[0]


def test_an_example_fills_the_search_box(open_page):
    app = open_page()
    app.pills[0].select("N31.9").run()
    assert app.text_input(key="q").value == "N31.9"
    assert "diagnosis=N31.9" in links(app)[0]


def test_a_search_without_result_says_what_to_try(open_page):
    app = open_page(q="`asdfghjkl`")
    assert says(app, "Nothing found")
    assert says(app, "fewer and plainer words")


# codes


def test_the_list_counts_what_is_in_force_on_the_date(open_page):
    in_force = sum(code.in_force.covers(date(2026, 11, 2)) for code in library().codes.values())
    app = open_page(CODES, on=NOVEMBER)
    assert says(app, f"**{in_force} of {len(library().codes)} codes**")
    app.toggle(key="retired").set_value(True).run()
    assert says(app, f"**{len(library().codes)} of {len(library().codes)} codes**")
    app.pills(key="counted").select("Untimed").run()
    app.selectbox(key="category").select("Evaluation").run()
    assert "code=97001" in "".join(links(app))


def test_filters_narrow_the_list_and_stand_in_the_address(open_page):
    app = open_page(CODES, on=NOVEMBER, discipline="SLP", counted="Timed", label="Always therapy")
    expected = [
        code.code
        for code in library().codes.values()
        if "SLP" in code.disciplines
        and code.timing.kind == "timed"
        and code.therapy.status == "always"
        and code.in_force.covers(date(2026, 11, 2))
    ]
    assert expected
    assert says(app, f"**{len(expected)} of")
    assert sorted(link.split("code=")[1][:5] for link in links(app) if "code=" in link) == sorted(expected)


def test_words_find_codes_by_relevance_and_an_empty_list_says_so(open_page):
    app = open_page(CODES, on=NOVEMBER, find="balance")
    assert "code=97112" in links(app)[0]
    app.text_input(key="find").set_value("jimmo settlement").run()
    assert says(app, "No code fits all of this")


def test_97112_answers_first_and_shows_what_the_data_say_of_it(open_page):
    app = open_page(CODES, code="97112", on=NOVEMBER)
    assert app.title[0].value == "97112 Neuromuscular re-education"
    assert app.markdown[0].value.startswith(":green-badge[in force")
    assert app.markdown[1].value.startswith("97112 is one-on-one training of control.")
    for fact in (
        "Timed: 1 unit = 15 minutes",
        "Practice **4** (MAI 3",
        "hospital **6**",
        "**\\$32.73** for a unit in 2026",
    ):
        assert says(app, fact)
    assert says(app, "when the multiple procedure reduction takes half its practice expense")
    assert says(app, "Is the aim more capacity")
    assert says(app, "[97150](pairs?codes=97112.97150&on=2026-11-02) Group therapy")
    assert says(app, "[R26.81](diagnoses?diagnosis=R26.81&on=2026-11-02)")


def test_97112_has_a_picture_with_words_for_those_who_do_not_see_it(open_page):
    chart = open_page(CODES, code="97112").get("vega_lite_chart")[0].proto
    assert "control 97112" in chart.alt


def test_every_neighbor_in_the_picture_is_a_look_alike_of_97112():
    from pages.look_up.code_map import PLACES

    assert {place[0] for place in PLACES} == {"97112", *(o.code for o in library().code("97112").look_alikes)}


@pytest.mark.parametrize(
    ("code", "on", "said"),
    [
        ("97001", "2016-06-01", "in force on 2016-06-01 until 2016-12-31"),
        ("97001", "2017-01-01", "ended 2016-12-31. In force on that day in its place: 97161, 97162, 97163."),
        ("97127", "2017-12-31", "starts 2018-01-01. In force on that day in its place: 97532."),
        ("97127", "2019-06-01", "in force on 2019-06-01 until 2019-12-31"),
        ("97127", "2020-01-01", "In force on that day in its place: 97129, 97130."),
        ("97532", "2018-01-01", "In force on that day in its place: 97127, G0515."),
        ("97532", "2020-01-01", "In force on that day in its place: 97129, 97130."),
        ("97129", "2017-06-01", "In force on that day in its place: 97532."),
        ("97762", "2018-01-01", "In force on that day in its place: 97763."),
        ("G8985", "2018-06-01", "shares this page with the other codes of its kind"),
        ("G8985", "2019-01-01", "not valid on 2019-01-01: ended 2018-12-31."),
        ("92507", "2026-11-02", "in force on 2026-11-02, scheduled to end 2026-12-31"),
        ("92507", "2027-01-01", "was scheduled to end 2026-12-31"),
        ("97161", "2016-12-31", "not yet in force: starts 2017-01-01. In force on that day in its place: 97001."),
    ],
)
def test_the_date_of_service_decides_whether_a_code_stands(open_page, code, on, said):
    assert says(open_page(CODES, code=code, on=on), said)


def test_a_retired_code_leads_to_its_successors_in_place(open_page):
    app = open_page(CODES, code="97001", on="2026-11-02")
    assert ["code=97161" in link or "code=97162" in link or "code=97163" in link for link in links(app)[:3]] == [
        True
    ] * 3


def test_an_edit_that_ended_is_told_and_one_that_was_live_is_listed(open_page):
    old, new = (open_page(CODES, code="97140", on=on) for on in ("2019-06-03", NOVEMBER))
    assert says(old, "[97530](pairs?codes=97140.97530&on=2019-06-03) Therapeutic activities")
    assert says(new, "No longer a pair")
    assert says(new, "[97530](pairs?codes=97140.97530&on=2026-11-02) (last day 2019-12-31)")


def test_the_page_counts_the_edits_that_the_table_holds(open_page):
    pairs = len(edits_of("97112", date(2026, 11, 2)))
    assert says(open_page(CODES, code="97112", on=NOVEMBER), f"On {NOVEMBER}, {pairs} pairs of 97112 apply")


def test_a_year_without_published_amounts_says_so(open_page):
    assert says(open_page(CODES, code="97112", on="2019-05-01"), "The relative values of 2019 are not held here")


def test_a_code_that_medicare_bundles_shows_no_amount(open_page):
    assert says(open_page(CODES, code="97010", on=NOVEMBER), "97010 is bundled (status B)")


# compare


def test_compare_opens_on_an_example_and_asks_the_questions_first(open_page):
    app = open_page(COMPARE, on=NOVEMBER)
    assert app.multiselect[0].value == ["97112", "97110", "97530"]
    assert headings(app)[0] == "The questions that tell them apart"
    table = app.table[0].value.set_index("Fact")
    assert list(table.columns) == ["97112", "97110", "97530"]
    assert table.loc["**Most units a day (MUE)**", "97112"] == "4 practice, 6 hospital"
    assert says(app, f"No edit between these codes is in force on {NOVEMBER}")


def test_the_address_holds_the_codes_compared(open_page):
    app = open_page(COMPARE, on=NOVEMBER, codes="97150.97112")
    assert app.multiselect[0].value == ["97150", "97112"]
    assert says(app, "**97150 pays, 97112 denies**")
    app.multiselect[0].set_value(["97110", "97140"]).run()
    assert app.query_params["codes"] in ("97110.97140", ["97110.97140"])


@pytest.mark.parametrize(
    ("address", "message", "kept"),
    [
        ("97112.99999", "`99999` in the address is not a code", ["97112"]),
        (
            "97110.97112.97116.97530.97140",
            "holds 5 codes; the first 4 are compared",
            ["97110", "97112", "97116", "97530"],
        ),
        ("<b>.97112.97110", "`<b>` in the address is not a code", ["97112", "97110"]),
        ("97112.97112", "Choose at least two codes", ["97112"]),
        ("", "Choose at least two codes", []),
    ],
)
def test_a_broken_comparison_keeps_what_it_can(open_page, address, message, kept):
    app = open_page(COMPARE, codes=address)
    assert says(app, message)
    assert app.multiselect[0].value == kept


# modifiers, guides, fact checks


def test_modifiers_stand_under_the_question_they_answer(open_page):
    app = open_page("look_up/modifiers")
    assert len(links(app)) == len(library().modifiers)
    assert headings(app)[0] == "Discipline: whose plan of care"


def test_a_modifier_says_first_what_it_says_and_whether_it_stood_on_the_date(open_page):
    app = open_page("look_up/modifiers", modifier="cq", on="2019-06-03")
    assert says(app, "not yet in force: starts 2020-01-01")
    assert says(app, "**Who wants it**")


def test_a_guide_answers_first_and_leads_to_its_tool(open_page):
    app = open_page("look_up/guides", guide="kx-threshold")
    assert app.markdown[0].value.startswith("**The answer.** Once a patient's allowed amounts")
    assert any("kx" in link.proto.page for link in app.get("page_link"))


def test_fact_checks_can_be_filtered_by_verdict(open_page):
    wrong = sum(check.verdict is Verdict.WRONG for check in library().fact_checks.values())
    app = open_page("look_up/fact_checks", verdict="wrong")
    assert says(app, f"**{wrong} of {len(library().fact_checks)} statements**")
    assert len(app.expander) == wrong


def test_a_learner_can_guess_before_the_verdict_shows(open_page):
    app = open_page("look_up/fact_checks")
    assert all("-badge[" in expander.label for expander in app.expander)
    app.toggle(key="guess").set_value(True).run()
    assert len(app.expander) == len(library().fact_checks)
    assert not any("-badge[" in expander.label for expander in app.expander)
    assert not app.pills


def test_fact_checks_are_found_by_words(open_page):
    app = open_page("look_up/fact_checks", about="frozen shoulder")
    assert "position-sense-frozen-shoulder" in links(app)[0]


# diagnoses


def test_n31_9_is_told_to_be_a_bladder_diagnosis_with_the_notes_it_inherits(open_page):
    app = open_page(DIAGNOSES, diagnosis="n319", on="2026-05-04")
    assert app.title[0].value == "N31.9 Neuromuscular dysfunction of bladder, unspecified"
    assert says(app, "billable in fiscal year 2026")
    assert says(app, "not a code for neuromuscular re-education")
    assert says(app, "neurogenic bladder due to cauda equina syndrome (G83.4) :small[stands on N31]")
    assert says(app, "fiscal year 2026: dates of service 2025-10-01 to 2026-09-30")
    assert not app.warning


def test_a_date_outside_the_edition_is_warned_of(open_page):
    assert says(open_page(DIAGNOSES, diagnosis="N31.9", on=NOVEMBER), "takes its codes from fiscal year 2027")


def test_a_diagnosis_without_a_page_of_its_own_opens_too_and_names_its_codes_of_treatment(open_page):
    app = open_page(DIAGNOSES, diagnosis="R26.1", on="2026-05-04")
    assert app.title[0].value == "R26.1 Paralytic gait"
    assert "Procedure codes it is often seen with" in headings(app)
    assert any("code=97112" in link for link in links(app))


def test_a_header_lists_the_codes_it_continues_with(open_page):
    app = open_page(DIAGNOSES, diagnosis="N31", on="2026-05-04")
    assert says(app, "header, not billable in fiscal year 2026")
    assert "diagnosis=N31.9" in "".join(links(app))


def test_a_code_that_does_not_exist_names_the_nearest_header(open_page):
    app = open_page(DIAGNOSES, diagnosis="N31.7")
    assert says(app, "The nearest header is N31")


def test_words_find_diagnoses(open_page):
    app = open_page(DIAGNOSES, words="frozen shoulder")
    assert "diagnosis=M75.0" in links(app)[0]
    app.text_input(key="words").set_value("qqqq").run()
    assert says(app, "Nothing found for `qqqq`")


def test_where_the_index_cannot_be_made_the_pages_say_so_and_stay_up(open_page, monkeypatch):
    monkeypatch.setenv("REHABCODE_CACHE", "/dev/null/none")
    assert says(open_page(DIAGNOSES, diagnosis="R26.1"), "The diagnosis index could not be made")
    assert says(open_page(DIAGNOSES, words="torticollis"), "The diagnosis index could not be made")
    assert open_page(DIAGNOSES, diagnosis="N31.9").title[0].value.startswith("N31.9")


# sources


def test_sources_are_listed_by_kind_with_how_they_were_read(open_page):
    app = open_page("look_up/sources")
    assert says(app, f"**{len(library().sources)} of {len(library().sources)} sources.**")
    assert says(app, "text not read")


def test_sources_due_for_review_on_the_date_can_be_picked_out(open_page):
    due = [source for source in library().sources.values() if source.due(date(2029, 1, 2))]
    app = open_page("look_up/sources", on="2029-01-02", due="true")
    assert says(app, f"**{len(due)} of")
    kind = open_page("look_up/sources", kind="statute")
    assert [expander.label for expander in kind.expander] == ["Statute (2)"]


def test_one_source_lists_the_pages_that_rest_on_it(open_page):
    app = open_page("look_up/sources", source="palmetto-97112")
    assert app.header[0].value == library().source("palmetto-97112").label
    assert "code=97112" in "".join(links(app))


def test_a_recalled_source_says_what_that_means(open_page):
    assert says(open_page("look_up/sources", source="recalled"), "not verified")


def test_an_unknown_source_gets_a_message(open_page):
    assert says(open_page("look_up/sources", source="`nothing`"), "There is no source")
