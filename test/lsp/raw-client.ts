/** A client that sends bytes, and need not keep to any protocol. */

import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const server = fileURLToPath(new URL("../../dist/lsp.cjs", import.meta.url));

export interface Received {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: { readonly type?: number; readonly message?: string; readonly [name: string]: unknown };
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A message with its header. */
export function framed(message: unknown): string {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

export class RawClient {
  readonly process: ChildProcess;
  /** The status that it ended with. */
  readonly exited: Promise<number | null>;
  readonly received: Received[] = [];
  stderr = "";
  private rest = Buffer.alloc(0);
  private wake: (() => void)[] = [];
  private lastId = 1_000;

  constructor({ nodeOptions = [], ...options }: { readonly uid?: number; readonly nodeOptions?: string[] } = {}) {
    this.process = spawn(process.execPath, [...nodeOptions, server], { stdio: ["pipe", "pipe", "pipe"], ...options });
    this.exited = new Promise((resolve) => this.process.on("exit", resolve));
    this.process.stdin?.on("error", () => undefined);
    this.process.stderr?.on("data", (data) => {
      this.stderr += String(data);
    });
    this.process.stdout?.on("data", (data: Buffer) => this.read(data));
    void this.exited.then(() => this.wakeAll());
  }

  private read(data: Buffer): void {
    this.rest = Buffer.concat([this.rest, data]);
    for (;;) {
      const end = this.rest.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(this.rest.toString("latin1", 0, Math.max(0, end)))?.[1]);
      if (end === -1 || this.rest.length < end + 4 + length) break;
      this.received.push(JSON.parse(this.rest.toString("utf8", end + 4, end + 4 + length)) as Received);
      this.rest = this.rest.subarray(end + 4 + length);
    }
    this.wakeAll();
  }

  private wakeAll(): void {
    for (const wake of this.wake.splice(0)) wake();
  }

  write(bytes: string | Buffer): void {
    this.process.stdin?.write(bytes);
  }

  send(message: object): void {
    this.write(framed({ jsonrpc: "2.0", ...message }));
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, params });
  }

  /** The first message that is as wanted, now or later. */
  async until(isWanted: (message: Received) => boolean): Promise<Received> {
    for (let at = 0; ; at++) {
      while (at >= this.received.length) {
        if (this.process.exitCode !== null) throw new Error(`the server ended; ${this.stderr}`);
        await new Promise<void>((resolve) => this.wake.push(resolve));
      }
      const message = this.received[at];
      if (message !== undefined && isWanted(message)) return message;
    }
  }

  answer(id: number | string | null): Promise<Received> {
    return this.until((message) => message.id === id && message.method === undefined);
  }

  logged(pattern: RegExp): Promise<Received> {
    return this.until(({ method, params }) => method === "window/logMessage" && pattern.test(params?.message ?? ""));
  }

  /** @returns the id that the answer will have */
  ask(method: string, params?: unknown): number {
    const id = ++this.lastId;
    this.send({ id, method, params });
    return id;
  }

  request(method: string, params?: unknown): Promise<Received> {
    return this.answer(this.ask(method, params));
  }

  async start(params: object = {}): Promise<this> {
    await this.request("initialize", { processId: null, rootUri: null, capabilities: {}, ...params });
    this.notify("initialized", {});
    return this;
  }

  open(uri: string, text: string, languageId = "ima-policy", version = 1): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, contentChanges: readonly object[]): void {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): void {
    this.notify("textDocument/didClose", { textDocument: { uri } });
  }

  hover(uri: string, line = 0, character = 1): Promise<Received> {
    return this.request("textDocument/hover", { textDocument: { uri }, position: { line, character } });
  }

  /** What was logged as an error that nobody expected. */
  get bugs(): string[] {
    return this.received.map(({ params }) => params?.message ?? "").filter((message) => message.includes("has a bug"));
  }

  /** Ends it as a client should. */
  async stop(): Promise<number | null> {
    await this.request("shutdown");
    this.notify("exit");
    return this.exited;
  }

  kill(): void {
    this.process.kill("SIGKILL");
  }
}
