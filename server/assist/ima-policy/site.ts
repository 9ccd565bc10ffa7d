/** Where something can be completed: what stands around it, and what is replaced. */

import { type Policy, printWord, type Rule, type Span, type Term, type Word } from "../../../grammar/index.js";
import { lineAt, partAt, ruleOf, separatorOf } from "./place.js";

export interface Site {
  readonly rule: Rule | undefined;
  readonly replace: Span;
  /** The term that is written on, and the part of it. */
  readonly term: Term | undefined;
  readonly part: "word" | "value";
  /** The other words of the rule, as far as kernels know them. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Whether a blank must follow what is inserted. */
  readonly needsBlank: boolean;
  /** For one item of a list: the items before and behind it. */
  readonly itemsBefore: readonly string[];
  readonly itemsAfter: readonly string[];
}

/** Unknown words are reported as such, and are no reason to refuse others. */
function knownWords(terms: readonly Term[]): string[] {
  return terms
    .filter(({ action, key, fault }) => action !== undefined || (key !== undefined && fault === undefined))
    .map(({ word }) => printWord(word));
}

/** The items of a list around the one that an offset is in. */
function around(term: Term, item: Span): { itemsBefore: string[]; itemsAfter: string[] } {
  const separator = separatorOf(term);
  const { word } = term;
  const start = word.end - word.value.length;
  if (separator === undefined) return { itemsBefore: [], itemsAfter: [] };
  const before = word.value.slice(0, Math.max(0, item.start - start - 1));
  const after = word.value.slice(item.end - start + 1);
  return {
    itemsBefore: item.start === start ? [] : before.split(separator),
    itemsAfter: item.end === word.end ? [] : after.split(separator),
  };
}

/** @returns undefined in comments and where the kernel reads nothing */
export function siteAt(policy: Policy, offset: number): Site | undefined {
  const line = lineAt(policy, offset);
  if (line === undefined || offset < line.start || offset > line.end) return undefined;
  const { words, comment } = line;
  if (comment !== undefined && offset > comment.start) return undefined;
  const rule = ruleOf(policy, line);
  if (rule === undefined && words.length > 0) return undefined;
  const terms = rule?.terms ?? [];
  const touched = terms.findIndex(({ word }) => word.start < offset && offset <= word.end);
  const none = { itemsBefore: [], itemsAfter: [] };
  const term = terms[touched];
  if (term !== undefined) {
    const { part, span } = partAt(term, offset);
    const sides = { before: knownWords(terms.slice(0, touched)), after: knownWords(terms.slice(touched + 1)) };
    const rest = part === "key" ? none : around(term, span);
    return { rule, replace: span, term, part: part === "key" ? "word" : "value", ...sides, needsBlank: false, ...rest };
  }
  const isBefore = ({ end }: Pick<Word, "end">) => end < offset;
  const at = terms.findIndex(({ word }) => !isBefore(word));
  const split = at === -1 ? terms.length : at;
  const next = words[split]?.start ?? comment?.start;
  return {
    rule,
    replace: { start: offset, end: offset },
    term: undefined,
    part: "word",
    before: knownWords(terms.slice(0, split)),
    after: knownWords(terms.slice(split)),
    needsBlank: next === offset,
    ...none,
  };
}
