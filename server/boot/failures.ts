/** The causes of what fails in a boot: each once, with all that fails because of it. */

import type { BootAnalysis, PhaseResult } from "./analysis.js";
import { walk } from "./analysis.js";
import type { Assumption, Reason } from "./answer.js";
import type { ReasonKind } from "./reason-kinds.js";

/** What fails. */
export interface Subject {
  readonly kind: "parser" | "digest-list" | "program" | "policy";
  readonly name: string;
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
  "is-the-parser": "parser-loaded-by-hand",
  evm: "evm-veto",
  "too-complex": "too-complex",
};

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
};

function ofDemand(reason: Reason, owner: Owner): FailureKind | undefined {
  const lacks = new Set([...walk(reason.because)].map(({ kind }) => kind));
  const lack = byLack.find(([kind]) => lacks.has(kind))?.[1];
  switch (owner) {
    case "parser":
      return (
        lack ?? (reason.rule?.rule.entry?.digestCache ? "parser-needs-digest-list" : "parser-signature-not-accepted")
      );
    case "digest-list":
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
    if (kind !== undefined) return [{ kind, reason, chain }];
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

function subjectsOf(
  phase: PhaseResult,
): { subject: Subject; reasons: readonly Reason[]; owner: Owner; isFirst: boolean }[] {
  const made: { subject: Subject; reasons: readonly Reason[]; owner: Owner; isFirst: boolean }[] = [];
  const add = (
    kind: Subject["kind"],
    name: string,
    { value, because }: { value: "yes" | "no" | "depends"; because: readonly Reason[] },
    isFirst = false,
  ) => {
    if (value !== "yes")
      made.push({
        subject: { kind, name, phase, value },
        reasons: because,
        owner: kind === "program" ? "program" : kind,
        isFirst,
      });
  };
  add("policy", phase.phase.policy.file ?? "the policy", phase.policy);
  for (const { parser, needed, available } of phase.parsers) if (needed) add("parser", parser.format, available);
  for (const { list, families } of phase.lists)
    for (const { answer } of families) add("digest-list", list.name, answer);
  for (const { name, runs, isFirst } of phase.programs) add("program", name, runs, isFirst);
  return made;
}

/** The same rule or fact. */
function identity({ kind, reason }: Found): string {
  const { rule, place } = reason;
  const where =
    rule !== undefined ? `${rule.path ?? rule.origin} ${rule.rule.index}` : `${place?.path} ${place?.span.start}`;
  return `${kind} ${where} ${rule === undefined && place === undefined ? reason.text : ""}`;
}

interface Cause {
  readonly first: Found;
  readonly subjects: Set<Subject>;
  value: "no" | "depends";
  readonly assumed: Map<string, Assumption>;
}

function newCause(first: Found, { value }: Subject): Cause {
  return { first, subjects: new Set(), value, assumed: new Map() };
}

/** What is wrong with a boot, in the order of its phases. */
export function failuresOf(analysis: BootAnalysis): Failure[] {
  const found = new Map<string, Cause>();
  for (const phase of analysis.phases)
    for (const { subject, reasons, owner, isFirst } of subjectsOf(phase))
      for (const cause of causes(reasons, owner, isFirst)) {
        const key = identity(cause);
        const known = found.get(key) ?? newCause(cause, subject);
        found.set(key, known);
        if (subject.value === "no") known.value = "no";
        known.subjects.add(subject);
        for (const { assumed } of [...cause.chain, ...walk([cause.reason])])
          if (assumed !== undefined) known.assumed.set(assumed.text, assumed);
      }
  return [...found.values()].map(({ first, subjects, value, assumed }) => ({
    ...first,
    value,
    subjects: [...subjects],
    assumptions: [...assumed.values()],
  }));
}
