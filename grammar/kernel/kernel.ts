/** One target kernel: a version, a dialect and what is known of its configuration. */

import type { Dialect } from "./dialects.js";
import { type Feature, features } from "./features.js";
import { type Hook, hooks } from "./hooks.js";
import { type HashAlgorithm, hashAlgorithms } from "./values.js";
import { isIn, type Lifetime } from "./version.js";

/** Kernel options by full name (`CONFIG_IMA`): `y`, `m`, `n`, or the value of a string or number option. */
export type KernelConfig = Readonly<Record<string, string>>;

/** Security modules that can resolve labels. */
export type Lsm = "selinux" | "smack" | "apparmor" | "none";

/** Which label conditions each security module can answer. Source: security_audit_rule_init() of each. */
export const lsmKeys: Readonly<Record<Lsm, readonly string[]>> = {
  selinux: ["subj_user", "subj_role", "subj_type", "obj_user", "obj_role", "obj_type"],
  smack: ["subj_user", "obj_user"],
  apparmor: ["subj_role"],
  none: [],
};

export class Kernel {
  /**
   * @param version major.minor, as normalizeVersion() returns it
   * @param config what is known of the configuration; nothing is concluded from an option that is missing
   */
  constructor(
    readonly version: string,
    readonly dialect: Dialect = "mainline",
    readonly config: KernelConfig = {},
  ) {}

  has(feature: Feature): boolean {
    return isIn(this.version, features[feature]);
  }

  /** Whether a table entry is in this version and in this dialect. */
  knows(entry: Lifetime & { readonly dialects?: readonly Dialect[] }): boolean {
    return this.speaks(entry) && isIn(this.version, entry);
  }

  /** Whether a table entry is in this dialect, in whatever version. */
  speaks(entry: { readonly dialects?: readonly Dialect[] }): boolean {
    return entry.dialects === undefined || entry.dialects.includes(this.dialect);
  }

  /** The hook of this name or alias in this dialect, in whatever version. */
  hook(name: string): Hook | undefined {
    return hooks.find((hook) => (hook.name === name || hook.aliases?.includes(name)) && this.speaks(hook));
  }

  /** What is known of an option: on (y or m), off, or nothing. */
  option(name: string): boolean | undefined {
    const value = this.config[name];
    if (value === undefined) return undefined;
    return value !== "n" && value !== "not set" && value !== "";
  }

  /** Largest PCR number that the parser takes: the bits of an unsigned long less one. */
  get maxPcr(): number {
    return this.option("CONFIG_64BIT") === false ? 31 : 63;
  }

  /** The hash algorithm that this kernel knows under this name, available or not. */
  hashAlgorithm(name: string): HashAlgorithm | undefined {
    return hashAlgorithms.find((algorithm) => algorithm.name === name && this.knows(algorithm));
  }
}

/** Whether this version still has code for the algorithm; the name outlives it. */
export function hasDriver(algorithm: HashAlgorithm, kernel: Kernel): boolean {
  return algorithm.driverUntil === undefined || isIn(kernel.version, { until: algorithm.driverUntil });
}
