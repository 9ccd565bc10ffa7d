/** Several machines that fit one description as one answer: what is not the same in all of them depends. */

import type { Answer, Reason } from "./answer.js";
import type { BootAnalysis, ParserResult, PhaseResult, Verdict } from "./results.js";

interface Told<T> {
  readonly result: T;
  /** To follow "when". */
  readonly when: string | undefined;
}

function sameVerdict(verdicts: readonly Verdict[]): Verdict {
  const [first = "boots"] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : "depends";
}

/** Reasons of those that fail, each once, with the machines that it is true of. */
function join(answers: readonly Told<Answer>[]): Answer {
  const [first] = answers;
  if (first === undefined) return { value: "yes", because: [] };
  const { value } = first.result;
  if (answers.every(({ result }) => result.value === value)) return first.result;
  const told = new Map<string, { reason: Reason; when: string[] }>();
  for (const { result, when } of answers) {
    if (result.value === "yes") continue;
    for (const reason of result.because) {
      const known = told.get(reason.text);
      if (known !== undefined && when !== undefined) known.when.push(when);
      else if (known === undefined) told.set(reason.text, { reason, when: when === undefined ? [] : [when] });
    }
  }
  return {
    value: "depends",
    because: [...told.values()].map(({ reason, when }) =>
      when.length === 0 ? reason : { ...reason, text: `${reason.text}, when ${someOf(when)}` },
    ),
  };
}

const mostCases = 3;

function someOf(cases: readonly string[]): string {
  const more = cases.length > mostCases ? `, and ${cases.length - mostCases} cases more` : "";
  return `${cases.slice(0, mostCases).join(", or ")}${more}`;
}

/** One by one, for things that all machines have in the same order. */
function each<T, R>(lists: readonly Told<readonly T[]>[], make: (told: readonly Told<T>[], first: T) => R): R[] {
  return (lists[0]?.result ?? []).map((first, at) => {
    const told = lists.flatMap(({ result, when }) => {
      const item = result[at];
      return item === undefined ? [] : [{ result: item, when }];
    });
    return make(told, first);
  });
}

function part<T, R>(told: readonly Told<T>[], get: (result: T) => R): Told<R>[] {
  return told.map(({ result, when }) => ({ result: get(result), when }));
}

function joinParsers(all: readonly Told<ParserResult>[], first: ParserResult): ParserResult {
  // Where nothing asks for the parser, nothing hangs on it.
  const asking = all.filter(({ result }) => result.needed);
  const told = asking.length === 0 ? all : asking;
  const available = join(part(told, (result) => result.available));
  const proofs = new Set(told.map(({ result }) => result.proof));
  return {
    ...first,
    needed: told.some(({ result }) => result.needed),
    asked: told.some(({ result }) => result.asked),
    available,
    proof:
      proofs.size === 1 ? first.proof : (told.find(({ result }) => result.proof !== "none")?.result.proof ?? "none"),
  };
}

function joinPhases(told: readonly Told<PhaseResult>[], first: PhaseResult): PhaseResult {
  const results = told.map(({ result }) => result);
  const certain = first.measurements.filter((one) =>
    results.every(({ measurements }) => measurements.some((other) => other.pcr === one.pcr && other.path === one.path)),
  );
  return {
    ...first,
    relies: (["appraise", "measure"] as const).filter((family) =>
      results.some(({ relies }) => relies.includes(family)),
    ),
    verdict: sameVerdict(results.map(({ verdict }) => verdict)),
    parsers: each(
      part(told, ({ parsers }) => parsers),
      joinParsers,
    ),
    lists: each(
      part(told, ({ lists }) => lists),
      (lists, list) => ({
        ...list,
        needed: lists.some(({ result }) => result.needed),
        usable: join(part(lists, ({ usable }) => usable)),
        for: list.for.filter((family) => lists.every(({ result }) => result.for.includes(family))),
        families: (["appraise", "measure"] as const).flatMap((family) => {
          const answers = lists.flatMap(({ result, when }) => {
            const found = result.families.find((other) => other.family === family);
            return found === undefined ? [] : [{ result: found.answer, when }];
          });
          return answers.length === 0 ? [] : [{ family, answer: join(answers) }];
        }),
      }),
    ),
    programs: each(
      part(told, ({ programs }) => programs),
      (programs, program) => ({ ...program, runs: join(part(programs, ({ runs }) => runs)) }),
    ),
    modules:
      first.modules && join(part(told, ({ modules }) => modules ?? first.modules ?? { value: "yes", because: [] })),
    policy: join(part(told, ({ policy }) => policy)),
    steps: each(
      part(told, ({ steps }) => steps),
      (steps, step) => ({
        ...step,
        result: join(part(steps, ({ result }) => result)),
        loadedBefore: steps.every(({ result }) => result.loadedBefore),
        modules: step.modules.filter((name) => steps.every(({ result }) => result.modules.includes(name))),
      }),
    ),
    measurements: certain,
  };
}

export function joinAnalyses(told: readonly Told<BootAnalysis>[], first: BootAnalysis): BootAnalysis {
  const assumptions = new Map(
    told.flatMap(({ result }) => result.assumptions.map((assumption) => [assumption.text, assumption] as const)),
  );
  return {
    ...first,
    verdict: sameVerdict(told.map(({ result }) => result.verdict)),
    phases: each(
      part(told, ({ phases }) => phases),
      joinPhases,
    ),
    assumptions: [...assumptions.values()],
  };
}
