"""``%jql`` and ``%%jql``: what a cell gives, what it says when it cannot, and what Tab offers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel
from traitlets.config import Config

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._fields import FieldCatalogue
from jiraframe._validation import Validation
from jiraframe.jql import field, parse, placeholders
from jiraframe.notebook.magics._interpolation import question

FIRST = "project = ENG ORDER BY key"


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, issues=200) as running:
        yield running


@pytest.fixture(scope="module")
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env)


@pytest.fixture
def shell(jira: jf.Jira) -> Iterator[InteractiveShell]:
    """Run a notebook's shell with the extension, in which a variable holds the connection."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.extension_manager.load_extension("jiraframe")
    shell.user_ns["jira"] = jira
    yield shell
    shell.extension_manager.unload_extension("jiraframe")
    InteractiveShell.clear_instance()


def _run(shell: InteractiveShell, code: str):
    """Run a cell as a notebook does; its result, or the exception that it showed."""
    done = shell.run_cell(code, store_history=False)
    return done.error_in_exec or done.error_before_exec or done.result


def _said(shell: InteractiveShell, code: str) -> str:
    error = _run(shell, code)
    assert type(error) is UsageError, error
    return str(error)


def _offered(shell: InteractiveShell, drawn: str) -> list[str]:
    """Press Tab where ``|`` stands; give the cells that would come of it."""
    cursor = drawn.index("|")
    code = drawn[:cursor] + drawn[cursor + 1 :]
    with provisionalcompleter():
        found = list(shell.Completer.completions(code, cursor))
    return [code[: each.start] + each.text + code[each.end :] for each in found]


@pytest.mark.parametrize("code", [f"%jql {FIRST}", f"%%jql\n{FIRST}", f"%%jql\n\n{FIRST}\n\n"])
def test_a_query_gives_the_frame_of_search(shell, jira, code):
    frame = _run(shell, code)
    assert type(frame) is pd.DataFrame
    pd.testing.assert_frame_equal(frame, jira.search(FIRST))


def test_a_named_result_is_kept_and_told_in_one_line(shell, capsys):
    assert _run(shell, f"%%jql found --limit 3\n{FIRST}") is None
    assert len(shell.user_ns["found"]) == 3
    said = capsys.readouterr().out
    assert said == "3 issues, maybe not all: see receipt(found) -> found\n"
    _run(shell, "%%jql one\nkey = ENG-1")
    assert capsys.readouterr().out == "1 issue -> one\n"


@pytest.mark.parametrize(
    "options",
    [
        '--fields "Story Points",status --fields labels',
        "--fields 'Story Points, status,labels'",
        '--fields="Story Points,status" --fields=labels',
        '--fields "Story Points", status, labels',
    ],
)
def test_fields_are_chosen_by_name(shell, options):
    expected = ["key", "id", "Story Points", "status", "labels"]
    for code in (f"%%jql --limit 2 {options}\n{FIRST}", f"%jql {options} --limit 2 {FIRST}"):
        frame = _run(shell, code)
        assert frame.columns.tolist() == expected
        assert len(frame) == 2


@pytest.mark.parametrize(
    "options",
    [
        '--fields "Cost, total",status',
        "--fields 'Cost, total, status'",
        "--fields cost, total, status",
        "--fields='Cost, total' --fields status",
    ],
)
def test_a_field_with_a_comma_in_its_name_is_one(shell, jira, options, monkeypatch):
    fields = [
        replace(each, name="Cost, total") if each.name == "Story Points" else each
        for each in jira.catalogue.fields
    ]
    monkeypatch.setattr(jira, "catalogue", FieldCatalogue(fields))
    for code in (f"%%jql --limit 2 {options}\n{FIRST}", f"%jql {options} --limit 2 {FIRST}"):
        assert _run(shell, code).columns.tolist() == ["key", "id", "Cost, total", "status"]


