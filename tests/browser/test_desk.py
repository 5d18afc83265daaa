from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

import jiraframe as jf
from jiraframe.notebook._desk import Desk
from tests.browser.host import Host

MIXED = "project = ENG AND (status = Done OR labels = x)"


@pytest.fixture
def show(host: Host, jira: jf.Jira) -> Callable[..., tuple[Desk, Locator]]:
    def show(jql: str, face: str) -> tuple[Desk, Locator]:
        desk = Desk(jira, jql, face=face)
        return desk, host.mount(desk)

    return show


def text(shown: Locator) -> Locator:
    return shown.locator(".cm-content")


def test_a_query_goes_from_the_editor_to_the_builder_and_back(show, host):
    desk, shown = show(MIXED, "editor")
    expect(text(shown)).to_have_text(MIXED)

    shown.get_by_role("button", name="Open in builder").click()
    expect(shown.locator(".jf-fixed")).to_contain_text(
        "(status = Done OR labels = x) is a group of its own; it stays as it is written."
    )
    expect(text(shown)).to_have_count(0)
    shown.get_by_label("Value of condition 1").select_option("Order desk (ORDER)")

    shown.get_by_role("button", name="Edit as text").click()
    changed = "project = ORDER AND (status = Done OR labels = x)"
    expect(text(shown)).to_have_text(changed.replace("ORDER", desk.jql.split()[2]))
    expect(shown.locator(".jf-builder")).to_have_count(0)

    text(shown).click()
    host.page.keyboard.press("Control+End")
    host.page.keyboard.type(" ORDER BY key")
    # What was typed goes along at once, checked or not.
    shown.get_by_role("button", name="Open in builder").click()
    expect(shown.get_by_label("Sort field 1", exact=True)).to_be_visible()
    assert desk.jql.endswith("labels = x) ORDER BY key")


def test_a_query_is_handed_over_with_the_keyboard_alone(show, host):
    desk, shown = show("project = ENG", "builder")
    keyboard = host.page.keyboard

    shown.get_by_role("button", name="Run").focus()
    keyboard.press("Tab")
    expect(shown.get_by_role("button", name="Edit as text")).to_be_focused()
    keyboard.press("Enter")
    expect(text(shown)).to_have_text("project = ENG")

    shown.get_by_role("button", name="Open in builder").focus()
    keyboard.press("Enter")
    expect(shown.get_by_label("Value of condition 1")).to_have_value("Engineering (ENG)")
    assert desk.jql == "project = ENG"


@pytest.mark.parametrize("jql", ["project = ENG", "project = = ENG"])
def test_the_other_face_comes_into_sight_with_the_keyboard_in_it(show, host, jql):
    host.page.set_viewport_size({"width": 900, "height": 400})
    _, shown = show(jql, "builder")
    host.page.evaluate("""() => { const root = document.getElementById("root");
        root.style.paddingTop = root.style.paddingBottom = "3000px"; }""")

    shown.get_by_role("button", name="Edit as text").click()
    expect(text(shown)).to_be_focused()
    expect(text(shown)).to_be_in_viewport()

    shown.get_by_role("button", name="Open in builder").click()
    name = "Columns" if "= =" in jql else "How the conditions are joined"
    expect(shown.get_by_label(name)).to_be_focused()
    expect(shown.get_by_label(name)).to_be_in_viewport()
    shown.get_by_role("button", name="Edit as text").click()
    expect(text(shown)).to_be_focused()


def test_a_face_that_code_shows_does_not_take_the_keyboard(show, host):
    desk, shown = show("project = ENG", "editor")
    expect(text(shown)).to_be_visible()

    desk.show_builder()
    expect(shown.locator(".jf-status")).to_contain_text("issue")
    desk.show_editor()
    expect(text(shown)).to_be_visible()
    host.page.wait_for_timeout(200)

    assert host.page.evaluate("() => document.activeElement === document.body")


def test_a_text_that_is_no_jql_survives_the_builder(show):
    desk, shown = show("project = = ENG", "editor")
    expect(text(shown)).to_have_text("project = = ENG")

    shown.get_by_role("button", name="Open in builder").click()
    expect(shown.locator(".jf-status")).to_contain_text("This is no JQL yet")
    shown.get_by_role("button", name="Edit as text").click()

    expect(text(shown)).to_have_text("project = = ENG")
    assert desk.jql == "project = = ENG"


def test_the_frame_of_either_face_is_the_frame_of_the_desk(show):
    desk, shown = show("project = ENG", "builder")
    shown.get_by_role("button", name="Run").click()
    expect(shown.locator(".jf-headline")).to_contain_text("issue")
    first = desk.df
    assert first is desk.builder.df is not None

    shown.get_by_role("button", name="Edit as text").click()
    expect(text(shown)).to_be_visible()
    assert desk.df is first
    shown.get_by_role("button", name="Run").click()
    expect(shown.get_by_role("table")).to_be_visible()
    assert desk.df is desk.editor.df is not first


def test_axe_finds_nothing_on_either_face(show, host):
    desk, shown = show("project = ENG", "builder")
    expect(shown.locator(".jf-status")).to_contain_text("issue")
    assert host.axe() == []

    desk.show_editor()
    expect(text(shown)).to_be_visible()
    assert host.axe() == []
