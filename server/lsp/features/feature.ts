/** What each feature is. */

import type { InitializeParams, ServerCapabilities } from "vscode-languageserver";
import { features, type LanguageFeatures, type Subject } from "../../assist/index.js";
import type { Checked } from "../analysis.js";
import type { Lines } from "../lines.js";
import type { Server } from "../server.js";

export interface Feature {
  /** What the client is told of it. */
  capabilities(params: InitializeParams): Partial<ServerCapabilities>;
  register(server: Server): void;
}

/** A document, its places, and what there is for its language. */
export interface Asked {
  readonly subject: Subject;
  readonly lines: Lines;
  readonly language: LanguageFeatures;
}

/** Milliseconds that an answer waits for what compares rules. */
const patience = 500;

/** What is found in a document, when all is known; what is known by then when that takes long. */
export async function known(server: Server, uri: string): Promise<Checked | undefined> {
  const checked = await server.checked(uri);
  if (checked?.isDone === false)
    await Promise.race([checked.whenDone(), new Promise((resolve) => setTimeout(resolve, patience))]);
  return checked;
}

/** Answers a request that is about one document; null when that cannot be read. */
export async function about<T>(
  server: Server,
  { textDocument }: { readonly textDocument: { readonly uri: string } },
  answer: (asked: Asked) => T | Promise<T>,
): Promise<T | null> {
  const document = await server.document(textDocument.uri);
  return document === undefined ? null : answer({ ...document, language: features[document.subject.language] });
}
