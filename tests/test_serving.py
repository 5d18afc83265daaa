"""The servers of tests: none goes on after its block, however that ends."""

from __future__ import annotations

import threading

import pytest

from tests.scripted import scripted
from tests.transport import http_proxy


@pytest.mark.parametrize(
    "server", [lambda: scripted("cloud", {}), lambda: http_proxy("http://127.0.0.1:1")]
)
def test_a_block_that_fails_leaves_no_thread_behind(server):
    before = set(threading.enumerate())
    with pytest.raises(ZeroDivisionError), server():
        raise ZeroDivisionError
    assert not set(threading.enumerate()) - before
