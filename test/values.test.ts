import { describe, expect, it } from "vitest";
import {
  builtInRules,
  detectDialect,
  Kernel,
  LineIndex,
  normalizeVersion,
  parsePolicy,
  readId,
  readKernelConfig,
  readMagic,
  readPcr,
  readUuid,
} from "../grammar/index.js";
import { hasShared, readJsonLines, readShared } from "./shared.js";

describe("values", () => {
  it.each([
    ["0", 0],
    ["+5", 5],
    ["007", 7],
    ["4294967294", 4294967294],
    ["4294967295", undefined],
    ["-1", undefined],
    ["0x0", undefined],
    ["++5", undefined],
    ["", undefined],
  ])("user %j is %j", (text, value) => expect(readId(text)).toBe(value));

  it.each([
    ["0x9FA0", "9fa0"],
    ["+9fa0", "9fa0"],
    ["0x01021994", "1021994"],
    ["40864", "40864"],
    ["00", "0"],
    ["0xffffffffffffffff", "ffffffffffffffff"],
    ["0x10000000000000000", undefined],
    ["0x", undefined],
    ["-1", undefined],
    ["tmpfs", undefined],
  ])("magic %j is %j", (text, value) => expect(readMagic(text)).toBe(value));

  it.each([
    ["10", 10],
    ["+10", 10],
    ["-0", 0],
    ["63", 63],
    ["64", undefined],
    ["0xa", undefined],
  ])("PCR %j is %j", (text, value) => expect(readPcr(text, 63)).toBe(value));

  it("reads 36 characters of a UUID", () => {
    const uuid = "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6";
    expect(readUuid(`${uuid.toUpperCase()}/x`)).toEqual({ uuid, rest: "/x" });
    expect(readUuid(uuid.slice(1))).toBeUndefined();
  });
});

describe("kernels", () => {
  it.each([
    ["6.1", "6.1"],
    ["v6.12", "6.12"],
    ["6.1.0-56-cloud-amd64", "6.1"],
    ["6.12.117+deb13", "6.12"],
    ["5.4", "5.4"],
    ["5.3", undefined],
    ["7.3", undefined],
    ["6.20", undefined],
    ["6.1-7.2", undefined],
    ["latest", undefined],
    ["", undefined],
  ])("%j is %j", (text, version) => expect(normalizeVersion(text)).toBe(version));

  it("know between the studied releases what came when", () => {
    const hook = (version: string) => new Kernel(version).knows(new Kernel(version).hook("MMAP_CHECK_REQPROT") ?? {});
    expect(hook("6.2")).toBe(false);
    expect(hook("6.3")).toBe(true);
    expect(new Kernel("6.13").has("trailingComment")).toBe(false);
    expect(new Kernel("6.14").has("trailingComment")).toBe(true);
  });

  it("take configurations as they are written", () => {
    expect(
      readKernelConfig(
        '#\n# Title\n#\nCONFIG_A=y\nCONFIG_B=m\r\n# CONFIG_C is not set\nCONFIG_D="a \\"b\\""\nCONFIG_E=10\n',
      ),
    ).toEqual({ CONFIG_A: "y", CONFIG_B: "m", CONFIG_C: "n", CONFIG_D: 'a "b"', CONFIG_E: "10" });
    expect(readKernelConfig("measure func=BPRM_CHECK\n")).toBeUndefined();
    const whole = Array.from({ length: 300 }, (_, number) => `CONFIG_X${number}=y`).join("\n");
    expect(readKernelConfig(whole)?.CONFIG_IMA_APPRAISE_MODSIG).toBe("n");
  });
});

describe("dialects", () => {
  it.each([
    ["measure func=BPRM_CHECK", "mainline"],
    ["measure func=BPRM_CHECK digest_cache=data pcr=12", "digest-cache"],
    ["appraise func=DIGEST_LIST_CHECK appraise_type=imasig", "openeuler"],
    ["appraise func=DIGEST_LIST_CHECK", "mainline"],
    ["appraise func=DIGEST_LIST_CHECK appraise_type=imasig\nappraise digest_cache=data fowner=0", "digest-cache"],
    ["appraise func=DIGEST_LIST_CHECK appraise_type=imasig|modsig", "digest-cache"],
    ["measure func=DIGEST_LIST_CHECK pcr=12", "digest-cache"],
    ["measure parser", "openeuler"],
    ["appraise func=BPRM_CHECK appraise_type=meta_immutable", "openeuler"],
  ])("%j is %s", (text, dialect) => expect(detectDialect(parsePolicy(text).rules)).toBe(dialect));
});

describe("positions", () => {
  it("are found by offset", () => {
    const lines = new LineIndex("ab\n\ncd");
    expect(lines.position(0)).toEqual({ line: 1, column: 1, offset: 0 });
    expect(lines.position(2)).toEqual({ line: 1, column: 3, offset: 2 });
    expect(lines.position(3)).toEqual({ line: 2, column: 1, offset: 3 });
    expect(lines.position(99)).toEqual({ line: 3, column: 3, offset: 6 });
    expect(lines.line(3)).toBe("cd");
    expect(lines.lineCount).toBe(3);
  });
});

/** The order of words in a rule is the spelling of whoever printed it. */
function sorted(rule: string): string {
  return rule.trim().split(" ").sort().join(" ");
}

describe.runIf(hasShared)("built-in policies are those of running kernels", () => {
  const debian = { CONFIG_IMA_APPRAISE_MODSIG: "n" };
  const choices = [
    "tcb",
    "appraise_tcb",
    "secure_boot",
    "critical_data",
    "fail_securely",
    "tcb+appraise_tcb",
    "appraise_tcb+secure_boot",
    "tcb+appraise_tcb+secure_boot+critical_data+fail_securely",
    "none",
    "ima_tcb",
    "ima_appraise_tcb",
  ];
  it.each(["6.1", "6.12", "7.2"].flatMap((kernel) => choices.map((choice) => [kernel, choice])))(
    "%s %s",
    (kernel, choice) => {
      const rules = readShared(`facts/builtin-policies/${kernel}/${choice}.policy`)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      const policies = choice.split("+");
      const ours = builtInRules(
        { policies, imaTcb: choice === "ima_tcb", imaAppraiseTcb: choice === "ima_appraise_tcb" },
        new Kernel(kernel, "mainline", debian),
      );
      expect(ours.map(sorted)).toEqual(rules.map(sorted));
    },
  );

  it("with the digest cache", () => {
    const scenarios = readJsonLines<{ id: string; cmdline: string; observed: { policy_as_read_back?: string[] } }>(
      readShared("facts/digest-cache-verdicts.jsonl"),
    ).filter(({ cmdline, observed }) => observed.policy_as_read_back !== undefined && cmdline?.includes("ima_policy="));
    expect(scenarios.length).toBeGreaterThan(5);
    for (const { id, cmdline, observed } of scenarios) {
      const policies = /ima_policy="([^"]*)"/.exec(cmdline)?.[1]?.split("|") ?? [];
      const ours = builtInRules({ policies }, new Kernel("6.12", "digest-cache", { CONFIG_IMA_WRITE_POLICY: "y" }));
      expect([id, ...ours.map(sorted)]).toEqual([id, ...(observed.policy_as_read_back ?? []).map(sorted)]);
    }
  });
});
