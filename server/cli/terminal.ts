/** What the terminal can do. */

import { fstatSync } from "node:fs";
import picocolors from "picocolors";
import type { Colors } from "../report/text.js";

/**
 * Whether standard output goes to a terminal. The module that knows takes some milliseconds to load, and only
 * character devices can be terminals.
 */
function isTerminal(): boolean {
  try {
    return fstatSync(1).isCharacterDevice() && process.stdout.isTTY === true;
  } catch {
    return false;
  }
}

/** Narrower than this, messages are hard to read; wider, lines are. */
const narrowest = 60;
const widest = 120;
const usual = 100;

/** @param when value of --color */
export function colorsFor(when: string | boolean | undefined): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  let enabled: boolean;
  if (when === "always") enabled = true;
  else if (when === "never") enabled = false;
  else if (NO_COLOR !== undefined && NO_COLOR !== "") enabled = false;
  else if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") enabled = FORCE_COLOR !== "0";
  else enabled = isTerminal() && TERM !== "dumb";
  return picocolors.createColors(enabled);
}

/** Columns of the terminal, within what is readable. */
export function outputWidth(): number {
  const columns = Number(process.env.COLUMNS) || (isTerminal() ? process.stdout.columns : usual);
  return Math.max(narrowest, Math.min(widest, columns || usual));
}