def test_counting_reads_no_issue(shell, jira, box, capsys):
    before = len(box.requests)
    assert _run(shell, "%jql --count project = ENG") == jira.count("project = ENG")
    assert _run(shell, "n = %jql --count project = ENG") is None
    assert shell.user_ns["n"] == jira.count("project = ENG")
    _run(shell, "%%jql many --count\nproject = ENG")
    assert capsys.readouterr().out.endswith(f"{shell.user_ns['n']} issues -> many\n")
    assert not any("fields" in each.query for each in list(box.requests)[before:])


def test_validating_tells_what_is_wrong_and_runs_nothing(shell, capsys):
    told = _run(shell, "%%jql --validate\nproject = ENG AND statuz = Done")
    assert isinstance(told, Validation)
    assert not told.ok
    _run(shell, "%%jql told --validate\nproject = ENG AND statuz = Done")
    assert capsys.readouterr().out.endswith("1 error -> told\n")
    _run(shell, "%%jql told --validate\nproject = ENG")
    assert capsys.readouterr().out == "valid -> told\n"


def test_variables_are_values(shell, jira):
    since = datetime(2025, 1, 1, 12, tzinfo=UTC)
    shell.user_ns |= {"p": "ENG", "names": ["To Do", "Done"], "since": since, "unused": object()}
    query = "project = {p} AND status IN {names} AND created >= {since}"
    frame = _run(shell, f"%%jql\n{query}\nORDER BY key")
    params = {"p": "ENG", "names": ["To Do", "Done"], "since": since}
    pd.testing.assert_frame_equal(frame, jira.search(f"{query}\nORDER BY key", params=params))
    assert set(frame["status"]) <= {"To Do", "Done"}


def test_a_value_never_becomes_jql(shell):
    shell.user_ns["p"] = 'ENG" OR project != "ENG'
    wanted = jf.JQLWarning if shell.user_ns["jira"].deployment == "cloud" else None
    if wanted:
        with pytest.warns(wanted, match="does not exist"):
            assert len(_run(shell, "%jql project = {p}")) == 0
    else:
        assert "does not exist" in _said(shell, "%jql project = {p}")


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.text(), st.lists(st.text(), min_size=1))
def test_no_text_of_a_variable_leaves_its_place(text, texts):
    asked = question("a = {x} AND b IN ({x}, {y})", {"x": text, "y": texts, "z": 1})
    tree = parse(jf.jql.bind(asked.jql, asked.params)).where
    assert [clause.field.name for clause in tree.clauses] == ["a", "b"]
    assert tree.clauses[0].operand.text == text


def test_a_query_without_braces_is_sent_as_it_is(shell, box):
    query = "project=ENG   and key in (ENG-1)  order\n by  key"
    assert jf.receipt(_run(shell, f"%%jql\n{query}")).jql == query


def test_a_variable_of_the_function_around_it_is_seen(shell):
    code = "def keys(where):\n    return get_ipython().run_line_magic('jql', 'key = {where}')"
    _run(shell, code)
    assert _run(shell, "keys('ENG-1')")["key"].tolist() == ["ENG-1"]


def test_a_cell_in_a_function_sees_the_variables_of_the_function(shell):
    shell.user_ns["where"] = "ENG-2"
    call = "get_ipython().run_cell_magic('jql', '', 'key = {where}')"
    _run(shell, f"def keys(where):\n    return {call}")
    assert _run(shell, "keys('ENG-1')")["key"].tolist() == ["ENG-1"]
    assert _run(shell, f"[{call}['key'][0] for where in ('ENG-1', 'ENG-3')]") == ["ENG-1", "ENG-3"]
    assert _run(shell, "%%time\n%%jql\nkey = {where}")["key"].tolist() == ["ENG-2"]


def test_a_result_does_not_take_the_place_of_the_connection(shell, jira):
    assert "Give the result another name" in _said(shell, "%%jql jira\nkey = ENG-1")
    assert shell.user_ns["jira"] is jira


