/** What is known of the kernel of a boot. */

import { type AppraiseMode, Kernel, normalizeVersion, readImaParameters } from "../../grammar/index.js";
import type { BootSources } from "./boot-sources.js";
import type { Claim, Claims } from "./claims.js";
import { type ConfReader, placeOf, plain } from "./conf-reader.js";
import type { BootDescription, Compression, Fact } from "./description.js";
import type { KernelInputs } from "./kernel-inputs.js";

export type KernelFacts = Pick<
  BootDescription,
  | "kernel"
  | "dialect"
  | "parameters"
  | "integration"
  | "modsig"
  | "moduleSigning"
  | "compression"
  | "decompress"
  | "secureBoot"
  | "evm"
  | "mode"
  | "hash"
>;

const usualListDirectory = "/etc/digest_lists";

export function kernelFacts(
  sources: BootSources,
  reader: ConfReader,
  inputs: KernelInputs,
  claims: Claims,
): KernelFacts {
  const section = reader.section("kernel");
  const asked = reader.word(section, "version");
  const version = normalizeVersion(asked?.value ?? sources.kernelVersion ?? "") ?? "6.12";
  const integration = claims.settle(
    "whether the kernel has the Integrity Digest Cache",
    [reader.flag(section, "integration"), inputs.switchedOn("CONFIG_INTEGRITY_DIGEST_CACHE")],
    {
      value: true,
      assumed: {
        text: "the kernel has the Integrity Digest Cache",
        change: "[kernel] integration = no",
      },
    },
  );
  const config: Record<string, string> = { ...sources.kernelConfig };
  if (inputs.config !== undefined) {
    for (const [name, option] of inputs.config.options) config[name] = option.value;
  }
  const modsig = claims.settle(
    "whether IMA knows appended signatures",
    [reader.flag(section, "modsig"), inputs.switchedOn("CONFIG_IMA_APPRAISE_MODSIG")],
    {
      value: true,
      assumed: {
        text: "the kernel is built with CONFIG_IMA_APPRAISE_MODSIG",
        change: "[kernel] modsig = no",
      },
    },
  );
  if (reader.conf !== undefined) config.CONFIG_IMA_APPRAISE_MODSIG = modsig.value ? "y" : "n";
  const secureBoot = plain(reader.flag(section, "secure-boot"), false);
  for (const [name, value] of Object.entries(usually(secureBoot.value)))
    if (reader.conf !== undefined) config[name] ??= value;
  const dialect = integration.value ? "digest-cache" : "mainline";
  const kernel = new Kernel(version, dialect, config);
  const parameters = readImaParameters(inputs.commandLine?.line ?? "", kernel);
  const forced: Claim<"force"> | undefined =
    asForced(inputs.parameter(parameters.moduleSigEnforce)) ?? asForced(inputs.parameter(parameters.lockdown));
  const fromConfig = inputs.option("CONFIG_MODULE_SIG_FORCE");
  const unsigned = inputs.option("CONFIG_MODULE_SIG");
  const moduleSigning = claims.settle<"off" | "permissive" | "force">(
    "what the kernel asks of modules",
    [
      reader.word(section, "module-signing"),
      forced,
      secureBoot.value &&
      kernel.option("CONFIG_IMA_ARCH_POLICY") === true &&
      kernel.option("CONFIG_MODULE_SIG") === true
        ? { value: "force", place: secureBoot.place, says: "secure-boot = yes" }
        : undefined,
      fromConfig?.value === "y" ? { ...fromConfig, value: "force" } : undefined,
      unsigned?.value === "n" ? { ...unsigned, value: "off" } : undefined,
    ],
    {
      value: "permissive",
      assumed: { text: "the kernel loads unsigned modules", change: "[kernel] module-signing = force" },
    },
  );
  const compression = claims.settle<Compression>(
    "how modules are compressed",
    [reader.word(section, "module-compression"), inputs.configuredCompression()],
    { value: "none", assumed: { text: "modules are not compressed", change: "[kernel] module-compression = xz" } },
  );
  const inKernel = inputs.switchedOn("CONFIG_MODULE_DECOMPRESS");
  const decompress = claims.settle<"in-kernel" | "user-space">(
    "who decompresses modules",
    [
      reader.word(section, "module-decompress"),
      inKernel && { ...inKernel, value: inKernel.value ? "in-kernel" : "user-space" },
    ],
    {
      value: "in-kernel",
      assumed: {
        text: "the kernel decompresses modules by itself",
        change: "[kernel] module-decompress = user-space",
      },
    },
  );
  const evm = reader.word(section, "evm");
  const bootParameter = inputs.switchedOn("CONFIG_IMA_APPRAISE_BOOTPARAM");
  const said = inputs.parameter(parameters.appraise);
  const mode: Fact<AppraiseMode> =
    said === undefined || secureBoot.value || bootParameter?.value === false
      ? { value: "enforce" }
      : claims.settle<AppraiseMode>("ima_appraise=", [said], { value: "enforce" });
  const hash = claims.settle("the hash algorithm", [inputs.parameter(parameters.hash) ?? inputs.defaultHash()], {
    value: "sha256",
    assumed: {
      text: "IMA hashes files with sha256",
      change:
        inputs.commandLine === undefined ? "[kernel] cmdline = ima_hash=sha512" : "ima_hash=sha512 on the command line",
    },
  });
  return {
    kernel,
    dialect,
    parameters,
    integration,
    modsig,
    moduleSigning,
    compression,
    decompress,
    secureBoot,
    evm: evm === undefined ? { value: false } : { value: evm.value === "active", ...placeOf(evm) },
    mode,
    hash,
  };
}

/** What most kernels with IMA have; each is named as an assumption where something rests on it. */
function usually(secureBoot: boolean): Readonly<Record<string, string>> {
  return {
    CONFIG_IMA_WRITE_POLICY: "y",
    ...(secureBoot ? { CONFIG_IMA_ARCH_POLICY: "y", CONFIG_MODULE_SIG: "y", CONFIG_KEXEC_SIG: "y" } : {}),
  };
}

function asForced(claim: Claim<unknown> | undefined): Claim<"force"> | undefined {
  return claim && { ...claim, value: "force" };
}

/** Where the kernel looks for digest lists, and where user space tells it to look. */
export function defaultPaths(
  reader: ConfReader,
  inputs: KernelInputs,
  claims: Claims,
): Pick<BootDescription, "kernelDefaultPath" | "writtenDefaultPath"> {
  const section = reader.section("digest-cache");
  const path = reader.text(section, "default-path");
  const written = reader.word(section, "set-in-phase");
  const configured = inputs.option("CONFIG_DIGEST_LIST_DEFAULT_PATH");
  const usual = (change: string): Fact<string> => ({
    value: usualListDirectory,
    assumed: { text: `the kernel looks for digest lists in ${usualListDirectory}`, change },
  });
  const configuredClaims = configured?.value === "n" ? [] : [configured];
  if (path !== undefined && written !== undefined)
    return {
      // The key says where user space points it to.
      kernelDefaultPath: claims.settle(
        "the default path",
        configuredClaims,
        usual('in the file of [kernel] config: CONFIG_DIGEST_LIST_DEFAULT_PATH="/usr/share/digest_lists"'),
      ),
      writtenDefaultPath: {
        path: { value: path.value, ...placeOf(path) },
        phase: { value: written.value, ...placeOf(written) },
      },
    };
  return {
    kernelDefaultPath: claims.settle(
      "the default path",
      [path, ...configuredClaims],
      usual("[digest-cache] default-path = /usr/share/digest_lists"),
    ),
    writtenDefaultPath: undefined,
  };
}
