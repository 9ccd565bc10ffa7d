// A language server of its own process, and a client of it that notes when things come.
import { spawn } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A server and what comes from it; each message has the time at which all of it was there. */
export class LspClient {
  waiting = new Map();
  /** Times of what was published of a version of the policy. */
  published = new Map();
  wake = () => {};
  #id = 0;
  #left = Buffer.alloc(0);

  constructor(nodeOptions = [], env = process.env) {
    this.process = spawn(process.execPath, [...nodeOptions, `${root}dist/cli.cjs`, "lsp", "--stdio"], {
      stdio: ["pipe", "pipe", "inherit"],
      env,
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
