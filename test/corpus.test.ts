import { describe, expect, it } from "vitest";
import {
  coverage,
  detectDialect,
  Kernel,
  lint,
  parsePolicy,
  printPolicy,
  redundant,
  unreachable,
} from "../server/index.js";
import { hasShared, readShared } from "./shared.js";

interface Entry {
  readonly file: string;
  readonly type: string;
  readonly dialect: string;
  readonly expectation: string;
}

/** Policies whose source says that they work, and what the kernel refuses in them all the same. */
const reallyRefused: Readonly<Record<string, string>> = {
  "mail-linux-integrity/readback-missing-blank.policy": "",
  "ima-doc/fsuuid-two-uuids.policy": "syntax/invalid-fsuuid",
  "github-unnamed/symbolic-fsmagic-default-policy.policy": "syntax/invalid-fsmagic",
  "github-unnamed/yocto-selinux-xattr.policy": "syntax/unknown-word",
  "infineon-remote-attestation/readback-inmask-exec.policy": "syntax/carriage-return",
};

describe.runIf(hasShared)("policies from the wild", () => {
  const entries = (hasShared ? (JSON.parse(readShared("corpus/index.json")) as Entry[]) : []).filter(
    (entry) => entry.type === "policy",
  );

  it("are there", () => expect(entries.length).toBeGreaterThan(100));

  it.each(entries.map((entry) => [entry.file, entry] as const))("%s", (file, entry) => {
    const text = readShared(`corpus/${file}`);
    expect(printPolicy(parsePolicy(text).syntax)).toBe(text);
    const findings = lint([{ path: file, text }]).files[0]?.findings ?? [];
    for (const { range } of findings) {
      expect(range.start.offset).toBeLessThanOrEqual(range.end.offset);
      expect(range.end.offset).toBeLessThanOrEqual(text.length);
    }
    // What the rules mean is known of every policy: nothing is too complex.
    const { rules } = parsePolicy(text);
    const kernel = new Kernel("7.2", detectDialect(rules));
    expect(unreachable(rules, kernel).undecided).toEqual([]);
    expect(redundant(rules, kernel).undecided).toEqual([]);
    for (const family of ["measure", "appraise", "audit", "hash"] as const)
      expect(coverage(rules, family, kernel).tooComplex).toBe(false);
    const works = /^(?:valid|given as valid)/.test(entry.expectation) && !/valid only/.test(entry.expectation);
    if (!works || entry.dialect !== "mainline" || file in reallyRefused) return;
    // Whether the last line feed was lost on the way into a collection says nothing of the policy.
    const errors = findings.filter(
      ({ severity, check }) => severity === "error" && check !== "syntax/missing-final-newline",
    );
    expect(errors.map(({ check, message }) => `${check}: ${message}`)).toEqual([]);
  });

  it.each(Object.entries(reallyRefused).filter(([, check]) => check !== ""))("%s: %s", (file, check) => {
    const findings = lint([{ path: file, text: readShared(`corpus/${file}`) }]).files[0]?.findings ?? [];
    expect(findings.map((finding) => finding.check)).toContain(check);
  });
});
