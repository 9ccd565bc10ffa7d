/**
 * A machine with an Integrity Digest Cache, one event after another: what is loaded, which digest lists were read and
 * which are spoilt, and what IMA answers. Answers have three values, for what the description leaves open.
 *
 * Every question that could come back to itself is cut off by the kernel: a file that the digest cache opens for itself
 * (a list, a parser module) is never given a digest cache. So what an event needs is settled by going through what it
 * needs in turn, and what cannot be reached so is not provable: the least fixpoint.
 *
 * Follows process_measurement() and ima_appraise_measurement() in security/integrity/ima/, and digest_cache_get(),
 * digest_cache_init(), digest_cache_parse_digest_list() and load_parser() of the Integrity Digest Cache v6.
 */

import { type Kernel, type Permission, readListName } from "../../grammar/index.js";
import { type Decision, decisionsOf, type PossibleDecision, type RegionSpec } from "../policy/index.js";
import { type Answer, all, any, either, no, type Reason, type Truth, yes } from "./answer.js";
import type { BootDescription, DigestList, Fact, MachineFile, ParserFile, Phase, UsedFile } from "./description.js";
import { directoryOf, listsInOrder, normalized, searchOf } from "./list-search.js";
import { compressionOf, isFound } from "./parser-file.js";
import { origin, ruleName } from "./place.js";
import { algorithmOf, type Demand, demandOf, demandWords, ownProof } from "./proofs.js";
import type { RulesOfPhase } from "./rules.js";
import { idsOf, rootTask, type Task, taskName } from "./task.js";
import { witnessWords } from "./witness.js";

/** What the kernel knows of a digest list. */
interface ListState {
  /** Whether it could be read. */
  readonly read: Answer;
  /** Whether it was appraised and measured so that it counts. */
  readonly usage: Usage;
  /** Whether it was parsed; undefined: only read. A start that failed stays failed. */
  parsed?: Answer;
  /** The parser that it was parsed with. */
  readonly spoiltBy?: string;
}

interface Usage {
  readonly appraise: Answer;
  readonly measure: Answer;
}

/** What one hook says. */
export interface Ruling {
  readonly answer: Answer;
  /** Whether a digest list vouches for the file. */
  readonly byList: boolean;
}

export interface Measurement {
  readonly pcr: number;
  readonly path: string;
}

/** One hook that an event asks, with its mask. */
export interface Question {
  readonly hook: string;
  readonly mask: readonly Permission[];
}

const read: readonly Permission[] = ["MAY_READ"];
const exec: readonly Permission[] = ["MAY_EXEC"];

const wholeLoad = "MODULE_CHECK";
/** Rules with these hooks make the kernel look at appraise rules even with ima_appraise=off: ima_appraise_flag(). */
const reopening: ReadonlySet<string | undefined> = new Set([
  "MODULE_CHECK",
  "FIRMWARE_CHECK",
  "KEXEC_KERNEL_CHECK",
  "POLICY_CHECK",
]);

export class Machine {
  phase: Phase;
  private rulesNow: RulesOfPhase = { rules: [], origins: new Map() };
  private readonly registered = new Map<string, Answer>();
  /** The phase in which each of them was loaded. */
  private readonly phasesOfLoad = new Map<string, Phase>();
  private lists = new Map<string, ListState>();
  /** Where a file's digest cache came from; it is kept although the default path changes. */
  private caches = new Map<string, string>();
  private presentLists: DigestList[] = [];
  private presentParsers = new Set<string>();
  private readonly xattrs = new Map<string, string | undefined>();
  private readonly loadedModules = new Set<string>();
  private recorded = new Set<string>();
  private modulesDisabled: Fact<boolean> | undefined;
  private defaultPath: Fact<string>;
  readonly measurements: Measurement[] = [];
  /** The first attempt of the kernel to load each parser, by phase and format. */
  readonly attempts = new Map<string, Answer>();

  constructor(
    readonly boot: BootDescription,
    first: Phase,
    /** Whether a file that cannot be proved is refused. */
    readonly enforcing: boolean,
  ) {
    this.phase = first;
    this.defaultPath = boot.kernelDefaultPath;
  }

  get kernel(): Kernel {
    return this.boot.kernel;
  }

  get rules(): RulesOfPhase {
    return this.rulesNow;
  }

