/** Rules that no file holds, against running kernels. */

import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  architectureRules,
  builtInRules,
  Kernel,
  originatedRules,
  readImaParameters,
  remainingRules,
} from "../grammar/index.js";
import { hasShared, readJsonLines, readShared, sharedPath } from "./shared.js";

/** Rules whose words may stand in any order. */
const unordered = (rules: readonly string[]) => rules.map((rule) => rule.trim().split(/\s+/).sort().join(" "));

interface Verdict {
  readonly id: string;
  readonly cmdline: string;
  readonly policy_written?: string;
  readonly observed: { readonly policy_as_read_back?: readonly string[] };
}

describe.skipIf(!hasShared)("what running kernels had in force", () => {
  const folder = "facts/builtin-policies";
  const files = !hasShared
    ? []
    : readdirSync(sharedPath(folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".policy"));

  it("is there", () => expect(files.length).toBeGreaterThanOrEqual(33));

  it.each(files)("%s", (file) => {
    const [version = "", name = ""] = file.slice(0, -".policy".length).split("/");
    const commandLine =
      name === "none" ? "" : name.startsWith("ima_") ? name : `ima_policy=${name.replaceAll("+", "|")}`;
    const rules = readShared(`${folder}/${file}`)
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(unordered(builtInRules(readImaParameters(commandLine), new Kernel(version)))).toEqual(unordered(rules));
  });

  const verdicts = hasShared ? readJsonLines<Verdict>(readShared("facts/digest-cache-verdicts.jsonl")) : [];
  const builtIn = verdicts.filter(({ policy_written }) => policy_written === "builtin");

  it("is there for digest caches", () => expect(builtIn.length).toBeGreaterThanOrEqual(13));

  it.each(builtIn.map((verdict) => [verdict.id, verdict] as const))("%s", (_, { cmdline, observed }) => {
    const kernel = new Kernel("6.12", "digest-cache", { CONFIG_IMA_WRITE_POLICY: "y", CONFIG_IMA_READ_POLICY: "y" });
    expect(unordered(builtInRules(readImaParameters(cmdline), kernel))).toEqual(
      unordered(observed.policy_as_read_back ?? []),
    );
  });
});

const signedModules = "appraise func=MODULE_CHECK appraise_type=imasig";
const required = { CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS: "y" };

describe("rules of the architecture", () => {
  const efi = { CONFIG_IMA_ARCH_POLICY: "y" };
  const rules = (version: string, config: Record<string, string>, state = { secureBoot: true, trustedBoot: false }) =>
    architectureRules(new Kernel(version, "mainline", config), state);

  it("are for EFI secure boot, and leave to the kernel what it verifies itself", () => {
    expect(rules("6.12", {})).toEqual([]);
    expect(rules("6.12", efi, { secureBoot: false, trustedBoot: true })).toEqual([]);
    expect(rules("6.12", { ...efi, CONFIG_KEXEC_SIG: "y", CONFIG_MODULE_SIG: "y" })).toEqual([
      "measure func=KEXEC_KERNEL_CHECK",
      "measure func=MODULE_CHECK",
    ]);
    const keyrings = {
      CONFIG_INTEGRITY_MACHINE_KEYRING: "y",
      CONFIG_IMA_KEYRINGS_PERMIT_SIGNED_BY_BUILTIN_OR_SECONDARY: "y",
    };
    const all = [
      "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig",
      "measure func=KEXEC_KERNEL_CHECK",
      signedModules,
      "appraise func=POLICY_CHECK appraise_type=imasig",
      "measure func=MODULE_CHECK",
    ];
    expect(rules("6.6", { ...efi, ...keyrings })).toEqual(all);
    expect(rules("6.5", { ...efi, ...keyrings })).toEqual(all.filter((rule) => !rule.includes("POLICY_CHECK")));
  });

  it("differ on POWER, and there are none on s390", () => {
    const power = { CONFIG_PPC64: "y", CONFIG_PPC_SECURE_BOOT: "y", CONFIG_MODULE_SIG: "y" };
    expect(rules("6.12", power, { secureBoot: false, trustedBoot: true })).toEqual([
      "measure func=KEXEC_KERNEL_CHECK",
      "measure func=MODULE_CHECK",
    ]);
    expect(rules("6.12", { ...power, CONFIG_MODULE_SIG: "n" })).toEqual([
      "appraise func=KEXEC_KERNEL_CHECK appraise_type=imasig|modsig",
      "appraise func=MODULE_CHECK appraise_type=imasig|modsig",
    ]);
    expect(rules("5.10", power, { secureBoot: true, trustedBoot: true })).toEqual([
      "measure func=KEXEC_KERNEL_CHECK template=ima-modsig",
      "measure func=MODULE_CHECK template=ima-modsig",
      "appraise func=KEXEC_KERNEL_CHECK appraise_flag=check_blacklist appraise_type=imasig|modsig",
    ]);
    expect(rules("6.12", { ...efi, CONFIG_S390: "y" })).toEqual([]);
  });

  it("stand between those of tcb and the signed ones, and stay", () => {
    const kernel = new Kernel("6.12", "mainline", {
      ...efi,
      ...required,
      CONFIG_KEXEC_SIG: "y",
      CONFIG_MODULE_SIG: "y",
    });
    const choice = { policies: ["tcb", "appraise_tcb"], secureBoot: true };
    const origins = originatedRules(choice, kernel).map(({ origin }) => origin);
    expect([...new Set(origins)]).toEqual(["ima_policy=tcb", "architecture", "build time", "ima_policy=appraise_tcb"]);
    expect(remainingRules(choice, kernel)).toEqual([
      { text: "measure func=KEXEC_KERNEL_CHECK", origin: "architecture" },
      { text: "measure func=MODULE_CHECK", origin: "architecture" },
      { text: signedModules, origin: "build time" },
    ]);
  });
});

describe("what remains with a custom policy", () => {
  it("holds the rules that secure_boot stood for", () => {
    const kernel = new Kernel("6.12", "mainline", required);
    const choice = { policies: ["secure_boot"] };
    expect(builtInRules(choice, kernel)).toHaveLength(4);
    expect(remainingRules(choice, kernel)).toEqual([{ text: signedModules, origin: "build time" }]);
    expect(remainingRules(choice, new Kernel("6.12"))).toEqual([]);
  });

  it("keeps what the digest cache added to it", () => {
    const config = { ...required, CONFIG_IMA_ARCH_POLICY: "y", CONFIG_KEXEC_SIG: "y", CONFIG_MODULE_SIG: "y" };
    const choice = { policies: ["tcb", "digest_cache_measure", "digest_cache_appraise"], secureBoot: true };
    expect(remainingRules(choice, new Kernel("6.12", "digest-cache", config)).map(({ text }) => text)).toEqual([
      "measure func=KEXEC_KERNEL_CHECK pcr=12 digest_cache=data",
      "measure func=MODULE_CHECK pcr=12 digest_cache=data",
      `${signedModules} digest_cache=data`,
    ]);
  });

  it("holds nothing of a digest cache that is not built in", () => {
    const kernel = new Kernel("6.12", "digest-cache", { ...required, CONFIG_INTEGRITY_DIGEST_CACHE: "n" });
    const choice = { policies: ["digest_cache_measure", "digest_cache_appraise"] };
    expect(builtInRules(choice, kernel)).toEqual([signedModules]);
    expect(remainingRules(choice, kernel).map(({ text }) => text)).toEqual([signedModules]);
  });
});
