from __future__ import annotations

import inspect
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._adf import adf_text


def node(type, *content, **attrs):
    made = {"type": type, "content": list(content)}
    return {**made, "attrs": attrs} if attrs else made


def text(said, *marks):
    return {"type": "text", "text": said, **({"marks": list(marks)} if marks else {})}


def p(*content):
    return node("paragraph", *[text(each) if isinstance(each, str) else each for each in content])


def item(*content):
    return node("listItem", *content)


def cell(*content):
    return node("tableCell", *content)


def link(address):
    return {"type": "link", "attrs": {"href": address}}


DOCUMENTS = {
    "paragraphs": ([p("One"), p("Two")], "One\n\nTwo"),
    "a line break": ([p("One", {"type": "hardBreak"}, "Two")], "One\nTwo"),
    "a heading": ([node("heading", text("Title"), level=2), p("Text")], "Title\n\nText"),
    "marks are left out": ([p(text("bold", {"type": "strong"}), " plain")], "bold plain"),
    "a link": ([p("see ", text("here", link("https://a.example")))], "see here (https://a.example)"),
    "a link that says where": (
        [p(text("https://a.example", link("https://a.example")))],
        "https://a.example",
    ),
    "bullets": (
        [p("List:"), node("bulletList", item(p("one")), item(p("two"), p("more"))), p("End")],
        "List:\n\n- one\n- two\n  more\n\nEnd",
    ),
    "numbers": (
        [node("orderedList", item(p("nine")), item(p("ten")), order=9)],
        "9. nine\n10. ten",
    ),
    "lists in lists": (
        [
            node(
                "bulletList",
                item(p("a"), node("orderedList", item(p("b"), node("bulletList", item(p("c")))))),
                item(p("d")),
            )
        ],
        "- a\n  1. b\n     - c\n- d",
    ),
    "an empty item": ([node("bulletList", item(), item(p("x"))), p("End")], "- \n- x\n\nEnd"),
    "code": (
        [p("Run"), node("codeBlock", text("a = 1\n  b"), language="python"), p("Done")],
        "Run\n\na = 1\n  b\n\nDone",
    ),
    "code in a list": (
        [node("bulletList", item(p("run"), node("codeBlock", text("a\nb"))))],
        "- run\n  a\n  b",
    ),
    "a quote": ([node("blockquote", p("One"), p("Two"))], "> One\n>\n> Two"),
    "a quote in a list": ([node("bulletList", item(node("blockquote", p("x"))))], "- > x"),
    "a panel": ([node("panel", p("Mind"), p("this"), panelType="info")], "Mind\n\nthis"),
    "a rule": ([p("a"), {"type": "rule"}, p("b")], "a\n\n---\n\nb"),
    "an expand": ([node("expand", p("inside"), title="More")], "More\n\ninside"),
    "a table": (
        [
            p("T"),
            node(
                "table",
                node("tableRow", node("tableHeader", p("k")), node("tableHeader", p("v"))),
                node("tableRow", cell(p("a")), cell(p("b1"), p("b2"))),
                node("tableRow", cell(), cell(node("bulletList", item(p("x")), item(p("y"))))),
            ),
            p("End"),
        ],
        "T\n\nk | v\na | b1 b2\n | - x - y\n\nEnd",
    ),
    "tasks": (
        [
            node(
                "taskList",
                node("taskItem", text("done"), state="DONE", localId="1"),
                node("taskItem", text("open"), state="TODO"),
                node("taskList", node("taskItem", text("inner"), state="TODO")),
            )
        ],
        "[x] done\n[ ] open\n  [ ] inner",
    ),
    "decisions": ([node("decisionList", node("decisionItem", text("Go")))], "- Go"),
    "a mention": ([p("Hi ", node("mention", id="1", text="@Ann Lee"), "!")], "Hi @Ann Lee!"),
    "a mention without name": ([p(node("mention", id="5b1"))], "@5b1"),
    "an emoji": ([p(node("emoji", shortName=":tada:", text="🎉"))], "🎉"),
    "an emoji without picture": ([p(node("emoji", shortName=":party:"))], ":party:"),
    "a day": ([p("Due ", node("date", timestamp="1704153600000"))], "Due 2024-01-02"),
    "a day before 1970": ([p(node("date", timestamp=-86400000))], "1969-12-31"),
    "no day": ([p(node("date", timestamp="soon"))], "soon"),
    "a day beyond all": ([p(node("date", timestamp=10**30))], str(10**30)),
    "a status": ([p(node("status", text="AT RISK", color="red"))], "AT RISK"),
    "a card": ([p(node("inlineCard", url="https://a.example"))], "https://a.example"),
    "a card with data": ([node("blockCard", data={"url": "https://b.example"})], "https://b.example"),
    "a file": (
        [p("See"), node("mediaSingle", {"type": "media", "attrs": {"id": "1", "alt": "pic.png"}})],
        "See\n\n[pic.png]",
    ),
    "files": (
        [node("mediaGroup", node("media", alt="a.txt"), node("media", id="2"))],
        "[a.txt]\n[file]",
    ),
    "a layout": (
        [node("layoutSection", node("layoutColumn", p("left")), node("layoutColumn", p("right")))],
        "left\n\nright",
    ),
    "an unknown block": (
        [p("a"), node("hologram", p("b")), node("hologram", text("c"))],
        "a\n\nb\n\nc",
    ),
    "an unknown word": ([p("a", node("glyph", text="b"), "c")], "abc"),
    "lines in a text": ([node("blockquote", p("a\nb"))], "> a\n> b"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_reads_well(content, expected):
    assert adf_text({"type": "doc", "version": 1, "content": content}) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (None, ""),
        ([], ""),
        ({}, ""),
        (5, ""),
        ("plain", "plain"),
        ({"type": "doc"}, ""),
        ({"type": "doc", "content": None}, ""),
        ({"type": "doc", "content": "x"}, "x"),
        ({"type": "doc", "content": p("x")}, "x"),
        ({"type": ["paragraph"], "content": [text("x")]}, "x"),
        ({"content": [{"text": "x"}]}, "x"),
        (p({"type": "text", "text": 5}), "5"),
        (p({"type": "text"}), ""),
        (p({"type": "text", "text": "x", "marks": "strong"}), "x"),
        (p({"type": "text", "text": "x", "marks": [None, {"type": "link"}]}), "x"),
        (p({"type": "mention", "attrs": ["x"]}), ""),
        (node("orderedList", item(p("x")), order="one"), "1. x"),
        (node("bulletList", p("no item")), "- no item"),
        (node("tableRow", "a", "b"), "a | b"),
        (p(["a", ["b"]]), "ab"),
    ],
)
def test_a_document_of_the_wrong_shape_gives_its_text(document, expected):
    assert adf_text(document) == expected


