// What is wrong with the query: under the text, and as a list below it.

import { setDiagnostics } from "@codemirror/lint";
import { button, dom } from "./dom.js";

// A list that is longer than the page helps nobody.
const LISTED = 12;

/** Give the problems of a text with places as the page counts them. */
export function placed(text, problems) {
  const units = unitsOf(text);
  return problems.map((problem) => {
    if (problem.start == null) return { ...problem, from: null, to: null };
    const from = units(problem.start);
    return { ...problem, from, to: Math.max(from, units(problem.end ?? problem.start)) };
  });
}

/** Python counts characters, the page UTF-16 units. */
function unitsOf(text) {
  const ends = [0];
  for (const character of text) ends.push(ends.at(-1) + character.length);
  return (place) => ends[Math.min(place, ends.length - 1)];
}

/** Draw lines under the text of an editor, with message and fixes where the mouse rests. */
export function underline(view, problems) {
  const length = view.state.doc.length;
  const diagnostics = problems
    .filter((problem) => problem.from !== null)
    .map((problem) => ({
      // What is missing at the end is shown at the last character.
      from: Math.min(problem.from, Math.max(0, length - (problem.from === problem.to ? 1 : 0))),
      to: Math.min(Math.max(problem.to, problem.from + 1), length),
      severity: problem.severity,
      message: problem.message,
      renderMessage: () => words(problem),
      actions: problem.fixes.map((fix) => ({
        name: fix.label,
        apply: () => applyFix(view, problem, fix),
      })),
    }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Show the problems as a list: each goes to its place, each fix is a button. */
export function list(view, problems) {
  const more = problems.length - LISTED;
  const rest = more > 0 ? [dom("li", { class: "jqe-problem jqe-hint" }, `and ${more.toLocaleString("en")} more`)] : [];
  return [...problems.slice(0, LISTED).map((problem) => line(view, problem)), ...rest];
}

function line(view, problem) {
  return dom(
    "li",
    { class: "jqe-problem", "data-severity": problem.severity },
    dom("span", { class: "jqe-severity" }, problem.severity === "error" ? "Error" : "Warning"),
    problem.from === null
      ? words(problem)
      : dom("button", { type: "button", class: "jqe-place", onclick: () => go(view, problem) }, words(problem)),
    ...problem.fixes.map((fix) => button(fix.label, () => applyFix(view, problem, fix))),
  );
}

function words({ message, hint }) {
  return dom(
    "span",
    { class: "jqe-words" },
    message,
    hint ? dom("span", { class: "jqe-hint" }, ` ${hint}`) : null,
  );
}

function go(view, { from, to }) {
  view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  view.focus();
}

function applyFix(view, { from, to, query }, { insert }) {
  // A problem of another text has another place.
  if (view.state.doc.toString() === query) {
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: "input.fix",
    });
  }
  view.focus();
}
