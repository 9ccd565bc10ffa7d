/** What a description of a boot is made of. */

import type { BootFile, Kernel, KernelConfig, Policy } from "../../grammar/index.js";
import type { Reason } from "./answer.js";

/** A policy that a phase loads. */
export interface PolicySource {
  readonly policy: Policy;
  /** Whether the target kernel refuses to load it, and why. */
  readonly refused: boolean | Reason;
}

/** What there is to read. Pure: whoever asks has read the files. */
export interface BootSources {
  readonly conf?: { readonly path: string; readonly file: BootFile };
  /** The policy that the only phase loads, when there is no digest-cache.conf. */
  readonly policyPath?: string;
  /** The text of a file; undefined: it was not read. */
  readText(path: string): string | undefined;
  readPolicy(path: string, kernel: Kernel): PolicySource | undefined;
  /** What is said beside the files. */
  readonly kernelConfig?: KernelConfig;
  readonly commandLine?: string;
  readonly kernelVersion?: string;
}

/** A path that a file names, as seen from where that file is. */
export function besides(path: string, named: string): string {
  if (named.startsWith("/") || /^[A-Za-z]:[\\/]/.test(named)) return named;
  const parts = path.split("/").slice(0, -1);
  for (const part of named.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
