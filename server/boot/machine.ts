/**
 * A machine with an Integrity Digest Cache, one event after another: what IMA answers, and what comes of it. Answers
 * have three values, for what the description leaves open.
 *
 * Every question that could come back to itself is cut off by the kernel: a file that the digest cache opens for itself
 * (a list, a parser module) is never given a digest cache. So what an event needs is settled by going through what it
 * needs in turn, and what cannot be reached so is not provable: the least fixpoint.
 *
 * Follows process_measurement() in security/integrity/ima/ima_main.c.
 */

import { type Kernel, hooks as knownHooks, measurePcr, type Rule } from "../../grammar/index.js";
import { type Decision, decidersOf, decisionsOf, type PossibleDecision, type RegionSpec } from "../policy/index.js";
import { type Answer, all, either, no, type Reason, yes } from "./answer.js";
import type { BootDescription, DigestList, MachineFile, ParserFile, Phase, UsedFile } from "./description.js";
import { DigestCache } from "./digest-cache.js";
import { type Court, judge, type Ruling, told } from "./judge.js";
import type { Usage } from "./list-usage.js";
import { ModuleLoader } from "./module-loader.js";
import { isCompressed, isReadable, moduleName } from "./parser-file.js";
import { kernelLoad, moduleHook, openForWriting, type Question } from "./questions.js";
import type { RulesOfPhase } from "./rules.js";
import { idsOf, rootTask, type Task } from "./task.js";

/** An entry of the measurement list. */
export interface Measurement {
  readonly pcr: number;
  readonly path: string;
}

/** Rules with these hooks make the kernel look at appraise rules even with ima_appraise=off: ima_appraise_flag(). */
const reopening: ReadonlySet<string | undefined> = new Set([
  "MODULE_CHECK",
  "FIRMWARE_CHECK",
  "KEXEC_KERNEL_CHECK",
  "POLICY_CHECK",
]);

export class Machine {
  phase: Phase;
  /** The rules that are in force. */
  rules: RulesOfPhase = { rules: [], origins: new Map() };
  readonly loader: ModuleLoader;
  readonly digestCache: DigestCache;
  readonly measurements: Measurement[] = [];
  /** The first program of the phase has not run yet. */
  early = true;
  /** Only signed policies are taken; that is never taken back. */
  signedPolicies = false;
  private recorded = new Set<string>();
  /** Files that count as measured into a PCR, because a digest list has them. */
  private spared = new Set<string>();
  private readonly decided: WeakMap<RulesOfPhase, Map<string, PossibleDecision[] | undefined>>;

  /**
   * @param enforcing whether a file that cannot be proved is refused
   * @param like a machine whose state it takes over
   */
  constructor(
    readonly boot: BootDescription,
    first: Phase,
    readonly enforcing: boolean,
    like?: Machine,
  ) {
    this.phase = first;
    this.decided = like?.decided ?? new WeakMap();
    this.loader = like?.loader.copyFor(this) ?? new ModuleLoader(boot, this);
    this.digestCache = like?.digestCache.copyFor(this, this.loader) ?? new DigestCache(boot, this, this.loader);
  }

  get kernel(): Kernel {
    return this.boot.kernel;
  }

  /** The same machine, to try what would happen. */
  fork(): Machine {
    const copy = new Machine(this.boot, this.phase, this.enforcing, this);
    copy.rules = this.rules;
    copy.early = this.early;
    copy.recorded = new Set(this.recorded);
    copy.spared = new Set(this.spared);
    return copy;
  }

  /** Another stretch of the boot begins; what is installed in it later is not there yet. */
  enter(phase: Phase, absentParsers: ReadonlySet<string>, absentLists: ReadonlySet<string>): void {
    if (phase.root !== this.phase.root) this.digestCache.forgetSources();
    this.phase = phase;
    this.early = true;
    this.digestCache.setPresent(phase.lists.value.filter(({ name }) => !absentLists.has(name)));
    this.loader.present = new Set(phase.parsers.value.filter((format) => !absentParsers.has(format)));
  }

