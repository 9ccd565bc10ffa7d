import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { families, Kernel, parsePolicy, type Rule } from "../grammar/index.js";
import { type Decision, decide, redundant } from "../server/policy/index.js";
import { everyAccess, policyRule } from "./accesses.js";

const kernel = new Kernel("7.2");

const rulesOf = (lines: readonly string[]) => parsePolicy(`${lines.join("\n")}\n`).rules;

/** Redundant lines with the lines that make them so, all from 1. */
function needless(...lines: string[]): Record<number, number[]> {
  const { rules, undecided } = redundant(rulesOf(lines), kernel);
  expect(undecided).toEqual([]);
  return Object.fromEntries(
    rules.map(({ rule, because }) => [rule.index + 1, because.map((other) => other.index + 1)]),
  );
}

describe("redundant rules", () => {
  it("are those whose part a later rule decides in the same way", () => {
    expect(needless("measure func=BPRM_CHECK uid=0", "measure func=BPRM_CHECK")).toEqual({ 1: [2] });
    expect(needless("measure func=BPRM_CHECK uid=0 pcr=11", "measure func=BPRM_CHECK")).toEqual({});
    expect(needless("appraise func=BPRM_CHECK fowner=0", "appraise func=BPRM_CHECK appraise_type=imasig")).toEqual({});
    expect(
      needless("measure func=BPRM_CHECK uid=0", "dont_measure func=BPRM_CHECK fowner=0", "measure func=BPRM_CHECK"),
    ).toEqual({});
  });

  it("are dont_ rules that keep nothing from being done", () => {
    expect(needless("measure func=BPRM_CHECK", "dont_measure func=MMAP_CHECK")).toEqual({ 2: [] });
    expect(needless("dont_measure fsname=tmpfs", "measure func=BPRM_CHECK")).toEqual({});
    expect(needless("dont_audit fsname=tmpfs", "measure func=BPRM_CHECK")).toEqual({ 1: [] });
    expect(needless("dont_measure func=BPRM_CHECK", "measure func=MMAP_CHECK")).toEqual({ 1: [] });
  });

  it("are unreachable rules", () => {
    expect(needless("measure func=BPRM_CHECK", "measure func=BPRM_CHECK uid=0 pcr=11")).toEqual({ 2: [1] });
  });

  it("are not those whose options other families use", () => {
    expect(needless("dont_measure func=BPRM_CHECK permit_directio", "measure func=MMAP_CHECK")).toEqual({});
    // The measure rules decide the same, and the appraise rule supplies the option in any case.
    expect(
      needless(
        "measure func=BPRM_CHECK permit_directio uid=0",
        "measure func=BPRM_CHECK",
        "appraise func=BPRM_CHECK permit_directio",
      ),
    ).toEqual({ 1: [2, 3] });
    expect(
      needless("measure func=BPRM_CHECK permit_directio uid=0", "measure func=BPRM_CHECK", "appraise func=BPRM_CHECK"),
    ).toEqual({});
  });

  it("are not those that an appraise rule between them tells apart", () => {
    const hash = "hash func=FILE_CHECK";
    expect(needless(`${hash} uid=0`, "appraise func=FILE_CHECK fowner=0", hash)).toEqual({});
    expect(needless(`${hash} uid=0`, hash, "appraise func=FILE_CHECK fowner=0")).toEqual({ 1: [2, 3] });
  });
});

/** All that is decided, without the lines that do it. */
function whole({ families: decided, flags, pcr, template, algorithms }: Decision): string {
  const does = families.map((family) => decided[family].outcome === "do");
  return `${does} ${Object.values(flags)} ${pcr} ${template} ${algorithms}`;
}

describe("taking a rule out", () => {
  it("changes no access if it is redundant, and some access if it is not", () => {
    const some = everyAccess.filter((_, at) => at % 5 === 0);
    let pairs = 0;
    fc.assert(
      fc.property(fc.array(policyRule, { minLength: 1, maxLength: 6 }), (lines) => {
        const rules = rulesOf(lines);
        const { rules: found, undecided } = redundant(rules, kernel);
        expect(undecided).toEqual([]);
        const claimed = new Set<Rule>(found.map(({ rule }) => rule));
        for (const rule of rules) {
          const without = rules.filter((other) => other !== rule);
          // A redundant rule is tried with a part of the accesses, another one until the first that differs.
          const tried = claimed.has(rule) ? some : everyAccess;
          const differs = tried.some((access) => {
            pairs++;
            return whole(decide({ rules }, access)) !== whole(decide({ rules: without }, access));
          });
          expect([lines, rule.index, differs]).toEqual([lines, rule.index, !claimed.has(rule)]);
        }
      }),
      { numRuns: 30 },
    );
    expect(pairs).toBeGreaterThan(100_000);
  });
});
