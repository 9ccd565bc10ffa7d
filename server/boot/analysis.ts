/** A boot, phase by phase: what is asked, and whether it can be had. */

import { readListName } from "../../grammar/index.js";
import { type Answer, type Assumption, all, any, no, type Place, type Reason, type Truth, yes } from "./answer.js";
import type { BootDescription, Credential, DigestList, ParserFile, Phase, Step, UsedFile } from "./description.js";
import { counts } from "./digest-cache.js";
import { joinAnalyses } from "./join.js";
import { Machine, type Measurement } from "./machine.js";
import { origin } from "./place.js";
import {
  mapQuestions,
  moduleQuestions,
  policyQuestions,
  type Question,
  questionsOf,
  runQuestions,
} from "./questions.js";
import { type RulesOfPhase, rulesAtBoot, rulesOfPolicies } from "./rules.js";
import { rootTask, type Task } from "./task.js";
import { worldsOf } from "./worlds.js";

export type Verdict = "boots" | "stuck" | "depends";

export type ParserProof =
  | "builtin"
  | "loaded-before"
  | "none-needed"
  | "appended"
  | "imasig"
  | "hash"
  | "digest-list"
  | "none";

export interface ParserResult {
  readonly parser: ParserFile;
  /** Whether a digest list of the phase needs it, and a rule relies on digest lists. */
  readonly needed: boolean;
  /** Whether something of the phase asked for it; otherwise it was only tried. */
  readonly asked: boolean;
  readonly available: Answer;
  readonly proof: ParserProof;
}

export interface ListResult {
  readonly list: DigestList;
  readonly needed: boolean;
  /** Whether it counts for one of the families that rely on digest lists. */
  readonly usable: Answer;
  readonly for: readonly ("appraise" | "measure")[];
  /** One by one, for the families that rely on digest lists. */
  readonly families: readonly { readonly family: "appraise" | "measure"; readonly answer: Answer }[];
}

export interface ProgramResult {
  readonly name: string;
  readonly file: UsedFile;
  /** Whether the boot cannot go on without it. */
  readonly isFirst: boolean;
  readonly runs: Answer;
}

export interface StepResult {
  readonly step: Step;
  readonly result: Answer;
  /** A module that was loaded before. */
  readonly loadedBefore: boolean;
  /** Modules that are loaded then. */
  readonly modules: readonly string[];
}

export interface PhaseResult {
  readonly phase: Phase;
  readonly rules: RulesOfPhase;
  /** Families whose rules rely on digest lists. */
  readonly relies: readonly ("appraise" | "measure")[];
  readonly verdict: Verdict;
  readonly parsers: readonly ParserResult[];
  readonly lists: readonly ListResult[];
  readonly programs: readonly ProgramResult[];
  readonly policy: Answer;
  readonly steps: readonly StepResult[];
  readonly measurements: readonly Measurement[];
}

export interface BootAnalysis {
  readonly description: BootDescription;
  /** Whether what cannot be proved is refused. */
  readonly enforcing: boolean;
  readonly verdict: Verdict;
  readonly phases: readonly PhaseResult[];
  readonly assumptions: readonly Assumption[];
}

const verdictOf: Readonly<Record<Truth, Verdict>> = { yes: "boots", no: "stuck", depends: "depends" };

/** The worst of several. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return (["stuck", "depends"] as const).find((verdict) => verdicts.includes(verdict)) ?? "boots";
}

/**
 * Goes through a boot. Time grows with the number of files and steps times that of digest lists, and with the number of
 * file systems that are open and that the rules tell apart.
 *
 * @param enforcing whether what cannot be proved is refused; by default as the command line says
 */
export function analyzeBoot(
  description: BootDescription,
  enforcing: boolean = description.mode.value === "enforce",
): BootAnalysis {
  const told = worldsOf(description).map((world) => ({
    result: analyzeWorld(world.description, enforcing),
    when: world.when,
  }));
  const [first, ...others] = told;
  if (first === undefined) throw new Error("a description fits no machine");
  const analysis = others.length === 0 ? first.result : joinAnalyses(told, first.result);
  return { ...analysis, description };
}

