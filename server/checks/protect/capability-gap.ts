import type { Rule, Term } from "../../../grammar/index.js";
import { plainUser } from "../../policy/index.js";
import type { Check } from "../check.js";
import { withoutWord } from "../edits.js";
import { reach, rootOnDisk } from "../reach.js";

/**
 * Hooks that take a privilege to get to, which need not be root's. Firmware is read with the credentials of the kernel.
 */
const privileges: Readonly<Record<string, string>> = {
  MODULE_CHECK: "has CAP_SYS_MODULE under another id may load a kernel module",
  KEXEC_KERNEL_CHECK: "has CAP_SYS_BOOT under another id may load a kernel with kexec",
  KEXEC_INITRAMFS_CHECK: "has CAP_SYS_BOOT under another id may load an initramfs with kexec",
  POLICY_CHECK: "may write to the policy file under another id may load a policy",
};

const families = { appraise: "appraised", measure: "measured" } as const;

function conditionsOnIds(rule: Rule): Term[] {
  return rule.terms.filter((term) => term.fault === undefined && /^e?[ug]id$/.test(term.key?.name ?? ""));
}

export const check: Check = {
  id: "protect/capability-gap",
  summary: "modules, kernels or policies that are looked at only when root loads them",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const other = { user: plainUser(1000), group: plainUser(1000) };
    const found: { rule: Rule; terms: Term[]; message: string }[] = [];
    for (const [hook, privilege] of Object.entries(privileges))
      for (const [family, done] of Object.entries(families) as [keyof typeof families, string][]) {
        const files = { ...rootOnDisk, hooks: [hook], parser: false };
        const byRoot = reach(context, family, files);
        const byOther = reach(context, family, { ...files, ...other });
        if (byRoot === undefined || byOther?.leavesOut !== true || byOther.does.length > 0) continue;
        for (const rule of byRoot.does) {
          const terms = conditionsOnIds(rule);
          // Without func= the rule may be about what root does, and not about this hook.
          if (terms.length === 0 || rule.entry?.func !== hook) continue;
          found.push({
            rule,
            terms,
            message: `A task that ${privilege} that is not ${done}: no ${family} rule matches then.`,
          });
        }
      }
    found.sort((a, b) => a.rule.index - b.rule.index);
    const [first, ...others] = found;
    const term = first?.terms[0];
    if (first === undefined || term === undefined) return;
    report({
      span: term.word,
      message: first.message,
      help: "Take the condition out: it leaves nothing out but that.",
      related: others.map(({ terms: [at = term], message }) => ({ span: at.word, message })),
      fixes: [
        {
          title: others.length === 0 ? "Remove the condition" : "Remove these conditions",
          safe: false,
          edits: found.flatMap(({ terms }) => terms.map(({ word }) => withoutWord(word))),
        },
      ],
    });
  },
};
