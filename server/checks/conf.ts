/** What checks of a digest-cache.conf share. */

import {
  type BootFile,
  isPattern,
  patternsOverlap,
  type Section,
  type Setting,
  sectionsOf,
} from "../../grammar/index.js";
import type { Edit } from "./check.js";
import { type Suggestion, suggest } from "./suggest.js";

/** Words are shown up to this length. */
const longest = 60;

/** A word in quotes, cut when it is long. */
export function quoted(word: string): string {
  return `"${word.length > longest ? `${word.slice(0, longest)}...` : word}"`;
}

/** The settings of a section that count, by key. */
export function usedSettings({ settings }: Section): Map<string, Setting> {
  return new Map(settings.map((setting) => [setting.key.text, setting]));
}

/** Takes out the lines of a setting. */
export function withoutSetting({ span }: Setting, { text }: BootFile): Edit {
  const lineEnd = text.indexOf("\n", span.end);
  const end = lineEnd === -1 ? text.length : lineEnd + 1;
  return { span: { start: text.lastIndexOf("\n", span.start - 1) + 1, end }, newText: "" };
}

/** More names than this are none that a person wrote and misspelt. */
const tooMany = 200;

/** The name that was probably meant, of those that the description itself brings. */
export function suggestName(word: string, names: readonly string[]): Suggestion | undefined {
  return names.length > tooMany ? undefined : suggest(word, names);
}

function wordsOf(sections: readonly Section[], key: string): string[] {
  return sections.flatMap(
    (section) =>
      usedSettings(section)
        .get(key)
        ?.words.map(({ text }) => text) ?? [],
  );
}

/** The digest lists that a description names, each maybe by a pattern. */
export function listNames(file: BootFile): { described: string[]; present: string[] } {
  return {
    described: sectionsOf(file, "digest-list").flatMap(({ name }) => name?.text ?? []),
    present: [
      ...wordsOf(sectionsOf(file, "phase"), "digest-lists"),
      ...wordsOf(sectionsOf(file, "step"), "digest-list"),
    ],
  };
}

/** Names and patterns to compare others with, for as long as that takes no time to speak of. */
export class NameSet {
  private readonly names: ReadonlySet<string>;
  private readonly patterns: readonly string[];
  private budget = 1_000_000;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
    this.patterns = [...this.names].filter(isPattern);
  }

  get size(): number {
    return this.names.size;
  }

  /** Whether a name or pattern has something in common with one of these; undefined: too many to say. */
  overlaps(pattern: string): boolean | undefined {
    if (this.names.has(pattern)) return true;
    for (const other of isPattern(pattern) ? this.names : this.patterns) {
      this.budget -= 1 + (pattern.length * other.length) / 100;
      if (this.budget < 0) return undefined;
      if (patternsOverlap(pattern, other)) return true;
    }
    return false;
  }

  /** The name that was probably meant. */
  suggest(word: string): Suggestion | undefined {
    return suggestName(
      word,
      [...this.names].filter((name) => isPattern(name) === isPattern(word)),
    );
  }
}
