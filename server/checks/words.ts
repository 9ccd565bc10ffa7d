/**
 * What is wrong with a word that the kernel does not know as a token. Several checks ask; each takes its own
 * trouble, so that a word is reported once.
 */

import { classify, type Kernel, type Rule, type Term } from "../../grammar/index.js";
import type { Context } from "./check.js";

export type WordTrouble =
  /** U+FEFF at the start of the file */
  | "byte-order-mark"
  /** a carriage return, which the kernel takes for a part of the word */
  | "carriage-return"
  /** a blank other than space and tab */
  | "odd-blank"
  /** the kernel takes the line for the path of a policy file */
  | "path"
  /** a key with nothing behind its operator, or without operator */
  | "missing-value"
  /** the rest of `key = value` */
  | "rest-of-value"
  | "unknown";

/** White space and invisible characters that the kernel does not separate words at. */
export const oddBlanks = /[\v\f\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/;

/** Values that take any character, so that the kernel accepts them with whatever stuck to them. */
export function takesAnyText(term: Term): boolean {
  return term.fault === undefined && (term.key?.value === "text" || term.key?.value === "names");
}

export function isKnownTerm(term: Term, kernel: Kernel): boolean {
  if (term.action !== undefined) return true;
  return term.key !== undefined && term.fault === undefined && kernel.speaks(term.key);
}

/** Whether a word goes on with the value of the bare key before it: `uid = 0`, `func =X`, `func= X`. */
function continuesValue(rule: Rule, at: number): boolean {
  const before = rule.terms[at - 1];
  const term = rule.terms[at];
  if (before === undefined || term === undefined) return false;
  if (before.fault === "no-value") {
    if (before.word.operator === "") return term.word.key === "" && term.word.operator !== "";
    return term.action === undefined && term.key === undefined && term.word.operator === "";
  }
  // The value of `key = value`.
  return (
    before.word.key === "" &&
    before.word.value === "" &&
    term.word.operator === "" &&
    term.action === undefined &&
    continuesValue(rule, at - 1)
  );
}

/** The trouble with one word of a rule, if there is any. */
export function troubleWith(rule: Rule, at: number, context: Context): WordTrouble | undefined {
  const term = rule.terms[at];
  if (term === undefined) return undefined;
  const { word } = term;
  if (at === 0 && word.start === 0 && word.key.startsWith("\ufeff")) return "byte-order-mark";
  const text = word.key + word.value;
  if (text.includes("\r")) return "carriage-return";
  if (oddBlanks.test(text)) return "odd-blank";
  if (context.loader === "write" && at === 0 && word.blank === "" && word.key.startsWith("/")) return "path";
  if (isKnownTerm(term, context.kernel)) return undefined;
  if (term.fault === "no-value" && term.key !== undefined && context.kernel.speaks(term.key)) return "missing-value";
  return continuesValue(rule, at) ? "rest-of-value" : "unknown";
}

/** Whether the rule has a word that is no token, so that the kernel stops there and looks no further. */
export function hasTrouble(rule: Rule, context: Context): boolean {
  return rule.terms.some((_, at) => troubleWith(rule, at, context) !== undefined);
}

/** The term that a word would be with some text instead. */
export function reclassified(text: string): Term {
  const operator = text.search(/[=<>]/);
  const key = operator === -1 ? text : text.slice(0, operator);
  return classify({
    blank: "",
    key,
    operator: (operator === -1 ? "" : text.charAt(operator)) as "" | "=" | "<" | ">",
    value: operator === -1 ? "" : text.slice(operator + 1),
    start: 0,
    end: text.length,
  });
}
