import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Kernel, parsePolicy } from "../grammar/index.js";
import { needless } from "../server/checks/needless.js";
import { fixUntilStable, lint } from "../server/index.js";
import { decide, difference } from "../server/policy/index.js";
import { everyAccess, policyRule } from "./accesses.js";

const kernel = new Kernel("7.2");
const rulesOf = (text: string) => parsePolicy(text).rules;

function linesOf(...lines: string[]) {
  const found = needless(rulesOf(`${lines.join("\n")}\n`), kernel);
  const line = ({ rule }: { readonly rule: { readonly index: number } }) => rule.index + 1;
  return {
    duplicates: found.duplicates.map(line),
    late: found.late.map(line),
    unreachable: found.unreachable.map(line),
    redundant: found.redundant.map(line),
  };
}

const none = { duplicates: [], late: [], unreachable: [], redundant: [] };

describe("needless rules", () => {
  it("are spoken of for one reason", () => {
    expect(linesOf("measure uid=0", "measure uid=0")).toEqual({ ...none, duplicates: [2] });
    expect(linesOf("measure uid=0", "dont_measure uid=0 fsname=xfs")).toEqual({ ...none, late: [2] });
    expect(linesOf("measure uid=0", "measure uid=0 pcr=11")).toEqual({ ...none, unreachable: [2] });
    expect(linesOf("measure uid=0", "measure")).toEqual({ ...none, redundant: [1] });
    expect(linesOf("measure uid=0", "dont_measure fsname=xfs")).toEqual({ ...none, late: [2] });
  });

  it("are not moved before what they would leave nothing to", () => {
    const movable = (...lines: string[]) =>
      needless(rulesOf(`${lines.join("\n")}\n`), kernel).late.map((late) => late.movable);
    expect(movable("measure uid=0", "dont_measure uid=0")).toEqual([false]);
    expect(movable("measure uid=0", "dont_measure uid=0 fsname=xfs")).toEqual([true]);
    expect(linesOf("measure uid=0 fsname=xfs", "dont_measure uid=0")).toEqual(none);
  });

  it("are not those that have an effect by being there, or say what holds for the rest", () => {
    expect(linesOf("appraise func=POLICY_CHECK uid=0", "appraise func=POLICY_CHECK")).toEqual(none);
    expect(linesOf("measure uid=0", "dont_measure")).toEqual(none);
  });

  it("of which others are the heirs stay", () => {
    // Each of the first two could go, but not both.
    const found = linesOf("measure uid=0 fowner=0", "measure uid=0 fowner<1", "measure func=BPRM_CHECK");
    expect(found.redundant.length + found.unreachable.length).toBe(1);
    // The second is heir to the first, and the first leaves nothing to the second that the third would not do.
    const [first, second, third] = ["fowner=0", "fowner<2", "fowner>0"].map(
      (words) => `measure func=BPRM_CHECK ${words}`,
    );
    expect(linesOf(first ?? "", second ?? "", third ?? "")).toEqual({ ...none, redundant: [1] });
  });
});

describe("up to Linux 5.8, where the kexec command line comes without a file", () => {
  const checksOf = (text: string, version: string) =>
    (lint([{ path: "p", text }], { kernels: [version], dialect: "mainline" }).files[0]?.findings ?? [])
      .map(({ check }) => check)
      .filter((check) => check.startsWith("logic/"));

  it("rules without func= are not for it, and conditions do not divide it", () => {
    const behind = "measure\nmeasure func=KEXEC_CMDLINE\n";
    expect(checksOf(behind, "5.8")).not.toContain("logic/unreachable-rule");
    expect(checksOf(behind, "5.9")).toContain("logic/unreachable-rule");
    const divided = "dont_measure func=KEXEC_CMDLINE uid=0\nmeasure func=KEXEC_CMDLINE\nmeasure func=BPRM_CHECK\n";
    expect(checksOf(divided, "5.8")).toContain("logic/unreachable-rule");
    expect(checksOf(divided, "5.9")).not.toContain("logic/unreachable-rule");
  });

  it("all analyses say the same as decide()", () => {
    const kexecRule = fc
      .tuple(fc.constantFrom("measure", "dont_measure", "measure pcr=11"), policyRule)
      .map(([action, rule]) =>
        /func=/.test(rule) ? rule : `${action} func=KEXEC_CMDLINE ${rule.replace(/^\S+/, "")}`,
      );
    const early = new Kernel("5.8");
    const accesses = everyAccess
      .filter(({ hook }) => hook === "KEXEC_CMDLINE")
      .slice(0, 40)
      .map((access) => ({ ...access, withoutFile: true as const }));
    fc.assert(
      fc.property(fc.array(fc.oneof(policyRule, kexecRule), { minLength: 2, maxLength: 7 }), (lines) => {
        const rules = rulesOf(`${lines.join("\n")}\n`);
        const { duplicates, unreachable } = needless(rules, early);
        const never = new Set([...duplicates, ...unreachable].map(({ rule }) => rule));
        for (const access of accesses)
          for (const { rule } of Object.values(decide({ rules }, access).families))
            expect(rule !== undefined && never.has(rule)).toBe(false);
      }),
    );
  });
});

describe("safe fixes", () => {
  it("change nothing that is decided, applied all together", () => {
    let removed = 0;
    fc.assert(
      fc.property(fc.array(policyRule, { minLength: 2, maxLength: 8 }), fc.nat(), (lines, start) => {
        const text = `${lines.join("\n")}\n`;
        const { text: fixed } = fixUntilStable(text, (current) => {
          const [file] = lint([{ path: "p", text: current }]).files;
          if (file === undefined) throw new Error("no result");
          return { ...file, findings: file.findings.filter(({ check }) => check.startsWith("logic/")) };
        });
        const [before, after] = [rulesOf(text), rulesOf(fixed)];
        removed += before.length - after.length;
        expect([text, fixed, difference(before, after, kernel).changes]).toEqual([text, fixed, []]);
        for (let at = start % 97; at < everyAccess.length; at += 97) {
          const access = everyAccess[at];
          if (access === undefined) continue;
          const effect = ({ families, flags, pcr, algorithms }: ReturnType<typeof decide>) => [
            ...Object.values(families).map(({ outcome }) => outcome === "do"),
            flags,
            pcr,
            algorithms,
          ];
          expect([text, fixed, access, effect(decide({ rules: after }, access))]).toEqual([
            text,
            fixed,
            access,
            effect(decide({ rules: before }, access)),
          ]);
        }
      }),
      { numRuns: 150 },
    );
    // About one rule in four policies; far fewer would mean that nothing was tried.
    expect(removed).toBeGreaterThan(5);
  });
});