@pytest.mark.parametrize(
    "kind",
    [
        "bulletList",
        "blockquote",
        "paragraph",
        "tableRow",
        "panel",
        "taskList",
        "hologram",
        "listItem",
    ],
)
def test_depth_is_no_problem(kind):
    document = text("bottom")
    for _ in range(10_000):
        document = {"type": kind, "content": [document]}
    assert adf_text(document).endswith("bottom")


def test_what_lies_deep_is_not_lost_and_stays_in_its_order():
    document = node(
        "doc",
        node("expand", p("a", text("b", {"type": "strong"})), title="Title"),
        node("bulletList", item(p("c")), item(p(["d"]))),
        node("hologram", text="f"),
        p(node("mention", text="Ann")),
    )
    for _ in range(100):
        document = item(document)
    found = adf_text(item(p("before"), document, p("after")))
    assert found.split("\n\n") == ["before", "Title", "ab", "c", "d", "f", "@Ann", "after"]


def test_a_document_is_read_where_little_of_the_stack_is_left():
    document = text("bottom")
    for _ in range(100):
        document = node("bulletList", item(document))

    def below(levels):
        return below(levels - 1) if levels else adf_text(document)

    used = len(inspect.stack())
    assert below(sys.getrecursionlimit() - used - 200).endswith("bottom")


KINDS = [
    *("doc", "paragraph", "text", "bulletList", "orderedList", "listItem", "blockquote", "date"),
    *("table", "tableRow", "tableCell", "taskList", "taskItem", "mention", "emoji", "hardBreak"),
    *("mediaSingle", "media", "inlineCard", "blockCard", "expand", "rule", "unknown"),
]
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        | st.fixed_dictionaries(
            {"type": st.sampled_from(KINDS) | inner},
            optional={"content": inner, "text": inner, "attrs": inner, "marks": inner},
        )
    ),
)


@given(document=json)
def test_nothing_breaks_it(document):
    assert isinstance(adf_text(document), str)


@given(
    words=st.lists(st.text("abc", min_size=1), min_size=1, max_size=6), kind=st.sampled_from(KINDS)
)
def test_no_word_of_a_text_is_lost(words, kind):
    document = node("doc", *[node(kind, p(word)) for word in words])
    if kind not in {"text", "rule", "date", "mention", "emoji", "hardBreak", "media", "inlineCard"}:
        found = adf_text(document)
        assert all(word in found for word in words)
