"""A copy is what the search gives, and a refresh reads only what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe.sandbox._clock import Clock
from jiraframe.sandbox._site import Site
from jiraframe.store._source import Source
from jiraframe.store._target import backend_at
from tests.store_places import FIELDS, PLACES, QUERY, asked, delete, same_as_search, touch


@pytest.fixture(params=[("cloud", PLACES[0]), ("cloud", PLACES[1]), ("datacenter", PLACES[0])])
def setting(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
def box(setting) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(setting[0], issues=120) as running:
        yield running


@pytest.fixture
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env)


@pytest.fixture
def path(setting, tmp_path):
    return tmp_path / setting[1]


@pytest.mark.parametrize(
    "fields",
    [None, "*all", ["Sprint.id", "timespent", "status.statusCategory", "votes"],
     ["*all", "-updated", "-comment", "-worklog", "-description"]],
    ids=str,
)  # fmt: skip
def test_a_copy_is_what_the_search_gives(jira, path, fields):
    query = f"{QUERY}, key"
    done = store.refresh(query, path, jira=jira, fields=fields)
    assert (done.full, done.why, done.complete) == (True, "there was no copy", True)
    store.refresh(query, path, jira=jira, fields=fields)
    same_as_search(path, jira, query, fields)


def test_rows_come_by_ascending_id_and_with_a_receipt(jira, path):
    before = datetime.now(UTC) - timedelta(seconds=2)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    frame = store.read(path)
    assert frame["id"].astype(int).is_monotonic_increasing
    told = jf.receipt(frame)
    assert (told.jql, told.rows, told.complete) == (QUERY, done.rows, True)
    assert before <= datetime.fromisoformat(told.asked_at) <= datetime.now(UTC)


def test_only_what_changed_is_read_and_counted(box, jira, path):
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    touch(box, "ENG-3")
    touch(box, "ENG-9", seconds=2)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (done.full, done.changed, done.removed) == (False, 2, 0)
    assert done.read < 10
    same_as_search(path, jira, fields=FIELDS)
    again = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (again.changed, again.read) == (0, 2), "they are in the overlap, and known"


def test_what_was_deleted_goes(box, jira, path):
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    delete(box, "ENG-4")
    touch(box, "ENG-5")
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (done.changed, done.removed, done.complete) == (1, 1, True)
    same_as_search(path, jira, fields=FIELDS)


def test_what_the_query_does_not_find_any_more_goes(box, jira, path):
    query = 'project = ENG AND updated <= "2026-11-03"'
    store.refresh(query, path, jira=jira, fields=FIELDS)
    touch(box, "ENG-4", seconds=3 * 86400)
    done = store.refresh(query, path, jira=jira, fields=FIELDS)
    assert (done.changed, done.removed) == (0, 1)
    same_as_search(path, jira, query, FIELDS)


def test_what_comes_into_the_query_without_a_change_is_found_by_the_count(box, jira, path):
    place = box.site.find("ENG-4")
    box.site.remove(place)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    box.site._gone.clear()  # an issue that this account was not allowed to see
    box.site.revision += 1
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert done.changed == 1
    same_as_search(path, jira, fields=FIELDS)


def test_one_in_and_one_out_is_noticed_where_the_query_is_not_steady(box, jira, tmp_path):
    path, query = tmp_path / "copy.duckdb", "project = ENG AND sprint is not EMPTY"
    first = jira.search(query, ["summary"])["key"].tolist()
    delete(box, first[0])
    store.refresh(query, path, jira=jira, fields=FIELDS)
    box.site._gone.clear()
    delete(box, first[1])
    done = store.refresh(query, path, jira=jira, fields=FIELDS)
    assert "sprint" in done.why
    assert (done.changed, done.removed) == (1, 1)
    same_as_search(path, jira, query, FIELDS)


def test_full_reads_everything_again(jira, path):
    first = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS, full=True)
    assert (done.full, done.why, done.changed) == (True, "full=True", first.rows)


def test_a_query_that_finds_nothing_has_a_copy_with_its_columns(box, jira, path):
    query = "project = ENG AND updated >= '2026-11-02 23:00'"
    done = store.refresh(query, path, jira=jira, fields="*all")
    assert (done.rows, done.watermark, done.complete) == (0, None, True)
    same_as_search(path, jira, query, "*all")
    touch(box, "ENG-4", seconds=20 * 3600)
    assert store.refresh(query, path, jira=jira, fields="*all").changed == 1
    same_as_search(path, jira, query, "*all")


@pytest.mark.parametrize("other", [{"jql": "project = OPS"}, {"fields": ["summary"]}])
def test_two_queries_do_not_mix_in_one_copy(jira, path, other):
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    want = {"jql": QUERY, "fields": FIELDS, **other}
    with pytest.raises(jf.StoreError, match="copy of something else") as caught:
        store.refresh(path=path, jira=jira, **want)
    assert "full=True" in caught.value.fix
    same_as_search(path, jira, fields=FIELDS)
    assert store.refresh(path=path, jira=jira, full=True, **want).full
    same_as_search(path, jira, want["jql"], want["fields"])


def test_two_sites_do_not_mix_in_one_copy(jira, tmp_path):
    store.refresh(QUERY, tmp_path / "a.duckdb", jira=jira)
    with sandbox.start(issues=300) as other, pytest.raises(jf.StoreError, match="the Jira was"):
        store.refresh(QUERY, tmp_path / "a.duckdb", jira=jf.connect(environ=other.env))


def test_a_bulk_change_goes_through_the_staging_area(box, jira, path, monkeypatch):
    monkeypatch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
    monkeypatch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    for key in store.read(path)["key"][:45]:
        touch(box, key)
    delete(box, "ENG-4")
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert done.changed >= 44
    same_as_search(path, jira, fields=FIELDS)


def test_the_connection_of_the_environment_is_the_default(box, tmp_path, monkeypatch):
    for name, value in box.env.items():
        monkeypatch.setenv(name, value)
    assert store.refresh(QUERY, str(tmp_path / "copy.duckdb"), fields=FIELDS).complete


def test_the_report_reads_well(jira, tmp_path):
    done = store.refresh(QUERY, tmp_path / "copy.duckdb", jira=jira, fields=FIELDS)
    assert "there was no copy" in str(done)
    assert "complete   yes" in repr(done)
    assert "<table>" in done._repr_html_()


@pytest.mark.parametrize("zone", ["America/Chicago", "Nowhere/Unknown", "Asia/Tokyo"])
def test_what_changed_is_asked_for_from_ten_minutes_before_the_last_change(
    box, jira, tmp_path, zone, monkeypatch
):
    path = tmp_path / "copy.duckdb"
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    newest = store.read(path)["updated"].max()
    assert done.watermark == newest
    monkeypatch.setitem(box.site.catalogue.me, "timeZone", zone)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    queries = [json.loads(each.body).get("jql", "") for each in box.requests if each.body]
    since = [each for each in queries if "updated >=" in each][-1].split('"')[1]
    clock = datetime.fromisoformat(since)
    if zone.startswith("Nowhere"):
        assert timedelta(hours=12) < newest - clock.replace(tzinfo=UTC) < timedelta(hours=12.3)
    else:
        from zoneinfo import ZoneInfo

        behind = newest - clock.replace(tzinfo=ZoneInfo(zone))
        assert timedelta(minutes=10) <= behind < timedelta(minutes=11)


@pytest.mark.parametrize("zones", [("America/Chicago", "America/Los_Angeles"),
                                   ("Asia/Tokyo", "America/Los_Angeles")])  # fmt: skip
def test_a_time_zone_that_changes_while_a_connection_lives(box, jira, tmp_path, zones, monkeypatch):
    path = tmp_path / "copy.duckdb"

    def travel(zone):
        monkeypatch.setitem(box.site.catalogue.me, "timeZone", zone)
        box.site.clock = Clock(zone)

    travel(zones[0])
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    travel(zones[1])
    touch(box, "ENG-5", seconds=120)
    touch(box, "ENG-7", seconds=20 * 3600)
    assert store.refresh(QUERY, path, jira=jira, fields=FIELDS).changed == 2
    assert jira.connection.account.time_zone == zones[1]


def test_for_another_account_every_id_is_listed(jira, tmp_path, monkeypatch):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    monkeypatch.setattr(Source, "account", "somebody-else")
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert "another account" in done.why


def _site_of(file, summary):
    """Write five issues, one of which has the summary and was edited last."""
    user = {"accountId": "5b1", "name": "ann", "displayName": "Ann", "timeZone": "UTC"}
    project = {"id": "1", "key": "ENG", "name": "Engineering"}
    with file.open("w") as lines:
        for number in range(1, 6):
            last = number == 3
            fields = {
                "summary": summary if last else "x",
                "labels": ["a", "b"],
                "created": "2024-01-01T00:00:00.000+0000",
                "updated": f"2024-0{5 if last else 4}-01T10:00:00.000+0000",
                "project": project,
                "assignee": user,
            }
            row = {"id": str(10_000 + number), "key": f"ENG-{number}", "fields": fields}
            lines.write(json.dumps(row) + "\n")
    return file


@pytest.fixture
def edited_now(monkeypatch):
    """Let every refresh begin in the second in which the last of the five was edited."""
    now = datetime(2024, 5, 1, 10, 0, 0, 400_000, tzinfo=UTC)
    monkeypatch.setattr(Source, "now", lambda self: now)


@pytest.mark.parametrize("name", PLACES)
def test_two_edits_of_one_moment_are_both_seen(tmp_path, name, edited_now):
    """The refresh came between them, and the server's stamps know no more than seconds."""
    first = _site_of(tmp_path / "1.ndjson", "the first edit")
    second = Site.from_ndjson(_site_of(tmp_path / "2.ndjson", "the second edit"))
    fields = ["summary", "labels", "timespent", "assignee"]
    with sandbox.start("datacenter", path=first) as box:
        jira, path = jf.connect(environ=box.env), tmp_path / name
        store.refresh(QUERY, path, jira=jira, fields=fields)
        assert store.refresh(QUERY, path, jira=jira, fields=fields).changed == 0
        vars(box.site).update(vars(second))
        box.site.revision = 9
        done = store.refresh(QUERY, path, jira=jira, fields=fields)
        assert (done.read, done.changed, done.rows) == (1, 1, 5)
        same_as_search(path, jira, QUERY, fields)


