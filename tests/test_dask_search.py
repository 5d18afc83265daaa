"""``dask_search`` in one process: the rows of ``Jira.search``, each once, or a word."""

from __future__ import annotations

import json
import pickle
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise

import cloudpickle
import dask
import dask.dataframe as dd
import pandas as pd
import pytest
from distributed.core import error_message

import jiraframe as jf
from jiraframe._traffic import Traffic
from jiraframe.cluster._pace import SharedLane

ALL = "project is not EMPTY"
FIELDS = ["summary", "labels", "created", "duedate", "timespent", "votes", "Story Points"]


@pytest.fixture(params=["cloud", "datacenter"])
def box(request):
    with jf.sandbox.start(request.param, issues=250) as box, dask.config.set(scheduler="threads"):
        yield box


@pytest.fixture(scope="module")
def cloud():
    with jf.sandbox.start("cloud", issues=30) as box:
        yield jf.connect(environ=box.env)


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


def _parts(frame):
    return dask.compute(*frame.to_delayed())


def _rows(frame):
    return frame.sort_values("id", ignore_index=True)


def _searched(jira, jql, fields):
    """What ``search`` gives, its lists written as dask_search does."""

    def written(cell):
        return json.dumps(cell, separators=(",", ":"), ensure_ascii=False)

    df = jira.search(jql, fields)
    for label in [label for label, dtype in df.dtypes.items() if dtype.name == "object"]:
        df[label] = df[label].map(written).astype(str)
    return df


@pytest.mark.parametrize("by", ["created", "updated", "resolved", "due", "Go-live", "Start date"])
def test_partitions_hold_every_row_of_the_search_once(jira, by):
    frame = jf.dask_search(ALL, FIELDS, by=by, partitions=5, jira=jira)
    got = frame.compute()
    pd.testing.assert_frame_equal(_rows(got), _rows(_searched(jira, ALL, FIELDS)), check_dtype=True)
    assert got["id"].is_unique


def test_partitions_are_of_about_one_size_in_the_order_of_the_date_the_empty_last(jira):
    frame = jf.dask_search(ALL, ["duedate"], by="duedate", partitions=4, jira=jira)
    *dated, empty = _parts(frame)
    assert len(dated) == 4
    dates = pd.concat(dated)["duedate"]
    assert empty["duedate"].isna().all()
    assert dates.notna().all()
    assert all(0.6 * len(dates) / 4 < len(part) < 1.4 * len(dates) / 4 for part in dated)
    assert all(low["duedate"].max() < high["duedate"].min() for low, high in pairwise(dated))


def test_rows_of_a_partition_are_in_the_order_of_the_query(jira):
    frame = jf.dask_search(
        f"{ALL} ORDER BY summary DESC, key", ["summary"], partitions=3, jira=jira
    )
    whole = jira.search(f"{ALL} ORDER BY summary DESC, key", [])["key"].tolist()
    for part in _parts(frame):
        assert part["key"].tolist() == [key for key in whole if key in set(part["key"])]


def test_nothing_but_the_ends_is_read_before_it_is_computed(box, jira):
    jf.dask_search(ALL, FIELDS, partitions=4, jira=jira)
    bodies = [each for each in box.requests if b'"summary"' in each.body or "summary" in each.query]
    assert not bodies


def test_an_empty_result_has_the_columns_and_dtypes_of_a_full_one(jira):
    full = jf.dask_search(ALL, partitions=3, jira=jira)
    none = jf.dask_search(f"{ALL} AND created < 1990-01-01", partitions=3, jira=jira)
    empty = none.compute()
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.compute().dtypes)
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
    lists = {"labels", "components", "fixVersions", "Sprint"}
    searched = jira.search(ALL, limit=0).dtypes
    assert all(full.dtypes[each] == searched[each] for each in searched.index if each not in lists)
    assert all(full.dtypes[each] == full.dtypes["key"] for each in lists)


def test_fewer_rows_than_partitions(jira):
    jql = f"{ALL} AND key IN (ENG-1, ENG-2, ENG-3)"
    frame = jf.dask_search(jql, ["summary"], partitions=50, jira=jira)
    assert frame.npartitions <= 4
    assert sorted(frame["key"].compute()) == ["ENG-1", "ENG-2", "ENG-3"]


