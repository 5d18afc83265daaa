"""Lists cut by ``startAt`` and ``maxResults``."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._http import Json


def offset_page(
    call: Call,
    items: Sequence[Json],
    *,
    rows: str = "values",
    default: int,
    most: int,
    counted: bool = True,
) -> dict[str, Json]:
    """Cut a page out of a list; negative numbers are clamped and too large ones lowered.

    Args:
        call: The request, with ``startAt`` and ``maxResults``.
        items: The whole list.
        rows: What the answer calls its items.
        default: The length of a page that nobody asked for.
        most: The longest page.
        counted: Whether the answer says how many items there are.
    """
    start, size = bounds(call, default=default, most=most)
    return {
        "startAt": start,
        "maxResults": size,
        **({"total": len(items)} if counted else {}),
        rows: part(call, items, start, size, counted=counted),
    }


def part(
    call: Call, items: Sequence[Json], start: int, size: int, *, counted: bool = True
) -> list[Json]:
    """Cut a part out of a list, with what is to go wrong."""
    faults, path, shown = call.instance.faults, call.request.path, len(items)
    if counted and items and (fault := faults.take({"short_list"}, path)):
        shown = max(shown - fault.options["rows"], 0)
    if start > 0 and faults.take({"repeat_token"}, path, named=True):
        start = max(start - size, 0)
    places = list(range(start, min(start + size, shown)))
    if places and faults.take({"empty_page"}, path, named=True):
        return []
    return [items[each] for each in faults.drop("drop_ids", places, path, named=True)]


def bean(call: Call, items: Sequence[Json], *, default: int = 50, most: int) -> dict[str, Json]:
    """Cut a page and say where it is, where the next is, and whether it is the last."""
    page = offset_page(call, items, default=default, most=most)
    end = page["startAt"] + page["maxResults"]
    last = end >= len(items)
    links = {"self": _link(call, page["startAt"], page["maxResults"])}
    if not last:
        links["nextPage"] = _link(call, end, page["maxResults"])
    return {**links, **page, "isLast": last}


def bounds(call: Call, *, default: int, most: int) -> tuple[int, int]:
    """Read where a page begins and how long it may be."""
    start = max(call.number("startAt", 0), 0)
    return start, min(max(call.number("maxResults", default), 0), most)


def _link(call: Call, start: int, size: int) -> str:
    kept = {name: values[-1] for name, values in call.query.items()}
    query = urlencode({**kept, "startAt": start, "maxResults": size})
    route = call.request.path[call.request.path.index("/rest/") :]
    return f"{call.base_url}{route}?{query}"
