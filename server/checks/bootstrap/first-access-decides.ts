import { decidersOf } from "../../policy/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/first-access-decides",
  summary: "a rule for modules by user or label, so that it matters who needs the parser first",
  severity: "warning",
  boot({ analysis, description }, report) {
    for (const { rules, phase, parsers } of analysis.phases) {
      if (!parsers.some(({ parser, needed }) => needed && parser.load.value === "module")) continue;
      const found = decidersOf(rules.rules, "appraise", { hooks: ["MODULE_CHECK"] }, description.kernel);
      for (const { rule, sometimes } of found?.deciders ?? []) {
        const condition = rule.terms.find(
          ({ key }) => key?.slot === "uid" || key?.slot === "gid" || key?.name.startsWith("subj_"),
        );
        const path = rules.origins.get(rule)?.path;
        if (!sometimes || condition === undefined || path === undefined) continue;
        report(path, {
          span: condition.word,
          message: `The kernel loads the parser in the context of the task whose access needs it first, and this condition is about that task: whether the module is appraised in phase ${phase.name} depends on who comes first. A first task that the rule is not about, but that may load modules, brings the parser in by other rules.`,
          help: "Let rules for MODULE_CHECK be about the file (fowner=, fsmagic=, obj_type=), or about no task at all: loading modules takes CAP_SYS_MODULE anyway.",
        });
      }
    }
  },
};
