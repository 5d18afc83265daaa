"""Futures made of past periods, drawn at random with replacement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Counts: TypeAlias = npt.NDArray[np.int64]

# So many futures are held at once.
_BLOCK = 10_000


@dataclass(frozen=True)
class Draws:
    """Draws from the counts of past periods, each period as likely as another.

    Attributes:
        past: What was finished in each past period, and not nothing in all.
        samples: How many futures to draw.
        seed: The start of the random numbers.
    """

    past: Counts
    samples: int
    seed: int

    def items_in(self, periods: int) -> Counts:
        """Draw what is finished in some periods.

        Args:
            periods: How many.

        Returns:
            How many items, a future; sorted.
        """
        rng = np.random.default_rng(self.seed)
        made = [self._finished(rng, np.full(block, periods)) for block in self._blocks()]
        return np.sort(np.concatenate(made))

    def periods_for(self, items: int) -> Counts:
        """Draw how many periods it takes to finish some items.

        Args:
            items: How many, at least one.

        Returns:
            How many periods, a future; sorted.
        """
        rng = np.random.default_rng(self.seed)
        needed = [self._needed(rng, np.full(block, items)) for block in self._blocks()]
        return np.sort(np.concatenate(needed))

    def _blocks(self) -> Iterator[int]:
        for begun in range(0, self.samples, _BLOCK):
            yield min(_BLOCK, self.samples - begun)

    def _finished(self, rng: np.random.Generator, periods: Counts) -> Counts:
        # How often each count comes up, rather than period after period: it is the same, and a
        # thousand periods cost no more than one.
        values, times = np.unique(self.past, return_counts=True)
        finished: Counts = rng.multinomial(periods, times / times.sum()) @ values
        return finished

    def _needed(self, rng: np.random.Generator, left: Counts) -> Counts:
        needed = np.zeros_like(left)
        while (going := np.flatnonzero(left > 0)).size:
            # Periods that cannot finish all, even if each were the best one, need no closer look.
            ahead = np.maximum(1, (left[going] - 1) // self.past.max())
            left[going] -= self._finished(rng, ahead)
            needed[going] += ahead
        return needed
