/** One phase: what is asked in it, in the order in which it happens. */

import { readListName } from "../../grammar/index.js";
import type { Steps } from "../policy/index.js";
import { type Answer, all, any, no, type Place, type Reason, type Truth, walk } from "./answer.js";
import type { Credential } from "./credential.js";
import type { BootDescription, DigestList, Phase, Step, UsedFile } from "./description.js";
import { counts } from "./digest-cache.js";
import { rootReaches, rulesWithDigestCache } from "./digest-lists.js";
import { runStep, useFile } from "./events.js";
import type { Machine } from "./machine.js";
import { parserFileName } from "./parser-file.js";
import { moduleHook, moduleQuestions } from "./questions.js";
import {
  type ListResult,
  type ParserProof,
  type ParserResult,
  type PhaseResult,
  type ProgramResult,
  type StepResult,
  type Verdict,
  worst,
} from "./results.js";
import type { RulesOfPhase } from "./rules.js";
import { rootTask, type Task } from "./task.js";

/** Any task that is not root. */
const someUser = 1000;

const verdictOf: Readonly<Record<Truth, Verdict>> = { yes: "boots", no: "stuck", depends: "depends" };

export function* runPhase(machine: Machine, phase: Phase, steps: readonly Step[], policy: Answer): Steps<PhaseResult> {
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
    yield;
    const { result, loadedBefore } = runStep(machine, step, phase);
    if (
      step.file !== undefined &&
      (step.do === "access" || step.do === "load-module") &&
      !firstUses.has(step.file.path)
    )
      firstUses.set(step.file.path, result);
    stepResults.push({ step, result, loadedBefore, modules: [...machine.loader.loadedModules] });
  }
  // Where rules rely on digest lists for other users alone, one of those comes first.
  const relying = rulesWithDigestCache(machine.rules.rules, machine.kernel);
  const isForOthers = relying.length > 0 && rootReaches(relying, machine.rules.rules, machine.kernel) === false;
  const asking: Task = isForOthers ? { uid: someUser, ...placeOf(phase) } : firstTask;
  // One machine for all that is only tried.
  let tried: Machine | undefined;
  const trial = () => {
    tried ??= machine.fork();
    return tried;
  };
  for (const file of inOrder) {
    yield;
    programs.push({
      name: file.name,
      file,
      isFirst: false,
      runs: firstUses.get(file.path) ?? useFile(startsWithSteps ? trial() : machine, file, rootTask),
    });
  }

  yield;
  const modules = appraisesModules(machine.rules)
    ? trial().use(ordinaryModule(boot), rootTask, moduleQuestions)
    : undefined;

  const lists: ListResult[] = [];
  for (const list of phase.lists.value) {
    yield;
    lists.push(listResult(machine, list, relies, asking, trial));
  }
  const parsers = phaseParsers(machine, phase, relies.length > 0, trial);
  return {
    phase,
    rules: machine.rules,
    relies,
    verdict: worst([
      // A policy that comes too late changes nothing, and stops nothing.
      policy.because[0]?.kind === "policy-too-late" ? "boots" : verdictOf[policy.value],
      ...programs.filter(({ isFirst }) => isFirst).map(({ runs }) => verdictOf[runs.value]),
      // What else needs a digest list may stop the boot as well; the description does not say what that is.
      ...(machine.enforcing && relies.includes("appraise") && parsers.some(isMissing) ? (["depends"] as const) : []),
    ]),
    parsers,
    lists,
    programs,
    modules,
    policy,
    steps: stepResults,
    measurements: machine.measurements.slice(measuredBefore),
  };
}

/** A parser that digest lists of the phase need, and that is not there, or perhaps not. */
function isMissing({ needed, available }: ParserResult): boolean {
  return needed && available.value !== "yes";
}

/** Whether some rule is about modules. */
function appraisesModules({ rules }: RulesOfPhase): boolean {
  return rules.some(
    ({ entry }) => entry?.action.name === "appraise" && (entry.func === undefined || entry.func === moduleHook),
  );
}

/** A module as the kernel's build leaves it. */
function ordinaryModule(boot: BootDescription): UsedFile {
  return {
    kind: "file",
    name: "an ordinary kernel module",
    path: `/lib/modules/VERSION/kernel/${parserFileName("*", boot.compression.value)}`,
    credentials: {
      value: ["appended"],
      assumed: {
        text: "ordinary kernel modules have the signature that the kernel's build appends, and no security.ima",
        change: '[file "/lib/modules/MODULE.ko"] signature = imasig',
      },
    },
    signedBy: { value: "kernel-build" },
    owner: { value: 0 },
    fileSystems: undefined,
    hooks: undefined,
    isModule: true,
    parserOf: undefined,
    phases: undefined,
    libraries: [],
    isAssumed: false,
  };
}

function placeOf({ place }: { readonly place?: Place }): { place?: Place } {
  return place === undefined ? {} : { place };
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
  if (kinds.some(({ kind }) => kind === "parser-loaded-before" || kind === "parser-from-memory"))
    return "loaded-before";
  if (kinds.some(({ kind }) => kind === "not-enforced")) return "none";
  const credential = kinds.find((reason) => reason.credential !== undefined)?.credential;
  if (credential !== undefined) return credentialProof[credential] ?? "none";
  if (kinds.some(({ kind }) => kind === "digest-found")) return "digest-list";
  return "none-needed";
}
