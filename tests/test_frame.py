from __future__ import annotations

import pickle
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from jiraframe._frame import FrameBuilder, Receipt, receipt, series
from jiraframe._page import PageDecoder
from jiraframe._scalars import Dtype
from jiraframe._table import table
from jiraframe.errors import ArgumentError
from tests.shaping import catalogue, frame_of, issue, page

FULL = issue(
    7,
    summary="Text",
    customfield_10016=3,
    votes={"votes": 2},
    timespent=60,
    assignee={"displayName": "Ann", "active": True},
    created="2024-01-02T03:04:05.678+0100",
    duedate="2024-01-02",
    labels=["a"],
    customfield_10104={"x": 1},
    fixVersions=[{"released": True, "releaseDate": "2024-01-02"}],
    comment={"total": 1, "comments": [{"created": "2024-01-02T03:04:05Z"}]},
)
ASKED = [
    *("summary", "Story Points", "votes", "timespent", "assignee.active", "created", "duedate"),
    *("labels", "Widget", "fixVersions.released", "fixVersions.releaseDate", "comment.created"),
]
NUMPY = ["str", "float64", "Int64", "timedelta64[us]", "boolean", "datetime64[us, UTC]"]
NUMPY += ["datetime64[us]", *["object"] * 5]
ARROW = ["string[pyarrow]", "double[pyarrow]", "int64[pyarrow]", "duration[us][pyarrow]"]
ARROW += ["bool[pyarrow]", "timestamp[us, tz=UTC][pyarrow]", "timestamp[us][pyarrow]"]
ARROW += [*("list<item: string>[pyarrow]", "string[pyarrow]", "list<item: bool>[pyarrow]")]
ARROW += ["list<item: timestamp[us]>[pyarrow]", "list<item: timestamp[us, tz=UTC]>[pyarrow]"]


@pytest.mark.parametrize("issues", [[], [issue(1)], [FULL], [issue(1), FULL]], ids=len)
def test_dtypes_follow_from_the_fields_and_never_from_the_values(issues):
    frame = frame_of(issues, ASKED)
    assert [str(each) for each in frame.dtypes] == ["str", "str", *NUMPY]
    frame = frame_of(issues, ASKED, dtype_backend="pyarrow")
    assert [str(each) for each in frame.dtypes] == [*["string[pyarrow]"] * 2, *ARROW]


def test_rows_are_numbered_and_identity_comes_first():
    frame = frame_of([issue(3), issue(1)], ["summary"])
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame.columns.tolist() == ["key", "id", "summary"]
    assert frame["key"].tolist() == ["ENG-3", "ENG-1"]
    assert frame["id"].tolist() == ["10003", "10001"]


@pytest.mark.parametrize("text", ["plain", "raw"])
def test_a_missing_cell_does_not_hang_on_its_neighbours(text):
    full = issue(
        9,
        comment={"total": 1, "comments": [{"body": {"type": "doc"}}]},
        versions=[{"name": "1.0", "odd": 1}],
        assignee={"displayName": "Ann", "avatarUrls": {"48x48": "https://a"}},
    )
    asked = [*ASKED, "description", "comment", "worklog", "comment.author.avatarUrls", "versions"]
    alone, beside = (
        frame_of(issues, [*asked, "assignee.avatarUrls"], text=text).iloc[-1]
        for issues in ([issue(1)], [FULL, full, issue(1)])
    )
    pd.testing.assert_series_equal(alone, beside, check_names=False)
    assert alone["comment"] == alone["comment.author.avatarUrls"] == []


def test_lists_are_lists_and_objects_are_objects():
    row = frame_of([FULL], ASKED).iloc[0]
    assert type(row["labels"]) is list
    assert type(row["Widget"]) is dict
    arrow = frame_of([FULL], ASKED, dtype_backend="pyarrow").iloc[0]
    assert arrow["Widget"] == '{"x":1}'
    assert list(arrow["labels"]) == ["a"]


def test_a_frame_can_be_written_to():
    frame = frame_of([FULL, FULL], ASKED)
    frame.loc[0, "Story Points"] = 8
    frame.loc[1, "created"] = pd.Timestamp("2030-01-01", tz="UTC")
    frame["votes"] += 1
    assert frame["Story Points"].tolist() == [8.0, 3.0]
    assert frame["votes"].tolist() == [3, 3]


