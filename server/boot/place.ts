/** Places of a fact or of a rule, as parts of a reason. */

import type { Assumption, Place, RuleInForce } from "./answer.js";
import type { Fact } from "./description.js";

/** Where a fact comes from. */
export function origin(fact: Fact<unknown> | undefined): { place?: Place; assumed?: Assumption } {
  if (fact === undefined) return {};
  return {
    ...(fact.place === undefined ? {} : { place: fact.place }),
    ...(fact.assumed === undefined ? {} : { assumed: fact.assumed }),
  };
}

/** A rule by its file and line, or by what brings it. */
export function ruleName({ rule, path, file, origin }: RuleInForce): string {
  if (path !== undefined) return `line ${rule.index + 1} of ${file ?? path}`;
  if (origin === "build time") return "a rule that is compiled into the kernel";
  if (origin === "architecture") return "a rule of the architecture";
  return origin === undefined ? "a rule of the kernel" : `a rule of ${origin}`;
}
