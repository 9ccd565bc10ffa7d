/** Documents of any name, in the editor and on disk. */

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { RawClient } from "./raw-client.js";

const policy = "measure func=BPRM_CHECK\nmeasure func=WRONG\n";
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

const folder = mkdtempSync(join(tmpdir(), "imalint-uris-"));
let client: RawClient;
beforeAll(async () => {
  chmodSync(folder, 0o755);
  // Root may read everything, so that nothing would be forbidden to it.
  client = new RawClient(isRoot ? { uid: nobody } : {});
  await client.start({ rootUri: pathToFileURL(folder).href });
});
afterEach(() => {
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  client.received.length = 0;
});
afterAll(async () => {
  expect(await client.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

const path = (name: string) => join(folder, name);
const uriOf = (name: string) => pathToFileURL(path(name)).href;
const published = (uri: string) =>
  client.until(({ method, params }) => method === "textDocument/publishDiagnostics" && params?.uri === uri);

it.each([
  "nothing",
  "",
  "//",
  "/ima-policy",
  "untitled:Untitled-1",
  "untitled:///ima-policy",
  "git:/repo/ima-policy?%7B%22ref%22%3A%22HEAD%22%7D",
  "vscode-notebook-cell:/a/b.ipynb#W0sZmlsZQ%3D%3D",
  "http://example.org",
  "https://example.org/ima-policy?x=1#y",
  "vscode-remote://host",
  "vscode-remote://ssh-remote%2Bhost/etc/ima/ima-policy",
  "memfs:/%zz%%%/ima-policy%",
  "file:///%ff%fe/ima-policy",
  "file:///etc%2fima%2fima-policy",
  "file://host/share/ima-policy",
  "file://host",
  "file:///c:/ima/ima-policy",
  "file:///a%00b/ima-policy",
  "file:///a/../../../ima-policy",
  "file:///\u{1f600}/%F0%9F%98%80",
  "data:text/plain;base64,AAAA",
  "mailto:somebody@example.org",
  `file:///${"a/".repeat(2_000)}ima-policy`,
])("a document of the name %s is checked", async (uri) => {
  client.open(uri, policy);
  const { params } = await published(uri);
  expect(JSON.stringify(params?.diagnostics)).toContain("syntax/unknown-hook");
  expect((await client.hover(uri)).result).not.toBeNull();
  for (const method of ["documentSymbol", "documentLink", "codeLens", "semanticTokens/full"])
    expect((await client.request(`textDocument/${method}`, { textDocument: { uri } })).error).toBeUndefined();
  client.close(uri);
});

it("a description of any name may name anything", async () => {
  const names = [
    "//etc/ima",
    "///",
    "..",
    "/",
    ".",
    "a\0b",
    "\ud800",
    "http://x",
    "file:///etc/passwd",
    "x".repeat(9_000),
  ];
  const text = [...names, "a/".repeat(50_000)].map((name) => `[phase "${name.length}"]\npolicy = ${name}\n`).join("");
  for (const uri of ["untitled:Untitled-1", "foo://host", "file://host", uriOf("digest-cache.conf")]) {
    client.open(uri, text, "digest-cache");
    await published(uri);
    expect((await client.request("textDocument/documentLink", { textDocument: { uri } })).error).toBeUndefined();
    client.close(uri);
  }
});

it("a name that is longer than a path can be is refused", async () => {
  const uri = `file:///${"a/".repeat(50_000)}ima-policy`;
  client.open(uri, policy);
  await client.logged(/didOpen: params.textDocument.uri is longer than a path can be/);
  expect((await client.hover(uri)).error?.message).toMatch(/longer than a path/);
});

it("what is no URI is refused", async () => {
  for (const uri of ["a b:c", "file:///\ud800", "foo:////x", "file:////two/slashes"]) {
    client.open(uri, policy);
    await client.logged(/didOpen: params.textDocument.uri is no URI/);
    client.received.length = 0;
    expect((await client.hover(uri)).error?.message).toMatch(/is no URI/);
  }
});

it.each([
  ["a folder", () => mkdirSync(path("folder")), "folder", /folder: (not a file|is a directory)/],
  ["a pipe", () => execFileSync("mkfifo", [path("pipe")]), "pipe", /pipe: not a file/],
  ["a device without an end", () => symlinkSync("/dev/zero", path("zero")), "zero", /zero: not a file/],
  ["a link to itself", () => symlinkSync("self", path("self")), "self", /self: too many symbolic links/],
  ["a file in that link", () => symlinkSync("self2", path("self2")), "self2/ima-policy", /too many symbolic links/],
  ["a forbidden file", () => writeFileSync(path("secret"), policy, { mode: 0 }), "secret", /secret: permission denied/],
  ["a file of the kernel that has no end", () => symlinkSync("/proc/self/pagemap", path("pages")), "pages", /pages: /],
  ["a binary file", () => symlinkSync(process.execPath, path("binary")), "binary", /binary: /],
] as const)("%s is no document, which is told", async (_, make, name, sentence) => {
  make();
  expect((await client.hover(uriOf(name))).result).toBeNull();
  await client.logged(sentence);
  // What is open counts more than what is there.
  client.open(uriOf(name), policy);
  expect((await client.hover(uriOf(name))).result).not.toBeNull();
  client.close(uriOf(name));
});

it("a boot knows that its files cannot be read", async () => {
  execFileSync("mkfifo", [path("pipe.policy")]);
  const uri = uriOf("boot.digest-cache.conf");
  client.open(uri, `[phase "rootfs"]\npolicy = pipe.policy\n`, "digest-cache");
  const { params } = await published(uri);
  expect(JSON.stringify(params?.diagnostics)).toContain("bootstrap/unreadable-file");
});

it("a document that nobody has is no document, and nothing to tell of", async () => {
  expect((await client.hover(uriOf("nothing"))).result).toBeNull();
  expect((await client.hover("untitled:Untitled-7")).result).toBeNull();
  expect(client.received.filter(({ method }) => method === "window/logMessage")).toEqual([]);
});
