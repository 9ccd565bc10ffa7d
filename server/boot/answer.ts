/**
 * Answers with three values, and why: what a boot description leaves open may make something fail for some of the
 * machines that fit it.
 */

import type { Rule, Span } from "../../grammar/index.js";
import type { Access } from "../policy/index.js";
import type { Credential } from "./credential.js";

import type { ReasonKind } from "./reason-kinds.js";

export type Truth = "yes" | "no" | "depends";

/** Where something is said. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** What was taken for granted, and the line of digest-cache.conf that says otherwise. */
export interface Assumption {
  readonly text: string;
  readonly change: string;
}

/** A rule that is in force, and where it stands: in a file, or in the kernel. */
export interface RuleInForce {
  readonly rule: Rule;
  /** The path of the policy. */
  readonly path?: string;
  /** The same, as the description names it. */
  readonly file?: string;
  /** For rules of the kernel: what chose them. */
  readonly origin?: string;
}

/** One step of an explanation: it holds because those under it do. */
export interface Reason {
  readonly kind: ReasonKind;
  /** A sentence. */
  readonly text: string;
  /** The fact that it rests on. */
  readonly place?: Place;
  readonly assumed?: Assumption;
  /** The rule that it rests on, with an access that the rule decides; no rule: that none decides it. */
  readonly rule?: RuleInForce;
  readonly access?: Access;
  /** What the file shows. */
  readonly credential?: Credential;
  readonly because: readonly Reason[];
}

export interface Answer {
  readonly value: Truth;
  readonly because: readonly Reason[];
}

export const yes = (...because: Reason[]): Answer => ({ value: "yes", because });
export const no = (...because: Reason[]): Answer => ({ value: "no", because });

/** Whether all of them hold. What fails is why it does not. */
export function all(answers: readonly Answer[]): Answer {
  return combine(answers, "no", "yes");
}

/** Whether one of them holds. The first that does is why. */
export function any(answers: readonly Answer[]): Answer {
  const holding = answers.find(({ value }) => value === "yes");
  return holding ?? combine(answers, "yes", "no");
}

/** The value that settles it, else the open one, else the other. */
function combine(answers: readonly Answer[], settling: Truth, otherwise: Truth): Answer {
  const value = ([settling, "depends", otherwise] as const).find(
    (wanted) => wanted === otherwise || answers.some((answer) => answer.value === wanted),
  ) as Truth;
  return { value, because: answers.filter((answer) => answer.value === value).flatMap(({ because }) => because) };
}

/** The same question for every access that the description leaves open: it depends when they differ. */
export function either(answers: readonly Answer[]): Answer {
  const [first] = answers;
  if (first === undefined) return yes();
  if (answers.every(({ value }) => value === first.value))
    return { value: first.value, because: answers.flatMap(({ because }) => because) };
  const failing = answers.filter(({ value }) => value !== "yes");
  return { value: "depends", because: failing.flatMap(({ because }) => because) };
}

/** Reasons, and the reasons for them. */
export function* walk(reasons: readonly Reason[]): Generator<Reason> {
  const open = [...reasons].reverse();
  const seen = new Set<Reason>();
  for (let reason = open.pop(); reason !== undefined; reason = open.pop()) {
    if (seen.has(reason)) continue;
    seen.add(reason);
    yield reason;
    for (let at = reason.because.length - 1; at >= 0; at--) open.push(reason.because[at] as Reason);
  }
}
