// The colours of JQL. What is right or wrong, the kernel says.

import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { tags } from "@lezer/highlight";

const KEYWORDS = new Set(
  ("and or not in is was changed order by asc desc empty null after before during on from to")
    .split(" "),
);
const NUMBER = /^[+-]?\d+(\.\d+)?[a-zA-Z]?(?=[\s,()=<>!~]|$)/;
const WORD = /^(\\.|[^\s\\"'=!<>~()[\],&|])+/;
const OPERATOR = /^(!=|!~|<=|>=|&&|\|\||[=<>~!&|])/;
const BEFORE_OPERATOR = /^\s*(=|!=|~|!~|<|>|(in|not|is|was|changed)(?![^\s(]))/i;

function token(stream, state) {
  if (state.quote) return quoted(stream, state);
  if (stream.eatSpace()) return null;
  if (stream.match(/^["']/)) {
    state.quote = stream.current();
    return quoted(stream, state);
  }
  if (stream.match(OPERATOR)) return "operator";
  if (stream.match(/^cf\s*\[\s*\d+\s*\]/i)) return "propertyName";
  if (stream.match(NUMBER)) return "number";
  if (stream.match(WORD)) return word(stream);
  return stream.match(/^[()[\],]/) ? "punctuation" : (stream.next(), null);
}

function word(stream) {
  if (KEYWORDS.has(stream.current().toLowerCase())) return "keyword";
  if (stream.match(/^\s*\(/, false)) return "variableName.function";
  return stream.match(BEFORE_OPERATOR, false) ? "propertyName" : "variableName";
}

/** A quoted text may go on over lines; a quoted name in front of an operator is a field. */
function quoted(stream, state) {
  const rest = state.quote === '"' ? /^(\\.|[^"\\])*/ : /^(\\.|[^'\\])*/;
  stream.match(rest);
  if (!stream.eol() && stream.next() === state.quote) {
    state.quote = "";
    return stream.match(BEFORE_OPERATOR, false) ? "propertyName" : "string";
  }
  stream.skipToEnd();
  return "string";
}

const jql = StreamLanguage.define({
  name: "jql",
  startState: () => ({ quote: "" }),
  copyState: (state) => ({ ...state }),
  token,
  languageData: { closeBrackets: { brackets: ["(", '"', "'"] } },
});

// The colours themselves are in jql_editor.css, for light and dark.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--jqe-keyword)", fontWeight: "600" },
  { tag: tags.string, color: "var(--jqe-string)" },
  { tag: tags.number, color: "var(--jqe-number)" },
  { tag: tags.operator, color: "var(--jqe-operator)" },
  { tag: tags.punctuation, color: "var(--jqe-operator)" },
  { tag: tags.propertyName, color: "var(--jqe-field)" },
  { tag: tags.function(tags.variableName), color: "var(--jqe-function)" },
]);

export const language = [jql, syntaxHighlighting(colours)];