def test_a_condition_alone_is_a_query(shell):
    shell.user_ns["mine"] = (field("project") == "ENG") & (field("key") == "ENG-1")
    assert _run(shell, "%jql {mine}")["key"].tolist() == ["ENG-1"]
    shell.user_ns["mine"] = parse("key = ENG-2")
    assert _run(shell, "%jql --count {mine}") == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("%jql", "There is no query"),
        ("%%jql\n  \n", "no query|body is empty"),
        ("%jql project = {proj}", "No variable is called 'proj'. Did you mean {proj1}?"),
        ("%jql {proj1}", "alone it would have to be a whole query"),
        ("%jql project = {proj1.key}", "braces take the name of a variable alone"),
        ('%jql summary ~ "{proj1}"', "stands in quotes"),
        ("%jql project = {proj1!r}", "name of a variable alone: {name}.\n\n  project"),
        ("%jql project = {0}", "braces take the name of a variable alone"),
        ("%jql {mine} AND key = ENG-1", "mine = mine & (jf.jql.field"),
        ("%jql {mine} ORDER BY key", "run {mine} alone"),
        ("%jql project = ENG;", ";"),
        ("%jql project = ENG --limit 3", "options stand before the query: %jql --limit"),
        ("%jql --limt 3 project = ENG", "no option --limt. Did you mean --limit?"),
        ("%jql -h", "There is no option -h. %jql? shows"),
        ("%jql --limit", "--limit needs a value"),
        ("%jql project = ENG AND", "project = ENG AND\n                   ^"),
        ("%%jql project = ENG\nkey = ENG-1", "the query stands below it"),
        ("%%jql class\nkey = ENG-1", "'class' is no name for a variable"),
        ("%%jql a-b\nkey = ENG-1", "'a-b' is no name for a variable"),
        ("%%jql --limit many\nkey = ENG-1", "argument --limit"),
        ("%%jql --limit -1\nkey = ENG-1", "limit is -1"),
        ("%%jql --fields 'a\nkey = ENG-1", "No closing quotation"),
        ("%%jql --count --validate\nkey = ENG-1", "not allowed with"),
        ("%%jql --count --limit 2\nkey = ENG-1", "--limit is for reading; --count reads no row"),
        ("%jql --limit 2 --count key = ENG-1", "--limit is for reading; --count reads no row"),
        ("%jql --limit {proj1} key = ENG-1", "--limit: {proj1} is no number; options take no"),
        ("%%jql --limit={proj1}\nkey = ENG-1", "--limit: {proj1} is no number; options take no"),
        (
            "%%jql --fields {proj1}\nkey = ENG-1",
            "--fields: {proj1} stays as it is; options take no",
        ),
        ("%jql --connection {proj1} key = ENG-1", "--connection: {proj1} stays as it is"),
        ("%%jql --connection jirra\nkey = ENG-1", "There is one in jira."),
        ("%%jql --fields Statuz\nkey = ENG-1", "No field is called 'Statuz'"),
    ],
)
def test_a_mistake_is_told_without_a_traceback(shell, code, said, capsys):
    shell.user_ns |= {"proj1": "ENG", "mine": field("project") == "ENG"}
    told = _said(shell, code)
    assert any(each in told for each in said.split("|"))
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_an_error_keeps_its_cause(shell):
    assert isinstance(_run(shell, "%jql project = ENG AND").__cause__, jf.JQLError)


def test_a_doubt_is_told_every_time(box):
    with sandbox.start("cloud", issues=20) as cloud:
        InteractiveShell.clear_instance()
        shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
        shell.extension_manager.load_extension("jiraframe")
        shell.user_ns["jira"] = jf.connect(environ=cloud.env)
        for _ in range(2):
            with pytest.warns(jf.JQLWarning, match="Nobody") as told:
                _run(shell, "%jql project = Nobody")
            assert [each.filename for each in told] == ["%jql"]
        InteractiveShell.clear_instance()


