/**
 * Parameters of the kernel command line that IMA and EVM read, and how long a command line can be.
 *
 * Source: __setup(), core_param() and module_param() in security/integrity/; COMMAND_LINE_SIZE in the setup.h of the
 * architectures; for openEuler the kernels OLK-5.10 and 6.6.
 */

import type { Dialect } from "./dialects.js";
import type { Kernel } from "./kernel.js";

/** A value of a parameter, and what it brings about. */
export interface ParameterValue {
  readonly word: string;
  readonly meaning: string;
}

export interface ImaParameter {
  readonly name: string;
  /** Whether "=" belongs to the name. Names without it are compared by prefix. */
  readonly takesValue: boolean;
  readonly dialects?: readonly Dialect[];
  /** What it does, as a sentence. */
  readonly meaning: string;
  /** What it takes, where that is no list of another table. */
  readonly values?: readonly ParameterValue[];
  /** What holds without it. */
  readonly byDefault?: string;
}

export const imaParameters: readonly ImaParameter[] = [
  {
    name: "ima_policy",
    takesValue: true,
    meaning:
      'Chooses the rules that are in force from the start. Several words are joined by "|". A policy that is loaded later takes their place.',
    byDefault: "no such rules",
  },
  {
    name: "ima_tcb",
    takesValue: false,
    meaning: "The old form of ima_policy=tcb, with an older list of rules.",
  },
  {
    name: "ima_appraise",
    takesValue: true,
    meaning:
      "Says what becomes of a file that fails appraisal. The kernel takes it only with CONFIG_IMA_APPRAISE_BOOTPARAM, and not under secure boot.",
    values: [
      { word: "enforce", meaning: "Access is denied." },
      { word: "log", meaning: "Access is granted, and the failure is logged." },
      {
        word: "fix",
        meaning: "Access is granted, and a hash is written to security.ima where none or a wrong one is.",
      },
      { word: "off", meaning: "Nothing is appraised." },
    ],
    byDefault: "enforce",
  },
  { name: "ima_appraise_tcb", takesValue: false, meaning: "The old form of ima_policy=appraise_tcb." },
  {
    name: "ima_hash",
    takesValue: true,
    meaning: "The algorithm of file hashes. The first one that the kernel has counts.",
    byDefault: "CONFIG_IMA_DEFAULT_HASH",
  },
  {
    name: "ima_template",
    takesValue: true,
    meaning: "The fields of entries in the measurement list. Once a template is chosen, others change nothing.",
    byDefault: "CONFIG_IMA_DEFAULT_TEMPLATE",
  },
  {
    name: "ima_template_fmt",
    takesValue: true,
    meaning: 'The fields of entries in the measurement list, one by one and joined by "|", such as d-ng|n-ng.',
  },
  {
    name: "ima_canonical_fmt",
    takesValue: false,
    meaning: "The binary measurement list is little-endian, on big-endian machines too.",
  },
  {
    name: "ima.ahash_minsize",
    takesValue: true,
    meaning: "The smallest size of files that are hashed through the asynchronous interface, in bytes.",
    byDefault: "0, which is never",
  },
  {
    name: "ima.ahash_bufsize",
    takesValue: true,
    meaning: "The size of the buffer for asynchronous hashing, in bytes.",
  },
  {
    name: "integrity_audit",
    takesValue: true,
    meaning: "How much the integrity subsystem sends to the audit log.",
    values: [
      { word: "0", meaning: "The usual messages." },
      { word: "1", meaning: "Informational messages too." },
    ],
    byDefault: "0",
  },
  {
    name: "evm",
    takesValue: true,
    meaning: "How EVM goes about files without a valid security.evm.",
    values: [
      {
        word: "fix",
        meaning: "security.evm is written whatever its state was. Not under secure boot from Linux 7.1 on.",
      },
    ],
  },
  {
    name: "ima_digest_list_pcr",
    takesValue: true,
    dialects: ["openeuler"],
    meaning:
      "Files that a digest list has are not measured; digest lists and other files go into this PCR. With + before the number, all files are measured into the usual PCR as well.",
  },
  {
    name: "ima_appraise_digest_list",
    takesValue: true,
    dialects: ["openeuler"],
    meaning: "Digest lists count for appraisal.",
    values: [
      { word: "digest", meaning: "They count." },
      { word: "digest-nometadata", meaning: "They count for files without EVM data, too, when EVM is active." },
    ],
  },
  {
    name: "ima_digest_db_size",
    takesValue: true,
    dialects: ["openeuler"],
    meaning: "The largest size of the table of digests, up to 64M.",
  },
  {
    name: "initramtmpfs",
    takesValue: false,
    dialects: ["openeuler"],
    meaning: "The first root is a tmpfs although root= is said, so that files of the initramfs can have attributes.",
  },
];

