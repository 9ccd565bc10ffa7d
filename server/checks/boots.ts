/** Boots of documents: a digest-cache.conf with the files that it names, or a policy alone. */

import { type Kernel, parseBootFile, parsePolicy, settingOf } from "../../grammar/index.js";
import { analyzeBoot, type BootAnalysis, type BootDescription, besides, describeBoot } from "../boot/index.js";
import { type Document, type LintOptions, lint } from "./lint.js";

export interface BootOptions extends LintOptions {
  /** A kernel command line, for descriptions that do not say it. */
  readonly commandLine?: string;
}

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
  const named = new Map<string, NamedFile>();
  for (const section of parseBootFile(text).sections)
    for (const [kind, key, language] of fileKeys) {
      if (section.kind.text !== kind) continue;
      const value = settingOf(section, key)?.words[0]?.text ?? "";
      if (value === "" || (key === "policy" && (value === "builtin" || value === "same"))) continue;
      const file = besides(path, value);
      named.set(file, { path: file, language });
    }
  return [...named.values()];
}

function isRefused(document: Document, kernel: Kernel, options: LintOptions): boolean {
  const { summary } = lint([document], {
    ...options,
    kernels: [kernel.version],
    dialect: kernel.dialect,
    kernelConfig: kernel.config,
  });
  return summary.rejected > 0;
}

/** The boot that a document describes; the files that it names are among the documents. */
export function bootOf(document: Document, documents: readonly Document[], options: BootOptions = {}): BootDescription {
  const byPath = new Map(documents.map((other) => [other.path, other]));
  const isConf = document.language === "digest-cache";
  const version = options.kernels?.[0];
  return describeBoot({
    ...(isConf ? { conf: { path: document.path, file: parseBootFile(document.text) } } : { policyPath: document.path }),
    readText: (path) => byPath.get(path)?.text,
    readPolicy: (path, kernel) => {
      const policy = byPath.get(path) ?? (path === document.path ? document : undefined);
      if (policy === undefined) return undefined;
      return { policy: parsePolicy(policy.text), refused: isRefused({ path, text: policy.text }, kernel, options) };
    },
    ...(options.kernelConfig === undefined ? {} : { kernelConfig: options.kernelConfig }),
    ...(options.commandLine === undefined ? {} : { commandLine: options.commandLine }),
    ...(version === undefined ? {} : { kernelVersion: version }),
  });
}

export function bootAnalysis(
  document: Document,
  documents: readonly Document[] = [],
  options: BootOptions = {},
): BootAnalysis {
  return analyzeBoot(bootOf(document, documents, options));
}
