import type { Term } from "../../../grammar/index.js";
import { decidersOf } from "../../policy/index.js";
import type { Check } from "../check.js";

export const check: Check = {
  id: "bootstrap/first-access-decides",
  summary: "a rule for modules by user or label, so that it matters who needs the parser first",
  severity: "warning",
  boot({ analysis, description }, report) {
    // One policy may be in force in several phases.
    const told = new Set<Term>();
    for (const { rules, phase, parsers } of analysis.phases) {
      if (!parsers.some(({ parser, needed }) => needed && parser.load.value === "module")) continue;
      const found = decidersOf(rules.rules, "appraise", { hooks: ["MODULE_CHECK"] }, description.kernel);
      for (const { rule, sometimes } of found?.deciders ?? []) {
        const condition = rule.terms.find(
          ({ key }) => key?.slot === "uid" || key?.slot === "gid" || key?.name.startsWith("subj_"),
        );
        const path = rules.origins.get(rule)?.path;
        if (!sometimes || condition === undefined || path === undefined || told.has(condition)) continue;
        told.add(condition);
        report(path, {
          span: condition.word,
          message: `Digest lists are read by a parser, and the kernel loads its module with the rights of the task whose access needs it first. This condition is about that task, so in phase ${phase.name} it depends on who comes first whether this rule decides about the module. For any other task that may load modules, other rules do, or none.`,
          help: "Let rules for MODULE_CHECK be about the file (fowner=, fsmagic=, obj_type=), or hold for every task: loading modules takes CAP_SYS_MODULE anyway.",
        });
      }
    }
  },
};
