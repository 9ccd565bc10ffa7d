/** Laying out a text, all of it, a part of it and each line as it is ended. */

import { afterAll, beforeAll, expect, it } from "vitest";
import {
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type TextEdit,
} from "vscode-languageserver-protocol";
import { Client, pullingCapabilities, withEdits } from "./client.js";
import { Page, sample, samplePage } from "./features.js";

let client: Client;
beforeAll(async () => {
  client = await new Client().start(pullingCapabilities);
});
afterAll(async () => {
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
});

const options = { tabSize: 4, insertSpaces: true };
const untidy = [
  "# Programs.",
  "measure   uid=0 func=BPRM_CHECK",
  "\tappraise appraise_type=imasig  func=BPRM_CHECK   # signed",
  "appraise fowner=0 func=MMAP_CHECK # mapped",
  "",
  "",
  "",
  "audit   func=BPRM_CHECK",
  "",
].join("\n");

async function whole(page: Page): Promise<string> {
  const { textDocument } = page;
  const edits = await client.connection.sendRequest(DocumentFormattingRequest.type, { textDocument, options });
  return withEdits(page.text, edits ?? []);
}

it("all of a policy, and nothing twice", async () => {
  const page = await Page.open(client, "ima-policy", untidy);
  const tidy = await whole(page);
  expect(tidy).toMatchInlineSnapshot(`
    "# Programs.
    measure func=BPRM_CHECK uid=0
    appraise func=BPRM_CHECK appraise_type=imasig # signed
    appraise func=MMAP_CHECK fowner=0             # mapped

    audit func=BPRM_CHECK
    "
  `);
  await page.type(tidy);
  expect(await whole(page)).toBe(tidy);
});

it("samples are tidy", async () => {
  for (const name of ["mainline-signed/ima-policy", "boots/two-phase-distribution/digest-cache.conf"]) {
    const page = await samplePage(client, name);
    expect(await whole(page)).toBe(sample(name));
  }
});

it("the lines that are selected, and no others", async () => {
  const page = await Page.open(client, "part/ima-policy", untidy);
  const { textDocument } = page;
  const range = page.range("audit   func=BPRM_CHECK");
  const edits = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, {
    textDocument,
    range,
    options,
  });
  expect(withEdits(untidy, edits ?? [])).toBe(untidy.replace("audit   func", "audit func"));
});

it("of empty lines the one that is selected", async () => {
  const page = await Page.open(client, "empty/ima-policy", "audit\n\n\n\nmeasure  uid=0\n");
  const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
  const edits = await client.connection.sendRequest(DocumentRangeFormattingRequest.type, {
    textDocument: page.textDocument,
    range,
    options,
  });
  expect(edits).toEqual([{ range, newText: "" }]);
});

it("the line that was ended", async () => {
  const page = await Page.open(client, "typed/ima-policy", untidy);
  const ended = (line: number): Promise<TextEdit[] | null> =>
    client.connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
      textDocument: page.textDocument,
      position: { line, character: 0 },
      ch: "\n",
      options,
    });
  expect(withEdits(untidy, (await ended(2)) ?? [])).toBe(
    untidy.replace("measure   uid=0 func=BPRM_CHECK", "measure func=BPRM_CHECK uid=0"),
  );
  expect(await ended(0)).toEqual([]);
});

it("no empty line that was just made", async () => {
  const page = await Page.open(client, "begun/ima-policy", "audit\n\n");
  const edits = await client.connection.sendRequest(DocumentOnTypeFormattingRequest.type, {
    textDocument: page.textDocument,
    position: { line: 2, character: 0 },
    ch: "\n",
    options,
  });
  expect(edits).toEqual([]);
});

it("a description", async () => {
  const page = await Page.open(
    client,
    "digest-cache.conf",
    '[phase   "rootfs"]\npolicy=ima-policy\n\n\n\nparsers   =  tlv   rpm\n',
    "digest-cache",
  );
  expect(await whole(page)).toMatchInlineSnapshot(`
    "[phase "rootfs"]
    policy = ima-policy

    parsers = tlv   rpm
    "
  `);
});

it("nothing of a command line", async () => {
  const page = await Page.open(client, "cmdline", "ro   ima_policy=tcb\n", "kernel-command-line");
  expect(await whole(page)).toBe(page.text);
});
