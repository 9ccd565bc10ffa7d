import { appraiseTypes, foreignWordHint, hookOf, valueSpan } from "../../../grammar/index.js";
import { type Check, either, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { asQuestion, type Suggestion, suggest } from "../suggest.js";

const modsigSpellings = new Set(["modsig", "modsig|imasig", "imasig,modsig", "imasig|"]);

export const check: Check = {
  id: "syntax/unknown-appraise-type",
  summary: "a value of appraise_type= that no kernel takes",
  severity: "error",
  fixable: true,
  term: {
    keys: ["appraise_type"],
    run(term, rule, { kernel }, report) {
      const { value } = term.word;
      if (appraiseTypes.some((type) => type.name === value && kernel.speaks(type))) return;
      const names = appraiseTypes.filter((type) => kernel.knows(type)).map((type) => type.name);
      const foreign = foreignWordHint("appraise_type", value);
      const hook = hookOf(rule, kernel);
      const modsig: Suggestion | undefined =
        hook !== "unknown" && hook?.modsig ? { word: "imasig|modsig", sure: true } : undefined;
      const near = modsigSpellings.has(value) ? modsig : foreign ? undefined : suggest(value, names);
      report({
        span: valueSpan(term),
        message: refused(`"${value}" is no kind of signature${foreign ? "." : asQuestion(near, ".")}`),
        help: foreign ?? `Write ${either(names)}; the kernel compares the whole value.`,
        rejects: true,
        fixes: suggestionFix(near, valueSpan(term)),
      });
    },
  },
};
