/** Subjects for tests of what an editor is told about boots. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Subject, subjectOf } from "../server/assist/index.js";
import type { Document } from "../server/checks/lint.js";

const folder = fileURLToPath(new URL("../samples/boots", import.meta.url));

export const sampleNames = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

export function sampleDocuments(name: string): Document[] {
  return readdirSync(`${folder}/${name}`)
    .filter((file) => !file.endsWith(".md"))
    .map((file) => ({ path: `/boots/${name}/${file}`, text: readFileSync(`${folder}/${name}/${file}`, "utf8") }));
}

/** The description of a sample, or another text in its place. */
export function sampleSubject(name: string, change: (text: string) => string = (text) => text): Subject {
  const documents = sampleDocuments(name).map((document) =>
    document.path.endsWith(".conf") ? { ...document, text: change(document.text) } : document,
  );
  const conf = documents.find(({ path }) => path.endsWith(".conf"));
  if (conf === undefined) throw new Error(`no description in ${name}`);
  return subjectOf(conf, documents);
}

/** A description alone, with other files beside it. */
export function subjectOfText(text: string, files: Readonly<Record<string, string>> = {}): Subject {
  const document = { path: "/boot/digest-cache.conf", text };
  const others = Object.entries(files).map(([path, content]) => ({ path: `/boot/${path}`, text: content }));
  return subjectOf(document, [document, ...others]);
}

/** A text with | in it, and the place of that. */
export function atCursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf("|");
  if (offset === -1) throw new Error("no cursor");
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}

export function applied(
  text: string,
  edits: readonly { span: { start: number; end: number }; newText: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end), text);
}
