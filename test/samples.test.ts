import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fixUntilStable, type LintOptions, lint } from "../server/index.js";

const folder = fileURLToPath(new URL("../samples/", import.meta.url));
/** Changes of policies are for review.test.ts, and boots for boot-samples.test.ts. */
const others = ["changes", "boots"];
const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && !others.includes(entry.name) ? [entry.name] : [],
);

function result(text: string, options: LintOptions = {}) {
  const [file] = lint([{ path: "ima-policy", text }], options).files;
  if (file === undefined) throw new Error("no result");
  return file;
}

function policyOf(name: string): string {
  return readFileSync(`${folder}${name}/ima-policy`, "utf8");
}

/** Advice about what a policy leaves out; most samples are about something else, and the good ones give no reason. */
const advice = /^(?:protect|measure)\/|^logic\/(?:redundant-rule|exception-to-nothing|every-hook)$/;
const isGood = (name: string) => expected[name]?.length === 0 && name !== "mainline-too-new";

/** What each sample is to show: `check line`, in order. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "mainline-measured": [],
  "mainline-signed": [],
  "digest-cache-signed": [],
  "digest-cache-measured": [],
  "mainline-too-new": [],
  "mainline-typos": [
    "syntax/invalid-fsmagic 2",
    "syntax/unknown-word 3",
    "syntax/unknown-hook 4",
    "syntax/unknown-mask 5",
    "syntax/unknown-mask 6",
    "syntax/missing-value 7",
    "syntax/invalid-id 8",
    "syntax/invalid-id 9",
    "syntax/unknown-word 9",
    "syntax/unknown-appraise-type 10",
    "syntax/unknown-template 11",
    "syntax/unknown-algorithm 12",
    "syntax/unknown-algorithm 12",
    "syntax/several-actions 13",
  ],
  "mainline-crlf": ["syntax/carriage-return 2", "syntax/carriage-return 4"],
  "mainline-surprises": [
    "syntax/magic-without-prefix 2",
    "syntax/overridden-value 3",
    "syntax/ignored-text 4",
    "kernel/never-matches 5",
    "kernel/pcr-without-tpm 6",
    "kernel/misspelled-name 7",
    "kernel/template-loses-data 8",
    "kernel/misspelled-name 9",
    "kernel/ignored-condition 9",
  ],
  "digest-cache-wrong-pcr": ["bootstrap/measure-needs-own-pcr 2", "bootstrap/measure-needs-own-pcr 3"],
  "digest-cache-first-access": ["bootstrap/first-access-cannot-load-parser 4"],
  "deadlock-module-check": ["bootstrap/parser-needs-digest-list 4"],
  "deadlock-without-func": ["bootstrap/parser-needs-digest-list 14"],
  "deadlock-order": ["bootstrap/parser-needs-digest-list 13"],
  "deadlock-early-syntax": [
    "bootstrap/outdated-digest-cache-value 2",
    "bootstrap/parser-needs-digest-list 3",
    "bootstrap/outdated-digest-cache-value 3",
  ],
  "deadlock-lists-not-appraised": ["bootstrap/digest-list-not-appraised 14"],
};

describe("samples", () => {
  it("are all expected to show something", () => {
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(names)("%s shows what it says", (name) => {
    const { findings } = result(policyOf(name));
    const shown = findings.filter(({ check }) => isGood(name) || !advice.test(check));
    expect(shown.map(({ check, range }) => `${check} ${range.start.line}`)).toEqual(expected[name]);
  });

  it.each(names.filter((name) => name.startsWith("deadlock")))("%s is clean once it is fixed", (name) => {
    const fixed = fixUntilStable(policyOf(name), (text) => result(text));
    expect(fixed.applied).toBeGreaterThan(0);
    expect(result(fixed.text).findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it("fixes a deadlock with the rule that the kernel accepts a signed parser under", () => {
    const fixed = fixUntilStable(policyOf("deadlock-module-check"), (text) => result(text));
    expect(fixed.text).toContain("\nappraise func=MODULE_CHECK digest_cache=data appraise_type=imasig|modsig\n");
  });

  it("says for several kernels which of them refuse", () => {
    const { findings: all } = result(policyOf("mainline-too-new"), { kernels: ["5.10", "6.1", "6.12", "7.2"] });
    const findings = all.filter(({ check }) => !advice.test(check));
    const refusing = new Map(
      findings.map((finding) => [`${finding.check} ${finding.range.start.line}`, finding.kernels]),
    );
    expect(refusing.get("syntax/trailing-comment 2")).toEqual(["5.10", "6.1", "6.12"]);
    expect(refusing.get("kernel/newer-than-target 5")).toEqual(["5.10", "6.1"]);
    expect(findings.every((finding) => finding.kernelRejects)).toBe(true);
    expect(findings.every((finding) => !finding.kernels?.includes("7.2"))).toBe(true);
  });
});
