/** What stands at an offset of a policy. */

import type { Line, Policy, Rule, Span, Term } from "../../../grammar/index.js";

/** The last of some things in order that starts at or before a place. */
function lastUpTo<T>(sorted: readonly T[], startOf: (item: T) => number, place: number): T | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (startOf(sorted[middle] as T) <= place) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

/** The line that an offset is in; its end belongs to it. */
export function lineAt({ syntax }: Policy, offset: number): Line | undefined {
  return lastUpTo(syntax.lines, ({ start }) => start, Math.max(0, offset)) ?? syntax.lines[0];
}

/** The rule that a line is, unless it is none to the kernel. */
export function ruleOf({ rules }: Policy, line: Line): Rule | undefined {
  const rule = lastUpTo(rules, (candidate) => candidate.line.start, line.start);
  return rule?.line === line ? rule : undefined;
}

/** The rules that a span meets, in order. */
export function rulesIn({ rules }: Policy, { start, end }: Span): Rule[] {
  let from = 0;
  let to = rules.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rules[middle] as Rule).line.end < start) from = middle + 1;
    else to = middle;
  }
  const found: Rule[] = [];
  for (let at = from; at < rules.length; at++) {
    const rule = rules[at] as Rule;
    if (rule.line.start > end) break;
    found.push(rule);
  }
  return found;
}

/** The parts of a word that has the form of a token. */
export interface TermPlace {
  readonly rule: Rule;
  readonly term: Term;
  /** Place among the terms of the rule. */
  readonly at: number;
  readonly part: "key" | "value";
  /** The key without its operator, the value, or the item of a list. */
  readonly span: Span;
  /** The text of that. */
  readonly text: string;
}

/** Characters between the items of values that are lists. */
export function separatorOf({ key }: Term): string | undefined {
  if (key?.value === "algorithms") return ",";
  return key?.value === "names" ? "|" : undefined;
}

/** The part of a term that an offset is in or at the end of. */
export function partAt(term: Term, offset: number): Pick<TermPlace, "part" | "span" | "text"> {
  const { word } = term;
  const keyEnd = word.start + word.key.length;
  if (word.operator === "" || offset <= keyEnd)
    return { part: "key", span: { start: word.start, end: keyEnd }, text: word.key };
  const valueStart = keyEnd + 1;
  const separator = separatorOf(term);
  const inside = Math.max(0, offset - valueStart);
  const before = separator === undefined || inside === 0 ? -1 : word.value.lastIndexOf(separator, inside - 1);
  const after = separator === undefined ? -1 : word.value.indexOf(separator, inside);
  const text = word.value.slice(before + 1, after === -1 ? undefined : after);
  const start = valueStart + before + 1;
  return { part: "value", span: { start, end: start + text.length }, text };
}

/** The term of a rule that an offset is in or at the end of. */
export function termAt(policy: Policy, offset: number): TermPlace | undefined {
  const line = lineAt(policy, offset);
  const rule = line && ruleOf(policy, line);
  const at = rule?.terms.findIndex(({ word }) => word.start <= offset && offset <= word.end) ?? -1;
  const term = rule?.terms[at];
  return rule === undefined || term === undefined ? undefined : { rule, term, at, ...partAt(term, offset) };
}
