/** What a digest-cache.conf says, section by section, each word with its place. */

import type { Span } from "../text.js";
import type { KeySpec, SectionSpec } from "./sections.js";

export interface ConfWord {
  readonly text: string;
  readonly span: Span;
}

/** `key = value`. */
export interface Setting {
  readonly key: ConfWord;
  /** Undefined for a key that the section does not have. */
  readonly spec: KeySpec | undefined;
  /** All of the value, without quotes around it; words and continued lines are joined by one blank. */
  readonly value: ConfWord;
  /** The words of the value, cut at blanks; one when the key takes text. Quotes around one are taken off. */
  readonly words: readonly ConfWord[];
  /** From the key to the end of the value. */
  readonly span: Span;
}

export interface Section {
  readonly kind: ConfWord;
  /** Undefined for a kind that there is not. */
  readonly spec: SectionSpec | undefined;
  /** The name in quotes. */
  readonly name: ConfWord | undefined;
  readonly settings: readonly Setting[];
  /** The header, with its brackets. */
  readonly header: Span;
}

/**
 * What is wrong with the form of a line. A header is taken for what it most likely means, and so is a value with a
 * quote that is not closed; other lines give nothing.
 */
export interface Fault {
  readonly span: Span;
  readonly kind:
    | "no-section"
    | "no-equals"
    | "no-key"
    | "indented-comment"
    | "unclosed-header"
    | "unclosed-quote"
    | "several-names"
    | "text-after-header";
  /** All of the line, with those that continue it. */
  readonly line: Span;
}

export interface BootFile {
  readonly text: string;
  readonly sections: readonly Section[];
  readonly faults: readonly Fault[];
  /** Each with its first character. */
  readonly comments: readonly ConfWord[];
}

/** The setting of a key; of several the last one, as systemd has it. */
export function settingOf(section: Section, key: string): Setting | undefined {
  return section.settings.findLast((setting) => setting.key.text === key);
}

/** The sections of a kind that count: of several that describe one thing the first one, all of those in an order. */
export function sectionsOf(file: Pick<BootFile, "sections">, kind: string): Section[] {
  const seen = new Set<string | undefined>();
  return file.sections.filter(({ spec, name }) => {
    if (spec?.kind !== kind) return false;
    if (spec.ordered) return true;
    // Without the name that it needs, a section describes nothing.
    const identity = spec.nameOf === undefined ? undefined : name?.text;
    if ((spec.nameOf !== undefined && !identity) || seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}
