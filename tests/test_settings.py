"""Where settings come from, what is put right in them, and that the token never shows."""

from __future__ import annotations

import logging
import pickle
from pathlib import Path

import pytest

from jiraframe._address import read_address
from jiraframe._settings import NAMES, Settings, read_settings
from jiraframe.errors import SettingsError

TOKEN = "tok-3n-0f-m1ne"
CLOUD = {
    "JIRA_BASE_URL": "https://site.atlassian.net",
    "JIRA_EMAIL": "ann@jira.example",
    "JIRA_API_TOKEN": TOKEN,
}
DATA_CENTER = {"JIRA_BASE_URL": "https://jira.example", "JIRA_API_TOKEN": TOKEN}


@pytest.mark.parametrize(
    ("environ", "deployment"),
    [
        (CLOUD, "cloud"),
        (DATA_CENTER, "datacenter"),
        ({**CLOUD, "JIRA_EMAIL": ""}, "datacenter"),
        ({**CLOUD, "JIRA_EMAIL": "  "}, "datacenter"),
        ({**CLOUD, "JIRA_DEPLOYMENT": "datacenter"}, "datacenter"),
        ({**CLOUD, "JIRA_DEPLOYMENT": " Cloud "}, "cloud"),
    ],
)
def test_the_mode_is_chosen_from_the_environment(environ, deployment):
    assert read_settings(environ=environ).deployment == deployment


@pytest.mark.parametrize(
    "environ",
    [
        {"JIRA_URL": "https://a.example", "JIRA_USERNAME": "ann", "JIRA_API_TOKEN": TOKEN},
        {"JIRA_URL": "https://a.example", "JIRA_USER": "ann", "JIRA_PERSONAL_TOKEN": TOKEN},
    ],
)
def test_names_that_other_tools_taught_are_understood(environ):
    found = read_settings(environ=environ)
    assert (found.base_url, found.email, found.token.reveal()) == (
        "https://a.example",
        "ann",
        TOKEN,
    )


def test_argument_over_environment_over_env_file_over_home(tmp_path, monkeypatch):
    home, project = tmp_path / "home", tmp_path / "work" / "deep"
    (home / ".jiraframe").mkdir(parents=True)
    project.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(project)
    lines = "JIRA_BASE_URL=https://{0}.example\nJIRA_EMAIL={0}@x\nJIRA_API_TOKEN={0}\n"
    (home / ".jiraframe" / ".env").write_text(lines.format("home"))
    assert read_settings(environ={}).email == "home@x"
    (tmp_path / "work" / ".env").write_text(lines.format("file"))
    assert read_settings(environ={}).email == "file@x"
    environ = {"JIRA_EMAIL": "environ@x"}
    assert read_settings(environ=environ).email == "environ@x"
    found = read_settings(environ=environ, email="argument@x")
    assert (found.email, found.token.reveal()) == ("argument@x", "file")
    assert found.sources["email"] == "the argument email"
    assert str(tmp_path / "work" / ".env") in found.sources["token"]


def test_a_env_file_without_a_word_about_jira_does_not_end_the_search(tmp_path, monkeypatch):
    (tmp_path / "inner").mkdir()
    (tmp_path / ".env").write_text("JIRA_BASE_URL=https://a.example\nJIRA_API_TOKEN=x\n")
    (tmp_path / "inner" / ".env").write_text("DATABASE=1\n")
    monkeypatch.chdir(tmp_path / "inner")
    assert read_settings(environ={}).base_url == "https://a.example"


def test_a_env_file_with_a_proxy_alone_is_read_and_does_not_end_the_search(tmp_path, monkeypatch):
    (tmp_path / "inner").mkdir()
    (tmp_path / ".env").write_text("JIRA_BASE_URL=https://a.example\nJIRA_API_TOKEN=x\n")
    (tmp_path / "inner" / ".env").write_text("HTTPS_PROXY=http://proxy.example:3128\n")
    monkeypatch.chdir(tmp_path / "inner")
    found = read_settings(environ={})
    assert found.base_url == "https://a.example"
    assert found.https_proxy == "http://proxy.example:3128"


NOT_UTF_8 = "# für uns\nJIRA_EMAIL=eve@x\n".encode("latin-1")


def test_a_env_file_that_cannot_be_read_is_noted_where_nothing_of_it_is_needed(
    tmp_path, monkeypatch
):
    (tmp_path / ".env").write_bytes(NOT_UTF_8)
    monkeypatch.chdir(tmp_path)
    found = read_settings(environ=CLOUD)
    assert found.email == CLOUD["JIRA_EMAIL"]
    assert any(str(tmp_path / ".env") in note and "UTF-8" in note for note in found.notes)


