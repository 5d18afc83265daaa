from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

import jiraframe as jf
from jiraframe.jql import Catalogue, Choice, QueryField
from jiraframe.notebook.builder._builder import Builder
from tests.browser.host import Host

HOSTILE = '<img src=x onerror="document.title=1">" OR project != "x'
EVERYTHING = (
    "project = ENG AND status IN (Open, Done) AND sprint in openSprints() AND created >= -7d "
    "AND (labels = x OR labels = y) AND due < 2024-01-31 AND status CHANGED TO Done AFTER -7d "
    "AND text ~ 'x' AND \"Story Points\" > 3 AND labels IS EMPTY AND nothere = 1 "
    "ORDER BY created DESC"
)


@pytest.fixture
def show(host: Host, jira: jf.Jira) -> Callable[..., tuple[Builder, Locator]]:
    def show(jql: str = "") -> tuple[Builder, Locator]:
        builder = Builder(jira, jql)
        return builder, host.mount(builder)

    return show


def status(shown: Locator) -> Locator:
    return shown.locator(".jf-status")


def jql(shown: Locator) -> Locator:
    return shown.get_by_role("group", name="JQL")


def test_a_query_is_built_with_the_mouse_and_run(show):
    builder, shown = show()
    expect(status(shown)).to_have_text("No condition yet; Jira Cloud wants one.")

    shown.get_by_label("Value of condition 1").select_option("Engineering (ENG)")
    expect(jql(shown)).to_have_text("project = ENG")
    shown.get_by_role("button", name="Add a condition").click()
    shown.get_by_label("Field of condition 2").select_option("status")
    shown.get_by_label("Operator of condition 2").select_option(label="is one of  (IN)")
    shown.get_by_label("Done").check()
    shown.get_by_label("To Do").check()

    expect(jql(shown)).to_have_text('project = ENG AND status IN ("To Do", Done)')
    expect(status(shown)).to_contain_text("Jira accepts this query: about")
    expect(shown.get_by_role("group", name="Python")).to_contain_text("df = jira.search(")

    shown.get_by_role("button", name="Run").click()
    expect(shown.locator(".jf-headline")).to_contain_text("issues in")
    expect(shown.get_by_role("cell", name=builder.df["key"][0], exact=True)).to_be_visible()

    shown.get_by_role("button", name="Remove condition 2").click()
    expect(jql(shown)).to_have_text("project = ENG")
    expect(shown.locator(".jf-outcome")).to_contain_text(
        "Before the last change: project = ENG AND"
    )


def test_a_query_is_built_with_the_keyboard_alone(show, host):
    _, shown = show()
    expect(status(shown)).to_have_text("No condition yet; Jira Cloud wants one.")
    keyboard = host.page.keyboard

    def reached(name: str) -> None:
        expect(shown.get_by_label(name, exact=True)).to_be_focused()

    keyboard.press("Tab")
    reached("How the conditions are joined")
    keyboard.press("Tab")
    reached("Field of condition 1")
    keyboard.type("labels")
    expect(shown.get_by_label("Field of condition 1")).to_have_value("labels")
    keyboard.press("Tab")
    reached("Operator of condition 1")
    keyboard.type("is one")
    expect(shown.get_by_label("Operator of condition 1")).to_have_value("is one of  (IN)")
    expect(shown.get_by_label("Value of condition 1: add one")).to_be_visible()
    keyboard.press("Tab")
    reached("Value of condition 1: add one")
    keyboard.type("my own")
    expect(jql(shown)).to_have_text('labels IN ("my own")')
    keyboard.press("Enter")
    expect(shown.get_by_role("button", name="my own")).to_be_visible()
    keyboard.type("x")
    expect(jql(shown)).to_have_text('labels IN ("my own", "x")')
    keyboard.press("Enter")
    expect(shown.locator(".jf-chip")).to_have_count(2)
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(jql(shown)).to_have_text('labels IN ("my own")')
    reached("Value of condition 1: add one")

    shown.get_by_role("button", name="Run").focus()
    keyboard.press("Enter")
    expect(shown.locator(".jf-headline")).to_contain_text("0 issues in")


