from __future__ import annotations

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._deep_json import read_deep_json
from jiraframe._frame import FrameBuilder, Receipt
from jiraframe._json import read_json
from jiraframe._page import PageDecoder
from tests.shaping import catalogue, frame_of, issue, page, system


def decoded(body: bytes, asked="summary", **options):
    return PageDecoder(catalogue().columns(asked), **options).decode(body)


def shaped(columns, *pages):
    builder = FrameBuilder(columns)
    for each in pages:
        builder.add(each.issues)
    return builder.frame(Receipt())


def test_a_page_of_cloud_is_read():
    found = decoded(
        page(
            [issue(1), issue(2)],
            isLast=False,
            nextPageToken="t0ken",
            warnings=[{"type": "CLAUSE_LIMIT_EXCEEDED", "message": "Too many.", "details": {}}],
            names={"summary": "Summary"},
        )
    )
    assert [(each.id, each.key) for each in found.issues] == [
        ("10001", "ENG-1"),
        ("10002", "ENG-2"),
    ]
    assert (found.is_last, found.next_token, found.total) == (False, "t0ken", None)
    assert found.warnings == ["Too many."]


def test_the_last_page_of_cloud_has_no_token():
    for more in ({}, {"nextPageToken": None}, {"nextPageToken": ""}):
        found = decoded(page([], isLast=True, **more))
        assert (found.issues, found.is_last, found.next_token) == ([], True, None)


def test_a_page_of_data_center_is_read():
    found = decoded(
        page([issue(1)], startAt=50, maxResults=100, total=51, warningMessages=["Old value."])
    )
    assert (found.max_results, found.total) == (100, 51)
    assert (found.is_last, found.next_token, found.warnings) == (None, None, ["Old value."])


def test_an_answer_of_bulkfetch_is_read():
    errors = [{"id": "10002", "errorMessage": "Try again."}]
    found = decoded(page([issue(1)], issueErrors=errors, expand="schema,names"))
    assert found.issue_errors == {"10002": "Try again."}


def test_an_issue_of_ids_alone_is_read():
    found = decoded(b'{"issues":[{"id":"10001"}],"isLast":true}')
    assert [(each.id, each.key) for each in found.issues] == [("10001", "")]
    frame = shaped(catalogue().columns("summary"), found)
    assert frame["key"].isna().all()
    assert frame["summary"].isna().all()


def test_odd_identities_and_fields_are_read():
    body = b'{"issues":[{"id":10001,"key":"A-1","fields":null},{"id":"2","key":null,"fields":[]}]}'
    found = decoded(body)
    assert [(each.id, each.key) for each in found.issues] == [("10001", "A-1"), ("2", "")]
    assert len(shaped(catalogue().columns("summary"), found)) == 2


