/** A rule list made ready for questions about all accesses: its space, and each family's rules as boxes in it. */

import { type Family, families, type Kernel, type Rule } from "../../grammar/index.js";
import { type Region, shapeOf } from "./boxes.js";
import { isOpen } from "./decide.js";
import { Space } from "./space.js";

export class RuleList {
  readonly space: Space;
  private readonly byFamily = new Map<Family, readonly Region[]>();

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
        rule.entry?.action.family === family
          ? this.space.boxesOf(rule.entry).map((box) => ({ ...shapeOf(box), rule }))
          : [],
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

  /** Families that have rules. */
  get families(): Family[] {
    return families.filter((family) => this.rules.some(({ entry }) => entry?.action.family === family));
  }
}

/** A function of a rule list and a kernel that remembers its answers: several checks ask about one list. */
export function remembered<T>(
  answer: (rules: readonly Rule[], kernel: Kernel) => T,
): (rules: readonly Rule[], kernel: Kernel) => T {
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
