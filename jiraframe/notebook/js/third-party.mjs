// Prints the notice for what esbuild put in a bundle: node third-party.mjs METAFILE.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const INTRODUCTION = `jql_editor.js holds code of these packages besides jiraframe's own.
`;

const [metafile] = process.argv.slice(2);
const { outputs } = JSON.parse(readFileSync(metafile, "utf8"));
const bundled = Object.values(outputs).flatMap(({ inputs }) =>
  Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path),
);
const folders = new Set(
  bundled.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean),
);

console.log(INTRODUCTION);
for (const folder of [...folders].sort()) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file`);
  const text = readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  console.log(`${"=".repeat(79)}\n${name} ${version} (${license})\n\n${text}\n`);
}
