/**
 * What lint() returns, which is also the JSON of `--format json`, version 1.
 * Lines and columns are 1-based, offsets 0-based; columns and offsets count UTF-16 units; ranges are half open.
 */

import type { Dialect, Range } from "../../grammar/index.js";
import type { Severity } from "./check.js";

export interface FindingEdit {
  readonly range: Range;
  readonly newText: string;
}

export interface FindingFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly FindingEdit[];
}

export interface RelatedPlace {
  readonly path: string;
  readonly range: Range;
  readonly message: string;
}

export interface Finding {
  /** Id of the check: `group/name`. */
  readonly check: string;
  readonly severity: Severity;
  /** What the kernel does, and why. */
  readonly message: string;
  /** What to do about it. */
  readonly help?: string;
  readonly range: Range;
  /** The target kernels that this is true of; all of them when absent. */
  readonly kernels?: readonly string[];
  /** These kernels fail the load of the policy because of this. */
  readonly kernelRejects: boolean;
  readonly related: readonly RelatedPlace[];
  /** What was taken for granted to say this. */
  readonly assumptions: readonly string[];
  readonly fixes: readonly FindingFix[];
  /** The page of the check, relative to the root of the package. */
  readonly url: string;
}

/** What was found, and is said to be meant by a comment `# imalint-ignore CHECK: reason`. */
export interface SuppressedFinding {
  readonly check: string;
  readonly range: Range;
  readonly reason: string;
}

export type Language = "ima-policy" | "digest-cache" | "kernel-command-line" | "kernel-config";

export interface FileResult {
  readonly path: string;
  readonly language: Language;
  readonly dialect: Dialect;
  /** The target kernels, major.minor. */
  readonly kernels: readonly string[];
  /** Sorted by offset, then by check. */
  readonly findings: readonly Finding[];
  /** Findings that comments in the file suppress, in the same order. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Facts that were taken for granted where nothing was found wrong. */
  readonly assumptions: readonly string[];
  /** Checks that found more than was kept. */
  readonly truncated: readonly string[];
}

export interface LintResult {
  readonly version: 1;
  readonly tool: { readonly name: "imalint"; readonly version: string };
  readonly files: readonly FileResult[];
  readonly summary: {
    readonly files: number;
    readonly error: number;
    readonly warning: number;
    readonly info: number;
    /** Files that some target kernel refuses to load. */
    readonly rejected: number;
  };
}
