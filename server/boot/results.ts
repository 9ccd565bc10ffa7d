/** What becomes of a boot, of its phases, and of what is asked in them. */

import type { Answer, Assumption } from "./answer.js";
import type { BootDescription, DigestList, ParserFile, Phase, Step, UsedFile } from "./description.js";
import type { Measurement } from "./machine.js";
import type { RulesOfPhase } from "./rules.js";

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
  /** Whether a module as the kernel's build leaves it can be loaded; undefined: no rule is about modules. */
  readonly modules: Answer | undefined;
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

/** The worst of several. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return (["stuck", "depends"] as const).find((verdict) => verdicts.includes(verdict)) ?? "boots";
}
