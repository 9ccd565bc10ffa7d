/** The one way into the checks, for the command line, the editor and the library. */

import {
  detectDialect,
  dialectOfCommandLine,
  Kernel,
  newestKernel,
  normalizeVersion,
  type Policy,
  parseBootFile,
  parseCommandLine,
} from "../../grammar/index.js";
import type { BootDescription } from "../boot/index.js";
import { finish, type Steps } from "../policy/index.js";
import { version } from "../version.js";
import type { Severity } from "./check.js";
import type { FileResult, LintResult } from "./finding.js";
import { type Document, defaultKernel, type LintOptions } from "./lint-options.js";
import { LintRun } from "./lint-run.js";
import { checks as allChecks } from "./registry.js";
import type { LintMemory } from "./rule-memory.js";

export { type Document, defaultKernel, type LintOptions } from "./lint-options.js";
export { isAdvice, isLate } from "./lint-run.js";
export { LintMemory } from "./rule-memory.js";

/** What a run made of its documents, by their paths. */
export interface Prepared {
  /** Policies that were read. */
  readonly policies: ReadonlyMap<string, Policy>;
  /** Boots that were described, by the path of their description. */
  readonly descriptions: ReadonlyMap<string, BootDescription>;
}

/** A run that can be stopped: what is found soon, and the rest in steps. */
export interface Linting extends Prepared {
  /** What is known without asking about all accesses: the whole of it where there is no policy. */
  readonly early: LintResult;
  /** The rest, in steps of some milliseconds for a policy of usual size; to be run once. */
  rest(): Steps<LintResult>;
}

/**
 * Checks policies, descriptions of boots (digest-cache.conf) and kernel command lines. The files that a description
 * names are taken from the documents; policies among them are checked as parts of their boot.
 *
 * Takes any text. Time grows with the length of the text times the number of target kernels; what compares rules with
 * each other gives up after some seconds and says so.
 *
 * @throws RangeError for a target kernel or a check id that is not known
 */
export function lint(documents: readonly Document[], options: LintOptions = {}): LintResult {
  return finish(startLint(documents, options).rest());
}

/**
 * lint() in steps.
 *
 * @param memory of earlier runs with the same options, which is brought up to date
 * @throws RangeError as lint() does
 */
export function startLint(documents: readonly Document[], options: LintOptions = {}, memory?: LintMemory): Linting {
  const kernels = options.kernels?.map((name) => {
    const normalized = normalizeVersion(name);
    if (normalized === undefined) throw new RangeError(`unknown kernel "${name}"; known are 5.4 to ${newestKernel}`);
    return normalized;
  });
  for (const id of Object.keys(options.checks ?? {}))
    if (!allChecks.some((check) => check.id === id)) throw new RangeError(`unknown check "${id}"`);

  const run = new LintRun(documents, options, memory);
  const targets = (dialect: "mainline" | "digest-cache" | "openeuler") => {
    const asked = options.dialect === undefined || options.dialect === "auto" ? dialect : options.dialect;
    return [...new Set(kernels ?? [defaultKernel[asked]])].map(
      (kernel) => new Kernel(kernel, asked, options.kernelConfig),
    );
  };
  // Boots first: they know for which kernels the files are that they name.
  for (const document of run.of("digest-cache")) run.checkBoot(document, parseBootFile(document.text));
  for (const document of run.of("ima-policy")) {
    if (run.isPartOfBoot(document) && kernels === undefined) continue;
    const policy = run.parse(document);
    for (const kernel of targets(detectDialect(policy.rules))) run.checkPolicy(document, policy, kernel);
  }
  for (const document of run.of("kernel-command-line")) {
    const line = parseCommandLine(document.text);
    for (const kernel of targets(dialectOfCommandLine(line))) run.checkCommandLine(document, line, kernel);
  }
  return {
    policies: run.policies,
    descriptions: run.descriptions,
    get early() {
      return resultOf(run);
    },
    *rest() {
      yield* run.rest();
      return resultOf(run);
    },
  };
}

function resultOf(run: LintRun): LintResult {
  const files = run.results();
  return { version: 1, tool: { name: "imalint", version }, files, summary: summaryOf(files) };
}

/** What was found, counted. */
export function summaryOf(files: readonly FileResult[]): LintResult["summary"] {
  const findings = files.flatMap((file) => file.findings);
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    files: files.length,
    error: count("error"),
    warning: count("warning"),
    info: count("info"),
    rejected: files.filter((file) => file.findings.some((finding) => finding.kernelRejects)).length,
  };
}