def test_a_far_env_file_that_cannot_be_read_breaks_no_nearer_one(tmp_path, monkeypatch):
    home = tmp_path / "home" / ".jiraframe"
    home.mkdir(parents=True)
    (home / ".env").write_bytes(NOT_UTF_8)
    (tmp_path / ".env").write_text("JIRA_BASE_URL=https://a.example\nJIRA_API_TOKEN=x\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    found = read_settings(environ={})
    assert found.base_url == "https://a.example"
    assert any("UTF-8" in note for note in found.notes)


@pytest.mark.parametrize("lacking", ["JIRA_BASE_URL", "JIRA_API_TOKEN"])
def test_a_env_file_that_cannot_be_read_is_an_error_where_it_may_be_needed(
    lacking, tmp_path, monkeypatch
):
    home = tmp_path / "home" / ".jiraframe"
    home.mkdir(parents=True)
    # What another file says is no answer for a nearer one that says something unknown.
    (home / ".env").write_text("JIRA_BASE_URL=https://b.example\nJIRA_API_TOKEN=x\n")
    (tmp_path / ".env").write_bytes(NOT_UTF_8)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    environ = {name: value for name, value in CLOUD.items() if name != lacking}
    with pytest.raises(SettingsError, match="save it as UTF-8"):
        read_settings(environ=environ)


def test_a_context_path_is_kept_for_a_user_name_and_password():
    environ = {
        "JIRA_BASE_URL": "https://host.example/jira/",
        "JIRA_EMAIL": "ann",
        "JIRA_API_TOKEN": "password",
        "JIRA_DEPLOYMENT": "datacenter",
    }
    assert read_settings(environ=environ).base_url == "https://host.example/jira"


def test_an_empty_email_in_the_environment_hides_the_one_in_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("JIRA_EMAIL=ann@x\n")
    monkeypatch.chdir(tmp_path)
    assert read_settings(environ={**DATA_CENTER, "JIRA_EMAIL": ""}).deployment == "datacenter"


def test_the_environment_itself_is_read_and_never_written(monkeypatch, tmp_path):
    import os

    (tmp_path / ".env").write_text("JIRA_API_TOKEN=from-file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIRA_BASE_URL", "https://a.example")
    assert read_settings().token.reveal() == "from-file"
    assert "JIRA_API_TOKEN" not in os.environ


def test_everything_missing_is_named_at_once_with_the_places_tried(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(SettingsError) as caught:
        read_settings(environ={})
    text = str(caught.value)
    for word in ("JIRA_BASE_URL", "JIRA_API_TOKEN", "JIRA_EMAIL", "the environment"):
        assert word in text
    assert str(tmp_path / ".jiraframe" / ".env") in text


def test_a_named_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match="not there"):
        read_settings(tmp_path / "no.env", environ=CLOUD)


def test_a_token_with_a_dollar_and_a_file_with_a_mark_are_read_as_they_are(tmp_path):
    path = tmp_path / "x.env"
    path.write_bytes(b"\xef\xbb\xbfJIRA_BASE_URL=https://a.example\nJIRA_API_TOKEN='a${HOME}b$c'\n")
    assert read_settings(path, environ={}).token.reveal() == "a${HOME}b$c"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"JIRA_DEPLOYMENT": "server"}, "write cloud or datacenter"),
        ({"JIRA_ALLOW_HTTP": "perhaps"}, "JIRA_ALLOW_HTTP"),
        ({"JIRA_API_TOKEN": "two words"}, "Copy it again"),
        ({"JIRA_API_TOKEN": "a\nb"}, "Copy it again"),
        ({"JIRA_API_TOKEN": "tök"}, "Copy it again"),
        ({"JIRA_EMAIL": "ann\u200b@jira.example"}, r"e-mail \(JIRA_EMAIL in the environment\)"),
        ({"JIRA_EMAIL": "an n@jira.example"}, "Write it again"),
        ({"JIRA_EMAIL": "анна", "JIRA_DEPLOYMENT": "datacenter"}, "personal access token"),
        ({"JIRA_BASE_URL": "http://site.example"}, "JIRA_ALLOW_HTTP=1"),
        ({"JIRA_BASE_URL": "https://ann:pw@site.example"}, "user name or password"),
        ({"JIRA_BASE_URL": "ftp://site.example"}, "no http address"),
        ({"JIRA_BASE_URL": "https://[::1"}, "no address"),
        ({"JIRA_BASE_URL": "https://a b"}, "no http address"),
        ({"JIRA_EMAIL": "", "JIRA_DEPLOYMENT": "cloud"}, "Set JIRA_EMAIL"),
    ],
)
def test_a_malformed_value_says_what_to_write(change, says):
    with pytest.raises(SettingsError, match=says) as caught:
        read_settings(environ={**CLOUD, **change})
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"])
def test_loopback_needs_no_encryption(url):
    assert read_settings(environ={**DATA_CENTER, "JIRA_BASE_URL": url}).base_url == url


def test_clear_text_can_be_allowed():
    environ = {**DATA_CENTER, "JIRA_BASE_URL": "http://jira.example", "JIRA_ALLOW_HTTP": "1"}
    assert read_settings(environ=environ).base_url == "http://jira.example"


