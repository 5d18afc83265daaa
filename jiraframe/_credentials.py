"""Who signs in and with what, as people copy it: put right, or told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jiraframe._secret import Secret

if TYPE_CHECKING:
    from jiraframe._settings import Deployment


def read_email(
    found: Mapping[str, str], sources: Mapping[str, str], mode: Deployment, problems: list[str]
) -> str:
    """Read the e-mail, or the user name on Data Center, noting what a sign-in cannot carry."""
    email = bare(found.get("email", ""))
    told = f"- The {'e-mail' if '@' in email else 'user name'} ({sources.get('email')})"
    if not email.isprintable() or ("@" in email and " " in email):
        problems.append(
            f"{told} holds a blank, a line break or an invisible character. Write it again."
        )
    elif not all(each < "\u0100" for each in email):
        instead = "Set JIRA_EMAIL to the e-mail of the account that made the token."
        if mode == "datacenter":
            instead = "Leave JIRA_EMAIL empty and use a personal access token."
        problems.append(f"{told} holds a character that a Basic sign-in cannot carry. {instead}")
    return email


def read_token(found: Mapping[str, str], sources: Mapping[str, str], problems: list[str]) -> Secret:
    """Read the token or password, noting what none has."""
    token = bare(found.get("token", ""))
    if token.lower().startswith(("bearer ", "basic ")):
        token = token.split(None, 1)[1]
    # A password, with a user name on Data Center, may hold what no token has.
    is_password = bool(found.get("email")) and "datacenter" in found.get("deployment", "").lower()
    allowed = str.isprintable if is_password else lambda each: "!" <= each <= "~"
    if not all(allowed(each) and each < "\u0100" for each in token):
        problems.append(
            f"- The token ({sources.get('token')}) holds a blank, a line break or a character that "
            "no token has. Copy it again, whole and alone."
        )
    return Secret(token)


def bare(text: str) -> str:
    """Undo what copying brings along: blanks and a pair of quotes around the value."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1].strip()
    return text
