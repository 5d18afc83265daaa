"""Atlassian Document Format to plain text.

A document is a tree of nodes:
https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/. The tree is
walked with a stack of its own, because a document may be deeper than Python's. Nodes
that nobody here has heard of, and trees of the wrong shape, give the text below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from jiraframe._adf_writer import BLANK_LINE, END, SPACE, Mark, Place, Writer
from jiraframe._scalars import Json

Attributes: TypeAlias = Mapping[str, Json]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def adf_text(document: Json) -> str:
    """Render a document, or any part of one, as plain text.

    Args:
        document: The decoded JSON; anything else than a document will do.

    Returns:
        Blocks with a blank line between them, list items behind ``-`` or their number, cells
        behind ``|``, people as ``@Name``, days as ``2024-01-02``, links as ``text (address)``.

    Example:
        >>> item = {"type": "listItem", "content": [{"type": "text", "text": "one"}]}
        >>> print(adf_text({"type": "bulletList", "content": [item, item]}))
        - one
        - one
    """
    writer = Writer()
    todo = writer.todo
    writer.below([document], Place("", BLANK_LINE))
    while todo:
        nodes, place = here = todo[-1]
        for node in nodes:
            if isinstance(node, dict):
                _enter(node, place, writer)
            else:
                _enter_other(node, place, writer)
            if todo[-1] is not here:
                break
        else:
            todo.pop()
    return "".join(writer.pieces).strip("\n").rstrip()


def _enter(node: dict[str, Json], place: Place, writer: Writer) -> None:
    """Write what a node says by itself, and go on with what stands below it."""
    kind = node.get("type")
    if isinstance(kind, str) and kind in _BLOCKS:
        _BLOCKS[kind](node, place, writer)
        return
    words = _words(node)
    if words is None:
        _unknown(node, place, writer)
    else:
        writer.text(words, place)


def _words(node: Json) -> str | None:
    """Read what stands in a line of text; None for what has blocks below it, or may have."""
    if not isinstance(node, dict):
        return None
    kind = node.get("type")
    if kind == "text":
        return _run(node) if "marks" in node else _said(node.get("text"))
    return _WORDS[kind](_attributes(node)) if isinstance(kind, str) and kind in _WORDS else None


def _enter_other(node: Json, place: Place, writer: Writer) -> None:
    """Write what is no node and stands where one should."""
    if isinstance(node, Mark):
        writer.mark(node, place)
    elif isinstance(node, str):
        writer.text(node, place)
    elif isinstance(node, list):
        writer.below(node, place)


def _unknown(node: dict[str, Json], place: Place, writer: Writer) -> None:
    content = node.get("content")
    if content:
        writer.gap(place.gap)
    writer.below([node.get("text", _attributes(node).get("text")), content], place)


def _attributes(node: dict[str, Json]) -> Attributes:
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def _content(node: dict[str, Json]) -> list[Json]:
    found = node.get("content")
    return found if isinstance(found, list) else [found]


def _said(value: Json) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else ""


def _run(node: dict[str, Json]) -> str:
    """Read a run of text, with the address that it links to."""
    text = _said(node.get("text"))
    marks = node.get("marks")
    if not isinstance(marks, list):
        return text
    for mark in marks:
        if isinstance(mark, dict) and mark.get("type") == "link":
            address = _said(_attributes(mark).get("href"))
            if address and address != text:
                return f"{text} ({address})" if text else address
    return text


def _mention(attributes: Attributes) -> str:
    name = _said(attributes.get("text")) or _said(attributes.get("id"))
    return name if name.startswith("@") or not name else f"@{name}"


def _emoji(attributes: Attributes) -> str:
    return _said(attributes.get("text")) or _said(attributes.get("shortName"))


def _label(attributes: Attributes) -> str:
    return _said(attributes.get("text"))


def _day(attributes: Attributes) -> str:
    """Read a day, given in milliseconds since 1970."""
    stamp = attributes.get("timestamp")
    try:
        return (_EPOCH + timedelta(milliseconds=float(_said(stamp)))).date().isoformat()
    except (ValueError, OverflowError):
        return _said(stamp)


def _card(attributes: Attributes) -> str:
    data = attributes.get("data")
    inside = data if isinstance(data, dict) else {}
    return _said(attributes.get("url")) or _said(inside.get("url")) or _said(inside.get("name"))


def _file(attributes: Attributes) -> str:
    return f"[{_said(attributes.get('alt')) or _said(attributes.get('url')) or 'file'}]"


_WORDS: Mapping[str, Callable[[Attributes], str]] = {
    "mention": _mention,
    "emoji": _emoji,
    "date": _day,
    "status": _label,
    "placeholder": _label,
    "inlineCard": _card,
    "mediaInline": _file,
    "hardBreak": lambda attributes: "\n",
}


def _carrier(node: dict[str, Json], place: Place, writer: Writer) -> None:
    """Pass what only holds blocks, which keep their own distance."""
    writer.below(_content(node), place)


def _block(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.gap(place.gap)
    content = _content(node)
    line = [words for words in map(_words, content) if words is not None]
    if len(line) == len(content):
        writer.text("".join(line), place)
    else:
        writer.below(content, place)


def _saying(read: Callable[[Attributes], str]) -> _Block:
    """Make a block of what the attributes say and of what stands below."""

    def block(node: dict[str, Json], place: Place, writer: Writer) -> None:
        writer.gap(place.gap)
        writer.text(read(_attributes(node)), place)
        writer.below(_content(node), place)

    return block


def _media(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.gap(place.line)
    writer.text(_file(_attributes(node)), place)


def _quote(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.below([*_content(node), END], place.deeper("> ", place.gap))
    writer.below([Mark("> ", place.gap)], place)


def _bullets(node: dict[str, Json], place: Place, writer: Writer) -> None:
    items = _content(node)
    _list(zip(["- "] * len(items), items, strict=True), place, writer)


def _numbers(node: dict[str, Json], place: Place, writer: Writer) -> None:
    first = _attributes(node).get("order")
    start = first if isinstance(first, int) else 1
    _list(((f"{start + n}. ", item) for n, item in enumerate(_content(node))), place, writer)


def _tasks(node: dict[str, Json], place: Place, writer: Writer) -> None:
    _list(((_task_mark(item), item) for item in _content(node)), place, writer)


def _task_mark(item: Json) -> str:
    if not isinstance(item, dict) or item.get("type") not in ("taskItem", "blockTaskItem"):
        return ""
    return "[x] " if _attributes(item).get("state") == "DONE" else "[ ] "


def _list(items: Iterable[tuple[str, Json]], place: Place, writer: Writer) -> None:
    """Put a mark before each item and indent what follows it."""
    writer.gap(place.gap)
    for mark, item in reversed(list(items)):
        writer.below([item, END], place.deeper(" " * (len(mark) or 2), place.line))
        writer.below([Mark(mark, place.line)], place)


def _row(node: dict[str, Json], place: Place, writer: Writer) -> None:
    """Put the cells of a row on one line."""
    writer.gap(place.line)
    cells: list[Json] = []
    for cell in _content(node):
        cells += [Mark(" | "), cell]
    writer.below([*cells[1:], END], Place(place.margin, SPACE))


_Block: TypeAlias = Callable[[dict[str, Json], Place, Writer], None]
_CARRIERS = (
    "doc", "panel", "listItem", "taskItem", "blockTaskItem", "decisionItem", "tableCell",
    "tableHeader", "layoutSection", "layoutColumn", "bodiedExtension",
)  # fmt: skip
_PLAIN = ("paragraph", "heading", "codeBlock", "caption", "table", "mediaSingle", "mediaGroup")
_BLOCKS: Mapping[str, _Block] = {
    **dict.fromkeys(_CARRIERS, _carrier),
    **dict.fromkeys(_PLAIN, _block),
    **dict.fromkeys(("blockCard", "embedCard"), _saying(_card)),
    **dict.fromkeys(
        ("expand", "nestedExpand"), _saying(lambda attributes: _said(attributes.get("title")))
    ),
    "rule": _saying(lambda attributes: "---"),
    "media": _media,
    "blockquote": _quote,
    **dict.fromkeys(("bulletList", "decisionList"), _bullets),
    "orderedList": _numbers,
    "taskList": _tasks,
    "tableRow": _row,
}