/** Parameters for others than IMA and EVM that decide what IMA can do. */
export const bootParameters: readonly ImaParameter[] = [
  { name: "lsm", takesValue: true, meaning: "The security modules that are active, separated by commas." },
  {
    name: "lockdown",
    takesValue: true,
    meaning: "Locks the kernel down, when it has CONFIG_SECURITY_LOCKDOWN_LSM.",
    values: [
      { word: "integrity", meaning: "What could change the running kernel is refused, unsigned modules among it." },
      { word: "confidentiality", meaning: "What could read secrets of the kernel is refused as well." },
    ],
  },
  {
    name: "module.sig_enforce",
    takesValue: true,
    meaning: "The kernel refuses modules without a valid signature. It cannot be taken back.",
  },
  { name: "nomodule", takesValue: false, meaning: "No module can be loaded." },
  {
    name: "sysctl.kernel.modules_disabled",
    takesValue: true,
    meaning: "Written just before the first program is started.",
    values: [{ word: "1", meaning: "No module can be loaded any more." }],
  },
  {
    name: "rootfstype",
    takesValue: true,
    meaning: "The file system type of the root. When it says nothing of tmpfs, the first root is a ramfs.",
  },
  { name: "rdinit", takesValue: true, meaning: "The first program of the initramfs.", byDefault: "/init" },
  { name: "init", takesValue: true, meaning: "The first program of the root file system.", byDefault: "/sbin/init" },
];

/** Whether IMA or EVM of some kernel reads a parameter of this name, as far as its name goes. */
export function imaParameter(name: string): ImaParameter | undefined {
  return imaParameters.find((known) => (known.takesValue ? known.name === name : name.startsWith(known.name)));
}

interface CommandLineSize {
  readonly config: string;
  /** Bytes, of which the last one is the final NUL. */
  readonly size: number;
}

const commandLineSizes: readonly CommandLineSize[] = [
  { config: "CONFIG_X86", size: 2048 },
  { config: "CONFIG_X86_64", size: 2048 },
  { config: "CONFIG_ARM64", size: 2048 },
  { config: "CONFIG_PPC64", size: 2048 },
  { config: "CONFIG_S390", size: 4096 },
];

/** Architectures with a size of their own that is not in the table. */
const otherArchitectures = ["ARM", "RISCV", "LOONGARCH", "MIPS", "PARISC", "SPARC", "ALPHA", "PPC32", "XTENSA"];

/** How many bytes of the command line a kernel keeps, and whether that is known or what x86 has. */
export function commandLineSize(kernel: Kernel): { readonly bytes: number; readonly known: boolean } | undefined {
  const configured = Number(kernel.config.CONFIG_COMMAND_LINE_SIZE);
  if (configured > 0) return { bytes: configured - 1, known: true };
  const found = commandLineSizes.find(({ config }) => kernel.option(config));
  if (found !== undefined) return { bytes: found.size - 1, known: true };
  if (otherArchitectures.some((name) => kernel.option(`CONFIG_${name}`))) return undefined;
  return { bytes: 2047, known: false };
}
