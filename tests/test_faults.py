"""Under every fault, in both modes: the whole frame, or an error. Never a wrong one in silence."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._retries import MAX_RETRIES

pytestmark = pytest.mark.usefixtures("waits")

QUERY = "project = ENG ORDER BY updated DESC, key ASC"
FIELDS = ["summary", "updated", "Story Points", "timespent"]


@pytest.fixture(autouse=True)
def short_pages_of_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a listing of ids go over several pages, as one of more than 5,000 does."""
    monkeypatch.setattr("jiraframe._cloud._ID_PAGE", 60)


def _site() -> sandbox.Site:
    # A site of one's own: some faults move its rows.
    return sandbox.Site.generated(issues=400, seed=7)


def _truth(site: sandbox.Site, mode: str) -> list[str]:
    return [site.id_and_key(each)[1] for each in site.search(QUERY, deployment=mode)]


def _searched(mode: str, *faults: tuple[str, dict[str, Any]]) -> tuple[pd.DataFrame, sandbox.Site]:
    site = _site()
    with sandbox.start(mode, site=site) as box:
        jira = jf.connect(environ=box.env, timeout_s=0.5)
        _ = jira.catalogue
        added = [box.faults.add(kind, **options) for kind, options in faults]
        frame = jira.search(QUERY, FIELDS, page_size=50)
        assert all(fault.hits for fault in added), "the fault never happened"
    return frame, site


MENDED: dict[str, dict[str, Any]] = {
    "429 with seconds": {"kind": "429", "times": 2, "retry_after": "1"},
    "429 with a date": {"kind": "429", "times": 1, "retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"},
    "429 with zero": {"kind": "429", "times": 3, "retry_after": "0"},
    "429 with 2^63-1": {"kind": "429", "times": 1, "retry_after": "9223372036854775807"},
    "429 without a header": {"kind": "429", "times": 2, "retry_after": None},
    "500": {"kind": "500", "times": 2},
    "502": {"kind": "502", "times": 2},
    "503 with Retry-After": {"kind": "503", "times": 2, "retry_after": "1"},
    "504": {"kind": "504", "times": 2},
    "reset": {"kind": "reset", "times": 2, "after": 1},
    "truncated by length": {"kind": "truncate", "times": 1, "after": 2},
    "truncated in a chunk": {"kind": "truncate", "times": 1, "form": "chunked"},
    "truncated without a length": {"kind": "truncate", "times": 1, "form": "close"},
    "stall before the headers": {"kind": "stall", "times": 1, "seconds": 1.0},
    "stall in the body": {"kind": "stall", "times": 1, "seconds": 1.0, "where": "body"},
    "JSON that is none": {"kind": "bad_json", "times": 1, "after": 1},
    "rows dropped once": {"kind": "drop_ids", "rows": 3, "once": True},
    "half a character": {"kind": "lone_surrogate", "times": 1},
    "a huge number": {"kind": "huge_number", "times": 1},
}


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("name", MENDED)
def test_a_passing_fault_leaves_the_frame_whole(mode, name):
    options = dict(MENDED[name])
    frame, site = _searched(mode, (options.pop("kind"), {"path": "/search", **options}))
    assert frame["key"].tolist() == _truth(site, mode)
    assert jf.receipt(frame).complete is True


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_much_that_fails_in_passing_leaves_the_frame_whole(mode, monkeypatch):
    # Nothing is waited for here, and one request may meet every fault of a moment.
    monkeypatch.setattr("jiraframe._retries.MAX_RETRIES", 20)
    faults = [
        (kind, {"path": "/search", "probability": 0.03})
        for kind in ("429", "500", "503", "reset", "truncate")
    ]
    site = _site()
    with sandbox.start(mode, site=site) as box:
        jira = jf.connect(environ=box.env)
        for kind, options in faults:
            box.faults.add(kind, **options)
        frame = jira.search(QUERY, FIELDS, page_size=10)
    assert frame["key"].tolist() == _truth(site, mode)
    assert jf.receipt(frame).retries > 0