def test_a_frame_survives_parquet():
    file = BytesIO()
    frame = frame_of([FULL, issue(8)], [each for each in ASKED if each != "Widget"])
    frame.to_parquet(file)
    back = pd.read_parquet(file)
    assert back["labels"].map(list).tolist() == [["a"], []]
    assert back["created"].equals(frame["created"])
    assert back.attrs == frame.attrs


def test_the_order_wanted_picks_and_places_rows():
    columns = catalogue().columns(["summary", "labels"])
    decoder, builder = PageDecoder(columns), FrameBuilder(columns)
    sent = [issue(n, summary=f"s{n}", labels=[str(n)]) for n in range(6)]
    for start in (0, 2, 4):
        builder.add(decoder.decode(page(sent[start : start + 2])).issues)
    frame = builder.frame(Receipt(), order=["10005", "gone", "10000", "10003"])
    assert frame["key"].tolist() == ["ENG-5", "ENG-0", "ENG-3"]
    assert frame["labels"].tolist() == [["5"], ["0"], ["3"]]
    assert isinstance(frame.index, pd.RangeIndex)
    assert receipt(frame).rows == 3
    assert builder.rows == 0


@pytest.mark.parametrize("page_size", [1, 3, 10])
def test_rows_can_be_taken_from_the_front(page_size):
    columns = catalogue().columns(["summary", "Widget"])
    decoder, builder = PageDecoder(columns), FrameBuilder(columns)
    sent = [issue(n, summary=f"s{n}", customfield_10104=[n]) for n in range(10)]
    frames = []
    for start in range(0, 10, page_size):
        builder.add(decoder.decode(page(sent[start : start + page_size])).issues)
        while builder.rows >= 4:
            frames.append(builder.take(4, Receipt(complete=None)))
    frames.append(builder.frame(Receipt()))
    assert [len(each) for each in frames] == [4, 4, 2]
    assert [receipt(each).rows for each in frames] == [4, 4, 2]
    together = pd.concat(frames, ignore_index=True)
    whole = frame_of(sent, ["summary", "Widget"])
    pd.testing.assert_frame_equal(together, whole)


def test_a_frame_of_nothing_is_a_frame():
    builder = FrameBuilder(catalogue().columns(None))
    frame = builder.frame(Receipt(), order=[])
    assert len(frame) == 0
    assert frame.dtypes.to_dict() == frame_of([FULL], None).dtypes.to_dict()


def test_a_late_field_is_missing_in_the_rows_before_it_also_after_a_take():
    columns = catalogue().columns("*all")
    decoder, builder = PageDecoder(columns), FrameBuilder(columns)
    builder.add(decoder.decode(page([issue(1), issue(2)])).issues)
    builder.add(decoder.decode(page([issue(3, late="x")])).issues)
    first = builder.take(1, Receipt())
    rest = builder.frame(Receipt())
    assert first["late"].tolist() == [None]
    assert rest["late"].tolist() == [None, "x"]


def test_values_that_cannot_be_read_are_counted_in_the_receipt():
    issues = [
        issue(1, created="yesterday", votes="many", duedate=None),
        issue(2, created="2024-01-02T03:04:05Z", votes={"votes": 1.5}),
        issue(3, created="", comment={"comments": [{"created": "?"}, {"created": None}]}),
    ]
    frame = frame_of(issues, ["created", "votes", "duedate", "comment.created"])
    assert receipt(frame).warnings == [
        "1 values of 'created' could not be read.",
        "2 values of 'votes' could not be read.",
        "1 values of 'comment.created' could not be read.",
    ]


@pytest.mark.parametrize("backend", [None, "pyarrow"])
def test_a_series_is_a_row_of_a_frame(backend):
    columns = catalogue().columns("*all")
    found = PageDecoder(columns).decode(page([FULL])).issues[0]
    row = series(found, columns, dtype_backend=backend)
    expected = frame_of([FULL], "*all", dtype_backend=backend).iloc[0]
    assert row.name == "ENG-7"
    assert row.dtype == object
    pd.testing.assert_series_equal(row, expected.astype(object), check_names=False)
    assert "jiraframe" not in row.attrs
    assert receipt(series(found, columns, receipt=Receipt(call="issue"))).call == "issue"


TOLD = Receipt(
    call="search",
    jql='summary ~ "<script>" & x',
    fields=["summary", "created"],
    deployment="cloud",
    base_url="https://jira.example",
    account="5b1",
    asked_at="2024-01-02T03:04:05+00:00",
    expected=2,
    requests=3,
    retries=1,
    seconds=0.5,
    warnings=["Something <b>odd</b>."],
    complete=None,
    version="1.0",
)


