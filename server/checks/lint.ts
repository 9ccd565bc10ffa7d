/** The one way into the checks, for the command line, the editor and the library. */

import {
  type CommandLine,
  type Dialect,
  detectDialect,
  dialectOfCommandLine,
  Kernel,
  type KernelConfig,
  LineIndex,
  type Loader,
  type Lsm,
  newestKernel,
  normalizeVersion,
  parseCommandLine,
  parsePolicy,
  type Term,
} from "../../grammar/index.js";
import { version } from "../version.js";
import type { Check, Context, Problem, Severity } from "./check.js";
import type { FileResult, Finding, Language, LintResult } from "./finding.js";
import { languageOf } from "./language.js";
import { checks as allChecks } from "./registry.js";
import { hasStrayCharacter } from "./words.js";

export interface Document {
  readonly path: string;
  readonly text: string;
  /** Told from the name of the file when absent. */
  readonly language?: Language;
}

export interface LintOptions {
  /** Target kernels, such as ["6.1", "7.2"]; default: the newest one that speaks the dialect. */
  readonly kernels?: readonly string[];
  /** Default "auto": told from the words of each policy. The result says which one it was. */
  readonly dialect?: Dialect | "auto";
  /**
   * What is known of the kernel's configuration, by full option name. What is not said is taken to be as usual
   * (appended signatures, asymmetric keys, label conditions, the usual hash algorithms), and named as an assumption.
   */
  readonly kernelConfig?: KernelConfig;
  /** The active security module; default: not known. */
  readonly lsm?: Lsm;
  /** Labels that exist when the policy is loaded: any other one is refused. Default: all are taken to exist. */
  readonly lsmLabels?: readonly string[];
  /** How the policy reaches the kernel; default "path". It decides final line feeds, long lines and NUL bytes. */
  readonly loader?: Loader;
  /** How many findings of one check are kept for one file; default 1000. */
  readonly maxFindings?: number;
  /** Severities by check id. */
  readonly checks?: Readonly<Record<string, Severity | "off">>;
}

const usualMaxFindings = 1000;

/** The newest kernel that speaks each dialect. */
export const defaultKernel: Readonly<Record<Dialect, string>> = {
  mainline: newestKernel,
  "digest-cache": "6.12",
  openeuler: "6.6",
};

/**
 * Checks policies.
 *
 * Takes any text. Time grows with the length of the text times the number of target kernels; what compares rules with
 * each other gives up after some seconds and says so.
 *
 * @throws RangeError for a target kernel or a check id that is not known
 */
export function lint(documents: readonly Document[], options: LintOptions = {}): LintResult {
  const kernels = options.kernels?.map((name) => {
    const normalized = normalizeVersion(name);
    if (normalized === undefined) throw new RangeError(`unknown kernel "${name}"; known are 5.4 to ${newestKernel}`);
    return normalized;
  });
  for (const id of Object.keys(options.checks ?? {}))
    if (!allChecks.some((check) => check.id === id)) throw new RangeError(`unknown check "${id}"`);

  const files = documents.map((document) => lintDocument(document, kernels, options));
  const findings = files.flatMap((file) => file.findings);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    version: 1,
    tool: { name: "imalint", version },
    files,
    summary: {
      files: files.length,
      error: count("error"),
      warning: count("warning"),
      info: count("info"),
      rejected: files.filter((file) => file.findings.some((finding) => finding.kernelRejects)).length,
    },
  };
}

/** Checks of what a policy leaves out or breaks in practice. */
export function isAdvice({ id }: Pick<Check, "id">): boolean {
  return /^(?:protect|measure)\//.test(id);
}