def test_a_result_without_dates_is_one_partition(jira):
    frame = jf.dask_search(f"{ALL} AND due IS EMPTY", [], by="due", partitions=4, jira=jira)
    assert frame.npartitions == 1
    assert len(frame) == jira.count(f"{ALL} AND due IS EMPTY")


def test_parameters_and_conditions_are_taken_as_by_search(box, jira):
    since = box.now - timedelta(days=200)
    expected = set(jira.search("created >= {t}", [], params={"t": since})["id"])
    frame = jf.dask_search("created >= {t}", [], params={"t": since}, partitions=3, jira=jira)
    assert set(frame["id"].compute()) == expected
    condition = jf.jql.field("created") >= since
    assert set(jf.dask_search(condition, [], partitions=3, jira=jira)["id"].compute()) == expected


def test_every_field_may_be_asked_for(jira):
    frame = jf.dask_search(ALL, "*all", partitions=3, jira=jira)
    got = frame.compute()
    assert list(got.columns) == list(frame.columns)
    assert len(got) == 250


@pytest.mark.parametrize(
    ("utc", "what"),
    [
        (datetime(2024, 3, 10, 6, tzinfo=UTC), "forward"),
        (datetime(2024, 11, 3, 5, tzinfo=UTC), "back"),
    ],
)
@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("partitions", [7, 20])
def test_no_row_is_lost_or_doubled_where_clocks_change(tmp_path, mode, utc, what, partitions):
    user = {"accountId": "5b10a2844c20165700ede21f", "name": "ann", "displayName": "Ann"}
    user["timeZone"] = "America/Chicago"
    project = {"id": "1", "key": "ENG", "name": "Engineering"}
    with (tmp_path / "issues.ndjson").open("w") as file:
        for number in range(1, 101):
            stamp = (utc + timedelta(minutes=2.5 * number)).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
            fields = {"summary": f"{number}", "created": stamp, "updated": stamp}
            fields |= {"project": project, "assignee": user}
            row = {"id": str(10_000 + number), "key": f"ENG-{number}", "fields": fields}
            file.write(json.dumps(row) + "\n")
    with jf.sandbox.start(mode, path=tmp_path / "issues.ndjson") as box:
        jira = jf.connect(environ=box.env)
        assert jira.connection.account.time_zone == "America/Chicago"
        frame = jf.dask_search("project = ENG", ["created"], partitions=partitions, jira=jira)
        sizes = [len(part) for part in _parts(frame)]
        kept = frame.compute()
    assert frame.npartitions > 3
    assert sum(sizes) == 100
    assert kept["id"].nunique() == 100


def test_a_row_that_a_page_loses_is_found_again_or_is_an_error(box, jira):
    frame = jf.dask_search(ALL, ["summary"], partitions=3, jira=jira, page_size=20)
    box.faults.add("moved_rows", path="/search")
    assert frame.compute()["id"].nunique() == 250
    box.faults.clear()
    box.faults.add("drop_ids", rows=2)
    # Cloud's count is an estimate: there, rows that are never sent are a doubt.
    proven = box.mode == "datacenter"
    with (
        pytest.raises(jf.IncompleteResultError) if proven else pytest.warns(jf.CompletenessWarning)
    ):
        frame.compute()


def test_a_partition_waits_where_jira_wants_it(box, jira, waits):
    frame = jf.dask_search(ALL, ["summary"], partitions=3, jira=jira)
    box.faults.add("429", times=3, retry_after="7", path="/search")
    told = jf.dask_receipt(frame)
    assert told.retries == 3
    assert max(waits) >= 7
    assert told.rows == 250


def test_a_pause_that_jira_wants_is_one_for_all_partitions_of_a_process():
    shared, slept = Traffic(), []
    one, other = SharedLane(shared, None), SharedLane(shared, None)
    one.refused(30)
    with other.lane(slept.append):
        pass
    assert slept[0] == pytest.approx(30, abs=1)
    assert (one.requests, other.requests) == (0, 1)


def test_the_receipt_tells_that_the_partitions_are_the_whole(box, jira):
    kept = jf.dask_search(ALL, ["summary"], partitions=4, jira=jira).persist()
    before = len(box.requests)
    told = jf.dask_receipt(kept)
    again = list(box.requests)[before:]
    assert not [each for each in again if b"summary" in each.body or "summary" in each.query]
    assert (told.rows, told.expected, told.complete) == (250, 250, True)
    assert told.jql == ALL
    assert told.warnings == []


