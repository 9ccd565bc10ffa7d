/** What fixes are made of. */

import type { Policy, Rule, Span, Word } from "../../grammar/index.js";
import type { Edit, Fix } from "./check.js";
import type { Suggestion } from "./suggest.js";

/** A line before the line of a rule, with the same indentation. */
export function lineBefore(rule: Rule, text: string): Edit {
  const { start } = rule.line;
  return { span: { start, end: start }, newText: `${rule.line.words[0]?.blank ?? ""}${text}\n` };
}

/** Words behind the last word of a rule. */
export function appended(rule: Rule, text: string): Edit {
  const { end } = rule.span;
  return { span: { start: end, end }, newText: ` ${text}` };
}

/** Takes out the line of a rule. */
function withoutLine(rule: Rule, policy: Policy): Edit {
  const next = rule.line.end + rule.line.endText.length;
  // The last line of a file without final line feed takes the one before it along.
  const start =
    rule.line.endText === "" && rule.line.start > 0 && policy.text.length === next
      ? rule.line.start - 1
      : rule.line.start;
  return { span: { start, end: next }, newText: "" };
}

/** A rule before another one, and before the comment lines that stand directly above that. */
export function ruleBefore(rule: Rule, text: string, policy: Policy): Edit {
  const { lines } = policy.syntax;
  let at = rule.index;
  while (lines[at - 1]?.words.length === 0 && lines[at - 1]?.comment !== undefined) at--;
  const start = lines[at]?.start ?? rule.line.start;
  const indented = `${rule.line.words[0]?.blank ?? ""}${text}`;
  return { span: { start, end: start }, newText: `${indented}\n` };
}

/** Takes a rule out; not safe, for all that this knows. */
export function removal(rule: Rule, policy: Policy): Fix {
  return { title: "Remove the rule", safe: false, edits: [withoutLine(rule, policy)] };
}

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

/** Moves a later rule to the line before another one. */
export function moveBefore(rule: Rule, target: Rule, policy: Policy): Edit[] {
  const { start, end, words } = rule.line;
  // With its comment, and without its indentation.
  const text = policy.text.slice(words[0]?.start ?? start, end);
  return [ruleBefore(target, text, policy), withoutLine(rule, policy)];
}

/** Takes out a word together with the blank before it, or behind it when it is the first one of its line. */
export function withoutWord(word: Word): Edit {
  const span =
    word.blank === ""
      ? { start: word.start, end: word.end + 1 }
      : { start: word.start - word.blank.length, end: word.end };
  return { span, newText: "" };
}

/** A fix that replaces one place. */
export function replacement(title: string, span: Span, newText: string, safe = true): Fix {
  return { title, safe, edits: [{ span, newText }] };
}

/** Puts a suggestion in place; safe when it is a sure one. */
export function suggestionFix(suggestion: Suggestion | undefined, span: Span, text = suggestion?.word ?? ""): Fix[] {
  return suggestion === undefined ? [] : [replacement(`Replace with "${text}"`, span, text, suggestion.sure)];
}
