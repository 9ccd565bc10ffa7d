/**
 * Random editing sessions: whatever was typed, the server says of the text what it would say had it never seen another
 * one. IMALINT_EDITS sets the number of edits, IMALINT_SEED the first seed.
 */

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type CodeAction,
  CodeActionRequest,
  type Diagnostic,
  HoverRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRequest,
} from "vscode-languageserver-protocol";
import { features, subjectOf, tokenModifiers, tokenTypes } from "../../server/assist/index.js";
import type { Finding } from "../../server/checks/finding.js";
import { languageOf } from "../../server/checks/language.js";
import { type Document, filesNamedBy, fixUntilStable, lint } from "../../server/index.js";
import { randomFrom } from "../random-boot.js";
import { hasShared, readShared } from "../shared.js";
import { Client, fullCapabilities } from "./client.js";
import { applied, type Change, type Encoding, inverse, Pen, positionAt, rangeOf } from "./editing.js";

const edits = Number(process.env.IMALINT_EDITS ?? 10_000);
const firstSeed = Number(process.env.IMALINT_SEED ?? 1);
const sessions = 20;

const samples = fileURLToPath(new URL("../../samples/", import.meta.url));
const read = (path: string) => readFileSync(samples + path, "utf8");

/** Files that lie in one folder, and are edited together. */
type Folder = Readonly<Record<string, string>>;

function boot(name: string): Folder {
  const files = readdirSync(`${samples}boots/${name}`).filter((file) => file !== "README.md");
  return Object.fromEntries(files.map((file) => [file, read(`boots/${name}/${file}`)]));
}

const boots = readdirSync(`${samples}boots`).map(boot);
const alone = readdirSync(samples)
  .filter((name) => /^(?:deadlock|digest-cache|mainline)/.test(name))
  .map((name): Folder => ({ "ima-policy": read(`${name}/ima-policy`) }));
const wild = (hasShared ? (JSON.parse(readShared("corpus/index.json")) as { file: string; type: string }[]) : [])
  .filter(({ type }) => type === "policy")
  .map(({ file }): Folder => ({ "ima-policy": readShared(`corpus/${file}`) }))
  .filter(({ "ima-policy": text }) => (text?.length ?? 0) < 8_000);
const lines = [...boots, ...alone, ...wild]
  .flatMap((folder) => Object.entries(folder))
  .filter(([name]) => /policy|\.conf/.test(name))
  .flatMap(([, text]) => text.split(/\r?\n/))
  .filter((line) => line.trim() !== "");

interface Open {
  readonly name: string;
  readonly uri: string;
  readonly path: string;
  readonly language: "ima-policy" | "digest-cache";
  text: string;
  version: number;
  readonly strokes: Change[][];
  tokens: { readonly id: string; readonly data: readonly number[] };
}

/** A client that edits what lies in one folder. */
class Session {
  readonly open: Open[] = [];
  private readonly pen: Pen;
  private readonly texts = new Map<string, string | undefined>();

  constructor(
    private readonly client: Client,
    private readonly encoding: Encoding,
    private readonly folder: string,
    random: () => number,
  ) {
    this.pen = new Pen(random, lines);
  }

  async start(files: Folder): Promise<void> {
    for (const [name, text] of Object.entries(files)) this.client.write(`${this.folder}/${name}`, text);
    for (const [name, text] of Object.entries(files)) {
      const language = languageOf({ path: name });
      if (language !== "ima-policy" && language !== "digest-cache") continue;
      const uri = await this.client.open(`${this.folder}/${name}`, text, language);
      const path = fileURLToPath(uri);
      const tokens = { id: "", data: [] };
      this.open.push({ name, uri, path, language, text, version: 1, strokes: [], tokens });
    }
  }

  async end(): Promise<void> {
    for (const { uri } of this.open) await this.client.close(uri);
  }

  /** @returns how many edits it was */
  async burst(most: number): Promise<number> {
    const length = Math.min(most, this.pen.pick([1, 2, 5, 20, 40, 60]));
    let document = this.pen.pick(this.open);
    for (let edit = 0; edit < length; edit++) {
      if (this.pen.random() < 0.1) document = this.pen.pick(this.open);
      if (this.pen.random() < 0.01) await this.reopen(document);
      await this.edit(document);
      // Whoever asks meanwhile must not change what comes of it.
      if (this.pen.random() < 0.05)
        void this.client.connection
          .sendRequest(HoverRequest.type, {
            textDocument: { uri: document.uri },
            position: positionAt(document.text, this.pen.below(document.text.length + 1), this.encoding),
          })
          .catch(() => undefined);
      if (this.pen.random() < 0.05) await new Promise((resolve) => setImmediate(resolve));
    }
    return length;
  }

