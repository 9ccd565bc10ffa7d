import type { Rule } from "../../../grammar/index.js";
import { assumptions, canReach, rulesWithDigestCache } from "../../boot/index.js";
import type { Check } from "../check.js";
import { withoutWord } from "../edits.js";

/** Any user without privileges stands for all of them; one that the rule names is tried as well. */
function someUsers(rule: Rule): number[] {
  const id = rule.entry?.uid?.id ?? 1000;
  return [1000, id - 1, id, id + 1].filter((user) => user > 0);
}

export const check: Check = {
  id: "bootstrap/first-access-cannot-load-parser",
  summary: "digest lists that only tasks without privileges need, who cannot load the parser",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy({ policy, kernel }, report) {
    if (kernel.config.CONFIG_DIGEST_CACHE_TLV_PARSER === "y") return;
    const relying = rulesWithDigestCache(policy.rules);
    const [first] = relying;
    if (first === undefined || relying.some((rule) => canReach(rule, policy.rules, 0, kernel))) return;
    // When nobody reaches the rules, no list is read and nothing goes wrong here.
    if (!relying.some((rule) => someUsers(rule).some((user) => canReach(rule, policy.rules, user, kernel)))) return;
    const condition = first.terms.find(({ key }) => key?.slot === "uid");
    report({
      span: condition?.word ?? first.span,
      message:
        "Only tasks of other users than root need a digest list, and the first one of them cannot load the parser: the kernel loads the module with the rights of that task, which has no CAP_SYS_MODULE. The list then counts as invalid for everyone, root included, until it is written to or leaves memory.",
      help: "Load the parser before the policy, build it into the kernel, or let a rule with digest_cache=data hold for root too.",
      related: relying
        .filter((rule) => rule !== first)
        .slice(0, 3)
        .map((rule) => ({ span: rule.span, message: "not for root either" })),
      assumptions: [assumptions.parserNotLoaded],
      fixes:
        condition === undefined || relying.length > 1
          ? []
          : [
              {
                title: `Take ${condition.word.key}${condition.word.operator}${condition.word.value} out, so that the rule holds for root too`,
                safe: false,
                edits: [withoutWord(condition.word)],
              },
            ],
    });
  },
};
