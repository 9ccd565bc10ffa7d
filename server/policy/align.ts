/** Which rules two lists have in common, in the same order. */

import type { Rule, RuleEntry } from "../../grammar/index.js";

/** The same text for rules that the kernel keeps as the same entry. */
export function entryKey(entry: RuleEntry): string {
  const { action, labels, ...rest } = entry;
  const fields: [string, unknown][] = Object.entries(rest);
  const words = [...fields, ...(labels ?? [])].map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${action.name} ${words.sort().join(" ")}`;
}

/**
 * The rules of two lists that are not among those that both have in the same order. What decides differently is
 * decided by one of them, in one list or in the other.
 *
 * A long common sequence, not always the longest: equal rules are paired by their turn. O(n log n).
 */
export function edited(before: readonly Rule[], after: readonly Rule[]): { before: Rule[]; after: Rule[] } {
  const turns = (rules: readonly Rule[]) => {
    const seen = new Map<string, number>();
    return rules.map((rule) => {
      const key = rule.entry === undefined ? "" : entryKey(rule.entry);
      const turn = seen.get(key) ?? 0;
      seen.set(key, turn + 1);
      return `${turn} ${key}`;
    });
  };
  const places = new Map(turns(before).map((key, index) => [key, index]));
  const pairs = turns(after).flatMap((key, index) => {
    const place = places.get(key);
    return place === undefined ? [] : [{ before: place, after: index }];
  });
  const kept = longestRising(pairs.map((pair) => pair.before)).map((at) => pairs[at]);
  const keptBefore = new Set(kept.map((pair) => pair?.before));
  const keptAfter = new Set(kept.map((pair) => pair?.after));
  return {
    before: before.filter((_, index) => !keptBefore.has(index)),
    after: after.filter((_, index) => !keptAfter.has(index)),
  };
}

/** The places of a longest rising subsequence, by patience sorting. */
function longestRising(values: readonly number[]): number[] {
  // The place of the smallest last value of a subsequence of each length.
  const last: number[] = [];
  const previous: (number | undefined)[] = [];
  values.forEach((value, at) => {
    let low = 0;
    let high = last.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[last[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    previous.push(last[low - 1]);
    last[low] = at;
  });
  const result: number[] = [];
  for (let at = last.at(-1); at !== undefined; at = previous[at]) result.push(at);
  return result.reverse();
}