  /** Opening a list for writing makes the kernel forget it, when the open is granted. */
  resetList(name: string): Answer {
    const list = this.digestCache.present.find((other) => other.name === name);
    if (list === undefined) return no({ kind: "no-lists", text: `there is no digest list ${name}`, because: [] });
    const { answer } = this.ask(list, openForWriting, rootTask);
    const opens = all([answer, this.isUnsealed(list)]);
    if (opens.value !== "no") this.digestCache.forget(name);
    return opens;
  }

  /** A file with an IMA signature that a rule appraises cannot be opened for writing. */
  private isUnsealed(list: DigestList): Answer {
    if (!this.enforcing || !this.phase.xattrs.value || !list.credentials.value.includes("imasig")) return yes();
    const reason: Reason = {
      kind: "write-refused",
      text: `${list.name} has a signature, and such files cannot be opened for writing`,
      because: [],
    };
    const decisions = this.decisions(list, openForWriting, rootTask) ?? [];
    return either(decisions.map(({ decision }) => (decision.families.appraise.outcome === "do" ? no(reason) : yes())));
  }

  /** A program is run, or a library mapped: every hook of the event has to agree. */
  use(file: UsedFile, task: Task, questions: readonly Question[]): Answer {
    const answers: Answer[] = [];
    for (const question of questions) {
      const { answer } = this.ask(file, question, task);
      if (answer.value === "no") return answer;
      answers.push(answer);
    }
    const every = all(answers);
    if (every.value !== "yes") return every;
    return yes({ kind: "runs", text: `nothing refuses ${file.name}`, because: every.because });
  }

  /** User space loads a module from its file. */
  loadModule(
    file: UsedFile | ParserFile,
    task: Task,
    questions: readonly Question[],
  ): Answer & { readonly loadedBefore: boolean } {
    const beforeLoad = questions.filter(({ hook }) => hook !== moduleHook);
    const checks: (() => Answer)[] = [
      ...beforeLoad.map((question) => () => this.ask(file, question, task).answer),
      () => this.loader.mayLoad(task),
      ...(beforeLoad.length < questions.length ? [() => this.ask(file, kernelLoad, task).answer] : []),
      ...(file.kind === "parser" ? [() => isReadable(file, this.boot)] : []),
      () => this.loader.passesKernelSignatureCheck(file),
    ];
    const answers: Answer[] = [];
    for (const check of checks) {
      const answer = check();
      if (answer.value === "no") return { ...answer, loadedBefore: false };
      answers.push(answer);
    }
    const every = all(answers);
    const name = moduleName(file);
    if (this.loader.loadedModules.has(name)) return { ...every, loadedBefore: true };
    const { because } = every;
    const loads: Answer =
      every.value === "yes"
        ? yes({ kind: "parser-loads", text: `user space loads ${file.name}`, because })
        : { value: every.value, because };
    if (loads.value === "yes") this.loader.loadedModules.add(name);
    const format = file.kind === "parser" ? file.format : file.parserOf;
    if (format !== undefined) this.loader.register(format, loads);
    return { ...loads, loadedBefore: false };
  }

  /** What one hook says to one file, with all that comes of the question. */
  ask(file: MachineFile, question: Question, task: Task, byDigestCache = false): Ruling {
    const possible = this.decisions(file, question, task);
    if (possible === undefined)
      return {
        answer: {
          value: "depends",
          because: [
            {
              kind: "too-complex",
              text: `the rules are too complex to say what ${question.hook} makes of ${file.name}`,
              because: [],
            },
          ],
        },
        byList: false,
      };
    const hook = this.kernel.hook(question.hook);
    const usesCache =
      !byDigestCache &&
      hook?.digestCache === true &&
      possible.some(
        ({ decision }) =>
          this.wants(decision, question.hook, "appraise") || this.wants(decision, question.hook, "measure"),
      );
    const cache: Usage | undefined = usesCache ? this.digestCache.forFile(file, task) : undefined;
    const { boot, phase, rules, enforcing, early } = this;
    const compressed = isCompressed(file, boot);
    const court: Court = { boot, phase, rules, enforcing, early, byDigestCache, compressed, hook: question.hook };
    const rulings = possible.map((one) => judge(file, one, court, cache));
    this.measure(file, possible, question.hook, cache);
    return {
      answer: told(rulings, possible),
      byList: rulings.length > 0 && rulings.every((ruling) => ruling.byList),
    };
  }

