/** A document in its surroundings, parsed when something wants to know. */

import {
  type BootFile,
  type CommandLine,
  type Dialect,
  detectDialect,
  dialectOfCommandLine,
  Kernel,
  normalizeVersion,
  type Policy,
  parseBootFile,
  parseCommandLine,
  parsePolicy,
} from "../../grammar/index.js";
import type { FileResult, Language } from "../checks/finding.js";
import { languageOf } from "../checks/language.js";
import type { Prepared } from "../checks/lint.js";
import { type Document, defaultKernel, type LintOptions } from "../checks/lint-options.js";
import type { Subject } from "./features.js";

class DocumentSubject implements Subject {
  readonly language: Language;
  private parsedPolicy: Policy | undefined;
  private parsedBoot: BootFile | undefined;
  private parsedCommandLine: CommandLine | undefined;
  private targets: readonly Kernel[] | undefined;

  constructor(
    readonly document: Document,
    readonly documents: readonly Document[],
    readonly options: LintOptions,
    readonly result: FileResult | undefined,
    readonly prepared: Prepared,
  ) {
    this.language = languageOf(document);
  }

  get policy(): Policy {
    const { path, text } = this.document;
    const known = this.prepared.policies.get(path);
    this.parsedPolicy ??= known?.text === text ? known : parsePolicy(text, this.options.loader ?? "path");
    return this.parsedPolicy;
  }

  get boot(): BootFile {
    this.parsedBoot ??= parseBootFile(this.document.text);
    return this.parsedBoot;
  }

  get commandLine(): CommandLine {
    this.parsedCommandLine ??= parseCommandLine(this.document.text);
    return this.parsedCommandLine;
  }

  get kernels(): readonly Kernel[] {
    if (this.targets === undefined) {
      const { kernels, kernelConfig } = this.options;
      const dialect = this.result?.dialect ?? this.dialect;
      // Where it was checked, for those kernels; a boot names its own.
      const versions = this.result?.kernels.length
        ? this.result.kernels
        : (kernels?.flatMap((name) => normalizeVersion(name) ?? []) ?? []);
      this.targets = (versions.length > 0 ? versions : [defaultKernel[dialect]]).map(
        (version) => new Kernel(version, dialect, kernelConfig),
      );
    }
    return this.targets;
  }

  private get dialect(): Dialect {
    const { dialect } = this.options;
    if (dialect !== undefined && dialect !== "auto") return dialect;
    if (this.language === "digest-cache") return "digest-cache";
    if (this.language === "kernel-command-line") return dialectOfCommandLine(this.commandLine);
    return this.language === "ima-policy" ? detectDialect(this.policy.rules) : "mainline";
  }
}

const nothing: Prepared = { policies: new Map(), descriptions: new Map() };

/**
 * @param documents all files of the boots that the document is part of
 * @param result what was found in it
 * @param prepared what is made of these documents already
 */
export function subjectOf(
  document: Document,
  documents: readonly Document[] = [document],
  options: LintOptions = {},
  result?: FileResult,
  prepared: Prepared = nothing,
): Subject {
  return new DocumentSubject(document, documents, options, result, prepared);
}
