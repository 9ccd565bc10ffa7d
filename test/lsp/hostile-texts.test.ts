/** Texts that no person would write, from the client and on disk. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RawClient } from "./raw-client.js";

const folder = mkdtempSync(join(tmpdir(), "imalint-texts-"));
let client: RawClient;
beforeAll(async () => {
  client = await new RawClient().start({ rootUri: pathToFileURL(folder).href });
});
afterAll(async () => {
  expect(client.bugs).toEqual([]);
  expect(client.stderr).toBe("");
  expect(await client.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

const rule = "measure func=BPRM_CHECK\n";
const texts: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["a NUL", "measure\0func=BPRM_CHECK\n"],
  ["only NULs", "\0".repeat(1_000)],
  ["lone surrogates", "measure func=\ud800 obj_type=\udc00\n\udfff"],
  ["mixed ends of lines", "measure func=BPRM_CHECK\r\nappraise\rdont_measure\n\r\n\r\r\nmeasure"],
  ["only carriage returns", "\r".repeat(1_000)],
  ["other ends of lines", "measure\u2028appraise\u2029audit\u0085measure\u000bmeasure\u000cmeasure\n"],
  ["a byte order mark", `\ufeff${rule}`],
  ["all control characters", `${Array.from({ length: 32 }, (_, at) => String.fromCharCode(at)).join("measure ")}\n`],
  ["markdown and snippets", "measure obj_type=`**[x](y)**`$1$0 <script> func=|\n"],
  ["names of objects", "measure __proto__=constructor toString=hasOwnProperty func=__proto__\n"],
  ["a huge number", `measure uid=${"9".repeat(10_000)} fsmagic=0x${"f".repeat(10_000)} pcr=1e999\n`],
  ["many conditions", `measure ${"uid=0 ".repeat(5_000)}\n`],
  ["many values", `measure label=${"a|".repeat(50_000)}\n`],
  ["a word of 1 MB", `measure ${"x".repeat(1_000_000)}\n`],
  ["a comment of 1 MB", `# ${"imalint ".repeat(125_000)}\n`],
  ["many sections", '[phase "a"]\n'.repeat(1_000)],
  ["sections within sections", `${"[".repeat(10_000)}${"]".repeat(10_000)}\n`],
  ["quotes", `${'"\\'.repeat(10_000)}\n`],
];
const inDocument = ["documentSymbol", "foldingRange", "codeLens", "documentLink", "formatting", "semanticTokens/full"];
const atPlaces = ["hover", "completion", "definition", "references", "documentHighlight", "prepareRename"];
const inRange = ["inlayHint", "codeAction", "rangeFormatting", "semanticTokens/range"];

const published = (uri: string) =>
  client.until(({ method, params }) => method === "textDocument/publishDiagnostics" && params?.uri === uri);

for (const languageId of ["ima-policy", "digest-cache", "kernel-command-line", "kernel-config", "plaintext"])
  it.each(texts)(`${languageId} with %s`, async (_, text) => {
    const uri = "untitled:ima-policy";
    client.received.length = 0;
    client.open(uri, text, languageId);
    await published(uri);
    const lines = text.split(/\r\n|\n|\r/);
    const places = [0, 1, 9, 15].map((character) => ({ line: 0, character }));
    places.push({ line: lines.length - 1, character: lines.at(-1)?.length ?? 0 });
    const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
    const textDocument = { uri };
    const answers = await Promise.all([
      ...inDocument.map((method) => client.request(`textDocument/${method}`, { textDocument })),
      ...inRange.map((method) =>
        client.request(`textDocument/${method}`, { textDocument, range, context: { diagnostics: [] } }),
      ),
      ...atPlaces.flatMap((method) =>
        places.map((position) => client.request(`textDocument/${method}`, { textDocument, position, context: {} })),
      ),
      client.request("textDocument/selectionRange", { textDocument, positions: places }),
      client.request("imalint/unknown"),
    ]);
    expect(answers.pop()?.error).toBeDefined();
    expect(answers.flatMap(({ error }) => error ?? [])).toEqual([]);
    // The client and the server still have the same text.
    client.change(uri, 2, [{ range: { ...range, end: { line: lines.length + 9, character: 0 } }, text: rule }]);
    const whole = await client.request("textDocument/hover", { textDocument, position: { line: 0, character: 1 } });
    expect(whole.error).toBeUndefined();
    if (languageId === "ima-policy") expect(JSON.stringify(whole.result)).toContain("measure");
    client.close(uri);
  });

it("100,000 rules", async () => {
  const uri = "untitled:many";
  client.open(uri, Array.from({ length: 100_000 }, (_, at) => `measure func=FILE_CHECK uid=${at}\n`).join(""));
  expect(JSON.stringify((await client.hover(uri, 99_999)).result)).toContain("measure");
  // It is not gone on with when nobody wants to know any more.
  client.close(uri);
  client.open("untitled:one", rule);
  expect(JSON.stringify((await client.hover("untitled:one")).result)).toContain("measure");
});

it("bytes on disk that are no UTF-8 are one character each", async () => {
  const path = join(folder, "latin1");
  writeFileSync(path, Buffer.from("measure obj_type=\xe4\xff\xfe func=WRONG\n", "latin1"));
  const uri = pathToFileURL(path).href;
  const { result } = await client.hover(uri, 0, 22);
  expect(result).toMatchObject({ range: { start: { line: 0, character: 21 } } });
});
