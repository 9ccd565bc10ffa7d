/**
 * Rules that no file holds: those that `ima_policy=` on the kernel command line stands for, those that are compiled in,
 * and those of the architecture.
 *
 * Source: the *_rules[] arrays, ima_init_policy() and add_rules() in security/integrity/ima/ima_policy.c;
 * arch_get_ima_policy() in ima_efi.c and arch/powerpc/kernel/ima_arch.c; for the digest-cache dialect the patches of the
 * IMA integration v4. The expansion is compared with what running kernels had in force.
 */

import type { Dialect } from "./dialects.js";
import type { Kernel } from "./kernel.js";
import { isIn, type Lifetime } from "./version.js";

interface BuiltInRule extends Lifetime {
  readonly text: string;
  /** Options that must be on, or (with !) must not be. Without knowledge an option counts as off. */
  readonly config?: readonly string[];
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
  { text: "appraise func=MODULE_CHECK appraise_type=imasig", config: ["CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS"] },
  { text: "appraise func=FIRMWARE_CHECK appraise_type=imasig", config: ["CONFIG_IMA_APPRAISE_REQUIRE_FIRMWARE_SIGS"] },
  { text: "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig", config: ["CONFIG_IMA_APPRAISE_REQUIRE_KEXEC_SIGS"] },
  { text: "appraise func=POLICY_CHECK appraise_type=imasig", config: ["CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS"] },
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
  { text: "appraise func=POLICY_CHECK appraise_type=imasig", config: ["CONFIG_IMA_WRITE_POLICY"] },
  { text: "appraise fowner=0", config: ["!CONFIG_IMA_APPRAISE_SIGNED_INIT"] },
  { text: "appraise fowner=0 appraise_type=imasig", config: ["CONFIG_IMA_APPRAISE_SIGNED_INIT"] },
];

/** Rules of a machine that was started by EFI secure boot. */
const efiSecureBoot: RuleList = [
  { text: "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig", config: ["!CONFIG_KEXEC_SIG"] },
  "measure func=KEXEC_KERNEL_CHECK",
  { text: "appraise func=MODULE_CHECK appraise_type=imasig", config: ["!CONFIG_MODULE_SIG"] },
  {
    text: "appraise func=POLICY_CHECK appraise_type=imasig",
    since: "6.6",
    config: ["CONFIG_INTEGRITY_MACHINE_KEYRING", "CONFIG_IMA_KEYRINGS_PERMIT_SIGNED_BY_BUILTIN_OR_SECONDARY"],
  },
  "measure func=MODULE_CHECK",
];

const powerSecureBoot: RuleList = [
  {
    text: "appraise func=KEXEC_KERNEL_CHECK appraise_flag=check_blacklist appraise_type=imasig|modsig",
    until: "6.5",
  },
  { text: "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig", since: "6.6" },
  {
    text: "appraise func=MODULE_CHECK appraise_flag=check_blacklist appraise_type=imasig|modsig",
    until: "6.5",
    config: ["!CONFIG_MODULE_SIG"],
  },
  {
    text: "appraise func=MODULE_CHECK appraise_type=imasig|modsig",
    since: "6.6",
    config: ["!CONFIG_MODULE_SIG"],
  },
];

/** POWER machines can measure a boot without verifying it. */
const powerTrustedBoot: RuleList = ["measure func=KEXEC_KERNEL_CHECK", "measure func=MODULE_CHECK"];

const powerSecureAndTrustedBoot: RuleList = [
  "measure func=KEXEC_KERNEL_CHECK template=ima-modsig",
  "measure func=MODULE_CHECK template=ima-modsig",
  ...powerSecureBoot,
];

export interface BuiltInPolicyName extends Lifetime {
  readonly name: string;
  /** What it brings, as a sentence. */
  readonly meaning: string;
  readonly dialects?: readonly Dialect[];
}

