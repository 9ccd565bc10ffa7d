/** What is checked, and for what. */

import { type Dialect, type KernelConfig, type Loader, type Lsm, newestKernel } from "../../grammar/index.js";
import type { Severity } from "./check.js";
import type { Language } from "./finding.js";

export interface Document {
  readonly path: string;
  readonly text: string;
  /** Told from the name of the file when absent; what names nothing else is a policy. */
  readonly language?: Language;
}

export interface LintOptions {
  /** Target kernels, such as ["6.1", "7.2"]; default: the newest one that speaks the dialect. */
  readonly kernels?: readonly string[];
  /** Default "auto": told from the words of each policy. The result says which one it was. */
  readonly dialect?: Dialect | "auto";
  /**
   * What is known of the kernel's configuration, by full option name. What is not said is taken to be as usual
   * (appended signatures, asymmetric keys, label conditions, the usual hash algorithms), and named as an assumption.
   */
  readonly kernelConfig?: KernelConfig;
  /** A kernel command line, for descriptions of boots that do not say it. */
  readonly commandLine?: string;
  /** The active security module; default: not known. */
  readonly lsm?: Lsm;
  /** Labels that exist when the policy is loaded: any other one is refused. Default: all are taken to exist. */
  readonly lsmLabels?: readonly string[];
  /** How the policy reaches the kernel; default "path". It decides final line feeds, long lines and NUL bytes. */
  readonly loader?: Loader;
  /** How many findings of one check are kept for one file; default 1000. */
  readonly maxFindings?: number;
  /** Severities by check id. */
  readonly checks?: Readonly<Record<string, Severity | "off">>;
}

export const usualMaxFindings = 1000;

/** The newest kernel that speaks each dialect. */
export const defaultKernel: Readonly<Record<Dialect, string>> = {
  mainline: newestKernel,
  "digest-cache": "6.12",
  openeuler: "6.6",
};
