/** Behaviours of the parser that came with a release. Source: history of security/integrity/ima/ima_policy.c. */

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
} as const satisfies Record<string, Lifetime>;

export type Feature = keyof typeof features;
