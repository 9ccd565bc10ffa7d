/**
 * Parameters of the kernel command line that IMA and EVM read, and how long a command line can be.
 *
 * Source: __setup(), core_param() and module_param() in security/integrity/; COMMAND_LINE_SIZE in the setup.h of the
 * architectures; for openEuler the kernels OLK-5.10 and 6.6.
 */

import type { Dialect } from "./dialects.js";
import type { Kernel } from "./kernel.js";

export interface ImaParameter {
  readonly name: string;
  /** Whether "=" belongs to the name. Names without it are compared by prefix. */
  readonly takesValue: boolean;
  readonly dialects?: readonly Dialect[];
}

export const imaParameters: readonly ImaParameter[] = [
  { name: "ima_policy", takesValue: true },
  { name: "ima_tcb", takesValue: false },
  { name: "ima_appraise", takesValue: true },
  { name: "ima_appraise_tcb", takesValue: false },
  { name: "ima_hash", takesValue: true },
  { name: "ima_template", takesValue: true },
  { name: "ima_template_fmt", takesValue: true },
  { name: "ima_canonical_fmt", takesValue: false },
  { name: "ima.ahash_minsize", takesValue: true },
  { name: "ima.ahash_bufsize", takesValue: true },
  { name: "integrity_audit", takesValue: true },
  { name: "evm", takesValue: true },
  { name: "ima_digest_list_pcr", takesValue: true, dialects: ["openeuler"] },
  { name: "ima_appraise_digest_list", takesValue: true, dialects: ["openeuler"] },
  { name: "ima_digest_db_size", takesValue: true, dialects: ["openeuler"] },
  { name: "initramtmpfs", takesValue: false, dialects: ["openeuler"] },
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
