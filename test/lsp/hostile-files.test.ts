/** Files and folders that are many, large, or change and go away while they are worked with. */

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { pullingCapabilities } from "./client.js";
import { RawClient, type Received } from "./raw-client.js";

const wrong = "measure func=WRONG\n";
const right = "measure func=BPRM_CHECK mask=MAY_EXEC\n";

let folder: string;
let client: RawClient;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "imalint-files-"));
});
afterEach(() => {
  client.kill();
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

async function start(capabilities: object = {}, nodeOptions: string[] = []): Promise<void> {
  client = await new RawClient({ nodeOptions }).start({ rootUri: pathToFileURL(folder).href, capabilities });
}

async function stop(): Promise<void> {
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
}

/** Waits for what is published of a file from now on. */
async function published(name: string, isSo: (diagnostics: string) => boolean): Promise<void> {
  await client.until(
    ({ method, params }) =>
      method === "textDocument/publishDiagnostics" &&
      params?.uri === uriOf(name) &&
      isSo(JSON.stringify(params.diagnostics)),
  );
  client.received.length = 0;
}

const isWrong = (diagnostics: string) => diagnostics.includes("syntax/unknown-hook");
const isRight = (diagnostics: string) => !isWrong(diagnostics);
const changed = (name: string, type = 2) =>
  client.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uriOf(name), type }] });

function itemsOf({ result }: Received): { uri: string; items: { code: string }[] }[] {
  return (result as { items: { uri: string; items: { code: string }[] }[] }).items;
}

it("a folder with 5,000 policies", { timeout: 120_000 }, async () => {
  const many = 5_000;
  for (let at = 0; at < many; at++) write(`${at}.policy`, wrong);
  // The server itself takes half of this.
  await start(pullingCapabilities, ["--max-old-space-size=64"]);
  const uri = uriOf("1.policy");
  client.open(uri, right);
  const whole = client.ask("workspace/diagnostic", { previousResultIds: [], workDoneToken: "whole" });
  await client.until(({ params }) => params?.token === "whole");
  const hover = client.ask("textDocument/hover", { textDocument: { uri }, position: { line: 0, character: 1 } });
  const second = client.ask("workspace/diagnostic", { previousResultIds: [] });
  client.notify("$/cancelRequest", { id: second });
  expect((await client.answer(hover)).result).not.toBeNull();
  expect((await client.answer(second)).error?.code).toBe(-32800);
  expect(client.received.some(({ id }) => id === whole)).toBe(false);
  const items = itemsOf(await client.answer(whole));
  expect(items.length).toBe(many);
  const isFound = (each: { items: { code: string }[] }) =>
    each.items.some(({ code }) => code === "syntax/unknown-hook");
  expect(items.filter((each) => !isFound(each)).map((each) => each.uri)).toEqual([uri]);
  expect(client.received.some(({ params }) => /"end"/.test(JSON.stringify(params?.value ?? "")))).toBe(true);
  await stop();
});

it("cancelling while folders are gone through", async () => {
  for (let at = 0; at < 1_000; at++) write(`${at}.policy`, wrong);
  await start(pullingCapabilities);
  const asked = client.ask("workspace/diagnostic", { previousResultIds: [] });
  client.notify("$/cancelRequest", { id: asked });
  expect((await client.answer(asked)).error?.code).toBe(-32800);
  await stop();
});

it("the editor's text counts while it is open, the one on disk afterwards", async () => {
  write("ima-policy", right);
  write("digest-cache.conf", '[phase "rootfs"]\npolicy = ima-policy\n');
  await start();
  client.open(uriOf("digest-cache.conf"), '[phase "rootfs"]\npolicy = ima-policy\n', "digest-cache");
  await published("ima-policy", isRight);
  client.open(uriOf("ima-policy"), wrong);
  await published("ima-policy", isWrong);
  write("ima-policy", `${right}# saved by somebody else\n`);
  changed("ima-policy");
  expect(JSON.stringify((await client.hover(uriOf("ima-policy"), 0, 10)).result)).not.toContain("BPRM_CHECK");
  client.close(uriOf("ima-policy"));
  await published("ima-policy", isRight);
  truncateSync(join(folder, "ima-policy"), 5);
  changed("ima-policy");
  await published("ima-policy", (diagnostics) => diagnostics !== "[]");
  await stop();
});

it.each([
  ["is deleted", () => rmSync(join(folder, "ima-policy"))],
  [
    "becomes a folder",
    () => {
      rmSync(join(folder, "ima-policy"));
      mkdirSync(join(folder, "ima-policy"));
    },
  ],
  [
    "becomes a link to itself",
    () => {
      rmSync(join(folder, "ima-policy"));
      symlinkSync("ima-policy", join(folder, "ima-policy"));
    },
  ],
  ["goes with all of the folder", () => rmSync(folder, { recursive: true })],
] as const)("a policy of a boot %s", async (_, happen) => {
  write("ima-policy", right);
  await start();
  client.open(uriOf("digest-cache.conf"), '[phase "rootfs"]\npolicy = ima-policy\n', "digest-cache");
  await published("digest-cache.conf", (diagnostics) => !diagnostics.includes("unreadable-file"));
  happen();
  changed("ima-policy", 3);
  await published("digest-cache.conf", (diagnostics) => diagnostics.includes("unreadable-file"));
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, "ima-policy"), { recursive: true, force: true });
  write("ima-policy", right);
  changed("ima-policy", 1);
  await published("digest-cache.conf", (diagnostics) => !diagnostics.includes("unreadable-file"));
  await stop();
});

it("folders that are none, or lead back to themselves", async () => {
  symlinkSync("..", mkdirSync(join(folder, "a/b"), { recursive: true }) ? join(folder, "a/b/up") : "");
  symlinkSync(folder, join(folder, "a", "ima"));
  write("a/ima-policy", wrong);
  await start(pullingCapabilities);
  const added = ["http://example.org/x", "file://host/share", "file:///nowhere", uriOf("a/ima-policy"), uriOf("a")];
  client.notify("workspace/didChangeWorkspaceFolders", {
    event: { added: added.map((uri) => ({ uri, name: "x" })), removed: [] },
  });
  const items = itemsOf(await client.request("workspace/diagnostic", { previousResultIds: [] }));
  expect(items.map(({ uri }) => uri)).toEqual([uriOf("a/ima-policy")]);
  await stop();
});

it("a file of 100 MB is left out, and the others are checked", async () => {
  write("ima-policy", wrong);
  write("large.policy", right.repeat(50));
  truncateSync(join(folder, "large.policy"), 100_000_000);
  await start(pullingCapabilities);
  await client.logged(/large\.policy: larger than 16 MiB/);
  const items = itemsOf(await client.request("workspace/diagnostic", { previousResultIds: [] }));
  expect(items.map(({ uri }) => uri)).toEqual([uriOf("ima-policy")]);
  await stop();
});
