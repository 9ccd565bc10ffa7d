/** What a check is, and what it is given. */

import type {
  BootFile,
  CommandLine,
  Dialect,
  Kernel,
  Loader,
  Lsm,
  Policy,
  Rule,
  Span,
  Term,
} from "../../grammar/index.js";

import type { BootFindings } from "./boot-findings.js";
import type { UsedSuppression } from "./used-suppressions.js";

export type Severity = "error" | "warning" | "info";

export interface Edit {
  readonly span: Span;
  readonly newText: string;
}

export interface Fix {
  readonly title: string;
  /**
   * Safe: the kernel decides as before, or it refused the rule before, or nothing that the rule was for could work
   * before. Only safe fixes are applied without being asked for one by one.
   */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

export interface Related {
  /** Undefined: the file that the problem is in. */
  readonly path?: string;
  readonly span: Span;
  readonly message: string;
}

/** What a check found, for one target kernel. */
export interface Problem {
  readonly span: Span;
  /** What the kernel does, and why. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string | undefined;
  /** The default severity of the check when absent. */
  readonly severity?: Severity;
  /** The kernel fails the load because of this. */
  readonly rejects?: boolean;
  readonly related?: readonly Related[];
  /** What was taken for granted to say this. */
  readonly assumptions?: readonly string[];
  readonly fixes?: readonly Fix[];
}

/** Reports a problem in one of several files. */
export type BootReport = (path: string, problem: Problem) => void;

export type Report = (problem: Problem) => void;

/** What is known where a rule is checked by itself, for one target kernel. */
export interface RuleContext {
  /** The text of the policy, for the places in the rule; what else stands there is no matter of the rule. */
  readonly text: string;
  readonly kernel: Kernel;
  readonly loader: Loader;
  /** The active security module; undefined: not known. */
  readonly lsm: Lsm | undefined;
  /** Labels that exist when the policy is loaded; undefined: not known. */
  readonly lsmLabels: ReadonlySet<string> | undefined;
  /** Notes a fact that was taken for granted although nothing was found wrong. */
  assume(fact: string): void;
}

/** What is known where a policy is checked, for one target kernel. */
export interface Context extends RuleContext {
  readonly policy: Policy;
}

/**
 * A check is one file like this one's neighbours and one page of documentation beside it. It uses the weakest of the
 * three grades that does: one term, one rule, the whole policy.
 */
export interface Check {
  /** `group/name`, which is also the path of its files. */
  readonly id: string;
  /** One line for lists. */
  readonly summary: string;
  readonly severity: Severity;
  /** Whether some of its findings bring a fix. */
  readonly fixable?: true;
  /** Its findings are about the file, whatever line they are shown in: a comment above a rule does not suppress them. */
  readonly wholeFile?: true;
  /** Dialects that the check is about; all when absent. */
  readonly dialects?: readonly Dialect[];
  /** For each term with one of these keys that has the form of a token and no stray character in it. */
  readonly term?: {
    readonly keys: readonly string[];
    run(term: Term, rule: Rule, context: RuleContext, report: Report): void;
  };
  rule?(rule: Rule, context: RuleContext, report: Report): void;
  policy?(context: Context, report: Report): void;
  /** For the text of a digest-cache.conf, whatever the boot comes to. */
  bootFile?(file: BootFile, report: Report): void;
  /** For a boot: what fails in it, and why. Each problem is in one of the files that describe the boot. */
  boot?(boot: BootFindings, report: BootReport): void;
  /** For a kernel command line. */
  commandLine?(line: CommandLine, kernel: Kernel, report: Report): void;
  /** For the comments that suppress findings, once it is known what they suppress. */
  suppression?(suppression: UsedSuppression, report: Report): void;
}

/** The sentence that messages about refused rules begin with. */
export function refused(reason: string, errno = "EINVAL"): string {
  return `The kernel refuses this rule (${errno}): ${reason}`;
}

/** Several words as "a", "a or b", "a, b or c". */
export function either(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}
