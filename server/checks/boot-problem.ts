/** Causes of what fails in a boot as problems of the files that describe it. */

import type { Span } from "../../grammar/index.js";
import {
  type Assumption,
  type BootAnalysis,
  type BootDescription,
  type Failure,
  type FailureKind,
  failuresOf,
  type Reason,
  type Subject,
  walk,
} from "../boot/index.js";
import type { BootReport, Problem, Related, Severity } from "./check.js";

/** What is known of a boot when everything that cannot be proved is refused. */
export interface BootFindings {
  readonly description: BootDescription;
  readonly analysis: BootAnalysis;
  readonly failures: readonly Failure[];
  /** Whether the kernel really refuses. */
  readonly isEnforced: boolean;
}

export function bootFindings(analysis: BootAnalysis, description: BootDescription): BootFindings {
  return {
    description,
    analysis,
    failures: failuresOf(analysis),
    isEnforced: description.mode.value === "enforce",
  };
}

const lower: Readonly<Record<Severity, Severity>> = { error: "warning", warning: "info", info: "info" };

/** Names that are given; of more the rest is counted. */
const mostNames = 3;

function names(list: readonly string[]): string {
  if (list.length > mostNames)
    return `${list.slice(0, mostNames - 1).join(", ")} and ${list.length - mostNames + 1} more`;
  return list.length < 2 ? (list[0] ?? "") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

const what: Readonly<Record<Subject["kind"], (list: readonly string[], fails: string) => string>> = {
  parser: (list, fails) => `the parser ${names(list)} ${fails}cannot be loaded`,
  "digest-list": (list, fails) => `${names(list)} ${fails}${list.length > 1 ? "do" : "does"} not count`,
  program: (list, fails) => `${names(list)} ${fails}${list.length > 1 ? "are" : "is"} refused`,
  policy: (list, fails) => `${names(list)} ${fails}is not loaded`,
};

/** What fails because of a cause, phase by phase. */
function consequences({ subjects }: Failure): string {
  const phases = [...new Set(subjects.map(({ phase }) => phase))];
  const parts = phases.map((phase) => {
    const own = subjects.filter((subject) => subject.phase === phase);
    const kinds = [...new Set(own.map(({ kind }) => kind))];
    const told = kinds.map((kind) => {
      const some = own.filter((subject) => subject.kind === kind);
      const fails = some.every(({ value }) => value === "depends") ? "perhaps " : "";
      const title = (subject: Subject) => (subject.name === "first program" ? "the first program" : subject.name);
      return what[kind](some.map(title), fails);
    });
    return `in phase ${phase.phase.name} ${told.join(", and ")}`;
  });
  return parts.join("; ");
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Where a rule or a fact stands in a file; undefined: in none. */
export function placeOf({ rule, place }: Reason): { readonly path: string; readonly span: Span } | undefined {
  if (rule?.path !== undefined) return { path: rule.path, span: rule.rule.span };
  return place;
}

function assumptionText({ text, change }: Assumption): string {
  return `${text} (to say otherwise: ${change})`;
}

/** Details below a cause that are told in its message. */
const mostDetails = 3;
const mostRelated = 6;

/** The causes of some kinds, each as a problem at its rule or fact. */
export function reportFailures(
  { failures, description, isEnforced }: BootFindings,
  kinds: readonly FailureKind[],
  report: BootReport,
  more: (failure: Failure) => Pick<Problem, "help" | "fixes" | "severity">,
): void {
  for (const failure of failures) {
    if (!kinds.includes(failure.kind)) continue;
    const { reason, chain, assumptions } = failure;
    const at = [reason, ...[...chain].reverse()].map(placeOf).find((place) => place !== undefined);
    const place = at ?? { path: description.path, span: { start: 0, end: 0 } };
    const details = [...walk(reason.because)].map(({ text }) => text).slice(0, mostDetails);
    const { severity = failure.value === "no" ? "error" : "warning", ...rest } = more(failure);
    const related: Related[] = [];
    for (const other of [...chain, ...walk(reason.because)]) {
      const otherPlace = placeOf(other);
      const isNew =
        otherPlace !== undefined &&
        [place, ...related].every(({ path, span }) => path !== otherPlace.path || span.start !== otherPlace.span.start);
      if (isNew && related.length < mostRelated) related.push({ ...otherPlace, message: other.text });
    }
    const refused = isEnforced ? "" : ` With ima_appraise=${description.mode.value} nothing is refused yet.`;
    report(place.path, {
      span: place.span,
      severity: isEnforced ? severity : lower[severity],
      message: `${[sentence(reason.text), ...details.map(sentence)].join(" ")} So ${consequences(failure)}.${refused}`,
      related,
      assumptions: assumptions.map(assumptionText),
      ...rest,
    });
  }
}
