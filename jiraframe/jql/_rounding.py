"""Which way a time may be rounded where it stands, so that a query loses no row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from jiraframe.jql._instants import Bound
    from jiraframe.jql._tree import Comparison

_BOUNDS: Final[dict[str, tuple[Bound, ...]]] = {
    ">": ("lower",),
    ">=": ("lower",),
    "<": ("upper",),
    "<=": ("upper",),
    "after": ("lower",),
    "before": ("upper",),
    "during": ("lower", "upper"),
}
_OPPOSITE: Final[dict[Bound, Bound]] = {"lower": "upper", "upper": "lower"}


class Rounding(NamedTuple):
    """The bounds of a comparison's operand, and of the operand of each of its predicates.

    They belong to the first values there; the times behind them are cut off.
    """

    operand: tuple[Bound, ...]
    predicates: tuple[tuple[Bound, ...], ...]


def rounding_of(comparison: Comparison, *, negated: bool) -> Rounding:
    """Say which way the times of a comparison are rounded.

    Args:
        comparison: The comparison.
        negated: Whether it stands below an odd number of NOTs.

    Returns:
        The bounds, by where the times stand.
    """
    # WAS NOT is NOT around WAS: what makes WAS find more makes it find less.
    below = negated ^ comparison.operator.startswith("was not")
    return Rounding(
        _bounds(comparison.operator, negated=negated),
        tuple(_bounds(each.operator, negated=below) for each in comparison.predicates),
    )


def _bounds(operator: str, *, negated: bool) -> tuple[Bound, ...]:
    bounds = _BOUNDS.get(operator, ())
    return tuple(_OPPOSITE[bound] for bound in bounds) if negated else bounds