  /** Families whose rules let a digest list vouch for files of this phase. */
  relies(): readonly ("appraise" | "measure")[] {
    const systems = this.phase.fileSystems.value;
    const hooks = knownHooks.filter((hook) => this.kernel.knows(hook) && hook.digestCache).map(({ name }) => name);
    const region: RegionSpec = {
      hooks,
      ...("kind" in systems ? { fileSystemKind: systems.kind } : { fileSystemOneOf: systems.oneOf }),
    };
    return (["appraise", "measure"] as const).filter((family) => {
      if (family === "appraise" && !this.isAppraising()) return false;
      const relying = ({ entry }: Rule) => entry?.digestCache === true && !entry.action.negative;
      const some = this.rules.rules.some((rule) => rule.entry?.action.family === family && relying(rule));
      const found = some ? decidersOf(this.rules.rules, family, region, this.kernel) : { deciders: [] };
      return found === undefined || found.deciders.some(({ rule }) => relying(rule));
    });
  }

  /** What a decision lets a digest list do. */
  private wants({ digestCache }: Decision, hook: string, family: "appraise" | "measure"): boolean {
    if (family === "appraise") return digestCache.appraise && this.isAppraising();
    return digestCache.measure && hook !== "POLICY_CHECK";
  }

  private isAppraising(): boolean {
    return (
      this.boot.mode.value !== "off" ||
      this.rules.rules.some(({ entry }) => entry?.action.name === "appraise" && reopening.has(entry.func))
    );
  }

  /** The decisions for all accesses that fit; undefined: too complex. */
  decisions(file: MachineFile, { hook, mask }: Question, task: Task): PossibleDecision[] | undefined {
    const systems = (file.fileSystems ?? this.phase.fileSystems).value;
    const region: RegionSpec = {
      hooks: [hook],
      mask,
      ...idsOf(task),
      owner: file.owner.value,
      fileGroup: 0,
      parser: false,
      ...("kind" in systems ? { fileSystemKind: systems.kind } : { fileSystemOneOf: systems.oneOf }),
    };
    // Many files are the same to the rules.
    const key = JSON.stringify(region);
    let known = this.decided.get(this.rules);
    if (known === undefined) {
      known = new Map();
      this.decided.set(this.rules, known);
    }
    if (!known.has(key)) known.set(key, decisionsOf(this.rules.rules, ["measure", "appraise"], region, this.kernel));
    return known.get(key);
  }

  /** Writes the measurement list, as far as it is certain. */
  private measure(
    file: MachineFile,
    possible: readonly PossibleDecision[],
    hook: string,
    cache: Usage | undefined,
  ): void {
    const [first] = possible;
    if (first === undefined || possible.some(({ decision }) => decision.families.measure.outcome !== "do")) return;
    const pcr = first.decision.pcr ?? measurePcr(this.kernel);
    const identity = `${this.phase.root} ${pcr} ${file.path}`;
    if (cache?.measure.value === "yes" && this.wants(first.decision, hook, "measure")) this.spared.add(identity);
    // Lists that are asked and no longer have it have changed, which makes the kernel measure it anew.
    if (this.spared.has(identity) && (cache === undefined || cache.measure.value === "yes")) return;
    if (this.recorded.has(identity)) return;
    this.recorded.add(identity);
    this.measurements.push({ pcr, path: file.path });
  }
}
