// Speed, as ratios within one run: figures in seconds say more about the machine than about the program.
//
//     npm run bench -- [--rounds N]
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { editPolicy, randomPolicy } from "./random-policy.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string" } } });
const rounds = Number(values.rounds ?? 20);
const sample = "samples/mainline-measured/ima-policy";

/** Processor time of finished children, in clock ticks; undefined where the system does not tell. */
function childTicks() {
  if (!existsSync("/proc/self/stat")) return undefined;
  const fields = readFileSync("/proc/self/stat", "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[13]) + Number(fields[14]);
}

function measure(args) {
  const ticks = childTicks();
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  if (error !== undefined || status !== 0) throw new Error(`node ${args.join(" ")}: exit status ${status}`);
  const wall = performance.now() - start;
  return { wall, cpu: ticks === undefined ? Number.NaN : (childTicks() ?? 0) - ticks };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const sum = (list) => list.reduce((total, value) => total + value, 0);

const programs = {
  "node -e 0": ["-e", "0"],
  "imalint --version": ["dist/cli.cjs", "--version"],
  "imalint explain": ["dist/cli.cjs", "explain", "syntax/unknown-word"],
  "imalint check, one file": ["dist/cli.cjs", "check", sample],
};
const results = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++)
  for (const [name, args] of Object.entries(programs)) {
    const result = measure(args);
    // The first round only fills the caches of the system.
    if (round > 0) results[name].push(result);
  }
const base = results["node -e 0"];
console.log(`Start-up, as ratios to node -e 0 (${rounds} rounds in turn)\n                          wall   cpu`);
for (const [name, list] of Object.entries(results)) {
  const wall = median(list.map((result, at) => result.wall / base[at].wall));
  const cpu = sum(list.map((result) => result.cpu)) / sum(base.map((result) => result.cpu));
  console.log(`${name.padEnd(24)}  ${wall.toFixed(2)}  ${cpu.toFixed(2)}`);
}

const timed = (work) => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const importing = performance.now();
const { difference, Kernel, lint, parsePolicy, redundant, unreachable } = await import("../dist/index.js");
const loading = performance.now() - importing;
const text = readFileSync(sample, "utf8");
const first = timed(() => parsePolicy(text));
const second = timed(() => parsePolicy(text));
const checks = timed(() => lint([{ path: sample, text }]));
const node = median(base.map((result) => result.wall));
console.log("\nWhere the time of one check goes, as shares of node -e 0");
for (const [name, time] of [
  ["loading the library", loading],
  ["building the grammar", first - second],
  ["parsing", second],
  ["checks", checks - second],
])
  console.log(`${name.padEnd(24)}  ${(time / node).toFixed(3)}`);

const rules = text.split("\n").filter((line) => /^\w/.test(line));
const large = `${Array.from({ length: 100_000 }, (_, at) => rules[at % rules.length]).join("\n")}\n`;
const json = JSON.stringify(large.split("\n"));
const best = (work) => Math.min(...Array.from({ length: 5 }, () => timed(work)));
const parsing = best(() => parsePolicy(large)) / large.length;
const parsingJson = best(() => JSON.parse(json)) / json.length;
const linting = best(() => lint([{ path: "large", text: large }])) / large.length;
console.log(`\n100,000 rules, ${(large.length / 1e6).toFixed(1)} MB`);
console.log(
  `parsing                   ${(1e-3 / parsing).toFixed(1)} MB/s, ${(parsing / parsingJson).toFixed(1)} times JSON.parse of as many bytes`,
);
console.log(
  `parsing and checking      ${(1e-3 / linting).toFixed(1)} MB/s, ${(linting / parsing).toFixed(1)} times parsing alone`,
);

// Lists as labels, service accounts and many file systems make them: every rule has a hook or a condition, few decide
// nothing. Each question is asked of a list that was just parsed, as nothing is remembered of it then.
const kernel = new Kernel("7.2");
console.log("\nWhat a list means, as ratios to parsing it (best of 9; three random lists)");
for (const length of [1_000, 10_000]) {
  const rounds = length > 1_000 ? 1 : 9;
  for (const seed of [1, 2, 3]) {
    const lines = randomPolicy(length, seed);
    const [before, after] = [lines, editPolicy(lines, 10, seed)].map((list) => `${list.join("\n")}\n`);
    const bestOf = (ask) =>
      Math.min(
        ...Array.from({ length: rounds }, () => {
          const lists = [before, after].map((each) => parsePolicy(each).rules);
          return timed(() => ask(...lists));
        }),
      );
    const parse = Math.min(...Array.from({ length: 9 }, () => timed(() => parsePolicy(before))));
    let undecided = 0;
    const needless = bestOf((rules) => {
      undecided = unreachable(rules, kernel).undecided.length + redundant(rules, kernel).undecided.length;
    });
    let changes = 0;
    const compared = bestOf((old, now) => {
      const found = difference(old, now, kernel);
      changes = found.changes.length;
      undecided += found.undecided.length;
    });
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    console.log(
      `${String(length).padStart(6)} rules  unreachable + redundant ${(needless / parse).toFixed(0).padStart(4)}   difference of 10 edits ${(compared / parse).toFixed(0).padStart(4)} (${changes} changes)   undecided ${undecided}   ${((needless + compared) / 1e3).toFixed(1)} s, ${memory} MB`,
    );
  }
}
