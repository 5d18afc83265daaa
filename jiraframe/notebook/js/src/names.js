// The names of a site's JQL, as jiraframe/notebook/editor/_names.py writes them, made ready once.

const read = new WeakMap();

/** Make the plain data of a catalogue ready: {fields, functions, fieldsNamed(name)}. */
export function readNames(names) {
  if (!read.has(names)) read.set(names, ready(names));
  return read.get(names);
}

/** Make an offer: what is shown, and the lower-case spellings that lead to it. */
export function offer(label, insert, kind, detail = "", also = []) {
  const spellings = [label, ...also].map((each) => each.toLowerCase());
  return { item: { label, insert, kind, detail }, spellings };
}

function ready({ operators, types, fields: rawFields, functions: rawFunctions }) {
  const byName = new Map();
  const fields = rawFields.map(
    ([name, insert, detail, also, operatorsAt, typesAt, flags, choices]) => ({
      offer: offer(name, insert, "field", detail, also),
      operators: operators[operatorsAt],
      types: types[typesAt],
      orderable: Boolean(flags & 1),
      searchable: Boolean(flags & 2),
      suggests: Boolean(flags & 4),
      choices: choices?.map(([label, text, said, others]) =>
        offer(label, text, "value", said, others),
      ),
    }),
  );
  for (const each of fields) {
    for (const name of new Set(each.offer.spellings)) {
      if (!byName.has(name)) byName.set(name, []);
      byName.get(name).push(each);
    }
  }
  const functions = rawFunctions.map(([label, insert, detail, typesAt, flags]) => ({
    offer: offer(label, insert, "function", detail),
    types: types[typesAt],
    givesList: Boolean(flags & 1),
    givesOne: Boolean(flags & 2),
  }));
  return { fields, functions, fieldsNamed: (name) => byName.get(name.toLowerCase()) ?? [] };
}
