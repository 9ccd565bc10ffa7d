/** imalint check */

import { readFileSync } from "node:fs";
import {
  type Dialect,
  type KernelConfig,
  type Loader,
  type Lsm,
  newestKernel,
  normalizeVersion,
  readKernelConfig,
} from "../../grammar/index.js";
import { fixUntilStable } from "../checks/apply-fixes.js";
import type { Severity } from "../checks/check.js";
import type { FileResult, LintResult } from "../checks/finding.js";
import { type LintOptions, lint } from "../checks/lint.js";
import { jsonReport } from "../report/json.js";
import { textReport } from "../report/text.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { decode, FileError, findPolicies, readText, type TextFile, writeText } from "./files.js";
import { printError, printOut } from "./output.js";
import { colorsFor, outputWidth } from "./terminal.js";

/** @throws UsageError */
export function kernelsOf(list: string): string[] {
  return list.split(",").map((name) => {
    const version = normalizeVersion(name);
    if (version === undefined)
      throw new UsageError(`unknown kernel "${name}" in --kernel; known are the releases 5.4 to ${newestKernel}`);
    return version;
  });
}

function configFrom(path: string): KernelConfig {
  const config = readKernelConfig(readText(path).text);
  if (config === undefined) throw new FileError(path, "not a kernel configuration: no line of the form CONFIG_X=...");
  return config;
}

/** @throws UsageError or FileError */
export function lintOptions(options: ParsedCommand["options"]): LintOptions {
  const { kernel, dialect, loader, lsm, "kernel-config": config } = options;
  return {
    ...(typeof kernel === "string" ? { kernels: kernelsOf(kernel) } : {}),
    ...(typeof dialect === "string" ? { dialect: dialect as Dialect | "auto" } : {}),
    ...(typeof loader === "string" ? { loader: loader as Loader } : {}),
    ...(typeof lsm === "string" ? { lsm: lsm as Lsm } : {}),
    ...(typeof config === "string" ? { kernelConfig: configFrom(config) } : {}),
  };
}

const standardInput = "-";

/** Reads what the operands name; what cannot be read goes to `errors`. */
function readAll(operands: readonly string[], stdinName: string, errors: FileError[]): TextFile[] {
  const files: TextFile[] = [];
  const read = (reader: () => TextFile) => {
    try {
      files.push(reader());
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      errors.push(error);
    }
  };
  for (const operand of operands) {
    if (operand === standardInput) read(() => decode(stdinName, readFileSync(0)));
    else
      for (const path of findPolicies([operand], errors))
        if (!files.some((file) => file.path === path)) read(() => readText(path));
  }
  return files;
}

function reaches(result: LintResult, level: string): boolean {
  const order: readonly (Severity | "never")[] = ["info", "warning", "error"];
  if (level === "never") return false;
  return order
    .slice(order.indexOf(level as Severity))
    .some((severity) => severity !== "never" && result.summary[severity] > 0);
}

/** @returns the exit status */
export function runCheck({ options, operands }: ParsedCommand): number {
  const settings = lintOptions(options);
  const stdinName = typeof options["stdin-filename"] === "string" ? options["stdin-filename"] : "<stdin>";
  const errors: FileError[] = [];
  const fromStdin = operands.includes(standardInput);
  let files = readAll(operands.length === 0 ? ["."] : operands, stdinName, errors);

  if (options.fix === true) {
    let applied = 0;
    files = files.map((file) => {
      const check = (text: string) =>
        lint([{ path: file.path, text }], { ...settings, maxFindings: Infinity }).files[0] as FileResult;
      const fixed = fixUntilStable(file.text, check);
      if (fixed.applied === 0) return file;
      try {
        if (file.path !== stdinName || !fromStdin) writeText(file, fixed.text);
        applied += fixed.applied;
        return { ...file, text: fixed.text };
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        errors.push(error);
        return file;
      }
    });
    if (fromStdin) {
      for (const file of files) if (file.path === stdinName) printOut(file.text);
      for (const error of errors) printError(error.message);
      return errors.length > 0 ? 2 : 0;
    }
    if (applied > 0 && options.format !== "json") printOut(`Fixed ${applied} problem${applied === 1 ? "" : "s"}.\n`);
  }

  const result = lint(
    files.map(({ path, text }) => ({ path, text })),
    settings,
  );
  if (options.format === "json") printOut(jsonReport(result));
  else if (files.length > 0)
    printOut(
      textReport(result, new Map(files.map((file) => [file.path, file.text])), {
        colors: colorsFor(options.color),
        width: outputWidth(),
        quiet: options.quiet === true,
      }),
    );
  for (const error of errors) printError(error.message);
  if (errors.length > 0) return 2;
  return reaches(result, typeof options["fail-level"] === "string" ? options["fail-level"] : "warning") ? 1 : 0;
}
