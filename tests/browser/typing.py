"""What a user does at the editor: write at the end of the query, take an entry of the list."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def field(shown: Locator) -> Locator:
    """Give the text field of the editor."""
    return shown.get_by_role("textbox", name="JQL query")


def options(page: Page) -> Locator:
    """Give the entries of the open list."""
    return page.locator(".cm-tooltip-autocomplete [role=option]")


def write(shown: Locator, text: str) -> None:
    """Write at the end of the query: the last word key by key, what stands before it at once."""
    field(shown).click()
    keyboard = shown.page.keyboard
    keyboard.press("Control+End")
    before, space, word = text.rpartition(" ")
    keyboard.insert_text(before)
    keyboard.type(f"{space}{word}")


def choose(page: Page, label: str) -> None:
    """Take an entry of the list by keyboard."""
    expect(options(page).filter(has_text=re.compile(f"^{re.escape(label)}")).first).to_be_visible()
    page.wait_for_timeout(90)  # CodeMirror ignores Enter for 75 ms after the list has opened
    for _ in range(20):
        chosen = page.locator(".cm-tooltip-autocomplete [aria-selected] .cm-completionLabel")
        if chosen.text_content() == label:
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
