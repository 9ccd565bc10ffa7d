/** Rules that fixes add below others. */

import type { Rule } from "../../grammar/index.js";
import type { Edit } from "./check.js";

/** A line below the line of a rule, with the same indentation. */
export function lineBelow(rule: Rule, text: string): Edit {
  const { end } = rule.line;
  return { span: { start: end, end }, newText: `\n${rule.line.words[0]?.blank ?? ""}${text}` };
}

/** A rule with other words for some keys, below the rule that it comes from. */
export function variantBelow(rule: Rule, other: (key: string, value: string) => string | undefined): Edit {
  const words = rule.terms.map(
    ({ word: { key, operator, value } }) => other(key, value) ?? `${key}${operator}${value}`,
  );
  return lineBelow(rule, words.join(" "));
}
