"""What Jira says of a query whose names, values, operators or functions are wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


class SemanticJQL(Exception):
    """A query that parses and means nothing.

    Attributes:
        errors: What cannot be searched for: unknown fields, functions, operators, dates.
        warnings: Values that do not exist; Cloud searches all the same and finds nothing there.
    """

    def __init__(self, errors: list[str], warnings: list[str]) -> None:
        self.errors = errors
        self.warnings = warnings
        super().__init__("; ".join(errors + warnings))


@dataclass(slots=True)
class Problems:
    """Collects what is wrong with one query, in Jira's words.

    The texts are those that Jira Data Center answers a search with, and that Cloud's
    ``POST /jql/parse`` gives as errors and warnings.
    """

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sorting: list[str] = field(default_factory=list)

    def add(self, other: Problems) -> None:
        """Take over the problems of a part of the query."""
        for error in other.errors:
            self._error(error)
        for warning in other.warnings:
            self._warn(warning)

    def no_field(self, name: str) -> None:
        """Note an unknown field."""
        self._error(f"Field '{name}' does not exist or you do not have permission to view it.")

    def no_value(self, value: str, name: str) -> None:
        """Note a value that does not exist."""
        self._warn(f"The value '{value}' does not exist for the field '{name}'.")

    def no_id(self, value: str, name: str) -> None:
        """Note the id of something that does not exist."""
        self._warn(f"A value with ID '{value}' does not exist for the field '{name}'.")

    def no_issue(self, key: str, name: str) -> None:
        """Note the key of an issue that does not exist."""
        self._warn(f"An issue with key '{key}' does not exist for field '{name}'.")

    def no_option(self, value: str, name: str) -> None:
        """Note an option that a custom field does not have."""
        self._warn(f"The option '{value}' for field '{name}' does not exist.")

    def no_group(self, function: str, group: str) -> None:
        """Note an unknown group."""
        self._error(
            f"Function '{function}' can not generate a list of usernames for group '{group}'; "
            "the group does not exist."
        )

    def no_operator(self, operator: str, name: str) -> None:
        """Note an operator that a field does not take."""
        self._error(f"The operator '{operator}' is not supported by the '{name}' field.")

    def no_history(self, name: str) -> None:
        """Note WAS or CHANGED on a field that keeps no history."""
        self._error(f"History searches do not support the '{name}' field.")

    def no_function(self, name: str) -> None:
        """Note an unknown function."""
        self._error(f"Unable to find JQL function '{name}()'.")

    def arguments(self, name: str, expected: str, received: int) -> None:
        """Note a wrong number of arguments."""
        self._error(f"Function '{name}' expected '{expected}' arguments but received '{received}'.")

    def argument(self, name: str, value: str) -> None:
        """Note an argument that a function does not understand."""
        self._error(f"The argument '{value}' of the function '{name}' is invalid.")

    def function_on(self, function: str, name: str) -> None:
        """Note a function that gives nothing the field could be compared with."""
        self._error(
            f"A value provided by the function '{function}' is invalid for the field '{name}'."
        )

    def not_a_list(self, operator: str, value: str, name: str) -> None:
        """Note IN with a function that gives one value."""
        self._error(
            f"Operator '{operator}' does not support the non-list value '{value}' for field "
            f"'{name}'."
        )

    def a_list(self, operator: str, value: str, name: str) -> None:
        """Note ``=`` with a function that gives several values."""
        self._error(
            f"Operator '{operator}' does not support the list value '{value}' for field '{name}'."
        )

    def bad_date(self, value: str, name: str) -> None:
        """Note a date that is none."""
        self._error(
            f"Date value '{value}' for field '{name}' is invalid. Valid formats include: "
            "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period "
            "format e.g. '-5d', '4w 2d'."
        )

    def bad_number(self, value: str, name: str) -> None:
        """Note a number that is none."""
        self._error(f"Value '{value}' is not a valid number for field '{name}'.")

    def empty_text(self, name: str) -> None:
        """Note a text search for nothing."""
        self._error(f"The field '{name}' does not support searching for an empty string.")

    def bad_text(self, value: str, name: str) -> None:
        """Note a text search without a word to look for."""
        self._error(f"Unable to parse the text '{value}' for field '{name}'.")

    def no_sort(self, name: str) -> None:
        """Note an ORDER BY that Jira cannot follow."""
        text = f"Not able to sort using field '{name}'."
        if text not in self.sorting:
            self.sorting.append(text)

    def _error(self, text: str) -> None:
        if text not in self.errors:
            self.errors.append(text)

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)
