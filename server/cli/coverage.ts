/** imalint coverage */

import { type Dialect, detectDialect, families, Kernel, newestKernel, parsePolicy } from "../../grammar/index.js";
import { defaultKernel } from "../checks/lint.js";
import { coverage } from "../policy/index.js";
import { coverageJson, coverageText } from "../report/coverage.js";
import { kernelsOf } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { readText } from "./files.js";
import { printOut } from "./output.js";
import { colorsFor, outputWidth } from "./terminal.js";

/** @returns the exit status */
export function runCoverage({ options, operands }: ParsedCommand): number {
  const [path, ...more] = operands;
  if (path === undefined || more.length > 0) throw new UsageError("coverage takes one policy");
  const { rules } = parsePolicy(readText(path).text);
  const wanted = options.dialect;
  const dialect = typeof wanted !== "string" || wanted === "auto" ? detectDialect(rules) : (wanted as Dialect);
  const asked = typeof options.kernel === "string" ? options.kernel : defaultKernel[dialect];
  const kernel = new Kernel(kernelsOf(asked)[0] ?? newestKernel, dialect);
  const shown = families.filter((family) =>
    options.family === undefined
      ? rules.some(({ entry }) => entry?.action.family === family)
      : options.family === family,
  );
  const coverages = shown.map((family) => coverage(rules, family, kernel));
  printOut(
    options.format === "json"
      ? coverageJson(path, kernel.version, coverages)
      : coverageText(coverages, colorsFor(options.color), outputWidth()),
  );
  return 0;
}
