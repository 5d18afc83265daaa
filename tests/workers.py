"""How several workers of pytest-xdist share the tests."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling


class Sharing(LoadScopeScheduling):
    """Deals out whole files, but tests in a browser one by one, and those of JupyterLab together.

    Tests of a file share what is slow to make. In a browser only the first test of a worker is
    slow; JupyterLab takes so long to start that one worker does it for all.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        if not file.startswith("tests/browser/"):
            return file
        return "JupyterLab" if file.startswith("tests/browser/test_lab_") else nodeid
