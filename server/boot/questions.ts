/** What IMA is asked at the events of a boot: hooks with their masks. */

import type { Kernel, Permission } from "../../grammar/index.js";

/** One hook that an event asks, with its mask. */
export interface Question {
  readonly hook: string;
  readonly mask: readonly Permission[];
}

const read: readonly Permission[] = ["MAY_READ"];
const exec: readonly Permission[] = ["MAY_EXEC"];

/** The hook of loading a module, whoever loads it. */
export const moduleHook = "MODULE_CHECK";

/** The kernel loads a module: it opens the file itself, so nothing is asked at the open. */
export const kernelLoad: Question = { hook: moduleHook, mask: read };

/** The kernel reads a digest list. */
export const listRead: Question = { hook: "DIGEST_LIST_CHECK", mask: read };

/** Somebody opens a file for writing. */
export const openForWriting: Question = { hook: "FILE_CHECK", mask: ["MAY_WRITE"] };

/** The hooks of loading a policy by its path. */
export const policyQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: read },
  { hook: "POLICY_CHECK", mask: read },
];

/** The hooks of running a program. */
export const runQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: exec },
  { hook: "BPRM_CHECK", mask: exec },
  { hook: "CREDS_CHECK", mask: exec },
  { hook: "MMAP_CHECK", mask: exec },
  { hook: "MMAP_CHECK_REQPROT", mask: exec },
];

/** The hooks of mapping a library. */
export const mapQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: read },
  { hook: "MMAP_CHECK", mask: exec },
  { hook: "MMAP_CHECK_REQPROT", mask: exec },
];

/** The hooks of loading a module from user space. */
export const moduleQuestions: readonly Question[] = [{ hook: "FILE_CHECK", mask: read }, kernelLoad];

export function questionsOf(hooks: readonly string[], kernel: Kernel): Question[] {
  return hooks.map((hook) => {
    const permission = kernel.hook(hook)?.permission;
    return { hook, mask: permission === undefined ? read : [permission] };
  });
}
