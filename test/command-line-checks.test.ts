import { describe, expect, it } from "vitest";
import { type LintOptions, lint } from "../server/index.js";

const found = (text: string, options: LintOptions = {}) =>
  lint([{ path: "boot/vm.cmdline", text }], options).files[0]?.findings.map(
    ({ check, range }) => `${check.replace("command-line/", "")} ${text.slice(range.start.offset, range.end.offset)}`,
  );

describe("documents with a command line", () => {
  it.each([
    ["/proc/cmdline", "kernel-command-line"],
    ["a.cmdline", "kernel-command-line"],
    ["cmdline/a.policy", "ima-policy"],
  ])("%s is a %s", (path, language) => expect(lint([{ path, text: "" }]).files[0]?.language).toBe(language));

  it("are no policies, and configurations are none either", () => {
    const findings = (language: "kernel-command-line" | "kernel-config") =>
      lint([{ path: "ima-policy", text: "CONFIG_IMA=y\n", language }]).files[0]?.findings;
    expect(findings("kernel-command-line")).toEqual([]);
    expect(findings("kernel-config")).toEqual([]);
  });

  it.each([
    ["ima_policy=tcb", "mainline"],
    ["ima_policy=tcb|digest_cache_mesure", "digest-cache"],
    ["ima_policy=exec_tcb", "openeuler"],
    ["ima_digest_list_pcr=11 ima_policy=tcb", "openeuler"],
  ])("%j is for %s", (text, dialect) => expect(lint([{ path: "cmdline", text }]).files[0]?.dialect).toBe(dialect));

  it("are checked for each kernel", () => {
    const { files } = lint([{ path: "cmdline", text: "ima_policy=critical_data" }], { kernels: ["5.10", "7.2"] });
    expect(files[0]?.findings.map(({ check, kernels }) => [check, kernels])).toEqual([
      ["command-line/unknown-policy", ["5.10"]],
    ]);
  });

  it("keep checks in bounds", () => {
    const { files } = lint([{ path: "cmdline", text: "ima_polcy=y ".repeat(150) }], { maxFindings: 5 });
    expect(files[0]?.findings).toHaveLength(5);
    expect(files[0]?.truncated).toEqual(["command-line/misspelled-parameter"]);
  });
});

describe("command lines", () => {
  it("up to 5.10 say several modes one after the other", () => {
    const text = "ima_policy=appraise_tcb ima_appraise=log ima_appraise=x";
    const modes = (version: string) => found(text, { kernels: [version] });
    expect(modes("5.10")).toEqual(["appraise-not-enforced ima_appraise=log", "unknown-appraise-mode x"]);
    expect(modes("5.11")).toEqual(["repeated-parameter ima_appraise=log", "unknown-appraise-mode x"]);
  });

  it("with empty values are pointed at as a whole", () =>
    expect(found("ima_template= ima_hash= ima_appraise=")).toEqual([
      "unknown-template ima_template=",
      "unknown-hash ima_hash=",
      "unknown-appraise-mode ima_appraise=",
    ]));

  it("may say what has nothing to do with IMA", () =>
    expect(
      found(
        "BOOT_IMAGE=/vmlinuz root=UUID=1 ro quiet splash intel_iommu=on iommu=pt mitigations=auto audit=1 init=/sbin/init " +
          "apparmor=1 mem=4G initrd=/initrd initcall_debug ignore_loglevel isolcpus=1 acpi=off amd_iommu=on integrity=1 " +
          "module.sig_enforce=1 i915.modeset=1 ip=dhcp ima.ahash_minsize=1 integrity_audit=1 evm=fix -- 1 x=y",
      ),
    ).toEqual([]));

  it("are too long by bytes, not by characters", () => {
    const fits = `${"é".repeat(1023)}x`;
    expect(found(fits)).toEqual([]);
    expect(found(`${fits}é\n`)).toEqual(["too-long é"]);
    expect(found(`${fits}é`, { kernelConfig: { CONFIG_RISCV: "y" } })).toEqual([]);
  });

  it.each([
    ["ima_policy =tcb quiet", "misspelled-parameter ima_policy =tcb"],
    ["ima_hash = sha256 quiet", "misspelled-parameter ima_hash = sha256"],
    ["ima.policy=tcb", "misspelled-parameter ima.policy"],
  ])("%j", (text, finding) => expect(found(text)).toEqual([finding]));

  it.each([
    ["ima_policy=x|".repeat(80000)],
    [`ima_policy=${"x|".repeat(300000)}tcb ${"ima_tcb ".repeat(50000)}`],
    ["ima_polcy=y ".repeat(80000)],
    ["ima_hash=a ".repeat(90000)],
    ["ima_appraise=log ima_appraise=fix ".repeat(30000)],
    ['"'.repeat(1000001)],
    ["ima_policy = x ".repeat(60000)],
  ])(
    "of a megabyte take no time",
    (text) => {
      const start = performance.now();
      found(text);
      expect(performance.now() - start).toBeLessThan(15000);
    },
    30000,
  );
});
