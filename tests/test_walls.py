"""Every wall that users meet: one message that says what happened and what to change.

Each wall is met twice: by ``search``, which raises, and by ``check``, which reports.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

import jiraframe as jf
from jiraframe import sandbox

pytestmark = pytest.mark.usefixtures("waits")

QUERY = "project = ENG"


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=120)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _nothing(box: sandbox.Sandbox) -> None:
    pass


def _fault(kind: str, **options: Any) -> Callable[[sandbox.Sandbox], None]:
    return lambda box: box.faults.add(kind, **options)


# id: mode, what is changed in the environment, what goes wrong, the error, words of its message.
WALLS: dict[str, tuple[str, dict[str, str], Callable[..., Any], type[Exception], list[str]]] = {
    "wrong e-mail on Cloud": (
        "cloud",
        {"JIRA_EMAIL": "somebody@else.example"},
        _nothing,
        jf.AuthenticationError,
        ["JIRA_EMAIL", "somebody@else.example", "account that made the token"],
    ),
    "wrong or expired token on Cloud": (
        "cloud",
        {"JIRA_API_TOKEN": "expired-token"},
        _nothing,
        jf.AuthenticationError,
        ["JIRA_API_TOKEN", "api-tokens", "Tokens end"],
    ),
    "Bearer to Cloud, the e-mail forgotten": (
        "cloud",
        {"JIRA_EMAIL": ""},
        _nothing,
        jf.AuthenticationError,
        ["Jira Cloud", "Set JIRA_EMAIL"],
    ),
    "wrong personal access token": (
        "datacenter",
        {"JIRA_API_TOKEN": "wrong-token"},
        _nothing,
        jf.AuthenticationError,
        ["personal access token", "JIRA_API_TOKEN"],
    ),
    "a token that Data Center ignores": (
        "datacenter",
        {},
        _fault("bearer_ignored"),
        jf.AuthenticationError,
        ["personal access token", "JIRA_API_TOKEN"],
    ),
    "wrong password on Data Center": (
        "datacenter",
        {"JIRA_EMAIL": "ann", "JIRA_DEPLOYMENT": "datacenter", "JIRA_API_TOKEN": "wrong-password"},
        _nothing,
        jf.AuthenticationError,
        ["user name", "password", "ann"],
    ),
    "CAPTCHA": (
        "datacenter",
        {},
        _fault("captcha"),
        jf.AuthenticationError,
        ["CAPTCHA", "browser"],
    ),
    "passwords switched off": (
        "datacenter",
        {"JIRA_EMAIL": "ann", "JIRA_DEPLOYMENT": "datacenter"},
        _fault("basic_off"),
        jf.AuthenticationError,
        ["disabled", "personal access token", "JIRA_EMAIL empty"],
    ),
    "a Data Center asked as Cloud": (
        "datacenter",
        {"JIRA_EMAIL": "ann@jira.example", "JIRA_API_TOKEN": "wrong"},
        _nothing,
        jf.AuthenticationError,
        ["Data Center", "JIRA_EMAIL"],
    ),
    "a login page of single sign-on on Cloud": (
        "cloud",
        {},
        _fault("login_page"),
        jf.AuthenticationError,
        ["login page", "JIRA_BASE_URL"],
    ),
    "a login page of single sign-on on Data Center": (
        "datacenter",
        {},
        _fault("login_page"),
        jf.AuthenticationError,
        ["login page", "JIRA_BASE_URL"],
    ),
    "a redirect to single sign-on": (
        "datacenter",
        {},
        _fault("redirect", to="https://login.example/sso"),
        jf.AuthenticationError,
        ["login.example", "token was not sent"],
    ),
    "403 on Cloud": (
        "cloud",
        {},
        _fault("forbidden", path="/search"),
        jf.PermissionDenied,
        ["Browse Projects", "permission"],
    ),
    "403 on Data Center": (
        "datacenter",
        {},
        _fault("forbidden", path="/search"),
        jf.PermissionDenied,
        ["Browse Projects", "permission"],
    ),
    "retired search": (
        "cloud",
        {},
        _fault("gone", path="/search"),
        jf.JiraUnavailable,
        ["410", "retired"],
    ),
    "429 storm on Cloud": (
        "cloud",
        {},
        _fault("429", retry_after="20", path="/search"),
        jf.RateLimited,
        ["429", "max_wait_s", "300 s"],
    ),
    "429 storm on Data Center": (
        "datacenter",
        {},
        _fault("429", retry_after="9223372036854775807", path="/search"),
        jf.RateLimited,
        ["429", "max_wait_s"],
    ),
    "no answer but 503": (
        "datacenter",
        {},
        _fault("503", path="/search"),
        jf.JiraUnavailable,
        ["503", "Tried 5 times"],
    ),
    "a context path left out": (
        "datacenter",
        {"path": "/nothing-here"},
        _nothing,
        jf.NotFound,
        ["JIRA_BASE_URL", "context path"],
    ),
}


def _met(name: str, site: sandbox.Site) -> tuple[sandbox.Sandbox, dict[str, str]]:
    mode, change, goes_wrong, _, _ = WALLS[name]
    box = sandbox.start(mode, site=site)
    environ = {**box.env, **change}
    environ["JIRA_BASE_URL"] += environ.pop("path", "")
    goes_wrong(box)
    return box, environ


@pytest.mark.parametrize("name", WALLS)
def test_search_says_what_to_change(name, site):
    *_, error, words = WALLS[name]
    box, environ = _met(name, site)
    with box, pytest.raises(error) as caught:
        jf.connect(environ=environ).search(QUERY)
    text = str(caught.value)
    assert [word for word in words if word not in text] == []
    assert environ["JIRA_API_TOKEN"] not in text
    assert caught.value.fix or "max_wait_s" in text


@pytest.mark.parametrize("name", WALLS)
def test_check_reports_the_same_and_does_not_raise(name, site):
    *_, words = WALLS[name]
    box, environ = _met(name, site)
    with box:
        report = jf.connect(environ=environ).check()
    assert not report.ok
    assert [step.ok for step in report.steps].index(False) == len(report.steps) - 1
    text = str(report)
    assert [word for word in words if word not in text] == []
    assert environ["JIRA_API_TOKEN"] not in text + report._repr_html_()


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_check_of_a_sound_connection_ends_with_my_open_issues(mode, site):
    with sandbox.start(mode, site=site) as box:
        report = jf.connect(environ=box.env).check()
    assert report.ok
    assert report.steps[-1].name == "my open issues in the active sprint"
    assert " found: " in report.steps[-1].detail
    assert site.account["displayName"] in str(report)


def test_no_host_of_that_name():
    environ = {"JIRA_BASE_URL": "https://no-such-host.invalid", "JIRA_API_TOKEN": "t"}
    with pytest.raises(
        jf.JiraUnavailable, match=r"There is no host no-such-host\.invalid"
    ) as caught:
        jf.connect(environ=environ).search(QUERY)
    assert "JIRA_BASE_URL" in caught.value.fix


def test_nobody_listens_there():
    environ = {"JIRA_BASE_URL": f"http://127.0.0.1:{_free_port()}", "JIRA_API_TOKEN": "t"}
    with pytest.raises(jf.JiraUnavailable, match="cannot be reached") as caught:
        jf.connect(environ=environ).search(QUERY)
    assert "JIRA_BASE_URL" in caught.value.fix


def test_https_at_a_port_that_speaks_http(site):
    with sandbox.start("datacenter", site=site) as box:
        environ = {**box.env, "JIRA_BASE_URL": box.url.replace("http:", "https:")}
        with pytest.raises(jf.JiraUnavailable, match="does not speak https") as caught:
            jf.connect(environ=environ).search(QUERY)
    assert "JIRA_BASE_URL" in caught.value.fix


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_query_that_does_not_parse_is_shown_with_the_place(mode, site):
    query = "project = ENG AND status == Done"
    with sandbox.start(mode, site=site) as box, pytest.raises(jf.JQLSyntaxError) as caught:
        jf.connect(environ=box.env).search(query)
    assert caught.value.position == query.index("==") + 1
    assert f"  {query}\n" in str(caught.value)
    assert caught.value.messages


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("sttatus = Done", 0),
        ("assignee = currentUsr()", 11),
        ("project = ENG AND sttatus = Done", 18),
        ("project = ENG OR sttatus = Done", 17),
        ("project = ENG ORDER BY craeted", 23),
    ],
)
def test_a_name_that_does_not_exist_is_an_error_in_both_modes(mode, query, place, site):
    with sandbox.start(mode, site=site) as box, pytest.raises(jf.JQLError) as caught:
        jf.connect(environ=box.env).search(query)
    assert caught.value.messages
    assert caught.value.position == place
    assert f"  {query}\n  {' ' * place}^" in str(caught.value)


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_misspelt_field_of_a_query_gets_near_names(mode, site):
    with sandbox.start(mode, site=site) as box, pytest.raises(jf.JQLError) as caught:
        jf.connect(environ=box.env).search("sttatus = Done")
    assert "did you mean 'status'" in caught.value.fix


def test_a_token_without_the_scope_to_parse_still_searches(site):
    with sandbox.start("cloud", site=site) as box:
        box.faults.add("forbidden", path="/jql/parse")
        frame = jf.connect(environ=box.env).search(QUERY, ["summary"], limit=3)
    assert len(frame) == 3
    assert "did not check the names" in jf.receipt(frame).warnings[0]


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_value_that_does_not_exist_among_others_is_not_passed_over(mode, site):
    with sandbox.start(mode, site=site) as box:
        jira = jf.connect(environ=box.env)
        if mode == "datacenter":
            with pytest.raises(jf.JQLError, match="NOPE"):
                jira.search("project in (ENG, NOPE)", ["summary"])
        else:
            with pytest.warns(jf.JQLWarning, match="NOPE"):
                assert len(jira.search("project in (ENG, NOPE)", ["summary"])) > 0


def test_cloud_counts_nothing_for_a_wrong_name_and_we_say_so(site):
    with sandbox.start("cloud", site=site) as box, pytest.raises(jf.JQLError, match="sttatus"):
        jf.connect(environ=box.env).count("sttatus = Done")


def test_a_value_that_does_not_exist_is_a_warning_on_cloud(site):
    with sandbox.start("cloud", site=site) as box:
        jira = jf.connect(environ=box.env)
        with pytest.warns(jf.JQLWarning, match="NOPE"):
            frame = jira.search("project = NOPE")
    assert len(frame) == 0
    assert "NOPE" in jf.receipt(frame).warnings[0]


def test_a_value_that_does_not_exist_is_an_error_on_data_center(site):
    with sandbox.start("datacenter", site=site) as box, pytest.raises(jf.JQLError, match="NOPE"):
        jf.connect(environ=box.env).search("project = NOPE")


@pytest.mark.parametrize("query", ["", "ORDER BY created"])
def test_cloud_wants_a_condition(query, site):
    with sandbox.start("cloud", site=site) as box, pytest.raises(jf.JQLError) as caught:
        jf.connect(environ=box.env).search(query)
    assert "Add a condition" in caught.value.fix


def test_data_center_reads_everything_without_a_condition(site):
    with sandbox.start("datacenter", site=site) as box:
        assert len(jf.connect(environ=box.env).search("")) == site.total


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_an_empty_result_that_is_right_says_why_it_may_be_empty(mode, site):
    with sandbox.start(mode, site=site) as box:
        frame = jf.connect(environ=box.env).search('summary ~ "nowhere to be found"')
    assert len(frame) == 0
    receipt = jf.receipt(frame)
    assert receipt.complete is True
    assert "Browse Projects" in receipt.warnings[0]


def test_a_data_center_with_an_e_mail_and_a_good_token_is_mended(site):
    with sandbox.start("datacenter", site=site) as box:
        jira = jf.connect(environ={**box.env, "JIRA_EMAIL": "ann@jira.example"})
        assert len(jira.search(QUERY, limit=5)) == 5
        assert jira.deployment == "datacenter"
        assert "Leave JIRA_EMAIL empty" in str(jira.check())


def test_a_context_path_that_cloud_would_not_have_is_found(site):
    with sandbox.start("datacenter", site=site, context_path="/jira") as box:
        jira = jf.connect(environ={**box.env, "JIRA_EMAIL": "ann@jira.example"})
        assert len(jira.search(QUERY, limit=5)) == 5


@pytest.mark.parametrize("suffix", ["/", "/browse/ENG-1", "/jira/software/projects/ENG/boards/1"])
def test_a_pasted_address_on_cloud_is_put_right(suffix, site):
    with sandbox.start("cloud", site=site) as box:
        environ = {**box.env, "JIRA_BASE_URL": box.url + suffix}
        report = jf.connect(environ=environ).check()
    assert report.ok
    assert "put right" in str(report)


def test_a_token_with_scopes_is_tried_at_the_gateway(site):
    with sandbox.start("cloud", site=site) as box:
        environ = {
            **box.env,
            "JIRA_API_TOKEN": box.scoped_token,
            "JIRA_GATEWAY_URL": box.gateway_url.partition("/ex/")[0],
        }
        jira = jf.connect(environ=environ)
        assert len(jira.search(QUERY, limit=5)) == 5
        assert "gateway" in str(jira.check())


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_rotated_token_needs_no_restart(mode, site, tmp_path):
    path = tmp_path / ".env"
    with sandbox.start(mode, site=site) as box:
        lines = [f"{name}={value}" for name, value in box.env.items()]
        path.write_text("\n".join(lines))
        jira = jf.connect(path, environ={})
        assert len(jira.search(QUERY, limit=5)) == 5
        path.write_text(path.read_text().replace(box.env["JIRA_API_TOKEN"], box.rotate_token()))
        assert len(jira.search(QUERY, limit=5)) == 5
        box.rotate_token()
        with pytest.raises(jf.AuthenticationError, match="JIRA_API_TOKEN"):
            jira.search(QUERY, limit=5)


def test_a_token_that_ends_after_its_file_is_gone_is_the_matter_not_the_file(site, tmp_path):
    path = tmp_path / ".env"
    with sandbox.start("datacenter", site=site) as box:
        path.write_text("\n".join(f"{name}={value}" for name, value in box.env.items()))
        jira = jf.connect(path, environ={})
        assert len(jira.search(QUERY, limit=5)) == 5
        path.unlink()
        box.rotate_token()
        with pytest.raises(jf.AuthenticationError, match="JIRA_API_TOKEN"):
            jira.search(QUERY, limit=5)


def test_a_forgotten_e_mail_is_picked_up_without_a_restart(site, tmp_path):
    path = tmp_path / ".env"
    with sandbox.start("cloud", site=site) as box:
        lines = [f"{name}={value}" for name, value in box.env.items()]
        path.write_text("\n".join(line for line in lines if not line.startswith("JIRA_EMAIL")))
        jira = jf.connect(path, environ={})
        with pytest.raises(jf.AuthenticationError, match="Set JIRA_EMAIL"):
            jira.search(QUERY, limit=5)
        path.write_text("\n".join(lines))
        assert len(jira.search(QUERY, limit=5)) == 5
        assert jira.deployment == "cloud"


def test_a_wrong_token_is_the_matter_even_where_the_gateway_cannot_be_reached(site):
    with sandbox.start("cloud", site=site) as box:
        environ = {**box.env, "JIRA_API_TOKEN": "wrong", "JIRA_GATEWAY_URL": "https://no.invalid"}
        with pytest.raises(jf.AuthenticationError, match="JIRA_EMAIL must be"):
            jf.connect(environ=environ).search(QUERY)


def test_a_bearer_that_is_ignored_later_is_noticed(site):
    with sandbox.start("datacenter", site=site) as box:
        box.faults.add("bearer_ignored", path="/search")
        with pytest.raises(jf.AuthenticationError, match="as to a stranger"):
            jf.connect(environ=box.env).search(QUERY)


def test_user_name_and_password_sign_in_on_data_center(site):
    with sandbox.start("datacenter", site=site) as box:
        assert len(jf.connect(environ=box.basic_env).search(QUERY, limit=2)) == 2
        wrong = {**box.basic_env, "JIRA_API_TOKEN": "correct hörse battery"}
        with pytest.raises(jf.AuthenticationError, match="password"):
            jf.connect(environ=wrong).search(QUERY, limit=2)


def test_user_name_and_password_sign_in_behind_a_context_path(site):
    with sandbox.start("datacenter", site=site, context_path="/jira") as box:
        assert len(jf.connect(environ=box.basic_env).search(QUERY, limit=2)) == 2


def test_cloud_that_was_called_data_center_is_mended(site):
    with sandbox.start("cloud", site=site) as box:
        jira = jf.connect(environ={**box.env, "JIRA_DEPLOYMENT": "datacenter"})
        assert len(jira.search(QUERY, limit=2)) == 2
        assert jira.deployment == "cloud"


def test_the_message_of_an_error_comes_once_in_a_notebook(site):
    with sandbox.start("cloud", site=site) as box, pytest.raises(jf.FieldError) as caught:
        jf.connect(environ=box.env).search(QUERY, ["summmary"])
    shown = "\n".join(caught.value._render_traceback_())
    assert shown.count("No field is called") == 1
    assert "/jiraframe/_" not in shown
    assert 'search(QUERY, ["summmary"])' in shown


@pytest.mark.parametrize(
    ("asked", "shape"),
    [("ENG-1", {}), (" ENG-1 ", {}), ("https://jira.example/browse/ENG-1?x=1", {})],
)
def test_a_key_is_taken_out_of_what_people_paste(site, asked, shape):
    with sandbox.start("cloud", site=site) as box:
        assert jf.connect(environ=box.env).issue(asked, ["summary"], **shape)["key"] == "ENG-1"
