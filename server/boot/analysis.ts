/** A boot, phase by phase. */

import type { Kernel } from "../../grammar/index.js";
import { finish, type Steps } from "../policy/index.js";
import { type Answer, type Assumption, all, no, walk, yes } from "./answer.js";
import type { BootDescription, Phase, Step } from "./description.js";
import { noMoreModules } from "./events.js";
import { joinAnalyses } from "./join.js";
import { Machine } from "./machine.js";
import { runPhase } from "./phase-run.js";
import { origin } from "./place.js";
import { policyQuestions } from "./questions.js";
import { type BootAnalysis, type PhaseResult, worst } from "./results.js";
import { type RulesOfPhase, rulesAtBoot, rulesOfPolicies } from "./rules.js";
import { rootTask } from "./task.js";
import { worldsOf } from "./worlds.js";

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
  return finish(bootSteps(description, enforcing));
}

/** analyzeBoot() in steps. What is known of a description is known for as long as there is one. */
export function* bootSteps(description: BootDescription, enforcing: boolean): Steps<BootAnalysis> {
  const ofDescription = known.get(description) ?? new Map<boolean, BootAnalysis>();
  known.set(description, ofDescription);
  let analysis = ofDescription.get(enforcing);
  if (analysis === undefined) {
    analysis = yield* analyze(description, enforcing);
    ofDescription.set(enforcing, analysis);
  }
  return analysis;
}

const known = new WeakMap<BootDescription, Map<boolean, BootAnalysis>>();

function* analyze(description: BootDescription, enforcing: boolean): Steps<BootAnalysis> {
  const told: { result: BootAnalysis; when: string | undefined }[] = [];
  for (const world of worldsOf(description))
    told.push({ result: yield* analyzeWorld(world.description, enforcing), when: world.when });
  const [first, ...others] = told;
  if (first === undefined) throw new Error("a description fits no machine");
  const analysis = others.length === 0 ? first.result : joinAnalyses(told, first.result);
  // What was chosen to go through it is no part of the answer.
  const phases = analysis.phases.map((result, at) => ({ ...result, phase: description.phases[at] ?? result.phase }));
  return { ...analysis, description, phases };
}

/** Goes through one machine that fits the description. */
function* analyzeWorld(description: BootDescription, enforcing: boolean): Steps<BootAnalysis> {
  const [first] = description.phases;
  if (first === undefined) return { description, enforcing, verdict: "boots", phases: [], assumptions: [] };
  const machine = new Machine(description, first, enforcing);
  const { parameters, kernel, secureBoot } = description;
  let rules = heeded(rulesAtBoot(parameters, kernel, secureBoot.value), kernel);
  const loaded: { path: string; file: string; policy: NonNullable<Phase["policy"]["policy"]> }[] = [];
  const phases: PhaseResult[] = [];
  machine.rules = rules;
  if (kernel.option("CONFIG_MODULES") === false)
    machine.loader.disabled = { text: "the kernel is built without modules (CONFIG_MODULES is off)" };
  else if (parameters.modulesDisabled !== undefined)
    machine.loader.disabled = {
      text: noMoreModules,
      ...(description.commandLinePlace === undefined ? {} : { place: description.commandLinePlace }),
    };
  for (const phase of description.phases) {
    yield;
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
      rules = heeded(rulesOfPolicies(loaded, parameters, kernel, secureBoot.value), kernel);
      machine.rules = rules;
    }
    phases.push(yield* runPhase(machine, phase, steps, policy));
  }
  return {
    description,
    enforcing,
    verdict: worst(phases.map(({ verdict }) => verdict)),
    phases,
    assumptions: assumptionsOf(phases, description),
  };
}

/** The rules that a kernel looks at: without IMA none, without appraisal those of other families. */
function heeded(rules: RulesOfPhase, kernel: Kernel): RulesOfPhase {
  if (kernel.option("CONFIG_IMA") === false) return { ...rules, rules: [] };
  if (kernel.option("CONFIG_IMA_APPRAISE") !== false) return rules;
  return { ...rules, rules: rules.rules.filter(({ entry }) => entry?.action.family !== "appraise") };
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
  if (refused !== false && refused !== true && refused.kind === "policy-empty")
    return no({
      kind: "policy-too-late",
      text: `${path} has no rule, and nothing is loaded: the rules stay as they are`,
      ...said,
      because: [refused],
    });
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

/** Options of the kernel that nothing is said of, where rules or policies hang on them. */
function kernelAssumptions({ phases, parameters, secureBoot, saidOptions }: BootDescription): Assumption[] {
  const policies = phases.filter(({ policy }) => policy.kind === "file").length;
  const found: Assumption[] = [];
  if (
    !saidOptions.has("CONFIG_IMA_WRITE_POLICY") &&
    (policies > 1 || (policies > 0 && parameters.policies.includes("appraise_tcb")))
  )
    found.push({
      text: "the kernel takes more than one policy (CONFIG_IMA_WRITE_POLICY), and appraise_tcb wants them signed",
      change: "[kernel] config = FILE, with # CONFIG_IMA_WRITE_POLICY is not set",
    });
  if (secureBoot.value && !saidOptions.has("CONFIG_IMA_ARCH_POLICY"))
    found.push({
      text: "the kernel has the rules of its architecture for secure boot (CONFIG_IMA_ARCH_POLICY), and enforces signatures of modules then",
      change: "[kernel] config = FILE, with # CONFIG_IMA_ARCH_POLICY is not set",
    });
  return found;
}

/** What the results rest on without its being said anywhere. */
function assumptionsOf(phases: readonly PhaseResult[], description: BootDescription): Assumption[] {
  const found = new Map<string, Assumption>();
  const add = ({ assumed }: { readonly assumed?: Assumption }) => {
    if (assumed !== undefined) found.set(assumed.text, assumed);
  };
  const relies = phases.some((phase) => phase.relies.length > 0);
  if (relies) for (const fact of [description.integration, description.modsig, description.hash]) add(origin(fact));
  for (const assumption of kernelAssumptions(description)) add({ assumed: assumption });
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