  /** The same machine, to try what would happen. */
  fork(): Machine {
    const copy = new Machine(this.boot, this.phase, this.enforcing);
    copy.rulesNow = this.rulesNow;
    for (const [format, answer] of this.registered) copy.registered.set(format, answer);
    for (const [format, phase] of this.phasesOfLoad) copy.phasesOfLoad.set(format, phase);
    copy.lists = new Map([...this.lists].map(([key, state]) => [key, { ...state }]));
    copy.caches = new Map(this.caches);
    copy.presentLists = [...this.presentLists];
    copy.presentParsers = new Set(this.presentParsers);
    for (const [path, value] of this.xattrs) copy.xattrs.set(path, value);
    for (const name of this.loadedModules) copy.loadedModules.add(name);
    copy.recorded = new Set(this.recorded);
    copy.modulesDisabled = this.modulesDisabled;
    copy.defaultPath = this.defaultPath;
    return copy;
  }

  // Events

  /** Another stretch of the boot begins. */
  enter(phase: Phase, absentParsers: ReadonlySet<string>, absentLists: ReadonlySet<string>): void {
    if (phase.root !== this.phase.root) this.caches.clear();
    this.phase = phase;
    this.presentLists = phase.lists.value.filter(({ name }) => !absentLists.has(name));
    this.presentParsers = new Set(phase.parsers.value.filter((format) => !absentParsers.has(format)));
  }

  /** Other rules are in force. */
  setRules(rules: RulesOfPhase): void {
    this.rulesNow = rules;
  }

  setDefaultPath(path: Fact<string>): void {
    this.defaultPath = path;
  }

  disableModules(since: Fact<boolean>): void {
    this.modulesDisabled = since;
  }

  install(what: { parser?: string; list?: DigestList }): void {
    if (what.parser !== undefined) this.presentParsers.add(what.parser);
    const { list } = what;
    if (list === undefined) return;
    this.presentLists = [...this.presentLists.filter(({ name }) => name !== list.name), list];
    this.forget(list.name);
  }

  remove(what: { parser?: string; list?: string }): void {
    if (what.parser !== undefined) this.presentParsers.delete(what.parser);
    if (what.list === undefined) return;
    this.presentLists = this.presentLists.filter(({ name }) => name !== what.list);
    this.forget(what.list);
  }

  /** Inodes leave memory. */
  evict(): void {
    this.lists.clear();
    this.caches.clear();
  }

  unload(format: string): void {
    this.registered.delete(format);
    this.loadedModules.delete(format);
  }

  setListXattr(path: string, value: string | undefined): void {
    this.xattrs.set(path, value);
    this.caches.delete(path);
  }

  /** Opening a list for writing makes the kernel forget it, when the open is granted. */
  resetList(name: string): Answer {
    const list = this.presentLists.find((other) => other.name === name);
    if (list === undefined) return no({ kind: "no-lists", text: `there is no digest list ${name}`, because: [] });
    const { answer } = this.ask(list, { hook: "FILE_CHECK", mask: ["MAY_WRITE"] }, rootTask);
    if (
      answer.value === "yes" &&
      this.enforcing &&
      list.credentials.value.includes("imasig") &&
      this.phase.xattrs.value
    ) {
      const appraised = this.decisions(list, { hook: "FILE_CHECK", mask: ["MAY_WRITE"] }, rootTask);
      if (appraised?.every(({ decision }) => decision.families.appraise.outcome === "do"))
        return no({
          kind: "write-refused",
          text: `${name} has a signature, and such files cannot be opened for writing`,
          because: [],
        });
    }
    if (answer.value !== "no") this.forget(name);
    return answer;
  }

  private forget(name: string): void {
    this.lists.delete(this.keyOf(name));
    this.caches.clear();
  }

  // Questions

  /** A program is run, or a library mapped: every hook of the event has to agree. */
  use(file: UsedFile, task: Task, questions: readonly Question[]): Answer {
    for (const question of questions) {
      const { answer } = this.ask(file, question, task);
      if (answer.value === "yes") continue;
      return { value: answer.value, because: answer.because };
    }
    return yes({ kind: "runs", text: `nothing refuses ${file.name}`, because: [] });
  }