def test_the_rows_of_a_search_that_fails_are_kept(shell, box, capsys):
    rows = "/issue/bulkfetch" if box.mode == "cloud" else "/search"
    box.faults.add("500", path=rows, after=2, times=50)
    try:
        shell.user_ns["jira"] = jf.connect(environ=box.env, max_wait_s=0.5)
        shell.user_ns["jira"].search = _small_pages(shell.user_ns["jira"])
        _said(shell, "%%jql part\nproject is not EMPTY")
    finally:
        box.faults.clear()
    said = capsys.readouterr().out
    assert said == f"Stopped: {len(shell.user_ns['part'])} issues read so far -> part\n"
    assert jf.receipt(shell.user_ns["part"]).complete is False


def _small_pages(jira: jf.Jira):
    search = jira.search
    return lambda *args, **options: search(*args, page_size=20, **options)


def test_a_connection_is_chosen_by_name_else_made_once(shell, box, monkeypatch):
    other = jf.connect(environ=box.env)
    shell.user_ns |= {"other": other, "jira": "something else"}
    before = other.connection.traffic.requests
    assert _run(shell, "%jql --connection other --count key = ENG-1") == 1
    assert other.connection.traffic.requests > before
    assert "--connection other" in _said(shell, "%jql --count key = ENG-1")
    del shell.user_ns["other"]
    assert "JIRA_BASE_URL" in _said(shell, "%jql --count key = ENG-1")
    for name, value in box.env.items():
        monkeypatch.setenv(name, value)
    started = sum("myself" in each.path for each in box.requests)
    for _ in range(2):
        assert _run(shell, "%jql --count key = ENG-1") == 1
    assert sum("myself" in each.path for each in box.requests) == started + 1


@pytest.mark.parametrize("name", ["%jql", "%%jql"])
def test_help_shows_how_it_is_written(shell, name, capsys):
    _run(shell, f"{name}?")
    said = capsys.readouterr().out
    for each in ("--limit N", "--fields A,B", "--count", "--validate", "--connection", "{name}"):
        assert each in said
    assert "%%jql bugs" in said
    assert "%jql [--limit N]" in said


@pytest.mark.parametrize(
    ("drawn", "offered"),
    [
        ("%%jql\nsumm|", "%%jql\nsummary"),
        ("%%jql found --limit 3\nproject = ENG\n  AND summ|", "%%jql found --limit 3\n"
         "project = ENG\n  AND summary"),
        ("%%jql\nproject = E|", "%%jql\nproject = ENG"),
        ("%%jql\nproject = ENG AND stat|\nORDER BY key", "%%jql\nproject = ENG AND status\n"
         "ORDER BY key"),
        ("%%jql\nsummary ~ \"日本😀\" AND\nsumm|", "%%jql\nsummary ~ \"日本😀\" AND\nsummary"),
        ("%%jql\nstatus = \"In Pr|", "%%jql\nstatus = \"In Progress\""),
        ("%%jql\nstatus = \"In Pr|\"", "%%jql\nstatus = \"In Progress\""),
        ("%%jql\nproject = ENG ORD|", "%%jql\nproject = ENG ORDER BY"),
        ("%%jql\nsprint in openSpr|", "%%jql\nsprint in openSprints()"),
        ("%jql summ|", "%jql summary"),
        ("x = %jql --limit 3 --fields a,b summ|", "x = %jql --limit 3 --fields a,b summary"),
        ("1 + 1\n%jql summ|", "1 + 1\n%jql summary"),
        ("%%jql --li|", "%%jql --limit"),
        ("%%jql found --|", "%%jql found --validate"),
        ("%jql --co|", "%jql --count"),
        ("%jql --limit|", "%jql --limit"),
        ("%jql --connection ji|", "%jql --connection jira"),
        ("%%jql --connection |", "%%jql --connection jira"),
        ("d['a'], b = %jql summ|", "d['a'], b = %jql summary"),
        ("%time %jql summ|", "%time %jql summary"),
        ("%timeit -n1 -r1 %jql summ|", "%timeit -n1 -r1 %jql summary"),
        ("%%time\n%%jql\nsumm|", "%%time\n%%jql\nsummary"),
        ("%%jql\nproject in {proj|", "%%jql\nproject in {projects}"),
        ("%%jql\nproject in {proj|}", "%%jql\nproject in {projects}"),
        ("%%jql\nproject in {proj|ects}", "%%jql\nproject in {projects}"),
        ("%jql {|", "%jql {mine}"),
        ("%jql project = {projects} AND summ|", "%jql project = {projects} AND summary"),
    ],
)  # fmt: skip
def test_tab_offers_what_may_stand_there(shell, drawn, offered):
    shell.user_ns |= {"projects": ["ENG"], "mine": field("project") == "ENG"}
    assert offered in _offered(shell, drawn)


