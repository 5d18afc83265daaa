// Reads queries with the parser of Jira's own editor: a JSON list on standard input, and for each
// {"error": position or null, "tree": ...} on standard output, in the shape of jql_shape.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { JastBuilder } = createRequire(import.meta.url)("@atlaskit/jql-ast");

const LETTERS = { n: "\n", r: "\r", t: "\t" };
// The editor's tree leaves escapes as they are, or drops the backslash; servers undo them.
const decoded = ({ text }) =>
  text
    .replace(/^(["'])([^]*)\1$/, "$2")
    .replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code, sign) =>
      code ? String.fromCharCode(parseInt(code, 16)) : (LETTERS[sign] ?? sign),
    );
const spaced = (text) => text.toLowerCase().split(/[ \t\r\n]+/).join(" ");

const property = ({ key, path }) => [decoded(key), (path ?? []).map(decoded).join("")];
const field = ({ text, properties }) => {
  const custom = /^cf\s*\[\s*(\d+)\s*\]/i.exec(text);
  const name = custom ? `cf[${custom[1]}]` : decoded({ text });
  return [name, (properties ?? []).map(property)];
};
const operand = (node) =>
  ({
    value: () => ["value", decoded(node)],
    keyword: () => ["empty"],
    function: () => ["call", decoded(node.function), node.arguments.map(decoded)],
    list: () => ["list", node.values.map(operand)],
  })[node.operandType]();
const clause = (node) =>
  ({
    compound: () => [node.operator.value, node.clauses.map(clause)],
    not: () => ["not", clause(node.clause)],
    terminal: () => [
      "is",
      field(node.field),
      spaced(node.operator.value),
      node.operand ? operand(node.operand) : null,
      node.predicates.map((part) => [part.operator.value, operand(part.operand)]),
    ],
  })[node.clauseType]();
const key = (node) => [field(node.field), node.direction?.value.toLowerCase() ?? null];
const query = ({ where, orderBy }) => [
  where ? clause(where) : null,
  (orderBy?.fields ?? []).map(key),
];

const answer = (text) => {
  const { query: tree, errors } = new JastBuilder().build(text);
  return errors.length
    ? { error: errors[0].start, tree: null }
    : { error: null, tree: tree ? query(tree) : [null, []] };
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