  /** User space loads a module from its file. */
  loadModule(
    file: UsedFile | ParserFile,
    task: Task,
    questions: readonly Question[],
  ): Answer & { readonly loadedBefore: boolean } {
    const name = moduleName(file);
    const result = (answer: Answer) => ({ ...answer, loadedBefore: false });
    const beforeLoad = questions.filter(({ hook }) => hook !== wholeLoad);
    for (const question of beforeLoad) {
      const { answer } = this.ask(file, question, task);
      if (answer.value !== "yes") return result(answer);
    }
    const may = this.mayLoad(task);
    if (may.value !== "yes") return result(may);
    if (beforeLoad.length < questions.length) {
      const { answer } = this.ask(file, { hook: wholeLoad, mask: read }, task);
      if (answer.value !== "yes") return result(answer);
    }
    const signed = this.passesKernelSignatureCheck(file);
    if (signed.value !== "yes") return result(signed);
    if (this.loadedModules.has(name)) return { ...yes(), loadedBefore: true };
    this.loadedModules.add(name);
    const format = file.kind === "parser" ? file.format : file.parserOf;
    const answer = yes({ kind: "parser-loads", text: `user space loads ${file.name}`, because: [] });
    if (format !== undefined) this.register(format, answer);
    return result(answer);
  }

  /** User space loads a module without a file: with an appraise rule for modules only an enforced signature helps. */
  loadFromMemory(task: Task): Answer {
    const may = this.mayLoad(task);
    if (may.value !== "yes" || !this.enforcing || this.boot.moduleSigning.value === "force") return may;
    const rule = this.rulesNow.rules.find(({ entry }) => entry?.action.name === "appraise" && entry.func === wholeLoad);
    if (rule === undefined) return yes();
    return no({
      kind: "init-module",
      text: `a module from memory has no file that ${ruleName({ rule, ...this.rulesNow.origins.get(rule) })} could appraise, and the kernel refuses it unless it enforces signatures of modules by itself`,
      rule: { rule, ...this.rulesNow.origins.get(rule) },
      because: [],
    });
  }

  private register(format: string, answer: Answer): void {
    this.registered.set(format, answer);
    this.phasesOfLoad.set(format, this.phase);
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
    const cache: Usage | undefined = usesCache ? this.cacheFor(file, task) : undefined;
    const rulings = possible.map((one) => this.judge(file, question, one, cache, byDigestCache));
    this.measure(file, possible, question.hook, cache);
    return {
      answer: told(rulings, possible),
      byList: rulings.length > 0 && rulings.every((ruling) => ruling.byList),
    };
  }

  /** What a decision lets a digest list do. */
  private wants({ digestCache }: Decision, hook: string, family: "appraise" | "measure"): boolean {
    if (family === "appraise") return digestCache.appraise && this.isAppraising();
    return digestCache.measure && hook !== "POLICY_CHECK";
  }

