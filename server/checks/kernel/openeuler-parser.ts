import type { Check } from "../check.js";

export const check: Check = {
  id: "kernel/openeuler-parser",
  summary: "the word parser, which some openEuler kernels refuse",
  severity: "warning",
  dialects: ["openeuler"],
  term: {
    keys: ["parser"],
    run(term, _rule, { kernel }, report) {
      if (!kernel.knows({ since: "6.0" })) return;
      report({
        span: term.word,
        message:
          "The openEuler kernels 6.4 and 6.6 may refuse this rule (EINVAL): as first ported, they did not take the word parser from a policy, although their built-in rules have it.",
        help: "Try the policy on the very kernel, or take the rule out and use the built-in policy.",
      });
    },
  },
};