/** Goes through one machine that fits the description. */
function analyzeWorld(description: BootDescription, enforcing: boolean): BootAnalysis {
  const [first] = description.phases;
  if (first === undefined) return { description, enforcing, verdict: "boots", phases: [], assumptions: [] };
  const machine = new Machine(description, first, enforcing);
  const { parameters, kernel, secureBoot } = description;
  let rules = rulesAtBoot(parameters, kernel, secureBoot.value);
  const loaded: { path: string; file: string; policy: NonNullable<Phase["policy"]["policy"]> }[] = [];
  const phases: PhaseResult[] = [];
  machine.rules = rules;
  if (parameters.modulesDisabled !== undefined)
    machine.loader.modulesDisabled = {
      value: true,
      ...(description.commandLinePlace === undefined ? {} : { place: description.commandLinePlace }),
    };
  for (const phase of description.phases) {
    const steps = description.steps.filter((step) => step.phase === phase.name);
    machine.enter(phase, installedLater(steps, "parser"), installedLater(steps, "list"));
    const policy = loadPolicy(machine, phase, loaded.length > 0);
    const { path, file = path, policy: text } = phase.policy;
    if (
      phase.policy.kind === "file" &&
      path !== undefined &&
      file !== undefined &&
      text !== undefined &&
      policy.value !== "no"
    ) {
      loaded.push({ path, file, policy: text });
      rules = rulesOfPolicies(loaded, parameters, kernel, secureBoot.value);
      machine.rules = rules;
    }
    phases.push(runPhase(machine, phase, steps, policy));
  }
  return {
    description,
    enforcing,
    verdict: worst(phases.map(({ verdict }) => verdict)),
    phases,
    assumptions: assumptionsOf(phases, description),
  };
}

function placeOf({ place }: { readonly place?: Place }): { place?: Place } {
  return place === undefined ? {} : { place };
}

/** What a step installs is not there before, unless a step before that uses it. */
function installedLater(steps: readonly Step[], what: "parser" | "list"): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => (step.do === "install" ? (step[what] ?? []) : [])));
}

/** The policy of a phase is loaded by its path, under the rules before it. */
function loadPolicy(machine: Machine, phase: Phase, another: boolean): Answer {
  const { kind, refused, file: path, place } = phase.policy;
  if (kind !== "file") return yes();
  const said = place === undefined ? {} : { place };
  if (refused !== false)
    return no({
      kind: "policy-refused",
      text: `the kernel refuses ${path}, all of it: systemd then stops the boot, and dracut goes on without it`,
      ...said,
      because: refused === true ? [] : [refused],
    });
  if (another && machine.kernel.option("CONFIG_IMA_WRITE_POLICY") === false)
    return no({
      kind: "policy-too-late",
      text: `the kernel takes one policy only (CONFIG_IMA_WRITE_POLICY is off), and ${path} is another: the rules stay as they are`,
      ...said,
      because: [],
    });
  const signed = machine.rules.rules.some(
    ({ entry }) => entry?.action.name === "appraise" && entry.func === "POLICY_CHECK",
  );
  // The demand sticks. Without it the loaders write what the kernel did not take by its path.
  if (signed) machine.signedPolicies = true;
  if (!machine.signedPolicies) return yes();
  const answers = policyQuestions.map((question) => machine.ask(phase.policyFile, question, rootTask).answer);
  return all(answers);
}

function questionsFor(file: UsedFile, machine: Machine): readonly Question[] {
  if (file.hooks !== undefined) return questionsOf(file.hooks.value, machine.kernel);
  return file.isModule ? moduleQuestions : runQuestions.filter(({ hook }) => isKnown(hook, machine));
}

function isKnown(hook: string, { kernel }: Machine): boolean {
  const known = kernel.hook(hook);
  return known !== undefined && kernel.knows(known);
}

/** A file is used: a program with its libraries, or a module. */
function useFile(machine: Machine, file: UsedFile, task: Task): Answer & { readonly loadedBefore: boolean } {
  const questions = questionsFor(file, machine);
  if (file.isModule) return machine.loadModule(file, task, questions);
  const itself = machine.use(file, task, questions);
  if (itself.value === "no") return { ...itself, loadedBefore: false };
  const { files } = machine.boot;
  const libraries = file.libraries.map((path) => {
    const library = files.find((other) => other.path === path) ?? unknownLibrary(path, file);
    return machine.use(
      library,
      task,
      mapQuestions.filter(({ hook }) => isKnown(hook, machine)),
    );
  });
  return { ...all([itself, ...libraries]), loadedBefore: false };
}

function unknownLibrary(path: string, { signedBy, phases }: UsedFile): UsedFile {
  return {
    kind: "file",
    name: path,
    path,
    credentials: { value: [] },
    signedBy,
    owner: { value: 0 },
    fileSystems: undefined,
    hooks: undefined,
    isModule: false,
    parserOf: undefined,
    phases,
    libraries: [],
    isAssumed: false,
  };
}

