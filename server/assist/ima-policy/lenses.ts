/** Lenses: above each section, what its rules do at which hooks. */

import { families, type Rule } from "../../../grammar/index.js";
import type { Lens, Subject } from "../features.js";
import { isSection, type Section, sectionsOf } from "./sections.js";

/** Past this many rules, no one reads a policy from top to bottom. */
const mostRules = 5000;

/** Hooks that are listed; of more the rest is counted. */
const mostHooks = 4;

function hooksOf(rules: readonly Rule[]): string {
  const names = new Set(rules.map(({ entry }) => entry?.func));
  if (names.has(undefined)) return "every hook with a file";
  const hooks = [...names];
  return hooks.length > mostHooks + 1
    ? `${hooks.slice(0, mostHooks).join(", ")} and ${hooks.length - mostHooks} more`
    : hooks.join(", ");
}

/** Of rules that can be read: "measure: BPRM_CHECK, MMAP_CHECK (2 rules) · dont_measure: every hook with a file". */
function titleOf(rules: readonly Rule[]): string {
  const parts = families.flatMap((family) =>
    [false, true].flatMap((negative) => {
      const some = rules.filter(({ entry }) => entry?.action.family === family && entry.action.negative === negative);
      const [first] = some;
      if (first?.action === undefined) return [];
      const count = some.length > 1 ? ` (${some.length} rules)` : "";
      return [`${first.action.name}: ${hooksOf(some)}${count}`];
    }),
  );
  return parts.join(" · ");
}

export function lenses({ policy }: Subject): Lens[] {
  if (policy.rules.length > mostRules) return [];
  const lensesOf = (parts: readonly (Section | Rule)[]): Lens[] =>
    parts.filter(isSection).flatMap(({ parts: inner, titleSpan }) => {
      // What is divided further is told of its parts.
      const rules = inner.filter((part): part is Rule => !isSection(part) && part.entry !== undefined);
      const title = rules.length > 1 ? titleOf(rules) : "";
      return [...(title === "" ? [] : [{ span: titleSpan, title }]), ...lensesOf(inner)];
    });
  return lensesOf(sectionsOf(policy));
}
