/** The rules that are in force in a phase. */

import {
  type ImaParameters,
  type Kernel,
  type OriginatedRule,
  originatedRules,
  type Policy,
  parsePolicy,
  Rule,
  remainingRules,
} from "../../grammar/index.js";
import type { RuleInForce } from "./answer.js";

export interface RulesOfPhase {
  readonly rules: readonly Rule[];
  readonly origins: ReadonlyMap<Rule, Omit<RuleInForce, "rule">>;
}

/** Rules of the kernel, numbered so that they stand before every line of a file. */
function kernelRules(lines: readonly OriginatedRule[]): RulesOfPhase {
  const { rules } = parsePolicy(lines.map(({ text }) => `${text}\n`).join(""));
  const before = rules.map((rule, at) => new Rule(rule.line, at - rules.length));
  return {
    rules: before,
    origins: new Map(before.map((rule, at) => [rule, { origin: lines[at]?.origin ?? "the kernel" }])),
  };
}

/** What the command line chooses, as long as no policy has been loaded. */
export function rulesAtBoot(parameters: ImaParameters, kernel: Kernel, secureBoot: boolean): RulesOfPhase {
  return kernelRules(originatedRules({ ...parameters, secureBoot }, kernel));
}

/** What a policy of one's own leaves of that, and the policy, with those that were loaded before it. */
export function rulesOfPolicies(
  policies: readonly { readonly path: string; readonly file: string; readonly policy: Policy }[],
  parameters: ImaParameters,
  kernel: Kernel,
  secureBoot: boolean,
): RulesOfPhase {
  const remaining = kernelRules(remainingRules({ ...parameters, secureBoot }, kernel));
  const origins = new Map(remaining.origins);
  const rules = [...remaining.rules];
  for (const { path, file, policy } of policies)
    for (const rule of policy.rules) {
      rules.push(rule);
      origins.set(rule, { path, file });
    }
  return { rules, origins };
}