def test_requests_are_counted_by_the_partition_that_sent_them(box, jira):
    frame = jf.dask_search(ALL, ["summary"], partitions=4, jira=jira, page_size=20)
    before = len(box.requests)
    kept = frame.persist()
    sent = [each.path for each in list(box.requests)[before:] if not each.path.endswith("/field")]
    assert jf.dask_receipt(kept).requests == len(sent)


def test_the_receipt_tells_of_an_issue_that_is_in_no_partition(box, jira):
    kept = jf.dask_search(ALL, ["summary"], partitions=4, jira=jira).persist()
    told = jf.dask_receipt(kept.partitions[1:])
    assert told.complete is False
    assert "in no partition" in " ".join(told.warnings)


def test_the_receipt_tells_of_an_issue_that_moved_between_two_partitions(box, jira):
    frame = jf.dask_search(ALL, ["updated"], by="updated", partitions=4, jira=jira)
    first = frame.partitions[:2].persist()
    moved = box.site.find(first["key"].compute().iloc[0])
    box.site.touch(moved, when=int(box.now.timestamp() * 1000))
    told = jf.dask_receipt(dd.concat([first, frame.partitions[2:].persist()]))
    assert told.complete is False
    assert "1 rows are there twice" in " ".join(told.warnings)


def test_the_receipt_is_of_the_rows_that_were_read(jira):
    frame = jf.dask_search(ALL, ["summary"], partitions=3, jira=jira)
    for other in (frame[frame["key"] == "ENG-1"], frame.groupby("key").size().to_frame()):
        with pytest.raises(jf.ArgumentError, match="Take the receipt of that frame"):
            jf.dask_receipt(other)
    with pytest.raises(jf.ArgumentError, match=r"Take jf\.dask_receipt"):
        jf.receipt(frame)


def test_what_is_no_frame_of_dask_search_has_no_receipt_of_parts(jira):
    lazy = jf.dask_search(ALL, ["summary"], partitions=3, jira=jira)
    frame = lazy.persist()
    searched = jira.search(ALL, ["summary"], limit=3)
    for other in (frame.compute(), frame.head(3), searched, frame["summary"], None):
        with pytest.raises(jf.ArgumentError, match="not the DataFrame of Dask") as caught:
            jf.dask_receipt(other)
        assert "jf.receipt(frame)" in caught.value.fix
    for other in (frame[["summary"]], frame.rename(columns={"id": "ID"}), lazy.partitions[:0]):
        with pytest.raises(jf.ArgumentError, match="Take the receipt of that frame"):
            jf.dask_receipt(other)


def test_a_doubt_of_one_partition_is_one_of_the_whole():
    with jf.sandbox.start("cloud", issues=400) as box:
        jira = jf.connect(environ=box.env)
        frame = jf.dask_search(ALL, ["summary"], partitions=3, jira=jira)
        box.faults.add("wrong_count", by=-5)
        with pytest.warns(jf.CompletenessWarning):
            told = jf.dask_receipt(frame)
    assert told.complete is None
    assert told.warnings


def test_each_search_is_one_of_its_own(cloud):
    one, other = (jf.dask_search(ALL, [], partitions=2, jira=cloud) for _ in range(2))
    assert not set(one.__dask_keys__()) & set(other.__dask_keys__()), "old rows would be taken"


def test_lists_are_json_that_can_be_opened_again(jira):
    frame = jf.dask_search(ALL, ["labels", "Sprint"], partitions=3, jira=jira)
    opened = frame["labels"].map(json.loads, meta=("labels", "object"))
    counts = frame.assign(labels=opened).explode("labels")["labels"].value_counts().compute()
    expected = jira.search(ALL, ["labels"]).explode("labels")["labels"].value_counts()
    assert counts.to_dict() == expected.to_dict()


def test_missing_raw_values_stay_missing(jira):
    searched = jira.search(ALL, ["description"], text="raw")["description"]
    got = jf.dask_search(ALL, ["description"], text="raw", partitions=3, jira=jira).compute()
    assert got["description"].isna().sum() == searched.isna().sum()


