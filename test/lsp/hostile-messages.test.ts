/** Whatever bytes and messages come in, the server says what is wrong with them and answers the next question. */

import { spawnSync } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ErrorCodes } from "vscode-languageserver-protocol";
import { framed, RawClient } from "./raw-client.js";

const uri = "file:///nowhere/ima-policy";
const policy = "measure func=BPRM_CHECK\nappraise func=MODULE_CHECK appraise_type=imasig\n";

let client: RawClient;

/** It still knows what it was told, and nothing went wrong in it. */
async function isWell(): Promise<void> {
  const { result } = await client.hover(uri);
  expect(JSON.stringify(result)).toContain("measure");
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  client.received.length = 0;
}

async function start(): Promise<void> {
  client = await new RawClient().start();
  client.open(uri, policy);
}

async function stop(): Promise<void> {
  expect(await client.stop()).toBe(0);
}

describe("bytes that are no messages are told of, and the next message is read", () => {
  beforeAll(start);
  afterEach(isWell);
  afterAll(stop);

  it.each([
    ["a body that is no JSON", framed('{"jsonrpc":'), /no JSON/],
    ["an empty body", framed(""), /no JSON/],
    ["a length that is too short", framed("{}").replace("2", "1"), /no JSON/],
    ["a length that reaches into the next message", framed("{}").replace("2", "30"), /no JSON/],
    ["no length", "Content-Type: x\r\n\r\n{}", /no Content-Length/],
    ["a negative length", "Content-Length: -5\r\n\r\n{}", /"-5" is no number/],
    ["a length that is no number", "Content-Length: many\r\n\r\n{}", /"many" is no number/],
    ["a length that is no decimal number", "Content-Length: 2e1\r\n\r\n{}", /"2e1" is no number/],
    ["a huge length", "Content-Length: 99999999999999\r\n\r\n{}", /99999999999999 is more than/],
    ["another protocol", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", /no Content-Length/],
    ["a line of garbage", "garbage without an end ".repeat(1_000), /a header has no end/],
    [
      "bytes of all values",
      Buffer.from(Array.from({ length: 20_000 }, (_, at) => (at * 7) % 256)),
      /header has no end/,
    ],
  ])("%s", async (_, bytes, sentence) => {
    client.write(bytes);
    // Some of what follows may be lost with it.
    for (let count = 0; count < 3; count++) client.notify("$/unknown");
    expect((await client.answer(null)).error).toEqual({
      code: ErrorCodes.ParseError,
      message: expect.stringMatching(sentence),
    });
  });

  it("a message that comes byte by byte is one", async () => {
    for (const byte of framed({ jsonrpc: "2.0", id: "slow", method: "textDocument/hover", params: {} })) {
      client.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.answer("slow")).error?.code).toBe(ErrorCodes.InvalidParams);
  });
});

describe("messages that mean nothing are refused", () => {
  beforeAll(start);
  afterEach(isWell);
  afterAll(stop);

  it.each([
    ["a list", [{ jsonrpc: "2.0", id: 7, method: "shutdown" }], null],
    ["null", null, null],
    ["a number", 7, null],
    ["an empty object", {}, null],
    ["an answer without a result", { jsonrpc: "2.0", id: 7 }, 7],
    ["a method that is no text", { jsonrpc: "2.0", id: 7, method: {} }, 7],
    ["an id that is null", { jsonrpc: "2.0", id: null, method: "shutdown" }, null],
    ["an id that is an object", { jsonrpc: "2.0", id: {}, method: "shutdown" }, null],
  ])("%s", async (_, message, id) => {
    client.write(framed(JSON.stringify(message)));
    expect((await client.answer(id)).error?.code).toBe(ErrorCodes.InvalidRequest);
  });

  it("answers to questions that nobody asked are left alone", async () => {
    client.send({ id: 12_345, result: null });
    client.send({ id: "x", error: { code: 1, message: "no" } });
    client.send({ id: "y", error: "no" });
  });

  it("unknown methods", async () => {
    expect((await client.request("textDocument/frobnicate", {})).error?.code).toBe(ErrorCodes.MethodNotFound);
    expect((await client.request("__proto__", {})).error?.code).toBe(ErrorCodes.MethodNotFound);
    client.notify("textDocument/frobnicate", {});
    client.notify("$/frobnicate", 5);
  });

  it("cancelling what is not asked, or nothing", async () => {
    client.notify("$/cancelRequest", { id: 999 });
    client.notify("$/cancelRequest");
    await client.logged(/cancelRequest: params is missing/);
  });
});

describe("messages have their time", () => {
  afterEach(() => client.kill());

  it("nothing before initialize", async () => {
    client = new RawClient();
    client.open(uri, policy);
    await client.logged(/didOpen came before initialize/);
    expect((await client.hover(uri)).error?.code).toBe(ErrorCodes.ServerNotInitialized);
    expect((await client.request("shutdown")).error?.code).toBe(ErrorCodes.ServerNotInitialized);
    await client.start();
    expect((await client.hover(uri)).result).toBeNull();
    expect(await client.stop()).toBe(0);
  });

  it("initialize only once", async () => {
    await start();
    const again = await client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
    expect(again.error).toEqual({ code: ErrorCodes.InvalidRequest, message: expect.stringContaining("already") });
    await isWell();
  });

  it("an initialize that is refused can be put right", async () => {
    client = new RawClient();
    const wrong = await client.request("initialize", { processId: "me", capabilities: {} });
    expect(wrong.error).toEqual({
      code: ErrorCodes.InvalidParams,
      message: "initialize: params.processId must be a whole number",
    });
    await client.start();
    client.open(uri, policy);
    await isWell();
  });

  it("nothing after shutdown", async () => {
    await start();
    await client.request("shutdown");
    expect((await client.hover(uri)).error?.code).toBe(ErrorCodes.InvalidRequest);
    expect((await client.request("initialize", { capabilities: {} })).error?.code).toBe(ErrorCodes.InvalidRequest);
    client.notify("exit");
    expect(await client.exited).toBe(0);
  });

  it("exit without shutdown, even before initialize", async () => {
    client = new RawClient();
    client.notify("exit");
    expect(await client.exited).toBe(1);
  });
});

describe("a client that goes away takes the server with it", () => {
  afterEach(() => client.kill());

  it("in the middle of a message", async () => {
    await start();
    client.write(framed({ jsonrpc: "2.0", id: 9, method: "shutdown" }).slice(0, -5));
    client.process.stdin?.end();
    expect(await client.exited).toBe(1);
    expect((await client.answer(null)).error?.message).toMatch(/ends in the middle/);
  });

  it("by closing its end", async () => {
    await start();
    client.process.stdin?.end();
    expect(await client.exited).toBe(1);
  });

  it("by closing its end after shutdown", async () => {
    await start();
    await client.request("shutdown");
    client.process.stdin?.end();
    expect(await client.exited).toBe(0);
  });

  it("having sent all at once", async () => {
    await start();
    client.ask("shutdown");
    client.notify("exit");
    client.process.stdin?.end();
    expect(await client.exited).toBe(0);
  });

  it("by no longer listening", async () => {
    await start();
    client.process.stdout?.destroy();
    client.ask("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 0 } });
    expect(await client.exited).toBe(1);
  });

  it("without a word", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    client = await new RawClient().start({ processId: pid });
    expect(await client.exited).toBe(1);
  });
});
