import { hooks, type Rule } from "../../../grammar/index.js";
import type { Check, Context } from "../check.js";
import { linesOf } from "../needless.js";
import { reach } from "../reach.js";

/** Hooks where a rule decides something that no other rule of its family names; undefined: too complex. */
function hooksBeyond(rule: Rule, named: ReadonlySet<string>, context: Context): string[] | undefined {
  const { kernel } = context;
  const family = rule.entry?.action.family;
  if (family === undefined) return undefined;
  const found: string[] = [];
  for (const hook of hooks) {
    if (!kernel.knows(hook) || named.has(hook.name) || !(hook.group === "file" || hook.group === "module")) continue;
    const reached = reach(context, family, { hooks: [hook.name] });
    if (reached === undefined) return undefined;
    if (reached.does.includes(rule)) found.push(hook.name);
  }
  return found;
}

/** Hooks that other things than programs and their files depend on. */
const ofTheKernel = new Set(["MODULE_CHECK", "FIRMWARE_CHECK", "KEXEC_KERNEL_CHECK", "KEXEC_INITRAMFS_CHECK"]);

export const check: Check = {
  id: "logic/every-hook",
  summary: "a rule without func= among rules with it, which reaches further than they do",
  severity: "info",
  policy(context, report) {
    const { policy, kernel } = context;
    for (const family of ["measure", "appraise", "audit"] as const) {
      const doing = policy.rules.filter(({ entry }) => entry?.action.name === family);
      const open = doing.filter(({ entry }) => entry?.func === undefined);
      const [rule] = open;
      const neighbours = doing.filter((other) => !open.includes(other));
      // Without any condition at all it says so itself, and kernel/covers-everything speaks of it.
      if (rule === undefined || neighbours.length === 0) continue;
      if (!rule.terms.some(({ key }) => key?.role === "condition" && key.name !== "mask")) continue;
      const named = new Set(neighbours.map(({ entry }) => entry?.func ?? ""));
      const beyond = hooksBeyond(rule, named, context);
      if (beyond === undefined || !beyond.some((hook) => ofTheKernel.has(hook))) continue;
      const others = beyond.filter((hook) => kernel.hook(hook) !== undefined);
      report({
        span: rule.span,
        message: `Without func= this rule is for every hook: it decides ${others.join(", ")} as well, which ${linesOf(neighbours)} ${neighbours.length > 1 ? "do" : "does"} not name${family === "appraise" ? ", and the kernel refuses what has no valid security.ima there" : ""}.`,
        help: "Say with func= which hooks are meant, in one rule each, if it is not all of them.",
      });
    }
  },
};
