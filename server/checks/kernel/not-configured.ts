import { type Term, valueSpan } from "../../../grammar/index.js";
import { appraiseTypes } from "../../../grammar/kernel/index.js";
import { type Check, type RuleContext, refused } from "../check.js";
import { replacement } from "../edits.js";

/** The kernel option that a term needs. Labels have a check of their own. */
function neededOption(term: Term, { kernel }: RuleContext): string | undefined {
  const { key, word } = term;
  switch (key?.value) {
    case "hook":
      return kernel.hook(word.value)?.config;
    case "appraise-type":
      return appraiseTypes.find((type) => type.name === word.value)?.config;
    case "names":
    case "digest-cache":
      return key.config;
    default:
      return undefined;
  }
}

export const check: Check = {
  id: "kernel/not-configured",
  summary: "a word that needs a kernel option which the target kernel does not have",
  severity: "error",
  fixable: true,
  term: {
    keys: ["func", "appraise_type", "keyrings", "digest_cache"],
    run(term, _rule, context, report) {
      const option = neededOption(term, context);
      if (option === undefined) return;
      const value = context.kernel.option(option);
      // The words themselves say that the kernel has the patches.
      if (value === undefined && option !== "CONFIG_INTEGRITY_DIGEST_CACHE") context.assume(`${option}=y`);
      if (value !== false) return;
      const modsig = term.word.value === "imasig|modsig";
      report({
        span: valueSpan(term),
        message: refused(`it is built without ${option}, and ${term.word.key}=${term.word.value} needs it.`),
        help: modsig
          ? "Build the kernel with the option, or demand a signature in security.ima with appraise_type=imasig."
          : "Build the kernel with the option, or take the rule out.",
        rejects: true,
        fixes: modsig ? [replacement("Write imasig", valueSpan(term), "imasig", false)] : [],
      });
    },
  },
};
