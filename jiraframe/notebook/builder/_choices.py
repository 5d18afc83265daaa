"""What people read in a list of values, and what a query holds for it; no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, TypeAlias

from jiraframe.jql import Catalogue, Choice, Empty, Function, QueryField, Value
from jiraframe.notebook.builder._conditions import Item, item

Entry: TypeAlias = tuple[str, str, Item, tuple[str, ...]]

_EMPTY: Final = "(empty)"
# More are not looked through; a longer text leaves fewer.
_OFFERED: Final = 60


class Choices:
    """Values by the label that people read; no two have the same.

    Args:
        values: Labels, what tells namesakes apart, the values, and other spellings of them.
    """

    def __init__(self, values: Iterable[Entry] = ()) -> None:
        self._entries: list[Entry] = []
        self._by_label: dict[str, Item] = {}
        self._labels: dict[str, str] = {}
        self._nicknames: dict[str, str] = {}
        for each in values:
            self._add(each)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels, in order."""
        return tuple(self._by_label)

    def value(self, label: str) -> Item | None:
        """Find the value of a label; None where there is none."""
        return self._by_label.get(label)

    def meant(self, text: str) -> Item | None:
        """Find the value of a label that is typed, whatever its case if that is no matter."""
        if text in self._by_label:
            return self._by_label[text]
        found = [label for label in self._by_label if label.casefold() == text.casefold()]
        if not found and text.casefold() in self._nicknames:
            # A project's name or key, where the label has both.
            found = [self._nicknames[text.casefold()]]
        return self._by_label[found[0]] if len(found) == 1 else None

    def label(self, value: Item) -> str | None:
        """Find the label of a value, however it is spelled; None where there is none."""
        spelling = _spelling(value)
        return self._labels.get(spelling) or self._nicknames.get(spelling)

    def joined_by(self, other: Choices) -> Choices:
        """Make one of these and others; a label of these stays theirs."""
        return Choices((*self._entries, *other._entries))

    def of(self, other: Choices) -> tuple[str, ...]:
        """Give the labels that values of ``other`` have here."""
        labels = (self.label(each) for each in other._by_label.values())
        return tuple(dict.fromkeys(label for label in labels if label is not None))

    def _add(self, entry: Entry) -> None:
        label, detail, value, also = entry
        if _spelling(value) in self._labels:
            return
        if label in self._by_label:
            label = f"{label} ({detail or shown(value)})"
        if label in self._by_label:
            label = f"{label} ({shown(value)})"
        if not label.strip() or label in self._by_label:
            return
        self._entries.append(entry)
        self._by_label[label] = value
        self._labels[_spelling(value)] = label
        for name in also:
            self._nicknames.setdefault(name.casefold(), label)


def from_jira(choices: Iterable[Choice]) -> Choices:
    """Take values that Jira names.

    Args:
        choices: The site's choices, or its suggestions.

    Returns:
        The values. One whose ``insert`` is not one value of JQL stands for its label.
    """
    choices = list(choices)
    named = Counter(each.label.casefold() for each in choices)
    return Choices(
        (
            _title(each, alone=(alone := named[each.label.casefold()] == 1)),
            _detail(each),
            item(each.insert) or Value(each.label, quoted=True),
            (*each.also, each.label) if alone else each.also,
        )
        for each in choices
    )


def functions(catalogue: Catalogue, field: QueryField | None, *, lists: bool) -> Choices:
    """Give the functions that may stand behind an operator of a field, without arguments.

    Args:
        catalogue: What the site knows.
        field: The field; None for one that the site does not have.
        lists: Whether the operator takes a list.

    Returns:
        The functions.
    """
    return Choices(_functions(catalogue, field, lists=lists))


def calls(catalogue: Catalogue, field: QueryField | None, *, lists: bool) -> dict[str, str]:
    """Give the functions that want arguments, for the same places.

    Args:
        catalogue: What the site knows.
        field: The field; None for one that the site does not have.
        lists: Whether the operator takes a list.

    Returns:
        What people read of each, such as ``membersOf(…)``, and its name.
    """
    found = _fitting(catalogue, field, lists=lists)
    return {f"{call.name}(…)": call.name for call in found if not _whole(call)}


