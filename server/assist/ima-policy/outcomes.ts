/** What is found of rules that never decide anything. */

import type { Rule } from "../../../grammar/index.js";
import type { FileResult, Finding } from "../../checks/finding.js";

const needless = new Set(["logic/unreachable-rule", "logic/duplicate-rule", "logic/late-exception"]);

/** Findings about a rule as a whole. */
export function findingsOf(result: FileResult | undefined, { span }: Rule): Finding[] {
  const findings = result?.findings ?? [];
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((findings[middle]?.range.start.offset ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  const found: Finding[] = [];
  for (let at = low; at < findings.length; at++) {
    const finding = findings[at] as Finding;
    if (finding.range.start.offset !== span.start) break;
    if (finding.range.end.offset === span.end) found.push(finding);
  }
  return found;
}

/** Whether a finding says that the rules before leave its rule nothing to decide; what it is about comes first. */
export function neverDecides({ check, related }: Finding): boolean {
  return needless.has(check) && related.length > 0;
}
