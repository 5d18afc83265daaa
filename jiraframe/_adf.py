"""Atlassian Document Format to plain text.

A document is a tree of nodes:
https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/. Nodes that
nobody here has heard of, and trees of the wrong shape, give the text below them; so does what
lies so deep that Python could not follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from jiraframe._adf_writer import BLANK_LINE, SPACE, Place, Writer
from jiraframe._scalars import Json

Attributes: TypeAlias = Mapping[str, Json]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOP = Place("", BLANK_LINE)
# Jira's editor makes a dozen levels. Each takes three of Python's calls, of which there are
# a thousand, and who calls us may have used many of them.
_DEEPEST = 40


def adf_text(document: Json) -> str:
    """Render a document, or any part of one, as plain text.

    Args:
        document: The decoded JSON; anything else than a document will do.

    Returns:
        Blocks with a blank line between them, list items behind ``-`` or their number, cells
        behind ``|``, people as ``@Name``, days as ``2024-01-02``, links as ``text (address)``.
        What lies deeper than 40 levels comes without marks and margins of its own.

    Example:
        >>> item = {"type": "listItem", "content": [{"type": "text", "text": "one"}]}
        >>> print(adf_text({"type": "bulletList", "content": [item, item]}))
        - one
        - one
    """
    writer = Writer()
    _write(document, _TOP, writer)
    return "".join(writer.pieces).strip("\n").rstrip()


def _write(node: Json, place: Place, writer: Writer) -> None:
    """Write a node and what stands below it."""
    if isinstance(node, dict):
        kind = node.get("type")
        block = _BLOCKS.get(kind) if isinstance(kind, str) else None
        if block is not None:
            block(node, place, writer)
        elif (words := _words(node)) is not None:
            writer.text(words, place)
        else:
            _unknown(node, place, writer)
    elif isinstance(node, str):
        writer.text(node, place)
    elif isinstance(node, list):
        _write_all(node, place, writer)


def _write_below(node: dict[str, Json], place: Place, writer: Writer) -> None:
    """Write what stands below a node."""
    _write_all(_content(node), place, writer)


def _write_all(nodes: Sequence[Json], place: Place, writer: Writer) -> None:
    """Write nodes that are a level deeper than the one before."""
    if writer.depth >= _DEEPEST:
        _write_flat(nodes, place, writer)
        return
    writer.depth += 1
    for node in nodes:
        _write(node, place, writer)
    writer.depth -= 1


def _write_flat(nodes: Sequence[Json], place: Place, writer: Writer) -> None:
    """Write nodes of any depth, block after block."""
    todo = list(reversed(nodes))
    while todo:
        node = todo.pop()
        words = node if isinstance(node, str) else _words(node)
        if words is not None:
            writer.text(words, place)
        elif isinstance(node, list):
            todo += reversed(node)
        elif isinstance(node, dict):
            writer.gap(place.gap)
            todo += reversed([_title(node), *_content(node)])


def _words(node: Json) -> str | None:
    """Read what stands in a line of text; None for what has blocks below it, or may have."""
    if not isinstance(node, dict):
        return None
    kind = node.get("type")
    if kind == "text":
        said = node.get("text")
        return said if isinstance(said, str) and "marks" not in node else _run(node)
    read = _WORDS.get(kind) if isinstance(kind, str) else None
    return None if read is None else read(_attributes(node))


def _title(node: dict[str, Json]) -> Json:
    """Read what a block says by itself."""
    kind, attributes = node.get("type"), _attributes(node)
    if isinstance(kind, str) and kind in _BLOCKS:
        return _TITLES[kind](attributes) if kind in _TITLES else None
    return node.get("text", attributes.get("text"))


def _unknown(node: dict[str, Json], place: Place, writer: Writer) -> None:
    content = node.get("content")
    if content:
        writer.gap(place.gap)
    _write_all([_title(node), content], place, writer)


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


def _expander(attributes: Attributes) -> str:
    return _said(attributes.get("title"))


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


def _block(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.gap(place.gap)
    content = _content(node)
    line = _line(content)
    if line is None:
        _write_all(content, place, writer)
    else:
        writer.text(line, place)


def _line(nodes: Sequence[Json]) -> str | None:
    """Read nodes that stand in one line of text; None where one of them does not."""
    line = ""
    for node in nodes:
        words = _words(node)
        if words is None:
            return None
        line += words
    return line


def _titled(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.gap(place.gap)
    writer.text(_said(_title(node)), place)
    _write_below(node, place, writer)


def _media(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.gap(place.line)
    writer.text(_said(_title(node)), place)


def _quote(node: dict[str, Json], place: Place, writer: Writer) -> None:
    writer.mark("> ", place.gap, place)
    _write_below(node, place.deeper("> ", place.gap), writer)
    writer.end()


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
    for mark, item in items:
        writer.mark(mark, place.line, place)
        _write_all([item], place.deeper(" " * (len(mark) or 2), place.line), writer)
        writer.end()


def _row(node: dict[str, Json], place: Place, writer: Writer) -> None:
    """Put the cells of a row on one line."""
    writer.gap(place.line)
    inside = Place(place.margin, SPACE)
    for number, cell in enumerate(_content(node)):
        if number:
            writer.mark(" | ", 0, inside)
        _write_all([cell], inside, writer)
    writer.end()


_Block: TypeAlias = Callable[[dict[str, Json], Place, Writer], None]
_TITLES: Mapping[str, Callable[[Attributes], str]] = {
    **dict.fromkeys(("blockCard", "embedCard"), _card),
    **dict.fromkeys(("expand", "nestedExpand"), _expander),
    "rule": lambda attributes: "---",
    "media": _file,
}
_CARRIERS = (
    "doc", "panel", "listItem", "taskItem", "blockTaskItem", "decisionItem", "tableCell",
    "tableHeader", "layoutSection", "layoutColumn", "bodiedExtension",
)  # fmt: skip
_PLAIN = ("paragraph", "heading", "codeBlock", "caption", "table", "mediaSingle", "mediaGroup")
_BLOCKS: Mapping[str, _Block] = {
    **dict.fromkeys(_CARRIERS, _write_below),  # these blocks keep their own distance
    **dict.fromkeys(_PLAIN, _block),
    **dict.fromkeys(_TITLES, _titled),
    "media": _media,
    "blockquote": _quote,
    **dict.fromkeys(("bulletList", "decisionList"), _bullets),
    "orderedList": _numbers,
    "taskList": _tasks,
    "tableRow": _row,
}
