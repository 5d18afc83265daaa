// Elements with text in them. Nothing from Jira ever becomes markup.

/** Make an element: dom("button", { class: "x", onclick }, "text", child). */
export function dom(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Make a button that does something when it is pressed. */
export function button(text, onclick, properties = {}) {
  return dom("button", { type: "button", class: "jqe-button", onclick, ...properties }, text);
}

/** Change a text only where it is another: a live region reads what is written to it. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
