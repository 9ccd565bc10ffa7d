/** Settings that make no sense are told of, and policies are checked all the same. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { RawClient } from "./raw-client.js";

const policy = "measure func=WRONG\n";

let folder: string;
let client: RawClient;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "imalint-settings-"));
  client = new RawClient();
});
afterEach(() => {
  client.kill();
  rmSync(folder, { recursive: true });
});

const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
const start = (capabilities: object = {}, initializationOptions?: unknown) =>
  client.start({ rootUri: pathToFileURL(folder).href, capabilities, initializationOptions });

const published = (name: string, isSo: (diagnostics: string) => boolean = () => true) =>
  client.until(
    ({ method, params }) =>
      method === "textDocument/publishDiagnostics" &&
      params?.uri === uriOf(name) &&
      isSo(JSON.stringify(params.diagnostics)),
  );

/** A policy is checked, and nothing went wrong within. */
async function isWell(): Promise<void> {
  client.open(uriOf("ima-policy"), policy);
  await published("ima-policy", (diagnostics) => diagnostics.includes("syntax/unknown-hook"));
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
}

it.each([
  ["an error", { error: { code: -32601, message: "what?" } }, /does not tell its settings: what\?/],
  ["a text", { result: "yes" }, undefined],
  ["nothing", { result: null }, undefined],
  ["no settings", { result: [null] }, undefined],
  ["settings that are a number", { result: [5] }, /settings below imalint must be an object/],
  ["settings that are a list", { result: [[1, 2]] }, /settings below imalint must be an object/],
  [
    "wrong types",
    { result: [{ kernels: { a: [] }, checks: "off", dialect: 5, boot: [] }] },
    /kernels cannot be a table/,
  ],
  ["unknown kernels", { result: [{ kernels: ["1.0"] }] }, /kernels cannot be "1.0"/],
  ["names of objects", { result: [JSON.parse('{"__proto__":5,"checks":{"__proto__":"off"}}')] }, undefined],
])("the client answers for its settings with %s", async (_, answer, sentence) => {
  await start({ workspace: { configuration: true } });
  const { id } = await client.until(({ method }) => method === "workspace/configuration");
  client.send({ id, ...answer });
  if (sentence !== undefined) await client.logged(sentence);
  await isWell();
});

it("the client never answers for its settings", async () => {
  await start({ workspace: { configuration: true } });
  await client.until(({ method }) => method === "workspace/configuration");
  await isWell();
});

it("the client refuses to watch files", async () => {
  await start({ workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } });
  const { id } = await client.until(({ method }) => method === "client/registerCapability");
  client.send({ id, error: { code: -32601, message: "no" } });
  await isWell();
});

it.each([[undefined], [null], ["imalint"], [{ imalint: null }], [{ imalint: 5 }], [{ imalint: { kernels: [5] } }]])(
  "the client sends %j as its settings",
  async (settings) => {
    await start();
    client.notify("workspace/didChangeConfiguration", { settings });
    await isWell();
  },
);

it.each([
  [{ settings: 5 }, /initializationOptions.settings must be an object/],
  [{ isTrusted: "no" }, /initializationOptions.isTrusted must be true or false/],
  [{ checkPage: 5 }, /initializationOptions.checkPage must be a text/],
  ["all", /initializationOptions must be an object/],
])("options %j are refused", async (initializationOptions, sentence) => {
  const { error } = await client.request("initialize", { capabilities: {}, initializationOptions });
  expect(error?.message).toMatch(sentence);
  await start();
  await isWell();
});

it("a client that can do nothing, and one that can do what nobody knows", async () => {
  await start({ textDocument: { hover: {}, completion: {}, codeAction: {}, unknown: 5 }, unknown: [], window: {} });
  await isWell();
});

it.each([
  ["broken", "[checks\n"],
  ["of the wrong types", 'kernels = 5\nchecks = "off"\nfiles = 3\n'],
  ["binary", "kernels\0\x01\x02 = \n".repeat(2_000)],
  ["of many keys", Array.from({ length: 20_000 }, (_, at) => `key${at} = 1\n`).join("")],
  ["of deep lists", `kernels = ${"[".repeat(5_000)}${"]".repeat(5_000)}\n`],
  ["of deep tables", `${"a.".repeat(20_000)}b = 1\n`],
  ["of names of objects", '[__proto__]\nx = 1\n[checks]\nconstructor = "off"\n'],
  ["that names what is not there", 'boot = "nothing"\n[[files]]\npaths = ["**/*"]\nboot = "/dev/zero"\n'],
  ["with a pattern that takes long", `[[files]]\npaths = ["${"*a".repeat(2_000)}"]\nkernels = ["6.6"]\n`],
])("an imalint.toml %s", async (_, text) => {
  writeFileSync(join(folder, "imalint.toml"), text);
  await start();
  await isWell();
});

it("a broken imalint.toml is told of in it", async () => {
  writeFileSync(join(folder, "imalint.toml"), "kernels = [\n");
  await start();
  client.open(uriOf("ima-policy"), policy);
  await published("imalint.toml", (diagnostics) => diagnostics.includes("no TOML"));
});

it("an imalint.toml that is a folder", async () => {
  mkdirSync(join(folder, "imalint.toml"));
  await start();
  client.open(uriOf("ima-policy"), policy);
  await client.logged(/imalint.toml: not a file/);
  client.close(uriOf("ima-policy"));
  await isWell();
});

it("an imalint.toml of 10 MB", async () => {
  writeFileSync(join(folder, "imalint.toml"), `# ${"x".repeat(97)}\n`.repeat(100_000));
  await start();
  client.open(uriOf("ima-policy"), policy);
  await published("imalint.toml", (diagnostics) => diagnostics.includes("larger than"));
  client.close(uriOf("ima-policy"));
  await isWell();
});
