// How the last run went: a sentence, what is worth knowing, the first rows.

import { dom, write } from "./dom.js";

/** Shows `outcome`, and counts the seconds while a run is under way. */
export class Outcome {
  element = dom("section", { class: "jqe-outcome", "aria-label": "Result", hidden: true });
  #timer = null;
  #query = "";
  #other = dom("p", { class: "jqe-other", hidden: true });

  /** Say that the rows are those of another query than the text, where they are. */
  compare(text) {
    this.#other.hidden = !this.#query || this.#query === text;
    this.element.dataset.other = String(!this.#other.hidden);
    write(this.#other, this.#other.hidden ? "" : `Before the last change: ${this.#query}`);
  }

  show(outcome) {
    clearInterval(this.#timer);
    this.#query = outcome.query ?? "";
    this.element.hidden = !outcome.state;
    if (!outcome.state) return;
    this.element.dataset.state = outcome.state;
    const headline = dom("p", { class: "jqe-headline" });
    this.element.replaceChildren(this.#other, headline, ...details(outcome));
    if (outcome.state === "running") this.#count(headline);
    else write(headline, outcome.headline);
  }

  close() {
    clearInterval(this.#timer);
  }

  #count(headline) {
    const begun = Date.now();
    const tick = () => {
      const seconds = Math.floor((Date.now() - begun) / 1000);
      const stop = seconds >= 3 ? "; interrupt the kernel to stop and keep the rows read" : "";
      write(headline, `Running, ${seconds} s${stop}`);
    };
    tick();
    this.#timer = setInterval(tick, 1000);
  }
}

/** Say in one sentence how a run ended. */
export function summary({ headline, notes, fix }) {
  return [headline, ...(notes ?? []), fix].filter(Boolean).join(". ");
}

function details({ notes, fix, where, preview }) {
  return [
    ...(notes ?? []).map((note) => dom("p", { class: "jqe-note" }, note)),
    fix ? dom("p", { class: "jqe-note" }, fix) : null,
    preview ? table(preview) : null,
    where
      ? dom("p", { class: "jqe-where" }, "The frame is ", dom("code", {}, where), left(preview))
      : null,
  ].filter(Boolean);
}

const left = (preview) => (preview?.left_out ? `, with ${preview.left_out}` : null);

function table({ columns, rows }) {
  const cells = (name, texts, extra) => texts.map((text) => dom(name, { ...extra, title: text }, text));
  const head = dom("tr", {}, ...cells("th", columns, { scope: "col" }));
  const body = rows.map((row) => dom("tr", {}, ...cells("td", row)));
  return dom(
    "div",
    // It scrolls sideways, by keyboard too.
    { class: "jqe-rows", tabindex: "0", role: "region", "aria-label": "First rows" },
    dom("table", {}, dom("thead", {}, head), dom("tbody", {}, ...body)),
  );
}
