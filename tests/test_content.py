"""The content check: all faults of all files at once, each with its file and line."""

from datetime import date

import pytest

from logic.content import ContentError, check, citations, library, load, render_links
from logic.content.__main__ import main
from logic.content.library import ROOT

SOURCES = """
- {id: cms, title: Manual, publisher: CMS, kind: CMS manual, checked_on: 2026-11-23, review_by: 2027-11-23, read: true}
"""
CODE = """---
code: "97110"
name: Therapeutic exercise
depth: short
system: CPT Category I
category: therapeutic procedure
timing: {kind: timed, unit_minutes: 15}
attendance: direct one-on-one
therapy: {status: always, source: cms}
in_force: {}
sources: [cms]
---

## Plain meaning

Exercise for strength. [@cms]

## Common mistake

Billing it for a walk.
"""


@pytest.fixture
def content(tmp_path):
    """A small content folder to break, one file at a time."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    write("rules/sources.yaml", SOURCES)
    write("codes/97110.md", CODE)
    return write


def faults(root):
    return [str(fault) for fault in check(root)]


def test_the_projects_own_content_has_no_fault():
    assert check(ROOT) == ()
    assert main() == 0


def test_sound_content_loads_and_is_cut_at_its_headings(content):
    code = load(content("codes/97110.md", CODE)).code("97110")
    assert code.sections["Plain meaning"] == "Exercise for strength. [@cms]"
    assert code.id == "codes/97110"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("depth: short", "depth: short\ndepth: full", "content/codes/97110.md:5: the key 'depth' stands here"),
        ("depth: short", "depth: short\ncolor: red", "content/codes/97110.md:5: color: Extra inputs"),
        ('code: "97110"', "code: 97110", "content/codes/97110.md:2: code: Input should be a valid string"),
        ("sources: [cms]", "sources: [cms, cns]", "content/codes/97110.md:11: there is no source 'cns'"),
        ("[@cms]", "[@nowhere]", "content/codes/97110.md:16: there is no source 'nowhere'"),
        ("strength.", "[strength](guides/none).", "content/codes/97110.md:16: there is no page 'guides/none'"),
        ("## Common mistake", "## Mistakes", "the section '## Common mistake' is missing"),
        ("unit_minutes: 15", "unit_minutes: -1", "content/codes/97110.md:7: timing.unit_minutes"),
        ("kind: timed, unit_minutes: 15", "kind: untimed, unit_minutes: 15", "only a timed code has them"),
        ("in_force: {}", "in_force: {from: 2020-01-01}", "give from and from_source together"),
        (
            "in_force: {}",
            "in_force: {from: 2020-01-01, from_source: cms, to: 2019-01-01, to_source: cms}",
            "the last day stands before the first",
        ),
        ("in_force: {}", 'in_force: {}\nreplaced_by: ["97112"]', "there is no file for the code 97112"),
        ("---\ncode", "code", "starts without front matter"),
        ("code: ", "code: [", "content/codes/97110.md:3: did not find"),
    ],
)
def test_a_fault_is_reported_with_its_file_and_line(content, old, new, message):
    root = content("codes/97110.md", CODE.replace(old, new, 1))
    assert any(message in fault for fault in faults(root)), faults(root)


def test_all_faults_of_all_files_are_reported_at_once(content):
    content("codes/97110.md", CODE.replace("depth: short", "depth: deep").replace("timed, unit", "slow, unit"))
    content("codes/97112.md", CODE.replace("97110", "97112").replace("sources: [cms]", "sources: []"))
    root = content("rules/sources.yaml", SOURCES + SOURCES)
    found = "\n".join(faults(root))
    assert all(part in found for part in ("97110.md:4", "97110.md:7", "97112.md:11", "sources.yaml:4: the source cms"))
    with pytest.raises(ContentError) as error:
        load(root)
    assert len(error.value.faults) >= 4


def test_a_file_must_carry_the_name_of_its_key(content):
    assert any("is named other.md" in fault for fault in faults(content("codes/other.md", CODE)))


def test_a_broken_link_is_a_fault_of_the_check_but_the_page_still_loads(content):
    root = content("codes/97110.md", CODE.replace("strength.", "[strength](guides/none)."))
    assert faults(root)
    assert load(root).code("97110")


@pytest.mark.parametrize(
    ("text", "day", "found"),
    [
        *(("97001", "2016-12-31", True), ("97001", "2017-01-01", False), ("97161", "2016-12-31", False)),
        *(("97161", "2017-01-01", True), ("97127", "2019-12-31", True), ("97127", "2020-01-01", False)),
    ],
)
def test_the_date_of_service_decides_whether_a_code_is_valid(text, day, found):
    try:
        library().code_on(text, date.fromisoformat(day))
    except LookupError:
        assert not found
    else:
        assert found


@pytest.mark.parametrize(
    ("text", "day", "says"),
    [
        ("97001", "2017-01-01", "Use 97161 or 97162 or 97163"),
        ("97532", "2018-06-01", "Use 97127 or G0515"),
        ("97532", "2026-11-02", "Use 97129 or 97130"),
        ("97161", "2016-05-01", "Before that it was 97001"),
    ],
)
def test_a_code_outside_its_days_names_what_to_use(text, day, says):
    with pytest.raises(LookupError, match=says):
        library().code_on(text, date.fromisoformat(day))


def test_a_functional_code_is_found_through_the_range_it_belongs_to():
    assert library().code("G8990").code == "G8978"
    assert library().code(" g9186 ").code == "G8978"


def test_links_and_citations_become_what_the_caller_makes_of_them():
    text = "See [gait](codes/97116) [@cms] and [out](https://x.org)."
    made = render_links(text, address=lambda page: f"/{page}", cite=lambda source: f"<{source}>")
    assert made == "See [gait](/codes/97116) <cms> and [out](https://x.org)."
    assert citations(text) == ("cms",)


def test_no_page_says_a_code_is_still_to_be_written():
    for entry in library().entries():
        assert "to be written" not in " ".join((entry.intro, *entry.sections.values()))
