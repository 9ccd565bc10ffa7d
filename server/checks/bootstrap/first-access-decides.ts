import type { Term } from "../../../grammar/index.js";
import { decidersOf } from "../../policy/index.js";
import type { Check } from "../check.js";

const mostRelated = 3;

export const check: Check = {
  id: "bootstrap/first-access-decides",
  summary: "a rule for modules by user or label, so that it matters who needs the parser first",
  severity: "warning",
  boot({ analysis, description }, report) {
    const found: { path: string; phase: string; condition: Term; line: number }[] = [];
    for (const { rules, phase, parsers } of analysis.phases) {
      if (!parsers.some(({ parser, needed }) => needed && parser.load.value === "module")) continue;
      const decided = decidersOf(rules.rules, "appraise", { hooks: ["MODULE_CHECK"] }, description.kernel);
      for (const { rule, sometimes } of decided?.deciders ?? []) {
        const condition = rule.terms.find(
          ({ key }) => key?.slot === "uid" || key?.slot === "gid" || key?.name.startsWith("subj_"),
        );
        const path = rules.origins.get(rule)?.path;
        if (!sometimes || condition === undefined || path === undefined) continue;
        // One policy may be in force in several phases.
        if (found.every((other) => other.condition !== condition))
          found.push({ path, phase: phase.name, condition, line: rule.index + 1 });
      }
    }
    const [first, ...others] = found;
    if (first === undefined) return;
    report(first.path, {
      span: first.condition.word,
      message: `Digest lists are read by a parser, and the kernel loads its module with the rights of the task whose access needs it first. This condition is about that task, so in phase ${first.phase} it depends on who comes first whether this rule decides about the module. For any other task that may load modules, other rules do, or none.`,
      help: "Let rules for MODULE_CHECK be about the file (fowner=, fsmagic=, obj_type=), or hold for every task: loading modules takes CAP_SYS_MODULE anyway.",
      related: others.slice(0, mostRelated).map(({ path, condition, line }) => ({
        path,
        span: condition.word,
        message: `line ${line} is about the task too`,
      })),
    });
  },
};