@pytest.mark.parametrize(
    ("drawn", "offered"),
    [
        ("%%jql\nstat|us = Done", ["%%jql\nstatus = Done"]),
        ("%%jql\nproject = EN|G", ["%%jql\nproject = ENG"]),
        ('%%jql\n"Story Po|ints" > 3', ['%%jql\n"Story Points" > 3']),
        ("%%jql\nproject = {|", ["%%jql\nproject = {projects}"]),
        ("%jql project = {|}", ["%jql project = {projects}"]),
        ('%jql summary ~ "{pro|"', ['%jql summary ~ "{pro"']),
        ("%%jql\ncreated > -|", ["%%jql\ncreated > -"]),
        ("%%jql\nproject = ENG\n\nsum|", ["%%jql\nproject = ENG\n\nsum"]),
        ("%%jql\n😀|", ["%%jql\n😀"]),
        ("%%jql s|", ["%%jql s"]),
        ("%%jql --limit 1|", ["%%jql --limit 1"]),
        ("%%jql --limit j|", ["%%jql --limit j"]),
        ("%jql --fields a, s|", ["%jql --fields a, s"]),
        ('%jql --fields "Story P|', ['%jql --fields "Story P']),
    ],
)
def test_tab_leaves_no_mixture_and_offers_no_python(shell, drawn, offered):
    shell.user_ns |= {
        "projects": ["ENG"],
        "sys": os,
        "frame": pd.DataFrame(),
        "_hidden": "x",
        "none": None,
    }
    assert _offered(shell, drawn) == offered


def test_tab_tells_people_apart_where_the_query_takes_ids(shell):
    code = "%%jql\nassignee = "
    with provisionalcompleter():
        kinds = {each.text: each.type for each in shell.Completer.completions(code, len(code))}
    people = {text: kind for text, kind in kinds.items() if ":" in text}
    if shell.user_ns["jira"].deployment == "cloud":
        assert "Zoë\N{NO-BREAK SPACE}Ångström" in people.values()
    assert "value" not in people.values()


def test_tab_offers_values_that_jira_suggests(shell):
    offered = _offered(shell, "%%jql\nlabels = back|")
    assert any("backend" in each.casefold() for each in offered)


def test_tab_offers_the_likeliest_first(shell):
    assert _offered(shell, "%%jql\nproject = ENG AND summary|")[0].endswith("summary")


@pytest.mark.parametrize("drawn", ["summ|", "x = 'summ|'", "%%html\nsumm|", "%jqlx summ|"])
def test_other_cells_are_left_alone(shell, drawn):
    assert not any(each.endswith("summary") for each in _offered(shell, drawn))


def test_tab_makes_no_connection_and_still_knows_the_words(shell, box, monkeypatch):
    del shell.user_ns["jira"]
    for name, value in box.env.items():
        monkeypatch.setenv(name, value)
    before = len(box.requests)
    assert "%%jql\nproject = ENG ORDER BY" in _offered(shell, "%%jql\nproject = ENG ORD|")
    assert len(box.requests) == before


def test_tab_does_not_hang_while_jira_does(shell, box):
    shell.user_ns["jira"] = jf.connect(environ=box.env)
    box.faults.add("stall", path="/rest", times=50, seconds=6.0)
    try:
        started = time.monotonic()
        _offered(shell, "%%jql\nproject = ENG ORD|")
        assert time.monotonic() - started < 5
    finally:
        box.faults.clear()


