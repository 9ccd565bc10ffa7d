/** Tables of what running kernels answered, and what lint() says of the same texts. */

import type { LintOptions } from "../../server/index.js";
import { lint } from "../../server/index.js";

/** One rule, written to the policy file in one write. */
export interface RuleVerdict {
  readonly rule: string;
  readonly accepted: boolean;
  /** Bytes that the kernel took, where that is not all of them: the verdict is about these. */
  readonly consumed?: number;
}

/** A whole file. */
export interface FileVerdict {
  readonly name: string;
  readonly text: string;
  readonly how: "path" | "cat" | "cat, then close";
  readonly accepted: boolean;
  readonly update?: "completed" | "failed";
}

/** Debian's configuration, which the tables were taken with. */
export const debian: LintOptions = {
  lsm: "apparmor",
  lsmLabels: ["unconfined"],
  kernelConfig: {
    CONFIG_IMA_APPRAISE_MODSIG: "n",
    CONFIG_IMA_MEASURE_ASYMMETRIC_KEYS: "y",
    CONFIG_IMA_LSM_RULES: "y",
    CONFIG_CRYPTO_MD5: "y",
    CONFIG_CRYPTO_RMD160: "m",
    CONFIG_CRYPTO_SHA1: "y",
    CONFIG_CRYPTO_SHA256: "y",
    CONFIG_CRYPTO_SHA512: "m",
    CONFIG_CRYPTO_SHA3: "m",
    CONFIG_CRYPTO_STREEBOG: "m",
    CONFIG_CRYPTO_WP512: "m",
    CONFIG_CRYPTO_SM3: "n",
    CONFIG_CRYPTO_SM3_GENERIC: "n",
    CONFIG_IMA_MEASURE_PCR_IDX: "10",
  },
};

/** A rule that every kernel takes, so that a text without rules is no empty policy. */
const neutral = "dont_measure fsmagic=0x9fa0\n";

/** What the kernel looked at of one write: up to 4095 bytes, up to a NUL. */
function lookedAt({ rule, consumed }: RuleVerdict): string {
  if (consumed === undefined) return rule;
  const bytes = new TextEncoder().encode(rule);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.slice(0, Math.min(consumed, 4095)));
}

export function saysRuleAccepted(verdict: RuleVerdict, options: LintOptions): boolean {
  return saysAccepted(`${lookedAt(verdict)}\n${neutral}`, { ...options, loader: "write" });
}

export function saysFileAccepted(verdict: FileVerdict, options: LintOptions): boolean {
  const loader = verdict.how === "path" ? "path" : "write";
  // Before the policy file is closed nobody minds that there are no rules, but an empty file cannot be read.
  const closed = verdict.how === "cat, then close" || (loader === "path" && verdict.text === "");
  return saysAccepted(verdict.text, {
    ...options,
    loader,
    checks: { "syntax/no-rules": closed ? "error" : "off" },
  });
}

function saysAccepted(text: string, options: LintOptions): boolean {
  const result = lint([{ path: "policy", text }], { dialect: "mainline", ...options });
  return result.summary.rejected === 0;
}
