import { actions, foreignWordHint, type Kernel, keys, type Term } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";
import { reclassified, troubleWith } from "../words.js";

/** Characters that people put around or between words, as other languages have them. */
const punctuation = /^["']+|["',;\\]+$/g;

const commentHint = "A comment begins with #, as the first word of a line.";

function hintFor(term: Term, kernel: Kernel): { text: string; replacement?: string; sure?: boolean } {
  const { word } = term;
  const whole = word.key + word.operator + word.value;
  const foreign = foreignWordHint("word", word.key);
  if (foreign !== undefined) return { text: foreign };
  if (whole === "\\") return { text: "A backslash does not continue a rule: a rule is one line." };
  if (word.key.endsWith("!") && word.operator === "=")
    return { text: "There is no negation: exclude the value with a dont_ rule before this one." };
  if (term.fault === "wrong-operator")
    return {
      text: `${word.key} can only be compared with "=".`,
      replacement: `${word.key}=${word.value}`,
    };
  if (term.fault === "unexpected-value") return { text: `${word.key} takes no value.`, replacement: word.key };
  const stripped = whole.replace(punctuation, "");
  if (stripped !== whole && stripped !== "") {
    const term = reclassified(stripped);
    if (term.action !== undefined || (term.key !== undefined && term.fault === undefined))
      return {
        text: "Words are separated by blanks alone; quotes, commas, semicolons and backslashes belong to the word.",
        replacement: stripped,
      };
  }
  if (word.key === "" || /^[#/;$]/.test(word.key)) return { text: commentHint };
  const names =
    word.operator === ""
      ? [...actions.map((action) => action.name), "permit_directio"]
      : keys.filter((key) => key.operators !== "" && kernel.knows(key)).map((key) => key.name);
  // What stands before a word may have been meant to negate it or to switch it off.
  const near = /^[!~+-]/.test(word.key) ? undefined : suggest(word.key, names);
  if (near !== undefined)
    return {
      text: `Did you mean "${near.word}"?`,
      replacement: near.word + word.operator + word.value,
      sure: near.sure,
    };
  return {
    text:
      word.operator === ""
        ? "A rule is one action and words of the form key=value."
        : `Keys are ${keys
            .filter((key) => kernel.knows(key))
            .map((key) => key.name)
            .join(", ")}.`,
  };
}

export const check: Check = {
  id: "syntax/unknown-word",
  summary: "a word that is neither an action nor a key of the policy language",
  severity: "error",
  fixable: true,
  rule(rule, context, report) {
    // A line with nothing in it that a rule is made of is not a rule with many mistakes.
    if (rule.terms.length > 1 && rule.terms.every((_, at) => troubleWith(rule, at, context) === "unknown")) {
      const { word } = rule.terms[0] as Term;
      const start = word.key + word.operator + word.value;
      report({
        span: rule.span,
        message: refused(`no word of this line is known to it, and it stops at the first one, "${shortened(start)}".`),
        help: hintFor(rule.terms[0] as Term, context.kernel).text,
        rejects: true,
      });
      return;
    }
    let isComment = false;
    rule.terms.forEach((term, at) => {
      if (isComment || troubleWith(rule, at, context) !== "unknown") return;
      const { word } = term;
      const hint = hintFor(term, context.kernel);
      isComment = hint.text === commentHint;
      report({
        span: word,
        message: refused(`it does not know the word "${shortened(word.key + word.operator + word.value)}".`),
        help: hint.text,
        rejects: true,
        fixes:
          hint.replacement === undefined
            ? []
            : [replacement(`Replace with "${hint.replacement}"`, word, hint.replacement, hint.sure ?? true)],
      });
    });
  },
};