@pytest.mark.parametrize(
    ("text", "cloud", "base_url"),
    [
        ("https://site.atlassian.net", True, "https://site.atlassian.net"),
        ("https://site.atlassian.net/", True, "https://site.atlassian.net"),
        ("site.atlassian.net", True, "https://site.atlassian.net"),
        (" 'https://site.atlassian.net' ", True, "https://site.atlassian.net"),
        ("https://site.atlassian.net/jira", True, "https://site.atlassian.net"),
        ("https://site.atlassian.net/jira", False, "https://site.atlassian.net"),
        ("https://site.atlassian.net/browse/ENG-1?focus=2#x", True, "https://site.atlassian.net"),
        (
            "https://site.atlassian.net/jira/software/projects/A/boards/1",
            True,
            "https://site.atlassian.net",
        ),
        ("https://HOST.example:8443/", False, "https://host.example:8443"),
        ("https://host.example/jira", False, "https://host.example/jira"),
        ("https://host.example/jira/", False, "https://host.example/jira"),
        ("https://host.example/jira/browse/ENG-1", False, "https://host.example/jira"),
        ("https://host.example/tools/jira/rest/api/2", False, "https://host.example/tools/jira"),
        ("https://host.example/jira/secure/Dashboard.jspa", False, "https://host.example/jira"),
        ("https://host.example/browse/ENG-1", False, "https://host.example"),
        (
            "https://api.atlassian.com/ex/jira/11111111-2222/rest/api/3",
            True,
            "https://api.atlassian.com/ex/jira/11111111-2222",
        ),
    ],
)
def test_pasted_addresses_are_put_right_with_a_word_about_it(text, cloud, base_url):
    address = read_address(text, cloud=cloud)
    assert address.base_url == base_url
    assert bool(address.notes) == (text.strip(" '") != base_url)


def test_quotes_and_a_scheme_around_a_token_are_undone():
    assert (
        read_settings(environ={**CLOUD, "JIRA_API_TOKEN": '"Bearer abc" '}).token.reveal() == "abc"
    )


def test_the_token_is_masked_wherever_settings_are_shown(caplog):
    found = read_settings(environ=CLOUD)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("jiraframe").debug("%s %r %s", found, found, found.token)
    shown = [repr(found), str(found), f"{found.token}", f"{found.token!r}", caplog.text]
    assert not any(TOKEN in each for each in shown)
    with pytest.raises(TypeError):
        pickle.dumps(found)


def test_the_example_file_documents_every_variable_and_no_other():
    path = Path(__file__).parents[1] / ".env.example"
    named = {
        line.lstrip("# ").split("=")[0]
        for line in path.read_text().splitlines()
        if "=" in line and line.lstrip("# ").split("=")[0].isupper()
    }
    assert named == {name for names in NAMES.values() for name in names if name.isupper()}


def test_the_example_file_can_be_used_as_it_is(tmp_path):
    path = Path(__file__).parents[1] / ".env.example"
    found = read_settings(path, environ={})
    assert isinstance(found, Settings)
    assert found.deployment == "cloud"


def test_the_places_tried_and_a_misspelt_name_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        read_settings(environ={"JIRA_BASE_URL": "https://a.example", "JIRA_TOKEN": "x"})
    assert f".env in {tmp_path} and the folders above it" in str(caught.value)
    assert "JIRA_TOKEN in the environment is not read; did you mean JIRA_API_TOKEN" in str(
        caught.value
    )


def test_an_address_for_env_file_is_pointed_to_base_url():
    with pytest.raises(SettingsError, match=r"Write base_url='https://jira\.example/'"):
        read_settings("https://jira.example/", environ={})


def test_a_folder_for_env_file_is_called_one(tmp_path):
    with pytest.raises(SettingsError, match="a folder, not a file"):
        read_settings(tmp_path, environ=CLOUD)


@pytest.mark.parametrize(
    ("variable", "argument"),
    [
        ("REQUESTS_CA_BUNDLE", {}),
        ("JIRA_CLIENT_CERT", {}),
        ("JIRA_CLIENT_KEY", {}),
        ("the argument verify", {"verify": "/nowhere/ca.pem"}),
    ],
)
def test_a_file_that_is_not_there_is_named_with_its_variable(variable, argument):
    environ = CLOUD if argument else {**CLOUD, variable: "/nowhere/ca.pem"}
    with pytest.raises(SettingsError, match="there is no such file") as caught:
        read_settings(environ=environ, **argument)
    assert variable in str(caught.value)


@pytest.mark.parametrize("wrong", [{"timeout_s": 0}, {"timeout_s": "5"}, {"max_wait_s": -1}])
def test_a_time_that_makes_no_sense_is_named(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        read_settings(environ=CLOUD, **wrong)


def test_a_password_may_hold_what_no_token_has():
    environ = {**CLOUD, "JIRA_DEPLOYMENT": "datacenter", "JIRA_API_TOKEN": "correct hörse"}
    assert read_settings(environ=environ).token.reveal() == "correct hörse"
