// The list at the cursor: names from the page's own catalogue, values from Jira when they come.

import { acceptCompletion, autocompletion, startCompletion } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { complete } from "./complete.js";

const TYPES = { field: "property", operator: "operator", function: "function", value: "constant" };
// After these something must follow, so the next list may open at once.
const GOES_ON = new Set(["field", "operator", "keyword"]);
const OPENS_OR_CLOSES = new Set(["(", ")", ",", "ASC", "DESC", "EMPTY"]);

/** Complete names by `model.get("names")`, and values by what `suggestions` finds. */
export function completion(model, suggestions) {
  const spot = (context) =>
    complete(context.state.doc.toString(), context.pos, model.get("names"));

  const names = (context) => {
    const found = spot(context);
    const remembered = found.valuesOf ? suggestions.known(found.valuesOf).items : [];
    const items = [...remembered.map(asValue), ...found.items];
    return wanted(context, found, items) ? result(found, items) : null;
  };

  const values = async (context) => {
    const found = spot(context);
    if (!found.valuesOf) return null;
    const known = suggestions.known(found.valuesOf);
    if (known.whole) return null; // the names have them
    const answer = await suggestions.ask(found.valuesOf, context);
    const shown = new Set(known.items.map((item) => item.insert));
    const fresh = (answer ?? []).filter((item) => !shown.has(item.insert)).map(asValue);
    return fresh.length ? result(found, fresh) : null;
  };

  return [
    autocompletion({
      override: [values, names],
      icons: false,
      activateOnTypingDelay: 40,
      updateSyncTime: 15,
      maxRenderedOptions: 60,
      addToOptions: [{ render: kindOf, position: 90 }],
    }),
    Prec.highest(keymap.of([{ key: "Tab", run: acceptCompletion }])),
    swallowSpace,
  ];
}

const asValue = (item) => ({ ...item, kind: "value" });

/** Open by itself only where it helps: a list that is in the way of Enter is none. */
function wanted(context, { start, end }, items) {
  if (context.explicit) return true;
  const typed = context.state.sliceDoc(start, end);
  if (items.length === 1 && items[0].insert.toLowerCase() === typed.toLowerCase()) return false;
  return typed !== "" || items.some((item) => item.kind === "value" || item.kind === "operator");
}

function result({ start, end }, items) {
  return { from: start, to: end, filter: false, options: items.map(option) };
}

function option(item) {
  const { label, detail, kind } = item;
  return { label, detail, type: TYPES[kind] ?? kind, apply: (view, _, from, to) => insert(view, item, from, to) };
}

/** Put an item in: the cursor goes between quotes that are still empty, or on to what follows. */
function insert(view, { insert: text, kind }, from, to) {
  const goesOn = GOES_ON.has(kind) && !OPENS_OR_CLOSES.has(text);
  const spaced = goesOn && view.state.sliceDoc(to, to + 1) !== " ";
  const hole = kind === "function" ? text.indexOf('""') : -1;
  const anchor = from + (hole >= 0 ? hole + 1 : text.length + (goesOn ? 1 : 0));
  view.dispatch({
    changes: { from, to, insert: spaced ? `${text} ` : text },
    selection: { anchor },
    userEvent: "input.complete",
    scrollIntoView: true,
  });
  if (goesOn) startCompletion(view);
  spaces.set(view, spaced ? anchor : -1);
}

// Somebody who types the space that is there already means no second one.
const spaces = new WeakMap();
const swallowSpace = [
  EditorView.inputHandler.of((view, from, to, text) => {
    const here = spaces.get(view) === from && from === to && text === " ";
    spaces.delete(view);
    return here;
  }),
];

/** Say in words what an option is; its colour says the same. */
function kindOf({ type }) {
  const kind = Object.keys(TYPES).find((name) => TYPES[name] === type) ?? type;
  const label = document.createElement("span");
  label.className = `jqe-kind jqe-kind-${kind}`;
  label.textContent = kind;
  return label;
}
