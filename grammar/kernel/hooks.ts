/**
 * Hooks: what `func=` may name.
 *
 * Source: ima_parse_rule() and ima_validate_rule() in security/integrity/ima/ima_policy.c, the callers in
 * ima_main.c; for the digest-cache dialect the patch series "ima: Integrate with Integrity Digest Cache" v4;
 * for openEuler the kernels OLK-5.10 and 6.6.
 */

import type { Dialect } from "./dialects.js";
import type { Lifetime } from "./version.js";

/**
 * Hooks that take the same keys. `file` is also what a rule without func= belongs to.
 * What each group takes is in combinations.ts.
 */
export type HookGroup = "file" | "module" | "kexec-cmdline" | "key" | "critical-data" | "setxattr";

/** One bit of the mask an access asks for. */
export type Permission = "MAY_READ" | "MAY_WRITE" | "MAY_APPEND" | "MAY_EXEC";

export const permissions: readonly Permission[] = ["MAY_READ", "MAY_WRITE", "MAY_APPEND", "MAY_EXEC"];

export interface Hook extends Lifetime {
  readonly name: string;
  readonly group: HookGroup;
  /** Older spellings that the kernel still takes. */
  readonly aliases?: readonly string[];
  /** Dialects that know the hook; all of them when absent. */
  readonly dialects?: readonly Dialect[];
  /** Kernel option without which the name is unknown. */
  readonly config?: string;
  /** Whether an appended signature can be looked at here (appraise_type=imasig|modsig). */
  readonly modsig?: true;
  /** Whether a digest cache can be asked here (digest_cache=data). */
  readonly digestCache?: true;
  /** The one permission that the kernel asks for here; absent where open() decides, or where there is no file. */
  readonly permission?: Permission;
  /** What the hook is about, to be read after "when". */
  readonly event: string;
  /** What the kernel does because there is an appraise rule that names the hook: ima_appraise_flag(). */
  readonly presence?: string;
}

export const hooks: readonly Hook[] = [
  {
    name: "FILE_CHECK",
    aliases: ["PATH_CHECK"],
    group: "file",
    digestCache: true,
    event: "a regular file is opened",
  },
  {
    name: "MMAP_CHECK",
    aliases: ["FILE_MMAP"],
    group: "file",
    digestCache: true,
    permission: "MAY_EXEC",
    event: "a file is mapped executable, such as a shared library",
  },
  {
    name: "MMAP_CHECK_REQPROT",
    since: "6.3",
    group: "file",
    digestCache: true,
    permission: "MAY_EXEC",
    event: "a program asks for an executable mapping of a file",
  },
  {
    name: "BPRM_CHECK",
    group: "file",
    digestCache: true,
    permission: "MAY_EXEC",
    event: "a program is executed",
  },
  {
    name: "CREDS_CHECK",
    group: "file",
    digestCache: true,
    permission: "MAY_EXEC",
    event: "a program is executed, judged by the credentials it will have",
  },
  {
    name: "MODULE_CHECK",
    group: "module",
    modsig: true,
    digestCache: true,
    permission: "MAY_READ",
    event: "a kernel module is loaded from a file",
    presence:
      "modules that come from memory (init_module) are refused in enforce mode, unless the kernel enforces module signatures",
  },
  {
    name: "FIRMWARE_CHECK",
    group: "file",
    digestCache: true,
    permission: "MAY_READ",
    event: "the kernel reads a firmware file",
    presence: "firmware that user space hands over is refused in enforce mode",
  },
  {
    name: "KEXEC_KERNEL_CHECK",
    group: "module",
    modsig: true,
    digestCache: true,
    permission: "MAY_READ",
    event: "kexec reads a kernel image",
    presence: "kexec_load, which hands over no file, is refused in enforce mode",
  },
  {
    name: "KEXEC_INITRAMFS_CHECK",
    group: "module",
    modsig: true,
    digestCache: true,
    permission: "MAY_READ",
    event: "kexec reads an initramfs",
  },
  {
    name: "POLICY_CHECK",
    group: "file",
    digestCache: true,
    permission: "MAY_READ",
    event: "an IMA policy is loaded by its path",
    presence: "later policies have to be loaded by their path, as files that are appraised",
  },
  {
    name: "KEXEC_CMDLINE",
    group: "kexec-cmdline",
    event: "kexec is given a kernel command line",
  },
  {
    name: "KEY_CHECK",
    since: "5.6",
    group: "key",
    config: "CONFIG_IMA_MEASURE_ASYMMETRIC_KEYS",
    event: "a key is added to a key ring",
  },
  {
    name: "CRITICAL_DATA",
    since: "5.12",
    group: "critical-data",
    event: "a part of the kernel hands over state to be measured",
  },
  {
    name: "SETXATTR_CHECK",
    since: "5.15",
    group: "setxattr",
    event: "user space writes security.ima",
  },
  {
    name: "DIGEST_LIST_CHECK",
    dialects: ["digest-cache"],
    group: "module",
    modsig: true,
    permission: "MAY_READ",
    event: "the kernel reads a digest list",
  },
  {
    name: "DIGEST_LIST_CHECK",
    dialects: ["openeuler"],
    group: "file",
    permission: "MAY_READ",
    event: "the kernel reads a digest list",
  },
];

/** Hooks that exist inside the kernel only; people find their names in the source. */
export const internalHooks: readonly string[] = ["POST_SETATTR", "NONE", "MAX_CHECK"];

/** Hooks that hand over bytes, which can be measured and nothing else: process_buffer_measurement(). */
export const bufferHooks: ReadonlySet<string> = new Set(
  hooks.filter(({ group }) => ["kexec-cmdline", "key", "critical-data"].includes(group)).map(({ name }) => name),
);
