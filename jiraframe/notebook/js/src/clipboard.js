// Copying, also where the page may not use the clipboard.

import { button, dom, write } from "./dom.js";

/** Copy a text; where that is not allowed, show it selected, ready for the keyboard. */
export async function copy(text, { place, what, said }) {
  place.replaceChildren();
  try {
    await navigator.clipboard.writeText(text);
    write(said, `${what} copied`);
  } catch {
    // Frames of notebooks often block it; what the browser says about it helps nobody.
    const field = dom("textarea", { readonly: true, rows: Math.min(8, text.split("\n").length) });
    field.value = text;
    const keys = navigator.platform.startsWith("Mac") ? "Cmd+C" : "Ctrl+C";
    const label = dom("label", {}, dom("span", {}, `${what}: press ${keys} to copy`), field);
    const close = button("Close", () => place.replaceChildren());
    place.append(dom("div", { class: "jqe-copy" }, label, close));
    field.focus();
    field.select();
    write(said, `The clipboard is blocked. ${what} is selected: press ${keys}`);
  }
}
