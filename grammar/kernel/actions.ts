/** Actions of a rule. Source: ima_parse_rule() and the action bits in security/integrity/ima/ima_policy.c. */

import type { Lifetime } from "./version.js";

/** Each family is decided by its own first match. */
export type Family = "measure" | "appraise" | "audit" | "hash";

export const families: readonly Family[] = ["measure", "appraise", "audit", "hash"];

export interface Action extends Lifetime {
  readonly name: string;
  readonly family: Family;
  /** A dont_ rule closes its family and does nothing else. */
  readonly negative: boolean;
}

export const actions: readonly Action[] = [
  { name: "measure", family: "measure", negative: false },
  { name: "dont_measure", family: "measure", negative: true },
  { name: "appraise", family: "appraise", negative: false },
  { name: "dont_appraise", family: "appraise", negative: true },
  { name: "audit", family: "audit", negative: false },
  { name: "dont_audit", family: "audit", negative: true, since: "6.19" },
  { name: "hash", family: "hash", negative: false },
  { name: "dont_hash", family: "hash", negative: true },
];

export const actionByName: ReadonlyMap<string, Action> = new Map(actions.map((action) => [action.name, action]));
