// What may stand at a place of a query, from the names of a site.
// The twin of jiraframe/jql/_complete_offers.py.

import { offer } from "./names.js";

const OPERATORS = [
  "=", "!=", "<", ">", "<=", ">=", "~", "!~", "IN", "NOT IN", "IS", "IS NOT",
  "WAS", "WAS NOT", "WAS IN", "WAS NOT IN", "CHANGED",
];
// The words and marks that may stand at a place whatever the field is.
const WORDS = {
  start: ["NOT", "(", "ORDER BY"],
  clause: ["NOT", "("],
  is: ["EMPTY"],
  "is not": ["EMPTY"],
  was: ["EMPTY"],
  "was not": ["EMPTY"],
  in: ["("],
  function: ["("],
  list: ["EMPTY"],
  listed: [",", ")"],
  predicate: ["EMPTY", "("],
  order: ["BY"],
  sorted: ["ASC", "DESC", ","],
  directed: [","],
};
// The words that make a longer operator of the one before.
const LONGER = {
  not: { IN: [] },
  is: { NOT: ["IS NOT"] },
  was: { NOT: ["WAS NOT", "WAS NOT IN"], IN: ["WAS IN"] },
  "was not": { IN: ["WAS NOT IN"] },
};
const FIELDS = new Set(["start", "clause", "sort"]);
const OPERANDS = new Set(["operand", "in", "was", "was not", "list", "predicate"]);
const ANYTHING = "java.lang.Object";
const DATE = ["java.util.Date"];
const PREDICATE_TYPES = {
  by: ["com.atlassian.jira.user.ApplicationUser"],
  after: DATE,
  before: DATE,
  on: DATE,
  during: DATE,
};

/** Say what may stand at a place: a list of {item, spellings}. */
export function offers(place, names) {
  const fields = names.fieldsNamed(place.field);
  const operand = OPERANDS.has(place.name);
  return [
    ...(FIELDS.has(place.name) ? fieldsFor(place, names) : []),
    ...(operand ? choicesFor(place, fields) : []),
    ...(operand ? functionsFor(place, fields, names) : []),
    ...operatorsFor(place, fields).map((word) => offer(word, word, "operator")),
    ...keywordsFor(place).map((word) => offer(word, word, "keyword")),
  ];
}

function fieldsFor(place, names) {
  const fits = place.name === "sort" ? (each) => each.orderable : (each) => each.searchable;
  return names.fields.filter(fits).map((each) => each.offer);
}

function choicesFor(place, fields) {
  if (place.name === "in" || !["", "from", "to"].includes(place.predicate)) return [];
  const different = new Map();
  for (const choice of fields.flatMap((each) => each.choices ?? [])) {
    const key = JSON.stringify([choice.item, choice.spellings]);
    if (!different.has(key)) different.set(key, choice);
  }
  return [...different.values()];
}

function functionsFor(place, fields, names) {
  const wanted = PREDICATE_TYPES[place.predicate] ?? typesOf(fields);
  return names.functions
    .filter((each) => givesEnough(each, place) && sharesType(each.types, wanted))
    .map((each) => each.offer);
}

function typesOf(fields) {
  const known = fields.every((each) => each.types.length > 0);
  return known ? fields.flatMap((each) => each.types) : [];
}

function givesEnough(each, place) {
  if (place.name === "in") return each.givesList;
  return each.givesOne || place.name === "list" || place.name === "predicate";
}

function sharesType(types, wanted) {
  const unsure = [types, wanted].some((each) => !each.length || each.includes(ANYTHING));
  return unsure || types.some((each) => wanted.includes(each));
}

function operatorsFor(place, fields) {
  let known = fields.flatMap((each) => each.operators.map((name) => name.toUpperCase()));
  if (!known.length || fields.some((each) => !each.operators.length)) known = OPERATORS;
  if (place.name === "operator") return [...new Set(known)];
  return Object.entries(LONGER[place.name] ?? {})
    .filter(([, makes]) => !makes.length || makes.some((each) => known.includes(each)))
    .map(([word]) => word);
}

function keywordsFor(place) {
  if (place.name === "after") {
    const closing = place.brackets ? ")" : "ORDER BY";
    return [...place.predicates.map((name) => name.toUpperCase()), "AND", "OR", closing];
  }
  if (place.name === "operand" && ["=", "!=", "~", "!~"].includes(place.operator)) {
    return ["EMPTY"];
  }
  return WORDS[place.name] ?? [];
}