  private isAppraising(): boolean {
    return (
      this.boot.mode.value !== "off" ||
      this.rulesNow.rules.some(({ entry }) => entry?.action.name === "appraise" && reopening.has(entry.func))
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
    return decisionsOf(this.rulesNow.rules, ["measure", "appraise"], region, this.kernel);
  }

  private judge(
    file: MachineFile,
    { hook }: Question,
    { decision, witness }: PossibleDecision,
    cache: Usage | undefined,
    byDigestCache: boolean,
  ): Ruling {
    const { outcome, rule } = decision.families.appraise;
    if (outcome !== "do" || rule === undefined) {
      const exempt = rule === undefined ? undefined : { rule, ...this.rulesNow.origins.get(rule) };
      return {
        answer: yes({
          kind: exempt === undefined ? "no-rule" : "exempt",
          text:
            exempt === undefined
              ? `no rule appraises ${file.name} at ${hook}`
              : `${ruleName(exempt)} exempts ${file.name} at ${hook}`,
          ...(exempt === undefined ? {} : { rule: exempt }),
          access: witness,
          because: [],
        }),
        byList: false,
      };
    }
    const demand = demandOf(decision.flags, decision, hook, this.kernel);
    const around = { boot: this.boot, phase: this.phase, hook, compressed: this.isCompressed(file) };
    const digestListCounts = decision.digestCache.appraise && this.kernel.hook(hook)?.digestCache === true;
    const own = this.isTakenToBeLabelled(file, digestListCounts)
      ? yes({
          kind: "proof",
          text: `${file.name} is taken to have what the rule asks for`,
          ...origin(file.credentials),
          because: [],
        })
      : ownProof(file, demand, around);
    const byList =
      digestListCounts && cache !== undefined ? this.byDigestList(file, demand, cache.appraise) : undefined;
    const proof = any(byList === undefined ? [own] : [byList, own]);
    const inForce = { rule, ...this.rulesNow.origins.get(rule) };
    const common = { rule: inForce, access: witness };
    if (proof.value === "yes")
      return {
        answer: yes({
          kind: "demand-met",
          text: `${ruleName(inForce)} appraises ${file.name} at ${hook}`,
          ...common,
          because: proof.because,
        }),
        byList: byList?.value === "yes",
      };
    const reason: Reason = {
      kind: "demand-not-met",
      text: `${ruleName(inForce)} decides about ${file.name} at ${hook}, and accepts ${demandWords(demand)}${
        digestListCounts ? " or a digest list" : ""
      }`,
      ...common,
      because: [
        ...proof.because,
        ...(byDigestCache && digestListCounts
          ? [
              {
                kind: file.kind === "parser" ? ("no-cache-for-parser" as const) : ("no-cache-for-list" as const),
                text: `${file.name} is opened by the digest cache itself, and such a file is never given a digest cache, whatever list has its digest`,
                because: [],
              },
            ]
          : []),
      ],
    };
    if (!this.enforcing) return { answer: yes({ ...reason, kind: "not-enforced" }), byList: false };
    return { answer: { value: proof.value, because: [reason] }, byList: false };
  }

  /** A first program of which nothing is said, where files can be labelled and no digest list is asked. */
  private isTakenToBeLabelled(file: MachineFile, digestListCounts: boolean): boolean {
    return file.kind === "file" && (file as UsedFile).isAssumed && !digestListCounts && this.phase.xattrs.value;
  }

  private byDigestList(file: MachineFile, demand: Demand, found: Answer): Answer {
    const algorithm = algorithmOf(file, this.boot);
    if (found.value === "no" || demand.algorithms === undefined || demand.algorithms.includes(algorithm.value))
      return found;
    return no({
      kind: "algorithm-not-accepted",
      text: `IMA hashes ${file.name} with ${algorithm.value}, and the rule accepts ${demand.algorithms.join(", ")}`,
      ...origin(algorithm),
      because: [],
    });
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
    if (cache?.measure.value === "yes" && this.wants(first.decision, hook, "measure")) return;
    const pcr = first.decision.pcr ?? Number(this.kernel.config.CONFIG_IMA_MEASURE_PCR_IDX ?? 10);
    const identity = `${this.phase.root} ${pcr} ${file.path}`;
    if (this.recorded.has(identity)) return;
    this.recorded.add(identity);
    this.measurements.push({ pcr, path: file.path });
  }

  /** Whether IMA is shown a compressed file. */
  private isCompressed(file: MachineFile): boolean {
    if (this.kernel.has("modulesSeenDecompressed")) return false;
    if (file.kind === "parser") return this.compressionOfParser(file as ParserFile) !== "none";
    return file.kind === "file" && (compressionOf(file.path) ?? "none") !== "none";
  }

  private compressionOfParser(parser: ParserFile) {
    return (parser.where === undefined ? undefined : compressionOf(parser.where.value)) ?? this.boot.compression.value;
  }

  // The digest cache

  private keyOf(name: string): string {
    return `${this.phase.root} ${name}`;
  }

  /** Whether a digest list that counts has the file's digest. */
  private cacheFor(file: MachineFile, task: Task): Usage {
    const missing = (reason: Reason): Usage => ({ appraise: no(reason), measure: no(reason) });
    if (!this.boot.integration.value)
      return missing({
        kind: "no-lists",
        text: "the kernel has no digest cache",
        ...origin(this.boot.integration),
        because: [],
      });
    if (file.kind === "digest-list")
      return missing({
        kind: "no-cache-for-list",
        text: `no digest list vouches for ${file.name}, which is one itself`,
        because: [],
      });
    const { phase } = this;
    const said = this.xattrs.has(file.path) ? this.xattrs.get(file.path) : file.listXattr?.value;
    const xattr = phase.xattrs.value ? said : undefined;
    const path = this.caches.get(file.path);
    const search = searchOf(
      path === undefined ? this.defaultPath : { value: path },
      xattr,
      file,
      this.presentLists,
      phase,
    );
    if ("reason" in search) return missing(search.reason);
    if (this.boot.prefetch.value && search.wanted !== undefined)
      for (const list of listsInOrder(search.lists)) {
        if (list === search.wanted) break;
        this.readList(list);
      }
    const appraise: Answer[] = [];
    const measure: Answer[] = [];
    let listed = false;
    for (const list of search.wanted === undefined ? listsInOrder(search.lists) : [search.wanted]) {
      const state = this.touch(list, task, file);
      const parsed = state.parsed as Answer;
      // A list by name that is invalid gives no cache; a directory is one whatever its lists are.
      if (parsed.value !== "no" || search.wanted === undefined) this.caches.set(file.path, search.source);
      const holds = this.holds(list, file);
      if (holds.value === "no") {
        if (holds.because[0]?.kind === "hash-algorithm" || search.wanted !== undefined) {
          appraise.push(holds);
          measure.push(holds);
        }
        continue;
      }
      listed = true;
      const found = (usage: Answer, verb: string): Answer => {
        const answer = all([parsed, usage, holds]);
        if (answer.value === "yes")
          return yes({
            kind: "digest-found",
            text: `${list.name} ${verb} and has the digest of ${file.name}`,
            because: answer.because,
          });
        return {
          value: answer.value,
          because: [
            {
              kind: "list-does-not-count",
              text: `${list.name} has the digest of ${file.name}, and ${answer.value === "no" ? "does" : "may"} not count`,
              because: answer.because,
            },
          ],
        };
      };
      appraise.push(found(state.usage.appraise, "is appraised"));
      measure.push(found(state.usage.measure, "is measured"));
      if (parsed.value === "yes") break;
    }
    if (!listed && appraise.length === 0)
      return missing({
        kind: "not-listed",
        text: `no digest list of phase ${phase.name} has the digest of ${file.name}`,
        ...(file.lists === undefined ? (file.place === undefined ? {} : { place: file.place }) : origin(file.lists)),
        because: [],
      });
    return { appraise: any(appraise), measure: any(measure) };
  }

  /** Whether a list has the digest of a file, by the algorithm that IMA uses for it. */
  private holds(list: DigestList, file: MachineFile): Answer {
    const listed = isListed(list, file);
    if (listed === undefined)
      return no({ kind: "not-listed", text: `${list.name} does not have the digest of ${file.name}`, because: [] });
    const algorithm = algorithmOf(file, this.boot);
    if (list.digests.value !== algorithm.value)
      return no({
        kind: "hash-algorithm",
        text: `${list.name} has ${list.digests.value} digests, and IMA hashes ${file.name} with ${algorithm.value}`,
        ...origin(list.digests),
        because: [
          {
            kind: "hash-algorithm",
            text: `the algorithm for ${file.name} is ${algorithm.value}`,
            ...origin(algorithm),
            because: [],
          },
        ],
      });
    return yes({
      kind: "digest-found",
      text: `${list.name} has the digest of ${file.name}`,
      ...origin(listed),
      because: [],
    });
  }

  /** Reads and parses a list when this was not done before. */
  private touch(list: DigestList, task: Task, forFile: MachineFile): ListState {
    const state = this.readList(list);
    if (state.parsed === undefined) {
      state.parsed = state.read.value === "no" ? state.read : all([state.read, this.parse(list, task, forFile)]);
    } else if (state.parsed.value === "no" && state.parsed.because[0]?.kind !== "list-spoilt") {
      state.parsed = no({
        kind: "list-spoilt",
        text: `${list.name} could not be started at the first access, and stays invalid until it is opened for writing or leaves memory`,
        because: state.parsed.because,
      });
    }
    return state;
  }

  /** The kernel reads a list, in a worker of its own. */
  private readList(list: DigestList): ListState {
    const key = this.keyOf(list.name);
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const question: Question = { hook: "DIGEST_LIST_CHECK", mask: read };
    const ruling = this.ask(list, question, rootTask, true);
    const possible = this.decisions(list, question, rootTask) ?? [];
    const state: ListState = {
      read:
        ruling.answer.value === "no"
          ? no({
              kind: "list-refused",
              text: `the kernel refuses to read ${list.name}`,
              because: ruling.answer.because,
            })
          : ruling.answer,
      usage: this.usageOf(list, possible, ruling.answer),
    };
    this.lists.set(key, state);
    return state;
  }

  /** What IMA remembers of having read a list: nothing, when a rule without func= appraised it. */
  private usageOf(list: DigestList, possible: readonly PossibleDecision[], readable: Answer): Usage {
    const forgotten = (rule: PossibleDecision["decision"]["families"]["appraise"]["rule"]) =>
      rule?.entry !== undefined && !rule.entry.action.negative && rule.entry.func === undefined;
    const answers = possible.map(({ decision, witness }) => {
      const { appraise, measure } = decision.families;
      const place = (rule: typeof appraise.rule) =>
        rule === undefined ? {} : { rule: { rule, ...this.rulesNow.origins.get(rule) } };
      const name = (rule: typeof appraise.rule) =>
        rule === undefined ? "no rule" : ruleName({ rule, ...this.rulesNow.origins.get(rule) });
      const appraiseAnswer =
        appraise.outcome === "do" && !forgotten(appraise.rule)
          ? yes({
              kind: "list-verified",
              text: `${name(appraise.rule)} appraises ${list.name}`,
              ...place(appraise.rule),
              access: witness,
              because: readable.because,
            })
          : no({
              kind: "list-not-verified",
              text: notVerified(list.name, appraise.outcome, name(appraise.rule)),
              ...place(appraise.rule),
              access: witness,
              because: [],
            });
      const measured = measure.outcome === "do" && !(appraise.outcome === "do" && forgotten(appraise.rule));
      const measureAnswer = measured
        ? yes({
            kind: "list-measured",
            text: `${name(measure.rule)} measures ${list.name}`,
            ...place(measure.rule),
            access: witness,
            because: [],
          })
        : no({
            kind: "list-not-measured",
            text:
              measure.outcome === "do"
                ? `${list.name} is measured, but appraised by ${name(appraise.rule)}, which has no func=: the kernel forgets both`
                : measure.outcome === "dont"
                  ? `${name(measure.rule)} exempts ${list.name} from measurement`
                  : `no rule measures ${list.name}`,
            ...place(measure.outcome === "do" ? appraise.rule : measure.rule),
            access: witness,
            because: [],
          });
      return { appraiseAnswer, measureAnswer };
    });
    return {
      appraise: either(answers.map(({ appraiseAnswer }) => appraiseAnswer)),
      measure: either(answers.map(({ measureAnswer }) => measureAnswer)),
    };
  }

  private parse(list: DigestList, task: Task, forFile: MachineFile): Answer {
    const name = readListName(list.name);
    if (name === undefined)
      return no({
        kind: "list-name",
        text: `the name ${list.name} selects no parser: digest lists are named [NUMBER-]FORMAT-NAME`,
        ...(list.place === undefined ? {} : { place: list.place }),
        because: [],
      });
    const parser = this.parserFor(name.format, task, forFile);
    if (parser.value === "no")
      return { value: "no", because: parser.because.map((reason) => ({ ...reason, text: reason.text })) };
    const content = list.content;
    if (content !== undefined && content.value !== name.format)
      return no({
        kind: "list-content",
        text: `the name of ${list.name} selects the parser ${name.format}, and its content is of the format ${content.value}`,
        ...origin(content),
        because: [],
      });
    if (list.files !== undefined && list.files.value.length === 0)
      return no({
        kind: "list-empty",
        text: `${list.name} has no digests, and the kernel takes it for invalid`,
        ...origin(list.files),
        because: [],
      });
    return parser;
  }

  // Parsers

  /** Whether there is a parser for a format, which the kernel loads when there is none yet. */
  private parserFor(format: string, task: Task, forFile?: MachineFile): Answer {
    const parser = this.boot.parsers.get(format);
    if (parser?.load.value === "builtin")
      return yes({
        kind: "parser-built-in",
        text: `the parser ${format} is built into the kernel`,
        ...origin(parser.load),
        because: [],
      });
    const registered = this.registered.get(format);
    if (registered?.value === "yes")
      return yes({ kind: "parser-loaded", text: `the parser ${format} is loaded`, because: registered.because });
    if (forFile?.kind === "parser" && (forFile as ParserFile).format === format)
      return no({
        kind: "is-the-parser",
        text: `${forFile.name} is the parser that would have to be loaded first, and no digest cache can be asked while it is`,
        because: [],
      });
    const answer = this.loadParser(format, task);
    const attempt = `${this.phase.name} ${format}`;
    if (!this.attempts.has(attempt)) this.attempts.set(attempt, answer);
    if (answer.value !== "no") this.register(format, answer);
    if (answer.value === "yes") this.loadedModules.add(format);
    return answer;
  }

  /** The kernel loads a parser by itself, with the rights of the task whose access needs it. */
  loadParser(format: string, task: Task): Answer {
    const parser = this.boot.parsers.get(format);
    if (parser === undefined || parser.load.value === "absent")
      return no({
        kind: "parser-absent",
        text: `there is no parser for the format ${format}`,
        ...origin(parser?.load),
        because: [],
      });
    if (!this.presentParsers.has(format))
      return no({
        kind: "parser-absent",
        text: `the module of the parser ${format} is not there in phase ${this.phase.name}`,
        ...origin(this.phase.parsers),
        because: [],
      });
    const found = isFound(parser, this.boot);
    if (found.value === "no") return found;
    if (this.compressionOfParser(parser) !== "none" && this.boot.decompress.value === "user-space")
      return no({
        kind: "parser-compressed",
        text: `the module of the parser ${format} is compressed, and this kernel leaves that to user space (CONFIG_MODULE_DECOMPRESS is off)`,
        ...origin(this.boot.decompress),
        because: [],
      });
    const may = this.mayLoad(task);
    if (may.value === "no") return may;
    const { answer } = this.ask(parser, { hook: wholeLoad, mask: read }, task, true);
    const ruled: Answer =
      answer.value === "yes"
        ? answer
        : {
            value: answer.value,
            because: [
              {
                kind: "parser-refused",
                text: `the kernel refuses to load the parser ${format}`,
                because: answer.because,
              },
            ],
          };
    const loads = all([ruled, this.passesKernelSignatureCheck(parser)]);
    if (loads.value !== "yes") return loads;
    return yes({
      kind: "parser-loads",
      text: `the kernel loads the parser ${format} at the first access that needs it`,
      because: answer.because,
    });
  }

  private mayLoad(task: Task): Answer {
    if (this.modulesDisabled !== undefined)
      return no({
        kind: "modules-disabled",
        text: "kernel.modules_disabled=1: no module can be loaded any more",
        ...origin(this.modulesDisabled),
        because: [],
      });
    if (task.uid !== 0)
      return no({
        kind: "no-capability",
        text: `a module is loaded with the rights of the task that needs it, and ${taskName(task)} has no CAP_SYS_MODULE`,
        because: [],
      });
    return yes();
  }

  /** The module loader's own check, which has nothing to do with IMA. */
  private passesKernelSignatureCheck(file: MachineFile): Answer {
    if (this.boot.moduleSigning.value !== "force" || file.credentials.value.includes("appended")) return yes();
    return no({
      kind: "parser-unsigned",
      text: `the kernel itself refuses modules without an appended signature, and ${file.name} has none`,
      ...origin(this.boot.moduleSigning),
      because: [
        {
          kind: "nothing-to-show",
          text: `${file.name} has no signature that the module loader looks at`,
          ...origin(file.credentials),
          because: [],
        },
      ],
    });
  }

  // What came of it

  /** Whether a list can be used, for what rules rely on; undefined: it was not asked for. */
  stateOf(list: DigestList): { readonly parsed: Answer; readonly usage: Usage } | undefined {
    const state = this.lists.get(this.keyOf(list.name));
    return state?.parsed === undefined ? undefined : { parsed: state.parsed, usage: state.usage };
  }

  /** Starts a list that nothing has asked for yet. */
  start(list: DigestList, task: Task): { readonly parsed: Answer; readonly usage: Usage } {
    const state = this.touch(list, task, list);
    return { parsed: state.parsed as Answer, usage: state.usage };
  }

  /** The format that a list's name chooses. */
  formatOf(list: DigestList): string | undefined {
    return readListName(list.name)?.format;
  }

  /** Whether the kernel looks for digest lists where this one is. */
  isLookedAt(list: DigestList): Answer {
    const path = normalized(this.defaultPath.value);
    if (
      list.path === path ||
      directoryOf(list.path) === path ||
      [...this.caches.values()].some((source) => normalized(source) === directoryOf(list.path))
    )
      return yes();
    return no({
      kind: "default-path",
      text: `the kernel looks for digest lists in ${this.defaultPath.value}, and ${list.name} is in ${directoryOf(list.path)}`,
      ...origin(this.defaultPath),
      because: [],
    });
  }

  /** Whether a parser is there, or would be: nothing may have asked for it. */
  parserState(format: string, needed: boolean, task: Task): Answer {
    const parser = this.boot.parsers.get(format);
    if (parser?.load.value === "builtin") return this.parserFor(format, task);
    const registered = this.registered.get(format);
    if (registered !== undefined)
      return this.phasesOfLoad.get(format) === this.phase
        ? registered
        : {
            value: registered.value,
            because: [
              {
                kind: "parser-loaded-before",
                text: `the parser ${format} is loaded since phase ${this.phasesOfLoad.get(format)?.name}`,
                because: registered.because,
              },
            ],
          };
    if (!needed)
      return no({
        kind: "not-needed",
        text: `nothing asks for the parser ${format} in phase ${this.phase.name}, so the kernel does not load it`,
        because: [],
      });
    return this.attempts.get(`${this.phase.name} ${format}`) ?? this.fork().loadParser(format, task);
  }

  get modules(): string[] {
    return [...this.loadedModules];
  }

  isPresent(list: DigestList): boolean {
    return this.presentLists.includes(list);
  }
}

/** One answer for all accesses that fit; where they differ, those that fail say which they are. */
function told(rulings: readonly Ruling[], possible: readonly PossibleDecision[]): Answer {
  const answer = either(rulings.map((ruling) => ruling.answer));
  if (answer.value !== "depends" || rulings.length === 1) return answer;
  const failing = rulings.flatMap(({ answer: { value, because } }, at) => {
    const witness = possible[at]?.witness;
    if (value === "yes" || witness === undefined) return [];
    return because.map((reason) => ({ ...reason, text: `${reason.text}, ${witnessWords(witness)}` }));
  });
  return { value: "depends", because: failing };
}

function notVerified(list: string, outcome: "do" | "dont" | "none", rule: string): string {
  if (outcome === "do")
    return `${list} is appraised by ${rule}, which has no func=, and such an appraisal of a digest list is not remembered`;
  return outcome === "dont"
    ? `${rule} exempts ${list} from appraisal, so it does not count as verified`
    : `no rule appraises ${list}, so it does not count as verified`;
}

/** By which fact a list has a file; undefined: it does not. */
function isListed(list: DigestList, file: MachineFile): Fact<unknown> | undefined {
  if (file.lists?.value.includes(list.name)) return file.lists;
  if (list.files?.value.includes(file.path)) return list.files;
  if (file.kind === "file" && (file as UsedFile).isAssumed && file.lists === undefined && list.files === undefined)
    return file.credentials;
  return undefined;
}

/** The name of the module in a file. */
function moduleName(file: UsedFile | ParserFile): string {
  if (file.kind === "parser") return file.format;
  if (file.parserOf !== undefined) return file.parserOf;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return (name.split(".")[0] ?? name).replaceAll("-", "_");
}

/** The hooks of running a program. */
export const runQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: exec },
  { hook: "BPRM_CHECK", mask: exec },
  { hook: "CREDS_CHECK", mask: exec },
  { hook: "MMAP_CHECK", mask: exec },
  { hook: "MMAP_CHECK_REQPROT", mask: exec },
];

/** The hooks of mapping a library. */
export const mapQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: read },
  { hook: "MMAP_CHECK", mask: exec },
  { hook: "MMAP_CHECK_REQPROT", mask: exec },
];

/** The hooks of loading a module from user space. */
export const moduleQuestions: readonly Question[] = [
  { hook: "FILE_CHECK", mask: read },
  { hook: wholeLoad, mask: read },
];

export function questionsOf(hooks: readonly string[], kernel: Kernel): Question[] {
  return hooks.map((hook) => {
    const permission = kernel.hook(hook)?.permission;
    return { hook, mask: permission === undefined ? read : [permission] };
  });
}

export type { Truth };
