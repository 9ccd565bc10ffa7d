import { foreignWordHint, hooks, isInternalHook, type Kernel, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { asQuestion, type Suggestion, suggest } from "../suggest.js";

function knownNames(kernel: Kernel): string[] {
  return hooks.filter((hook) => kernel.knows(hook)).flatMap((hook) => [hook.name, ...(hook.aliases ?? [])]);
}

/** Names are compared without the ending that nearly all of them share and that makes all of them look alike. */
function nearest(value: string, names: readonly string[]): Suggestion | undefined {
  const stem = (name: string) => name.replace(/[_-]CHECK$/i, "");
  const plain = value.replace(/^["']|["',;\\]+$/g, "");
  if (plain !== value && names.includes(plain)) return { word: plain, sure: true };
  const whole = suggest(value, names);
  if (whole?.sure) return whole;
  const near = suggest(stem(value), names.map(stem));
  const name = near && names.find((candidate) => stem(candidate) === near.word);
  return name === undefined || near === undefined ? undefined : { word: name, sure: near.sure };
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
      const isList = /[,|]/.test(value);
      const isNegated = /^[!~-]/.test(value);
      const near =
        foreign !== undefined || isList || isNegated || isInternalHook(value) ? undefined : nearest(value, names);
      report({
        span: valueSpan(term),
        message: refused(`"${value}" is no hook${asQuestion(near, ".")}`),
        help:
          foreign ??
          (isNegated
            ? "There is no negation: exclude the hook with a dont_ rule before this one."
            : isList
              ? "func= names one hook. Write a rule for each."
              : `Hooks are ${names.join(", ")}.`),
        rejects: true,
        fixes: suggestionFix(near, valueSpan(term)),
      });
    },
  },
};
