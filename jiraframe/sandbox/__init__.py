"""An embedded Jira for trying, testing and recording; standard library only.

It is a sandbox and says so: its issues are made up or come from a file, it listens on
loopback alone, and it never changes anything. What it answers is shaped like the answers of
Jira Cloud and of Jira Data Center, their faults included.

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
