// One view of an editor: the text, where it stands, the buttons, the last result.

import { Annotation } from "@codemirror/state";
import { copy } from "./clipboard.js";
import { completion } from "./completion.js";
import { button, dom, write } from "./dom.js";
import { Kernel } from "./kernel.js";
import { Outcome, summary } from "./outcome.js";
import { list, placed, underline } from "./problems.js";
import { standing, Status } from "./status.js";
import { Suggestions } from "./suggestions.js";
import { textField } from "./text.js";
import { tipsPlace } from "./tips.js";

const CHECK_MS = 200;
const ASK_MS = 900;
const AGAIN_MS = 3000;
const WAITING_MS = 400;
const KEYS =
  "Control Space lists what may stand at the cursor. Control Enter runs the query. F8 goes to the " +
  "next problem. Tab leaves the field; while a list is open it takes the chosen entry, and Escape " +
  "closes the list.";
const EVENTS = ["keydown", "keyup", "keypress", "copy", "cut", "paste"];
// Shortcuts of the notebook would take the keys: in JupyterLab "d d" deletes a cell. It looks for the
// mark on the very element that has the keyboard.
const keepKeys = ({ target }) => {
  target.dataset.lmSuppressShortcuts = "true";
};
const fromKernel = Annotation.define();
let count = 0;

export class View {
  #model;
  #kernel;
  #suggestions;
  #field;
  #tips;
  #outcome = new Outcome();
  #problems = dom("ul", { class: "jqe-problems", "aria-label": "Problems", hidden: true });
  #copying = dom("div");
  #trouble = dom("p", { class: "jqe-trouble", role: "alert" });
  #runs = button("Run", () => this.run(), { class: "jqe-button jqe-run", title: "Ctrl+Enter" });
  #opens = button("Open in builder", () => this.#openBuilder());
  #status;
  #timers = [];
  #waitsFor = "";
  #waitsLong = false;
  #waiting = null;
  #wantsCode = false;
  #drawn = "";
  #failed = { text: "", words: "" };
  #sent = "";
  #stop;

  constructor(model, el) {
    this.#model = model;
    this.#kernel = new Kernel(model, () => this.#showStanding());
    this.#suggestions = new Suggestions(this.#kernel);
    this.#status = new Status({
      copy: button("Copy query", () => this.#copy(this.#text, "Query")),
      again: button("Ask Jira again", () => this.#check({ ask: true, again: true })),
    });
    this.#build(el);
    this.#stop = this.#listen(el);
    this.#sent = model.get("jql");
    this.#showAll();
    this.#begin();
    this.#takeKeyboard(el);
  }

  /** After a switch from the other face: its button is gone, and the text may be out of sight. */
  #takeKeyboard(el, frames = 100) {
    if (!this.#model.get("takes_keyboard") || !frames) return;
    if (!el.isConnected) {
      requestAnimationFrame(() => this.#takeKeyboard(el, frames - 1));
      return;
    }
    this.#model.set("takes_keyboard", false);
    this.#model.save_changes();
    el.scrollIntoView({ block: "nearest" });
    this.#field.focus();
  }

  get #text() {
    return this.#field.state.doc.toString();
  }

