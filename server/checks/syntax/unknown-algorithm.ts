import { hasDriver, hashAlgorithms, readAlgorithms, type Span, type Term, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { asQuestion, suggest } from "../suggest.js";

/** The items of appraise_algos= with their places. */
export function algorithmItems(term: Term): { name: string; span: Span }[] {
  let start = valueSpan(term).start;
  return readAlgorithms(term.word.value).map((name) => {
    const span = { start, end: start + name.length };
    start = span.end + 1;
    return { name, span };
  });
}

export const check: Check = {
  id: "syntax/unknown-algorithm",
  summary: "a hash algorithm that no kernel knows under this name",
  severity: "error",
  fixable: true,
  term: {
    keys: ["appraise_algos"],
    run(term, _rule, { kernel }, report) {
      const names = hashAlgorithms
        .filter((algorithm) => kernel.knows(algorithm) && hasDriver(algorithm, kernel))
        .map((algorithm) => algorithm.name);
      for (const { name, span } of algorithmItems(term)) {
        if (hashAlgorithms.some((algorithm) => algorithm.name === name)) continue;
        if (name === "") {
          report({
            span: valueSpan(term),
            message: refused("an item of appraise_algos= is empty."),
            help: "Separate the names with single commas and no blanks, as in appraise_algos=sha256,sha512.",
            rejects: true,
          });
          return;
        }
        const plain = name.toLowerCase().replace(/^sha-(?=\d)/, "sha");
        // Another number is another algorithm, never a slip.
        const sameNumbers = names.filter((known) => known.replace(/\D/g, "") === name.replace(/\D/g, ""));
        const near = names.includes(plain) ? { word: plain, sure: true } : suggest(name, sameNumbers);
        report({
          span,
          message: refused(`"${name}" is no hash algorithm${asQuestion(near, ".")}`),
          help: /[|;]/.test(name)
            ? "Separate the names with commas, as in appraise_algos=sha256,sha512."
            : `Algorithms are ${names.join(", ")}.`,
          rejects: true,
          fixes: suggestionFix(near, span),
        });
      }
    },
  },
};
