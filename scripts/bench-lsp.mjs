// Latency of the language server, of a real process over standard input and output. Times are told as ratios to lint()
// of the same documents from scratch in a warm process, and in milliseconds of this machine.
//
//     node scripts/bench-lsp.mjs [--edits N] [--rules 1000,10000] [--profile FOLDER]
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { lint } from "../dist/index.js";
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

/** A server and what comes from it; each message has the time at which all of it was there. */
class Client {
  waiting = new Map();
  /** Times of what was published of a version of the policy. */
  published = new Map();
  wake = () => {};
  #id = 0;
  #left = Buffer.alloc(0);

  constructor(nodeOptions = []) {
    this.process = spawn(process.execPath, [...nodeOptions, `${root}dist/lsp.cjs`], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.stdout.on("data", (data) => this.#read(data));
  }

  #read(data) {
    const now = performance.now();
    this.#left = Buffer.concat([this.#left, data]);
    for (;;) {
      const header = this.#left.indexOf("\r\n\r\n");
      if (header === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#left.toString("latin1", 0, header))?.[1]);
      const end = header + 4 + length;
      if (this.#left.length < end) return;
      const message = JSON.parse(this.#left.toString("utf8", header + 4, end));
      this.#left = this.#left.subarray(end);
      this.#take(message, now);
    }
  }

  #take({ id, method, params, result, error }, now) {
    if (method === "textDocument/publishDiagnostics" && params.version !== undefined) {
      const key = `${params.uri} ${params.version}`;
      this.published.set(key, [...(this.published.get(key) ?? []), now]);
      this.wake();
    } else if (method !== undefined && id !== undefined) this.send({ id, result: null });
    else if (method === undefined) {
      if (error !== undefined) throw new Error(error.message);
      this.waiting.get(id)?.({ result, now });
      this.waiting.delete(id);
    }
  }

  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  notify(method, params) {
    this.send({ method, params });
  }

  request(method, params) {
    const id = ++this.#id;
    const answer = new Promise((resolve) => this.waiting.set(id, resolve));
    this.send({ id, method, params });
    return answer;
  }

  async start(folder) {
    const uri = pathToFileURL(folder).href;
    await this.request("initialize", {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: "bench" }],
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
    });
    this.notify("initialized", {});
  }

  open(uri, languageId, text) {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
  }

  /** When the first of it was published. */
  async first(uri, version) {
    for (;;) {
      const [time] = this.published.get(`${uri} ${version}`) ?? [];
      if (time !== undefined) return time;
      await new Promise((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** When the last of it was published. */
  async last(uri, version) {
    // Code actions wait for all that is found, but not for ever.
    for (;;) {
      const start = performance.now();
      const origin = { line: 0, character: 0 };
      await this.request("textDocument/codeAction", {
        textDocument: { uri },
        range: { start: origin, end: origin },
        context: { diagnostics: [], only: ["quickfix"] },
      });
      if (performance.now() - start < 400) break;
    }
    await this.hover(uri, { line: 0, character: 0 });
    return (this.published.get(`${uri} ${version}`) ?? []).at(-1);
  }

  hover(uri, position) {
    return this.request("textDocument/hover", { textDocument: { uri }, position });
  }

  async stop() {
    await this.request("shutdown");
    this.notify("exit");
    await this.exited;
  }
}

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
    const client = new Client(profile);
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
      const client = new Client();
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