function lintDocument(document: Document, wanted: readonly string[] | undefined, options: LintOptions): FileResult {
  const loader = options.loader ?? "path";
  const language = document.language ?? languageOf(document.path);
  const policy = parsePolicy(language === "ima-policy" ? document.text : "", loader);
  const line = language === "kernel-command-line" ? parseCommandLine(document.text) : undefined;
  const detected = line === undefined ? detectDialect(policy.rules) : dialectOfCommandLine(line);
  const dialect = options.dialect === undefined || options.dialect === "auto" ? detected : options.dialect;
  const versions = [...new Set(wanted ?? [defaultKernel[dialect]])];
  const assumed = new Set<string>();
  const limit = options.maxFindings ?? usualMaxFindings;
  const truncated = new Set<string>();
  const found = new Map<string, { check: Check; problem: Problem; kernels: string[] }>();

  for (const kernelVersion of versions) {
    const context: Context = {
      policy,
      kernel: new Kernel(kernelVersion, dialect, options.kernelConfig),
      loader,
      lsm: options.lsm,
      lsmLabels: options.lsmLabels && new Set(options.lsmLabels),
      assume: (fact) => assumed.add(fact),
    };
    const checks = allChecks.filter(
      (check) => options.checks?.[check.id] !== "off" && (check.dialects?.includes(dialect) ?? true),
    );
    let isRefused = false;
    const report = (check: Check, problem: Problem) => {
      isRefused ||= problem.rejects === true;
      // The same thing on several kernels is one finding.
      const identity = `${check.id} ${problem.span.start} ${problem.span.end} ${problem.message}`;
      const same = found.get(identity);
      if (same === undefined) found.set(identity, { check, problem, kernels: [kernelVersion] });
      else if (!same.kernels.includes(kernelVersion)) same.kernels.push(kernelVersion);
    };
    if (language !== "ima-policy") {
      if (line !== undefined) runCommandLineChecks(checks, line, context.kernel, limit, truncated, report);
      continue;
    }
    runChecks(
      checks.filter((check) => !isAdvice(check)),
      context,
      limit,
      truncated,
      report,
    );
    const appraises = context.kernel.option("CONFIG_IMA_APPRAISE") !== false;
    // What a policy leaves out is not to be told from a text that the kernel does not take.
    if (!isRefused) {
      const advice = checks.filter((check) => isAdvice(check) && (appraises || !check.id.startsWith("protect/")));
      runChecks(advice, context, limit, truncated, report);
    }
  }

  const lines = new LineIndex(document.text);
  const findings = [...found.values()]
    .sort((a, b) => a.problem.span.start - b.problem.span.start || compareText(a.check.id, b.check.id))
    .map(({ check, problem, kernels }): Finding => {
      const { help, related, assumptions, fixes } = problem;
      const configured = options.checks?.[check.id];
      return {
        check: check.id,
        severity: configured === undefined || configured === "off" ? (problem.severity ?? check.severity) : configured,
        message: problem.message,
        ...(help === undefined ? {} : { help }),
        range: lines.range(problem.span),
        ...(versions.length > 1 ? { kernels } : {}),
        kernelRejects: problem.rejects ?? false,
        related: (related ?? []).map(({ span, message }) => ({
          path: document.path,
          range: lines.range(span),
          message,
        })),
        assumptions: assumptions ?? [],
        fixes: (fixes ?? []).map(({ title, safe, edits }) => ({
          title,
          safe,
          edits: edits.map(({ span, newText }) => ({ range: lines.range(span), newText })),
        })),
        url: `server/checks/${check.id}.md`,
      };
    });
  return {
    path: document.path,
    language,
    dialect,
    kernels: versions,
    findings,
    assumptions: [...assumed].sort(),
    truncated: [...truncated].sort(),
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Ends a check that has found enough; thrown by its report function and caught where it is run. */
class Enough extends Error {}

/**
 * Runs checks over a policy for one kernel: one pass over the rules, then the checks that want all of it. A check that
 * has found `limit` problems is not run any further, so that a file full of mistakes takes no more time and memory
 * than a good one; its id goes to `truncated`.
 */
function runChecks(
  checks: readonly Check[],
  context: Context,
  limit: number,
  truncated: Set<string>,
  report: (check: Check, problem: Problem) => void,
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
    truncated.add(run.check.id);
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

function runCommandLineChecks(
  checks: readonly Check[],
  line: CommandLine,
  kernel: Kernel,
  limit: number,
  truncated: Set<string>,
  report: (check: Check, problem: Problem) => void,
): void {
  for (const check of checks) {
    let count = 0;
    try {
      check.commandLine?.(line, kernel, (problem) => {
        if (count++ >= limit) throw new Enough();
        report(check, problem);
      });
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
      truncated.add(check.id);
    }
  }
}

function isToken(term: Term, { kernel }: Context): boolean {
  return term.key !== undefined && term.fault === undefined && kernel.speaks(term.key) && !hasStrayCharacter(term.word);
}
