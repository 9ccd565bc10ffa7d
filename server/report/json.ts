/** The result as JSON, version 1. */

import type { LintResult } from "../checks/finding.js";

export function jsonReport(result: LintResult): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}
