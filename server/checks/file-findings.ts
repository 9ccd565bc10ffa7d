/** What is found in one document, and its result. */

import { type Dialect, LineIndex } from "../../grammar/index.js";
import type { Check, Problem, Severity } from "./check.js";
import type { FileResult, Finding, Language } from "./finding.js";
import type { Found } from "./run-checks.js";
import { readSuppressions } from "./suppressions.js";
import { SuppressionIndex, type UsedSuppression } from "./used-suppressions.js";

interface FoundProblem {
  readonly check: Check;
  readonly problem: Problem;
  readonly kernels: string[];
}

/** Why a kernel refuses a policy: the first reason. */
export interface Refusal {
  readonly check: Check;
  readonly problem: Problem;
}

export class FileFindings {
  private readonly found = new Map<string, FoundProblem>();
  /** Why findings are meant to be. */
  private readonly suppressed = new Map<FoundProblem, string>();
  /** What is wrong with the comments that say so. */
  private readonly ofSuppressions: FoundProblem[] = [];
  /** Checks that found all that there is to be found. */
  private readonly completed = new Set<string>();
  private readonly leftOut = new Set<string>();
  private readonly truncatedChecks = new Set<string>();
  private readonly assumed = new Set<string>();
  private readonly kernels = new Set<string>();
  private lines: LineIndex | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
    readonly language: Language,
  ) {}

  /** Where checks report to that are run for one kernel. */
  forKernel(version: string): Found & { readonly refusal: () => Refusal | undefined } {
    this.kernels.add(version);
    let refusal: Refusal | undefined;
    return {
      report: (check, problem) => {
        if (problem.rejects === true) refusal ??= { check, problem };
        // The same thing on several kernels, or in several boots, is one finding.
        const identity = `${check.id} ${problem.span.start} ${problem.span.end} ${problem.message}`;
        const same = this.found.get(identity);
        if (same === undefined) this.found.set(identity, { check, problem, kernels: [version] });
        else if (!same.kernels.includes(version)) same.kernels.push(version);
      },
      truncated: (check) => {
        this.truncatedChecks.add(check.id);
      },
      refusal: () => refusal,
    };
  }

  assume(fact: string): void {
    this.assumed.add(fact);
  }

  /** Notes that checks were run, or that they would have been on another day. */
  ran(checks: readonly Check[], complete = true): void {
    for (const { id } of checks) (complete ? this.completed : this.leftOut).add(id);
  }

  /**
   * Notes what comments suppress, anew each time: more may have been found since.
   *
   * @param known what they may name
   * @returns the comments with what came of them
   */
  suppress(known: ReadonlySet<string>): UsedSuppression[] {
    const suppressions = readSuppressions(this.text, this.language, known);
    if (suppressions.length === 0) return [];
    const index = new SuppressionIndex(suppressions);
    this.suppressed.clear();
    this.ofSuppressions.length = 0;
    for (const found of this.found.values()) {
      const reason = index.reasonFor(found.check, this.rangeOf(found.problem.span).start.line);
      if (reason !== undefined) this.suppressed.set(found, reason);
    }
    const isComplete = (id: string) => this.completed.has(id) && !this.leftOut.has(id) && !this.truncatedChecks.has(id);
    return index.used(this.text, this.language, known, isComplete);
  }

  /** Where that is reported to which is so whatever the kernel. */
  forAllKernels(): Found {
    return {
      report: (check, problem) => {
        this.ofSuppressions.push({ check, problem, kernels: [...this.kernels] });
      },
      truncated: (check) => {
        this.truncatedChecks.add(check.id);
      },
    };
  }

  private rangeOf(span: { readonly start: number; readonly end: number }) {
    this.lines ??= new LineIndex(this.text);
    return this.lines.range(span);
  }

  result(
    dialect: Dialect,
    severities: Readonly<Record<string, Severity | "off">>,
    others: ReadonlyMap<string, FileFindings>,
  ): FileResult {
    const kernels = [...this.kernels];
    const told = [...this.found.values()].filter((found) => !this.suppressed.has(found));
    const findings = [...told, ...this.ofSuppressions]
      .sort(byPlace)
      .map(({ check, problem, kernels: own }): Finding => {
        const { help, related, assumptions, fixes } = problem;
        const configured = severities[check.id];
        return {
          check: check.id,
          severity:
            configured === undefined || configured === "off" ? (problem.severity ?? check.severity) : configured,
          message: problem.message,
          ...(help === undefined ? {} : { help }),
          range: this.rangeOf(problem.span),
          ...(kernels.length > 1 ? { kernels: own } : {}),
          kernelRejects: problem.rejects ?? false,
          related: (related ?? []).map(({ span, message, path = this.path }) => ({
            path,
            range: (others.get(path) ?? this).rangeOf(span),
            message,
          })),
          assumptions: assumptions ?? [],
          fixes: (fixes ?? []).map(({ title, safe, edits }) => ({
            title,
            safe,
            edits: edits.map(({ span, newText }) => ({ range: this.rangeOf(span), newText })),
          })),
          url: `server/checks/${check.id}.md`,
        };
      });
    return {
      path: this.path,
      language: this.language,
      dialect,
      kernels,
      findings,
      suppressed: [...this.suppressed]
        .sort(([a], [b]) => byPlace(a, b))
        .map(([{ check, problem }, reason]) => ({ check: check.id, range: this.rangeOf(problem.span), reason })),
      assumptions: [...this.assumed].sort(),
      truncated: [...this.truncatedChecks].sort(),
    };
  }
}

function byPlace(a: Refusal, b: Refusal): number {
  return a.problem.span.start - b.problem.span.start || compareText(a.check.id, b.check.id);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
