"""Of many texts that say the same of one thing after another, a few and a number.

Jira's words come in the account's language: texts are alike when they differ in nothing but what
stands in quotes or has digits in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from jiraframe.errors import excerpt

# So many of a kind are told one by one; of more, the first ones and a number.
_WHOLE: Final = 5
_FIRST: Final = 3
_KINDS: Final = 10
_LONGEST: Final = 1000
# A name in quotes, or a word with a digit, such as a key or a date.
_NAMED: Final = re.compile(
    r"""(?<![A-Za-z0-9_])(['"]).+?\1(?![A-Za-z0-9_])"""
    r"|[\u201c\u201e\u2018\u201a\xab\u2039\u300c\u300e].+?"
    r"[\u201c\u201d\u2018\u2019\xbb\u203a\u300d\u300f]"
    r"|(?<![A-Za-z0-9_.-])[A-Za-z0-9_.-]*?[0-9][A-Za-z0-9_.-]*"
)


def few(texts: Sequence[str], more: str) -> list[str]:
    """Give texts that may be very many as few; all of them where they are few.

    Args:
        texts: The texts.
        more: What to say of those left out; ``{:,}`` in it takes their number.

    Returns:
        The texts to tell.

    Example:
        >>> few([f"There is no 'A-{n}'." for n in range(9)], "And {:,} more.")[2:]
        ["There is no 'A-2'.", 'And 6 more.']
    """
    told = []
    for index, left in chosen(texts):
        told.append(excerpt(texts[index], 0, _LONGEST)[0])
        if left:
            told.append(more.format(left))
    return told


def chosen(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Choose which of many texts to tell.

    Args:
        texts: The texts.

    Returns:
        The index of each, in order, and how many more of its kind are left out behind it.
    """
    picked: list[tuple[int, int]] = []
    for kind in _kinds(texts):
        kept = kind if len(kind) <= _WHOLE else kind[:_FIRST]
        picked += [(index, 0) for index in kept[:-1]]
        picked.append((kept[-1], len(kind) - len(kept)))
    return sorted(picked)


def _kinds(texts: Sequence[str]) -> list[list[int]]:
    kinds: dict[tuple[object, ...], list[int]] = {}
    for index, shape in _shapes(texts):
        kinds.setdefault(shape, []).append(index)
    found = sorted(kinds.values())
    if len(found) <= _KINDS:
        return found
    # A language that quotes nothing lets every text look like a kind of its own.
    rest = [index for kind in found[_KINDS - 1 :] for index in kind]
    return [*found[: _KINDS - 1], sorted(rest)]


def _shapes(texts: Sequence[str]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Give each text what it shares with others: its words, and names that keep coming back.

    Thousands of missing keys of one field are of one kind; a key that another field lacks is not
    to be lost among them.
    """
    frames: dict[tuple[str, int], list[tuple[int, list[str]]]] = {}
    for index, text in enumerate(texts):
        names = [found[0] for found in _NAMED.finditer(text[:_LONGEST])]
        words = _NAMED.sub("", text[:_LONGEST])
        frames.setdefault((words, len(names)), []).append((index, names))
    for frame, members in frames.items():
        columns = zip(*(names for _, names in members), strict=True)
        counts = [len(set(column)) for column in columns]
        most = max(counts, default=0)
        steady = [
            at for at, count in enumerate(counts) if count < most and 2 * count <= len(members)
        ]
        for index, names in members:
            yield index, (frame, *(names[at] for at in steady))
