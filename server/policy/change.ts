/** What changes when one rule list takes the place of another. */

import { type Family, families, type Kernel, type Rule, type RuleEntry } from "../../grammar/index.js";
import type { Access } from "./access.js";
import {
  type Box,
  Budget,
  contains,
  intersection,
  intersects,
  type Region,
  regionOf,
  subtract,
  TooComplex,
} from "./boxes.js";
import { Space } from "./space.js";

/** weaker: less is demanded or recorded; stronger: more; different: something else. */
export type Direction = "weaker" | "stronger" | "different";

export interface Change {
  readonly family: Family;
  readonly direction: Direction;
  /** The rule that decides before; undefined: none does. */
  readonly before: Rule | undefined;
  readonly after: Rule | undefined;
  /** All accesses that change from the one rule to the other. */
  readonly boxes: readonly Box[];
  /** The same in words. */
  readonly regions: readonly string[];
  /** One of these accesses. */
  readonly witness: Access;
}

export interface PolicyChange {
  /** What the boxes are in. */
  readonly space: Space;
  readonly changes: readonly Change[];
  /** Families that took too long to compare: nothing is said of them. */
  readonly undecided: readonly Family[];
}

/** Steps that the comparison of one family may take: some seconds. */
const mostSteps = 20_000_000;

/** What a rule decides for its family, with what other families add to appraisal. */
interface Verdict {
  readonly does: boolean;
  readonly options: string;
  /** Proofs that an appraise rule accepts; the more, the weaker. */
  readonly proofs: ReadonlySet<string>;
  /** Hash algorithms that it accepts; undefined: any. */
  readonly algorithms?: readonly string[] | undefined;
}

const nothing: Verdict = { does: false, options: "", proofs: new Set() };

function proofsOf(entry: RuleEntry, permitDirectio: boolean): Set<string> {
  const proofs = new Set<string>();
  if (!entry.sigv3) proofs.add("signature");
  proofs.add("version 3 signature");
  if (!entry.signature) proofs.add("hash");
  if (entry.modsig) proofs.add("appended signature");
  if (entry.digestCache) proofs.add("digest list");
  if (permitDirectio) proofs.add("O_DIRECT without a look");
  return proofs;
}

/** @param deciding the rules that decide the families, of which the options of all count */
function verdictOf(family: Family, deciding: ReadonlyMap<Family, Rule | undefined>): Verdict {
  const entry = deciding.get(family)?.entry;
  if (entry === undefined || entry.action.negative) return nothing;
  if (family === "measure")
    return {
      does: true,
      options: `${entry.pcr ?? "default"} ${entry.template ?? "default"} ${entry.digestCache}`,
      proofs: new Set(),
    };
  if (family !== "appraise") return { does: true, options: "", proofs: new Set() };
  let verity = false;
  let permitDirectio = false;
  for (const rule of deciding.values()) {
    verity ||= rule?.entry?.verity ?? false;
    permitDirectio ||= rule?.entry?.permitDirectio ?? false;
  }
  return {
    does: true,
    options: `${verity} ${entry.metaImmutable}`,
    proofs: proofsOf(entry, permitDirectio),
    algorithms: entry.algorithms,
  };
}

function compare(before: ReadonlySet<string>, after: ReadonlySet<string>): Direction | undefined {
  const gained = [...after].some((proof) => !before.has(proof));
  const lost = [...before].some((proof) => !after.has(proof));
  if (gained && lost) return "different";
  return gained ? "weaker" : lost ? "stronger" : undefined;
}

function compareAlgorithms(before: Verdict["algorithms"], after: Verdict["algorithms"]): Direction | undefined {
  if (before === undefined) return after === undefined ? undefined : "stronger";
  return after === undefined ? "weaker" : compare(new Set(before), new Set(after));
}

/** Where one part gets weaker, the whole does, whatever becomes stronger beside it. */
function directionOf(before: Verdict, after: Verdict): Direction | undefined {
  if (before.does !== after.does) return before.does ? "weaker" : "stronger";
  const parts = [
    compare(before.proofs, after.proofs),
    compareAlgorithms(before.algorithms, after.algorithms),
    before.options === after.options ? undefined : "different",
  ];
  return (["weaker", "different", "stronger"] as const).find((direction) => parts.includes(direction));
}

