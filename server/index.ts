/**
 * imalint as a library.
 *
 * lint() checks policies; parsePolicy() and decide() are what it stands on.
 */

export type { Dialect, KernelConfig, Loader, Lsm, Policy, Position, Range, Rule, RuleEntry } from "../grammar/index.js";
export { detectDialect, Kernel, parsePolicy, printPolicy } from "../grammar/index.js";
export type {
  BootAnalysis,
  BootDescription,
  Failure,
  ListResult,
  ParserResult,
  PhaseResult,
  ProgramResult,
  Reason,
  StepResult,
} from "./boot/index.js";
export { analyzeBoot, failuresOf } from "./boot/index.js";
export { applyFixes, fixUntilStable, safeFixes } from "./checks/apply-fixes.js";
export { bootAnalysis, bootOf, filesNamedBy } from "./checks/boots.js";
export type { Check, Severity } from "./checks/check.js";
export type {
  FileResult,
  Finding,
  FindingEdit,
  FindingFix,
  Language,
  LintResult,
  RelatedPlace,
  SuppressedFinding,
} from "./checks/finding.js";
export type { Document, Linting, LintOptions } from "./checks/lint.js";
export { LintMemory, lint, startLint } from "./checks/lint.js";
export { checks } from "./checks/registry.js";
export type { Review, ReviewedChange, ReviewedRule } from "./checks/review.js";
export { review } from "./checks/review.js";
export type { Boot, Side } from "./checks/rules-in-force.js";
export { suppressEdit } from "./checks/suppress-edit.js";
export type {
  Access,
  Attempt,
  Change,
  Coverage,
  Covered,
  Decision,
  Direction,
  Existence,
  FamilyDecision,
  FileSystemIdentity,
  Ids,
  MergedFlags,
  PolicyChange,
  Redundant,
  RedundantRule,
  RegionSpec,
  Unreachable,
  UnreachableRule,
} from "./policy/index.js";
export {
  coverage,
  decide,
  difference,
  exists,
  matchRule,
  plainUser,
  redundant,
  root,
  unreachable,
} from "./policy/index.js";
