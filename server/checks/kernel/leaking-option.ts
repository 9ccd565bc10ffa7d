import { groupRules, hookOf, hooks, type Kernel, type Rule, termOf } from "../../../grammar/index.js";
import { type Decision, exists } from "../../policy/index.js";
import type { Check } from "../check.js";

interface Lent {
  /** The key that brings the option. */
  readonly key: string;
  readonly has: (rule: Rule) => boolean;
  /** Hooks where it can make a difference; all when absent. */
  readonly hooks?: readonly string[];
  readonly effect: string;
}

/** Options that count for an access whichever rule has them. */
const lent: readonly Lent[] = [
  {
    key: "digest_type",
    has: ({ entry }) => entry?.verity === true,
    effect: "makes appraisal take the fs-verity digest",
  },
  {
    key: "permit_directio",
    has: ({ entry }) => entry?.permitDirectio === true,
    // Nobody but the task itself can open a file with O_DIRECT.
    hooks: ["FILE_CHECK", "MMAP_CHECK", "MMAP_CHECK_REQPROT"],
    effect: "lets appraised files be opened with O_DIRECT",
  },
];

/** The appraise rule of an access to which a rule of another family lends an option; undefined: there is no such one. */
function borrower(rule: Rule, { has, hooks: only }: Lent, rules: readonly Rule[], kernel: Kernel): Rule | undefined {
  const family = rule.entry?.action.family;
  if (family === undefined) return undefined;
  const lends = ({ families }: Decision) =>
    families[family].rule === rule &&
    families.appraise.outcome === "do" &&
    families.appraise.rule !== undefined &&
    !has(families.appraise.rule);
  const own = rule.entry?.func === undefined ? hooks.map(({ name }) => name) : [rule.entry.func];
  const names = own.filter((name) => only?.includes(name) ?? true);
  const found = exists(rules, { hooks: names }, lends, kernel);
  return found.answer === "yes" ? found.decision.families.appraise.rule : undefined;
}

export const check: Check = {
  id: "kernel/leaking-option",
  summary: "an option on a rule that is not an appraise rule, which changes appraisal all the same",
  severity: "info",
  policy({ policy, kernel }, report) {
    for (const rule of policy.rules) {
      const { entry } = rule;
      if (entry === undefined || entry.action.name === "appraise") continue;
      const hook = hookOf(rule, kernel);
      if (hook === "unknown") continue;
      for (const option of lent) {
        const term = termOf(rule, option.key);
        if (term === undefined || !option.has(rule) || !kernel.knows(term.key ?? {})) continue;
        if (!groupRules[hook?.group ?? "file"].keys.has(option.key)) continue;
        const other = borrower(rule, option, policy.rules, kernel);
        if (other === undefined) continue;
        report({
          span: term.word,
          message: `The kernel adds up the options of all rules that match an access, so this ${entry.action.name} rule ${option.effect} where line ${other.index + 1} appraises what both match.`,
          help: "Write the option into the appraise rules that are to have it, or limit this rule to files that no appraise rule is for.",
          related: [{ span: other.span, message: "appraises something that both match" }],
        });
      }
    }
  },
};
