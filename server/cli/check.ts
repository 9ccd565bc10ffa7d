/** imalint check */

import { resolve } from "node:path";
import {
  type Dialect,
  type KernelConfig,
  type Loader,
  type Lsm,
  newestKernel,
  normalizeVersion,
  readKernelConfig,
} from "../../grammar/index.js";
import { allFixes, fixUntilStable, safeFixes } from "../checks/apply-fixes.js";
import { filesNamedBy } from "../checks/boots.js";
import type { Severity } from "../checks/check.js";
import type { FileResult, Language, LintResult } from "../checks/finding.js";
import { languageOf } from "../checks/language.js";
import { type Document, type LintOptions, lint } from "../checks/lint.js";
import { findPolicies } from "../files/find.js";
import type { InputError } from "../files/input-error.js";
import { FileError, readStandardInput, readText, standardInput, type TextFile, writeText } from "../files/text-file.js";
import { jsonReport } from "../report/json.js";
import { textReport } from "../report/text.js";
import type { Values } from "../settings/index.js";
import { type BootTextFile, namedFiles } from "./boot-files.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { LintGroups } from "./lint-groups.js";
import { printError, printErrorText, printOut } from "./output.js";
import { SettingsOfFiles } from "./settings.js";
import { colorsFor, outputWidth } from "./terminal.js";

/** @throws UsageError */
function kernelsOf(list: string): string[] {
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

/** Reads what the operands name; what cannot be read goes to `errors`. */
function readAll(operands: readonly string[], stdinName: string, errors: InputError[]): TextFile[] {
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
    if (operand === standardInput) read(() => readStandardInput(stdinName));
    else
      for (const path of findPolicies([operand], errors))
        if (!files.some((file) => resolve(file.path) === resolve(path))) read(() => readText(path));
  }
  return files;
}

/** Files that descriptions of boots name and that are not among the files already. */
function filesOfBoots(files: readonly TextFile[], errors: InputError[]): BootTextFile[] {
  const known = new Set(files.map(({ path }) => path));
  const named: BootTextFile[] = [];
  for (const file of files)
    if (languageOf(file) === "digest-cache")
      for (const other of namedFiles(file, known, errors)) {
        known.add(other.path);
        named.push(other);
      }
  return named;
}

const documentOf = ({ path, text, language }: TextFile & { readonly language?: Language }): Document => ({
  path,
  text,
  ...(language === undefined ? {} : { language }),
});

/** The other files of the boots that a file is part of: what is said of it depends on them. */
function bootsOf(file: TextFile, files: readonly (TextFile & { readonly language?: Language })[]): TextFile[] {
  const boots = files.filter((other) => languageOf(other) === "digest-cache");
  const parts = boots.flatMap((boot) => {
    const paths = [boot.path, ...filesNamedBy(boot.path, boot.text).map(({ path }) => path)];
    return paths.includes(file.path) ? paths : [];
  });
  return files.filter((other) => other !== file && parts.includes(other.path));
}

function reaches(result: LintResult, level: string): boolean {
  const order: readonly (Severity | "never")[] = ["info", "warning", "error"];
  if (level === "never") return false;
  return order
    .slice(order.indexOf(level as Severity))
    .some((severity) => severity !== "never" && result.summary[severity] > 0);
}

/** What the command line sets, by the names of settings. */
function givenBy(options: ParsedCommand["options"], { kernels, dialect, loader, lsm }: LintOptions): Values {
  const config = options["kernel-config"];
  return {
    ...(kernels === undefined ? {} : { kernels }),
    ...(dialect === undefined ? {} : { dialect }),
    ...(loader === undefined ? {} : { loader }),
    ...(lsm === undefined ? {} : { lsm }),
    ...(typeof config === "string" ? { "kernel-config": config } : {}),
  };
}

/** The descriptions of boots that settings name for files, and that are not among them. */
function bootsBySettings(files: readonly TextFile[], settings: SettingsOfFiles, errors: InputError[]): TextFile[] {
  const known = new Set(files.map(({ path }) => resolve(path)));
  const boots: TextFile[] = [];
  for (const file of files) {
    const { boot } = settings.of(file.path);
    if (boot === undefined || known.has(resolve(boot))) continue;
    known.add(resolve(boot));
    try {
      boots.push(readText(boot, true));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      errors.push(error);
    }
  }
  return boots;
}

async function showSettings(settings: SettingsOfFiles, operands: readonly string[], errors: InputError[]) {
  if (operands.length === 0)
    throw new UsageError("--show-settings needs a file: what holds for one may not for another");
  await settings.read(operands);
  const texts = operands.map((path) => (operands.length > 1 ? `# ${path}\n` : "") + settings.show(path));
  printOut(texts.join("\n"));
  for (const error of errors) printError(error.message);
  return errors.length > 0 ? 2 : 0;
}

/** @returns the exit status */
export async function runCheck({ options, operands }: ParsedCommand): Promise<number> {
  const errors: InputError[] = [];
  const given = lintOptions(options);
  const settings = new SettingsOfFiles(givenBy(options, given), given, errors);
  if (options["show-settings"] === true) return showSettings(settings, operands, errors);
  const stdinName = typeof options["stdin-filename"] === "string" ? options["stdin-filename"] : "<stdin>";
  const hasStdin = operands.includes(standardInput);
  const fromStdin = (file: TextFile) => hasStdin && file.path === stdinName;
  const named = readAll(operands.length === 0 ? ["."] : operands, stdinName, errors);
  await settings.read(named.map(({ path }) => path));
  const asked = [...named, ...bootsBySettings(named, settings, errors)];
  await settings.read(asked.map(({ path }) => path));
  let files = [...asked, ...filesOfBoots(asked, errors)];
  const groups = new LintGroups(files, settings);

  const fixing = options.fix === true || options["unsafe-fixes"] === true;
  let applied = 0;
  if (fixing)
    files = files.map((file) => {
      const others = bootsOf(file, files).map(documentOf);
      const check = (text: string) =>
        lint([{ ...documentOf(file), text }, ...others], {
          ...groups.optionsOf(file),
          maxFindings: Number.POSITIVE_INFINITY,
        }).files[0] as FileResult;
      const fixed = fixUntilStable(file.text, check, options["unsafe-fixes"] === true ? allFixes : safeFixes);
      if (fixed.applied === 0) return file;
      try {
        if (!fromStdin(file)) writeText(file, fixed.text);
        applied += fixed.applied;
        return { ...file, text: fixed.text };
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        errors.push(error);
        return file;
      }
    });

  const result = groups.lint(files.map(documentOf));
  // A fixed text takes standard output for itself.
  const stdin = fixing ? files.find(fromStdin) : undefined;
  if (stdin !== undefined) printOut(stdin.text);
  const report = stdin === undefined ? printOut : printErrorText;
  if (applied > 0 && options.format !== "json" && options.quiet !== true)
    report(`Fixed ${applied} problem${applied === 1 ? "" : "s"}.\n`);
  if (options.format === "json") report(jsonReport(result));
  else if (files.length > 0) {
    const texts = new Map(files.map((file) => [file.path, file.text]));
    const text = textReport(result, texts, {
      colors: colorsFor(options.color),
      width: outputWidth(),
      quiet: options.quiet === true,
    });
    if (text !== "") report(text);
  }
  for (const error of errors) printError(error.message);
  if (errors.length > 0) return 2;
  return reaches(result, typeof options["fail-level"] === "string" ? options["fail-level"] : "warning") ? 1 : 0;
}
