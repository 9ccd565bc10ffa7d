import { groupRules, hookOf, maxId, readId } from "../../../grammar/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "kernel/never-matches",
  summary: "a comparison that no user or group can fulfil",
  severity: "warning",
  term: {
    keys: ["uid", "euid", "gid", "egid", "fowner", "fgroup"],
    run({ word }, rule, { kernel }, report) {
      const hook = hookOf(rule, kernel);
      if (hook !== undefined && hook !== "unknown" && groupRules[hook.group].ignored?.has(word.key)) return;
      const id = readId(word.value);
      const below = word.operator === "<" && id === 0;
      const above = word.operator === ">" && id === maxId;
      if (!below && !above) return;
      report({
        span: word,
        message: `The kernel takes this rule, and it never matches: no number is ${below ? "below 0" : `above ${maxId}`}.`,
        help: "Correct the number, or take the rule out.",
      });
    },
  },
};
