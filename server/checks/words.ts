/**
 * What is wrong with a word that the kernel does not know as a token. Several checks ask; each takes its own
 * trouble, so that a word is reported once.
 */

import { classify, type Kernel, type Rule, readUuid, type Term, type Word } from "../../grammar/index.js";
import type { RuleContext } from "./check.js";

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
  /** what follows something that was to begin a comment */
  | "rest-of-comment"
  | "unknown";

/** White space and invisible characters that the kernel does not separate words at. */
export const oddBlanks = /[\v\f\u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]/;

/**
 * Whether a carriage return or an odd blank stuck to a word. That is reported by checks of its own, and what the
 * value would be without it is not looked at.
 */
export function hasStrayCharacter(word: Pick<Word, "key" | "value">): boolean {
  const text = word.key + word.value;
  return text.includes("\r") || oddBlanks.test(text);
}

/** Values that take any character, so that the kernel accepts them with whatever stuck to them. */
export function takesAnyText(term: Term): boolean {
  return term.fault === undefined && (term.key?.value === "text" || term.key?.value === "names");
}

/** What becomes of a word that a carriage return or an odd blank stuck to. */
export type StrayOutcome = "refused" | "never matches" | "no harm";

export function outcomeOfStray(term: Term, kernel: Kernel): StrayOutcome {
  const { key, word } = term;
  if (key === undefined || term.fault !== undefined || !kernel.knows(key)) return "refused";
  if (takesAnyText(term)) return "never matches";
  if (key.value === "uuid" && readUuid(word.value) !== undefined) return "no harm";
  if (key.value === "appraise-flag" && kernel.has("appraiseFlagIgnored")) return "no harm";
  return "refused";
}

export function isKnownTerm(term: Term, kernel: Kernel): boolean {
  if (term.action !== undefined) return true;
  return term.key !== undefined && term.fault === undefined && kernel.speaks(term.key);
}

/** `key > = value` has three words behind its key. */
const mostParts = 3;

/** Whether a word goes on with the value of the bare key before it: `uid = 0`, `func =X`, `func= X`. */
function continuesValue(rule: Rule, at: number, depth = 0): boolean {
  const before = rule.terms[at - 1];
  const term = rule.terms[at];
  if (before === undefined || term === undefined) return false;
  if (before.fault === "no-value") {
    if (before.word.operator === "") return term.word.key === "" && term.word.operator !== "";
    return term.action === undefined && term.key === undefined && term.word.operator === "";
  }
  // The value of `key = value`, or an operator of two characters that was typed as two.
  return (
    before.word.key === "" &&
    before.word.value === "" &&
    (term.word.operator === "" || term.word.key === "") &&
    term.action === undefined &&
    depth < mostParts &&
    continuesValue(rule, at - 1, depth + 1)
  );
}

/** Whether the first word of a rule was to begin a comment. */
function beginsComment(rule: Rule, context: RuleContext): boolean {
  const [first] = rule.line.words;
  if (first === undefined) return false;
  const hash = first.key.indexOf("#");
  const beforeHash = [...first.key.slice(0, Math.max(hash, 0))];
  return (
    (hash > 0 && beforeHash.every((character) => oddBlanks.test(character))) || troubleWith(rule, 0, context) === "path"
  );
}

/** The trouble with one word of a rule, if there is any. */
export function troubleWith(rule: Rule, at: number, context: RuleContext): WordTrouble | undefined {
  const term = rule.terms[at];
  if (term === undefined) return undefined;
  const { word } = term;
  if (at === 0 && word.start === 0 && word.key.startsWith("\ufeff")) return "byte-order-mark";
  if (at > 0 && beginsComment(rule, context)) return "rest-of-comment";
  const text = word.key + word.value;
  if (text.includes("\r")) return "carriage-return";
  if (oddBlanks.test(text)) return "odd-blank";
  if (context.loader === "write" && at === 0 && word.blank === "" && word.key.startsWith("/")) return "path";
  if (isKnownTerm(term, context.kernel)) return undefined;
  if (term.fault === "no-value" && term.key !== undefined && context.kernel.speaks(term.key)) return "missing-value";
  return continuesValue(rule, at) ? "rest-of-value" : "unknown";
}

/** Whether the rule has a word that is no token, so that the kernel stops there and looks no further. */
export function hasTrouble(rule: Rule, context: RuleContext): boolean {
  return rule.terms.some((term, at) => {
    const trouble = troubleWith(rule, at, context);
    if (trouble === "carriage-return" || trouble === "odd-blank")
      return outcomeOfStray(term, context.kernel) === "refused";
    return trouble !== undefined;
  });
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
