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

const block = (title) => {
  const box = make("div", "jf-text");
  const text = make("pre", "jf-source");
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

// Keys pressed in the form are its own: in a notebook "d d" would delete the cell. JupyterLab looks
// for the mark on the very element that has the keyboard.
const keepKeys = (el) => {
  const form = el.closest(".jf-builder");
  if (form) {
    form.addEventListener("focusin", ({ target }) => {
      target.setAttribute("data-lm-suppress-shortcuts", "true");
    });
  } else if (!el.isConnected) {
    requestAnimationFrame(() => keepKeys(el));
  }
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
  const code = block("Python");
  keepKeys(el);
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