def test_enter_does_not_overtake_the_letters_before_it(show, host):
    _, shown = show("labels IN (a)")
    shown.get_by_label("Value of condition 1: add one").focus()

    with host.busy():
        host.page.keyboard.type("all in one go")
        host.page.keyboard.press("Enter")
        host.page.wait_for_timeout(200)

    expect(shown.locator(".jf-chip")).to_have_text(["a \u00d7", "all in one go \u00d7"])
    expect(jql(shown)).to_have_text('labels IN (a, "all in one go")')
    expect(shown.get_by_label("Value of condition 1: add one")).to_have_value("")


def test_the_keyboard_stays_where_it_is_when_controls_change(show, host):
    _, shown = show("status WAS Done AND assignee IN (x)")
    keyboard = host.page.keyboard

    operator = shown.get_by_label("Operator of condition 1")
    operator.focus()
    operator.select_option(label="changed  (CHANGED)")
    expect(jql(shown)).to_contain_text("status CHANGED")
    expect(operator).to_be_focused()
    more = shown.get_by_label("Add to condition 1: when, by whom")
    more.focus()
    more.select_option(label="after …")
    expect(shown.get_by_label("After, condition 1", exact=True)).to_be_visible()
    expect(more).to_be_focused()
    field = shown.get_by_label("Field of condition 1")
    field.focus()
    field.select_option("labels")
    expect(jql(shown)).to_have_text("assignee IN (x)")
    expect(field).to_be_focused()

    box = shown.get_by_label("Value of condition 2: add one", exact=True)
    box.fill("membersOf(…)")
    inside = shown.get_by_label("Value of condition 2: add one: in the brackets")
    expect(inside).to_be_focused()
    keyboard.type("site admins")
    keyboard.press("Enter")
    expect(jql(shown)).to_have_text('assignee IN (x, membersOf("site admins"))')
    expect(inside).to_be_hidden()
    expect(box).to_be_focused()


def test_a_field_of_many_is_found_by_typing(show, host, jira, monkeypatch):
    known = jira.jql_catalogue
    more = tuple(QueryField(f"Team {i}", f'"Team {i}"', operators=("=",)) for i in range(3000))
    monkeypatch.setattr(jira, "jql_catalogue", Catalogue((*known.fields, *more), known.functions))
    _, shown = show()

    field = shown.get_by_label("Field of condition 1")
    field.focus()
    host.page.keyboard.type("team 299")
    expect(shown.locator("datalist option[value='Team 2999']")).to_have_count(1)
    host.page.keyboard.type("9")
    expect(field).to_have_value("team 2999")
    host.wait_until_idle()
    shown.get_by_label("Value of condition 1", exact=True).fill("x")

    expect(jql(shown)).to_have_text('"Team 2999" = "x"')


def test_values_are_offered_as_one_types(show, host):
    builder, shown = show("assignee = x")
    box = shown.get_by_label("Value of condition 1")

    box.fill("alex k")
    offered = shown.locator("datalist option[value^='Alex Kim']")
    expect(offered).to_have_count(2)
    label = offered.first.get_attribute("value")
    box.fill(label)
    expect(jql(shown)).not_to_have_text("assignee = x")
    host.wait_until_idle()

    expect(jql(shown)).not_to_contain_text("Alex")
    assert builder.jql.removeprefix("assignee = ").strip('"') == label[10:-1].strip('"')


