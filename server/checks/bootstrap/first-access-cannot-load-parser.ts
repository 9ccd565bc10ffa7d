import { assumptions, rootReaches, rulesWithDigestCache } from "../../boot/index.js";
import { reportFailures } from "../boot-problem.js";
import type { Check } from "../check.js";
import { withoutWord } from "../edits.js";

export const check: Check = {
  id: "bootstrap/first-access-cannot-load-parser",
  summary: "digest lists that only tasks without privileges need, who cannot load the parser",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy({ policy, kernel }, report) {
    if (kernel.config.CONFIG_DIGEST_CACHE_TLV_PARSER === "y") return;
    const relying = rulesWithDigestCache(policy.rules, kernel);
    const [first] = relying;
    // What is not reached by root is reached by others, or it would not be among these rules.
    if (first === undefined || rootReaches(relying, policy.rules, kernel) !== false) return;
    const condition = first.terms.find(({ key }) => key?.slot === "uid" || key?.slot === "gid");
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
  boot(boot, report) {
    reportFailures(boot, ["first-access-cannot-load-parser"], report, () => ({
      help: "Load the parser before, build it into the kernel, or have root make the first access. Once the start has failed, the list counts as invalid for everyone until it is opened for writing or leaves memory.",
    }));
  },
};
