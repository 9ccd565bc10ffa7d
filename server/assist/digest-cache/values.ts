/** What can be written as a value of a key. */

import {
  fileSystems,
  hasDriver,
  hashAlgorithms,
  hooks,
  isPattern,
  type KeySpec,
  keyrings,
  type SectionSpec,
  studiedKernels,
} from "../../../grammar/index.js";
import type { CompletionKind, Subject } from "../features.js";
import { choicesOf, fileSystemText, hashText, hookText, kindWords, ownKernel, tableOf } from "./key-text.js";
import { nameTexts } from "./names.js";
import { namedPaths } from "./paths.js";

export interface Candidate {
  readonly word: string;
  readonly kind?: CompletionKind;
  readonly detail?: string;
  readonly filter?: string;
  readonly isDeprecated?: true;
  documentation?(): string | undefined;
}

/** Names that are there without a section. */
const usualNames = { parser: ["tlv", "rpm"], key: ["kernel-build"], phase: [], "digest-list": [], file: [] } as const;

function names({ boot }: Subject, { refersTo, type, name }: KeySpec): Candidate[] {
  if (refersTo === undefined) return [];
  const texts = [...nameTexts(boot, refersTo), ...usualNames[refersTo], ...(name === "from-phase" ? ["kernel"] : [])];
  // Without sections the only phase is called so.
  if (refersTo === "phase" && texts.length === 0) texts.push("rootfs");
  const isTaken = (text: string) => (type === "pattern" || !isPattern(text)) && (type !== "path" || text[0] === "/");
  const detail = `${kindWords[refersTo]} of this description`;
  const own = new Set(nameTexts(boot, refersTo));
  return [...new Set(texts)].filter(isTaken).map((word) => (own.has(word) ? { word, detail } : { word }));
}

function hashes({ kernels }: Subject): Candidate[] {
  return hashAlgorithms.map((entry) => ({
    word: entry.name,
    ...(kernels.some((kernel) => kernel.knows(entry) && hasDriver(entry, kernel)) ? {} : { isDeprecated: true }),
    documentation: () => hashText(entry.name),
  }));
}

function types(): Candidate[] {
  const byType = new Map<string, string[]>();
  for (const { types: of, magic } of fileSystems)
    for (const type of of) byType.set(type, [...(byType.get(type) ?? []), `0x${magic}`]);
  return [...byType].map(([word, magics]) => ({
    word,
    detail: magics.join(", "),
    filter: `${word} ${magics.join(" ")}`,
    documentation: () => fileSystemText(word),
  }));
}

function table(section: SectionSpec, key: KeySpec): Candidate[] {
  switch (tableOf(section, key)) {
    case "hook":
      return hooks
        .filter((hook) => ownKernel.speaks(hook))
        .map(({ name, event }) => ({ word: name, detail: `when ${event}`, documentation: () => hookText(name) }));
    case "version":
      return [...studiedKernels].reverse().map((word) => ({ word }));
    case "keyring":
      return keyrings.map((word) => ({ word }));
    default:
      return [];
  }
}

/** Undefined documentation is left to the one that is looked at. */
export function candidatesFor(subject: Subject, section: SectionSpec, key: KeySpec): Candidate[] {
  const choices = choicesOf(section, key).map(({ word, summary }) => ({ word, detail: summary }));
  const paths = namedPaths(subject, section, key).map((word): Candidate => ({ word, kind: "file" }));
  const ofType = key.type === "hash" ? hashes(subject) : key.type === "file-system" ? types() : table(section, key);
  const seen = new Set<string>();
  return [...choices, ...names(subject, key), ...paths, ...ofType].filter(({ word }) => {
    const isNew = word !== "" && !/["\n\r\0]/.test(word) && !seen.has(word);
    seen.add(word);
    return isNew;
  });
}
