import { describe, expect, it } from "vitest";
import type { LintOptions } from "../../server/index.js";
import { hasShared, readJsonLines, readShared } from "../shared.js";
import { debian, type FileVerdict, type RuleVerdict, saysFileAccepted, saysRuleAccepted } from "./verdicts.js";

const selinux: LintOptions = {
  ...debian,
  lsm: "selinux",
  lsmLabels: ["base_u", "base_r", "base_t", "log_t"],
};

const show = (text: string) => JSON.stringify(text.length > 120 ? `${text.slice(0, 60)}...${text.slice(-30)}` : text);

describe.runIf(hasShared)("agrees with running kernels", () => {
  for (const kernel of ["6.1", "6.12", "7.2"]) {
    it.each([
      ["rules", `${kernel}.jsonl`, debian],
      ["rules with labels", `${kernel}.selinux.jsonl`, selinux],
    ])(`${kernel}: %s`, (_title, file, options) => {
      const verdicts = readJsonLines<RuleVerdict>(readShared(`facts/kernel-verdicts/${file}`));
      const wrong = verdicts.filter(
        (verdict) => saysRuleAccepted(verdict, { ...options, kernels: [kernel] }) !== verdict.accepted,
      );
      expect(wrong.map(({ rule, accepted }) => `${show(rule)} ${accepted}`)).toEqual([]);
      expect(verdicts.length).toBeGreaterThan(80);
    });

    it(`${kernel}: whole files`, () => {
      const verdicts = readJsonLines<FileVerdict>(readShared(`facts/kernel-verdicts/${kernel}.files.jsonl`));
      const wrong = verdicts.filter((verdict) => {
        const accepted = verdict.update === undefined ? verdict.accepted : verdict.update === "completed";
        return saysFileAccepted(verdict, { ...debian, kernels: [kernel] }) !== accepted;
      });
      expect(wrong.map(({ name, how, accepted }) => `${name}, ${how}: ${accepted}`)).toEqual([]);
      expect(verdicts.length).toBeGreaterThan(80);
    });
  }

  it("the digest cache integration: rules", () => {
    const verdicts = readJsonLines<{ rule?: string; observed: { policy_accepted?: boolean } }>(
      readShared("facts/digest-cache-verdicts.jsonl"),
    );
    const rules = verdicts.flatMap(({ rule, observed }) =>
      rule === undefined ? [] : [{ rule, accepted: observed.policy_accepted === true }],
    );
    const options: LintOptions = {
      kernels: ["6.12"],
      dialect: "digest-cache",
      kernelConfig: { CONFIG_IMA_APPRAISE_MODSIG: "y" },
    };
    const wrong = rules.filter((verdict) => saysRuleAccepted(verdict, options) !== verdict.accepted);
    expect(wrong).toEqual([]);
    expect(rules.length).toBeGreaterThan(60);
  });

  it("the digest cache integration: whole policies", () => {
    const verdicts = readJsonLines<{ id: string; policy?: string[]; observed: { policy_accepted?: boolean } }>(
      readShared("facts/digest-cache-verdicts.jsonl"),
    );
    const wrong = verdicts.filter(({ policy, observed }) => {
      if (policy === undefined || policy.length === 0 || observed.policy_accepted === undefined) return false;
      const text = `${policy.join("\n")}\n`;
      return (
        saysRuleAccepted({ rule: text, accepted: true }, { kernels: ["6.12"], dialect: "digest-cache" }) !==
        observed.policy_accepted
      );
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});
