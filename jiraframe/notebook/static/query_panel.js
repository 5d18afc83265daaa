// A query as JQL and as Python, what is known of it, and what a run gave. All of it is set as text.

const make = (tag, name, text = "") => {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
};

const select = (element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
};

// Inside frames of other pages the clipboard is often closed: the text is selected then.
const copy = async (element) => {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return "Copied";
  } catch {
    select(element);
    return document.execCommand("copy") ? "Copied" : "Selected: press Ctrl+C";
  }
};

const block = (title, name = "") => {
  const box = make("div", "jf-text");
  const text = make("pre", `jf-source ${name}`.trim());
  text.tabIndex = 0;
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", title);
  const told = make("span", "jf-copied");
  told.setAttribute("role", "status");
  const button = make("button", "jf-copy", "Copy");
  button.type = "button";
  button.setAttribute("aria-label", `Copy ${title}`);
  button.addEventListener("click", async () => {
    told.textContent = await copy(text);
    setTimeout(() => {
      told.textContent = "";
    }, 2500);
  });
  const head = make("div", "jf-text-head");
  head.append(make("span", "jf-text-title", title), told, button);
  box.append(head, text);
  return { box, text };
};

const list = (name) => {
  const element = make("ul", name);
  element.hidden = true;
  return {
    element,
    fill(items) {
      element.replaceChildren(...items);
      element.hidden = items.length === 0;
    },
  };
};

const problem = ({ message, severity, where }) => {
  const item = make("li", `jf-problem jf-${severity === "warning" ? "warning" : "error"}`);
  item.append(make("span", "jf-message", `${severity === "warning" ? "Doubt" : "Error"}: ${message}`));
  if (where) {
    const place = make("pre", "jf-where", where);
    // It may have to be scrolled, which takes the keyboard to it.
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Where in the query");
    item.append(place);
  }
  return item;
};

const row = (tag, texts) => {
  const line = make("tr", "");
  line.append(...texts.map((text) => make(tag, "", text)));
  return line;
};

const table = ({ columns, rows, left_out: leftOut }) => {
  const box = make("div", "jf-table");
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "First rows");
  const element = make("table", "");
  const head = make("thead", "");
  head.append(row("th", columns));
  const body = make("tbody", "");
  body.append(...rows.map((texts) => row("td", texts)));
  element.append(head, body);
  box.append(element);
  return leftOut ? [box, make("p", "jf-left-out", leftOut)] : [box];
};

const outcome = (told, jql) => {
  const parts = [];
  if (told.query !== jql) {
    parts.push(make("p", "jf-note", `Before the last change: ${told.query}`));
  }
  const where = told.where ? ` · ${told.where}` : "";
  parts.push(make("p", "jf-headline", `${told.headline}${where}`));
  parts.push(...told.notes.map((note) => make("p", "jf-note", note)));
  if (told.fix) {
    parts.push(make("p", "jf-note", told.fix));
  }
  return told.preview ? [...parts, ...table(told.preview)] : parts;
};

// A message of its own would overtake the last letters, which wait for the kernel: Enter goes along
// with the text, as a character that nobody types. The form in Python knows it.
const ENTER = "\u2028";

const putIn = (event) => {
  const { key, target } = event;
  if (key === "Enter" && !event.isComposing && target.matches(".jf-many input") && target.value) {
    event.preventDefault();
    event.stopImmediatePropagation();
    target.value += ENTER;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

// A browser takes the keyboard from a button that is disabled, as Run is while it runs, and does not
// give it back: Enter would not run again, and Tab would begin elsewhere.
const keepPlace = (form) => {
  let left = null;
  const take = ({ target }) => {
    if (target.disabled) {
      left = document.activeElement === target ? target : left;
    } else if (target === left) {
      left = null;
      // Whoever has gone elsewhere meanwhile stays there.
      if (document.activeElement === document.body) target.focus({ preventScroll: true });
    }
  };
  const watch = new MutationObserver((changes) => changes.forEach(take));
  watch.observe(form, { subtree: true, attributeFilter: ["disabled"] });
};

// Keys pressed in the form are its own: in a notebook "d d" would delete the cell. JupyterLab looks
// for the mark on the very element that has the keyboard.
const keepKeys = (el) => {
  const form = el.closest(".jf-builder");
  if (form) {
    keepPlace(form);
    form.addEventListener("keydown", putIn, true);
    form.addEventListener("focusin", ({ target }) => {
      target.setAttribute("data-lm-suppress-shortcuts", "true");
      if (target.closest(".jf-search")) {
        // The list holds what fits the text: without it, all is offered, and typing begins anew.
        target.select();
      }
    });
  } else if (!el.isConnected) {
    requestAnimationFrame(() => keepKeys(el));
  }
};

// After a switch from the other face: its button is gone, and the form may be out of sight. The rest
// of the form comes after the panel, or before it; one that never comes is not waited for.
const takeKeyboard = (model, el, frames = 100) => {
  if (!model.get("takes_keyboard") || !frames) return;
  const form = el.isConnected && el.closest(".jf-builder");
  const first = form && form.querySelector(".jf-form, .jf-options")?.querySelector("select, input");
  if (!first) {
    requestAnimationFrame(() => takeKeyboard(model, el, frames - 1));
    return;
  }
  model.set("takes_keyboard", false);
  model.save_changes();
  form.scrollIntoView({ block: "nearest" });
  first.focus();
};

const render = ({ model, el }) => {
  el.classList.add("jf-panel");
  const trouble = make("p", "jf-trouble");
  trouble.setAttribute("role", "alert");
  const status = make("p", "jf-status");
  status.setAttribute("role", "status");
  const notes = list("jf-notes");
  const problems = list("jf-problems");
  const result = make("div", "jf-outcome");
  result.setAttribute("role", "status");
  const jql = block("JQL");
  const code = block("Python", "jf-code");
  keepKeys(el);
  takeKeyboard(model, el);
  el.append(status, trouble, notes.element, problems.element, jql.box, code.box, result);

  const show = {
    "jql code": () => {
      jql.text.textContent = model.get("jql");
      code.text.textContent = model.get("code");
    },
    "state words trouble notes problems": () => {
      status.dataset.state = model.get("state");
      status.textContent = model.get("words");
      trouble.textContent = model.get("trouble");
      trouble.hidden = !model.get("trouble");
      notes.fill(model.get("notes").map((each) => make("li", "jf-note", each)));
      problems.fill(model.get("problems").map(problem));
    },
    "outcome jql": () => {
      const told = model.get("outcome");
      result.dataset.state = told.state ?? "";
      result.replaceChildren(...(told.state ? outcome(told, model.get("jql")) : []));
      result.hidden = !told.state;
    },
  };
  const heard = Object.entries(show).map(([names, listen]) => {
    const events = names.split(" ").map((name) => `change:${name}`).join(" ");
    model.on(events, listen);
    listen();
    return () => model.off(events, listen);
  });
  return () => heard.forEach((stop) => stop());
};

export default { render };
