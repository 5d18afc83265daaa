// Where lists and messages at the text hang: at the end of the page, where nothing clips them.

import { dom } from "./dom.js";

/** Make the place: { element, close }. `field` gives the editor that it belongs to. */
export function tipsPlace(label, field) {
  const element = dom("div", { class: "jiraframe-jql-tips", role: "region", "aria-label": label });
  // What scrolls must take the focus; it gives it back, for the keys belong to the text.
  const observer = new MutationObserver(() => {
    for (const list of element.querySelectorAll("ul:not([tabindex])")) list.tabIndex = 0;
  });
  observer.observe(element, { childList: true, subtree: true });
  element.addEventListener("focusin", ({ target }) => target.localName === "ul" && field().focus());
  const close = () => {
    observer.disconnect();
    element.remove();
  };
  return { element, close };
}
