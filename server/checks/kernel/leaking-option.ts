import { groupRules, hookOf, termOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";

/** Options that count for an access whichever rule has them. */
const options = ["digest_type", "permit_directio"];

export const check: Check = {
  id: "kernel/leaking-option",
  summary: "an option on a rule that is not an appraise rule, which changes appraisal all the same",
  severity: "info",
  policy({ policy, kernel }, report) {
    const leaking = policy.rules.filter((rule) => rule.terms.some(({ key }) => options.includes(key?.name ?? "")));
    if (leaking.length === 0) return;
    const appraising = policy.rules.filter(
      ({ entry }) => entry?.action.name === "appraise" && entry.func !== "SETXATTR_CHECK",
    );
    for (const rule of leaking) {
      const { entry } = rule;
      if (entry === undefined || entry.action.name === "appraise") continue;
      const other = appraising.find(
        ({ entry: appraise }) =>
          appraise?.func === undefined || entry.func === undefined || appraise.func === entry.func,
      );
      const hook = hookOf(rule, kernel);
      if (other === undefined || hook === "unknown") continue;
      for (const name of options) {
        const term = termOf(rule, name);
        if (term === undefined || !kernel.knows(term.key ?? {}) || !groupRules[hook?.group ?? "file"].keys.has(name))
          continue;
        report({
          span: term.word,
          message: `The kernel adds up the options of all rules that match an access, so this ${entry.action.name} rule ${
            name === "digest_type"
              ? "makes appraisal take the fs-verity digest"
              : "lets appraised files be opened with O_DIRECT"
          } where both match.`,
          help: "Write the option into the appraise rules that are to have it, or limit this rule to files that no appraise rule is for.",
          related: [{ span: other.span, message: "an appraise rule that may match the same access" }],
        });
      }
    }
  },
};
