/** Running checks over a document. */

import type { BootFile, CommandLine, Kernel, Term } from "../../grammar/index.js";
import type { Check, Context, Problem } from "./check.js";
import { hasStrayCharacter } from "./words.js";

/** What was found of one document: by which check, and which checks found too much. */
export interface Found {
  report(check: Check, problem: Problem): void;
  truncated(check: Check): void;
}

/** Ends a check that has found enough; thrown by its report function and caught where it is run. */
class Enough extends Error {}

/**
 * Runs checks over a policy for one kernel: one pass over the rules, then the checks that want all of it. A check that
 * has found `limit` problems is not run any further, so that a file full of mistakes takes no more time and memory
 * than a good one; that is told as well.
 */
export function runPolicyChecks(
  checks: readonly Check[],
  context: Context,
  limit: number,
  { report, truncated }: Found,
): void {
  const runs = checks.map((check) => {
    let count = 0;
    const found = (problem: Problem) => {
      if (count++ >= limit) throw new Enough();
      report(check, problem);
    };
    return { check, found, ended: false };
  });
  type Run = (typeof runs)[number];
  const end = (run: Run, error: unknown) => {
    if (!(error instanceof Enough)) throw error;
    run.ended = true;
    truncated(run.check);
  };
  const byKey = new Map<string, Run[]>();
  for (const run of runs)
    for (const key of run.check.term?.keys ?? []) byKey.set(key, [...(byKey.get(key) ?? []), run]);
  const ofRule = runs.filter((run) => run.check.rule !== undefined);

  for (const rule of context.policy.rules) {
    for (const term of rule.terms) {
      const ofTerm = term.key && byKey.get(term.key.name);
      if (ofTerm === undefined || !isToken(term, context)) continue;
      for (const run of ofTerm) {
        if (run.ended) continue;
        try {
          run.check.term?.run(term, rule, context, run.found);
        } catch (error) {
          end(run, error);
        }
      }
    }
    for (const run of ofRule) {
      if (run.ended) continue;
      try {
        run.check.rule?.(rule, context, run.found);
      } catch (error) {
        end(run, error);
      }
    }
  }
  for (const run of runs) {
    if (run.ended) continue;
    try {
      run.check.policy?.(context, run.found);
    } catch (error) {
      end(run, error);
    }
  }
}

function isToken(term: Term, { kernel }: Context): boolean {
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
