/** Causes of what fails in a boot as problems of the files that describe it. */

import {
  type Assumption,
  type Failure,
  type FailureKind,
  type Place,
  placeOfReason,
  type Reason,
  ruleName,
  type Subject,
  walk,
} from "../boot/index.js";
import type { BootFindings } from "./boot-findings.js";
import type { BootReport, Problem, Related, Severity } from "./check.js";

const lower: Readonly<Record<Severity, Severity>> = { error: "warning", warning: "info", info: "info" };

/** Names that are given; of more the rest is counted. */
const mostNames = 3;

function names(list: readonly string[]): string {
  if (list.length > mostNames)
    return `${list.slice(0, mostNames - 1).join(", ")} and ${list.length - mostNames + 1} more`;
  return list.length < 2 ? (list[0] ?? "") : `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`;
}

/** Words for one kind of things that fail: certainly or perhaps, really or only once it is enforced. */
interface Outcome {
  readonly list: readonly string[];
  readonly perhaps: boolean;
  readonly enforced: boolean;
}

const what: Readonly<Record<Subject["kind"], (outcome: Outcome) => string>> = {
  parser: ({ list, perhaps, enforced }) =>
    `the parser${list.length > 1 ? "s" : ""} ${names(list)} ${perhaps ? "perhaps could not" : enforced ? "cannot" : "could not"} be loaded`,
  "digest-list": ({ list, perhaps }) =>
    `${names(list)} ${perhaps ? "may vouch" : list.length > 1 ? "vouch" : "vouches"} for nothing`,
  program: ({ list, perhaps, enforced }) =>
    `${names(list)} ${perhaps ? "may be" : !enforced ? "would be" : list.length > 1 ? "are" : "is"} refused`,
  policy: ({ list, perhaps, enforced }) =>
    `${names(list)} ${perhaps ? "may not be" : enforced ? "is not" : "would not be"} loaded`,
};

/** What fails because of a cause, phase by phase. */
function consequences({ subjects }: Failure, enforced: boolean): string {
  const phases = [...new Set(subjects.map(({ phase }) => phase))];
  const parts = phases.map((phase) => {
    const own = subjects.filter((subject) => subject.phase === phase);
    const told = [...new Set(own.map(({ kind }) => kind))].map((kind) => {
      const some = own.filter((subject) => subject.kind === kind);
      const title = (subject: Subject) => (subject.name === "first program" ? "the first program" : subject.name);
      return what[kind]({
        list: [...new Set(some.map(title))],
        perhaps: some.every(({ value }) => value === "depends"),
        enforced,
      });
    });
    const list = told.length > 2 ? `${told.slice(0, -1).join(", ")}, and ${told.at(-1)}` : told.join(", and ");
    return `in phase ${phase.phase.name} ${list}`;
  });
  return parts.join("; ");
}

/** A statement as a sentence; names of files keep their spelling. */
export function sentence(text: string): string {
  return /^(?:line|no|the|there|this|that|a|an|nothing|user) /.test(text)
    ? `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
    : `${text}.`;
}

/** What a reason says, where its own rule is at hand. */
function atHand({ text, rule }: Reason, place: Place): string {
  const here = rule?.path === place.path && rule.rule.span.start === place.span.start;
  return rule === undefined || !here ? text : text.replace(ruleName(rule), "this rule");
}

function consequence(failure: Failure, enforced: boolean): string {
  return sentence(`so ${consequences(failure, enforced)}`).replace(/^so/, "So");
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
    const { reason, chain, assumptions, place } = failure;
    const below = [...walk(reason.because)];
    // What is said at the place comes first.
    const isHere = (one: Reason) => {
      const own = placeOfReason(one, description);
      return own?.path === place.path && own.span.start === place.span.start;
    };
    const here = isHere(reason) ? undefined : below.find(isHere);
    const lead = here === undefined ? [] : [here.text];
    const details = below.flatMap((detail) => (detail === here ? [] : detail.text)).slice(0, mostDetails - lead.length);
    // Where digest lists are relied on for measurement alone nothing is refused.
    const measuresOnly = failure.subjects.every(
      ({ kind, phase }) => (kind === "parser" || kind === "digest-list") && !phase.relies.includes("appraise"),
    );
    const { severity = failure.value === "no" && !measuresOnly ? "error" : "warning", ...rest } = more(failure);
    const related: Related[] = [];
    for (const other of [...chain, reason, ...walk(reason.because)]) {
      const otherPlace = placeOfReason(other, description);
      const isNew =
        otherPlace !== undefined &&
        [place, ...related].every(({ path, span }) => path !== otherPlace.path || span.start !== otherPlace.span.start);
      if (isNew && related.length < mostRelated) related.push({ ...otherPlace, message: other.text });
    }
    const refused = isEnforced ? "" : ` With ima_appraise=${description.mode.value} nothing is refused yet.`;
    report(place.path, {
      span: place.span,
      severity: isEnforced ? severity : lower[severity],
      message: `${[...lead.map(sentence), sentence(atHand(reason, place)), ...details.map(sentence)].join(" ")} ${consequence(failure, isEnforced)}${refused}`,
      related,
      assumptions: assumptions.map(assumptionText),
      ...rest,
    });
  }
}
