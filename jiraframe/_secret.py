"""A text that must not be seen."""

from __future__ import annotations


class Secret:
    """A text that shows itself as ``***`` wherever it may be printed.

    Example:
        >>> print(Secret("hunter2"), [Secret("hunter2")])
        *** [Secret('***')]
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Give the text itself, for the one place that signs requests."""
        return self._text

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return "Secret('***')"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled: connect again where it is needed.")