function runPhase(machine: Machine, phase: Phase, steps: readonly Step[], policy: Answer): PhaseResult {
  const { boot } = machine;
  const measuredBefore = machine.measurements.length;
  const firstTask: Task = { uid: phase.firstAccess.value, ...placeOf(phase.firstAccess) };
  const firsts = new Set(boot.phases.map(({ init }) => init.path));
  const libraries = new Set(boot.files.flatMap((file) => file.libraries));
  // First programs are used as such, and libraries with their programs.
  const isUsed = ({ path, phases }: UsedFile) => {
    if (libraries.has(path) || path === phase.init.path) return false;
    return phases === undefined ? !firsts.has(path) : phases.includes(phase.name);
  };
  const used = boot.files.filter(isUsed);
  const inOrder = [...used.filter((file) => !file.isModule), ...used.filter((file) => file.isModule)];
  const programs: ProgramResult[] = [];
  const stepResults: StepResult[] = [];
  const relies = machine.relies();
  const before = machine.fork();
  // With steps, nothing happens but what they say, and the rest is only tried.
  const startsWithSteps = boot.steps.length > 0;
  const starter = startsWithSteps ? before : machine;
  programs.push({
    name: phase.init.isAssumed ? "first program" : phase.init.name,
    file: phase.init,
    isFirst: true,
    runs: useFile(starter, phase.init, firstTask),
  });
  machine.early = false;
  // Only a program can write the path, so the first one has been run by then.
  const { writtenDefaultPath } = boot;
  if (writtenDefaultPath?.phase.value === phase.name) machine.digestCache.defaultPath = writtenDefaultPath.path;

  const firstUses = new Map<string, Answer>();
  for (const step of steps) {
    const { result, loadedBefore } = runStep(machine, step, phase);
    if (
      step.file !== undefined &&
      (step.do === "access" || step.do === "load-module") &&
      !firstUses.has(step.file.path)
    )
      firstUses.set(step.file.path, result);
    stepResults.push({ step, result, loadedBefore, modules: [...machine.loader.loadedModules] });
  }
  // One machine for all that is only tried.
  let tried: Machine | undefined;
  const trial = () => {
    tried ??= machine.fork();
    return tried;
  };
  for (const file of inOrder)
    programs.push({
      name: file.name,
      file,
      isFirst: false,
      runs: firstUses.get(file.path) ?? useFile(startsWithSteps ? trial() : machine, file, rootTask),
    });

  const lists = phase.lists.value.map((list) => listResult(machine, list, relies, firstTask, trial));
  const parsers = phaseParsers(machine, phase, relies.length > 0, trial);
  return {
    phase,
    rules: machine.rules,
    relies,
    verdict: worst([
      // A policy that comes too late changes nothing, and stops nothing.
      policy.because[0]?.kind === "policy-too-late" ? "boots" : verdictOf[policy.value],
      ...programs.filter(({ isFirst }) => isFirst).map(({ runs }) => verdictOf[runs.value]),
    ]),
    parsers,
    lists,
    programs,
    policy,
    steps: stepResults,
    measurements: machine.measurements.slice(measuredBefore),
  };
}

function runStep(machine: Machine, step: Step, phase: Phase): { result: Answer; loadedBefore: boolean } {
  const done = (result: Answer = yes(), loadedBefore = false) => ({ result, loadedBefore });
  const task: Task = { uid: step.uid, place: step.place };
  const { boot } = machine;
  const { file, parser, list, place } = step;
  switch (step.do) {
    case "access":
    case "load-module": {
      const parserFile = parser === undefined ? undefined : boot.parsers.get(parser);
      if (parserFile !== undefined) {
        const { loadedBefore, ...result } = machine.loadModule(parserFile, task, moduleQuestions);
        return done(result, loadedBefore);
      }
      if (file === undefined) return done();
      if (step.do === "load-module" && !file.isModule) {
        const { loadedBefore, ...result } = machine.loadModule(file, task, moduleQuestions);
        return done(result, loadedBefore);
      }
      const { loadedBefore, ...result } = useFile(machine, file, task);
      return done(result, loadedBefore);
    }
    case "init-module":
      return done(machine.loader.loadFromMemory(task));
    case "install": {
      const installed = list === undefined ? undefined : boot.lists.find(({ name }) => name === list);
      if (parser !== undefined) machine.loader.present.add(parser);
      if (installed !== undefined) machine.digestCache.install(installed);
      return done();
    }
    case "remove":
      if (parser !== undefined) machine.loader.present.delete(parser);
      if (list !== undefined) machine.digestCache.remove(list);
      return done();
    case "reset-list":
      return done(list === undefined ? yes() : machine.resetList(list));
    case "evict":
      machine.digestCache.evict();
      return done();
    case "unload":
      if (parser !== undefined) machine.loader.unload(parser);
      return done();
    case "set-default-path":
      if (step.path !== undefined) machine.digestCache.defaultPath = { value: step.path, place };
      return done();
    case "setxattr":
      if (file !== undefined && phase.xattrs.value) machine.digestCache.setListXattr(file.path, step.xattr);
      return done();
    case "modules-disabled":
      machine.loader.modulesDisabled = { value: true, place };
      return done();
  }
}

