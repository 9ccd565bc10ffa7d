import { describe, expect, it } from "vitest";
import {
  applyFixes,
  checks,
  type FindingFix,
  fixUntilStable,
  type LintOptions,
  lint,
  safeFixes,
} from "../server/index.js";

function file(text: string, options: LintOptions = {}) {
  const [result] = lint([{ path: "p", text }], options).files;
  if (result === undefined) throw new Error("no result");
  return result;
}

const ids = (text: string, options: LintOptions = {}) => file(text, options).findings.map(({ check }) => check);

describe("lint", () => {
  it("looks at each document by itself", () => {
    const { files, summary } = lint([
      { path: "a", text: "measure parser\n" },
      { path: "b", text: "appraise func=BPRM_CHECK digest_cache=data\n" },
      { path: "c", text: "measure func=BPRM_CHECK\n" },
    ]);
    expect(files.map(({ path, dialect, kernels }) => [path, dialect, kernels])).toEqual([
      ["a", "openeuler", ["6.6"]],
      ["b", "digest-cache", ["6.12"]],
      ["c", "mainline", ["7.2"]],
    ]);
    expect(summary).toMatchObject({ files: 3, error: 1, rejected: 0 });
  });

  it("merges what several kernels say alike, in the order of the text", () => {
    const { findings } = file("audit fs_subtype=x\nmeasure fnuc=x\n", { kernels: ["6.1", "6.1.5", "6.12", "7.2"] });
    expect(findings.map(({ check, kernels }) => [check, kernels])).toEqual([
      ["kernel/newer-than-target", ["6.1", "6.12"]],
      ["syntax/unknown-word", ["6.1", "6.12", "7.2"]],
    ]);
    expect(file("measure fnuc=x\n").findings[0]).not.toHaveProperty("kernels");
  });

  it("takes severities by check, and off", () => {
    const text = "measure func=FILE_MMAP\n";
    expect(file(text, { checks: { "syntax/legacy-name": "error" } }).findings[0]?.severity).toBe("error");
    expect(ids(text, { checks: { "syntax/legacy-name": "off" } })).toEqual([]);
  });

  it("refuses kernels and checks that it does not know", () => {
    expect(() => lint([], { kernels: ["4.19"] })).toThrow(RangeError);
    expect(() => lint([], { checks: { "syntax/nothing": "off" } })).toThrow(/unknown check/);
  });

  it("keeps a limited number of findings of each check, and says so", () => {
    const text = Array.from({ length: 30 }, (_, at) => `measure func=FILE_MMAP fowner=${at}\n`).join("");
    expect(file(text, { maxFindings: 10 })).toMatchObject({ truncated: ["syntax/legacy-name"] });
    expect(ids(text, { maxFindings: 10 })).toHaveLength(10);
    expect(file(text).truncated).toEqual([]);
  });

  it("names what it takes for granted, until it is told", () => {
    const text = "appraise func=MODULE_CHECK appraise_type=imasig|modsig obj_type=modules_object_t\n";
    expect(file(text)).toMatchObject({
      findings: [],
      assumptions: ["CONFIG_IMA_APPRAISE_MODSIG=y", "the labels in subj_*= and obj_*= exist when the policy is loaded"],
    });
    const told: LintOptions = {
      kernelConfig: { CONFIG_IMA_APPRAISE_MODSIG: "y" },
      lsm: "selinux",
      lsmLabels: ["modules_object_t"],
    };
    expect(file(text, told)).toMatchObject({ findings: [], assumptions: [] });
    const [finding] = file(text, { ...told, kernelConfig: { CONFIG_IMA_APPRAISE_MODSIG: "n" } }).findings;
    expect(finding).toMatchObject({ check: "kernel/not-configured", kernelRejects: true });
  });

  it("never calls a rule refused because of something it only assumes", () => {
    const findings = file(
      "appraise func=BPRM_CHECK appraise_algos=sm3\nmeasure obj_type=a,b func=BPRM_CHECK\n",
    ).findings.filter(({ check }) => check.startsWith("kernel/") || check.startsWith("syntax/"));
    expect(findings.map(({ kernelRejects, assumptions }) => [kernelRejects, assumptions.length])).toEqual([
      [false, 1],
      [false, 1],
    ]);
  });

  it("gives no advice on a policy that is refused, nor on appraisal that the kernel has not", () => {
    const text = "appraise func=BPRM_CHECK\n";
    const advice = (more: string, options: LintOptions = {}) =>
      ids(text + more, options).filter((id) => id.startsWith("protect/")).length;
    expect(advice("")).toBeGreaterThan(0);
    expect(advice("foo\n")).toBe(0);
    expect(advice("", { kernelConfig: { CONFIG_IMA_APPRAISE: "n" } })).toBe(0);
  });

  it("says one thing of one word", () => {
    for (const text of [
      "measure uid=0x10\r\n",
      "\ufeff# measure this\nmeasure func=BPRM_CHECK\n",
      "measure uid = 0\n",
      "measure uid > = 5\n",
      "measure func=BPRM_CHECK\u00a0uid=0\n",
      "some words that are no rule at all\n",
      "// measure programs\nmeasure func=BPRM_CHECK\n",
    ]) {
      const findings = file(text, { loader: "path" }).findings.filter(({ severity }) => severity !== "info");
      expect([text, findings.length]).toEqual([text, 1]);
    }
  });
});

