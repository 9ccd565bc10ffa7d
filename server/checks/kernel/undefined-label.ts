import { isLsmKey, keys, lsmKeys, type Term, valueSpan } from "../../../grammar/index.js";
import { type Check, type RuleContext, refused } from "../check.js";

/** Endings that SELinux policies give to the names of users, roles and types. */
const seLinuxEndings: Readonly<Record<string, string>> = { user: "_u", role: "_r", type: "_t" };

/** Why the label cannot be resolved, as far as that is known. */
function reasonFor(term: Term, { kernel, lsm, lsmLabels }: RuleContext): string | undefined {
  const { key, value } = term.word;
  if (kernel.option("CONFIG_IMA_LSM_RULES") === false)
    return "it is built without CONFIG_IMA_LSM_RULES and cannot ask about labels.";
  if (lsm === "none") return "no security module is there to resolve the label.";
  if (lsm !== undefined && !lsmKeys[lsm].includes(key))
    return `${lsm} does not resolve ${key}=${lsmKeys[lsm].length > 0 ? `, only ${lsmKeys[lsm].join(", ")}` : ""}.`;
  if (lsmLabels === undefined) return undefined;
  // SELinux has this role before it has a policy.
  if (lsm === "selinux" && key.endsWith("_role") && value === "object_r") return undefined;
  if (!lsmLabels.has(value)) return `the label "${value}" does not exist when the policy is loaded.`;
  const ending = Object.values(seLinuxEndings).find((text) => value.endsWith(text));
  const kind = key.slice(key.indexOf("_") + 1);
  if (lsm === "selinux" && ending !== undefined && ending !== seLinuxEndings[kind])
    return `"${value}" is no SELinux ${kind}.`;
  return undefined;
}

export const check: Check = {
  id: "kernel/undefined-label",
  summary: "a label condition that the security module cannot resolve",
  severity: "error",
  term: {
    keys: keys.filter(isLsmKey).map((key) => key.name),
    run(term, _rule, context, report) {
      const reason = reasonFor(term, context);
      if (reason === undefined) {
        if (context.lsmLabels === undefined)
          context.assume("the labels in subj_*= and obj_*= exist when the policy is loaded");
        return;
      }
      report({
        span: valueSpan(term),
        message: refused(reason),
        help: "Labels are resolved when the policy is loaded: the security module and its policy must be there before. Only when a custom policy is in force already does the kernel take the rule, and lets it rest until the label appears.",
        rejects: true,
      });
    },
  },
};
