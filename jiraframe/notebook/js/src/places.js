// Where in a query one stands: a small machine that reads pieces and forgives.
// The twin of jiraframe/jql/_complete_places.py.

const WAS_PREDICATES = ["after", "before", "on", "during", "by"];
const CHANGED_PREDICATES = [...WAS_PREDICATES, "from", "to"];

const CLAUSE = { value: "operator", not: "clause", "!": "clause", "(": "clause" };
// Each place, and the place behind each piece that may stand there.
const NEXT = {
  start: CLAUSE,
  clause: CLAUSE,
  operator: {
    ...all(["=", "!=", "~", "!~", "<", ">", "<=", ">="], "operand"),
    in: "in",
    not: "not",
    is: "is",
    was: "was",
    changed: "after",
    "[": "key",
  },
  key: { "]": "operator" },
  not: { in: "in" },
  is: { not: "is not", empty: "after" },
  "is not": { empty: "after" },
  was: { not: "was not", in: "in", value: "after", empty: "after" },
  "was not": { in: "in", value: "after", empty: "after" },
  operand: { value: "after", empty: "after" },
  in: { "(": "list", value: "function" },
  function: { "(": "arguments" },
  arguments: { ")": "after" },
  list: { value: "after", empty: "after", "(": "list" },
  listed: { ",": "list", ")": "after", "(": "arguments" },
  after: {
    ")": "after",
    "(": "arguments",
    ...all(CHANGED_PREDICATES, "predicate"),
  },
  predicate: { value: "after", empty: "after", "(": "list" },
  order: { by: "sort" },
  sort: { value: "sorted" },
  sorted: { asc: "directed", desc: "directed", ",": "sort", "[": "sort key" },
  "sort key": { "]": "sorted" },
  directed: { ",": "sort" },
};
// What begins something new wherever it stands.
const AFRESH = { and: "clause", or: "clause", order: "order" };
const NAMING = new Set([
  "start", "clause", "operand", "was", "was not", "list", "predicate", "sort",
]);

/** A place in a query, between two pieces. */
export class Place {
  name = "start";
  field = "";
  operator = "";
  predicate = "";
  brackets = 0;
  lists = 0;
  callable = false;

  /** Whether a field or a value may stand here. */
  get naming() {
    return NAMING.has(this.name);
  }

  /** The predicates that the operator takes. */
  get predicates() {
    if (this.operator.startsWith("was")) return WAS_PREDICATES;
    return this.operator === "changed" ? CHANGED_PREDICATES : [];
  }

  copy() {
    return Object.assign(new Place(), this);
  }

  /** Go on behind a piece; say whether it may stand here. What may not changes nothing. */
  take(kind, said) {
    const following = NEXT[this.name][kind] ?? AFRESH[kind];
    if (following === undefined || !this.#fits(kind)) return false;
    this.#note(kind, said);
    this.#count(kind, following);
    this.callable = kind === "value" && following === "after";
    this.name = following === "after" && this.lists > 0 ? "listed" : following;
    return true;
  }

  #fits(kind) {
    if (this.name === "after") {
      if (kind === ")") return this.brackets > 0;
      if (CHANGED_PREDICATES.includes(kind)) return this.predicates.includes(kind);
    }
    return kind !== "(" || !["after", "listed"].includes(this.name) || this.callable;
  }

  #note(kind, said) {
    const after = this.name === "after";
    if (["start", "clause"].includes(this.name) && kind === "value") {
      [this.field, this.operator, this.predicate] = [said, "", ""];
    } else if (kind === "[") {
      this.field = "";
    } else if (this.name === "operator") {
      this.operator = kind;
    } else if (kind === "not" || kind === "in") {
      this.operator = `${this.operator} ${kind}`.trimStart();
    } else if (after && CHANGED_PREDICATES.includes(kind)) {
      this.predicate = kind;
    } else if (after && kind === ")") {
      this.operator = "";
    }
  }

  #count(kind, following) {
    if (kind in AFRESH) this.lists = 0;
    else if (kind === "(" && following === "list") this.lists += 1;
    else if (kind === "(" && following === "clause") this.brackets += 1;
    else if (kind === ")" && this.name === "listed") this.lists -= 1;
    else if (kind === ")" && this.name === "after") this.brackets -= 1;
  }
}

function all(kinds, place) {
  return Object.fromEntries(kinds.map((kind) => [kind, place]));
}