  private async reopen(document: Open): Promise<void> {
    await this.client.close(document.uri);
    this.client.published.delete(document.uri);
    document.version = 1;
    document.tokens = { id: "", data: [] };
    await this.client.open(`${this.folder}/${document.name}`, document.text, document.language);
  }

  private async edit(document: Open): Promise<void> {
    const isUndo = document.strokes.length > 0 && this.pen.random() < 0.15;
    const changes = isUndo ? (document.strokes.pop() ?? []) : this.pen.stroke(document.text);
    const back: Change[] = [];
    const sent = changes.map((change) => {
      const { text } = document;
      back.unshift(inverse(text, change));
      document.text = applied(text, change);
      const range = rangeOf(text, change.start, change.end, this.encoding);
      // What is behind the end is the end.
      if (change.end === text.length && this.pen.random() < 0.2) range.end = { line: range.end.line + 3, character: 7 };
      return { range, text: change.text };
    });
    if (!isUndo) document.strokes.push(back);
    // Some editors send all of the text.
    const isWhole = this.pen.random() < 0.03;
    await this.client.change(document.uri, ++document.version, isWhole ? [{ text: document.text }] : sent);
  }

  private textOf(path: string): string | undefined {
    const document = this.open.find((each) => each.path === path);
    if (document !== undefined) return document.text;
    if (!this.texts.has(path)) {
      let text: string | undefined;
      try {
        text = readFileSync(path, "utf8");
      } catch {
        // It is not there, or a directory.
      }
      this.texts.set(path, text);
    }
    return this.texts.get(path);
  }

  /** The documents that one is checked with: its boots, and all that they name. */
  private groupOf({ path, text, language }: Open): Document[] {
    const files = new Map<string, Document>([[path, { path, text, language }]]);
    for (let size = 0; size < files.size; ) {
      size = files.size;
      for (const conf of this.open.filter((each) => each.language === "digest-cache")) {
        const named = filesNamedBy(conf.path, conf.text);
        if (!files.has(conf.path) && !named.some((file) => files.has(file.path))) continue;
        for (const file of [conf, ...named]) {
          const known = this.textOf(file.path);
          if (known !== undefined && !files.has(file.path))
            files.set(file.path, { path: file.path, text: known, language: file.language });
        }
      }
    }
    return [...files.values()];
  }

  /** What the server has to say of a document, made of nothing but the texts. */
  private fromScratch(document: Open) {
    const documents = this.groupOf(document);
    const result = lint(documents).files[0];
    if (result === undefined) throw new Error("no result");
    const range = (path: string, start: number, end: number) =>
      rangeOf(this.textOf(path) ?? "", start, end, this.encoding);
    const diagnostics = result.findings.map(({ check, message, help, assumptions, range: own, related }: Finding) => ({
      code: check,
      range: range(document.path, own.start.offset, own.end.offset),
      message: [message, help, assumptions.length > 0 ? `Taken for granted: ${assumptions.join("; ")}.` : undefined]
        .filter((part) => part !== undefined)
        .join("\n"),
      related: related.map((place) => ({
        uri: pathToFileURL(place.path).href,
        range: range(place.path, place.range.start.offset, place.range.end.offset),
        message: place.message,
      })),
    }));
    return { documents, result, diagnostics };
  }

  /** Compares all that the server says with what it would say from scratch. */
  async compare(): Promise<void> {
    for (const document of this.open) {
      const { documents, result, diagnostics } = this.fromScratch(document);
      const { uri, version } = document;
      // Fixes are of all that was found: with them the server is done with the text.
      await this.actions(document);
      const isSame = (all: Diagnostic[], of?: number) =>
        of === version && JSON.stringify(all.map(plain)) === JSON.stringify(diagnostics);
      await this.client.until(uri, isSame, 5_000).catch(() => {
        const last = this.client.published.get(uri);
        expect({ version: last?.version, diagnostics: last?.diagnostics.map(plain), text: document.text }).toEqual({
          version,
          diagnostics,
          text: document.text,
        });
      });
      const [own] = documents;
      if (own !== undefined) await this.compareTokens(document, subjectOf(own, documents, {}, result));
    }
  }

