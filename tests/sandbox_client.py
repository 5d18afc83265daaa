"""A plain HTTP client of a sandbox, for the tests of the sandbox itself."""

from __future__ import annotations

import base64
from typing import Any

import requests

from jiraframe import sandbox

ALL = "project IS NOT EMPTY"
V3 = "/rest/api/3"
V2 = "/rest/api/2"
AGILE = "/rest/agile/1.0"


class Client:
    """A signed-in session of one sandbox."""

    def __init__(self, box: sandbox.Sandbox) -> None:
        self.box = box
        self.session = requests.Session()
        self.session.trust_env = False
        env = box.env
        if env["JIRA_EMAIL"]:
            self.session.auth = (env["JIRA_EMAIL"], env["JIRA_API_TOKEN"])
        else:
            self.session.headers["Authorization"] = f"Bearer {env['JIRA_API_TOKEN']}"

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.session.get(self.box.url + path, params=params, timeout=10)

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.session.post(self.box.url + path, json=body, timeout=10)

    def search(self, jql: str = ALL, **body: Any) -> requests.Response:
        path = f"{V3}/search/jql" if self.box.mode == "cloud" else f"{V2}/search"
        return self.post(path, jql=jql, **body)

    def walk(self, jql: str = ALL, **body: Any) -> list[dict[str, Any]]:
        """Follow the tokens of Cloud to the last page; every page."""
        pages: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            pages.append(self.search(jql, **body, **token).json())
            if "nextPageToken" not in pages[-1]:
                return pages
            token = {"nextPageToken": pages[-1]["nextPageToken"]}


def stranger(box: sandbox.Sandbox, path: str, **headers: str) -> requests.Response:
    """Ask without the session's sign-in, but with these headers."""
    with requests.Session() as session:
        session.trust_env = False
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return session.get(box.url + path, headers=headers, timeout=10, allow_redirects=False)


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
