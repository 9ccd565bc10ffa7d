/** Running checks over a document. */

import type { BootFile, CommandLine, Kernel, Term } from "../../grammar/index.js";
import type { Steps } from "../policy/index.js";
import type { Check, Context, Problem, RuleContext } from "./check.js";
import type { RuleMemory } from "./rule-memory.js";
import { hasStrayCharacter } from "./words.js";

/** What was found of one document: by which check, and which checks found too much. */
export interface Found {
  report(check: Check, problem: Problem): void;
  truncated(check: Check): void;
}

/** Ends a check that has found enough; thrown by its report function and caught where it is run. */
class Enough extends Error {}

/** One check that is run over a policy, until it has found enough. */
class CheckRun {
  private count = 0;
  ended = false;

  constructor(
    readonly check: Check,
    private readonly limit: number,
    private readonly found: Found,
  ) {}

  get hasFound(): number {
    return this.count;
  }

  readonly report = (problem: Problem): void => {
    if (this.count++ >= this.limit) throw new Enough();
    this.found.report(this.check, problem);
  };

  /** Runs a part of the check, unless it has ended. */
  go(part: (report: (problem: Problem) => void) => void): void {
    if (this.ended) return;
    try {
      part(this.report);
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
      this.ended = true;
      this.found.truncated(this.check);
    }
  }
}

/**
 * Runs checks over a policy for one kernel: one pass over the rules, then the checks that want all of it, with a step
 * before each of them. A check that has found `limit` problems is not run any further, so that a file full of mistakes
 * takes no more time and memory than a good one; that is told as well.
 *
 * @param memory of an earlier run over much the same policy
 */
export function* policyChecks(
  checks: readonly Check[],
  context: Context,
  limit: number,
  found: Found,
  memory?: RuleMemory,
): Steps<void> {
  const runs = checks.map((check) => new CheckRun(check, limit, found));
  const byKey = new Map<string, CheckRun[]>();
  for (const run of runs)
    for (const key of run.check.term?.keys ?? []) byKey.set(key, [...(byKey.get(key) ?? []), run]);
  const ofRule = runs.filter((run) => run.check.rule !== undefined);
  if (byKey.size + ofRule.length > 0) runOverRules(runs, byKey, ofRule, context, memory);
  for (const run of runs) {
    if (run.check.policy === undefined) continue;
    yield;
    run.go((report) => run.check.policy?.(context, report));
  }
}

function runOverRules(
  runs: readonly CheckRun[],
  byKey: ReadonlyMap<string, readonly CheckRun[]>,
  ofRule: readonly CheckRun[],
  context: Context,
  memory: RuleMemory | undefined,
): void {
  const findings = () => runs.reduce((sum, run) => sum + run.hasFound, 0);
  const assumed: string[] = [];
  const ruleContext: RuleContext = {
    ...context,
    assume(fact) {
      assumed.push(fact);
      context.assume(fact);
    },
  };
  for (const rule of context.policy.rules) {
    const known = memory?.assumptionsOf(rule);
    if (known !== undefined) {
      for (const fact of known) context.assume(fact);
      continue;
    }
    assumed.length = 0;
    const before = findings();
    for (const term of rule.terms) {
      const ofTerm = term.key && byKey.get(term.key.name);
      if (ofTerm === undefined || !isToken(term, context)) continue;
      for (const run of ofTerm) run.go((report) => run.check.term?.run(term, rule, ruleContext, report));
    }
    for (const run of ofRule) run.go((report) => run.check.rule?.(rule, ruleContext, report));
    if (memory !== undefined && findings() === before) memory.isClean(rule, assumed);
  }
}

function isToken(term: Term, { kernel }: RuleContext): boolean {
  return term.key !== undefined && term.fault === undefined && kernel.speaks(term.key) && !hasStrayCharacter(term.word);
}

/** Runs what the checks have for a document that is not a policy. */
export function runEach(
  checks: readonly Check[],
  run: (check: Check, report: (problem: Problem) => void) => void,
  limit: number,
  { report, truncated }: Found,
): void {
  for (const check of checks) {
    let count = 0;
    try {
      run(check, (problem) => {
        if (count++ >= limit) throw new Enough();
        report(check, problem);
      });
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
      truncated(check);
    }
  }
}

export function runBootFileChecks(checks: readonly Check[], file: BootFile, limit: number, found: Found): void {
  runEach(checks, (check, report) => check.bootFile?.(file, report), limit, found);
}

export function runCommandLineChecks(
  checks: readonly Check[],
  line: CommandLine,
  kernel: Kernel,
  limit: number,
  found: Found,
): void {
  runEach(checks, (check, report) => check.commandLine?.(line, kernel, report), limit, found);
}
