/** The server keeps nothing of texts that are gone. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import {
  CodeActionRequest,
  DocumentDiagnosticRequest,
  SemanticTokensDeltaRequest,
} from "vscode-languageserver-protocol";
import { randomFrom } from "../random-boot.js";
import { Client, fullCapabilities, pullingCapabilities } from "./client.js";
import { positionAt } from "./editing.js";

const read = (name: string) => readFileSync(new URL(`../../samples/boots/deadlock/${name}`, import.meta.url), "utf8");
const conf = read("digest-cache.conf");
// Comments make a long text that is soon checked.
const policy = `${read("ima-policy")}${"# Why it is so is told in many words.\n".repeat(300)}`;

let client: Client;
afterEach(() => client.kill());

it.each([
  ["sent", fullCapabilities],
  ["asked for", pullingCapabilities],
])(
  "keeps no older text nor what was found in it, diagnostics being %s",
  { timeout: 600_000 },
  async (_, capabilities) => {
    client = new Client({}, ["--expose-gc", "--require", fileURLToPath(new URL("report-heap.cjs", import.meta.url))]);
    await client.start(capabilities);
    const random = randomFrom(1);
    const open = [
      { uri: await client.open("ima-policy", policy), text: policy, version: 1, tokens: "" },
      { uri: await client.open("digest-cache.conf", conf, "digest-cache"), text: conf, version: 1, tokens: "" },
    ];
    const isPulled = capabilities === pullingCapabilities;
    const edit = async (edits: number) => {
      for (let count = 1; count <= edits; count++) {
        const document = open[random() < 0.9 ? 0 : 1];
        if (document === undefined) continue;
        // Every other edit takes the one before it back, so that the text stays as long as it is.
        const { text } = document;
        const isOdd = ++document.version % 2 === 0;
        const at = isOdd ? Math.floor(random() * text.length) : text.indexOf("\u00e4");
        const start = positionAt(text, at);
        const range = { start, end: { ...start, character: start.character + (isOdd ? 0 : 1) } };
        document.text = isOdd ? `${text.slice(0, at)}\u00e4${text.slice(at)}` : text.slice(0, at) + text.slice(at + 1);
        await client.change(document.uri, document.version, [{ range, text: isOdd ? "\u00e4" : "" }]);
        if (count % 50 !== 0) continue;
        const { uri } = document;
        const textDocument = { uri };
        if (isPulled)
          await client.connection.sendRequest(DocumentDiagnosticRequest.type, { textDocument }).catch(() => 0);
        else await client.until(uri, (__, version) => version === document.version);
        const params = { textDocument, previousResultId: document.tokens };
        const tokens = await client.connection.sendRequest(SemanticTokensDeltaRequest.type, params);
        document.tokens = tokens?.resultId ?? "";
      }
      // With the fixes all of it is known.
      for (const { uri } of open)
        await client.connection.sendRequest(CodeActionRequest.type, {
          textDocument: { uri },
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          context: { diagnostics: [] },
        });
      return client.heapUsed();
    };
    const before = await edit(1_000);
    const after = await edit(9_000);
    // One text of each edit would be 36 MB, and what was found in every tenth as much again.
    expect(policy.length).toBeGreaterThan(4_000);
    expect(after - before).toBeLessThan(8_000_000);
  },
);
