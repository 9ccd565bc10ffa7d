/** The causes of what fails in a boot: each once, with all that fails because of it. */

import { type Answer, type Assumption, type Place, type Reason, walk } from "./answer.js";
import type { BootDescription } from "./description.js";
import type { ReasonKind } from "./reason-kinds.js";
import type { BootAnalysis, PhaseResult } from "./results.js";

/** What fails. */
export interface Subject {
  readonly kind: "parser" | "digest-list" | "program" | "policy";
  readonly name: string;
  /** Where it is described. */
  readonly place: Place | undefined;
  readonly phase: PhaseResult;
  readonly value: "no" | "depends";
}

/** Names of causes; each has a check of its own. */
export type FailureKind =
  | "parser-needs-digest-list"
  | "parser-signature-not-accepted"
  | "parser-signature-hidden"
  | "parser-absent"
  | "parser-place"
  | "parser-suffix"
  | "parser-compressed"
  | "parser-unsigned"
  | "modules-disabled"
  | "first-access-cannot-load-parser"
  | "modsig-not-configured"
  | "key-not-trusted"
  | "digest-list-not-appraised"
  | "digest-list-not-measured"
  | "digest-list-not-proved"
  | "digest-list-pgp-signature"
  | "digest-list-hash-only"
  | "digest-list-name"
  | "digest-list-content"
  | "hash-algorithm-mismatch"
  | "default-path"
  | "digest-list-xattr"
  | "phase-without-digest-lists"
  | "first-program-not-provable"
  | "policy-not-provable"
  | "policy-refused"
  | "parser-loaded-by-hand"
  | "evm-veto"
  | "too-complex";

export interface Failure {
  readonly kind: FailureKind;
  /** Depends, when only some of the machines that fit the description fail. */
  readonly value: "no" | "depends";
  /** The rule or fact that is the cause. */
  readonly reason: Reason;
  /** Where somebody would change it. */
  readonly place: Place;
  /** From what fails down to the cause, for the first of the subjects; without the cause itself. */
  readonly chain: readonly Reason[];
  readonly subjects: readonly Subject[];
  readonly assumptions: readonly Assumption[];
}

/** Causes that are one by their kind. */
const direct: Readonly<Partial<Record<ReasonKind, FailureKind>>> = {
  "parser-absent": "parser-absent",
  "parser-place": "parser-place",
  "parser-suffix": "parser-suffix",
  "parser-compressed": "parser-compressed",
  "parser-unsigned": "parser-unsigned",
  "modules-disabled": "modules-disabled",
  "no-capability": "first-access-cannot-load-parser",
  "list-not-verified": "digest-list-not-appraised",
  "list-not-measured": "digest-list-not-measured",
  "list-name": "digest-list-name",
  "list-content": "digest-list-content",
  "list-empty": "digest-list-content",
  "hash-algorithm": "hash-algorithm-mismatch",
  "default-path": "default-path",
  "list-xattr": "digest-list-xattr",
  "no-lists": "phase-without-digest-lists",
  "policy-refused": "policy-refused",
  "policy-too-late": "policy-refused",
  "is-the-parser": "parser-loaded-by-hand",
  evm: "evm-veto",
  "too-complex": "too-complex",
};

/** Causes that are about loading modules, whichever. */
const ofModules: ReadonlySet<ReasonKind> = new Set(["parser-unsigned", "modules-disabled", "no-capability"]);

/** Causes that are changed at a fact below them, and not at the rule: the rule is right. */
const atFact: ReadonlySet<FailureKind> = new Set([
  "parser-signature-hidden",
  "modsig-not-configured",
  "key-not-trusted",
  "digest-list-not-proved",
  "digest-list-pgp-signature",
  "digest-list-hash-only",
  "default-path",
]);

/** What a file lacks that a rule judges, the most telling first. */
const byLack: readonly (readonly [ReasonKind, FailureKind])[] = [
  ["signature-hidden", "parser-signature-hidden"],
  ["modsig-not-configured", "modsig-not-configured"],
  ["key-not-trusted", "key-not-trusted"],
];

type Owner = "parser" | "digest-list" | "policy" | "program";

/** Below which of these a demand is made. */
const ownerBelow: Readonly<Partial<Record<ReasonKind, Owner>>> = {
  "parser-refused": "parser",
  "list-refused": "digest-list",
  "no-parser": "parser",
};

function ofDemand(reason: Reason, owner: Owner): FailureKind | undefined {
  const lacks = new Set([...walk(reason.because)].map(({ kind }) => kind));
  if (lacks.has("evm")) return "evm-veto";
  const lack = byLack.find(([kind]) => lacks.has(kind))?.[1];
  switch (owner) {
    case "parser":
      return (
        lack ?? (reason.rule?.rule.entry?.digestCache ? "parser-needs-digest-list" : "parser-signature-not-accepted")
      );
    case "digest-list":
      // Whatever the list has, such a rule cannot make it count.
      if (reason.rule?.rule.entry?.func === undefined) return "digest-list-not-appraised";
      if (lacks.has("pgp")) return "digest-list-pgp-signature";
      if (lacks.has("hash-not-accepted")) return "digest-list-hash-only";
      return lack ?? "digest-list-not-proved";
    case "policy":
      return lack ?? "policy-not-provable";
    case "program":
      return undefined;
  }
}

interface Found {
  readonly kind: FailureKind;
  readonly reason: Reason;
  readonly chain: readonly Reason[];
}

