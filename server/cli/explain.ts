/** imalint explain, imalint checks */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../checks/suggest.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { printOut } from "./output.js";
import { colorsFor } from "./terminal.js";

/** What the build keeps of each check beside the bundle. */
interface Page {
  readonly summary: string;
  readonly severity: string;
  readonly fixable: boolean;
  readonly page: string;
}

function readPages(): Map<string, Page> {
  const pages = JSON.parse(readFileSync(join(__dirname, "pages.json"), "utf8")) as Record<string, Page>;
  return new Map(Object.entries(pages));
}

/** @returns the exit status */
export function runExplain({ operands }: ParsedCommand): number {
  const [id, ...rest] = operands;
  if (id === undefined || rest.length > 0)
    throw new UsageError("explain takes the id of one check; imalint checks lists them");
  const pages = readPages();
  const named = pages.has(id) ? id : [...pages.keys()].find((candidate) => candidate.endsWith(`/${id}`));
  const page = named === undefined ? undefined : pages.get(named);
  if (page === undefined)
    throw new UsageError(`unknown check "${id}"${didYouMean(id, pages.keys()) || "; imalint checks lists them"}`);
  printOut(page.page);
  return 0;
}

/** @returns the exit status */
export function runChecks({ options, operands }: ParsedCommand): number {
  if (operands.length > 0) throw new UsageError(`checks takes no operand, and "${operands[0]}" is one`);
  const colors = colorsFor(options.color);
  const pages = [...readPages()];
  const width = Math.max(...pages.map(([id]) => id.length));
  printOut(
    pages
      .map(([id, { summary, severity, fixable }]) => {
        const paint = severity === "error" ? colors.red : severity === "warning" ? colors.yellow : colors.cyan;
        return `${id.padEnd(width)}  ${paint(severity.padEnd(7))}  ${fixable ? "fix" : "   "}  ${summary}\n`;
      })
      .join(""),
  );
  return 0;
}
