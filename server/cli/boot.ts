/** imalint boot */

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { analyzeBoot } from "../boot/index.js";
import { bootOf } from "../checks/boots.js";
import { type Document, lint } from "../checks/lint.js";
import { bootJson } from "../report/boot-json.js";
import { bootText } from "../report/boot-text.js";
import { Places } from "../report/places.js";
import { readWithNamedFiles } from "./boot-files.js";
import { lintOptions } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { printError, printOut } from "./output.js";
import { colorsFor, outputWidth } from "./terminal.js";

const usualName = "digest-cache.conf";

/** The description to go through: a file, that of a folder, or that of this folder. */
function described(operands: readonly string[]): string {
  const [path = ".", ...more] = operands;
  if (more.length > 0) throw new UsageError("boot takes one description");
  const isFolder = path !== "-" && existsSync(path) && statSync(path).isDirectory();
  if (!isFolder) return path;
  const inside = join(path, usualName);
  if (!existsSync(inside))
    throw new UsageError(`there is no ${inside}; name a description or a policy, or write one with "imalint init"`);
  return inside;
}

/** Says that a description does not say what it seems to say. */
function warnOfDescription(document: Document): boolean {
  if (document.language !== "digest-cache") return false;
  const [file] = lint([document]).files;
  const wrong = file?.findings.filter(
    ({ check, severity }) => check.startsWith("description/") && severity === "error",
  );
  const [first] = wrong ?? [];
  if (first === undefined || wrong === undefined) return false;
  const more = wrong.length === 1 ? "" : `, and ${wrong.length - 1} more`;
  printError(
    `${document.path}:${first.range.start.line}: ${first.message}${more} (imalint check ${document.path} tells all)`,
  );
  return true;
}

/** @returns the exit status: 1 when the boot gets stuck or may */
export async function runBoot({ options, operands }: ParsedCommand): Promise<number> {
  const { document, documents, errors } = readWithNamedFiles(described(operands));
  for (const error of errors) printError(error.message);
  const settings = lintOptions(options);
  const description = bootOf(document, documents, {
    ...settings,
    ...(typeof options.cmdline === "string" ? { commandLine: options.cmdline } : {}),
  });
  const analysis = options.enforce === true ? analyzeBoot(description, true) : analyzeBoot(description);
  const places = new Places(new Map(documents.map(({ path, text }: Document) => [path, text])));
  if (options.format === "svg" || options.format === "html") {
    const { bootHtml, bootSvg } = await import("../report/boot-drawing.js");
    printOut(options.format === "svg" ? bootSvg(analysis) : bootHtml(analysis, (place) => places.textOf(place)));
  } else if (options.format === "json") printOut(bootJson(analysis, places));
  else printOut(bootText(analysis, places, { colors: colorsFor(options.color), width: outputWidth() }));
  if (errors.length > 0 || description.faults.length > 0 || warnOfDescription(document)) return 2;
  return analysis.verdict === "boots" ? 0 : 1;
}