def test_hostile_names_are_text(show, host, monkeypatch):
    builder, shown = show("labels IN (a) AND NOT labels = '<img src=x onerror=alert(1)>'")
    monkeypatch.setattr(
        builder._lookups, "suggest", lambda f, t, p, then: then([Choice(HOSTILE, HOSTILE)])
    )

    shown.get_by_label("Value of condition 1: add one").fill(HOSTILE[:5])
    shown.get_by_label("Value of condition 1: add one").fill(HOSTILE)

    expect(shown.locator(".jf-chip", has_text=HOSTILE)).to_be_visible()
    expect(jql(shown)).to_contain_text("<img src=x onerror=")
    expect(shown.locator(".jf-fixed")).to_contain_text('"<img src=x onerror=alert(1)>"')
    expect(shown.locator("img")).to_have_count(0)
    assert host.page.title() == "Widgets"


def test_rows_from_jira_are_text(show, jira):
    builder, shown = show("key is not EMPTY")
    builder.run()
    expect(shown.locator(".jf-headline")).to_contain_text("200 issues")

    texts = builder._panel.outcome
    texts = {**texts, "preview": {"columns": ["<b>x</b>"], "rows": [[HOSTILE]], "left_out": ""}}
    builder._panel.outcome = texts

    expect(shown.get_by_role("cell", name=HOSTILE)).to_be_visible()
    expect(shown.get_by_role("columnheader", name="<b>x</b>")).to_be_visible()
    expect(shown.locator("img, b")).to_have_count(0)


def test_the_query_and_the_code_can_be_copied(show, host):
    _, shown = show("project = ENG")
    host.page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    shown.get_by_role("button", name="Copy JQL").click()
    expect(shown.get_by_text("Copied")).to_be_visible()
    assert host.page.evaluate("() => navigator.clipboard.readText()") == "project = ENG"
    shown.get_by_role("button", name="Copy Python").click()
    expect(shown.get_by_text("Copied")).to_have_count(2)
    code = 'df = jira.search("project = ENG")'
    assert host.page.evaluate("() => navigator.clipboard.readText()") == code


def test_without_a_clipboard_the_text_is_selected(show, host):
    _, shown = show("project = ENG")
    host.page.evaluate(
        """() => { navigator.clipboard.writeText = () => Promise.reject(new Error("closed"));
                   document.execCommand = () => false; }"""
    )

    shown.get_by_role("button", name="Copy JQL").click()

    expect(shown.get_by_text("Selected: press Ctrl+C")).to_be_visible()
    assert host.page.evaluate("() => String(window.getSelection())") == "project = ENG"


def test_a_busy_kernel_loses_nothing(show, host):
    _, shown = show("labels = a")

    with host.busy():
        shown.get_by_label("Value of condition 1").fill("typed meanwhile")
        host.page.wait_for_timeout(200)
        expect(shown.get_by_label("Value of condition 1")).to_have_value("typed meanwhile")

    expect(jql(shown)).to_have_text('labels = "typed meanwhile"')


def test_clicks_on_run_while_the_kernel_is_busy_search_once(show, host):
    builder, shown = show("project = ENG")
    run = shown.get_by_role("button", name="Run")

    with host.busy():
        run.dblclick()
        run.click()
        host.page.wait_for_timeout(200)

    expect(shown.locator(".jf-headline")).to_contain_text("issues in")
    expect(run).to_be_enabled()
    assert builder._panel.outcome["id"] == "1"
    run.click()
    expect(run).to_be_disabled()
    expect(run).to_be_enabled()
    assert builder._panel.outcome["id"] == "2"


def test_the_keyboard_stays_on_run(show, host):
    builder, shown = show("project = ENG")
    run = shown.get_by_role("button", name="Run")

    run.focus()
    host.page.keyboard.press("Enter")
    expect(shown.locator(".jf-headline")).to_contain_text("issues in")
    expect(run).to_be_enabled()
    expect(run).to_be_focused()
    host.page.keyboard.press("Enter")
    expect(run).to_be_disabled()
    shown.get_by_label("Columns").focus()
    expect(run).to_be_enabled()
    expect(shown.get_by_label("Columns")).to_be_focused()
    assert builder._panel.outcome["id"] == "2"


