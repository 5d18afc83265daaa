from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.lab import Lab

_JIRA = """
import jiraframe as jf
box = jf.sandbox.start(mode="cloud")
jira = jf.connect(environ=box.env)
"""
_FORM = """
import anywidget, ipywidgets, traitlets
class Hello(anywidget.AnyWidget):
    _esm = "export default { render({ el }) { el.textContent = 'Hello'; } };"
pressed = []
button = ipywidgets.Button(description="Press")
button.on_click(pressed.append)
ipywidgets.VBox([button, Hello()])
"""


def test_a_notebook_of_jupyterlab_runs_cells_widgets_and_the_sandbox(page: Page, lab: Lab) -> None:
    asked = "len(pressed), len(jira.search('project is not empty', limit=3))"
    notebook = lab.open_notebook(page, [_JIRA, _FORM, asked])

    notebook.run_cell(0)
    notebook.run_cell(1)
    expect(notebook.output(1)).to_contain_text("Hello")
    notebook.output(1).get_by_role("button", name="Press").click()

    assert notebook.run_cell(2) == "(1, 3)"