  /** Have the kernel search; nothing is asked of it twice. */
  run() {
    if (this.#runs.disabled) return true;
    this.#push();
    this.#copying.replaceChildren();
    this.#waitsFor = this.#kernel.tell("run", { kind: "run", text: this.#text });
    this.#waiting = setTimeout(() => {
      this.#waitsLong = true;
      this.#showRun();
    }, WAITING_MS);
    this.#showRun();
    return true;
  }

  close() {
    this.#push();
    this.#stop();
    this.#timers.forEach(clearTimeout);
    clearTimeout(this.#waiting);
    this.#kernel.close();
    this.#outcome.close();
    this.#field.destroy();
    this.#tips.close();
  }

  #build(el) {
    el.classList.add("jiraframe-jql");
    count += 1;
    const help = dom("p", { class: "jqe-spoken", id: `jqe-keys-${count}` }, KEYS);
    this.#tips = tipsPlace(`Suggestions and messages of JQL query ${count}`, () => this.#field);
    const box = dom("div", { class: "jqe-text" });
    const root = el.getRootNode();
    (root instanceof ShadowRoot ? root : document.body).append(this.#tips.element);
    const copies = button("Copy as Python", () => this.#copyPython());
    const bar = dom("div", { class: "jqe-bar" }, this.#runs, this.#status.element, copies, this.#opens);
    const card = dom("div", { class: "jqe-card" }, box, this.#problems, bar);
    el.append(card, this.#copying, this.#trouble, this.#outcome.element, this.#status.spoken, help);
    this.#field = textField({
      doc: this.#model.get("jql"),
      parent: box,
      tips: this.#tips.element,
      help: help.id,
      completion: completion(this.#model, this.#suggestions),
      run: () => this.run(),
      changed: (update) => this.#changed(update),
    });
  }

  #listen(el) {
    const inside = (event) => event.stopPropagation();
    EVENTS.forEach((name) => el.addEventListener(name, inside));
    for (const part of [el, this.#tips.element]) part.addEventListener("focusin", keepKeys);
    const heard = {
      "change:jql": () => this.#setText(this.#model.get("jql")),
      "change:checked": () => this.#showChecked(),
      "change:outcome": () => this.#showRun(true),
      "change:trouble": () => this.#showTrouble(),
      "change:has_builder": () => this.#showTrouble(),
      "msg:custom": (message) => this.#hear(message),
    };
    for (const [name, listener] of Object.entries(heard)) this.#model.on(name, listener);
    return () => {
      EVENTS.forEach((name) => el.removeEventListener(name, inside));
      for (const [name, listener] of Object.entries(heard)) this.#model.off(name, listener);
    };
  }

  #hear(message) {
    if (message.kind === "heard") this.#kernel.heard(message.id);
    if (message.kind === "suggested") {
      const wanted = this.#suggestions.answered(message.id, message.items);
      if (wanted) this.#failed = { text: this.#text, words: message.trouble };
      this.#showTrouble();
    }
  }

  /** The kernel, or another view of this widget, has another text. */
  #setText(text) {
    if (text === this.#sent) return; // our own, on its way back
    this.#sent = text;
    if (text === this.#text) return;
    this.#field.dispatch({
      changes: { from: 0, to: this.#field.state.doc.length, insert: text },
      annotations: fromKernel.of(true),
    });
  }

  #changed(update) {
    if (update.transactions.some((each) => each.annotation(fromKernel))) this.#sent = this.#text;
    this.#begin();
  }

  /** Check after a short pause, and by Jira after a longer one. */
  #begin() {
    this.#outcome.compare(this.#text);
    this.#showTrouble();
    this.#timers.forEach(clearTimeout);
    this.#timers = [
      setTimeout(() => this.#push() || this.#check({ ask: false }), CHECK_MS),
      setTimeout(() => this.#check({ ask: true }), ASK_MS),
      // Shows whether the kernel is still there while Jira takes its time.
      setInterval(() => this.#check({ ask: true }), AGAIN_MS),
    ];
    this.#showChecked();
  }

  /** Give the kernel the text. */
  #push() {
    const text = this.#text;
    if (text === this.#sent && text === this.#model.get("jql")) return;
    this.#sent = text;
    this.#model.set("jql", text);
    try {
      this.#model.save_changes();
    } catch {
      // The kernel is gone, as the check that follows finds out.
    }
  }

  #check({ ask, again = false }) {
    const { for: query, stage } = this.#model.get("checked");
    const settled = stage === "jira" || (stage === "unasked" && !again);
    if (query === this.#text && (settled || !ask)) return;
    this.#kernel.tell("check", { kind: "check", text: this.#text, ask, again });
    this.#showStanding();
  }

  #showAll() {
    this.#showTrouble();
    this.#showRun(true);
    this.#showChecked();
  }

  /** Show the answer for this very text; one for another text is out of date. */
  #showChecked() {
    const { for: query, problems, code } = this.#model.get("checked");
    if (query === this.#text) {
      this.#draw(query, problems);
      if (this.#wantsCode) this.#copy(code, "Python code");
      this.#wantsCode = false;
    }
    this.#showStanding();
  }

  #draw(query, problems) {
    const drawn = JSON.stringify([query, problems]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    // Nobody who has not begun yet is told of errors.
    const here = placed(query, query.trim() ? problems : []).map((problem) => ({ ...problem, query }));
    underline(this.#field, here);
    this.#problems.replaceChildren(...list(this.#field, here));
    this.#problems.hidden = !here.length;
  }

  #showStanding() {
    const checked = this.#model.get("checked");
    const running = this.#model.get("outcome").state === "running";
    const late = this.#kernel.late;
    if (checked.for !== this.#text && late) this.#draw("", []);
    this.#status.show(standing({ text: this.#text, checked, late, running }));
    this.#showRun();
  }

  #showRun(news = false) {
    const outcome = this.#model.get("outcome");
    if (this.#waitsFor && outcome.id === this.#waitsFor) {
      clearTimeout(this.#waiting);
      this.#waitsFor = "";
      this.#waitsLong = false;
      this.#kernel.heard(outcome.id);
    }
    const runs = outcome.state === "running";
    this.#runs.disabled = runs || this.#waitsFor !== "";
    write(this.#runs, runs ? "Running…" : this.#waitsLong ? "Waiting for the kernel…" : "Run");
    if (!news) return;
    this.#outcome.show(outcome);
    this.#outcome.compare(this.#text);
    if (outcome.state && !runs) this.#status.say(summary(outcome));
  }

  #showTrouble() {
    // With the next key Jira is asked again, and may answer.
    const failed = this.#failed.text === this.#text ? this.#failed.words : "";
    write(this.#trouble, this.#model.get("trouble") || failed);
    this.#opens.hidden = !this.#model.get("has_builder");
  }

  #openBuilder() {
    this.#push();
    this.#kernel.tell("builder", { kind: "open_builder", text: this.#text });
  }

  /** The code comes from the kernel with the check; a busy one gives it later. */
  #copyPython() {
    const { for: query, code } = this.#model.get("checked");
    this.#wantsCode = query !== this.#text;
    if (this.#wantsCode) {
      const words = "The Python code is shown as soon as the kernel answers.";
      this.#copying.replaceChildren(dom("p", { class: "jqe-note" }, words));
      this.#status.say(words);
    } else {
      this.#copy(code, "Python code");
    }
  }

  #copy(text, what) {
    copy(text, { place: this.#copying, what, said: this.#status.spoken });
  }
}
