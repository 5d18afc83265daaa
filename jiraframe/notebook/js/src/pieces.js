// A query cut up to the cursor, kindly: a quote may be open, a custom field half written.
// The twin of jiraframe/jql/_complete_words.py.

const KEYWORDS = new Set(
  ("and or not in is empty null was changed before after from to on during order by asc desc cf")
    .split(" "),
);
const MARK_KINDS = { "&": "and", "&&": "and", "|": "or", "||": "or" };
const TOKEN = new RegExp(
  String.raw`[ \t\r\n]*(?:` +
    String.raw`((?:[^\x00-,/;<=>?@\[\]^{|}~\\\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]+` +
    String.raw`|\\(?:u[0-9A-Fa-f]{4}|[nrt"'\\ ]))+)` +
    String.raw`|(<=|>=|!=|!~|&&|\|\||[=<>~!&|(),\[\]])` +
    String.raw`|([^ \t\r\n]))`,
  "uy",
);
const QUOTED = {
  '"': /"[^"\\]*(?:\\(?:[^]|$)[^"\\]*)*(")?/uy,
  "'": /'[^'\\]*(?:\\(?:[^]|$)[^'\\]*)*(')?/uy,
};
const CUSTOM_FIELD =
  /[Cc][Ff](?:[ \t\r\n]*\[[ \t\r\n]*(?:[0-9]+[ \t\r\n]*(\])?)?|[ \t\r\n]*$)?/uy;
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|([^]))/gu;
const CONTROLS = { n: "\n", r: "\r", t: "\t" };
const BLANK_RUN = /[ \t\r\n]+/g;

/** Cut the piece at a place: {kind, start, end, form}; null at the end of the text. */
export function pieceAt(text, position) {
  const found = matchAt(TOKEN, text, position);
  if (!found) return null;
  const [, word, mark, other] = found;
  const end = position + found[0].length;
  const start = end - (word ?? mark ?? other).length;
  if (other in QUOTED) {
    const quoted = matchAt(QUOTED[other], text, start);
    return piece("value", start, quoted[0].length, quoted[1] ? "closed" : "open");
  }
  if (other !== undefined) return piece("bad", start, other.length, "closed");
  if (mark !== undefined) return piece(MARK_KINDS[mark] ?? mark, start, mark.length, "closed");
  const kind = wordKind(word);
  if (kind !== "cf") return piece(kind, start, word.length, "bare");
  const custom = matchAt(CUSTOM_FIELD, text, start);
  return piece("value", start, custom[0].length, custom[1] ? "closed" : "bare");
}

/** Cut a text into its pieces, from a place on. */
export function* pieces(text, position = 0) {
  for (let found = pieceAt(text, position); found; found = pieceAt(text, found.end)) yield found;
}

/** Find how far the piece that ends at the cursor goes on behind it. */
export function endOf(text, at, cursor) {
  const whole = pieceAt(text, at.start);
  if (at.form === "bare" || (whole.form === "closed" && !hasOpenQuote(text, whole.end))) {
    return Math.max(whole.end, cursor);
  }
  const following = pieceAt(text, cursor);
  return following?.start === cursor && following.form === "bare" ? following.end : cursor;
}

/** Give what a piece says, quotes and escapes undone. */
export function said(text, { start, end, form }) {
  const raw = text.slice(start, end);
  if (form === "open") return decode(raw.slice(1));
  if (matchAt(CUSTOM_FIELD, raw, 0)?.[0] === raw) return raw.replace(BLANK_RUN, "");
  return decode(raw[0] === '"' || raw[0] === "'" ? raw.slice(1, -1) : raw);
}

/** Give the words of a stretch with a single blank between them. */
export function phrase(text, start, end) {
  return text.slice(start, end).replace(BLANK_RUN, " ");
}

function piece(kind, start, length, form) {
  return { kind, start, end: start + length, form };
}

function matchAt(pattern, text, position) {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function wordKind(word) {
  const lower = word.toLowerCase();
  // Lower case makes "k" of the Kelvin sign too, which is no letter of a key word.
  if (!KEYWORDS.has(lower) || !/^[A-Za-z]+$/.test(word)) return "value";
  return lower === "null" ? "empty" : lower;
}

function hasOpenQuote(text, position) {
  for (const each of pieces(text, position)) if (each.form === "open") return true;
  return false;
}

function decode(raw) {
  return raw.replace(ESCAPE, (_, code, character) =>
    code ? String.fromCharCode(parseInt(code, 16)) : (CONTROLS[character] ?? character),
  );
}