def test_tab_asks_a_jira_that_refuses_only_once(shell, box):
    shell.user_ns["jira"] = jf.connect(environ={**box.env, "JIRA_API_TOKEN": "wrong"})
    before = len(box.requests)
    _offered(shell, "%%jql\nsumm|")
    asked = len(box.requests) - before
    for _ in range(3):
        _offered(shell, "%%jql\nsumm|")
    assert len(box.requests) - before == asked


def test_neither_the_extension_nor_a_table_loads_widgets():
    code = (
        "import sys, pandas, jiraframe\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.extension_manager.load_extension('jiraframe')\n"
        "jiraframe.show(pandas.DataFrame({'a': [1]}))._repr_html_()\n"
        "print([each for each in ('ipywidgets', 'anywidget') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_extension_goes_as_it_came(shell):
    for _ in range(2):
        shell.extension_manager.reload_extension("jiraframe")
    assert len(shell.Completer.custom_matchers) == 1
    assert _run(shell, "%jql --count key = ENG-1") == 1
    shell.extension_manager.unload_extension("jiraframe")
    assert shell.Completer.custom_matchers == []
    assert "not found" in _said(shell, "%jql key = ENG-1")
    assert "not found" in _said(shell, "%%jql\nkey = ENG-1")


@pytest.mark.parametrize(
    ("text", "names", "quoted"),
    [
        ("a = {x} AND b IN ({y}, {x})", ("x", "y"), ()),
        ("a = '{x}' AND b = {y}", ("y",), ("x",)),
        ('a = "{x} {z}', (), ()),
        ("a = b", (), ()),
        ("a = {x y} AND b = {z}", (), ()),
    ],
)
def test_placeholders_are_named(text, names, quoted):
    assert (placeholders(text), placeholders(text, quoted=True)) == (names, quoted)


@contextmanager
def _kernel(box: sandbox.Sandbox) -> Iterator[tuple[BlockingKernelClient, object]]:
    manager, client = start_new_kernel(startup_timeout=60, env={**os.environ, **box.env})
    try:
        yield client, manager
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_real_kernel_runs_completes_and_stops(box):
    outputs: list[dict] = []

    def ran(code: str, **options) -> dict:
        outputs.clear()
        hook = {"output_hook": lambda message: outputs.append(message["content"])}
        return client.execute_interactive(code, timeout=60, **hook, **options)["content"]

    with _kernel(box) as (client, manager):
        assert ran("%load_ext jiraframe")["status"] == "ok"
        assert ran("%%jql found\nkey = ENG-1")["status"] == "ok"
        assert [each["text"] for each in outputs if "text" in each] == ["1 issue -> found\n"]

        code = '%%jql\nsummary ~ "日本😀" AND\nsumm'
        offered = client.complete(code, len(code), reply=True, timeout=30)["content"]
        assert code[offered["cursor_start"] : offered["cursor_end"]] == "summ"
        assert offered["matches"][0] == "summary"

        # A cell that fails has the kernel drop what was sent after it, for a moment.
        failed = ran("%jql project = ENG AND", allow_stdin=False, stop_on_error=False)
        assert (failed["status"], failed["ename"]) == ("error", "UsageError")

        stall = box.faults.add("stall", path="/search", after=2, seconds=20.0)
        try:
            ran("import functools\njira = __import__('jiraframe').connect()\n"
                "jira.search = functools.partial(jira.search, page_size=20)")  # fmt: skip
            sent = client.execute("%jql project is not EMPTY", stop_on_error=False)
            started = time.monotonic()
            while not stall.hits:
                assert time.monotonic() - started < 20
                time.sleep(0.1)
            manager.interrupt_kernel()
            stopped = client.get_shell_msg(timeout=20)
        finally:
            box.faults.clear()
        assert stopped["parent_header"]["msg_id"] == sent
        assert stopped["content"]["ename"] == "SearchInterrupted"
        assert "_answer" not in "".join(stopped["content"]["traceback"])
        assert ran("assert len(_jql_partial) >= 20")["status"] == "ok"
