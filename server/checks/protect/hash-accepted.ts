import type { Kernel, Rule } from "../../../grammar/index.js";
import {
  appendedType,
  appraised,
  openToExecute,
  openToRead,
  refusesUnsignedKernels,
  refusesUnsignedModules,
  type Step,
  takesHash,
} from "../appraisal.js";
import type { Check, Context } from "../check.js";
import { appended } from "../edits.js";

interface Thing {
  readonly name: string;
  /** The hooks that are about it. */
  readonly hooks: readonly string[];
  /** How it is opened before. */
  readonly opening: Step;
  /** Whether the kernel is known to demand a signature by other means. */
  readonly isSigned?: (kernel: Kernel) => boolean;
}

const things: readonly Thing[] = [
  { name: "programs", hooks: ["BPRM_CHECK", "CREDS_CHECK"], opening: openToExecute },
  { name: "libraries", hooks: ["MMAP_CHECK", "MMAP_CHECK_REQPROT"], opening: openToRead },
  { name: "kernel modules", hooks: ["MODULE_CHECK"], opening: openToRead, isSigned: refusesUnsignedModules },
  { name: "kexec kernels", hooks: ["KEXEC_KERNEL_CHECK"], opening: openToRead, isSigned: refusesUnsignedKernels },
  { name: "kexec initramfs images", hooks: ["KEXEC_INITRAMFS_CHECK"], opening: openToRead },
];

/** Rules that a hash is enough for. The kernel asks at each step, so one that wants more speaks for the others. */
function rulesTakingHash(context: Context, { hooks, opening, isSigned }: Thing): Rule[] {
  if (isSigned?.(context.kernel)) return [];
  const steps = [...hooks.map((hook): Step => ({ hooks: [hook] })), opening].map((step) => appraised(context, step));
  return steps.slice(0, -1).flatMap((step) => {
    const demanding = steps.some((other) => other === undefined || (other !== step && !other.does.every(takesHash)));
    return demanding || step === undefined ? [] : step.does.filter(takesHash);
  });
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const forModules = ["MODULE_CHECK", "KEXEC_KERNEL_CHECK", "KEXEC_INITRAMFS_CHECK"];

function demandSignature(rule: Rule, kernel: Kernel): string {
  return forModules.includes(rule.entry?.func ?? "") ? appendedType(kernel) : "appraise_type=imasig";
}

export const check: Check = {
  id: "protect/hash-accepted",
  summary: "code that a hash is enough for, with no signature",
  severity: "info",
  fixable: true,
  // openEuler's kernels have boot options of their own that say when a hash counts.
  dialects: ["mainline", "digest-cache"],
  policy(context, report) {
    const { kernel } = context;
    const found = new Map<Rule, Set<string>>();
    for (const thing of things)
      for (const rule of rulesTakingHash(context, thing))
        found.set(rule, (found.get(rule) ?? new Set()).add(thing.name));
    const rules = [...found.keys()].sort((a, b) => a.index - b.index);
    const [first, ...others] = rules;
    if (first === undefined) return;
    const name = (rule: Rule) => listed([...(found.get(rule) ?? [])]);
    // A rule without func= is for all files that are read too, and those cannot all be signed.
    const fixable = rules.every(({ entry }) => entry?.func !== undefined);
    report({
      span: first.span,
      message: `A hash in security.ima is enough for ${name(first)} here, with no signature, so that it does not say who made them. A task with CAP_SYS_ADMIN can set any hash, and the kernel renews it by itself where rules appraise files that are opened to be written. Against changes of the disk from outside IMA has EVM, where that is active.`,
      help: fixable
        ? `Demand a signature with ${demandSignature(first, kernel)}, once the files are signed.`
        : "Once the files are signed, put rules with func= and appraise_type=imasig before the rule that has no func=.",
      related: others.slice(0, 4).map((rule) => ({ span: rule.span, message: `takes a hash for ${name(rule)}` })),
      fixes: fixable
        ? [
            {
              title: "Demand signatures",
              safe: false,
              edits: rules.map((rule) => appended(rule, demandSignature(rule, kernel))),
            },
          ]
        : [],
    });
  },
};