def called(name: str, arguments: str) -> Function | None:
    """Make a call of what somebody typed between its brackets.

    Args:
        name: The function.
        arguments: The text: JQL, or the arguments without their quotes.

    Returns:
        The call; None for no text.

    Example:
        >>> called("membersOf", "site admins").arguments[0].text
        'site admins'
    """
    texts = [each.strip() for each in arguments.split(",")]
    if not any(texts):
        return None
    call = item(f"{name}({arguments})")
    if isinstance(call, Function):
        return call
    return Function(name, tuple(Value(each, quoted=True) for each in texts if each))


def matching(labels: Iterable[str], text: str) -> tuple[str, ...]:
    """Pick the labels to offer for a text: those that begin with it, then those that hold it.

    Args:
        labels: The labels.
        text: What stands in the box.

    Returns:
        All of a few; of many the first, as many as are looked through at a time.
    """
    wanted, labels = text.strip().casefold(), tuple(labels)
    if len(labels) <= _OFFERED:
        return labels
    first = [each for each in labels if each.casefold().startswith(wanted)]
    more = (each for each in labels if wanted in each.casefold() and each not in first)
    return tuple(islice(chain(first, more), _OFFERED))


def list_functions(catalogue: Catalogue) -> frozenset[str]:
    """Give the functions that give a list, by name in lower case."""
    return frozenset(each.name.lower() for each in catalogue.functions if each.gives_list)


def shown(value: Item) -> str:
    """Put a value that has no label in words.

    Args:
        value: The value.

    Returns:
        What it says; a function with its arguments.
    """
    if isinstance(value, Empty):
        return _EMPTY
    if isinstance(value, Value):
        return value.text
    return f"{value.name}({', '.join(each.text for each in value.arguments)})"


def typed(text: str, known: Choices, *, functions: frozenset[str]) -> Item | None:
    """Take what somebody typed for a value.

    Args:
        text: The text; blanks around it do not count.
        known: Values by their labels; these come first.
        functions: Names of functions, in lower case; a call of one of them is one.

    Returns:
        The value: quoted text where it is nothing else; None for no text.
    """
    text = text.strip()
    if not text:
        return None
    if (found := known.meant(text)) is not None:
        return found
    call = item(text) if text.endswith(")") else None
    if isinstance(call, Function) and call.name.lower() in functions:
        return call
    return Value(text, quoted=True)


def _functions(catalogue: Catalogue, field: QueryField | None, *, lists: bool) -> Iterator[Entry]:
    for call in _fitting(catalogue, field, lists=lists):
        if _whole(call):
            yield shown(call), "function", call, ()


def _fitting(catalogue: Catalogue, field: QueryField | None, *, lists: bool) -> Iterator[Function]:
    types = set(field.types) if field else set()
    for each in catalogue.functions:
        # Behind IN stand both kinds: one that gives a single value goes into the brackets.
        fits = each.gives_one or (lists and each.gives_list)
        call = item(each.insert)
        if fits and isinstance(call, Function) and types & set(each.types):
            yield call


def _whole(call: Function) -> bool:
    """Say whether a call that Jira names needs nothing more."""
    return all(argument.text for argument in call.arguments)


def _title(choice: Choice, *, alone: bool) -> str:
    """Name a choice; who types a name that two have is to see that there are two."""
    same = choice.detail.casefold() in ("", choice.label.casefold())
    return choice.label if alone and same else f"{choice.label} ({_detail(choice)})"


def _detail(choice: Choice) -> str:
    return choice.detail or choice.insert


def _spelling(value: Item) -> str:
    if isinstance(value, Value):
        return value.text.casefold()
    # Not to be mixed up with a text that looks like a call, or like EMPTY.
    return f"\0{shown(value)}".casefold()