/** The causes below some reasons. */
function causes(reasons: readonly Reason[], owner: Owner, isFirst: boolean, chain: readonly Reason[] = []): Found[] {
  return reasons.flatMap((reason): Found[] => {
    const kind = direct[reason.kind];
    // What keeps a module out that is no parser is its own matter.
    if (kind !== undefined) return owner === "program" && ofModules.has(reason.kind) ? [] : [{ kind, reason, chain }];
    if (reason.kind === "demand-not-met") {
      const demanded = ofDemand(reason, owner);
      if (demanded !== undefined) return [{ kind: demanded, reason, chain }];
      const below = causes(reason.because, owner, isFirst, [...chain, reason]);
      if (below.length > 0 || !isFirst) return below;
      return [{ kind: "first-program-not-provable", reason, chain }];
    }
    return causes(reason.because, ownerBelow[reason.kind] ?? owner, isFirst, [...chain, reason]);
  });
}

interface Failing {
  readonly subject: Subject;
  readonly reasons: readonly Reason[];
  readonly owner: Owner;
  readonly isFirst: boolean;
}

function failingIn(phase: PhaseResult): Failing[] {
  const failing: Failing[] = [];
  const { place: ofPhase, policy, lists: ofLists } = phase.phase;
  const add = (subject: Pick<Subject, "kind" | "name" | "place">, answer: Answer, isFirst = false) => {
    const { value, because } = answer;
    if (value === "yes") return;
    const { place = ofPhase } = subject;
    failing.push({ subject: { ...subject, place, phase, value }, reasons: because, owner: subject.kind, isFirst });
  };
  add({ kind: "policy", name: policy.file ?? "the policy", place: policy.place }, phase.policy);
  for (const { parser, needed, available } of phase.parsers)
    if (needed) add({ kind: "parser", name: parser.format, place: parser.place }, available);
  for (const { list, families } of phase.lists)
    for (const { answer } of families)
      add({ kind: "digest-list", name: list.name, place: list.place ?? ofLists.place }, answer);
  for (const { name, file, runs, isFirst } of phase.programs)
    add({ kind: "program", name, place: file.place }, runs, isFirst);
  return failing;
}

/** Where a rule or a fact stands in a file; undefined: in none. */
export function placeOfReason({ rule, place }: Reason, boot: BootDescription): Place | undefined {
  if (rule?.path !== undefined) return { path: rule.path, span: rule.rule.span };
  if (rule?.origin === undefined) return place;
  // A rule of the kernel is chosen by a word of the command line.
  const { commandLinePlace: line, parameters } = boot;
  const word = parameters.policyWords.find(({ value }) => rule.origin === `ima_policy=${value}`);
  if (line === undefined || !rule.origin.startsWith("ima_")) return place;
  if (word === undefined) return line;
  return { path: line.path, span: { start: line.span.start + word.span.start, end: line.span.start + word.span.end } };
}

/** The first rule that relies on digest lists: the place for what no rule is there for. */
function relyingRule({ rules }: PhaseResult, family: "appraise" | "measure"): Reason["rule"] {
  const rule = rules.rules.find(({ entry }) => entry?.digestCache === true && entry.action.name === family);
  return rule === undefined ? undefined : { rule, ...rules.origins.get(rule) };
}

function placeFor({ kind, reason, chain }: Found, subject: Subject, boot: BootDescription): Place {
  const family =
    kind === "digest-list-not-appraised" ? "appraise" : kind === "digest-list-not-measured" ? "measure" : undefined;
  const rule = family === undefined || reason.rule !== undefined ? undefined : relyingRule(subject.phase, family);
  const instead: Reason[] = rule === undefined ? [] : [{ ...reason, rule }];
  const details = [...walk(reason.because)];
  const inOrder = [
    ...(atFact.has(kind) ? details.filter((detail) => detail.rule === undefined) : []),
    ...instead,
    reason,
    ...[...chain].reverse(),
    ...details,
  ];
  for (const one of inOrder) {
    const place = placeOfReason(one, boot);
    if (place !== undefined) return place;
  }
  return subject.place ?? { path: boot.path, span: { start: 0, end: 0 } };
}

interface Cause {
  readonly first: Found;
  readonly place: Place;
  readonly subjects: Set<Subject>;
  value: "no" | "depends";
  readonly assumed: Map<string, Assumption>;
}

function newCause(first: Found, place: Place, { value }: Subject): Cause {
  return { first, place, subjects: new Set(), value, assumed: new Map() };
}

/** What is wrong with a boot, in the order of its phases. */
export function failuresOf(analysis: BootAnalysis): Failure[] {
  const { description } = analysis;
  const found = new Map<string, Cause>();
  for (const phase of analysis.phases)
    for (const { subject, reasons, owner, isFirst } of failingIn(phase))
      for (const cause of causes(reasons, owner, isFirst)) {
        const place = placeFor(cause, subject, description);
        // The same rule or fact is one cause, whatever fails because of it.
        const key = `${cause.kind} ${place.path} ${place.span.start} ${place.span.end > 0 ? "" : cause.reason.text}`;
        const known = found.get(key) ?? newCause(cause, place, subject);
        found.set(key, known);
        if (subject.value === "no") known.value = "no";
        known.subjects.add(subject);
        for (const { assumed } of [...cause.chain, ...walk([cause.reason])])
          if (assumed !== undefined) known.assumed.set(assumed.text, assumed);
      }
  return [...found.values()].map(({ first, place, subjects, value, assumed }) => ({
    ...first,
    place,
    value,
    subjects: [...subjects],
    assumptions: [...assumed.values()],
  }));
}