/** Words that `ima_policy=` takes. */
export const builtInPolicyNames: readonly BuiltInPolicyName[] = [
  { name: "tcb", meaning: "Measures programs, executable mappings, what root reads, modules, firmware and policies." },
  {
    name: "appraise_tcb",
    meaning:
      "Appraises files that root owns, but for those on tmpfs, ramfs and many pseudo file systems; policies need a signature where more than one may be loaded.",
  },
  { name: "secure_boot", meaning: "Appraises modules, firmware, kexec kernels and policies, by a signature." },
  {
    name: "fail_securely",
    meaning: "Adds no rule: files on file systems that the kernel cannot trust, such as FUSE, always fail appraisal.",
  },
  { name: "critical_data", meaning: "Measures critical data of the kernel.", since: "5.12" },
  {
    name: "digest_cache_measure",
    meaning: "Lets digest lists spare files that are measured by built-in rules; measures the digest lists.",
    dialects: ["digest-cache"],
  },
  {
    name: "digest_cache_appraise",
    meaning: "Lets digest lists vouch for files that are appraised by built-in rules; appraises the digest lists.",
    dialects: ["digest-cache"],
  },
  {
    name: "exec_tcb",
    meaning: "Like tcb without what root reads; measures digest lists and their parser.",
    dialects: ["openeuler"],
  },
  {
    name: "appraise_exec_tcb",
    meaning:
      "Appraises programs, executable mappings, digest lists and their parser, and all that secure_boot does, by a signature.",
    dialects: ["openeuler"],
  },
  {
    name: "appraise_exec_immutable",
    meaning: "Adds no rule: programs that appraise_exec_tcb appraises must have immutable metadata.",
    dialects: ["openeuler"],
  },
];

/** What chooses the rules at boot. */
export interface BuiltInChoice {
  /** Words of `ima_policy=`, in any order. */
  readonly policies: readonly string[];
  /** The old parameter `ima_tcb`. */
  readonly imaTcb?: boolean;
  /** The old parameter `ima_appraise_tcb`. */
  readonly imaAppraiseTcb?: boolean;
  /** Whether the firmware verified what it started. Not known counts as no. */
  readonly secureBoot?: boolean;
  /** Whether it measured it; only POWER machines tell. */
  readonly trustedBoot?: boolean;
}

