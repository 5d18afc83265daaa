"""An embedded Jira for trying, testing and recording; standard library only.

It is a sandbox and says so: its issues are made up or come from a file, it listens on
loopback alone, and it never changes anything. What it answers is shaped like the answers of
Jira Cloud and of Jira Data Center, their faults included.

Made-up issues have a past that leads to what they are now: statuses with detours, sprints with
what was carried over, added and taken out, versions that came and went, old names, changes
without an author. Among the first 23 are some with far more comments (300), worklogs (60) or
changes (520) than fit into an answer, and some with just as many as fit, or one more. A handful,
``Sandbox.contradictory``, have a history that contradicts itself.

Example:
    >>> with start("datacenter", issues=3, context_path="/jira") as box:
    ...     sorted(box.env)
    ['JIRA_API_TOKEN', 'JIRA_BASE_URL', 'JIRA_EMAIL']
"""

from __future__ import annotations

from jiraframe.sandbox._box import Recorded, Sandbox, start
from jiraframe.sandbox._faults import Fault, Faults
from jiraframe.sandbox._site import Site

__all__ = ["Fault", "Faults", "Recorded", "Sandbox", "Site", "start"]
