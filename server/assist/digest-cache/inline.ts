/** The kernel command line that a description has in itself. */

import { type CommandLine, parseCommandLine, type Setting } from "../../../grammar/index.js";
import type { Subject } from "../features.js";

export interface InlineCommandLine {
  readonly commandLine: CommandLine;
  /** Where its text begins. */
  readonly start: number;
}

/** Undefined for other keys, and for a value that goes on in the next line: its places are not those of the text. */
export function commandLineIn({ document }: Subject, { key, spec, value }: Setting): InlineCommandLine | undefined {
  if (spec?.type !== "text" || key.text !== "cmdline") return undefined;
  const { start, end } = value.span;
  if (document.text.slice(start, end) !== value.text) return undefined;
  return { commandLine: parseCommandLine(value.text), start };
}
