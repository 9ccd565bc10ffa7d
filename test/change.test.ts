import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Family, families, Kernel, parsePolicy, type Rule } from "../grammar/index.js";
import { type Access, affects, type Decision, decide, difference } from "../server/policy/index.js";
import { everyAccess, policyRule } from "./accesses.js";

const kernel = new Kernel("7.2");

function rulesOf(lines: readonly string[]): readonly Rule[] {
  return parsePolicy(`${lines.join("\n")}\n`).rules;
}

/** Changes as `family direction before->after: regions`, lines from 1 and 0 for none. */
function changes(before: string[], after: string[]): string[] {
  const result = difference(rulesOf(before), rulesOf(after), kernel);
  expect(result.undecided).toEqual([]);
  const line = (rule: Rule | undefined) => (rule === undefined ? 0 : rule.index + 1);
  return result.changes.map(
    (change) =>
      `${change.family} ${change.direction} ${line(change.before)}->${line(change.after)}: ${change.regions.join("; ")}`,
  );
}

describe("the difference of two policies", () => {
  it("is empty when nothing is decided differently", () => {
    expect(
      changes(
        ["measure func=BPRM_CHECK", "measure func=MMAP_CHECK"],
        ["measure func=MMAP_CHECK mask=MAY_EXEC", "measure func=BPRM_CHECK"],
      ),
    ).toEqual([]);
    expect(changes(["measure func=BPRM_CHECK", "measure func=BPRM_CHECK uid=0"], ["measure func=BPRM_CHECK"])).toEqual(
      [],
    );
    expect(changes(["measure func=BPRM_CHECK"], ["measure func=BPRM_CHECK", "dont_appraise fsname=tmpfs"])).toEqual([]);
  });

  it("tells what is no longer appraised, and where", () => {
    expect(changes(["appraise func=BPRM_CHECK"], ["dont_appraise fsname=overlay", "appraise func=BPRM_CHECK"])).toEqual(
      ["appraise weaker 1->1: BPRM_CHECK, on overlay"],
    );
    expect(changes(["dont_appraise fsname=overlay", "appraise func=BPRM_CHECK"], ["appraise func=BPRM_CHECK"])).toEqual(
      ["appraise stronger 1->1: BPRM_CHECK, on overlay"],
    );
    expect(changes(["appraise func=BPRM_CHECK fowner=0"], ["appraise func=BPRM_CHECK fowner=0 uid=0"])).toEqual([
      "appraise weaker 1->0: BPRM_CHECK, by any user but root, owned by root",
    ]);
  });

  it("compares the proofs that are accepted", () => {
    const bprm = "appraise func=BPRM_CHECK";
    expect(changes([`${bprm} appraise_type=imasig`], [bprm])).toEqual(["appraise weaker 1->1: BPRM_CHECK"]);
    expect(changes([bprm], [`${bprm} appraise_type=sigv3`])).toEqual(["appraise stronger 1->1: BPRM_CHECK"]);
    expect(changes([bprm], [`${bprm} appraise_algos=sha256`])).toEqual(["appraise stronger 1->1: BPRM_CHECK"]);
    expect(changes([`${bprm} appraise_algos=sha256`], [`${bprm} appraise_algos=sha512`])).toEqual([
      "appraise different 1->1: BPRM_CHECK",
    ]);
    // What gets weaker is not made up for by what gets stronger beside it.
    expect(changes([`${bprm} appraise_type=imasig`], [`${bprm} appraise_algos=sha256`])).toEqual([
      "appraise weaker 1->1: BPRM_CHECK",
    ]);
    expect(changes([`${bprm} digest_type=verity appraise_type=sigv3`], [bprm])).toEqual([
      "appraise weaker 1->1: BPRM_CHECK",
    ]);
    const module = "appraise func=MODULE_CHECK appraise_type=imasig";
    expect(changes([module], [`${module}|modsig`])).toEqual(["appraise weaker 1->1: MODULE_CHECK"]);
  });

  it("knows options that other families lend to appraisal", () => {
    expect(
      changes(
        ["measure func=BPRM_CHECK", "appraise func=BPRM_CHECK fowner=0"],
        ["measure func=BPRM_CHECK permit_directio", "appraise func=BPRM_CHECK fowner=0"],
      ),
    ).toEqual(["appraise weaker 2->2: BPRM_CHECK, owned by root"]);
  });

  it("knows what is recorded less of", () => {
    const key = "measure func=KEY_CHECK";
    expect(changes([key], [`${key} template=ima-ng`])).toEqual(["measure weaker 1->1: KEY_CHECK"]);
    expect(changes([`${key} template=ima-buf`], [key])).toEqual([]);
    const bprm = "measure func=BPRM_CHECK";
    expect(changes([`${bprm} template=ima-sig`], [bprm])).toEqual(["measure weaker 1->1: BPRM_CHECK"]);
    expect(changes([bprm], [`${bprm} template=d-ng|n-ng`])).toEqual([]);
    expect(changes([bprm], [`${bprm} pcr=10`])).toEqual([]);
    expect(changes([bprm], [`${bprm} pcr=63`])).toEqual(["measure weaker 1->1: BPRM_CHECK"]);
    // A file without fs-verity gets no entry then.
    expect(changes([bprm], [`${bprm} digest_type=verity`])).toEqual(["measure weaker 1->1: BPRM_CHECK"]);
  });

  it("knows when the blacklist is looked at", () => {
    const lines = ["", " appraise_flag=check_blacklist"].map((flag) => [
      `appraise func=MODULE_CHECK appraise_type=imasig|modsig${flag}`,
    ]);
    const directions = (version: string) =>
      difference(rulesOf(lines[1] ?? []), rulesOf(lines[0] ?? []), new Kernel(version)).changes.map(
        ({ direction }) => direction,
      );
    expect(directions("5.10")).toEqual(["weaker"]);
    expect(directions("6.6")).toEqual([]);
  });

  it("does not take bytes for anything but measured", () => {
    expect(changes(["appraise func=BPRM_CHECK"], ["appraise"])).toEqual([
      "appraise stronger 0->1: every hook with a file but BPRM_CHECK, KEXEC_CMDLINE",
    ]);
    expect(
      changes(["hash fowner=0"], ["hash fowner=0", "appraise fowner=0"]).map((each) => each.split(":")[0]),
    ).toEqual(["appraise stronger 0->2", "hash different 1->1"]);
  });

  it("tells uid and euid apart", () => {
    const [first] = changes(
      ["measure func=FILE_CHECK mask=MAY_READ uid=0"],
      ["measure func=FILE_CHECK mask=MAY_READ euid=0"],
    );
    expect(first).toMatch(/^measure (weaker 1->0|stronger 0->1): FILE_CHECK \(READ\), /);
    expect(
      changes(["measure uid=0"], ["measure euid=0"])
        .map((change) => change.split(":")[0])
        .sort(),
    ).toEqual(["measure stronger 0->1", "measure weaker 1->0"]);
  });

  it("says when PCR or template change", () => {
    expect(changes(["measure func=BPRM_CHECK"], ["measure func=BPRM_CHECK pcr=11"])).toEqual([
      "measure different 1->1: BPRM_CHECK",
    ]);
  });
});

