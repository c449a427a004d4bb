"""A learner's memory, on SQLite and on a real PostgreSQL alike."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import create_engine, select, text

from logic.progress import (
    Answer,
    Confidence,
    Memory,
    MemoryUnavailable,
    Restored,
    UnsavedMemory,
    learner_with_code,
    memory_for,
    migrations,
    recovery,
    transfer,
)
from logic.progress.identity import new_learner_id
from logic.progress.schedule import LONGEST_DAYS, replay
from logic.progress.store import HEAD, Store, metadata, store_at
from tests.conftest import ROOT
from tests.machine import PostgresServer, find_postgres

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
LOW, MEDIUM, HIGH = Confidence

few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def answer(*, days=0.0, rule="counting", correct=True, **more):
    more = {"question": "counting/7", "answered_at": MONDAY + timedelta(days=days)} | more
    return Answer(rule=rule, correct=correct, **more)


beliefs = st.lists(st.sampled_from(["each-code-alone", "eight-minutes-each", "half-is-a-unit"]), unique=True).map(tuple)


@st.composite
def some_answer(draw):
    correct = draw(st.booleans())
    return answer(
        days=draw(st.integers(0, 60)) + draw(st.sampled_from([0, 1 / 3])),
        rule=draw(st.sampled_from(["counting", "kx", "edits"])),
        correct=correct,
        scenario=draw(st.none() | st.sampled_from(["two-therapists", "late-student"])),
        confidence=draw(st.sampled_from(Confidence)),
        seconds=draw(st.none() | st.floats(0, 600)),
        misconceptions=() if correct else draw(beliefs),
        probes=draw(beliefs),
    )


some_answers = st.lists(some_answer(), max_size=12)


@pytest.fixture(scope="session")
def postgres():
    programs = find_postgres()
    if programs is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL was found, and CI must have one")
        pytest.skip("no PostgreSQL was found; install the package postgresql")
    server = PostgresServer(programs)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def new_database(request, tmp_path_factory):
    """Makes empty databases and gives their addresses."""
    numbers = count()

    def make(kind):
        if kind == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('progress')}/made/on/first/use/progress.sqlite"
        server, name = request.getfixturevalue("postgres"), f"empty{next(numbers)}"
        engine = create_engine(server.url().replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return server.url(name)

    return make


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def kind(request):
    return request.param


@pytest.fixture(scope="session")
def url(kind, new_database):
    address = new_database(kind)
    yield address
    store_at(address).close()


@pytest.fixture(scope="session")
def new_learner(url):
    """Makes learners of one database who have not answered anything yet."""
    return lambda: memory_for(new_learner_id(), url)


@pytest.fixture
def learner(new_learner):
    return new_learner()


@pytest.fixture
def elsewhere(url):
    """Opens the database as another server process would, with connections of its own."""
    stores = []

    def open_(learner_id):
        stores.append(Store(with_driver(url)))
        return Memory(learner_id, stores[-1])

    yield open_
    for store in stores:
        store.close()


class TestSchedule:
    @pytest.mark.parametrize(
        ("correct", "confidence", "seconds", "days"),
        [
            (False, HIGH, 5, 1),
            (False, LOW, 5, 1),
            (True, LOW, 5, 1),
            (True, MEDIUM, 5, 2),
            (True, HIGH, 5, 8),
            (True, HIGH, 60, 8),
            (True, HIGH, 61, 2),
            (True, HIGH, None, 2),
        ],
    )
    def test_a_wrong_or_guessed_answer_comes_back_first_and_a_sure_quick_one_last(
        self, correct, confidence, seconds, days
    ):
        card = UnsavedMemory().record(answer(correct=correct, confidence=confidence, seconds=seconds))
        assert card.due - MONDAY == timedelta(days=days)

    def test_nothing_waits_longer_than_half_a_year(self):
        memory, days = UnsavedMemory(), 0
        for _ in range(12):
            card = memory.record(answer(days=days, confidence=HIGH, seconds=5))
            days += LONGEST_DAYS
            assert card.due - card.last_review <= timedelta(days=LONGEST_DAYS)
        assert card.due - card.last_review == timedelta(days=LONGEST_DAYS)

    def test_a_scenario_is_scheduled_beside_its_rule(self):
        memory = UnsavedMemory()
        memory.record(answer(scenario="two-therapists"))
        memory.record(answer(days=1, correct=False))
        assert [(card.item, card.kind, card.name, card.rule) for card in memory.cards()] == [
            ("rule:counting", "rule", "counting", "counting"),
            ("scenario:two-therapists", "scenario", "two-therapists", "counting"),
        ]
        assert memory.cards()[1].last_review == MONDAY

    def test_a_misconception_is_scheduled_from_the_day_it_shows_and_not_before(self):
        memory = UnsavedMemory()
        memory.record(answer(probes=("each-code-alone",)))
        assert "misconception:each-code-alone" not in [card.item for card in memory.cards()]
        memory.record(answer(days=1, correct=False, misconceptions=("each-code-alone",)))
        memory.record(answer(days=2, probes=("each-code-alone",)))
        (card,) = [card for card in memory.cards() if card.kind == "misconception"]
        assert card.last_review == MONDAY + timedelta(days=2)

    def test_time_away_costs_nothing_but_what_was_forgotten(self):
        memory = UnsavedMemory()
        memory.record(answer())
        years_later = MONDAY + timedelta(days=1000)
        assert [card.item for card in memory.due(years_later)] == ["rule:counting"]
        assert memory.due_by_day(years_later, days=2) == {date(2029, 7, 29): 1, date(2029, 7, 30): 0}


class TestSummary:
    def test_due_cards_come_with_the_one_most_likely_forgotten_first(self, learner):
        learner.record(answer(rule="kx", days=-30))
        learner.record(answer(rule="edits", days=-3))
        learner.record(answer(rule="counting", confidence=HIGH, seconds=9))
        assert [card.name for card in learner.due(MONDAY)] == ["kx", "edits"]

    def test_a_card_is_due_from_its_own_moment_on(self, learner):
        due = learner.record(answer()).due
        assert learner.due(due - timedelta(microseconds=1)) == ()
        assert [card.due for card in learner.due(due)] == [due]

    def test_days_are_those_of_the_learner(self, learner):
        learner.record(answer(correct=False, answered_at=datetime(2026, 11, 3, 2, tzinfo=UTC)))
        evening = datetime(2026, 11, 2, 22, tzinfo=NEW_YORK)
        plan = learner.due_by_day(evening, days=3, zone=NEW_YORK)
        assert plan == {date(2026, 11, 2): 0, date(2026, 11, 3): 1, date(2026, 11, 4): 0}

    def test_strength_is_the_mean_chance_of_recall_over_a_rules_cards(self, learner):
        learner.record(answer(scenario="two-therapists", correct=False, misconceptions=("each-code-alone",)))
        learner.record(answer(days=3, confidence=HIGH, seconds=5))
        learner.record(answer(rule="kx", days=3))
        now = MONDAY + timedelta(days=10)
        chances = {card.item: card.retrievability(now) for card in learner.cards()}
        counting = (chances["rule:counting"] + chances["scenario:two-therapists"]) / 2
        found = {strength.rule: (strength.retrievability, strength.cards) for strength in learner.strength(now)}
        assert found == {"kx": (chances["rule:kx"], 1), "counting": (pytest.approx(counting), 2)}
        weakest_first = [strength.retrievability for strength in learner.strength(now)]
        assert weakest_first == sorted(weakest_first)

    def test_confidence_is_set_against_what_was_right(self, learner):
        for correct in (True, True, True, False):
            learner.record(answer(correct=correct, confidence=HIGH))
        learner.record(answer(correct=False, confidence=LOW))
        rows = [(row.confidence, row.answers, row.right, row.share) for row in learner.calibration()]
        assert rows == [("low", 1, 0, 0.0), ("medium", 0, 0, None), ("high", 4, 3, 0.75)]

    def test_a_misconception_is_cured_by_two_right_answers_where_it_could_have_shown(self, learner):
        wrong = {"correct": False, "misconceptions": ("each-code-alone",), "probes": ("each-code-alone",)}
        learner.record(answer(days=0, **wrong))
        learner.record(answer(days=1, probes=("each-code-alone",)))
        learner.record(answer(days=2))
        (met,) = learner.misconceptions()
        assert (met.name, met.times, met.avoided_since, met.cured) == ("each-code-alone", 1, 1, False)
        learner.record(answer(days=3, probes=("each-code-alone",)))
        assert learner.misconceptions()[0].cured
        learner.record(answer(days=4, **wrong))
        (met,) = learner.misconceptions()
        assert (met.times, met.avoided_since, met.cured) == (2, 0, False)

    def test_a_learner_who_answered_nothing_has_nothing_due_and_no_weak_rule(self, learner):
        assert (learner.history(), learner.cards(), learner.due(), learner.strength()) == ((), (), (), ())
        assert learner.misconceptions() == ()


class TestAnswers:
    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"misconceptions": ("each-code-alone",)}, "right answer cannot show a misconception"),
            ({"answered_at": datetime(2026, 11, 2)}, "timezone"),
            ({"answered_at": datetime(1999, 1, 1, tzinfo=UTC)}, "1999-01-01 is not a day from 2020"),
            ({"rule": "counting'; drop table answer"}, "pattern"),
            ({"rule": "a\x00b"}, "pattern"),
            ({"seconds": float("nan")}, "finite"),
            ({"seconds": -1}, "greater than or equal to 0"),
            ({"confidence": "certain"}, "low"),
            ({"patient": "Jo"}, "not permitted"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, wrong, says):
        with pytest.raises(ValidationError, match=says):
            answer(**wrong)

    def test_times_are_kept_in_utc_whatever_zone_they_came_in(self, learner):
        noon = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
        learner.record(answer(answered_at=noon))
        (kept,) = learner.history()
        assert (kept.answered_at, kept.answered_at.tzinfo) == (noon, UTC)


class TestKeeping:
    def test_an_answer_is_there_for_every_other_connection_before_record_returns(self, learner, elsewhere):
        given = answer(scenario="two-therapists", seconds=12.5, correct=False, misconceptions=("a", "b"), probes=("a",))
        card = learner.record(given)
        other = elsewhere(learner.learner_id)
        assert other.history() == (given,)
        assert card in other.cards()

    def test_an_answer_outlives_the_process_that_recorded_it(self, url, learner):
        script = (
            "import os, signal, sys; from tests.test_progress import answer, memory_for;"
            "memory_for(sys.argv[1], sys.argv[2]).record(answer(question='counting/kept'));"
            "os.kill(os.getpid(), signal.SIGKILL)"
        )
        done = subprocess.run([sys.executable, "-c", script, learner.learner_id, url], cwd=ROOT, check=False)
        assert done.returncode == -signal.SIGKILL
        assert [kept.question for kept in learner.history()] == ["counting/kept"]
        assert [card.item for card in learner.cards()] == ["rule:counting"]

    def test_the_same_answer_counts_once_however_often_it_is_sent(self, learner):
        given = answer()
        first = learner.record(given)
        assert learner.record(given) == first
        assert learner.history() == (given,)

    @few
    @given(given_answers=some_answers, data=st.data())
    def test_cards_depend_on_what_was_answered_when_and_not_on_the_order_of_arrival(
        self, new_learner, given_answers, data
    ):
        memory, unsaved = new_learner(), UnsavedMemory()
        for each in data.draw(st.permutations(given_answers)):
            assert memory.record(each) == unsaved.record(each)
        assert memory.history() == unsaved.history()
        assert memory.cards() == unsaved.cards()
        assert {card.item: card for card in memory.cards()} == replay(given_answers)

    def test_two_tabs_and_two_servers_at_once_lose_nothing(self, learner, elsewhere):
        tabs = [learner, learner, elsewhere(learner.learner_id), elsewhere(learner.learner_id)]
        given = [[answer(days=tab / 4 + n, correct=bool(n % 3)) for n in range(15)] for tab in range(len(tabs))]
        with ThreadPoolExecutor(len(tabs)) as pool:
            list(pool.map(lambda tab: [tabs[tab].record(each) for each in given[tab]], range(len(tabs))))
        every = [each for tab in given for each in tab]
        assert {kept.id for kept in learner.history()} == {each.id for each in every}
        assert {card.item: card for card in learner.cards()} == replay(every)

    def test_answers_kept_in_the_window_are_saved_later_once(self, learner):
        learner.record(answer())
        window = UnsavedMemory()
        window.record(answer(days=1))
        assert learner.take_in(window.history()) == Restored(added=1, already_here=0)
        assert learner.take_in(window.history()) == Restored(added=0, already_here=1)
        assert len(learner.history()) == 2


class TestOneLearnerAndAnother:
    @few
    @given(
        acts=st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(["record", "restore", "take over", "delete"]), some_answer()),
            max_size=12,
        )
    )
    def test_nothing_one_learner_does_is_seen_by_another(self, new_learner, acts):
        memories = [new_learner() for _ in range(3)]
        expected = defaultdict(dict)
        for who, act, given_answer in acts:
            if act == "record":
                memories[who].record(given_answer)
                expected[who].setdefault(given_answer.id, given_answer)
            elif act == "restore":
                file = memories[(who + 1) % 3].export(MONDAY)
                memories[who].restore(file, MONDAY + timedelta(days=90))
                expected[who] = expected[(who + 1) % 3] | expected[who]
            elif act == "take over":
                changed = [
                    each.model_copy(update={"correct": True, "misconceptions": ()}) for each in expected[0].values()
                ]
                memories[1].take_in(changed)
                expected[1] = {each.id: each for each in changed} | expected[1]
            else:
                memories[who].delete()
                expected[who] = {}
            for one, memory in enumerate(memories):
                assert {kept.id: kept for kept in memory.history()} == expected[one]
                assert {card.item: card for card in memory.cards()} == replay(expected[one].values())

    @pytest.mark.parametrize("forged", ["", "x", "' or 1=1 --", "a" * 65, "ä" * 30, "a" * 30 + "\n"])
    def test_a_text_that_is_no_learner_id_opens_nothing(self, url, forged):
        with pytest.raises(ValueError, match="is not a learner id"):
            memory_for(forged, url)


class TestDeleting:
    def test_every_row_goes_in_every_table_and_others_stay(self, url, new_learner):
        leaving, staying = new_learner(), new_learner()
        for memory in (leaving, staying):
            memory.record(answer(scenario="two-therapists", correct=False, misconceptions=("each-code-alone",)))
            memory.new_recovery_code()
        leaving.delete()
        assert rows_about(url, leaving.learner_id) == dict.fromkeys(metadata.tables, 0)
        assert rows_about(url, staying.learner_id) == {"learner": 1, "answer": 1, "card": 3}

    def test_there_is_no_table_that_deleting_forgets(self):
        assert sorted(metadata.tables) == ["answer", "card", "learner"]

    def test_the_recovery_code_of_a_deleted_learner_opens_nothing(self, url, learner):
        code = learner.new_recovery_code()
        learner.delete()
        with pytest.raises(LookupError, match="No progress is kept"):
            learner_with_code(code, url)

    def test_in_sqlite_not_even_the_bytes_stay(self, new_database):
        address = new_database("sqlite")
        store = Store(address)
        memory = Memory(new_learner_id(), store)
        memory.record(answer(question="counting/tell-tale"))
        folder = store_folder(address)
        assert b"tell-tale" in b"".join(path.read_bytes() for path in folder.iterdir())
        memory.delete()
        assert b"tell-tale" not in b"".join(path.read_bytes() for path in folder.iterdir())
        store.close()


class TestRecovery:
    def test_a_code_brings_progress_to_another_device_however_it_is_typed(self, url, learner):
        learner.record(answer())
        code = learner.new_recovery_code()
        for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')}\n"):
            moved = memory_for(learner_with_code(typed, url), url)
            assert moved.history() == learner.history()

    def test_a_new_code_ends_the_one_before(self, url, learner):
        old, new = learner.new_recovery_code(), learner.new_recovery_code()
        assert learner_with_code(new, url) == learner.learner_id
        with pytest.raises(LookupError, match="A newer code replaces an older one"):
            learner_with_code(old, url)

    def test_codes_have_five_groups_of_four_signs_without_look_alikes(self, learner):
        for code in {learner.new_recovery_code() for _ in range(20)}:
            groups = code.split("-")
            assert [len(group) for group in groups] == [4] * 5
            assert not set("01ILO") & set(code)

    def test_the_database_holds_a_hash_and_never_the_code(self, url, learner):
        code = learner.new_recovery_code()
        with store_at(url).reading() as connection:
            (row,) = connection.execute(select(metadata.tables["learner"]).filter_by(id=learner.learner_id))
        assert len(row.recovery_hash) == 64
        assert code.replace("-", "").lower() not in str(row).lower()

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ("", "has 20 letters and digits; this has 0"),
            ("7GTM-2222", "this has 8"),
            ("O" * 20, "never has 'O'"),
            ("x" * 100_000, "this has 200"),
        ],
    )
    def test_what_cannot_be_a_code_is_refused_without_asking_the_database(self, typed, says):
        with pytest.raises(ValueError, match=says):
            learner_with_code(typed, "postgresql://nobody@127.0.0.1:1/nowhere")

    @given(place=st.integers(0, 18), other=st.integers(1, 30), swap=st.booleans())
    def test_one_wrong_sign_or_two_swapped_are_told_from_an_unknown_code(self, place, other, swap):
        signs = list(recovery.new_code().replace("-", ""))
        if swap:
            signs[place], signs[place + 1] = signs[place + 1], signs[place]
            if signs[place] == signs[place + 1]:
                return
        else:
            at = recovery.ALPHABET.index(signs[place])
            signs[place] = recovery.ALPHABET[(at + other) % len(recovery.ALPHABET)]
        with pytest.raises(ValueError, match="typing error"):
            recovery.hash_code("".join(signs))


class TestFile:
    @few
    @given(given_answers=some_answers)
    def test_what_is_downloaded_restores_to_the_same_and_twice_changes_nothing(self, new_learner, given_answers):
        here, there = new_learner(), new_learner()
        here.take_in(given_answers)
        file = here.export()
        late = MONDAY + timedelta(days=90)
        assert there.restore(file, late) == Restored(len(given_answers), 0)
        assert there.restore(file, late) == Restored(0, len(given_answers))
        assert (there.history(), there.cards()) == (here.history(), here.cards())
        assert UnsavedMemory().restore(file, late).added == len(given_answers)

    @few
    @given(first=some_answers, second=some_answers)
    def test_two_devices_merge_to_the_same_from_either_side(self, new_learner, first, second):
        one, two, late = new_learner(), new_learner(), MONDAY + timedelta(days=90)
        one.take_in(first)
        two.take_in(second)
        from_one, from_two = one.export(), two.export()
        one.restore(from_two, late)
        two.restore(from_one, late)
        assert (one.history(), one.cards()) == (two.history(), two.cards())

    def test_the_file_says_nothing_about_whose_it_is_and_is_plain_json(self, learner):
        learner.record(answer(seconds=9))
        learner.new_recovery_code()
        file = json.loads(learner.export())
        assert (file["format"], file["version"]) == ("rehabcode-progress", 1)
        assert learner.learner_id not in str(file)
        assert set(file) == {"format", "version", "saved_at", "answers"}
        assert file["answers"][0]["rule"] == "counting"

    def test_a_file_cannot_change_an_answer_that_is_here(self, learner):
        given = answer(correct=False)
        learner.record(given)
        file = json.loads(learner.export())
        file["answers"][0]["correct"] = True
        learner.restore(json.dumps(file).encode(), MONDAY + timedelta(days=1))
        assert learner.history() == (given,)

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "not a progress file"),
            (b"PK\x03\x04\x00", "not a progress file"),
            (b"\xff\xfe{", "not a progress file"),
            (b"[]", "not a progress file"),
            (b"[" * 100_000, "not a progress file"),
            (b'{"format": "something-else", "version": 1}', "not a progress file"),
            (b'{"format": "rehabcode-progress", "version": 2}', "its version is 2, and this one reads 1"),
            (b" " * (transfer.MOST_BYTES + 1), "too large to be a progress file"),
        ],
    )
    def test_a_file_of_another_kind_is_refused_in_words(self, content, says):
        with pytest.raises(ValueError, match=says):
            UnsavedMemory().restore(content)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ({"answered_at": "2027-01-01T00:00:00Z"}, "has an answer from 2027-01-01, which is in the future"),
            ({"answered_at": "2026-11-02T09:00:00"}, "damaged at answer 2, answered_at"),
            ({"id": "7"}, "damaged at answer 2, id"),
            ({"rule": "<b>"}, "damaged at answer 2, rule"),
            ({"seconds": 1e300}, "damaged at answer 2, seconds"),
            ({"learner_id": "someone-else"}, "damaged at answer 2, learner_id"),
            ({"misconceptions": ["a"]}, "right answer cannot show a misconception"),
            ({"probes": ["p"] * 65}, "damaged at answer 2, probes"),
        ],
    )
    def test_a_damaged_file_says_where_and_brings_nothing(self, learner, change, says):
        source = UnsavedMemory()
        source.record(answer())
        source.record(answer(days=1))
        file = json.loads(source.export())
        file["answers"][1] |= change
        with pytest.raises(ValueError, match=says):
            learner.restore(json.dumps(file).encode(), MONDAY + timedelta(days=9))
        assert learner.history() == ()

    def test_more_answers_than_a_person_gives_are_refused(self, monkeypatch, learner):
        file = json.loads(UnsavedMemory().export())
        file["answers"] = [json.loads(answer().model_dump_json())] * (transfer.MOST_ANSWERS + 1)
        with pytest.raises(ValueError, match="more than 50,000 answers"):
            learner.restore(json.dumps(file).encode())
        monkeypatch.setattr(transfer, "MOST_ANSWERS", 3)
        learner.take_in([answer(), answer()])
        with pytest.raises(ValueError, match="you would have 4, and at most 3 are kept"):
            learner.take_in([answer(), answer()])
        assert len(learner.history()) == 2


class TestDatabase:
    def test_the_tables_are_made_on_first_use_and_match_the_code(self, kind, new_database):
        store = Store(with_driver(new_database(kind)))
        with store.writing() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
            migrations.check(connection)
            migrations.downgrade(connection, "base")
            migrations.upgrade(connection)
            migrations.check(connection)
        store.close()

    def test_the_newest_version_is_the_one_the_code_expects(self):
        assert migrations.known_versions()[0] == HEAD

    def test_a_database_of_a_newer_program_is_left_alone(self, kind, new_database):
        store = Store(with_driver(new_database(kind)))
        with store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        store.close()
        with pytest.raises(MemoryUnavailable, match="made by a newer RehabCode"):
            Memory(new_learner_id(), store).record(answer())
        store.close()

    def test_several_servers_may_start_at_once_on_an_empty_database(self, kind, new_database):
        address = new_database(kind)
        script = "import sys; from tests.test_progress import *; memory_for(sys.argv[1], sys.argv[2]).record(answer())"
        command = [sys.executable, "-c", script, new_learner_id(), address]
        started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(4)]
        outputs = [process.communicate(timeout=60)[1].decode() for process in started]
        assert [process.returncode for process in started] == [0] * 4, outputs
        assert len(memory_for(command[3], address).history()) == 4
        store_at(address).close()

    def test_sqlite_flushes_every_commit_and_checks_references(self, new_database):
        store = Store(new_database("sqlite"))
        with store.reading() as connection:
            values = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
            }
        assert values == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "secure_delete": 1,
            "busy_timeout": 5000,
        }
        store.close()

    def test_by_default_progress_lies_in_a_file_of_the_folder_the_environment_names(self, monkeypatch, tmp_path):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("REHABCODE_DATA", str(tmp_path / "data"))
        memory_for(new_learner_id()).record(answer())
        path = tmp_path / "data" / "progress.sqlite"
        assert path.stat().st_mode & 0o077 == 0
        store_at().close()

    def test_database_url_chooses_the_database(self, monkeypatch, url, learner):
        monkeypatch.setenv("DATABASE_URL", url)
        given = answer()
        memory_for(learner.learner_id).record(given)
        assert learner.history() == (given,)

    def test_the_short_name_that_hosts_give_postgresql_works_too(self, postgres, new_database):
        address = new_database("postgresql").replace("postgresql://", "postgres://")
        memory = memory_for(new_learner_id(), address)
        memory.record(answer())
        assert len(memory.history()) == 1
        store_at(address).close()


class TestLostDatabase:
    def test_a_crash_of_postgresql_is_said_in_words_and_loses_no_answer(self, postgres, new_database):
        memory = memory_for(new_learner_id(), new_database("postgresql"))
        memory.record(answer())
        postgres.crash()
        try:
            for attempt in (lambda: memory.record(answer(days=1)), memory.due, memory.history, memory.delete):
                with pytest.raises(MemoryUnavailable, match=r"its database does not answer\. Practice goes on"):
                    attempt()
        finally:
            postgres.start()
        memory.record(answer(days=2))
        assert [kept.answered_at.day for kept in memory.history()] == [2, 4]
        memory._store.close()

    def test_a_folder_that_cannot_be_made_is_said_in_words(self, tmp_path):
        (tmp_path / "taken").write_text("a file stands where the folder should be", encoding="utf-8")
        memory = memory_for(new_learner_id(), f"sqlite:///{tmp_path}/taken/progress.sqlite")
        with pytest.raises(MemoryUnavailable, match="cannot be saved"):
            memory.record(answer())
        (tmp_path / "taken").unlink()
        memory.record(answer())
        assert len(memory.history()) == 1
        memory._store.close()

    def test_a_file_that_is_no_database_is_said_in_words_and_left_alone(self, tmp_path):
        path = tmp_path / "progress.sqlite"
        path.write_text("not a database, but perhaps somebody's notes " * 40, encoding="utf-8")
        memory = memory_for(new_learner_id(), f"sqlite:///{path}")
        with pytest.raises(MemoryUnavailable):
            memory.record(answer())
        assert path.read_text(encoding="utf-8").startswith("not a database")
        memory._store.close()

    def test_a_sqlite_file_taken_away_in_use_is_made_again_and_no_answer_goes_into_the_void(self, new_database):
        address = new_database("sqlite")
        memory = memory_for(new_learner_id(), address)
        memory.record(answer())
        for path in store_folder(address).iterdir():
            path.unlink()
        memory.record(answer(days=1))
        connection = sqlite3.connect(store_folder(address) / "progress.sqlite")
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (1,)
        connection.close()
        memory._store.close()

    def test_a_sqlite_file_that_another_program_holds_is_said_in_words(self, monkeypatch, new_database):
        monkeypatch.setattr("logic.progress.store.WAIT_SECONDS", 0.1)
        address = new_database("sqlite")
        store = Store(address)
        memory = Memory(new_learner_id(), store)
        memory.record(answer())
        holder = sqlite3.connect(store_folder(address) / "progress.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(MemoryUnavailable):
            memory.record(answer(days=1))
        assert len(memory.history()) == 1
        holder.execute("ROLLBACK")
        holder.close()
        memory.record(answer(days=1))
        assert len(memory.history()) == 2
        store.close()

    @pytest.mark.parametrize("address", ["nonsense", "mysql://me@host/db", "sqlite:", "sqlite:///", "http://host"])
    def test_an_address_that_is_none_is_said_in_words(self, address):
        with pytest.raises(MemoryUnavailable, match="DATABASE_URL is not the address of a database"):
            memory_for(new_learner_id(), address)

    def test_the_password_of_the_database_never_shows(self):
        memory = memory_for(new_learner_id(), "postgresql://me:open-sesame@127.0.0.1:1/progress")
        with pytest.raises(MemoryUnavailable) as problem:
            memory.history()
        assert "open-sesame" not in str(problem.value)


def rows_about(url, learner_id):
    """How many rows each table holds about a learner."""
    found = {}
    with store_at(url).reading() as connection:
        for name, table in metadata.tables.items():
            column = table.c.id if name == "learner" else table.c.learner_id
            found[name] = len(connection.execute(select(table).where(column == learner_id)).all())
    return found


def with_driver(url):
    return url.replace("postgresql://", "postgresql+psycopg://")


def store_folder(url):
    return Path(url.removeprefix("sqlite:///")).parent
