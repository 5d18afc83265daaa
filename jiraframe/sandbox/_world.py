"""The made-up company behind generated sites: people, projects, types, statuses, versions."""

from __future__ import annotations

ACCOUNT = "5b10a2844c20165700ede21f"
ENG, OPS, WEB, ORDER = "10000", "10001", "10002", "10003"
PROJECT_KEYS = {ENG: "ENG", OPS: "OPS", WEB: "WEB", ORDER: "ORDER"}

USERS = (
    # account id, name, key, display name, e-mail, zone, active, type
    (ACCOUNT, "rfield", "rfield", "Robin Field", "robin@jira.example", "America/Chicago", 1, ""),
    ("712020:0b7c1f6e-0001", "akim", "akim", "Alex Kim", "akim@jira.example", "Asia/Seoul", 1, ""),
    ("712020:0b7c1f6e-0002", "alexk", "JIRAUSER10101", "Alex Kim", "", "UTC", 1, ""),
    ("712020:0b7c1f6e-0003", "zoe", "JIRAUSER10102", "Zoë Ångström", "zoe@jira.example",
     "Europe/Stockholm", 1, ""),
    ("712020:0b7c1f6e-0004", "pat", "JIRAUSER10103", "Pat <b>O'Neil</b> \"PJ\"",
     "pat@jira.example", "Europe/Dublin", 1, ""),
    ("712020:0b7c1f6e-0005", "mtanaka", "mtanaka", "田中 みどり", "", "Asia/Tokyo", 1, ""),
    ("712020:0b7c1f6e-0006", "dana", "JIRAUSER10105", "Dana Osei", "dana@jira.example",
     "Africa/Accra", 1, ""),
    ("712020:0b7c1f6e-0007", "ilya", "JIRAUSER10106", "Ilya Marsh", "ilya@jira.example",
     "America/Sao_Paulo", 1, ""),
    ("unknown", "JIRAUSER10107", "JIRAUSER10107", "Former user", "", "UTC", 0, ""),
    ("557058:f58131cb-b67d-43c7-b30d-6b58d40bd077", "automation", "JIRAUSER10108",
     "Automation for Jira", "", "UTC", 1, "app"),
    ("qm:1f0c:customer-1", "guest", "JIRAUSER10109", "Gil Guest", "gil@customer.example",
     "Asia/Kolkata", 1, "customer"),
)  # fmt: skip
PEOPLE = tuple(row[0] for row in USERS)
MENTIONED = (PEOPLE[1], "akim", "Alex Kim")
DEVELOPERS = PEOPLE[:9]

GROUPS = {
    "jira-developers": PEOPLE[:5],
    "jira-administrators": PEOPLE[:1],
    "site \"quoted\" group": PEOPLE[5:8],
    "empty-group": (),
}  # fmt: skip

CATEGORIES = (
    ("1", "undefined", "medium-gray", "No Category"),
    ("2", "new", "blue-gray", "To Do"),
    ("4", "indeterminate", "yellow", "In Progress"),
    ("3", "done", "green", "Done"),
)
TODO, PROGRESS, REVIEW, BLOCKED, WAITING, DONE, CLOSED = (
    "10000", "3", "10001", "10002", "10003", "10004", "6",
)  # fmt: skip
STATUSES = (
    (TODO, "To Do", "2", "Nobody has begun.", ""),
    (PROGRESS, "In Progress", "4", "Somebody is at it.", ""),
    (REVIEW, "In Review", "4", "Waits for a second pair of eyes.", ""),
    (BLOCKED, "Blocked <!>", "4", "", ""),
    (WAITING, "Wartet auf Kunden", "4", "", "Waiting for customer"),
    (DONE, "Done", "3", "", ""),
    (CLOSED, "Closed", "3", "The issue is finished.", ""),
)
FORMER_STATUSES = {
    REVIEW: ("Code Review", "2024-07-01T00:00:00.000+0000"),
    WAITING: ("Waiting for customer", "2025-03-01T00:00:00.000+0000"),
}
"""What statuses were called until an instant; histories keep it."""
EPIC, STORY, TASK, SUBTASK, BUG, REQUEST, INITIATIVE = (
    "10000", "10001", "10002", "10003", "10004", "10005", "10006",
)  # fmt: skip
TYPES = (
    (EPIC, "Epic", 1, "A big piece of work."),
    (STORY, "Story", 0, "What a user wants."),
    (TASK, "Task", 0, "A small piece of work."),
    (SUBTASK, "Sub-task", -1, "A part of an issue."),
    (BUG, "Bug", 0, "Something is broken."),
    (REQUEST, "Service Request", 0, "From the portal."),
    (INITIATIVE, "Initiative", 2, ""),
)
PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
RESOLUTIONS = (
    ("10000", "Done", "Work is complete."),
    ("10001", "Won't Do", "Nobody will act on it."),
    ("10002", "Duplicate", ""),
    ("10003", "Cannot Reproduce", ""),
)
LINK_TYPES = (
    ("10000", "Blocks", "is blocked by", "blocks"),
    ("10001", "Cloners", "is cloned by", "clones"),
    ("10002", "Duplicate", "is duplicated by", "duplicates"),
    ("10003", "Relates", "relates to", "relates to"),
)
PROJECTS = (
    (ENG, "Engineering", "software", False, "Product", PEOPLE[0]),
    (OPS, "Operations & Support", "service_desk", False, "", PEOPLE[6]),
    (WEB, "Website — \"nächste\" Generation", "software", True, "Product", PEOPLE[3]),
    (ORDER, "Order desk", "business", False, "", PEOPLE[0]),
)  # fmt: skip
COMPONENTS = {
    ENG: ("Backend", "Front end", "Build & Deploy"),
    OPS: ("Network", "Backend"),
    ORDER: ('Desk "A"', "Küche"),
}
VERSIONS = {
    ENG: ("1.0", "1.1", "2.0", "2.1", "3.0"),
    OPS: ("2026.1", "2026.2"),
    ORDER: ("1.0", "next, please"),
}
COMPONENT_LEADS = {"Backend": PEOPLE[1], "Network": PEOPLE[6], "Küche": PEOPLE[3]}
RELEASED = {"1.0": "2023-06-30", "1.1": "2024-02-29", "2.0": "2025-03-31", "2026.1": "2026-03-29"}
BEGUN = {"1.1": "2023-07-01", "2.0": "2024-03-01", "2.1": "2025-04-01", "2026.2": "2026-04-01"}
DUE = {"2.1": "2026-09-30", "2026.2": "2026-12-15"}
"""When the versions that are not released are to be; the first one is overdue."""
TEAMS = (
    ("9f1c2f0e-1111-4a6e-9a54-01f1e0a51a01", "Platform"),
    ("9f1c2f0e-1111-4a6e-9a54-01f1e0a51a02", "Checkout, \"fast\" lane"),
    ("9f1c2f0e-1111-4a6e-9a54-01f1e0a51a03", "Datenpflege"),
)  # fmt: skip
ORGANIZATIONS = (("1", "Acme GmbH"), ("2", "Bolts & Co"))
LEVELS_OF_SECURITY = (("10100", "Staff only", "Not for customers"), ("10101", "Leads", ""))