  private async actions({ uri }: Open, only?: string[]): Promise<CodeAction[]> {
    const found = await this.client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    });
    return (found ?? []) as CodeAction[];
  }

  private async compareTokens(document: Open, subject: ReturnType<typeof subjectOf>): Promise<void> {
    const { uri, text } = document;
    const { connection } = this.client;
    const expected: number[] = [];
    let last = { line: 0, character: 0 };
    for (const { span, type, modifiers = [] } of features[subject.language].tokens?.(subject) ?? []) {
      const bits = modifiers.reduce((all, modifier) => all | (1 << tokenModifiers.indexOf(modifier)), 0);
      // A token has one line.
      for (const piece of text.slice(span.start, span.end).matchAll(/[^\r\n]+/g)) {
        const start = positionAt(text, span.start + piece.index, this.encoding);
        const length = this.encoding === "utf-8" ? Buffer.byteLength(piece[0]) : piece[0].length;
        const column = start.line === last.line ? start.character - last.character : start.character;
        expected.push(start.line - last.line, column, length, tokenTypes.indexOf(type), bits);
        last = start;
      }
    }
    const { id, data } = document.tokens;
    const delta = await connection.sendRequest(SemanticTokensDeltaRequest.type, {
      textDocument: { uri },
      previousResultId: id,
    });
    if (delta === null) throw new Error("no tokens");
    const now = "data" in delta ? delta.data : data.slice();
    if ("edits" in delta)
      for (const { start, deleteCount, data: inserted = [] } of delta.edits)
        now.splice(start, deleteCount, ...inserted);
    expect(now).toEqual(expected);
    document.tokens = { id: delta.resultId ?? "", data: now };
    if (this.pen.random() < 0.8) return;
    const full = await connection.sendRequest(SemanticTokensRequest.type, { textDocument: { uri } });
    expect(full?.data).toEqual(expected);
    // A client may go on from either.
    if (this.pen.random() < 0.5) document.tokens = { id: full?.resultId ?? "", data: full?.data ?? [] };
  }

  /** The text as the server has it shows where all of it is replaced. */
  async compareTexts(): Promise<void> {
    for (const document of this.open) {
      const { documents } = this.fromScratch(document);
      const [own, ...others] = documents;
      if (own === undefined) continue;
      const fixed = fixUntilStable(own.text, (text) => {
        const [file] = lint([{ ...own, text }, ...others]).files;
        if (file === undefined) throw new Error("no result");
        return file;
      }).text;
      const [action] = await this.actions(document, ["source.fixAll"]);
      const { edit } = (await this.client.connection.sendRequest("codeAction/resolve", action)) as CodeAction;
      const [change] = edit?.changes?.[document.uri] ?? [];
      if (fixed === own.text) expect(change).toBeUndefined();
      else {
        expect(change?.newText).toBe(fixed);
        expect(change?.range).toEqual(rangeOf(own.text, 0, own.text.length, this.encoding));
      }
    }
  }
}

function plain({ code, range, message, relatedInformation = [] }: Diagnostic) {
  const related = relatedInformation.map(({ location, message: text }) => ({
    uri: location.uri,
    range: location.range,
    message: text,
  }));
  return { code, range, message, related };
}

for (const encoding of ["utf-16", "utf-8"] as const) {
  const own = sessions / 2;
  const client = new Client();
  beforeAll(async () => {
    await client.start({ ...fullCapabilities, general: { positionEncodings: [encoding] } });
  });
  afterAll(async () => {
    expect(client.stderr).toBe("");
    expect(await client.stop()).toBe(0);
  });

  const seeds = Array.from({ length: own }, (_, at) => firstSeed + (encoding === "utf-8" ? own : 0) + at);
  it.each(seeds)(`says what it would say from scratch (${encoding}, seed %i)`, { timeout: 3_600_000 }, async (seed) => {
    const random = randomFrom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
    const kind = random();
    const files = kind < 0.5 ? pick(boots) : pick(kind < 0.7 || wild.length === 0 ? alone : wild);
    const folder = `session-${seed}`;
    mkdirSync(`${client.folder}/${folder}`, { recursive: true });
    const session = new Session(client, encoding, folder, random);
    await session.start(files);
    await session.compare();
    for (let left = Math.round(edits / sessions); left > 0; ) {
      left -= await session.burst(left);
      await session.compare();
    }
    await session.compareTexts();
    await session.end();
  });
}
