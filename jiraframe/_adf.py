"""Atlassian Document Format to plain text.

A document is a tree of nodes:
https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/. The tree is
walked with a stack of its own, because a document may be deeper than Python's. Nodes
that nobody here has heard of, and trees of the wrong shape, give the text below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = Any

_SPACE, _NEWLINE, _BLANK_LINE = 1, 2, 3
# Deeper quotes and lists than these are no longer indented: a row would be nothing but margin.
_WIDEST_MARGIN = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(NamedTuple):
    """Where in the text a node stands.

    Attributes:
        margin: What each line begins with: the indentation of a list, the mark of a quote.
        gap: What comes between two blocks.
    """

    margin: str = ""
    gap: int = _BLANK_LINE


_Todo: TypeAlias = tuple[Iterator[Json], _Place]


class _Writer:
    """Puts text, gaps and margins together."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._gap = 0
        self._marked = False

    def gap(self, width: int) -> None:
        """Ask for a gap before the next text; right behind a mark there is none."""
        if not self._marked and width > self._gap:
            self._gap = width

    def text(self, text: str, place: _Place) -> None:
        """Write text, which may have several lines."""
        if not text:
            return
        margin = place.margin
        if not self.pieces:
            self.pieces.append(margin)
        elif self._gap == _SPACE:
            self.pieces.append(" ")
        elif self._gap:
            empty = f"\n{margin.rstrip()}" if self._gap == _BLANK_LINE else ""
            self.pieces.append(f"{empty}\n{margin}")
        self._gap, self._marked = 0, False
        if "\n" in text:
            text = text.replace("\n", " " if place.gap == _SPACE else f"\n{margin}")
        self.pieces.append(text)

    def mark(self, mark: str, place: _Place) -> None:
        """Write the mark of an item, a quote or a cell; what follows stands right behind it."""
        self.text(mark, place)
        self._marked = True


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
    writer = _Writer()
    todo: list[_Todo] = [(iter([document]), _Place())]
    while todo:
        nodes, place = todo[-1]
        for node in nodes:
            below = (
                _enter(node, place, writer)
                if isinstance(node, dict)
                else _other(node, place, writer)
            )
            if below:
                todo.extend(reversed(below))
                break
        else:
            todo.pop()
    return "".join(writer.pieces).strip("\n").rstrip()


class _Mark(NamedTuple):
    """A mark that waits for its turn."""

    text: str
    gap: int = 0


