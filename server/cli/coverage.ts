/** imalint coverage */

import { families } from "../../grammar/index.js";
import { coverage } from "../policy/index.js";
import { coverageJson, coverageText } from "../report/coverage.js";
import type { ParsedCommand } from "./command-line.js";
import { printOut } from "./output.js";
import { policyAsked } from "./policy-asked.js";
import { colorsFor, outputWidth } from "./terminal.js";

/** @returns the exit status */
export function runCoverage(parsed: ParsedCommand): number {
  const { options } = parsed;
  const { policy, kernel, name } = policyAsked(parsed);
  const { rules } = policy;
  const shown = families.filter((family) =>
    options.family === undefined
      ? rules.some(({ entry }) => entry?.action.family === family)
      : options.family === family,
  );
  const coverages = shown.map((family) => coverage(rules, family, kernel));
  printOut(
    options.format === "json"
      ? coverageJson(name, kernel.version, coverages)
      : coverageText(coverages, colorsFor(options.color), outputWidth()),
  );
  return 0;
}