function selected(list: RuleList, kernel: Kernel): string[] {
  const rules: string[] = [];
  for (const entry of list) {
    if (typeof entry === "string") {
      rules.push(entry);
      continue;
    }
    if (!isIn(kernel.version, entry)) continue;
    const isMet = (wanted: string) =>
      wanted.startsWith("!") ? !kernel.option(wanted.slice(1)) : kernel.option(wanted) === true;
    if (entry.config === undefined || entry.config.every(isMet)) rules.push(entry.text);
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
  return builtInPolicyNames.some((entry) => entry.name === name && kernel.knows(entry));
}

/** A rule that no file holds. */
export interface OriginatedRule {
  readonly text: string;
  /** The parameter that chooses it, "build time" or "architecture". */
  readonly origin: string;
}

const compiledIn = "build time";
const architecture = "architecture";

/** How the firmware started the machine. */
export type FirmwareState = Pick<BuiltInChoice, "secureBoot" | "trustedBoot">;

/** Rules that the architecture adds for a machine that was started in this way. They stay with a custom policy. */
export function architectureRules(
  kernel: Kernel,
  { secureBoot: secure, trustedBoot: trusted }: FirmwareState,
): string[] {
  if (kernel.option("CONFIG_S390")) return [];
  if (kernel.option("CONFIG_PPC_SECURE_BOOT")) {
    const list = secure ? (trusted ? powerSecureAndTrustedBoot : powerSecureBoot) : trusted ? powerTrustedBoot : [];
    return selected(list, kernel);
  }
  if (kernel.option("CONFIG_PPC64")) return [];
  return secure && kernel.option("CONFIG_IMA_ARCH_POLICY") ? selected(efiSecureBoot, kernel) : [];
}

function wantedBy(choice: BuiltInChoice, kernel: Kernel): (name: string) => boolean {
  // Without the digest cache in it, a kernel takes its words and adds nothing for them.
  const isWithout = (name: string) =>
    name.startsWith("digest_cache_") && kernel.option("CONFIG_INTEGRITY_DIGEST_CACHE") === false;
  return (name) => choice.policies.includes(name) && isBuiltInPolicy(name, kernel) && !isWithout(name);
}

function fromList(origin: string, kernel: Kernel, ...lists: RuleList[]): OriginatedRule[] {
  return lists.flatMap((list) => selected(list, kernel).map((text) => ({ text, origin })));
}

/** What add_rules() of the digest-cache dialect makes of each rule that it adds, whatever its origin. */
function asAdded(rules: readonly OriginatedRule[], choice: BuiltInChoice, kernel: Kernel): OriginatedRule[] {
  const wants = wantedBy(choice, kernel);
  const measure = wants("digest_cache_measure");
  const appraise = wants("digest_cache_appraise");
  return rules.map(({ text, origin }) => ({ text: withDigestCache(text, kernel, measure, appraise), origin }));
}

function ofArchitecture(choice: BuiltInChoice, kernel: Kernel): OriginatedRule[] {
  return architectureRules(kernel, choice).map((text) => ({ text, origin: architecture }));
}

/**
 * The rule list that is in force after boot and before any custom policy, in the kernel's order.
 *
 * Follows ima_init_policy(); words of `ima_policy=` that this kernel does not have add nothing.
 */
export function originatedRules(choice: BuiltInChoice, kernel: Kernel): OriginatedRule[] {
  const wants = wantedBy(choice, kernel);
  const rules: OriginatedRule[] = [];
  const add = (origin: string, ...lists: RuleList[]) => {
    rules.push(...fromList(origin, kernel, ...lists));
  };
  if (choice.imaTcb) add("ima_tcb", dontMeasure, originalMeasure);
  else if (wants("tcb")) add("ima_policy=tcb", dontMeasure, defaultMeasure);
  rules.push(...ofArchitecture(choice, kernel));
  if (wants("secure_boot")) add("ima_policy=secure_boot", secureBoot);
  else add(compiledIn, buildTime);
  if (wants("appraise_tcb")) add("ima_policy=appraise_tcb", appraiseTcb);
  else if (choice.imaAppraiseTcb) add("ima_appraise_tcb", appraiseTcb);
  if (wants("critical_data")) add("ima_policy=critical_data", ["measure func=CRITICAL_DATA"]);

  const lists: OriginatedRule[] = [];
  if (wants("digest_cache_measure"))
    lists.push({
      text: `measure func=DIGEST_LIST_CHECK pcr=${digestCachePcr(kernel)}`,
      origin: "ima_policy=digest_cache_measure",
    });
  if (wants("digest_cache_appraise"))
    lists.push({
      text: "appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig",
      origin: "ima_policy=digest_cache_appraise",
    });
  return [...lists, ...asAdded(rules, choice, kernel)];
}

/** The same rules without their origin. */
export function builtInRules(choice: BuiltInChoice, kernel: Kernel): string[] {
  return originatedRules(choice, kernel).map(({ text }) => text);
}

/**
 * What remains, before its own rules, when a custom policy is loaded: the rules of the architecture, then all that are
 * compiled in, those too that secure_boot stood for until then. All else is gone.
 */
export function remainingRules(choice: BuiltInChoice, kernel: Kernel): OriginatedRule[] {
  return asAdded([...ofArchitecture(choice, kernel), ...fromList(compiledIn, kernel, buildTime)], choice, kernel);
}

/** Rules compiled in by CONFIG_IMA_APPRAISE_REQUIRE_*: they come first and stay when a custom policy is loaded. */
export function buildTimeRules(kernel: Kernel): string[] {
  return selected(buildTime, kernel);
}

/** The same rules with their origin. */
export function originatedBuildTimeRules(kernel: Kernel): OriginatedRule[] {
  return fromList(compiledIn, kernel, buildTime);
}