def told_frame() -> pd.DataFrame:
    columns = catalogue().columns(["summary"])
    builder = FrameBuilder(columns)
    builder.add(PageDecoder(columns).decode(page([issue(1), issue(2)])).issues)
    return builder.frame(TOLD)


def test_the_receipt_is_plain_data_that_survives():
    frame = told_frame()
    kept = frame.attrs["jiraframe"]
    assert type(kept) is dict
    assert kept["rows"] == 2
    back = pickle.loads(pickle.dumps(frame))
    for made in (back, frame.copy(), frame[frame["key"] == "ENG-1"], frame.sort_values("key")):
        assert receipt(made) == receipt(frame)
    assert receipt(frame).jql == TOLD.jql
    # What is changed in one frame does not show in another.
    back.attrs["jiraframe"]["warnings"].append("x")
    assert receipt(frame).warnings == TOLD.warnings


def test_a_receipt_prints_and_shows_escaped():
    told = receipt(told_frame())
    assert 'jql        summary ~ "<script>" & x' in str(told)
    assert "complete   cannot be known" in str(told)
    assert "warning    Something <b>odd</b>." in str(told)
    shown = told._repr_html_()
    assert "<script>" not in shown
    assert "<b>odd" not in shown
    assert "&lt;script&gt;&quot; &amp; x" in shown


def test_a_frame_without_receipt_is_explained():
    with pytest.raises(ArgumentError, match="no receipt"):
        receipt(pd.DataFrame())


def test_a_receipt_of_another_version_can_be_read():
    frame = told_frame()
    frame.attrs["jiraframe"]["later"] = 1
    assert receipt(frame).account == "5b1"


SCHEMA = {
    "name": (Dtype.TEXT, "name"),
    "id": (Dtype.COUNT, "id"),
    "archived": (Dtype.FLAG, "archived"),
    "start": (Dtype.INSTANT, "start"),
    "names": (Dtype.TEXTS, "names"),
    "size": (Dtype.NUMBER, "size"),
}


def test_a_table_has_its_columns_and_dtypes_also_without_rows():
    rows = [
        {"name": "A", "id": 1, "archived": True, "start": "2024-01-02T03:04:05Z", "names": ["x"]},
        {"name": {"displayName": "B"}, "id": "2", "start": None, "size": 1},
    ]
    full, empty = table(rows, SCHEMA), table([], SCHEMA)
    expected = ["str", "Int64", "boolean", "datetime64[us, UTC]", "object", "float64"]
    assert [str(each) for each in full.dtypes] == expected
    assert [str(each) for each in empty.dtypes] == expected
    assert full.columns.tolist() == empty.columns.tolist() == list(SCHEMA)
    assert full["name"].tolist() == ["A", "B"]
    assert full["names"].tolist() == [["x"], []]
    assert full["id"].tolist() == [1, 2]
    assert np.isnan(full["size"][0])
    assert isinstance(empty.index, pd.RangeIndex)
    assert len(empty) == 0


def test_a_frame_of_arrow_types_stays_arrow_when_empty():
    frame = frame_of([], "*all", dtype_backend="pyarrow")
    assert all(isinstance(each, pd.ArrowDtype) for each in frame.dtypes)


@pytest.mark.parametrize("backend", [None, "pyarrow"])
def test_a_moment_that_no_calendar_of_python_holds_is_missing_and_counted(backend):
    moments = ["0001-01-01T00:00:00.000+1400", "9999-12-31T23:00:00.000-1200"]
    rows = [issue(n, created=each) for n, each in enumerate([*moments, "2024-01-02T03:04:05Z"])]
    frame = frame_of(rows, ["created"], dtype_backend=backend)
    assert frame["created"].isna().tolist() == [True, True, False]
    assert "2 values" in " ".join(receipt(frame).warnings)


def test_equal_members_of_lists_are_one_object_and_their_lists_are_not():
    labels = frame_of([issue(n, labels=["a", "label"]) for n in (1, 2)], ["labels"])["labels"]
    assert labels.tolist() == [["a", "label"]] * 2
    assert labels[0][1] is labels[1][1], "a text for each of a million cells is most of a frame"
    labels[0].append("mine")
    assert labels[1] == ["a", "label"]
