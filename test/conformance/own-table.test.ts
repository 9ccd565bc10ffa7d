import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readJsonLines } from "../shared.js";
import { debian, saysRuleAccepted } from "./verdicts.js";

/**
 * rules.jsonl: 987 rules made at random from words and border cases of the language, each with those of three running
 * Debian kernels that accepted it: 6.1.192, 6.12.117 and 7.2.13, amd64, AppArmor active, appended signatures not built
 * in. Each rule was written to the policy file in one write, in QEMU, with every crypto module at hand.
 */
const rules = readJsonLines<{ rule: string; accepted: string[] }>(
  readFileSync(new URL("rules.jsonl", import.meta.url), "utf8"),
);

it.each(["6.1", "6.12", "7.2"])("agrees with a running %s kernel", (kernel) => {
  const wrong = rules.filter(
    ({ rule, accepted }) =>
      saysRuleAccepted({ rule, accepted: true }, { ...debian, kernels: [kernel] }) !== accepted.includes(kernel),
  );
  expect(wrong).toEqual([]);
  expect(rules).toHaveLength(987);
});
