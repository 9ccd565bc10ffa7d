/** What becomes of the boot that a description is of, computed once for all that want to know. */

import { isPattern, matchesPattern, type NamedKind } from "../../../grammar/index.js";
import {
  type Answer,
  analyzeBoot,
  type BootAnalysis,
  type Subject as Failing,
  type Failure,
  failuresOf,
  type PhaseResult,
  walk,
} from "../../boot/index.js";
import { bootOf, filesNamedBy } from "../../checks/boots.js";
import { languageOf } from "../../checks/language.js";
import type { Document, LintOptions } from "../../checks/lint-options.js";
import { causeText, listUse, proofWords, verdictSentence } from "../../report/boot-words.js";
import type { Subject } from "../features.js";
import { subjectOf } from "../subject.js";

export interface Outcome {
  readonly analysis: BootAnalysis;
  readonly failures: readonly Failure[];
  /** The first cause of what fails in a phase, by its kind and name. */
  readonly causes: ReadonlyMap<PhaseResult, ReadonlyMap<string, Failure>>;
}

function causesOf(failures: readonly Failure[]): Outcome["causes"] {
  const causes = new Map<PhaseResult, Map<string, Failure>>();
  for (const failure of failures)
    for (const { phase, kind, name } of failure.subjects) {
      const inPhase = causes.get(phase) ?? new Map<string, Failure>();
      causes.set(phase, inPhase);
      const key = `${kind} ${name}`;
      if (!inPhase.has(key)) inPhase.set(key, failure);
    }
  return causes;
}

interface Known {
  readonly documents: readonly Document[];
  readonly options: LintOptions;
  readonly outcome: Outcome;
}

/** By the description: subjects come and go, also those of a policy that ask for it. */
const known = new WeakMap<Document, Known>();

function isOf({ documents, options }: Known, subject: Subject): boolean {
  const { documents: others } = subject;
  return (
    options === subject.options &&
    documents.length === others.length &&
    documents.every((one, at) => one === others[at])
  );
}

export function outcomeOf(subject: Subject): Outcome {
  const { document, documents, options } = subject;
  const last = known.get(document);
  if (last !== undefined && isOf(last, subject)) return last.outcome;
  const analysis = analyzeBoot(
    subject.prepared.descriptions.get(document.path) ?? bootOf(document, documents, options),
  );
  const failures = failuresOf(analysis);
  const outcome = { analysis, failures, causes: causesOf(failures) };
  known.set(document, { documents, options, outcome });
  return outcome;
}

/** What is true of one thing in one phase. */
export interface Statement {
  readonly phase: string;
  readonly value: "yes" | "no" | "depends" | "not-needed";
  /** What it is about, when the name stands for several things. */
  readonly name: string;
  /** To be read after the name. */
  readonly text: string;
  /** The first cause, when something fails. */
  readonly cause: string | undefined;
}

function causeOf(
  { causes }: Outcome,
  phase: PhaseResult,
  kind: Failing["kind"],
  name: string,
  { because }: Answer,
): string | undefined {
  const failure = causes.get(phase)?.get(`${kind} ${name}`);
  if (failure !== undefined) return causeText(failure);
  for (const reason of walk(because)) if (reason.because.length === 0) return reason.text;
  return undefined;
}

function statement(
  outcome: Outcome,
  phase: PhaseResult,
  kind: Failing["kind"],
  name: string,
  answer: Answer,
  words: Readonly<Record<Answer["value"], string>>,
  title = name,
): Statement {
  const { value } = answer;
  const cause = value === "yes" ? undefined : causeOf(outcome, phase, kind, name, answer);
  return { phase: phase.phase.name, value, name: title, text: words[value], cause };
}

export function parserStatements(outcome: Outcome, phase: PhaseResult, name: string): Statement[] {
  return phase.parsers
    .filter(({ parser }) => parser.format === name)
    .map(({ needed, available, proof }) => {
      if (!needed)
        return { phase: phase.phase.name, value: "not-needed", name, text: "is not asked for", cause: undefined };
      const yes = `can be had: ${proofWords[proof]}`;
      return statement(outcome, phase, "parser", name, available, {
        yes,
        no: "cannot be had",
        depends: "may not be had",
      });
    });
}

export function listStatements(outcome: Outcome, phase: PhaseResult, name: string): Statement[] {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const isMeant = (list: string) => list === base || (isPattern(base) && matchesPattern(base, list));
  return phase.lists
    .filter(({ list }) => isMeant(list.name))
    .map((result) => {
      const { list, needed, usable } = result;
      if (!needed)
        return {
          phase: phase.phase.name,
          value: "not-needed",
          name: list.name,
          text: "is never read: no rule for files of this phase relies on digest lists",
          cause: undefined,
        };
      const yes = listUse(result, phase.relies);
      return statement(outcome, phase, "digest-list", list.name, usable, {
        yes,
        no: "vouches for nothing",
        depends: "may vouch for nothing",
      });
    });
}

export function fileStatements(outcome: Outcome, phase: PhaseResult, path: string): Statement[] {
  return phase.programs
    .filter(({ file }) => file.path === path || file.name === path)
    .map(({ name, file, runs }) =>
      statement(
        outcome,
        phase,
        "program",
        name,
        runs,
        { yes: "can be used", no: "is refused", depends: "may be refused" },
        file.name,
      ),
    );
}

const byKind: Readonly<
  Partial<Record<NamedKind, (outcome: Outcome, phase: PhaseResult, name: string) => Statement[]>>
> = {
  parser: parserStatements,
  "digest-list": listStatements,
  file: fileStatements,
};

/** What becomes of a name, phase by phase; in one phase, when that is said. */
export function statementsOf(outcome: Outcome, kind: NamedKind, name: string, only?: string): Statement[] {
  return outcome.analysis.phases
    .filter(({ phase }) => only === undefined || phase.name === only)
    .flatMap((phase) => byKind[kind]?.(outcome, phase, name) ?? []);
}

/** Causes of what fails in a phase. */
export function failuresIn({ failures }: Outcome, name: string): Failure[] {
  return failures.filter(({ subjects }) => subjects.some(({ phase }) => phase.phase.name === name));
}

/** What becomes of a phase, in a few words. */
export function phaseWords(outcome: Outcome, { phase, verdict }: PhaseResult): string {
  const count = failuresIn(outcome, phase.name).length;
  const causes = `${count} cause${count === 1 ? "" : "s"}`;
  if (verdict === "stuck") return count === 0 ? "stuck" : `stuck: ${causes}`;
  if (verdict === "depends") return "depends on what is not said";
  return count === 0 ? "boots" : "boots, but not everything works";
}

/** The descriptions among the documents that name a policy. */
export function descriptionsOf({ document, documents, options, prepared }: Subject): Subject[] {
  return documents
    .filter((other) => languageOf(other) === "digest-cache")
    .filter(({ path, text }) => filesNamedBy(path, text).some((named) => named.path === document.path))
    .map((other) => subjectOf(other, documents, options, undefined, prepared));
}

/** What the boot comes to that a document describes or is part of, in a sentence; undefined for one without a description. */
export function verdictOf(subject: Subject): string | undefined {
  const [description] = subject.language === "digest-cache" ? [subject] : descriptionsOf(subject);
  return description && verdictSentence(outcomeOf(description).analysis);
}
