import { actions, foreignWordHint, type Kernel, keys, type Term } from "../../../grammar/index.js";
import { type Check, refused, replacement } from "../check.js";
import { didYouMean, suggest } from "../suggest.js";
import { reclassified, troubleWith } from "../words.js";

/** Characters that people put around or between words, as other languages have them. */
const punctuation = /^["'+-]+|["',;\\]+$/g;

function hintFor(term: Term, kernel: Kernel): { text: string; replacement?: string } {
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
  if (word.key === "" || /^[#/;$]/.test(word.key))
    return { text: "A comment begins with # as the first word of a line." };
  const names =
    word.operator === ""
      ? [...actions.map((action) => action.name), "permit_directio"]
      : keys.filter((key) => key.operators !== "" && kernel.knows(key)).map((key) => key.name);
  const near = suggest(word.key, names);
  if (near !== undefined)
    return { text: didYouMean(word.key, names).slice(2), replacement: near + word.operator + word.value };
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
    rule.terms.forEach((term, at) => {
      if (troubleWith(rule, at, context) !== "unknown") return;
      const { word } = term;
      const hint = hintFor(term, context.kernel);
      const whole = word.key + word.operator + word.value;
      const shown = whole.length > 60 ? `${whole.slice(0, 60)}...` : whole;
      report({
        span: word,
        message: refused(`it does not know the word "${shown}".`),
        help: hint.text.charAt(0).toUpperCase() + hint.text.slice(1),
        rejects: true,
        fixes:
          hint.replacement === undefined
            ? []
            : [replacement(`Replace with "${hint.replacement}"`, word, hint.replacement)],
      });
    });
  },
};