describe("fixes", () => {
  const at = (offset: number) => ({ line: 1, column: offset + 1, offset });
  const edit = (start: number, end: number, newText: string) => ({
    range: { start: at(start), end: at(end) },
    newText,
  });
  const fix = (...edits: ReturnType<typeof edit>[]): FindingFix => ({ title: "", safe: true, edits });

  it("are applied together, whatever their order", () => {
    const fixes = [fix(edit(4, 5, "E")), fix(edit(0, 1, "A"), edit(2, 3, ""))];
    expect(applyFixes("abcde", fixes)).toEqual({ text: "AbdE", applied: 2 });
  });

  it("leave out one that overlaps, as a whole", () => {
    const fixes = [fix(edit(1, 3, "X")), fix(edit(0, 1, "A"), edit(2, 4, "Y")), fix(edit(4, 5, "Z"))];
    expect(applyFixes("abcde", fixes)).toEqual({ text: "aXdZ", applied: 2 });
  });

  it("keep insertions at one place in order", () => {
    const fixes = [fix(edit(2, 2, "1")), fix(edit(2, 2, "2")), fix(edit(2, 3, "C"))];
    expect(applyFixes("abcd", fixes)).toEqual({ text: "ab12Cd", applied: 3 });
  });

  it("make what is refused acceptable, and change nothing that was accepted", () => {
    const text = [
      "Measure func=CREDS_CHECK",
      "dont_measure fsmagic=tmpfs",
      "measure uid=0 func=FILE_MMAP",
      "template=ima-ng measure func=FIRMWARE_CHECK",
      "measure func=BPRM_CHECK pcr=12 pcr=12 # why",
      "",
    ].join("\r\n");
    const options: LintOptions = { kernels: ["6.1"] };
    const fixed = fixUntilStable(text, (current) => file(current, options));
    expect(fixed.text).toBe(
      [
        "measure func=CREDS_CHECK",
        "dont_measure fsmagic=0x1021994",
        "measure uid=0 func=MMAP_CHECK",
        "measure template=ima-ng func=FIRMWARE_CHECK",
        "# why",
        "measure func=BPRM_CHECK pcr=12",
        "",
      ].join("\n"),
    );
    expect(file(fixed.text, options).findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it("that are only guesses are not among the safe ones", () => {
    const { findings } = file(
      "measure func=BPRM_CHECK template=ima-sg\nmeasure func=BPRM_CHECK template=ima_sig\nappraise appraise_algos=sha2 func=BPRM_CHECK\n",
    );
    expect(safeFixes(findings).map(({ title }) => title)).toEqual(['Replace with "ima-sig"']);
    expect(safeFixes(file("measure func=EXEC_CHECK\n").findings)).toEqual([]);
  });
});

it("checks are named after their place and say what they find", () => {
  for (const { id, summary } of checks) {
    expect(id).toMatch(
      /^(syntax|kernel|logic|protect|measure|bootstrap|command-line|description|suppression)\/[a-z-]+$/,
    );
    expect(summary).toMatch(/^[a-zA-Z].*[^.]$/);
  }
});

describe("keyrings= up to Linux 5.8, which compared it while reading", () => {
  const rejected = (text: string, kernel: string) =>
    (
      lint([{ path: "ima-policy", text: `${text}\n` }], { kernels: [kernel], dialect: "mainline" }).files[0]
        ?.findings ?? []
    )
      .filter(({ kernelRejects }) => kernelRejects)
      .map(({ check }) => check);

  it.each([
    ["measure func=KEY_CHECK keyrings=.ima", [], []],
    ["measure keyrings=.ima func=KEY_CHECK", ["kernel/option-before-action"], []],
    ["keyrings=.ima measure func=KEY_CHECK", ["kernel/option-before-action"], []],
    ["dont_measure func=KEY_CHECK keyrings=.ima", ["kernel/option-for-other-action"], []],
    ["dont_measure keyrings=.ima func=KEY_CHECK", ["kernel/option-for-other-action"], []],
    ["measure func=FILE_CHECK keyrings=.ima", ["kernel/wrong-hook"], ["kernel/wrong-hook"]],
    ["dont_measure func=KEY_CHECK", [], []],
  ])("%s", (rule, early, late) => {
    expect(rejected(rule, "5.7")).toEqual(early);
    expect(rejected(rule, "5.9")).toEqual(late);
  });
});

it("says nothing of digest lists for rules that the kernel refuses", () => {
  const text = "audit uid=0 digest_cache=data\n";
  const [file] = lint([{ path: "ima-policy", text }], { dialect: "digest-cache" }).files;
  expect(file?.findings.map(({ check }) => check)).toEqual(["kernel/option-for-other-action"]);
});
