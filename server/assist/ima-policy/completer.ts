/** Trying words in the rule that is being written, and what is common to all that is proposed. */

import type { Kernel } from "../../../grammar/index.js";
import type { Completion, Subject } from "../features.js";
import { type Entry, kernelNames, lifetimeWords } from "./availability.js";
import type { KnownValue } from "./known-values.js";
import { separatorOf } from "./place.js";
import type { Site } from "./site.js";
import { Draft, type Takers } from "./taken.js";

/** For sorting as text. */
export const order = (at: number) => String(at).padStart(3, "0");

/** A word alone, and with what it may not be without. */
export function ways(start: string, { text, companion }: KnownValue): string[] {
  const word = `${start}${text}`;
  return companion === undefined ? [word] : [word, `${word} ${companion}`];
}

export class Completer {
  readonly kernels: readonly Kernel[];
  private readonly draft: Draft;

  constructor(
    readonly site: Site,
    readonly subject: Subject,
  ) {
    this.kernels = subject.kernels;
    const { term, itemsBefore, itemsAfter } = site;
    const items = [...itemsBefore, ...itemsAfter];
    // The other items of a list are not the fault of the one that is written.
    const word = term !== undefined && items.length > 0 ? [this.listWord(items)] : [];
    this.draft = new Draft(this.ruleWith(...word), subject);
  }

  private ruleWith(...words: string[]): string {
    const { before, after } = this.site;
    return [...before, ...words, ...after].join(" ");
  }

  private listWord(items: readonly string[]): string {
    const { term } = this.site;
    return term === undefined ? "" : `${term.word.key}${term.word.operator}${items.join(separatorOf(term) ?? "")}`;
  }

  /** The first of several ways that a kernel takes, and the kernels that do. */
  firstTaken(ways: readonly string[]): { way: string; takers: Takers } | undefined {
    for (const way of ways) {
      const takers = this.takersOf(way);
      if (takers.kernels.length > 0) return { way, takers };
    }
    return undefined;
  }

  /** What tells of the target kernels that do not take it. */
  limits({ kernels }: Takers, entry: Entry, detail: string | undefined, isPoor = false) {
    const others = this.draft.kernels.filter((kernel) => !kernels.includes(kernel));
    const lifetime = others.some((kernel) => !kernel.knows(entry)) ? lifetimeWords(entry) : undefined;
    const limit = others.length === 0 ? undefined : (lifetime ?? `refused by ${kernelNames(others)}`);
    const words = [detail, limit].filter((text) => text !== undefined && text !== "").join("; ");
    return {
      ...(words === "" ? {} : { detail: words }),
      ...(limit !== undefined || isPoor ? { isDeprecated: true as const } : {}),
    };
  }

  inserted(text: string): { replace: Completion["replace"]; insert: string } {
    const { replace, needsBlank } = this.site;
    return { replace, insert: needsBlank ? `${text} ` : text };
  }

  /** The kernels that take a text at this place. */
  takersOf(text: string): Takers {
    return this.draft.takersOf(this.ruleWith(text));
  }
}
