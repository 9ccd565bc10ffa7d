// Latency of the language server, of a real process over standard input and output. Times are told as ratios to lint()
// of the same documents from scratch in a warm process, and in milliseconds of this machine.
//
//     node scripts/bench-lsp.mjs [--edits N] [--rules 1000,10000] [--profile FOLDER]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { lint } from "../dist/index.js";
import { LspClient } from "./lsp-client.mjs";
import { randomFrom, randomPolicy } from "./random-policy.mjs";

const { values } = parseArgs({
  options: { edits: { type: "string" }, rules: { type: "string" }, profile: { type: "string" } },
});
const edits = Number(values.edits ?? 300);
const sizes = (values.rules ?? "1000,10000").split(",").map(Number);
const root = fileURLToPath(new URL("..", import.meta.url));

const sorted = (list) => [...list].sort((a, b) => a - b);
const at = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];
const median = (list) => at(list, 0.5);

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "imalint-bench-"));
  return work(folder).finally(() => rmSync(folder, { recursive: true, force: true }));
}

const show = (name, times, scratch) =>
  console.log(
    `${name.padEnd(26)}${[median(times), at(times, 0.95)].map((time) => `${(time / scratch).toFixed(2).padStart(6)} (${time.toFixed(1)} ms)`).join("  95 %:")}`,
  );

async function measure(rules, count) {
  await inFolder(async (folder) => {
    const policyPath = join(folder, "ima-policy");
    const confPath = join(folder, "digest-cache.conf");
    const conf = readFileSync(`${root}samples/boots/deadlock/digest-cache.conf`, "utf8");
    const lines = [
      "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig",
      "appraise func=BPRM_CHECK digest_cache=data",
      ...randomPolicy(rules - 2, 1),
    ];
    const text = `${lines.join("\n")}\n`;
    writeFileSync(policyPath, text);
    writeFileSync(confPath, conf);
    const documents = (policy) => [
      { path: policyPath, text: policy, language: "ima-policy" },
      { path: confPath, text: conf, language: "digest-cache" },
    ];
    const timed = (policy) => {
      const start = performance.now();
      lint(documents(policy));
      return performance.now() - start;
    };
    for (let round = 0; round < 3; round++) timed(text);
    const scratch = median(Array.from({ length: rules > 1000 ? 3 : 15 }, (_, round) => timed(`${text}# ${round}\n`)));

    const profile = values.profile === undefined ? [] : ["--cpu-prof", "--cpu-prof-dir", values.profile];
    const client = new LspClient(profile);
    await client.start(folder);
    const uri = pathToFileURL(policyPath).href;
    client.open(pathToFileURL(confPath).href, "digest-cache", conf);
    client.open(uri, "ima-policy", text);
    await client.last(uri, 1);

    const random = randomFrom(1);
    let version = 1;
    let place;
    // One character is typed somewhere, and the next edit takes it back.
    const edit = () => {
      const isTyped = place === undefined;
      const line = Math.floor(random() * lines.length);
      place ??= { line, character: Math.floor(random() * (lines[line].length + 1)) };
      const end = isTyped ? place : { ...place, character: place.character + 1 };
      const contentChanges = [{ range: { start: place, end }, text: isTyped ? "1" : "" }];
      client.notify("textDocument/didChange", { textDocument: { uri, version: ++version }, contentChanges });
      const { line: edited } = place;
      if (!isTyped) place = undefined;
      return edited;
    };
    const firsts = [];
    const lasts = [];
    for (let round = -10; round < count; round++) {
      const start = performance.now();
      edit();
      const first = await client.first(uri, version);
      const last = await client.last(uri, version);
      if (round < 0) continue;
      firsts.push(first - start);
      lasts.push(last - start);
    }
    console.log(
      `\n${rules} rules and the boot that they are for, ${count} edits; lint() from scratch is 1 (${scratch.toFixed(1)} ms)`,
    );
    show("first diagnostics", firsts, scratch);
    show("all diagnostics", lasts, scratch);

    // Somebody types, and asks after each stroke.
    const hovers = [];
    const answers = [];
    for (let round = 0; round < count; round++) {
      const line = edit();
      const start = performance.now();
      answers.push(client.hover(uri, { line, character: 1 }).then(({ now }) => hovers.push(now - start)));
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 60));
    }
    await Promise.all(answers);
    show("hover while typing", hovers, scratch);
    console.log(
      `${"the longest of these".padEnd(26)}${(at(hovers, 1) / scratch).toFixed(2).padStart(6)} (${at(hovers, 1).toFixed(1)} ms)`,
    );
    await client.stop();
  });
}

async function measureStart() {
  await inFolder(async (folder) => {
    const text = readFileSync(`${root}samples/mainline-surprises/ima-policy`, "utf8");
    const uri = pathToFileURL(join(folder, "ima-policy")).href;
    const ratios = [];
    const times = [];
    for (let round = 0; round < 12; round++) {
      const before = performance.now();
      spawnSync(process.execPath, ["-e", "0"]);
      const start = performance.now();
      const client = new LspClient();
      await client.start(folder);
      client.open(uri, "ima-policy", text);
      const first = await client.first(uri, 1);
      await client.stop();
      if (round < 2) continue;
      times.push(first - start);
      ratios.push((first - start) / (start - before));
    }
    console.log(
      `From the start of the server to the first diagnostics: ${median(ratios).toFixed(2)} times node -e 0 (${median(times).toFixed(0)} ms)`,
    );
  });
}

await measureStart();
for (const rules of sizes) await measure(rules, rules > 1000 ? Math.ceil(edits / 10) : edits);
