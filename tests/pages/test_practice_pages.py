"""Practice and progress: a round from its first question to its report, and the learner's own data."""

import json

import pytest

from logic.practice import TOPICS, make_question, question_named
from logic.practice.rounds import DRILL, QUICK

PRACTICE, PROGRESS = "practice/questions", "practice/progress"


def said(app):
    kinds = (app.markdown, app.header, app.subheader, app.success, app.warning, app.error, app.info, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception, app.exception


def on_screen(app):
    round_ = app.session_state["round"]
    return question_named(round_.tasks[round_.at].question)


def fill(app, question, answer):
    """Fills the form of the question on screen as a learner would."""
    values = dict(answer)
    for field in question.fields:
        kinds = {"number": app.number_input, "one": app.radio, "many": app.pills}
        widget = next(w for w in kinds[field.kind] if w.key.endswith(f"_{field.name}"))
        value = values[field.name]
        widget.set_value(sorted(value) if isinstance(value, frozenset) else value)


def answer_rightly(app):
    question = on_screen(app)
    fill(app, question, question.answer)
    press(app, "Answer")


def test_it_opens_with_the_ways_to_practice_and_says_that_nothing_is_kept_without_a_cookie(open_page):
    app = open_page(PRACTICE)
    labels = [button.label for button in app.button]
    assert {"Start: quick five", "Start: what is due", "Start: my mistakes again", "Start: timed exam"} <= set(labels)
    assert "Progress cannot be kept here" in said(app)


@pytest.mark.parametrize("mode", ["what is due", "my mistakes again"])
def test_a_round_with_nothing_in_it_says_what_to_do_instead(open_page, mode):
    app = open_page(PRACTICE)
    press(app, f"Start: {mode}")
    assert "Nothing is due now" in said(app) or "There is no mistake to redo" in said(app)


def test_a_quick_five_asks_five_topics_and_ends_with_a_report(open_page):
    app = open_page(PRACTICE)
    press(app, "Start: quick five")
    topics = []
    for number in range(QUICK):
        topics.append(on_screen(app).topic)
        answer_rightly(app)
        assert "Right" in app.success[0].value
        press(app, "See the report" if number == QUICK - 1 else "Next question")
    assert len(set(topics)) == QUICK
    assert f"{QUICK} of {QUICK} right" in said(app)


def test_a_wrong_answer_names_the_belief_shows_where_it_breaks_and_offers_a_similar_question(open_page):
    app = open_page(PRACTICE, topic="counting")
    press(app, "Next: one with the last step left to you")
    question = on_screen(app)
    wrong = question.mistakes[0].answer
    fill(app, question, wrong)
    press(app, "Answer")
    assert "Not this time" in app.error[0].value
    assert "Where it breaks" in said(app)
    before = on_screen(app).id
    press(app, "Try a similar one")
    assert on_screen(app).id != before


def test_a_new_topic_starts_with_a_worked_example_then_leaves_the_last_step(open_page):
    app = open_page(PRACTICE, topic="counting")
    assert "A worked example first" in said(app)
    assert len(app.session_state["round"].tasks) == DRILL
    press(app, "Next: one with the last step left to you")
    assert "The last step is yours" in said(app)


def test_an_incomplete_answer_is_not_graded_and_stays_typed(open_page):
    app = open_page(PRACTICE, topic="counting")
    press(app, "Next: one with the last step left to you")
    app.number_input[0].set_value(2)
    press(app, "Answer")
    assert any("enter" in warning.value.lower() for warning in app.warning)
    assert app.number_input[0].value == 2


def test_an_exam_gives_no_feedback_before_its_end(open_page):
    app = open_page(PRACTICE)
    press(app, "Start: timed exam")
    answer_rightly(app)
    assert not app.success
    assert app.session_state["round"].at == 1


def test_a_link_to_an_unknown_topic_is_answered_and_the_page_works(open_page):
    app = open_page(PRACTICE, topic="<b>magic")
    assert "`<b>magic` is not a topic here" in said(app)
    press(app, "Start: quick five")
    assert on_screen(app)


def test_mistakes_come_again_until_they_are_right(open_page):
    app = open_page(PRACTICE, topic="counting")
    press(app, "Next: one with the last step left to you")
    missed = on_screen(app)
    fill(app, missed, missed.mistakes[0].answer)
    press(app, "Answer")
    press(app, "Leave this round")
    press(app, "Start: my mistakes again")
    assert on_screen(app).id == missed.id
    answer_rightly(app)
    press(app, "See the report")
    press(app, "Back to the start of practice")
    press(app, "Start: my mistakes again")
    assert "There is no mistake to redo" in said(app)


@pytest.mark.parametrize("topic", list(TOPICS))
def test_every_topic_can_be_asked_on_the_page_and_its_answer_is_right(open_page, topic):
    app = open_page(PRACTICE, topic=topic)
    press(app, "Next: one with the last step left to you")
    question = on_screen(app)
    assert question == make_question(topic, 1)
    answer_rightly(app)
    assert "Right" in app.success[0].value


def test_progress_starts_empty_and_then_shows_strength_beliefs_and_what_falls_due(open_page):
    app = open_page(PROGRESS)
    assert "Nothing to show yet" in said(app)
    app.switch_page(f"pages/{PRACTICE}.py").run()
    press(app, "Start: quick five")
    question = on_screen(app)
    fill(app, question, question.mistakes[0].answer)
    press(app, "Answer")
    app.switch_page(f"pages/{PROGRESS}.py").run()
    assert not app.exception
    assert "Weakest now" in said(app)
    assert "right since" in said(app)
    charts = app.get("vega_lite_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt and json.loads(chart.proto.spec) for chart in charts)


@pytest.mark.parametrize(
    ("page", "address", "topic"),
    [
        ("look_up/codes", {"code": "97161"}, "evaluation"),
        ("look_up/codes", {"code": "97112"}, "code-choice"),
        ("look_up/modifiers", {"modifier": "CQ"}, "assistants"),
        ("look_up/guides", {"guide": "kx-threshold"}, "kx"),
        ("look_up/guides", {"guide": "telehealth"}, "quick"),
        ("look_up/modifiers", {"modifier": "22"}, "quick"),
    ],
)
def test_what_a_page_explains_can_be_practiced_from_it(open_page, page, address, topic):
    app = open_page(page, **address)
    links = [link.proto for link in app.get("page_link") if "Practice" in link.proto.label]
    assert any(f"topic={topic}" in str(link) for link in links), links
