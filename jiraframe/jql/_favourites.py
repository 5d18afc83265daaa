"""What people always ask, for both products; each may be narrowed by ``and_`` or ``&``.

Status categories are named by ``Done`` alone, the one name that every site has.
"""

from __future__ import annotations

from typing import Final

MY_OPEN_SPRINT_ISSUES: Final = (
    "assignee = currentUser() AND sprint in openSprints() AND statusCategory != Done"
)
"""What I have to do in the sprints that are running."""

MY_OPEN_ISSUES: Final = "assignee = currentUser() AND statusCategory != Done"
"""What I have to do at all."""

REPORTED_BY_ME_OPEN: Final = "reporter = currentUser() AND statusCategory != Done"
"""What I asked for and still wait for."""

OPEN_SPRINT_ISSUES: Final = "sprint in openSprints()"
"""Everything in the sprints that are running, done or not."""

UNASSIGNED_OPEN_SPRINT_ISSUES: Final = (
    "assignee is EMPTY AND sprint in openSprints() AND statusCategory != Done"
)
"""What is in a running sprint, not done, and nobody's."""

OVERDUE: Final = "duedate < startOfDay() AND statusCategory != Done"
"""What was due before today and is not done."""

CREATED_THIS_WEEK: Final = "created >= startOfWeek()"
"""What is new since the week began."""

UPDATED_THIS_WEEK: Final = "updated >= startOfWeek()"
"""What somebody touched since the week began."""

RECENTLY_RESOLVED: Final = "resolved >= startOfDay(-7d)"
"""What was resolved in the last seven days and today."""

STALE: Final = "statusCategory != Done AND updated < startOfDay(-30d)"
"""What is not done, and nobody has touched for thirty days."""
