"""Atlassian Document Format to plain text.

A document is a tree of nodes:
https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/. The tree is
walked with a stack of its own, because a document may be deeper than Python's. Nodes
that nobody here has heard of, and trees of the wrong shape, give the text below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

Json: TypeAlias = Any
Attributes: TypeAlias = Mapping[str, Json]

_SPACE, _NEWLINE, _BLANK_LINE = 1, 2, 3
# Deeper lists and quotes than this are not indented further: a line would be all margin.
_WIDEST_MARGIN = 40
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class _Place(NamedTuple):
    """Where in the text a node stands.

    Attributes:
        margin: What each line begins with: the indentation of a list, the mark of a quote.
        gap: What comes between two blocks.
    """

    margin: str
    gap: int

    def deeper(self, margin: str, gap: int) -> _Place:
        """Go one level down."""
        wide = len(self.margin) >= _WIDEST_MARGIN
        return _Place(self.margin if wide else self.margin + margin, gap)

    @property
    def line(self) -> int:
        """What comes between two lines: a new line, or a blank where all is one line."""
        return min(self.gap, _NEWLINE)


class _Mark(NamedTuple):
    """The mark of an item, a quote or a cell, waiting for its turn."""

    text: str
    gap: int = 0


# Stands where an item ends, so that an empty one does not pull up what follows it.
_END = _Mark("")


class _Writer:
    """Puts text, gaps and margins together, and knows what is still to be written."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.todo: list[tuple[Iterator[Json], _Place]] = []
        self._gap = 0
        self._marked = False

    def below(self, nodes: Iterable[Json], place: _Place) -> None:
        """Go on with these nodes next."""
        self.todo.append((iter(nodes), place))

    def gap(self, width: int) -> None:
        """Ask for a gap before the next text; right behind a mark there is none."""
        if width > self._gap and not self._marked:
            self._gap = width

    def text(self, text: str, place: _Place) -> None:
        """Write text, which may have several lines."""
        if not text:
            return
        if "\n" in text and (place.margin or place.gap == _SPACE):
            text = text.replace("\n", " " if place.gap == _SPACE else f"\n{place.margin}")
        if not self.pieces:
            self.pieces.append(place.margin)
        elif self._gap:
            self.pieces.append(self._between(place.margin))
        self._gap, self._marked = 0, False
        self.pieces.append(text)

    def mark(self, mark: _Mark, place: _Place) -> None:
        """Write a mark; what follows stands right behind it, up to the end of the item."""
        self.gap(mark.gap)
        self.text(mark.text, place)
        self._marked = mark is not _END

    def _between(self, margin: str) -> str:
        if self._gap == _SPACE:
            return " "
        return f"\n{margin}" if self._gap == _NEWLINE else f"\n{margin.rstrip()}\n{margin}"


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
    todo = writer.todo
    writer.below([document], _Place("", _BLANK_LINE))
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


def _enter(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    """Write what a node says by itself, and go on with what stands below it."""
    kind = node.get("type")
    if kind == "text":
        writer.text(_run(node), place)
    elif not isinstance(kind, str):
        _unknown(node, place, writer)
    elif kind in _BLOCKS:
        _BLOCKS[kind](node, place, writer)
    elif kind in _WORDS:
        writer.text(_WORDS[kind](_attributes(node)), place)
    else:
        _unknown(node, place, writer)


def _enter_other(node: Json, place: _Place, writer: _Writer) -> None:
    """Write what is no node and stands where one should."""
    if isinstance(node, _Mark):
        writer.mark(node, place)
    elif isinstance(node, str):
        writer.text(node, place)
    elif isinstance(node, list):
        writer.below(node, place)


def _unknown(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
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
    return str(value) if isinstance(value, str | int | float) else ""


def _run(node: dict[str, Json]) -> str:
    """Read a run of text, with the address that it links to."""
    text = node.get("text")
    if not isinstance(text, str):
        text = _said(text)
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


def _carrier(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    """Pass what only holds blocks, which keep their own distance."""
    writer.below(_content(node), place)


def _block(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    writer.gap(place.gap)
    writer.below(_content(node), place)


def _saying(read: Callable[[Attributes], str]) -> _Block:
    """Make a block of what the attributes say and of what stands below."""

    def block(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
        writer.gap(place.gap)
        writer.text(read(_attributes(node)), place)
        writer.below(_content(node), place)

    return block


def _media(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    writer.gap(place.line)
    writer.text(_file(_attributes(node)), place)


def _quote(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    writer.below([*_content(node), _END], place.deeper("> ", place.gap))
    writer.below([_Mark("> ", place.gap)], place)


def _bullets(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    items = _content(node)
    _list(zip(["- "] * len(items), items, strict=True), place, writer)


def _numbers(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    first = _attributes(node).get("order")
    start = first if isinstance(first, int) else 1
    _list(((f"{start + n}. ", item) for n, item in enumerate(_content(node))), place, writer)


def _tasks(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    _list(((_task_mark(item), item) for item in _content(node)), place, writer)


def _task_mark(item: Json) -> str:
    if not isinstance(item, dict) or item.get("type") not in ("taskItem", "blockTaskItem"):
        return ""
    return "[x] " if _attributes(item).get("state") == "DONE" else "[ ] "


def _list(items: Iterable[tuple[str, Json]], place: _Place, writer: _Writer) -> None:
    """Put a mark before each item and indent what follows it."""
    writer.gap(place.gap)
    for mark, item in reversed(list(items)):
        writer.below([item, _END], place.deeper(" " * (len(mark) or 2), place.line))
        writer.below([_Mark(mark, place.line)], place)


def _row(node: dict[str, Json], place: _Place, writer: _Writer) -> None:
    """Put the cells of a row on one line."""
    writer.gap(place.line)
    cells: list[Json] = []
    for cell in _content(node):
        cells += [_Mark(" | "), cell]
    writer.below([*cells[1:], _END], _Place(place.margin, _SPACE))


_Block: TypeAlias = Callable[[dict[str, Json], _Place, _Writer], None]
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
