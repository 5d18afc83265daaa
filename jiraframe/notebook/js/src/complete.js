// What may stand at the cursor of a query in the writing; the twin of jiraframe/jql/_complete.py.

import { readNames } from "./names.js";
import { offers } from "./offers.js";
import { endOf, phrase, pieces, said } from "./pieces.js";
import { Place } from "./places.js";

// How well a name fits what has been typed.
const [IS, BEGINS, WORD_BEGINS, HOLDS, LACKS] = [0, 1, 2, 3, 4];
// What is likelier where names fit as well; a custom field stands between those of the system and
// the functions.
const KINDS = { field: 0, value: 0, function: 2, operator: 3, keyword: 4 };
const CUSTOM = 1;
const SUGGESTING = new Set(["operand", "was", "was not", "list", "predicate"]);
const SEPARATORS = " -_/.:()[]\"'&";

/**
 * Say what may stand at the cursor.
 *
 * Places are counted as JavaScript and CodeMirror count: in UTF-16 units, not in characters.
 *
 * @param {string} text - The query, as far as it is written.
 * @param {number} cursor - The place of the cursor.
 * @param {object} names - The site's names, as catalogue_data() writes them. They are read once:
 *   give another object when they change.
 * @returns {{start: number, end: number, items: {label: string, insert: string, kind: string,
 *   detail: string}[], valuesOf: ?{field: string, typed: string, predicate: ?string}}} The span
 *   to replace, the items for it, and where Jira itself could suggest values.
 */
export function complete(text, cursor, names) {
  const head = text.slice(0, cursor);
  const catalogue = readNames(names);
  const { place, run, word, lost } = read(head);
  if (lost) return { start: head.length, end: head.length, items: [], valuesOf: null };
  if (!word) return completions(place, [head.length, head.length], "", catalogue);
  const end = endOf(text, word, head.length);
  const quoted = word.form === "open";
  const here = completions(place, [word.start, end], said(head, word), catalogue, {
    namesOnly: quoted,
  });
  if (!run || quoted) return here;
  const typed = phrase(head, run.start, head.length);
  const longer = completions(run.place, [run.start, end], typed, catalogue, { worst: BEGINS });
  return longer.items.length || (longer.valuesOf && !here.items.length) ? longer : here;
}

/**
 * Read up to the cursor: the place, the words that may be one name, the word at the cursor; or
 * that the last character is one that no query holds, from which nothing follows.
 */
function read(head) {
  const place = new Place();
  let run = null;
  for (const piece of pieces(head)) {
    const grows = piece.form !== "closed" || (piece.kind === "!" && place.name === "operator");
    if (piece.end === head.length && grows) return { place, run, word: piece };
    if (piece.kind === "bad" && piece.end === head.length) return { lost: true };
    const bare = piece.form === "bare";
    if (!run && bare && place.naming) run = { start: piece.start, place: place.copy() };
    const stands = place.take(piece.kind, said(head, piece));
    // A key word in its place and a mark stand between two names.
    if (!bare || (stands && piece.kind !== "value")) run = null;
  }
  return { place, run, word: null };
}

function completions(place, [start, end], typed, catalogue, options = {}) {
  const { namesOnly = false, worst = HOLDS } = options;
  const lower = typed.toLowerCase();
  const ranked = offers(place, catalogue)
    .filter(({ item }) => !namesOnly || item.kind === "field" || item.kind === "value")
    .map((each) => ({ item: each.item, rank: rank(each, lower) }))
    .filter((each) => each.rank[0] <= worst)
    .sort((one, other) => byRank(one.rank, other.rank));
  const items = ranked.map((each) => each.item);
  return { start, end, items, valuesOf: valuesOf(place, typed, catalogue) };
}

/** Give what offers are sorted by; those that are equal stay as they are. */
function rank({ item, spellings }, typed) {
  if (!typed) return [BEGINS, 0, 0];
  const [fits, name] = fit(spellings, typed);
  if (fits === LACKS) return [LACKS, 0, 0];
  const custom =
    item.kind === "field" && [item.insert, ...spellings].some((each) => each.startsWith("cf["));
  return [fits, custom ? CUSTOM : KINDS[item.kind], [...name].length];
}

function byRank(one, other) {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}

/** Say how well an offer fits, and which of its names does. */
function fit(spellings, typed) {
  for (const name of spellings) {
    if (name.startsWith(typed)) return [name === typed ? IS : BEGINS, name];
  }
  return [fitInside(spellings[0], typed), spellings[0]];
}

function fitInside(label, typed) {
  let found = label.indexOf(typed);
  if (found < 0) return LACKS;
  while (found > 0 && !SEPARATORS.includes(label[found - 1])) {
    found = label.indexOf(typed, found + 1);
  }
  return found > 0 ? WORD_BEGINS : HOLDS;
}

function valuesOf({ name, field, predicate }, typed, catalogue) {
  const fields = catalogue.fieldsNamed(field);
  if (!SUGGESTING.has(name) || !fields.length) return null;
  if (predicate === "by") return { field, typed, predicate };
  if (!["", "from", "to"].includes(predicate)) return null;
  if (!fields.some((each) => each.suggests && !each.choices)) return null;
  return { field, typed, predicate: predicate || null };
}