ENDED: dict[str, dict[str, Any]] = {
    "the same page again and again": {"kind": "repeat_token"},
    "an empty page before the end": {"kind": "empty_page", "after": 2},
}


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("name", ENDED)
def test_pages_that_lead_nowhere_are_got_around_or_end_in_an_error_with_the_rows(mode, name):
    options = dict(ENDED[name])
    fault = (options.pop("kind"), {"path": "/search", **options})
    if mode == "datacenter" and name == "the same page again and again":
        frame, site = _searched(mode, fault)  # its listing of ids fits into one page
        assert frame["key"].tolist() == _truth(site, mode)
        return
    with pytest.raises(jf.IncompleteResultError) as caught:
        _searched(mode, fault)
    frame = caught.value.frame
    assert 0 < len(frame) < len(_truth(_site(), mode))
    assert frame.columns.tolist() == ["key", "id", *FIELDS]
    assert jf.receipt(frame).complete is False
    note = f"Rows read and not yet returned: {len(frame)}, in .frame of this error."
    assert caught.value.__notes__ == [note]
    assert caught.value._render_traceback_()[-1] == note
    assert ".frame" not in str(caught.value)  # the command line and magics have no error to give


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("back", [True, False])
def test_rows_that_move_between_pages_are_neither_lost_nor_twice(mode, forward, back):
    moves = {"path": "/search", "times": 1, "forward": forward, "back": back}
    frame, site = _searched(mode, ("moved_rows", moves))
    first, *middle, last = _truth(site, mode)
    order = [last] * forward + [first] * (not back) + middle + [last] * (not forward)
    assert frame["key"].tolist() == order + [first] * back, "the order that the query has now"


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_row_that_leaves_takes_no_other_with_it(mode):
    frame, site = _searched(mode, ("row_leaves", {"path": "/search", "times": 1}))
    assert frame["key"].is_unique
    assert set(_truth(site, mode)) <= set(frame["key"])


def test_rows_that_data_center_never_sends_are_an_error():
    with pytest.raises(jf.IncompleteResultError, match="Jira counts"):
        _searched("datacenter", ("drop_ids", {"path": "/search", "rows": 2}))


def test_rows_that_cloud_never_sends_are_a_doubt():
    with pytest.warns(jf.CompletenessWarning, match="estimates"):
        frame, _ = _searched("cloud", ("drop_ids", {"path": "/search/jql", "rows": 2}))
    assert jf.receipt(frame).complete is None


def test_an_estimate_that_is_off_is_a_doubt_and_loses_nothing():
    with pytest.warns(jf.CompletenessWarning, match="estimates"):
        frame, site = _searched("cloud", ("wrong_count", {"by": 5}))
    assert frame["key"].tolist() == _truth(site, "cloud")
    assert jf.receipt(frame).complete is None


def test_a_page_token_that_expired_is_an_error_that_keeps_the_rows():
    with pytest.raises(jf.JiraFrameError) as caught:
        _searched("cloud", ("expired_token", {"path": "/search", "times": 1}))
    assert len(caught.value.frame) == 50


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_an_outage_in_the_middle_keeps_the_rows(mode):
    with pytest.raises(jf.JiraUnavailable) as caught:
        _searched(mode, ("503", {"path": "/search", "after": 2}))
    assert len(caught.value.frame) >= 50
    assert jf.receipt(caught.value.frame).complete is False


def test_a_window_that_is_smaller_than_usual_is_waited_for_once(waits):
    with sandbox.start("datacenter", site=_site(), window=60, page_cap=40) as box:
        frame = jf.connect(environ=box.env).search("ORDER BY created", ["summary"])
        assert len(frame) == box.site.total
        crossed = sum(each.status == 500 for each in box.requests)
    # Pages side by side may meet the end of the window together, and never again.
    assert MAX_RETRIES <= len(waits) <= MAX_RETRIES * 4
    assert crossed > MAX_RETRIES + 3, "each crossing costs one request"


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_waiting_honours_retry_after(mode, waits):
    _searched(mode, ("429", {"path": "/search", "times": 1, "retry_after": "17"}))
    # One request waits before it is sent again; those beside it do not ask meanwhile.
    assert 17 <= max(waits) <= 19
    assert sum(wait >= 17 for wait in waits) >= 1


@pytest.mark.parametrize("status", ["400", "401", "403", "404", "410"])
def test_what_another_try_cannot_mend_is_not_tried_again(status, waits):
    kinds = {"401": "scope", "403": "forbidden", "410": "gone", "400": "expired_token"}
    query = "project = ENG" if status in kinds else "key = NOPE-1"
    with sandbox.start("cloud", site=_site()) as box:
        jira = jf.connect(environ=box.env)
        _ = jira.catalogue
        if status in kinds:
            box.faults.add(kinds[status], path="/search")
        before = len(box.requests)
        with pytest.raises(jf.JiraFrameError):
            jira.issue("NOPE-1") if status == "404" else jira.search(query, page_size=20)
        asked = [(each.path, each.query, each.body) for each in list(box.requests)[before:]]
    assert waits == []
    assert len(set(asked)) == len(asked)
