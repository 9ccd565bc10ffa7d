/**
 * Built-in policies: the rules that `ima_policy=` on the kernel command line stands for.
 *
 * Source: the *_rules[] arrays and ima_init_policy() in security/integrity/ima/ima_policy.c; for the digest-cache
 * dialect the patches of the IMA integration v4. The expansion is compared with what running kernels had in force.
 */

import type { Kernel } from "./kernel.js";
import { isIn, type Lifetime } from "./version.js";

interface BuiltInRule extends Lifetime {
  readonly text: string;
  /** Option that must be on, or (with !) must not be. Without knowledge the option counts as off. */
  readonly config?: string;
}

type RuleList = readonly (string | BuiltInRule)[];

const pseudoFileSystems: RuleList = ["fsmagic=0x9fa0", "fsmagic=0x62656572", "fsmagic=0x64626720"];
const lateFileSystems = [
  "fsmagic=0x1cd1",
  "fsmagic=0x42494e4d",
  "fsmagic=0x73636673",
  "fsmagic=0xf97cff8c",
  "fsmagic=0x43415d53",
];

const dontMeasure: RuleList = [
  ...pseudoFileSystems.map((condition) => `dont_measure ${condition}`),
  { text: "dont_measure fsmagic=0x1021994", until: "6.13" },
  { text: "dont_measure func=FILE_CHECK fsmagic=0x1021994", since: "6.14" },
  ...[...lateFileSystems, "fsmagic=0x27e0eb", "fsmagic=0x63677270", "fsmagic=0x6e736673", "fsmagic=0xde5e81e4"].map(
    (condition) => `dont_measure ${condition}`,
  ),
];

const originalMeasure: RuleList = [
  "measure func=MMAP_CHECK mask=MAY_EXEC",
  "measure func=BPRM_CHECK mask=MAY_EXEC",
  "measure func=FILE_CHECK mask=MAY_READ uid=0",
  "measure func=MODULE_CHECK",
  "measure func=FIRMWARE_CHECK",
];

const defaultMeasure: RuleList = [
  "measure func=MMAP_CHECK mask=MAY_EXEC",
  "measure func=BPRM_CHECK mask=MAY_EXEC",
  "measure func=FILE_CHECK mask=^MAY_READ euid=0",
  "measure func=FILE_CHECK mask=^MAY_READ uid=0",
  "measure func=MODULE_CHECK",
  "measure func=FIRMWARE_CHECK",
  "measure func=POLICY_CHECK",
];

const secureBoot: RuleList = [
  { text: "appraise func=MODULE_CHECK appraise_type=imasig", until: "6.18" },
  { text: "appraise func=MODULE_CHECK appraise_type=imasig|modsig appraise_flag=check_blacklist", since: "6.19" },
  "appraise func=FIRMWARE_CHECK appraise_type=imasig",
  "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig",
  "appraise func=POLICY_CHECK appraise_type=imasig",
];

const buildTime: RuleList = [
  { text: "appraise func=MODULE_CHECK appraise_type=imasig", config: "CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS" },
  { text: "appraise func=FIRMWARE_CHECK appraise_type=imasig", config: "CONFIG_IMA_APPRAISE_REQUIRE_FIRMWARE_SIGS" },
  { text: "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig", config: "CONFIG_IMA_APPRAISE_REQUIRE_KEXEC_SIGS" },
  { text: "appraise func=POLICY_CHECK appraise_type=imasig", config: "CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS" },
];

const appraiseTcb: RuleList = [
  ...pseudoFileSystems.map((condition) => `dont_appraise ${condition}`),
  ...[
    "fsmagic=0x1021994",
    "fsmagic=0x858458f6",
    ...lateFileSystems,
    "fsmagic=0x6e736673",
    "fsmagic=0xde5e81e4",
    "fsmagic=0x27e0eb",
    "fsmagic=0x63677270",
  ].map((condition) => `dont_appraise ${condition}`),
  { text: "appraise func=POLICY_CHECK appraise_type=imasig", config: "CONFIG_IMA_WRITE_POLICY" },
  { text: "appraise fowner=0", config: "!CONFIG_IMA_APPRAISE_SIGNED_INIT" },
  { text: "appraise fowner=0 appraise_type=imasig", config: "CONFIG_IMA_APPRAISE_SIGNED_INIT" },
];

/** Words that `ima_policy=` takes, with the release that brought them. */
export const builtInPolicyNames: readonly (Lifetime & { readonly name: string; readonly digestCache?: true })[] = [
  { name: "tcb" },
  { name: "appraise_tcb" },
  { name: "secure_boot" },
  { name: "fail_securely" },
  { name: "critical_data", since: "5.12" },
  { name: "digest_cache_measure", digestCache: true },
  { name: "digest_cache_appraise", digestCache: true },
];

/** What chooses the rules at boot. */
export interface BuiltInChoice {
  /** Words of `ima_policy=`, in any order. */
  readonly policies: readonly string[];
  /** The old parameter `ima_tcb`. */
  readonly imaTcb?: boolean;
  /** The old parameter `ima_appraise_tcb`. */
  readonly imaAppraiseTcb?: boolean;
}

