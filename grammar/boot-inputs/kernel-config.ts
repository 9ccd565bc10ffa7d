/**
 * Kernel configuration files (.config, /boot/config-*): `CONFIG_X=y`, `CONFIG_X="text"`, `# CONFIG_X is not set`.
 *
 * Source: the format that scripts/kconfig writes and reads, confdata.c.
 */

import { appraiseTypes, hashAlgorithms, hooks, type KernelConfig, keys } from "../kernel/index.js";
import type { Span } from "../text.js";

/** What a file says of an option. */
export interface ConfigOption {
  /** `y`, `m`, `n`, or the value of a string or number option without its quotes. */
  readonly value: string;
  /** From the # or the name to the end of the value. */
  readonly span: Span;
}

/** On from the name of the option. */
const setting = /CONFIG_\w+(?:=(?:"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"|[^\s="#]+)| is not set)/y;
const nameOf = /CONFIG_\w+/y;

/** A file with this many options is a whole configuration, in which an option that is missing is off. */
const wholeConfiguration = 200;

/** Where the line of a name begins, when nothing but blanks or "# " stands before it; else -1. */
function lineStart(text: string, name: number): { start: number; comment: boolean } | undefined {
  let at = name - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  const comment = at >= 0 && text[at] === "#" && at === name - 2;
  const start = comment ? at : name;
  if (comment) at--;
  return at < 0 || text[at] === "\n" ? { start, comment } : undefined;
}

/**
 * The options of a file. Only the place of each is kept: a configuration may be very long, and few of its options are
 * ever asked for.
 */
export class ConfigOptions {
  private readonly places = new Map<string, number>();

  constructor(readonly text: string) {
    for (let at = text.indexOf("CONFIG_"); at !== -1; at = text.indexOf("CONFIG_", at + 1)) {
      const line = lineStart(text, at);
      if (line === undefined) continue;
      setting.lastIndex = at;
      if (!setting.test(text)) continue;
      const end = setting.lastIndex;
      if (line.comment !== text.endsWith(" is not set", end)) continue;
      nameOf.lastIndex = at;
      nameOf.test(text);
      // The last line counts.
      this.places.set(text.slice(at, nameOf.lastIndex), at);
      at = end - 1;
    }
  }

  get size(): number {
    return this.places.size;
  }

  has(name: string): boolean {
    return this.places.has(name);
  }

  get(name: string): ConfigOption | undefined {
    const at = this.places.get(name);
    if (at === undefined) return undefined;
    setting.lastIndex = at;
    setting.test(this.text);
    const end = setting.lastIndex;
    const line = lineStart(this.text, at);
    const written = this.text.slice(at + name.length + 1, end);
    const value = line?.comment
      ? "n"
      : written.startsWith('"')
        ? written.slice(1, -1).replace(/\\(.)/g, "$1")
        : written;
    return { value, span: { start: line?.start ?? at, end } };
  }

  *[Symbol.iterator](): IterableIterator<[string, ConfigOption]> {
    for (const name of this.places.keys()) {
      const option = this.get(name);
      if (option !== undefined) yield [name, option];
    }
  }
}

export interface KernelConfigFile {
  readonly options: ConfigOptions;
  /** An option that is missing is off. */
  readonly whole: boolean;
}

/** Reads a kernel configuration; lines that are none are passed over. */
export function parseKernelConfig(text: string): KernelConfigFile {
  const options = new ConfigOptions(text);
  return { options, whole: options.size >= wholeConfiguration };
}

/** Options that are on or off and that a boot depends on. */
const ofABoot = [
  "CONFIG_INTEGRITY_DIGEST_CACHE",
  "CONFIG_DIGEST_CACHE_TLV_PARSER",
  "CONFIG_IMA",
  "CONFIG_IMA_APPRAISE",
  "CONFIG_IMA_APPRAISE_BOOTPARAM",
  "CONFIG_IMA_APPRAISE_MODSIG",
  "CONFIG_IMA_APPRAISE_SIGNED_INIT",
  "CONFIG_IMA_APPRAISE_REQUIRE_FIRMWARE_SIGS",
  "CONFIG_IMA_APPRAISE_REQUIRE_KEXEC_SIGS",
  "CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS",
  "CONFIG_IMA_APPRAISE_REQUIRE_POLICY_SIGS",
  "CONFIG_IMA_ARCH_POLICY",
  "CONFIG_IMA_KEYRINGS_PERMIT_SIGNED_BY_BUILTIN_OR_SECONDARY",
  "CONFIG_IMA_LOAD_X509",
  "CONFIG_IMA_LSM_RULES",
  "CONFIG_IMA_READ_POLICY",
  "CONFIG_IMA_WRITE_POLICY",
  "CONFIG_INTEGRITY_ASYMMETRIC_KEYS",
  "CONFIG_INTEGRITY_MACHINE_KEYRING",
  "CONFIG_INTEGRITY_PLATFORM_KEYRING",
  "CONFIG_INTEGRITY_SIGNATURE",
  "CONFIG_INTEGRITY_TRUSTED_KEYRING",
  "CONFIG_EVM",
  "CONFIG_KEXEC_SIG",
  "CONFIG_MODULES",
  "CONFIG_MODULE_COMPRESS",
  "CONFIG_MODULE_COMPRESS_GZIP",
  "CONFIG_MODULE_COMPRESS_NONE",
  "CONFIG_MODULE_COMPRESS_XZ",
  "CONFIG_MODULE_COMPRESS_ZSTD",
  "CONFIG_MODULE_DECOMPRESS",
  "CONFIG_MODULE_SIG",
  "CONFIG_MODULE_SIG_FORCE",
  "CONFIG_PPC64",
  "CONFIG_PPC_SECURE_BOOT",
  "CONFIG_S390",
  "CONFIG_SECURITY_LOCKDOWN_LSM",
];

/** Options that are on or off and that the tables or a boot ask for. */
const askedFor: readonly string[] = [
  ...hooks.map((hook) => hook.config),
  ...keys.map((key) => key.config),
  ...appraiseTypes.map((type) => type.config),
  ...hashAlgorithms.flatMap((algorithm) => algorithm.config),
  ...ofABoot,
].filter((option) => option !== undefined);

/** A file as what is known of a kernel. Undefined when no line of it is one of a configuration. */
export function readKernelConfig(text: string): KernelConfig | undefined {
  const { options, whole } = parseKernelConfig(text);
  if (options.size === 0) return undefined;
  const config: Record<string, string> = {};
  for (const [name, { value }] of options) config[name] = value;
  if (whole) for (const option of askedFor) config[option] ??= "n";
  return config;
}