def test_axe_finds_nothing_in_a_wide_and_a_narrow_window(show, host):
    builder, shown = show(EVERYTHING)
    builder.on_open_editor(lambda text: None)
    expect(status(shown)).to_have_text("Jira refuses this query.")
    builder.run()
    expect(shown.locator(".jf-headline")).to_be_visible()
    assert _found_at_widths(host) == []

    builder.jql = "project = ENG"
    expect(status(shown)).to_contain_text("issues")
    builder.run()
    expect(shown.get_by_role("table")).to_be_visible()
    assert _found_at_widths(host) == []


def _found_at_widths(host: Host) -> list[str]:
    found = []
    for width in (1100, 420):
        host.page.set_viewport_size({"width": width, "height": 900})
        found += host.axe()
        reach = host.page.evaluate("() => document.documentElement.scrollWidth")
        found += [f"{reach} pixels in {width}"] if reach > width else []
    return found


def test_what_is_no_jql_is_kept_and_shown(show, host):
    _, shown = show("project = = 3")

    expect(status(shown)).to_contain_text("This is no JQL yet")
    expect(shown.locator(".jf-where")).to_contain_text("^^^")
    expect(jql(shown)).to_have_text("project = = 3")
    assert host.axe() == []

    shown.get_by_role("button", name="Start over").click()
    expect(shown.get_by_label("Value of condition 1")).to_be_visible()


def test_a_page_follows_where_rows_are_replaced_and_taken_out(show, watch):
    # ipywidgets itself: a box that is replaced while it is drawn is told its size all the same.
    watch.allow("processLuminoMessage")
    builder, shown = show(EVERYTHING)
    for text, rows in (("", 1), (EVERYTHING, 12), ("project = ", 0), (EVERYTHING, 12)):
        builder.jql = text
        expect(shown.locator(".jf-row")).to_have_count(rows)
    remove = shown.get_by_role("button", name="Remove condition 2", exact=True)
    for left in range(10, 0, -1):
        expect(shown.get_by_role("button", name="Remove condition")).to_have_count(left + 1)
        remove.click()
    expect(remove).to_have_count(0)
    expect(jql(shown)).to_have_text("project = ENG ORDER BY created DESC")
    expect(shown.locator(".jf-row")).to_have_count(2)


def test_arrows_of_lists_are_seen_in_the_dark(show, host):
    host.theme("dark")
    _, shown = show("status CHANGED")

    for name in ("Field of condition 1", "Operator of condition 1"):
        image, scheme = shown.get_by_label(name).evaluate(
            """each => { const style = getComputedStyle(each);
                      return [style.backgroundImage, style.colorScheme]; }"""
        )
        assert "rgb(255, 255, 255)" in image
        assert scheme == "dark"


def test_doubts_are_amber(show):
    _, shown = show("status = Nosuch")
    expect(status(shown)).to_contain_text("Jira accepts this query, with a doubt: 0 issues.")
    assert status(shown).get_attribute("data-state") == "doubted"
    doubt = shown.locator(".jf-warning .jf-message")
    colours = [
        each.evaluate("each => getComputedStyle(each).color") for each in (status(shown), doubt)
    ]
    assert colours[0] == colours[1]


def test_a_column_that_no_field_has_is_told_under_its_box(show):
    _, shown = show("project = ENG")
    box = shown.get_by_label("Columns")
    told = shown.get_by_text("No field is called 'sumary'.")
    expect(told).to_have_count(0)

    box.fill("key, sumary, assignee, created")
    expect(told).to_be_visible()
    assert told.bounding_box()["y"] > box.bounding_box()["y"]
    assert told.evaluate("each => each.scrollHeight <= each.clientHeight"), "none of it is cut off"
    assert box.evaluate("each => each.scrollWidth <= each.clientWidth"), "all of it is seen"
    box.fill("key, summary, assignee, created")
    expect(shown.locator(".jf-options .jf-trouble")).to_be_hidden()
