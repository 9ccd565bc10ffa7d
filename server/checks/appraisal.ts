/** What checks about appraise rules have in common. */

import type { Kernel, Rule } from "../../grammar/index.js";
import type { RegionSpec } from "../policy/index.js";
import type { Context } from "./check.js";
import { libraryHooks, programHooks, type Reach, reach, rootOnDisk } from "./reach.js";

/** What the kernel asks on the way to using a file. */
export type Step = Pick<RegionSpec, "hooks" | "mask">;

export const openToRead: Step = { hooks: ["FILE_CHECK"], mask: ["MAY_READ"] };
export const openToExecute: Step = { hooks: ["FILE_CHECK"], mask: ["MAY_EXEC"] };
export const execution: Step = { hooks: programHooks };
export const mapping: Step = { hooks: libraryHooks };

/** What appraise rules do at a step with files of root on a disk; undefined: too complex. */
export function appraised(context: Context, step: Step): Reach | undefined {
  return reach(context, "appraise", { ...rootOnDisk, parser: false, ...step });
}

/**
 * Rules that appraise programs of root on a disk. One for a label is for a few programs, and says nothing of what
 * else the policy is to protect.
 */
export function programRules(context: Context): readonly Rule[] {
  return (appraised(context, execution)?.does ?? []).filter(({ entry }) => entry?.labels === undefined);
}

/**
 * Whether files come through a step unappraised, and through what else there is for them. What dont_ rules exempt
 * altogether is left out on purpose, and does not count; nor does what is appraised in part.
 */
export function passUnappraised(context: Context, step: Step, others: readonly Step[]): boolean {
  return (
    appraised(context, step)?.leavesOut === true &&
    [step, ...others].every((each) => appraised(context, each)?.does.length === 0)
  );
}

/** A rule under which a hash in security.ima is enough. */
export function takesHash({ entry }: Rule): boolean {
  return entry !== undefined && !entry.signature && !entry.verity && !entry.metaImmutable && !entry.digestCache;
}

/** appraise_type= for modules and kexec images, with the signature that their build appends where the kernel can. */
export function appendedType(kernel: Kernel): string {
  return kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false ? "appraise_type=imasig" : "appraise_type=imasig|modsig";
}

/** What appendedType() takes for granted. */
export function appendedAssumption(kernel: Kernel): string[] {
  return kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === undefined
    ? ["CONFIG_IMA_APPRAISE_MODSIG=y; without it the kernel refuses a policy with appraise_type=imasig|modsig"]
    : [];
}

function isLockedDown(kernel: Kernel): boolean {
  return ["INTEGRITY", "CONFIDENTIALITY"].some(
    (level) => kernel.option(`CONFIG_LOCK_DOWN_KERNEL_FORCE_${level}`) === true,
  );
}

/** Whether the kernel is known to refuse unsigned modules whatever the policy says. */
export function refusesUnsignedModules(kernel: Kernel): boolean {
  return (
    kernel.option("CONFIG_MODULES") === false ||
    ["CONFIG_MODULE_SIG_FORCE", "CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS"].some(
      (name) => kernel.option(name) === true,
    ) ||
    isLockedDown(kernel)
  );
}

/** The same for kernels that are started by kexec. CONFIG_KEXEC_SIG by itself looks at signatures and demands none. */
export function refusesUnsignedKernels(kernel: Kernel): boolean {
  if (kernel.option("CONFIG_IMA_APPRAISE_REQUIRE_KEXEC_SIGS") === true) return true;
  const locked = isLockedDown(kernel);
  const fileLoad =
    kernel.option("CONFIG_KEXEC_FILE") === false ||
    kernel.option("CONFIG_KEXEC_SIG_FORCE") === true ||
    (locked && kernel.option("CONFIG_KEXEC_SIG") === true);
  return fileLoad && (locked || kernel.option("CONFIG_KEXEC") === false);
}