function selected(list: RuleList, kernel: Kernel): string[] {
  const rules: string[] = [];
  for (const entry of list) {
    if (typeof entry === "string") {
      rules.push(entry);
      continue;
    }
    if (!isIn(kernel.version, entry)) continue;
    const wantsOff = entry.config?.startsWith("!") ?? false;
    const option = entry.config?.replace(/^!/, "");
    if (option !== undefined && (kernel.option(option) ?? false) === wantsOff) continue;
    rules.push(entry.text);
  }
  return rules;
}

/** The PCR of measure rules without pcr=: CONFIG_IMA_MEASURE_PCR_IDX, usually 10. */
export function measurePcr(kernel: Kernel): number {
  return Number(kernel.config.CONFIG_IMA_MEASURE_PCR_IDX ?? 10);
}

/** The PCR that the digest cache integration measures into: CONFIG_IMA_DIGEST_CACHE_MEASURE_PCR_IDX, usually 12. */
export function digestCachePcr(kernel: Kernel): number {
  return Number(kernel.config.CONFIG_IMA_DIGEST_CACHE_MEASURE_PCR_IDX ?? 12);
}

/** Adds what the two digest_cache policies add to a built-in rule whose hook can use a digest cache. */
function withDigestCache(rule: string, kernel: Kernel, measure: boolean, appraise: boolean): string {
  const words = rule.split(" ");
  const func = words.find((word) => word.startsWith("func="))?.slice("func=".length);
  if (func !== undefined && !kernel.hook(func)?.digestCache) return rule;
  if (words[0] === "measure" && measure) return `${rule} pcr=${digestCachePcr(kernel)} digest_cache=data`;
  if (words[0] === "appraise" && appraise) return `${rule} digest_cache=data`;
  return rule;
}

/** Whether `ima_policy=` of a kernel has this word; the kernel logs and ignores others. */
export function isBuiltInPolicy(name: string, kernel: Kernel): boolean {
  return builtInPolicyNames.some(
    (entry) =>
      entry.name === name && isIn(kernel.version, entry) && (!entry.digestCache || kernel.dialect === "digest-cache"),
  );
}

/** A rule that no file holds. */
export interface OriginatedRule {
  readonly text: string;
  /** The parameter that chooses it, or "build time". */
  readonly origin: string;
}

const compiledIn = "build time";

/**
 * The rule list that is in force after boot and before any custom policy, without architecture rules,
 * in the kernel's order.
 *
 * Follows ima_init_policy(); words of `ima_policy=` that this kernel does not have add nothing.
 */
export function originatedRules(choice: BuiltInChoice, kernel: Kernel): OriginatedRule[] {
  const wants = (name: string) => choice.policies.includes(name) && isBuiltInPolicy(name, kernel);
  const rules: OriginatedRule[] = [];
  const add = (origin: string, ...lists: RuleList[]) => {
    for (const list of lists) rules.push(...selected(list, kernel).map((text) => ({ text, origin })));
  };
  if (choice.imaTcb) add("ima_tcb", dontMeasure, originalMeasure);
  else if (wants("tcb")) add("ima_policy=tcb", dontMeasure, defaultMeasure);
  if (wants("secure_boot")) add("ima_policy=secure_boot", secureBoot);
  else add(compiledIn, buildTime);
  if (wants("appraise_tcb")) add("ima_policy=appraise_tcb", appraiseTcb);
  else if (choice.imaAppraiseTcb) add("ima_appraise_tcb", appraiseTcb);
  if (wants("critical_data")) add("ima_policy=critical_data", ["measure func=CRITICAL_DATA"]);

  const measure = wants("digest_cache_measure");
  const appraise = wants("digest_cache_appraise");
  const lists: OriginatedRule[] = [];
  if (measure)
    lists.push({
      text: `measure func=DIGEST_LIST_CHECK pcr=${digestCachePcr(kernel)}`,
      origin: "ima_policy=digest_cache_measure",
    });
  if (appraise)
    lists.push({
      text: "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig",
      origin: "ima_policy=digest_cache_appraise",
    });
  return [
    ...lists,
    ...rules.map(({ text, origin }) => ({ text: withDigestCache(text, kernel, measure, appraise), origin })),
  ];
}

/** The same rules without their origin. */
export function builtInRules(choice: BuiltInChoice, kernel: Kernel): string[] {
  return originatedRules(choice, kernel).map(({ text }) => text);
}

/** Rules compiled in by CONFIG_IMA_APPRAISE_REQUIRE_*: they come first and stay when a custom policy is loaded. */
export function buildTimeRules(kernel: Kernel): string[] {
  return selected(buildTime, kernel);
}

/** The same rules with their origin. */
export function originatedBuildTimeRules(kernel: Kernel): OriginatedRule[] {
  return buildTimeRules(kernel).map((text) => ({ text, origin: compiledIn }));
}
