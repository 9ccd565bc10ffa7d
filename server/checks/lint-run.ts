/** One run of the checks over some documents. */

import {
  type BootFile,
  type CommandLine,
  type Dialect,
  type Kernel,
  type Policy,
  parseCommandLine,
  parsePolicy,
  sectionsOf,
  settingOf,
} from "../../grammar/index.js";
import { type BootDescription, bootSteps, describeBoot, type PolicySource, type Reason } from "../boot/index.js";
import { finish, type Steps } from "../policy/index.js";
import { type BootFindings, bootFindings } from "./boot-findings.js";
import type { Check, Context, Problem } from "./check.js";
import { FileFindings, type Refusal } from "./file-findings.js";
import type { FileResult, Language } from "./finding.js";
import { languageOf } from "./language.js";
import { type Document, type LintOptions, usualMaxFindings } from "./lint-options.js";
import { needless } from "./needless.js";
import { checks as allChecks } from "./registry.js";
import type { LintMemory } from "./rule-memory.js";
import { type Found, policyChecks, runBootFileChecks, runCommandLineChecks, runEach } from "./run-checks.js";
import { namesOf } from "./suppressions.js";

/** Checks of what a policy leaves out or breaks in practice. */
export function isAdvice({ id }: Pick<Check, "id">): boolean {
  return /^(?:protect|measure)\//.test(id);
}

/** Checks that compare rules with each other over all accesses. */
function isLogic({ id }: Pick<Check, "id">): boolean {
  return id.startsWith("logic/");
}

/** Checks that Linting.rest() runs, those of boots among them where there is a description. */
export function isLate(check: Pick<Check, "id">): boolean {
  return isAdvice(check) || isLogic(check) || check.id.startsWith("bootstrap/");
}

/** What comments can name. */
const suppressible = namesOf(allChecks.filter((check) => check.suppression === undefined).map(({ id }) => id));

export class LintRun {
  private readonly files = new Map<string, FileFindings>();
  private readonly dialects = new Map<FileFindings, Dialect>();
  private readonly byPath = new Map<string, Document>();
  /** Policies that boots load. */
  private readonly inBoots = new Set<string>();
  private readonly limit: number;
  private readonly left: (() => Steps<void>)[] = [];
  /** By their paths, as Prepared has them. */
  readonly policies = new Map<string, Policy>();
  readonly descriptions = new Map<string, BootDescription>();
  private readonly order: FileFindings[] = [];

  constructor(
    private readonly documents: readonly Document[],
    private readonly options: LintOptions,
    private readonly memory?: LintMemory,
  ) {
    this.limit = options.maxFindings ?? usualMaxFindings;
    for (const document of documents) {
      const file = new FileFindings(document.path, document.text, languageOf(document));
      this.order.push(file);
      if (this.files.has(document.path)) continue;
      this.files.set(document.path, file);
      this.byPath.set(document.path, document);
    }
  }

  of(language: Language): Document[] {
    return this.documents.filter((document) => languageOf(document) === language);
  }

  parse({ path, text }: Document): Policy {
    const loader = this.options.loader ?? "path";
    const policy =
      this.memory !== undefined && loader === "path" ? this.memory.parse(path, text) : parsePolicy(text, loader);
    this.policies.set(path, policy);
    return policy;
  }

  isPartOfBoot({ path }: Document): boolean {
    return this.inBoots.has(path);
  }

  /** The checks that are on, of a dialect. */
  private checksFor(dialect: Dialect): Check[] {
    return allChecks.filter(
      (check) => this.options.checks?.[check.id] !== "off" && (check.dialects?.includes(dialect) ?? true),
    );
  }

  private fileOf(document: Document): FileFindings {
    const at = this.documents.indexOf(document);
    const file = this.order[at] ?? this.files.get(document.path);
    if (file === undefined) throw new RangeError(`${document.path} is not one of the documents`);
    return file;
  }

