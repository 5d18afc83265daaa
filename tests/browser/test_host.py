from __future__ import annotations

import threading

import anywidget
import ipywidgets
import pytest
import traitlets
from playwright.sync_api import Page, expect

from tests.browser.host import Host, hosted
from tests.browser.served import Server
from tests.browser.waiting import until
from tests.browser.watch import Watch


class Counter(anywidget.AnyWidget):
    _esm = """
    export default { render({ model, el }) {
        const button = document.createElement("button");
        const show = () => { button.textContent = `count ${model.get("count")}`; };
        button.onclick = () => {
            model.set("count", model.get("count") + 1);
            model.save_changes();
        };
        model.on("change:count", show);
        model.on("msg:custom", (message) => { button.title = message.text; });
        show();
        el.append(button);
    } };
    """
    _css = "button { border: 0; }"
    count = traitlets.Int(0).tag(sync=True)


def test_a_form_of_ipywidgets_works_in_the_page(host: Host) -> None:
    text = ipywidgets.Text(description="Name")
    button = ipywidgets.Button(description="Greet")
    told = ipywidgets.Label()
    button.on_click(lambda _: setattr(told, "value", f"Hello {text.value}"))
    shown = host.mount(ipywidgets.VBox([text, button, told]))

    shown.get_by_label("Name").fill("Ada")
    shown.get_by_role("button", name="Greet").click()

    expect(shown).to_contain_text("Hello Ada")


def test_a_widget_of_anywidget_works_in_the_page(host: Host) -> None:
    counter = Counter(count=1)
    button = host.mount(counter).get_by_role("button")

    button.click()
    expect(button).to_have_text("count 2")
    host.wait_until_idle()
    assert counter.count == 2

    counter.count = 7
    expect(button).to_have_text("count 7")
    counter.send({"text": "hi"})
    expect(button).to_have_attribute("title", "hi")


def test_a_thread_changes_the_page_and_adds_to_it(host: Host) -> None:
    box = ipywidgets.VBox([ipywidgets.Label("first")])
    shown = host.mount(box)

    def work() -> None:
        box.children = (*box.children, ipywidgets.Label("second"))

    thread = threading.Thread(target=work)
    thread.start()
    expect(shown).to_contain_text("second")
    thread.join()


def test_a_busy_kernel_answers_later_and_a_dead_one_never(host: Host) -> None:
    counter = Counter()
    button = host.mount(counter).get_by_role("button")

    with host.busy():
        button.click()
        button.click()
        until(host.page, lambda: len(host.line.received) == 1)  # the second waits for an answer
        assert counter.count == 0
    host.wait_until_idle()
    assert counter.count == 2

    host.die()
    button.click()
    until(host.page, lambda: len(host.line.received) == 3)
    assert counter.count == 2


def test_what_the_page_of_an_earlier_test_still_sends_is_not_heard(
    page: Page, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = """() => { let number = 0; setInterval(() => hostSend(JSON.stringify(
        { id: `late-${++number}`, comm_id: "nobody", data: {}, buffers: [] })), 4); }"""
    for _ in range(3):
        with hosted(page, server, monkeypatch) as host:
            host.die()
            page.wait_for_timeout(20)
            assert host.line.received == []
            page.evaluate(talk)
            until(page, lambda line=host.line: len(line.received) > 3)


def test_a_theme_is_that_of_jupyterlab(host: Host) -> None:
    shown = host.mount(ipywidgets.Text(description="Name"))
    paper = "body => getComputedStyle(body).backgroundColor"

    for theme, colour in (("dark", "rgb(17, 17, 17)"), ("light", "rgb(255, 255, 255)")):
        host.theme(theme)
        assert host.page.locator("body").evaluate(paper) == colour
        expect(shown).to_be_visible()


def test_axe_finds_what_has_no_name(host: Host) -> None:
    host.mount(ipywidgets.HTML("<button id='bare'></button><button>Named</button>"))
    expect(host.page.locator("#bare")).to_be_attached()

    (found,) = host.axe()

    assert found.startswith("light: button-name (critical)")


def test_axe_finds_what_is_hard_to_read_in_one_theme(host: Host) -> None:
    host.mount(ipywidgets.HTML("<b id='grey' style='color: #444'>Grey</b>"))
    expect(host.page.locator("#grey")).to_be_visible()

    (found,) = host.axe()

    assert found.startswith("dark: color-contrast (serious)")


def test_an_error_in_a_handler_is_seen(host: Host) -> None:
    button = ipywidgets.Button(description="Break")
    button.on_click(lambda _: 1 / 0)
    host.mount(button).get_by_role("button").click()
    until(host.page, lambda: host.complaints.lines != [])

    (line,) = host.complaints.lines
    host.complaints.lines.clear()

    assert "division by zero" in line


def test_an_error_of_the_page_and_a_look_outside_are_seen(host: Host, watch: Watch) -> None:
    host.page.evaluate(
        """() => { setTimeout(() => { throw new Error("broken") });
                   document.body.append(document.createElement("img"));
                   document.images[0].src = "https://example.com/"; }"""
    )
    until(host.page, lambda: any("broken" in error for error in watch.unexpected()))
    until(host.page, lambda: any("ERR_NAME" in error for error in watch.unexpected()))
    assert watch.outside == ["https://example.com/"]
    watch.allow("broken|ERR_NAME_NOT_RESOLVED")
    watch.outside.clear()