/** What decide() says, as far as it is compared. */
function shown({ families, flags, pcr, algorithms }: Decision, family: Family): string {
  if (families[family].outcome !== "do") return "nothing";
  if (family === "measure") return `measure ${pcr} ${flags.verity}`;
  return family === "appraise"
    ? `appraise ${flags.signature} ${flags.permitDirectio} ${flags.verity} ${algorithms?.join()}`
    : `${family} ${flags.verity}`;
}

describe("the difference agrees with decide", () => {
  it("on every access, inside and outside of the reported regions", () => {
    let pairs = 0;
    fc.assert(
      fc.property(
        fc.array(policyRule, { maxLength: 5 }),
        fc.array(policyRule, { maxLength: 5 }),
        (oldLines, newLines) => {
          const before = rulesOf(oldLines);
          const after = rulesOf(newLines);
          const { changes: found, space, undecided } = difference(before, after, kernel);
          expect(undecided).toEqual([]);
          const at = (access: Access) => found.filter((change) => affects(change, access, space));
          for (let each = 0; each < everyAccess.length; each += 7) {
            const access = everyAccess[each] as Access;
            pairs++;
            const [old, now] = [decide({ rules: before }, access), decide({ rules: after }, access)];
            const here = at(access);
            for (const family of families) {
              const change = here.find((candidate) => candidate.family === family);
              if ((shown(old, family) !== shown(now, family)) !== (change !== undefined))
                expect([oldLines, newLines, access, family, change?.direction]).toEqual("the same");
              // An appraise rule takes a hash rule back: then decide() names none.
              if (change === undefined || family === "hash") continue;
              if (change.before !== old.families[family].rule || change.after !== now.families[family].rule)
                expect([oldLines, newLines, access, family]).toEqual("the same deciding rules");
            }
          }
          for (const { family, witness } of found)
            expect(shown(decide({ rules: before }, witness), family)).not.toBe(
              shown(decide({ rules: after }, witness), family),
            );
        },
      ),
      { numRuns: 120 },
    );
    expect(pairs).toBeGreaterThan(100_000);
  });
});
