import { appraiseTypes, foreignWordHint, valueSpan } from "../../../grammar/index.js";
import { type Check, either, refused, replacement } from "../check.js";
import { didYouMean, suggest } from "../suggest.js";

const modsigSpellings = new Set(["modsig", "modsig|imasig", "imasig,modsig", "imasig|"]);

export const check: Check = {
  id: "syntax/unknown-appraise-type",
  summary: "a value of appraise_type= that no kernel takes",
  severity: "error",
  fixable: true,
  term: {
    keys: ["appraise_type"],
    run(term, _rule, { kernel }, report) {
      const { value } = term.word;
      const names = appraiseTypes.filter((type) => kernel.speaks(type)).map((type) => type.name);
      if (names.includes(value)) return;
      const foreign = foreignWordHint("appraise_type", value);
      const near = modsigSpellings.has(value) ? "imasig|modsig" : foreign ? undefined : suggest(value, names);
      report({
        span: valueSpan(term),
        message: refused(
          `"${value}" is no kind of signature${foreign ? "." : didYouMean(value, near ? [near] : []) || "."}`,
        ),
        help: foreign ?? `Write ${either(names)}; the kernel compares the whole value.`,
        rejects: true,
        fixes: near === undefined ? [] : [replacement(`Replace with ${near}`, valueSpan(term), near)],
      });
    },
  },
};
