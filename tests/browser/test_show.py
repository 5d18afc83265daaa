"""``jf.show`` in a browser: it sorts, searches and links, offline, and runs nothing from Jira."""

from __future__ import annotations

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import jiraframe as jf
from jiraframe import sandbox
from tests.hostile import HOSTILE


@pytest.fixture(scope="module")
def found():
    with sandbox.start(issues=120) as box:
        yield jf.connect(environ=box.env).search(
            "project = ENG ORDER BY key DESC", ["summary", "status", "created", "timespent"]
        )


def _open(page: Page, *shown: object) -> None:
    page.set_content("<!doctype html>" + "".join(each._repr_html_() for each in shown))
    expect(page.locator("table.dataTable")).to_have_count(len(shown))


def test_a_table_sorts_keys_by_number_and_searches(page: Page, found):
    _open(page, jf.show(found))
    keys = page.locator("tbody tr td:first-child:visible")
    expect(keys.first).to_have_text(found["key"].iloc[0])
    page.locator("th:visible", has_text="key").first.click()
    expect(keys.nth(1)).to_have_text("ENG-2")
    expect(keys.nth(9)).to_have_text("ENG-10")
    page.get_by_role("searchbox").fill("ENG-11")
    expect(keys.first).to_have_text("ENG-11")
    link = keys.first.locator("a")
    assert link.get_attribute("href") == f"{jf.receipt(found).base_url}/browse/ENG-11"


def test_a_hostile_text_runs_nothing(page: Page, found):
    frame = found.head(len(HOSTILE)).copy()
    frame["summary"] = frame["key"] = HOSTILE
    frame = frame.rename(columns=dict(zip(frame.columns[2:], HOSTILE, strict=False)))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    _open(page, jf.show(frame, caption=HOSTILE[0], pageLength=3, lengthMenu=[3]))
    for name in page.locator("thead th:visible").all()[:4]:
        name.click()
    page.get_by_role("searchbox").fill(HOSTILE[0])
    expect(page.locator("tbody td:visible", has_text=HOSTILE[0]).first).to_be_visible()
    assert asked == []
    assert page.locator("img, a[href^=javascript], [onmouseover]").count() == 0


def test_a_long_word_stays_in_its_column(page: Page):
    _open(page, jf.show(pd.DataFrame({"a": ["https://jira.example/" + "x" * 250], "b": [1]})))
    cell = page.locator("tbody td:visible").first
    assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth")


def test_a_page_unpacks_once_and_shows_every_table(page: Page, found):
    same = jf.show(found)
    _open(page, same, same, jf.show(found.head(30)))
    assert page.evaluate("Object.keys(window.jiraframeTables).length") == 1
    assert page.locator("head style").count() == 1
    # The tables for pages without scripts have made room.
    assert page.locator("table:not(.dataTable):visible").count() == 0