def _enter(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    """Write what a node says by itself; give what stands below it."""
    kind = node.get("type")
    if kind == "text":
        writer.text(_run(node), place)
        return ()
    if isinstance(kind, str):
        if kind in _BLOCKS:
            return _BLOCKS[kind](node, place, writer)
        if kind in _WORDS:
            writer.text(_WORDS[kind](_attributes(node)), place)
            return ()
    content = node.get("content")
    if content and kind not in _TRANSPARENT:
        writer.gap(place.gap)
    said = node.get("text", _attributes(node).get("text"))
    return ((iter([said, content]), place),)


def _other(node: Json, place: _Place, writer: _Writer) -> Sequence[_Todo]:
    """Write what is no node and stands where one should."""
    if isinstance(node, _Mark):
        writer.gap(node.gap)
        writer.mark(node.text, place)
    elif isinstance(node, str):
        writer.text(node, place)
    elif isinstance(node, list):
        return ((iter(node), place),)
    return ()


def _below(node: Mapping[str, Json]) -> list[Json]:
    content = node.get("content")
    return content if isinstance(content, list) else [content]


def _attributes(node: Mapping[str, Json]) -> Mapping[str, Json]:
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def _said(value: Json) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _run(node: Mapping[str, Json]) -> str:
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


def _mention(attributes: Mapping[str, Json]) -> str:
    name = _said(attributes.get("text")) or _said(attributes.get("id"))
    return name if name.startswith("@") or not name else f"@{name}"


def _emoji(attributes: Mapping[str, Json]) -> str:
    return _said(attributes.get("text")) or _said(attributes.get("shortName"))


def _day(attributes: Mapping[str, Json]) -> str:
    """Read a day, given in milliseconds since 1970."""
    stamp = attributes.get("timestamp")
    try:
        return (_EPOCH + timedelta(milliseconds=int(stamp))).date().isoformat()  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return _said(stamp)


def _card(attributes: Mapping[str, Json]) -> str:
    data = attributes.get("data")
    inside = data if isinstance(data, dict) else {}
    return _said(attributes.get("url")) or _said(inside.get("url")) or _said(inside.get("name"))


def _media(attributes: Mapping[str, Json]) -> str:
    name = _said(attributes.get("alt")) or _said(attributes.get("__fileName"))
    return f"[{name or _said(attributes.get('url')) or 'file'}]"


_WORDS: Mapping[str, Callable[[Mapping[str, Json]], str]] = {
    "mention": _mention,
    "emoji": _emoji,
    "date": _day,
    "status": lambda attributes: _said(attributes.get("text")),
    "placeholder": lambda attributes: _said(attributes.get("text")),
    "inlineCard": _card,
    "mediaInline": _media,
    "hardBreak": lambda attributes: "\n",
}


def _block(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    writer.gap(place.gap)
    return ((iter(_below(node)), place),)


def _card_block(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    writer.gap(place.gap)
    writer.text(_card(_attributes(node)), place)
    return ()


def _media_block(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    writer.gap(min(place.gap, _NEWLINE))
    writer.text(_media(_attributes(node)), place)
    return ()


def _rule(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    writer.gap(place.gap)
    writer.text("---", place)
    return ()


def _expand(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    writer.gap(place.gap)
    writer.text(_said(_attributes(node).get("title")), place)
    return ((iter(_below(node)), place),)


def _quote(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    return _marked(_below(node), _Mark("> ", place.gap), place, _Place("> ", place.gap))


def _bullets(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    return _items(node, place, writer, lambda number, item: "- ")


def _numbers(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    first = _attributes(node).get("order")
    start = first if isinstance(first, int) else 1
    return _items(node, place, writer, lambda number, item: f"{start + number}. ")


def _tasks(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    return _items(node, place, writer, _task_mark)


def _task_mark(number: int, item: Json) -> str:
    if not isinstance(item, dict) or item.get("type") not in ("taskItem", "blockTaskItem"):
        return ""
    return "[x] " if _attributes(item).get("state") == "DONE" else "[ ] "


def _items(
    node: Mapping[str, Json],
    place: _Place,
    writer: _Writer,
    mark: Callable[[int, Json], str],
) -> Sequence[_Todo]:
    """Put a mark before each item and indent what follows it."""
    writer.gap(place.gap)
    gap = min(place.gap, _NEWLINE)
    todo: list[_Todo] = []
    for number, item in enumerate(_below(node)):
        text = mark(number, item)
        inside = _Place(" " * (len(text) or 2), gap)
        todo += _marked([item], _Mark(text, gap), place, inside)
    return todo


def _marked(below: list[Json], mark: _Mark, place: _Place, inside: _Place) -> tuple[_Todo, _Todo]:
    """Put a mark before something; its further lines have the margin of ``inside``."""
    wide = len(place.margin) >= _WIDEST_MARGIN
    margin = place.margin if wide else place.margin + inside.margin
    return (iter((mark,)), place), (iter(below), _Place(margin, inside.gap))


def _row(node: Mapping[str, Json], place: _Place, writer: _Writer) -> Sequence[_Todo]:
    """Put the cells of a row on one line."""
    writer.gap(min(place.gap, _NEWLINE))
    cells: list[Json] = []
    for cell in _below(node):
        cells += [_Mark(" | "), cell]
    return ((iter(cells[1:]), _Place(place.margin, _SPACE)),)


_BLOCKS: Mapping[str, Callable[[Mapping[str, Json], _Place, _Writer], Sequence[_Todo]]] = {
    **dict.fromkeys(
        ("paragraph", "heading", "codeBlock", "caption", "table", "mediaSingle", "mediaGroup"),
        _block,
    ),
    **dict.fromkeys(("blockCard", "embedCard"), _card_block),
    "media": _media_block,
    "rule": _rule,
    **dict.fromkeys(("expand", "nestedExpand"), _expand),
    "blockquote": _quote,
    **dict.fromkeys(("bulletList", "decisionList"), _bullets),
    "orderedList": _numbers,
    "taskList": _tasks,
    "tableRow": _row,
}
# Their blocks keep their own distance.
_TRANSPARENT = frozenset(
    {
        "doc", "panel", "listItem", "taskItem", "blockTaskItem", "decisionItem", "tableCell",
        "tableHeader", "layoutSection", "layoutColumn", "bodiedExtension",
    }
)  # fmt: skip
