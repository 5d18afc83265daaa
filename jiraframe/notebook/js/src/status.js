// What is known of the query, in one line, and never more than that.

import { dom, write } from "./dom.js";

/** Say how a text stands: { level, text, more, buttons }. */
export function standing({ text, checked, late, running }) {
  if (checked.for !== text) return unchecked(late, running);
  const errors = checked.problems.filter((problem) => problem.severity === "error").length;
  const found = counted(errors, "error") || counted(checked.problems.length, "warning");
  if (checked.stage === "here") {
    if (late) return unasked(late, running, found);
    return say(errors ? "error" : "pending", `Checked here only: ${found || "nothing wrong"}`);
  }
  if (checked.stage === "asking") {
    if (late) return unasked(late, running, found);
    return say(errors ? "error" : "pending", `${found || "Nothing wrong here"}, asking Jira…`);
  }
  if (checked.stage === "unasked") {
    const words = `Checked here only: ${found || "nothing wrong"}. Jira could not be asked.`;
    return say("doubt", words, reason(checked.error), ["again"]);
  }
  const count = checked.count && `, ${checked.count}`;
  if (errors && !text.trim()) return say("pending", NOTHING);
  if (errors) return say("error", `Checked by Jira: ${found}`);
  const level = found ? "doubt" : "ok";
  const verdict = `Checked by Jira: valid${found && `, ${found}`}${count}`;
  return say(level, verdict, checked.error ? reason(checked.error) : "");
}

const NOTHING = "No condition yet, and Jira wants one. Ctrl+Space lists what may stand here.";
const BUSY = "the kernel is busy or was restarted";
const KEEP = "If it was restarted, copy the query first: running the cell again shows the cell's own query.";

function unchecked(late, running) {
  if (running) return say("pending", "Not checked while the query runs", "", late ? ["copy"] : []);
  return late ? say("late", `Not checked: ${BUSY}.`, KEEP, ["copy"]) : say("pending", "Checking…");
}

function unasked(late, running, found) {
  if (running) return say("pending", `Checked here only while the query runs: ${found || "nothing wrong"}`);
  return say("late", `Checked here only: ${found || "nothing wrong"}. Jira was not asked: ${BUSY}.`, KEEP, ["copy"]);
}

const reason = ({ what, fix }) => [what, fix].filter(Boolean).join(" ");

const counted = (number, noun) => (number ? `${number} ${noun}${number > 1 ? "s" : ""}` : "");

const say = (level, text, more = "", buttons = []) => ({ level, text, more, buttons });

/** Shows where a text stands, and tells those who cannot see it once it is settled. */
export class Status {
  element = dom("div", { class: "jqe-status" });
  // Read aloud; what changes with every key is not written to it.
  spoken = dom("div", { class: "jqe-spoken", role: "status", "aria-live": "polite" });
  #text = dom("span", { class: "jqe-verdict" });
  #more = dom("span", { class: "jqe-more" });
  #buttons;

  constructor(buttons) {
    this.#buttons = buttons;
    this.element.append(this.#text, this.#more, ...Object.values(buttons));
  }

  show({ level, text, more, buttons }) {
    this.element.dataset.level = level;
    write(this.#text, text);
    write(this.#more, more);
    for (const [name, each] of Object.entries(this.#buttons)) each.hidden = !buttons.includes(name);
    if (level !== "pending") this.say([text, more].filter(Boolean).join(" "));
  }

  say(text) {
    write(this.spoken, text);
  }
}
