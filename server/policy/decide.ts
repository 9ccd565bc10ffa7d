/**
 * What a policy decides for one access: the kernel's own loop, one access at a time. Other analyses of rule lists are
 * tested against this one.
 *
 * Follows ima_get_action(), ima_match_policy() and get_subaction() in security/integrity/ima/.
 */

import { bufferHooks, type Family, families, type Policy, type Rule, type RuleEntry } from "../../grammar/index.js";
import type { Access } from "./access.js";
import { type Match, matchRule } from "./match.js";

export interface Attempt {
  readonly rule: Rule;
  readonly match: Match;
}

export interface FamilyDecision {
  /** do: the positive action; dont: a dont_ rule came first; none: no rule matches, or the family has no positive rule. */
  readonly outcome: "do" | "dont" | "none";
  /** The rule that decided. */
  readonly rule?: Rule;
  /** The rules of the family that were tried before it, with the condition that failed. */
  readonly tried: readonly Attempt[];
}

/** Options of all rules that matched, dont_ rules included: the kernel adds them up over the families. */
export interface MergedFlags {
  readonly signature: boolean;
  readonly modsig: boolean;
  readonly sigv3: boolean;
  readonly verity: boolean;
  readonly permitDirectio: boolean;
}

export interface Decision {
  readonly families: Readonly<Record<Family, FamilyDecision>>;
  readonly flags: MergedFlags;
  /** PCR of the measure rule; undefined: the default one. */
  readonly pcr?: number;
  /** Template of the measure rule; undefined: the default one. */
  readonly template?: string;
  /** Algorithms that the appraise rule takes; undefined: any. */
  readonly algorithms?: readonly string[];
  /** Which families may take a digest list as proof, before it is known whether one can be. */
  readonly digestCache: { readonly measure: boolean; readonly appraise: boolean };
}

/** Rules of a family are looked at only when the list has a positive one; SETXATTR_CHECK rules do not count. */
export function isOpen(rules: readonly Rule[], family: Family): boolean {
  return rules.some(({ entry }) => entry !== undefined && entry.action.family === family && opens(entry));
}

/** Whether anything comes of rules of a family at a hook. */
export function takes(hook: string, family: Family): boolean {
  return family === "measure" || !bufferHooks.has(hook);
}

/** Whether an appraise rule takes back the hash that a rule before it asked for. */
export function takesBack(appraise: Rule | undefined, hash: Rule): boolean {
  return appraise?.entry?.action.negative === false && appraise.index > hash.index;
}

/** Whether the kernel looks at rules of a family because of this one. */
export function opens({ action, func }: RuleEntry): boolean {
  return !action.negative && func !== "SETXATTR_CHECK";
}

/**
 * Decides one access. Rules that no kernel takes are passed over. Linear in the number of rules.
 *
 * @throws RangeError when a rule asks about something that the access leaves open
 */
export function decide({ rules }: Pick<Policy, "rules">, access: Access): Decision {
  const decided = new Map<Family, { outcome: "do" | "dont"; rule: Rule }>();
  const tried: Record<Family, Attempt[]> = { measure: [], appraise: [], audit: [], hash: [] };
  // Which algorithms user space may write into security.ima is asked in another way, of SETXATTR_CHECK rules alone.
  const open = new Set(
    families.filter(
      (family) => access.hook === "SETXATTR_CHECK" || (isOpen(rules, family) && takes(access.hook, family)),
    ),
  );
  const flags = { signature: false, modsig: false, sigv3: false, verity: false, permitDirectio: false };
  const digestCache = { measure: false, appraise: false };
  let pcr: number | undefined;
  let template: string | undefined;
  let algorithms: readonly string[] | undefined;

  for (const rule of rules) {
    if (open.size === 0) break;
    const { entry } = rule;
    if (entry === undefined) continue;
    const { family, negative } = entry.action;
    if (!open.has(family)) continue;
    const match = matchRule(entry, access);
    if (match.result === "open")
      throw new RangeError(`the access leaves ${match.key} open, and line ${rule.index + 1} asks about it`);
    if (match.result === "no") {
      tried[family].push({ rule, match });
      continue;
    }
    open.delete(family);
    decided.set(family, { outcome: negative ? "dont" : "do", rule });
    flags.signature ||= entry.signature;
    flags.modsig ||= entry.modsig;
    flags.sigv3 ||= entry.sigv3;
    flags.verity ||= entry.verity;
    flags.permitDirectio ||= entry.permitDirectio;
    if (entry.pcr !== undefined) pcr = entry.pcr;
    if (entry.template !== undefined) template = entry.template;
    if (family === "appraise" && !negative) {
      algorithms = entry.algorithms;
      // An appraise rule takes back what a hash rule before it asked for.
      if (decided.get("hash")?.outcome === "do") decided.delete("hash");
    }
    if (entry.digestCache && (family === "measure" || family === "appraise") && !negative) digestCache[family] = true;
  }

  const result = (family: Family): FamilyDecision => ({
    ...(decided.get(family) ?? { outcome: "none" as const }),
    tried: tried[family],
  });
  return {
    families: {
      measure: result("measure"),
      appraise: result("appraise"),
      audit: result("audit"),
      hash: result("hash"),
    },
    flags,
    ...(pcr === undefined ? {} : { pcr }),
    ...(template === undefined ? {} : { template }),
    ...(algorithms === undefined ? {} : { algorithms }),
    digestCache,
  };
}
