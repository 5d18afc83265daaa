"""From the bytes of pages to a typed frame, beside what people do otherwise.

Run ``python -m tests.benchmarks.shape [issues]``. Pages come from the sandbox, 100 issues
each. Every contender runs in processes of its own: for the seconds of CPU (steadier than the
clock on a shared machine) with the pages in memory, best of three, and once for the peak
memory with one page at a time.
"""

from __future__ import annotations

import gc
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jiraframe as jf

_PAGE = 100
_ROUNDS = 3
_PEAK = "peak of "


def typed_frame(pages: Iterator[bytes], fields: str | None, catalogue: list[dict]) -> int:
    from jiraframe._fields import FieldCatalogue
    from jiraframe._frame import FrameBuilder, Receipt
    from jiraframe._page import PageDecoder

    columns = FieldCatalogue.from_json(catalogue).columns(fields)
    decoder, builder = PageDecoder(columns), FrameBuilder(columns)
    for page in pages:
        builder.add(decoder.decode(page).issues)
    return len(builder.frame(Receipt()))


def json_normalize(pages: Iterator[bytes], fields: str | None, catalogue: list[dict]) -> int:
    import pandas as pd

    issues = [issue for page in pages for issue in json.loads(page)["issues"]]
    return len(pd.json_normalize(issues))


def orjson_alone(pages: Iterator[bytes], fields: str | None, catalogue: list[dict]) -> int:
    import orjson

    return sum(len(orjson.loads(page)["issues"]) for page in pages)


def json_alone(pages: Iterator[bytes], fields: str | None, catalogue: list[dict]) -> int:
    return sum(len(json.loads(page)["issues"]) for page in pages)


CONTENDERS: dict[str, Callable[..., int]] = {
    "jiraframe": typed_frame,
    "json + json_normalize": json_normalize,
    "orjson, decoding alone": orjson_alone,
    "json, decoding alone": json_alone,
}


def record(issues: int, fields: str | None, file: Path) -> float:
    """Write the sandbox's pages to a file, compact as Jira sends them; kilobytes an issue."""
    size = 0
    with jf.sandbox.start("cloud", site=jf.sandbox.Site.generated(issues=issues, seed=1)) as box:
        jira = jf.connect(environ=box.env)
        wanted = jira.catalogue.columns(fields).request_fields
        body = {"jql": "created > 1990-01-01", "fields": wanted, "maxResults": _PAGE}
        with file.open("wb") as out:
            pickle.dump(jira.dialect.fields(), out)
            while True:
                answer = jira.connection.read("rest/api/3/search/jql", body=body)
                page = json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode()
                size += len(page)
                pickle.dump(page, out)
                if "nextPageToken" not in answer:
                    return size / issues / 1000
                body["nextPageToken"] = answer["nextPageToken"]


def read_pages(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        pickle.load(stream)
        while True:
            try:
                yield pickle.load(stream)
            except EOFError:
                return


def measure(name: str, fields: str | None, file: Path) -> None:
    """Run one contender in this process and print its seconds, or its peak megabytes."""
    with file.open("rb") as stream:
        catalogue = pickle.load(stream)
    run = CONTENDERS[name.removeprefix(_PEAK)]
    if name.startswith(_PEAK):
        # Page after page from the file, as they would come from a server.
        run(read_pages(file), fields, catalogue)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    pages = list(read_pages(file))
    seconds = []
    for _ in range(_ROUNDS):
        gc.collect()
        start = time.process_time()
        run(iter(pages), fields, catalogue)
        seconds.append(time.process_time() - start)
    print(min(seconds))


def in_process(name: str, fields: str | None, file: Path) -> float:
    """Measure a contender in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.shape", name, str(fields), str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main(issues: int) -> None:
    """Measure and print a table for the default fields and one for all fields."""
    for fields in (None, "*all"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "pages"
            size = record(issues, fields, file)
            seconds = {name: in_process(name, fields, file) for name in CONTENDERS}
            peaks = {name: in_process(f"{_PEAK}{name}", fields, file) for name in CONTENDERS}
        print(f"\n{fields or 'default fields'}: {issues} issues of {size:.1f} kB")
        print(f"{'':24}{'seconds':>9}{'to jiraframe':>14}{'to orjson':>11}{'MB peak':>9}")
        for name, taken in seconds.items():
            ours, decoding = seconds["jiraframe"], seconds["orjson, decoding alone"]
            print(
                f"{name:24}{taken:9.2f}{taken / ours:14.2f}{taken / decoding:11.2f}"
                f"{peaks[name]:9.0f}"
            )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[1], None if sys.argv[2] == "None" else sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