def test_the_token_is_neither_in_the_graph_nor_in_its_picture(box, jira):
    frame = jf.dask_search(ALL, FIELDS, partitions=4, jira=jira)
    seen = cloudpickle.dumps(frame.__dask_graph__()) + cloudpickle.dumps(frame)
    seen += repr(dict(frame.__dask_graph__())).encode()
    assert ALL.encode() in seen
    for secret in (box.env["JIRA_API_TOKEN"], box.env["JIRA_EMAIL"]):
        assert not secret or secret.encode() not in seen


def test_an_error_that_a_worker_sends_has_not_the_token_in_it(box, jira, waits):
    import base64

    frame = jf.dask_search(ALL, FIELDS, partitions=2, jira=jira)
    box.faults.add("reset", path="/search")
    with pytest.raises(jf.JiraUnavailable) as caught:
        frame.compute()
    token, email = box.env["JIRA_API_TOKEN"], box.env["JIRA_EMAIL"]
    signed = base64.b64encode(f"{email}:{token}".encode())
    sent = error_message(caught.value)
    seen = b"".join(pickle.dumps(each) for each in (sent, caught.value))
    assert b"JiraUnavailable" in seen
    assert token.encode() not in seen
    assert signed not in seen


def test_the_rate_is_kept_by_all_threads_together(box, jira):
    frame = jf.dask_search(
        ALL, ["status"], partitions=6, jira=jira, page_size=20, workers=3, requests_per_second=40
    )
    before = len(box.requests)
    begun = time.monotonic()
    frame.compute()
    sent, seconds = len(box.requests) - before, time.monotonic() - begun
    assert sent > 20
    assert sent / seconds <= 42


def test_the_rate_of_one_process_does_not_travel(cloud):
    frame = jf.dask_search(ALL, [], partitions=2, jira=cloud, requests_per_second=5)
    with pytest.raises(jf.ArgumentError, match="Client first"):
        pickle.dumps(frame)


def test_the_environment_names_the_connection(box, monkeypatch):
    for name, value in box.env.items():
        monkeypatch.setenv(name, value)
    assert len(jf.dask_search(ALL, [], partitions=2)) == 250


@pytest.mark.parametrize(
    ("by", "kind", "says"),
    [
        ("creatd", jf.FieldError, "Did you mean 'created'"),
        ("priority", jf.ArgumentError, "holds no date"),
        ("key", jf.ArgumentError, "holds no date"),
        ("Sprint.startDate", jf.ArgumentError, "holds no date"),
        ("Team", jf.FieldError, "customfield_10001, customfield_10101"),
        (None, jf.ArgumentError, 'by="created"'),
    ],
)
def test_a_by_that_is_no_date_is_an_error_that_says_what_is(cloud, by, kind, says):
    with pytest.raises(kind, match=says):
        jf.dask_search(ALL, by=by, jira=cloud)


@pytest.mark.parametrize(
    "wrong",
    [
        {"partitions": 0},
        {"partitions": 2.5},
        {"requests_per_second": 0},
        {"requests_per_second": "5"},
        {"requests_per_second": float("inf")},
        {"fields": 3},
        {"labels": "none"},
        {"workers": 0},
        {"page_size": -1},
    ],
)
def test_an_argument_that_makes_no_sense_is_refused_at_once(cloud, wrong):
    with pytest.raises(jf.ArgumentError):
        jf.dask_search(ALL, jira=cloud, **wrong)


@pytest.mark.parametrize("jql", ["project = ENG AND", "statuss = Done"])
def test_a_wrong_query_is_told_when_it_is_planned(cloud, jql):
    with pytest.raises(jf.JQLError):
        jf.dask_search(jql, jira=cloud)


def test_without_dask_the_error_says_what_to_install(cloud, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(jf.JiraFrameError, match=r'pip install "jiraframe\[dask\]"'):
        jf.dask_search(ALL, jira=cloud)


def test_a_field_that_is_gone_when_a_partition_is_read_is_told(jira, monkeypatch):
    frame = jf.dask_search(ALL, ["summary", "duedate"], partitions=2, jira=jira)
    search, calls = jf.Jira.search, count()

    def without(self, *args, **options):
        found = search(self, *args, **options)
        return found if next(calls) else found.drop(columns="duedate")

    monkeypatch.setattr(jf.Jira, "search", without)
    with pytest.raises(jf.FieldError, match="no column 'duedate' any more"):
        frame.compute()
