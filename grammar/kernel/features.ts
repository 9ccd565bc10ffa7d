/** Behaviours that came with a release. Source: history of security/integrity/ima/ and kernel/module/. */

import type { Lifetime } from "./version.js";

export const features = {
  /** A word that starts with # ends the rule ("ima: ignore suffixed policy rule comments"). */
  trailingComment: { since: "6.14" },
  /** ima_validate_rule(): keys, action and hook are compared once the whole rule is read. */
  wholeRuleValidation: { since: "5.9" },
  /** appraise_flag= is read and forgotten; every signature rule looks at the blacklist. */
  appraiseFlagIgnored: { since: "6.6" },
  /** digest_type=verity may follow an appraise_type=. */
  verityAfterSignature: { since: "7.1" },
  /** appraise_type=sigv3 does not need digest_type=verity. */
  sigv3WithoutVerity: { since: "7.1" },
  /** appraise_type=sigv3 on modules and kexec images. */
  sigv3ForModules: { since: "7.2" },
  /** The kernel can decompress modules by itself (CONFIG_MODULE_DECOMPRESS, finit_module). */
  moduleDecompression: { since: "5.17" },
  /** IMA looks at a compressed module once it is decompressed (READING_MODULE_COMPRESSED). */
  modulesSeenDecompressed: { since: "6.19" },
  /** ima_appraise=enforce is a mode like the others, and the kernel logs what is none. */
  appraiseEnforceIsMode: { since: "5.10" },
  /** ima_appraise= is read once, when all of the command line is known: only the last one is looked at. */
  lastAppraiseModeOnly: { since: "5.11" },
} as const satisfies Record<string, Lifetime>;

export type Feature = keyof typeof features;