  /** @returns why the kernel refuses the policy, if it does */
  checkPolicy(
    document: Document,
    policy: Policy,
    kernel: Kernel,
    inBoot = this.isPartOfBoot(document),
  ): Refusal | undefined {
    const { options, limit } = this;
    const file = this.fileOf(document);
    const found = file.forKernel(kernel.version);
    this.dialects.set(file, kernel.dialect);
    const context: Context = {
      policy,
      kernel,
      text: document.text,
      loader: options.loader ?? "path",
      lsm: options.lsm,
      lsmLabels: options.lsmLabels && new Set(options.lsmLabels),
      assume: (fact) => file.assume(fact),
    };
    // What a policy alone lets one suppose of its boot is not asked where the boot is known.
    const checks = this.checksFor(kernel.dialect).filter((check) => !inBoot || check.boot === undefined);
    const memory = this.memory?.rulesOf(document.path, document.text, kernel);
    const first = checks.filter((check) => !isAdvice(check) && !isLogic(check));
    finish(policyChecks(first, context, limit, found, memory));
    // What is found of a boot is not known before there is one.
    file.ran(first.filter((check) => check.boot === undefined));
    const refusal = found.refusal();
    if (refusal !== undefined) file.ran(checks.filter(isAdvice), false);
    const appraises = kernel.option("CONFIG_IMA_APPRAISE") !== false;
    const rest = checks.filter(
      (check) =>
        isLogic(check) ||
        // What a policy leaves out is not to be told from a text that the kernel does not take.
        (isAdvice(check) && refusal === undefined && (appraises || !check.id.startsWith("protect/"))),
    );
    this.left.push(function* (): Steps<void> {
      if (rest.some(isLogic)) yield* needless.steps(policy.rules, kernel);
      yield* policyChecks(rest, context, limit, found);
      file.ran(rest);
    });
    return refusal;
  }

  /** What takes longer than a blink, and changes nothing of what is found before. To be run once, after all else. */
  *rest(): Steps<void> {
    for (const part of this.left) yield* part();
    this.left.length = 0;
  }

  checkCommandLine(document: Document, line: CommandLine, kernel: Kernel): void {
    const file = this.fileOf(document);
    this.dialects.set(file, kernel.dialect);
    runCommandLineChecks(this.checksFor(kernel.dialect), line, kernel, this.limit, file.forKernel(kernel.version));
  }

  checkBoot(document: Document, conf: BootFile): void {
    const description = this.describe(document, conf);
    this.descriptions.set(document.path, description);
    const file = this.fileOf(document);
    this.dialects.set(file, description.dialect);
    const { version, dialect } = description.kernel;
    const found = file.forKernel(version);
    const checks = this.checksFor(dialect);
    file.ran(checks.filter((check) => check.boot === undefined));
    runBootFileChecks(checks, conf, this.limit, found);
    this.checkInlineCommandLine(conf, description.kernel, found);
    const ofBoots = checks.filter((check) => check.boot !== undefined);
    const parts = [...this.inBoots].flatMap((path) => this.files.get(path) ?? []);
    const run = (findings: BootFindings) => {
      this.runBootChecks(ofBoots, document.path, findings, found);
      for (const part of [file, ...parts]) part.ran(ofBoots);
    };
    this.left.push(function* (): Steps<void> {
      const analysis = yield* bootSteps(description, true);
      yield;
      run(bootFindings(analysis, description));
    });
  }

  /** What becomes of the boot, told in the files where somebody would change it. */
  private runBootChecks(checks: readonly Check[], path: string, findings: BootFindings, found: Found): void {
    const { version } = findings.description.kernel;
    const targets = new Map<string, Found>([[path, found]]);
    const targetOf = (at: string): Found => {
      const known = targets.get(at);
      if (known !== undefined) return known;
      const target = this.files.get(at)?.forKernel(version) ?? found;
      targets.set(at, target);
      return target;
    };
    const paths = new Map<unknown, string>();
    runEach(
      checks,
      (check, report) =>
        check.boot?.(findings, (at, problem) => {
          paths.set(problem, at);
          report(problem);
        }),
      this.limit,
      {
        report: (check, problem) => targetOf(paths.get(problem) ?? path).report(check, problem),
        truncated: found.truncated,
      },
    );
  }

