/** Values that options take. Source: ima_parse_rule(), ima_template.c, crypto/hash_info.c. */

import type { Dialect } from "./dialects.js";
import type { Lifetime } from "./version.js";

export interface AppraiseType extends Lifetime {
  readonly name: string;
  readonly meaning: string;
  /** The release from which on a hash is enough where EVM verified a portable signature of the metadata. */
  readonly orPortable?: string;
  readonly config?: string;
  readonly dialects?: readonly Dialect[];
}

export const appraiseTypes: readonly AppraiseType[] = [
  { name: "imasig", meaning: "demands a signature in security.ima", orPortable: "5.14" },
  {
    name: "imasig|modsig",
    meaning: "demands a signature, in security.ima or appended to the file",
    orPortable: "5.14",
    config: "CONFIG_IMA_APPRAISE_MODSIG",
  },
  { name: "sigv3", meaning: "demands a signature of version 3 in security.ima", since: "5.19" },
  {
    name: "meta_immutable",
    meaning: "demands that EVM finds the metadata of the file immutable",
    dialects: ["openeuler"],
  },
];

export interface Template extends Lifetime {
  readonly name: string;
  readonly fields: readonly string[];
}

export const templates: readonly Template[] = [
  { name: "ima", fields: ["d", "n"] },
  { name: "ima-ng", fields: ["d-ng", "n-ng"] },
  { name: "ima-sig", fields: ["d-ng", "n-ng", "sig"] },
  { name: "ima-buf", fields: ["d-ng", "n-ng", "buf"] },
  { name: "ima-modsig", fields: ["d-ng", "n-ng", "sig", "d-modsig", "modsig"] },
  {
    name: "evm-sig",
    since: "5.14",
    fields: ["d-ng", "n-ng", "evmsig", "xattrnames", "xattrlengths", "xattrvalues", "iuid", "igid", "imode"],
  },
  { name: "ima-ngv2", since: "5.19", fields: ["d-ngv2", "n-ng"] },
  { name: "ima-sigv2", since: "5.19", fields: ["d-ngv2", "n-ng", "sig"] },
];

/** The template that this text names, by its name or by its format string. */
export function templateByText(text: string): Template | undefined {
  return templates.find((template) => template.name === text || template.fields.join("|") === text);
}

export interface HashAlgorithm extends Lifetime {
  readonly name: string;
  /** Kernel options of which one must be set for the algorithm to be there. */
  readonly config: readonly string[];
  /** Whether kernels usually have it, when nothing is known about this one. */
  readonly usual: boolean;
  /** The last release with a driver; later kernels know the name and refuse it. */
  readonly driverUntil?: string;
  /** The name of the same algorithm in later kernels. */
  readonly renamedTo?: string;
}

export const hashAlgorithms: readonly HashAlgorithm[] = [
  { name: "md4", config: ["CONFIG_CRYPTO_MD4"], usual: true },
  { name: "md5", config: ["CONFIG_CRYPTO_MD5"], usual: true },
  { name: "sha1", config: ["CONFIG_CRYPTO_SHA1"], usual: true },
  { name: "rmd160", config: ["CONFIG_CRYPTO_RMD160"], usual: true },
  { name: "sha224", config: ["CONFIG_CRYPTO_SHA256"], usual: true },
  { name: "sha256", config: ["CONFIG_CRYPTO_SHA256"], usual: true },
  { name: "sha384", config: ["CONFIG_CRYPTO_SHA512"], usual: true },
  { name: "sha512", config: ["CONFIG_CRYPTO_SHA512"], usual: true },
  { name: "rmd128", config: ["CONFIG_CRYPTO_RMD128"], usual: false, driverUntil: "5.11" },
  { name: "rmd256", config: ["CONFIG_CRYPTO_RMD256"], usual: false, driverUntil: "5.11" },
  { name: "rmd320", config: ["CONFIG_CRYPTO_RMD320"], usual: false, driverUntil: "5.11" },
  { name: "wp256", config: ["CONFIG_CRYPTO_WP512"], usual: true },
  { name: "wp384", config: ["CONFIG_CRYPTO_WP512"], usual: true },
  { name: "wp512", config: ["CONFIG_CRYPTO_WP512"], usual: true },
  { name: "tgr128", config: ["CONFIG_CRYPTO_TGR192"], usual: false, driverUntil: "5.11" },
  { name: "tgr160", config: ["CONFIG_CRYPTO_TGR192"], usual: false, driverUntil: "5.11" },
  { name: "tgr192", config: ["CONFIG_CRYPTO_TGR192"], usual: false, driverUntil: "5.11" },
  {
    name: "sm3-256",
    until: "5.15",
    renamedTo: "sm3",
    config: ["CONFIG_CRYPTO_SM3"],
    usual: false,
  },
  {
    name: "sm3",
    since: "5.16",
    config: ["CONFIG_CRYPTO_SM3", "CONFIG_CRYPTO_SM3_GENERIC"],
    usual: false,
  },
  { name: "streebog256", config: ["CONFIG_CRYPTO_STREEBOG"], usual: true },
  { name: "streebog512", config: ["CONFIG_CRYPTO_STREEBOG"], usual: true },
  { name: "sha3-256", since: "6.7", config: ["CONFIG_CRYPTO_SHA3"], usual: true },
  { name: "sha3-384", since: "6.7", config: ["CONFIG_CRYPTO_SHA3"], usual: true },
  { name: "sha3-512", since: "6.7", config: ["CONFIG_CRYPTO_SHA3"], usual: true },
];

/** Key rings that kernels have. `keyrings=` takes any name; these are the ones that mean something. */
export const keyrings: readonly string[] = [
  ".ima",
  "_ima",
  ".evm",
  "_evm",
  ".builtin_trusted_keys",
  ".secondary_trusted_keys",
  ".machine",
  ".platform",
  ".blacklist",
  ".ima_blacklist",
  ".builtin_regdb_keys",
  ".fs-verity",
];

export interface CriticalDataLabel extends Lifetime {
  readonly name: string;
  /** Measured while IMA starts, before any custom policy can be loaded. */
  readonly bootOnly?: true;
}

/** Sources of critical data. `label=` takes any name; these are the ones that kernels send. */
export const criticalDataLabels: readonly CriticalDataLabel[] = [
  { name: "selinux", since: "5.12" },
  { name: "kernel_info", since: "5.12", bootOnly: true },
  { name: "device-mapper", since: "5.15" },
  { name: "modules", since: "6.10" },
  { name: "ima_kexec", since: "6.16" },
];

/** Largest user or group number that a rule can name; the next one means "no user". */
export const maxId = 4294967294;

/** PCRs of a TPM are 0 to 23; the parser takes as many as an unsigned long has bits. */
export const maxTpmPcr = 23;

/** Bytes of one line that a write to the policy file can hold, on machines with 4 KiB pages. */
export const maxWrittenLine = 4095;

/** CONFIG_IMA_MEASURE_PCR_IDX when nothing else is configured. */
export const defaultPcr = 10;
