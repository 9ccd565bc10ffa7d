import { foreignWordHint, hooks, isInternalHook, type Kernel, valueSpan } from "../../../grammar/index.js";
import { type Check, refused, replacement } from "../check.js";
import { didYouMean, suggest } from "../suggest.js";

function knownNames(kernel: Kernel): string[] {
  return hooks.filter((hook) => kernel.knows(hook)).flatMap((hook) => [hook.name, ...(hook.aliases ?? [])]);
}

export const check: Check = {
  id: "syntax/unknown-hook",
  summary: "a value of func= that is no hook",
  severity: "error",
  fixable: true,
  term: {
    keys: ["func"],
    run(term, _rule, { kernel }, report) {
      const { value } = term.word;
      if (kernel.hook(value) !== undefined) return;
      const names = knownNames(kernel);
      const foreign = foreignWordHint("func", value);
      const several = value.split(/[,|]/);
      const near = isInternalHook(value) ? undefined : suggest(value, names);
      report({
        span: valueSpan(term),
        message: refused(
          `"${value}" is no hook${foreign === undefined && several.length === 1 ? didYouMean(value, near ? [near] : []) || "." : "."}`,
        ),
        help:
          foreign ??
          (several.length > 1 && several.every((name) => names.includes(name))
            ? "func= names one hook. Write a rule for each."
            : `Hooks are ${names.join(", ")}.`),
        rejects: true,
        fixes:
          near === undefined || (foreign !== undefined && value !== "BRPM_CHECK") || several.length > 1
            ? []
            : [replacement(`Replace with ${near}`, valueSpan(term), near)],
      });
    },
  },
};
