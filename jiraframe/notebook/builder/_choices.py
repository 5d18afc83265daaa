"""What people read in a list of values, and what a query holds for it; no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from jiraframe.jql import Catalogue, Choice, Empty, Function, QueryField, Value
from jiraframe.notebook.builder._conditions import Item, item

Entry: TypeAlias = tuple[str, str, Item, tuple[str, ...]]

_EMPTY: Final = "(empty)"


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
            # Who types a name that two have is to see that there are two.
            each.label if named[each.label.casefold()] == 1 else f"{each.label} ({_detail(each)})",
            _detail(each),
            item(each.insert) or Value(each.label, quoted=True),
            each.also,
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
    if field is None:
        return
    for each in catalogue.functions:
        # Behind IN stand both kinds: one that gives a single value goes into the brackets.
        fits = each.gives_one or (lists and each.gives_list)
        call = item(each.insert)
        # One that wants an argument is typed; here it would be a call that finds nothing.
        whole = isinstance(call, Function) and all(argument.text for argument in call.arguments)
        if fits and call is not None and whole and set(each.types) & set(field.types):
            yield shown(call), "function", call, ()


def _detail(choice: Choice) -> str:
    return choice.detail or choice.insert


def _spelling(value: Item) -> str:
    if isinstance(value, Value):
        return value.text.casefold()
    # Not to be mixed up with a text that looks like a call, or like EMPTY.
    return f"\0{shown(value)}".casefold()
