"""How long one request waits, and when it gives up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._retries import BROKEN, FAILED, MAX_RETRIES, Backoff, Waits, retry_after_s


def _all(waits: Waits, *backoff: Backoff, **asked: object) -> list[float]:
    found = []
    while (wait := waits.next_wait_s(*backoff, **asked)) is not None:
        found.append(wait)
        assert len(found) < 1000
    return found


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("7", 7.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        ("9223372036854775807", 9.223372036854776e18),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999999", None),
    ],
)
def test_retry_after_is_read_in_each_of_its_forms(header, seconds):
    assert retry_after_s(header) == seconds


def test_retry_after_as_a_date_ahead_is_the_time_until_then():
    at = datetime.now(UTC) + timedelta(seconds=30)
    found = retry_after_s(format_datetime(at, usegmt=True))
    assert found is not None
    assert 25 < found <= 30


def test_retry_after_is_the_floor_of_the_wait():
    wait = Waits(300).next_wait_s(retry_after="20")
    assert wait is not None
    assert 20 <= wait <= 22


def test_the_budget_caps_a_longer_retry_after():
    assert _all(Waits(300), retry_after="3600") == [300]
    first, *_ = _all(Waits(300), retry_after="200")
    assert 200 <= first <= 220


def test_without_a_header_four_retries_that_double():
    waits = _all(Waits(300))
    assert len(waits) == MAX_RETRIES
    assert all(1.4 <= wait / 2**n <= 2.6 for n, wait in enumerate(waits))


@pytest.mark.parametrize("header", ["0", "9223372036854775807", "inf", "soon"])
def test_a_header_that_is_no_help_ends_as_without_one(header):
    assert len(_all(Waits(300), retry_after=header)) == MAX_RETRIES


def test_a_broken_connection_is_tried_again_soon():
    waits = _all(Waits(300), BROKEN)
    assert len(waits) == MAX_RETRIES
    assert waits[0] < 0.5


def test_a_short_failure_costs_little_and_a_restart_is_waited_for():
    waits = _all(Waits(300), FAILED)
    assert len(waits) == MAX_RETRIES
    assert waits[0] < 1
    assert sum(waits) > 20


def test_a_short_retry_after_is_taken_at_its_word_once_and_then_waits_double():
    first, *later = _all(Waits(300), retry_after="1")
    assert 1 <= first <= 1.05
    assert all(1.4 <= wait / 2**n <= 2.6 for n, wait in enumerate(later[:3]))


def test_a_retry_after_is_taken_at_its_word_also_after_other_failures():
    waits = Waits(300)
    for backoff in (BROKEN, FAILED):
        waits.next_wait_s(backoff)
    wait = waits.next_wait_s(retry_after="1")
    assert wait is not None
    assert wait <= 1.1, "Jira has refused this request once"


@given(
    st.floats(0, 400),
    st.lists(st.one_of(st.none(), st.integers(0, 2**63).map(str), st.text(max_size=5))),
)
def test_the_budget_is_never_overspent(budget, headers):
    waits = Waits(budget)
    spent = [waits.next_wait_s(retry_after=header) or 0 for header in headers]
    assert sum(spent) <= budget + 1e-6
    assert waits.spent_s == pytest.approx(sum(spent))
