/** What somebody who has a file open in an editor can ask for, and what is seen then. */

import { readdirSync, readFileSync } from "node:fs";
import {
  type CodeAction,
  CodeActionRequest,
  type CompletionItem,
  CompletionRequest,
  CompletionResolveRequest,
  type Diagnostic,
  HoverRequest,
  type MarkupContent,
  type Position,
  type Range,
  type TextEdit,
  WorkspaceDiagnosticRequest,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol";
import { languageOf } from "../../server/checks/language.js";
import { type Client, withEdits } from "./client.js";
import { type Encoding, positionAt, rangeOf } from "./editing.js";

/** Where the cursor is, in a piece of text. */
const cursor = "‸";

/** A file that is open in a client. */
export class Page {
  private version = 1;

  private constructor(
    readonly client: Client,
    readonly uri: string,
    public text: string,
    private readonly encoding: Encoding,
  ) {}

  static async open(
    client: Client,
    name: string,
    text: string,
    languageId = "ima-policy",
    encoding: Encoding = "utf-16",
  ): Promise<Page> {
    return new Page(client, await client.open(name, text, languageId), text, encoding);
  }

  get textDocument() {
    return { uri: this.uri };
  }

  /** Where a piece of the text is first found. */
  range(piece: string): Range {
    const start = this.text.indexOf(piece);
    if (start === -1) throw new Error(`${piece} is not in the text`);
    return rangeOf(this.text, start, start + piece.length, this.encoding);
  }

  /** The place of the cursor in a piece of the text. */
  at(marked: string): Position {
    const before = marked.indexOf(cursor);
    const start = this.text.indexOf(marked.replace(cursor, ""));
    if (before === -1 || start === -1) throw new Error(`there is no ${marked}`);
    return positionAt(this.text, start + before, this.encoding);
  }

  where(marked: string) {
    return { textDocument: this.textDocument, position: this.at(marked) };
  }

  /** The text of a range; of UTF-16 only. */
  shown({ start, end }: Range): string {
    const lines = this.text.split("\n").slice(start.line, end.line + 1);
    const last = lines.length - 1;
    return lines
      .map((line, at) => line.slice(at === 0 ? start.character : 0, at === last ? end.character : undefined))
      .join("\n");
  }

  async type(text: string): Promise<void> {
    this.text = text;
    await this.client.change(this.uri, ++this.version, [{ text }]);
  }

  async hover(marked: string): Promise<string | undefined> {
    const found = await this.client.connection.sendRequest(HoverRequest.type, this.where(marked));
    return found === null ? undefined : (found.contents as MarkupContent).value;
  }

  /** What is offered, as it is sorted. */
  async completions(marked: string): Promise<CompletionItem[]> {
    const found = await this.client.connection.sendRequest(CompletionRequest.type, this.where(marked));
    const items = Array.isArray(found) ? found : (found?.items ?? []);
    const key = ({ sortText, label }: CompletionItem) => `${sortText} ${label}`;
    return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  async documentation(item: CompletionItem | undefined): Promise<string> {
    if (item === undefined) throw new Error("nothing to be documented");
    const { documentation } = await this.client.connection.sendRequest(CompletionResolveRequest.type, item);
    return typeof documentation === "string" ? documentation : (documentation?.value ?? "");
  }

  /** The text with a completion taken, its snippet as it is. */
  with({ textEdit }: CompletionItem): string {
    return withEdits(this.text, textEdit === undefined ? [] : [textEdit as TextEdit]);
  }

  /** All that is found in it, when all is known. */
  async findings(): Promise<Diagnostic[]> {
    const { items } = await this.client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
      previousResultIds: [],
    });
    const own = items.find(({ uri }) => uri === this.uri);
    return own?.kind === "full" ? own.items : [];
  }

  async actions(range: Range, only?: string[]): Promise<CodeAction[]> {
    const { connection } = this.client;
    await this.findings();
    const found = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: this.textDocument,
      range,
      context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
    });
    return (found ?? []) as CodeAction[];
  }

  /** The text with an action taken; of a file that the action changes. */
  async after(action: CodeAction | undefined): Promise<string> {
    if (action === undefined) throw new Error("no such action");
    const { edit } =
      action.edit === undefined
        ? ((await this.client.connection.sendRequest("codeAction/resolve", action)) as CodeAction)
        : action;
    return this.edited(edit);
  }

  edited(edit: WorkspaceEdit | undefined): string {
    if (edit?.changes !== undefined && Object.keys(edit.changes).length === 0) return this.text;
    const edits = edit?.changes?.[this.uri];
    if (edits === undefined) throw new Error(`the edit is not of this file: ${JSON.stringify(edit)}`);
    return withEdits(this.text, edits);
  }
}

/** Findings as an editor lists them. */
export function listed(page: Page, findings: readonly Diagnostic[]): string {
  return findings
    .map(
      ({ range, code, message }) =>
        `${range.start.line + 1}: ${page.shown(range)}\n   ${code}: ${String(message).replaceAll("\n", "\n   ").replaceAll(page.client.folder, "")}`,
    )
    .join("\n");
}

const samples = new URL("../../samples/", import.meta.url);

/** The text of a sample. */
export function sample(path: string): string {
  return readFileSync(new URL(path, samples), "utf8");
}

/** The files of sample boots, as a client is given them. */
export function bootFiles(...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) =>
      readdirSync(new URL(`boots/${name}`, samples)).map((file) => [
        `boots/${name}/${file}`,
        sample(`boots/${name}/${file}`),
      ]),
    ),
  );
}

/** A sample that is opened, under its own name. */
export function samplePage(client: Client, path: string): Promise<Page> {
  return Page.open(client, path, sample(path), languageOf({ path }));
}
