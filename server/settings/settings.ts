/** Settings as they are read: layers, of which later ones win. */

import type { Dialect, Loader, Lsm } from "../../grammar/index.js";
import type { Severity } from "../checks/check.js";

export type Level = Severity | "off";

export interface Values {
  readonly kernels?: readonly string[];
  readonly dialect?: Dialect | "auto";
  readonly loader?: Loader;
  readonly lsm?: Lsm;
  readonly "kernel-config"?: string;
  readonly cmdline?: string;
  readonly boot?: string;
  /** By id or group. */
  readonly checks?: Readonly<Record<string, Level>>;
}

/** Settings that are made in one place, for all files or for some. */
export interface Layer {
  /** The path of the imalint.toml, or another name for people. */
  readonly source: string;
  /** Patterns of the files that it is for; undefined: all. */
  readonly paths?: readonly string[];
  readonly values: Values;
  /** Where values stand in their file, by name; those of checks by `checks.NAME`. */
  readonly places: ReadonlyMap<string, Place>;
}

/** From 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Settings {
  /** Later ones win. */
  readonly layers: readonly Layer[];
}

/** What is wrong with settings, or with a file that they name. */
export interface SettingsProblem extends Partial<Place> {
  /** The path of the imalint.toml, or another name for people. */
  readonly source: string;
  readonly message: string;
}

/** A problem in one line, as compilers tell them. */
export function problemText({ source, line, column, message }: SettingsProblem): string {
  return line === undefined ? `${source}: ${message}` : `${source}:${line}:${column ?? 1}: ${message}`;
}

/** Settings of an editor with those of a file, which win. */
export function merge(editor: Settings, file: Settings): Settings {
  return { layers: [...editor.layers, ...file.layers] };
}