/** Whether a list counts, for each family whose rules rely on digest lists. */
function listResult(
  machine: Machine,
  list: DigestList,
  relies: readonly ("appraise" | "measure")[],
  task: Task,
  trial: () => Machine,
): ListResult {
  if (relies.length === 0) {
    const usable = no({
      kind: "not-needed",
      text: `no rule that reaches files of phase ${machine.phase.name} relies on digest lists, and the kernel does not read ${list.name}`,
      because: [],
    });
    return { list, needed: false, usable, for: [], families: [] };
  }
  const state = machine.digestCache.stateOf(list) ?? trial().digestCache.start(list, task);
  const found = machine.digestCache.isLookedAt(list);
  const answers = (["appraise", "measure"] as const).map((family) => ({
    family,
    answer: found.value === "no" ? found : all([found, counts(state.parsed, state.usage[family])]),
  }));
  const families = answers.filter(({ family }) => relies.includes(family));
  return {
    list,
    needed: true,
    usable: any(families.map(({ answer }) => answer)),
    for: answers.filter(({ answer }) => answer.value === "yes").map(({ family }) => family),
    families,
  };
}

function phaseParsers(machine: Machine, phase: Phase, relies: boolean, trial: () => Machine): ParserResult[] {
  const wanted = new Set(phase.lists.value.flatMap(({ name }) => readListName(name)?.format ?? []));
  const formats = new Set([...phase.parsers.value, ...wanted]);
  return [...formats].flatMap((format) => {
    const parser = machine.boot.parsers.get(format);
    if (parser === undefined) return [];
    const asked = machine.loader.stateOf(format);
    const needed = relies && wanted.has(format);
    // What nothing has asked for so far, something else may.
    const tried = asked === undefined && needed ? trial().loader.stateOf(format) : undefined;
    const available = asked ?? tried ?? no(notAsked(format, needed, phase));
    return [
      {
        parser,
        needed: needed && (asked ?? tried) !== undefined,
        asked: asked !== undefined,
        available,
        proof: proofOf(available),
      },
    ];
  });
}

function notAsked(format: string, needed: boolean, { name }: Phase): Reason {
  return needed
    ? { kind: "not-asked", text: `no digest list gets as far as being read by the parser ${format}`, because: [] }
    : {
        kind: "not-needed",
        text: `nothing asks for the parser ${format} in phase ${name}, so the kernel does not load it`,
        because: [],
      };
}

const credentialProof: Readonly<Partial<Record<Credential, ParserProof>>> = {
  appended: "appended",
  "appended-to-compressed": "appended",
  imasig: "imasig",
  hash: "hash",
};

/** By what a parser is there, as the reasons tell. */
export function proofOf(available: Answer): ParserProof {
  if (available.value === "no") return "none";
  const kinds = [...walk(available.because)];
  if (kinds.some(({ kind }) => kind === "parser-built-in")) return "builtin";
  if (kinds.some(({ kind }) => kind === "parser-loaded-before")) return "loaded-before";
  if (kinds.some(({ kind }) => kind === "not-enforced")) return "none";
  const credential = kinds.find((reason) => reason.credential !== undefined)?.credential;
  if (credential !== undefined) return credentialProof[credential] ?? "none";
  if (kinds.some(({ kind }) => kind === "digest-found")) return "digest-list";
  return "none-needed";
}

/** Reasons, and the reasons for them. */
export function* walk(reasons: readonly Reason[]): Generator<Reason> {
  const open = [...reasons].reverse();
  const seen = new Set<Reason>();
  for (let reason = open.pop(); reason !== undefined; reason = open.pop()) {
    if (seen.has(reason)) continue;
    seen.add(reason);
    yield reason;
    for (let at = reason.because.length - 1; at >= 0; at--) open.push(reason.because[at] as Reason);
  }
}

/** What the results rest on without its being said anywhere. */
function assumptionsOf(phases: readonly PhaseResult[], description: BootDescription): Assumption[] {
  const found = new Map<string, Assumption>();
  const add = ({ assumed }: { readonly assumed?: Assumption }) => {
    if (assumed !== undefined) found.set(assumed.text, assumed);
  };
  const relies = phases.some((phase) => phase.relies.length > 0);
  if (relies) for (const fact of [description.integration, description.modsig, description.hash]) add(origin(fact));
  for (const { phase, parsers, lists, programs, policy, steps } of phases) {
    for (const fact of [phase.fileSystems, phase.xattrs]) add(origin(fact));
    if (relies) for (const fact of [phase.parsers, phase.lists]) add(origin(fact));
    for (const { parser, needed } of parsers) if (needed) add(origin(parser.load));
    const answers = [
      ...parsers.filter(({ needed }) => needed).map(({ available }) => available),
      ...lists.map(({ usable }) => usable),
      ...programs.map(({ runs }) => runs),
      ...steps.map(({ result }) => result),
      policy,
    ];
    for (const { because } of answers) for (const reason of walk(because)) add(reason);
  }
  return [...found.values()];
}
