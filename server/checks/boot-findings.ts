/** What checks of boots are given. */

import { type BootAnalysis, type BootDescription, type Failure, failuresOf } from "../boot/index.js";

/** What is known of a boot when everything that cannot be proved is refused. */
export interface BootFindings {
  readonly description: BootDescription;
  readonly analysis: BootAnalysis;
  readonly failures: readonly Failure[];
  /** Whether the kernel really refuses. */
  readonly isEnforced: boolean;
}

export function bootFindings(analysis: BootAnalysis, description: BootDescription): BootFindings {
  return {
    description,
    analysis,
    failures: failuresOf(analysis),
    isEnforced: description.mode.value === "enforce",
  };
}
