/** A rule list made ready for questions about all accesses: its space, and each family's rules as boxes in it. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import { contains, intersects, type Region, regionOf } from "./boxes.js";
import { outsideOf } from "./class-set.js";
import { isOpen } from "./decide.js";
import { Space } from "./space.js";

export interface Turn {
  readonly rule: Rule;
  readonly own: readonly Region[];
}

export class RuleList {
  readonly space: Space;
  private readonly byFamily = new Map<Family, readonly Region[]>();
  private readonly freeByFamily = new Map<Family, number>();

  /** @param space one that also knows what these rules tell apart; one of their own when absent */
  constructor(
    readonly rules: readonly Rule[],
    kernel: Kernel,
    space?: Space,
  ) {
    this.space = space ?? new Space(rules, kernel);
  }

  /** What the rules of a family match, in order; a rule may have several regions, or none. */
  regions(family: Family): readonly Region[] {
    let regions = this.byFamily.get(family);
    if (regions === undefined) {
      regions = this.rules.flatMap((rule) =>
        rule.entry?.action.family === family ? this.space.boxesOf(rule.entry).map((box) => regionOf(rule, box)) : [],
      );
      this.byFamily.set(family, regions);
    }
    return regions;
  }

  /**
   * The same as the kernel sees it: when no rule of the family does anything it is not looked at. What user space may
   * write into security.ima is no such question.
   */
  activeRegions(family: Family): readonly Region[] {
    const regions = this.regions(family);
    return isOpen(this.rules, family) ? regions : regions.filter(({ rule }) => rule.entry?.func === "SETXATTR_CHECK");
  }

  /** The rules of a family one by one, each with its own of the regions. */
  turns(family: Family, regions = this.regions(family)): Turn[] {
    let to = 0;
    return this.rules
      .filter(({ entry }) => entry?.action.family === family)
      .map((rule) => {
        const from = to;
        while (regions[to]?.rule === rule) to++;
        return { rule, own: regions.slice(from, to) };
      });
  }

  /** Dimensions, as bits, with a class that no condition of the family is about. */
  free(family: Family): number {
    let free = this.freeByFamily.get(family);
    if (free === undefined) {
      free = freeDimensions(this.regions(family), this.space);
      this.freeByFamily.set(family, free);
    }
    return free;
  }

  /** Families that have rules. */
  get families(): Family[] {
    return families.filter((family) => this.rules.some(({ entry }) => entry?.action.family === family));
  }
}

/** Whether some access is matched by both rules, which are of one family of the list. */
export function ruleMeets(a: Rule, b: Rule, list: RuleList): boolean {
  const { entry } = a;
  if (entry === undefined || entry.action.family !== b.entry?.action.family) return false;
  const regions = list.regions(entry.action.family);
  const own = regions.filter(({ rule }) => rule === b);
  return regions.some((region) => region.rule === a && own.some(({ box }) => intersects(box, region)));
}

/** Whether one rule, or one of its boxes for each, matches all that another one of its family matches. */
export function ruleContains(outer: Rule, inner: Rule, list: RuleList): boolean {
  const family = outer.entry?.action.family;
  if (family === undefined || inner.entry?.action.family !== family) return false;
  const regions = list.regions(family);
  const own = regions.filter(({ rule }) => rule === outer);
  return regions.every((region) => region.rule !== inner || own.some((shape) => contains(shape, region.box)));
}

/** Dimensions, as bits, with a class that is in none of the regions that are not all of the dimension. */
export function freeDimensions(regions: readonly Region[], { all, sizes }: Space): number {
  let free = 0;
  all.forEach((classes, dimension) => {
    const sets = regions.map(({ box }) => box[dimension]).filter((set) => set !== undefined);
    if (outsideOf(classes, sets, sizes[dimension] ?? 1) !== undefined) free |= 1 << dimension;
  });
  return free;
}

type Question<T> = (rules: readonly Rule[], kernel: Kernel) => T;

/** A function of a rule list and a kernel that remembers its answers: several checks ask about one list. */
export function remembered<T>(answer: Question<T>): Question<T> {
  const answers = new WeakMap<readonly Rule[], WeakMap<Kernel, T>>();
  return (rules, kernel) => {
    const ofRules = answers.get(rules) ?? new WeakMap<Kernel, T>();
    answers.set(rules, ofRules);
    let known = ofRules.get(kernel);
    if (known === undefined) {
      known = answer(rules, kernel);
      ofRules.set(kernel, known);
    }
    return known;
  };
}

/** The rule list for a kernel; made once for both. */
export const ruleList = remembered((rules, kernel) => new RuleList(rules, kernel));

export function inOrder(a: Rule, b: Rule): number {
  return a.index - b.index;
}

/** The rules of some regions, in order. */
export function rulesIn(regions: Iterable<Region>): Rule[] {
  return [...new Set([...regions].map(({ rule }) => rule))].sort(inOrder);
}