# Its kinds differ, and whoever reads pages treats them all as a broken answer.
REFUSED: type[Exception] = ValueError
WHOLE = page([issue(1, summary="x")], isLast=True)
BROKEN = {
    "nothing": b"",
    "a login page": b"<!DOCTYPE html><html>Log in</html>",
    "a text": b"Client must be authenticated",
    "a list": b"[]",
    "null": b"null",
    "no issues": b'{"isLast":true}',
    "issues that are no list": b'{"issues":{"a":1}}',
    "an issue that is none": b'{"issues":[5]}',
    "an issue without id": b'{"issues":[{"key":"ENG-1"}]}',
    "an error": b'{"errorMessages":["No."],"errors":{}}',
    "two answers": WHOLE + WHOLE,
    "not UTF-8": b"\xff\xfe\x00",
    **{f"cut at {cut}": WHOLE[:cut] for cut in range(1, len(WHOLE) - 1, 7)},
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("asked", ["summary", "*all"])
def test_what_is_no_page_is_refused(body, asked):
    with pytest.raises(REFUSED):
        decoded(body, asked)


def test_a_single_issue_is_read_and_what_is_none_refused():
    decoder = PageDecoder(catalogue().columns("summary"))
    assert decoder.decode_issue(json.dumps(issue(1, summary="x")).encode()).key == "ENG-1"
    for body in (b"", b"<html>", b"[]", b'{"errorMessages":[]}', b'{"id":"1","key":"A'):
        with pytest.raises(REFUSED):
            decoder.decode_issue(body)


def test_fields_that_the_site_does_not_list_become_columns():
    columns = catalogue().columns("*all")
    decoder = PageDecoder(columns)
    first = decoder.decode(page([issue(1, summary="a")]))
    late = {"customfield_99": {"x": [1]}, "brandNew": "y", "sprint": None}
    second = decoder.decode(page([issue(2, summary="b", **late), issue(3)]))
    third = decoder.decode(page([issue(4, brandNew="z")]))
    frame = shaped(columns, first, second, third)
    assert list(frame.columns[-3:]) == ["brandNew", "customfield_99", "sprint"]
    assert frame["brandNew"].tolist() == [None, "y", None, "z"]
    assert frame["customfield_99"].tolist() == [None, {"x": [1]}, None, None]
    assert frame["summary"].tolist()[:2] == ["a", "b"]
    assert first.warnings == second.warnings == []


def test_a_field_that_is_known_but_unlisted_has_its_own_kind():
    bare = type(catalogue()).from_json([system("summary", "Summary", "string")])
    columns = bare.columns("*all")
    found = PageDecoder(columns).decode(
        page([issue(1, created="2024-01-02T03:04:05.000+0000", parent={"key": "ENG-9"})])
    )
    frame = shaped(columns, found)
    assert str(frame["created"].dtype) == "datetime64[us, UTC]"
    assert frame["parent"].tolist() == ["ENG-9"]


def test_a_stream_of_frames_reports_unlisted_fields_and_keeps_its_columns():
    columns = catalogue().columns("*all")
    before = columns.labels
    decoder = PageDecoder(columns, grow=False)
    first = decoder.decode(page([issue(1, zeta=1, alpha=2)]))
    second = decoder.decode(page([issue(2, zeta=1)]))
    assert first.warnings == [
        "Jira sent fields that it does not list; they were left out: alpha, zeta."
    ]
    assert second.warnings == []
    assert columns.labels == before
    assert len(shaped(columns, first, second)) == 2


def test_fields_left_out_by_a_minus_stay_out_when_jira_sends_them_all_the_same():
    frame = frame_of([issue(1, labels=["a"], summary="x", thumbnail="t")], ["*all", "-labels"])
    assert not {"labels", "thumbnail", "issuekey"} & set(frame.columns)


def test_threads_may_meet_the_same_new_field():
    columns = catalogue().columns("*all")
    decoder = PageDecoder(columns)
    bodies = [page([issue(n, **{f"new{n % 3}": n})]) for n in range(60)]
    pages = []
    threads = [
        threading.Thread(target=lambda mine=bodies[i::4]: pages.extend(map(decoder.decode, mine)))
        for i in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    frame = shaped(columns, *pages)
    assert list(frame.columns[-3:]) == ["new0", "new1", "new2"]
    for row in frame.itertuples():
        number = int(row.id) - 10000
        assert getattr(row, f"new{number % 3}") == number


def inline(name, total, have):
    rows = [{"id": str(n), "body": f"text {n}", "timeSpent": f"{n}h"} for n in range(have)]
    return {name: rows, "total": total, "startAt": 0, "maxResults": have}


@pytest.mark.parametrize(("field_id", "first"), [("comment", "text 0"), ("worklog", "0h")])
@pytest.mark.parametrize("asked", ["*all", None])
def test_lists_that_jira_cut_are_found_and_made_whole(field_id, first, asked):
    name = f"{field_id}s"
    columns = catalogue().columns(asked or [field_id, f"{field_id}.id", f"{field_id}.total"])
    whole, cut = inline(name, 2, 2), inline(name, 25, 20)
    sent = [issue(1, **{field_id: whole}), issue(2, **{field_id: cut}), issue(3)]
    decoder = PageDecoder(columns)
    found = decoder.decode(page(sent))
    (only,) = found.cuts()
    assert (only.issue.key, only.field_id, only.total, only.have) == ("ENG-2", field_id, 25, 20)
    only.complete(inline(name, 25, 25)[name])
    assert found.cuts() == decoder.cuts(found.issues) == []
    frame = shaped(columns, found)
    assert [len(each) for each in frame[field_id]] == [2, 25, 0]
    assert frame[field_id][1][0] == first
    if not asked:
        assert frame[f"{field_id}.id"][1][24] == "24"
        assert frame[f"{field_id}.total"].tolist()[:2] == [2, 25]


@pytest.mark.parametrize("asked", [["comment.total"], ["summary"]])
def test_a_cut_list_does_not_matter_where_no_column_needs_its_rows(asked):
    sent = page([issue(1, comment=inline("comments", 25, 20), summary="x")])
    assert decoded(sent, asked).cuts() == []


def nested(depth: int) -> dict:
    deep = '{"type":"text","text":"bottom"}'
    for _ in range(depth):
        deep = f'{{"type":"panel","content":[{deep}]}}'
    fields = f'{{"description":{deep},"customfield_10104":{deep},"assignee":[{deep}]}}'
    return f'{{"issues":[{{"id":"1","key":"ENG-1","fields":{fields}}}]}}'.encode()


def test_a_text_nested_beyond_pythons_depth_does_not_break_the_search():
    columns = catalogue().columns(["description", "summary", "Widget", "assignee"])
    frame = shaped(columns, PageDecoder(columns).decode(nested(20_000)))
    assert frame["description"].tolist() == ["bottom"]
    # Kept raw it could not be written down again, and the receipt says so.
    assert frame["Widget"].isna().all()
    assert frame.attrs["jiraframe"]["warnings"] == ["1 values of 'Widget' could not be read."]


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=plain, indent=st.sampled_from([None, 1]))
def test_the_reader_of_deep_json_agrees_with_json(value, indent):
    assert read_deep_json(json.dumps(value, indent=indent)) == value


@given(value=plain, data=st.data())
def test_the_reader_of_deep_json_refuses_what_json_refuses(value, data):
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text)))
    mutated = (
        text[:cut] + data.draw(st.sampled_from(["", ",", "]", "}", '"', ":", "x"])) + text[cut:]
    )
    mutated = mutated[: data.draw(st.integers(0, len(mutated)))]
    try:
        expected = json.loads(mutated)
    except ValueError:
        with pytest.raises(REFUSED):
            read_deep_json(mutated)
    else:
        assert read_deep_json(mutated) == expected


def test_a_mark_of_byte_order_does_no_harm():
    assert read_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    assert len(decoded(b"\xef\xbb\xbf" + WHOLE).issues) == 1
