/** The rules that a kernel has in force: with a policy of one's own, or with those that the command line chooses. */

import {
  detectDialect,
  type ImaParameters,
  isBuiltInPolicy,
  Kernel,
  normalizeVersion,
  type OriginatedRule,
  originatedBuildTimeRules,
  originatedRules,
  type Policy,
  parsePolicy,
  Rule,
  readImaParameters,
} from "../../grammar/index.js";
import { type Document, defaultKernel, type LintOptions } from "./lint.js";

/** A kernel command line; no policy has been loaded yet. */
export interface Boot {
  readonly commandLine: string;
  /** The path of a policy that was there and is gone, so that none is loaded any more. */
  readonly gone?: string;
}

/** A policy takes the place of the rules that the command line chose. */
export type Side = Document | Boot;

export interface RulesInForce {
  /** Rules that the kernel brings have a negative index. */
  readonly rules: readonly Rule[];
  /** Where the rules come from that the kernel brings. */
  readonly origins: ReadonlyMap<Rule, string>;
  /** What the file says; undefined without one. */
  readonly policy: Policy | undefined;
  readonly parameters: ImaParameters | undefined;
  /** What the kernel makes of the command line besides. */
  readonly notes: readonly string[];
}

export function isBoot(side: Side): side is Boot {
  return "commandLine" in side;
}

const parse = (side: Document, { loader }: LintOptions) => parsePolicy(side.text, loader);

/** The kernel that is asked for, or the newest that speaks the dialect of the sides. */
export function kernelFor(sides: readonly Side[], options: LintOptions): Kernel {
  const asked = options.dialect ?? "auto";
  const digestCache = (side: Side) =>
    isBoot(side) && readImaParameters(side.commandLine).policies.some((name) => name.startsWith("digest_cache_"));
  const rules = () => sides.flatMap((side) => (isBoot(side) ? [] : parse(side, options).rules));
  const dialect = asked !== "auto" ? asked : sides.some(digestCache) ? "digest-cache" : detectDialect(rules());
  const version = normalizeVersion(options.kernels?.[0] ?? defaultKernel[dialect]) ?? defaultKernel[dialect];
  return new Kernel(version, dialect, options.kernelConfig);
}

/** Rules that stand before every line of a file. */
function rulesBefore(lines: readonly OriginatedRule[]): { rules: Rule[]; origins: Map<Rule, string> } {
  const { rules } = parsePolicy(lines.map(({ text }) => `${text}\n`).join(""));
  const before = rules.map((rule, at) => new Rule(rule.line, at - rules.length));
  return { rules: before, origins: new Map(before.map((rule, at) => [rule, lines[at]?.origin ?? ""])) };
}

export function rulesInForce(side: Side, kernel: Kernel, options: LintOptions = {}): RulesInForce {
  if (!isBoot(side)) {
    const policy = parse(side, options);
    const { rules, origins } = rulesBefore(originatedBuildTimeRules(kernel));
    return { rules: [...rules, ...policy.rules], origins, policy, parameters: undefined, notes: [] };
  }
  const parameters = readImaParameters(side.commandLine);
  const unknown = parameters.policies.filter((name) => !isBuiltInPolicy(name, kernel));
  return {
    ...rulesBefore(originatedRules(parameters, kernel)),
    policy: undefined,
    parameters,
    notes: [
      ...unknown.map((name) => `Linux ${kernel.version} has no ima_policy=${name}, and ignores it.`),
      ...(side.gone === undefined
        ? []
        : [
            "The policy is gone. systemd and dracut start the machine without it, and nothing is in force but what the kernel command line chooses; that is taken to be nothing.",
          ]),
    ],
  };
}
