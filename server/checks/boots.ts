/** Boots of documents: a digest-cache.conf with the files that it names, or a policy alone. */

import { parseBootFile, sectionsOf, settingOf } from "../../grammar/index.js";
import { analyzeBoot, type BootAnalysis, type BootDescription, besides } from "../boot/index.js";
import { languageOf } from "./language.js";
import type { Document, LintOptions } from "./lint-options.js";
import { LintRun } from "./lint-run.js";

/** What a description names that has to be read too. */
export interface NamedFile {
  readonly path: string;
  readonly language: "ima-policy" | "kernel-config" | "kernel-command-line";
}

const fileKeys = [
  ["kernel", "config", "kernel-config"],
  ["kernel", "cmdline-file", "kernel-command-line"],
  ["phase", "policy", "ima-policy"],
] as const;

/** Files that a digest-cache.conf names, each once. */
export function filesNamedBy(path: string, text: string): NamedFile[] {
  const conf = parseBootFile(text);
  const named = new Map<string, NamedFile>();
  for (const [kind, key, language] of fileKeys)
    for (const section of sectionsOf(conf, kind)) {
      const value = settingOf(section, key)?.value.text ?? "";
      if (value === "" || (key === "policy" && (value === "builtin" || value === "same"))) continue;
      const file = besides(path, value);
      named.set(file, { path: file, language });
    }
  return [...named.values()];
}

/** The boot that a document describes; the files that it names are among the documents. */
export function bootOf(document: Document, documents: readonly Document[], options: LintOptions = {}): BootDescription {
  const all = documents.includes(document) ? documents : [document, ...documents];
  const run = new LintRun(all, options);
  return run.describe(document, languageOf(document) === "digest-cache" ? parseBootFile(document.text) : undefined);
}

/**
 * What becomes of the boot that a document describes, a digest-cache.conf or a policy alone.
 *
 * @param documents the files that it names
 */
export function bootAnalysis(
  document: Document,
  documents: readonly Document[] = [],
  options: LintOptions = {},
): BootAnalysis {
  return analyzeBoot(bootOf(document, documents, options));
}