  /** The boot that a description tells, or the one that a policy alone is part of. */
  describe(document: Document, conf: BootFile | undefined): BootDescription {
    const checked = new Map<string, PolicySource>();
    const { kernelConfig, commandLine, kernels } = this.options;
    return describeBoot({
      ...(conf === undefined ? { policyPath: document.path } : { conf: { path: document.path, file: conf } }),
      readText: (path) => this.byPath.get(path)?.text,
      readPolicy: (path, kernel) => {
        const known = checked.get(path);
        const named = this.byPath.get(path);
        // A description that names itself as a policy is none.
        if (known !== undefined || named === undefined || (named === document && conf !== undefined)) return known;
        this.inBoots.add(path);
        const policy = this.parse(named);
        const refusal = this.checkPolicy(named, policy, kernel, true);
        const refused: false | Reason = refusal !== undefined &&
          !this.isTakenLineByLine(named, kernel) && {
            kind: refusal.check.id === "syntax/no-rules" ? "policy-empty" : "policy-line",
            text: refusal.problem.message.replace(/\.$/, ""),
            place: { path, span: refusal.problem.span },
            because: [],
          };
        const result = { policy, refused };
        checked.set(path, result);
        return result;
      },
      ...(kernelConfig === undefined ? {} : { kernelConfig }),
      ...(commandLine === undefined ? {} : { commandLine }),
      ...(kernels?.[0] === undefined ? {} : { kernelVersion: kernels[0] }),
    });
  }

  /** Loaders write the lines of a policy that the kernel did not take by its path. */
  private isTakenLineByLine({ path, text }: Document, kernel: Kernel): boolean {
    if (this.options.loader !== undefined) return false;
    const run = new LintRun(
      [{ path, text, language: "ima-policy" }],
      { ...this.options, loader: "write" },
      this.memory?.ofWritten,
    );
    const [document] = run.documents;
    return document !== undefined && run.checkPolicy(document, parsePolicy(text, "write"), kernel, true) === undefined;
  }

  /** The command line in a description, when it stands there as one piece. */
  private checkInlineCommandLine(conf: BootFile, kernel: Kernel, found: Found): void {
    const [section] = sectionsOf(conf, "kernel");
    const [word, ...more] = (section && settingOf(section, "cmdline")?.words) ?? [];
    if (word === undefined || more.length > 0 || conf.text.slice(word.span.start, word.span.end) !== word.text) return;
    const { start } = word.span;
    const moved = <T extends { readonly start: number; readonly end: number }>(span: T) => ({
      start: span.start + start,
      end: span.end + start,
    });
    runCommandLineChecks(this.checksFor(kernel.dialect), parseCommandLine(word.text), kernel, this.limit, {
      truncated: found.truncated,
      report: (check, problem) => {
        found.report(check, {
          ...problem,
          span: moved(problem.span),
          related: (problem.related ?? []).map((related) => ({ ...related, span: moved(related.span) })),
          fixes: (problem.fixes ?? []).map((fix) => ({
            ...fix,
            edits: fix.edits.map(({ span, newText }) => ({ span: moved(span), newText })),
          })),
        });
      },
    });
  }

  /** Finds what comments suppress, and what is wrong with them. */
  private suppress(file: FileFindings): void {
    const checks = this.checksFor(this.dialects.get(file) ?? "mainline").filter((check) => check.suppression);
    const suppressions = file.suppress(suppressible);
    if (suppressions.length === 0) return;
    const run = (check: Check, report: (problem: Problem) => void) => {
      for (const suppression of suppressions) check.suppression?.(suppression, report);
    };
    runEach(checks, run, this.limit, file.forAllKernels());
  }

  results(): FileResult[] {
    for (const file of this.order) this.suppress(file);
    return this.order.map((file) =>
      file.result(this.dialects.get(file) ?? "mainline", this.options.checks ?? {}, this.files),
    );
  }
}
