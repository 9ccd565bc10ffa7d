// Feeds random and mutated texts to the built library. Any text must be taken without an exception, its findings must
// lie inside of it, its tree must print back as the text, and long texts must take time in proportion to their length.
//
//     npm run fuzz -- [--runs N] [--seed N] [--short]
import { readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { applyFixes, lint, parsePolicy, printPolicy, safeFixes } from "../dist/index.js";

const { values } = parseArgs({
  options: { runs: { type: "string" }, seed: { type: "string" }, short: { type: "boolean" } },
});
const runs = Number(values.runs ?? 200_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
console.log(`seed ${seed}, ${runs} texts`);

// mulberry32
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);
const pick = (list) => list[below(list.length)];

const samples = readdirSync("samples", { recursive: true, encoding: "utf8" })
  .filter((path) => /(?:^|\/)(?:ima-policy|before\.txt|after\.txt)$/.test(path))
  .map((path) => readFileSync(`samples/${path}`, "utf8"));
const words = [...new Set(samples.join(" ").split(/[ \n]+/))];
const odd = [
  "\0",
  "\r",
  "\t",
  "\v",
  "\ufeff",
  "\u00a0",
  "\ud800",
  "\udfff",
  "#",
  "=",
  "<",
  ">",
  "|",
  ",",
  "^",
  "\\",
  '"',
  "%",
  "\u{1f600}",
];

function character() {
  return random() < 0.5 ? pick(odd) : String.fromCharCode(below(random() < 0.8 ? 128 : 65536));
}

function mutated(text) {
  let result = text;
  for (let count = 1 + below(4); count > 0; count--) {
    const at = below(result.length + 1);
    const length = below(12);
    const insertion = pick([
      () => "",
      character,
      () => pick(words),
      () => ` ${pick(words)} `,
      () => result.slice(at, at + length).repeat(1 + below(3)),
      () => "\n",
    ])();
    result = result.slice(0, at) + insertion + result.slice(at + (random() < 0.5 ? length : 0));
  }
  return result;
}

function randomText() {
  const parts = [];
  for (let count = below(24); count > 0; count--)
    parts.push(pick([character, () => pick(words), () => " ", () => "\n", () => pick(words) + pick(odd)])());
  return parts.join("");
}

function fail(text, options, reason) {
  console.error(`failed with ${JSON.stringify(options)} on ${JSON.stringify(text.slice(0, 2000))}\n${reason}`);
  process.exit(1);
}

function verify(text, options) {
  try {
    const tree = parsePolicy(text, options.loader);
    if (printPolicy(tree.syntax) !== text) fail(text, options, "does not print back");
    const [file] = lint([{ path: "p", text }], options).files;
    const inside = ({ start, end }) =>
      start.offset >= 0 && start.offset <= end.offset && end.offset <= text.length && start.line <= end.line;
    for (const finding of file.findings) {
      const ranges = [finding.range, ...finding.related.map((place) => place.range)];
      for (const fix of finding.fixes) ranges.push(...fix.edits.map((edit) => edit.range));
      if (!ranges.every(inside)) fail(text, options, `range outside of the text: ${JSON.stringify(finding)}`);
      if (finding.message === "" || /undefined|\[object/.test(finding.message + (finding.help ?? "")))
        fail(text, options, `odd message: ${finding.message} ${finding.help}`);
    }
    const fixes = safeFixes(file.findings);
    if (fixes.length > 0) lint([{ path: "p", text: applyFixes(text, fixes).text }], options);
    return file.findings.length;
  } catch (error) {
    fail(text, options, error.stack);
  }
}

const kernels = [["5.4"], ["5.10"], ["6.1"], ["6.12"], ["7.2"], ["5.15", "6.6", "7.2"]];
const started = performance.now();
let findings = 0;
for (let run = 0; run < runs; run++) {
  const text = random() < 0.6 ? mutated(pick(samples)) : randomText();
  findings += verify(text, {
    kernels: pick(kernels),
    loader: random() < 0.5 ? "path" : "write",
    dialect: pick(["auto", "mainline", "digest-cache", "openeuler"]),
    ...(random() < 0.2
      ? { lsm: pick(["selinux", "smack", "apparmor", "none"]), kernelConfig: { CONFIG_IMA_APPRAISE_MODSIG: "n" } }
      : {}),
  });
}
console.log(`${runs} texts, ${findings} findings, ${((performance.now() - started) / 1000).toFixed(0)} s`);

// With --short the long texts are a tenth as long.
const size = values.short ? 1_000_000 : 10_000_000;

// Twice the length may take twice the time, and some more for the memory; not four times.
const long = {
  "one word": () => "a",
  blanks: () => " ",
  operators: () => "=",
  "bare operators": () => "= ",
  "one comment": () => "#",
  "short words in one line": () => "a ",
  "one rule that repeats itself": () => "pcr=1 ",
  "one rule with many actions": () => "measure ",
  NUL: () => "\0",
  "empty lines": () => "\n",
  "carriage returns": () => "\r",
  rules: () => "measure func=BPRM_CHECK uid=0\n",
  "wrong rules": () => "measure fnuc=BPRM_CHECK\n",
};
for (const [title, unit] of Object.entries(long)) {
  const isRule = unit().endsWith("\n") && unit().length > 1;
  const whole = isRule ? (size / 10) * unit().length : size;
  const times = [0.5, 1].map((part) => {
    const text = unit().repeat(Math.floor((whole * part) / unit().length));
    // Processor time: other programs may be busy.
    const start = process.cpuUsage();
    const tree = parsePolicy(text);
    if (printPolicy(tree.syntax) !== text) fail(title, {}, "does not print back");
    const [file] = lint([{ path: "p", text }]).files;
    if (file.findings.some(({ range }) => range.end.offset > text.length)) fail(title, {}, "range outside of the text");
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  const ratio = times[1] / times[0];
  const what = isRule ? `${size / 10} ${title}` : `${size / 1e6} MB of ${title}`;
  console.log(
    `${what}: parsed twice, printed and checked in ${(times[1] / 1000).toFixed(1)} s, ${ratio.toFixed(1)} times the half of it`,
  );
  if (times[1] > 3000 && ratio > 3.5) fail(title, {}, "not linear");
}
