"""JSON that msgspec refuses, as ``json`` reads it: of any depth, broken characters mended."""

from __future__ import annotations

import json
import re

from jiraframe._deep_json import read_deep_json
from jiraframe._scalars import Json

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(body: bytes) -> Json:
    """Read an answer.

    Args:
        body: The bytes of the answer.

    Returns:
        The JSON. Half a character (a lone surrogate, which no UTF-8 can hold) becomes U+FFFD, a
        number beyond all bounds infinite.

    Raises:
        ValueError: The body is no JSON.
    """
    sent = body.decode("utf-8-sig", "replace")
    try:
        answer = json.loads(sent)
    except RecursionError:
        answer = read_deep_json(sent)
    return _mended(answer) if _SURROGATE_ESCAPE.search(body) else answer


def read_object(body: bytes) -> dict[str, Json]:
    """Read an answer that is to be an object.

    Raises:
        ValueError: The body is no JSON, or no object.
    """
    answer = read_json(body)
    if not isinstance(answer, dict):
        raise ValueError("The answer is no object.")
    return answer


def read_objects(body: bytes) -> list[Json]:
    """Read an answer that is to be a list of objects.

    Raises:
        ValueError: The body is no JSON, or no list of objects.
    """
    answer = read_json(body)
    if not isinstance(answer, list) or not all(isinstance(each, dict) for each in answer):
        raise ValueError("The answer is no list of objects.")
    return answer


def mend(text: str) -> str:
    r"""Put U+FFFD in the place of half a character.

    Example:
        >>> mend("a\ud83d") == "a\ufffd"
        True
    """
    return _SURROGATE.sub("\ufffd", text)


def _mended(answer: Json) -> Json:
    """Replace lone surrogates, in place and at any depth."""
    whole = [answer]
    todo: list[Json] = [whole]
    while todo:
        each = todo.pop()
        if isinstance(each, dict):
            mended = {mend(name): value for name, value in each.items()}
            each.clear()
            each.update(mended)
        for name, value in each.items() if isinstance(each, dict) else enumerate(each):
            if isinstance(value, str):
                each[name] = mend(value)
            elif isinstance(value, dict | list):
                todo.append(value)
    return whole[0]
