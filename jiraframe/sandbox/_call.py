"""One routed request, with readers for its parameters and its body."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs

from jiraframe.sandbox._http import Answer, Json, Refused, Request, errors, problem

if TYPE_CHECKING:
    from jiraframe.sandbox._instance import Instance

INVALID_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


@dataclass(frozen=True)
class Call:
    """A request on its way to the function that answers it.

    Attributes:
        request: What came in.
        instance: The Jira that is asked.
        parts: The named parts of the path.
        version: 2 or 3, of the REST API.
        base_url: How links in the answer begin.
        signed_in: Whether the caller is known; a stranger sees an empty site.
    """

    request: Request
    instance: Instance
    parts: Mapping[str, str]
    version: int
    base_url: str
    signed_in: bool

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The parameters behind the question mark."""
        return parse_qs(self.request.query, keep_blank_values=True)

    def text(self, name: str, default: str = "") -> str:
        """Read a parameter, the last one where it is repeated."""
        return self.query.get(name, [default])[-1]

    def words(self, name: str) -> list[str]:
        """Read a parameter that is a comma list, or repeated, or both."""
        return [word for text in self.query.get(name, ()) for word in _split(text)]

    def flag(self, name: str, *, default: bool) -> bool:
        """Read a parameter that is true or false."""
        return self.text(name, str(default)).lower() == "true"

    def number(self, name: str, default: int) -> int:
        """Read a whole number.

        Raises:
            Refused: It is none.
        """
        text = self.text(name, str(default))
        try:
            return int(text)
        except ValueError:
            raise Refused(self._no_number(name, text)) from None

    def _no_number(self, name: str, text: str) -> Answer:
        if not self.instance.cloud:
            # JAX-RS takes a parameter that cannot be read for a path that does not exist.
            return self.instance.not_found(self.request)
        detail = f"Failed to convert '{name}' with value: '{text}'"
        return problem(400, detail, self.request)

    def body(self, shape: Mapping[str, type | tuple[type, ...]]) -> dict[str, Json]:
        """Read a body of a closed type.

        Args:
            shape: The properties that may be there, with their JSON types.

        Raises:
            Refused: It is no JSON, no object, or has another property or type.
        """
        self._check_content_type()
        cloud = self.instance.cloud
        try:
            found = json.loads(self.request.body)
        except ValueError:
            raise Refused(_unreadable(self.request.body)) from None
        if not isinstance(found, dict):
            raise Refused(Answer(400, {"errorMessages": [INVALID_PAYLOAD]}))
        for name, value in found.items():
            if name not in shape:
                raise Refused(_refused_property(name, cloud=cloud))
            if value is not None and not _fits(value, shape[name]):
                raise Refused(Answer(400, {"errorMessages": [INVALID_PAYLOAD]}))
        return {name: value for name, value in found.items() if value is not None}

    def _check_content_type(self) -> None:
        kind = self.request.headers.get("Content-Type", "")
        if "json" in kind:
            return
        if self.instance.cloud:
            detail = f"Content-Type '{kind or 'null'}' is not supported."
            raise Refused(problem(415, detail, self.request, Accept="application/json"))
        raise Refused(errors(415, "Unsupported Media Type"))


def _split(text: str) -> Iterator[str]:
    return (word.strip() for word in text.split(",") if word.strip())


def _fits(value: Json, kinds: type | tuple[type, ...]) -> bool:
    allowed = kinds if isinstance(kinds, tuple) else (kinds,)
    # JSON's true is no number, although Python's True is one.
    return bool in allowed if isinstance(value, bool) else isinstance(value, allowed)


def _unreadable(body: bytes) -> Answer:
    if not body.strip():
        return errors(400, "No content to map to Object due to end of input")
    return errors(400, "There was an error parsing JSON. Check that your request body is valid.")


def _refused_property(name: str, *, cloud: bool) -> Answer:
    if cloud:
        return Answer(400, {"errorMessages": [INVALID_PAYLOAD]})
    bean = "com.atlassian.jira.rest.v2.search.SearchRequestBean"
    said = f'Unrecognized field "{name}" (Class {bean}), not marked as ignorable'
    return errors(400, f'{said} (through reference chain: {bean}["{name}"])')


def words_of(value: Json) -> list[str]:
    """Read a property that is a comma text on Cloud and a list on Data Center."""
    if isinstance(value, str):
        return list(_split(value))
    return [str(each) for each in cast("list[Json]", value or [])]
