import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { families, Kernel, parsePolicy, type Rule } from "../grammar/index.js";
import { decidersOf, matchRule, root, Space, unreachable } from "../server/policy/index.js";
import { everyAccess, policyRule } from "./accesses.js";

const kernel = new Kernel("7.2");

function rulesOf(...lines: string[]): readonly Rule[] {
  return parsePolicy(`${lines.join("\n")}\n`).rules;
}

/** Unreachable lines with those that cover them, from 1. */
function dead(...lines: string[]): Record<number, number[]> {
  const result = unreachable(rulesOf(...lines), kernel);
  expect(result.undecided).toEqual([]);
  return Object.fromEntries(
    result.rules.map(({ rule, coveredBy }) => [rule.index + 1, coveredBy.map((other) => other.index + 1)]),
  );
}

describe("unreachable rules", () => {
  it("are those that an earlier rule of the family covers", () => {
    expect(dead("measure func=BPRM_CHECK", "measure func=BPRM_CHECK uid=0", "appraise func=BPRM_CHECK uid=0")).toEqual({
      2: [1],
    });
    expect(dead("measure func=FILE_CHECK mask=^MAY_READ uid=0", "dont_measure obj_type=var_log_t")).toEqual({});
    expect(dead("dont_measure", "measure func=BPRM_CHECK", "audit func=BPRM_CHECK")).toEqual({ 2: [1] });
  });

  it("are those that several earlier rules cover together", () => {
    expect(dead("measure uid=0", "dont_measure uid>0", "measure func=BPRM_CHECK")).toEqual({ 3: [1, 2] });
    expect(dead("measure uid<1000", "dont_measure uid>1000", "measure func=BPRM_CHECK")).toEqual({});
  });

  it("name no rule that is not needed to cover them", () => {
    expect(dead("dont_measure fsmagic=0x9fa0", "measure func=BPRM_CHECK", "measure func=BPRM_CHECK uid=0")).toEqual({
      3: [2],
    });
  });

  it("match nothing that can happen", () => {
    expect(dead("measure func=BPRM_CHECK mask=MAY_READ")).toEqual({ 1: [] });
    expect(dead("measure mask=MAY_APPEND", "measure mask=^MAY_APPEND")).toEqual({ 1: [] });
    expect(dead("measure fsmagic=0x9fa0 fsname=ext4", "measure fsmagic=0xef53 fsname=ext4")).toEqual({ 1: [] });
    expect(dead("dont_measure fsmagic=0x9fa0 fsuuid=8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6")).toEqual({ 1: [] });
    expect(dead("measure uid<0 func=BPRM_CHECK")).toEqual({ 1: [] });
  });

  it("know what the mask adds to a hook", () => {
    expect(dead("measure func=MMAP_CHECK mask=MAY_EXEC", "measure func=MMAP_CHECK")).toEqual({ 2: [1] });
    expect(dead("measure func=FILE_CHECK mask=MAY_READ", "measure func=FILE_CHECK mask=^MAY_READ")).toEqual({});
    expect(dead("measure func=FILE_CHECK mask=^MAY_READ", "measure func=FILE_CHECK mask=MAY_READ")).toEqual({ 2: [1] });
  });

  it("know that uid and euid overlap, and neither contains the other", () => {
    expect(dead("measure func=FILE_CHECK euid=0", "measure func=FILE_CHECK uid=0")).toEqual({});
    expect(dead("measure func=FILE_CHECK uid=0", "measure func=FILE_CHECK euid=0")).toEqual({});
    expect(dead("measure euid=0", "measure euid>0", "measure uid=5")).toEqual({ 3: [1, 2] });
  });

  it("know which hooks a rule without func= is not for", () => {
    expect(
      dead("measure", "measure func=KEY_CHECK", "measure func=CRITICAL_DATA", "measure func=KEXEC_CMDLINE"),
    ).toEqual({ 4: [1] });
    expect(
      dead("measure func=KEY_CHECK", "measure func=KEY_CHECK keyrings=.ima", "dont_measure func=KEY_CHECK gid=0"),
    ).toEqual({
      2: [1],
      3: [1],
    });
  });

  it("treat file system types that share a number as different", () => {
    expect(dead("dont_measure fsmagic=0xef53", "dont_measure fsname=ext4")).toEqual({ 2: [1] });
    expect(dead("dont_measure fsname=ext4", "dont_measure fsmagic=0xef53")).toEqual({});
  });
});

describe("the access space", () => {
  it("finds the same unreachable rules as trying every access", () => {
    fc.assert(
      fc.property(fc.array(policyRule, { minLength: 1, maxLength: 7 }), (lines) => {
        const rules = rulesOf(...lines);
        const deciding = new Set<Rule>();
        for (const access of everyAccess) {
          for (const family of families) {
            const first = rules.find(
              ({ entry }) => entry?.action.family === family && matchRule(entry, access).result === "match",
            );
            if (first !== undefined) deciding.add(first);
          }
        }
        const { rules: found, undecided } = unreachable(rules, kernel);
        expect(undecided).toEqual([]);
        const dead = new Set(found.map((entry) => entry.rule));
        for (const candidate of rules) {
          // An access that reaches the rule disproves that it is dead.
          if (deciding.has(candidate)) expect(dead.has(candidate)).toBe(false);
          // The domains have all that these rules can tell apart.
          else expect([lines, candidate.index, dead.has(candidate)]).toEqual([lines, candidate.index, true]);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("finds the same deciding rules of a region as trying every access in it", () => {
    const hooks = ["FILE_CHECK", "MODULE_CHECK"];
    const inRegion = everyAccess.filter(
      ({ hook, user, owner }) =>
        hooks.includes(hook) && owner === 0 && user?.maySet && user.real + user.effective + user.saved === 0,
    );
    expect(inRegion.length).toBeGreaterThan(50);
    fc.assert(
      fc.property(fc.array(policyRule, { maxLength: 8 }), (lines) => {
        const rules = rulesOf(...lines);
        const deciding = new Set<Rule>();
        let undecided = false;
        for (const access of inRegion) {
          const first = rules.find(
            ({ entry }) => entry?.action.family === "appraise" && matchRule(entry, access).result === "match",
          );
          if (first === undefined) undecided = true;
          else deciding.add(first);
        }
        const found = decidersOf(rules, "appraise", { hooks, user: root, owner: 0 }, kernel);
        expect(found?.deciders.map(({ rule }) => rule)).toEqual(rules.filter((rule) => deciding.has(rule)));
        expect(found?.undecided).toBe(undecided);
      }),
      { numRuns: 500 },
    );
  });

  it("has a witness in every box of a rule", () => {
    fc.assert(
      fc.property(fc.array(policyRule, { minLength: 1, maxLength: 5 }), (lines) => {
        const rules = rulesOf(...lines);
        const space = new Space(rules, kernel);
        for (const { entry } of rules)
          for (const box of entry === undefined ? [] : space.boxesOf(entry))
            expect(entry && matchRule(entry, space.witness(box)).result).toBe("match");
      }),
    );
  });

  it("says of what is too much for it that it is undecided", () => {
    const lines = Array.from({ length: 130 }, (_, at) => [
      `dont_measure fsmagic=0x7000${at + 1}`,
      `dont_measure fsname=unknown${at}`,
    ]).flat();
    const { rules, undecided } = unreachable(rulesOf(...lines), kernel);
    expect(rules).toEqual([]);
    expect(undecided).toHaveLength(260);
  });
});