@pytest.mark.parametrize("name", PLACES)
def test_a_refresh_without_news_reads_no_cells_of_the_copy(box, jira, tmp_path, name, monkeypatch):
    path, kind = tmp_path / name, type(backend_at(tmp_path / name))
    touch(box, "ENG-3", seconds=-300)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)

    def whole(self, ids, names):
        raise AssertionError("in an object store this downloads the table")

    monkeypatch.setattr(kind, "whole", whole)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (done.read > 0, done.changed, done.full) == (True, 0, False)
    touch(box, "ENG-5", seconds=5)
    assert store.refresh(QUERY, path, jira=jira, fields=FIELDS).changed == 1


@pytest.mark.parametrize("name", PLACES)
def test_a_number_that_is_none_is_no_change(tmp_path, name, edited_now):
    file = _site_of(tmp_path / "1.ndjson", "NaN")
    file.write_text(file.read_text().replace('"labels"', '"workratio": "NaN", "labels"'))
    with sandbox.start("datacenter", path=file) as box:
        jira, path, fields = jf.connect(environ=box.env), tmp_path / name, ["workratio"]
        store.refresh(QUERY, path, jira=jira, fields=fields)
        done = store.refresh(QUERY, path, jira=jira, fields=fields)
        assert (done.read, done.changed) == (1, 0)
        assert store.read(path)["workratio"].isna().all()


def test_an_issue_of_the_future_does_not_carry_the_watermark_away(box, jira, tmp_path):
    path = tmp_path / "copy.duckdb"
    touch(box, "ENG-4", seconds=10 * 365 * 86400)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert done.watermark is not None
    assert done.watermark <= datetime.now(UTC)
    again = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (again.changed, again.complete) == (0, True)


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_refresh_without_changes_costs_little_whatever_the_size(mode, tmp_path):
    with sandbox.start(mode, issues=9_000) as box:
        jira, path = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        query = "project is not EMPTY"
        store.refresh(query, path, jira=jira, fields=["summary"])
        start = asked(box)
        jira.count(query)
        count = asked(box) - start
        done = store.refresh(query, path, jira=jira, fields=["summary"])
        assert asked(box) - start - count == done.requests <= count + 3
        assert (done.changed, done.rows, done.complete) == (0, 9_000, True)
        fresh = store.refresh(query, path, jira=jf.connect(environ=box.env), fields=["summary"])
        assert fresh.requests == done.requests + 1, "the fields"