/** The rules of a family; none when the kernel does not look at it, because no rule of it does anything. */
function regionsOf(rules: readonly Rule[], family: Family, space: Space): Region[] {
  const own = rules.filter(({ entry }) => entry?.action.family === family);
  if (!own.some(({ entry }) => entry?.action.negative === false && entry.func !== "SETXATTR_CHECK")) return [];
  return own.flatMap((rule) =>
    rule.entry === undefined ? [] : space.boxesOf(rule.entry).map((box) => regionOf(rule, box)),
  );
}

/** Whether a rule that is not an appraise rule changes appraisal by its options. */
function leaks({ entry }: Rule): boolean {
  return entry !== undefined && entry.action.family !== "appraise" && (entry.verity || entry.permitDirectio);
}

/**
 * Calls back for parts of the space that together are all of it, each with the rule that decides it in every list.
 *
 * @throws TooComplex when the budget is used up
 */
function partition(
  lists: readonly (readonly Region[])[],
  space: Space,
  budget: Budget,
  found: (box: Box, deciding: readonly (Rule | undefined)[]) => void,
): void {
  const full = (dimension: number) => space.full(dimension);
  interface Part {
    readonly box: Box;
    /** Lists that have decided. */
    readonly deciding: readonly (Rule | undefined)[];
    /** Place in the list that decides next. */
    readonly from: number;
  }
  const open: Part[] = [{ box: space.sizes.map(() => undefined), deciding: [], from: 0 }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { box, deciding } = part;
    const list = lists[deciding.length];
    if (list === undefined) {
      found(box, deciding);
      continue;
    }
    let { from } = part;
    while (from < list.length && !intersects(box, list[from] as Region)) from++;
    budget.spend(1 + from - part.from);
    const region = list[from];
    const next = [...deciding, region?.rule];
    if (region === undefined || contains(region.box, box, full)) {
      open.push({ box, deciding: next, from: 0 });
      continue;
    }
    open.push({ box: intersection(box, region.box), deciding: next, from: 0 });
    for (const piece of subtract(box, region.box, full)) open.push({ box: piece, deciding, from: from + 1 });
  }
}

/**
 * The accesses that two rule lists decide differently: all of them, each with the rules that decide it before and
 * after. Options that a rule of another family adds to appraisal are part of the decision.
 *
 * Rules that no kernel takes are passed over. A family that takes more than its budget is undecided.
 */
export function difference(before: readonly Rule[], after: readonly Rule[], kernel: Kernel): PolicyChange {
  const space = new Space([...before, ...after], kernel);
  if (!space.isTractable) return { space, changes: [], undecided: families };
  const leaking = families.filter((family) =>
    [...before, ...after].some((rule) => rule.entry?.action.family === family && leaks(rule)),
  );
  const changes: Change[] = [];
  const undecided: Family[] = [];
  for (const family of families) {
    const compared = family === "appraise" ? [family, ...leaking] : [family];
    const lists = [before, after].flatMap((rules) => compared.map((each) => regionsOf(rules, each, space)));
    try {
      changes.push(...changesOf(family, compared, lists, space));
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
      undecided.push(family);
    }
  }
  return { space, changes, undecided };
}

function changesOf(family: Family, compared: readonly Family[], lists: readonly Region[][], space: Space): Change[] {
  const groups = new Map<string, { change: Omit<Change, "boxes" | "regions" | "witness">; boxes: Box[] }>();
  partition(lists, space, new Budget(mostSteps), (box, deciding) => {
    const rulesOf = (from: number) => new Map(compared.map((each, at) => [each, deciding[from + at]]));
    const [old, now] = [rulesOf(0), rulesOf(compared.length)];
    const direction = directionOf(verdictOf(family, old), verdictOf(family, now));
    if (direction === undefined) return;
    const change = { family, direction, before: old.get(family), after: now.get(family) };
    const key = `${direction} ${change.before?.index} ${change.after?.index}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { change, boxes: [box] });
    else group.boxes.push(box);
  });
  return [...groups.values()].map(({ change, boxes }) => {
    const merged = space.merge(boxes);
    return {
      ...change,
      boxes: merged,
      regions: merged.map((box) => space.describe(box)),
      witness: space.witness(merged[0] as Box),
    };
  });
}
