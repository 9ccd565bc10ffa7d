/** Objects -> settings, whatever they were written in. */

import { newestKernel, normalizeVersion } from "../../grammar/index.js";
import { checks } from "../checks/registry.js";
import { asQuestion, suggest } from "../checks/suggest.js";
import { namesOf } from "../checks/suppressions.js";
import { type SettingSpec, settingSpecs } from "./schema.js";
import type { Layer, Place, SettingsProblem, Values } from "./settings.js";
import type { KeyPath } from "./toml-places.js";

/** What is known of the place that settings are read from. */
export interface Source {
  readonly name: string;
  /** How the names of settings are spelled there. */
  spelled(name: string): string;
  placeOf(path: KeyPath): Place | undefined;
  /** Whether other programs keep settings there too. */
  readonly isShared: boolean;
}

type Table = Readonly<Record<string, unknown>>;

const checkNames = namesOf(checks.map(({ id }) => id));

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function described(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);
  if (Array.isArray(value)) return "a list";
  return isTable(value) ? "a table" : String(value);
}

class Reader {
  readonly problems: SettingsProblem[] = [];

  constructor(private readonly source: Source) {}

  problem(path: KeyPath, message: string): undefined {
    this.problems.push({ source: this.source.name, ...this.source.placeOf(path), message });
    return undefined;
  }

  private text(value: unknown, path: KeyPath, name: string): string | undefined {
    return typeof value === "string" ? value : this.problem(path, `${name} must be a text, and is ${described(value)}`);
  }

  private choice(value: unknown, path: KeyPath, name: string, choices: readonly string[]): string | undefined {
    if (typeof value === "string" && choices.includes(value)) return value;
    const near = typeof value === "string" ? suggest(value, choices) : undefined;
    const hint = asQuestion(near, `; it is one of ${choices.join(", ")}`);
    return this.problem(path, `${name} cannot be ${described(value)}${hint}`);
  }

  /** The elements of a list, or one thing as a list of its own. */
  private each<T>(value: unknown, path: KeyPath, read: (one: unknown, path: KeyPath) => T | undefined): T[] {
    const all = Array.isArray(value) ? value.map((one, at) => read(one, [...path, at])) : [read(value, path)];
    return all.filter((one) => one !== undefined);
  }

  private kernel(value: unknown, path: KeyPath, name: string): string | undefined {
    const version = typeof value === "string" ? normalizeVersion(value) : undefined;
    if (version !== undefined) return version;
    const hint = typeof value === "number" ? "; write it in quotes" : `; known are the releases 5.4 to ${newestKernel}`;
    return this.problem(path, `${name} cannot be ${described(value)}${hint}`);
  }

  private levels(value: unknown, path: KeyPath, spec: SettingSpec, name: string) {
    if (!isTable(value)) return this.problem(path, `${name} must be a table, and is ${described(value)}`);
    const levels: Record<string, string> = {};
    for (const [check, level] of Object.entries(value)) {
      const at = [...path, check];
      if (!checkNames.has(check))
        this.problem(
          at,
          `there is no check or group ${described(check)}${asQuestion(suggest(check, checkNames), '; "imalint checks" lists all')}`,
        );
      else {
        const read = this.choice(level, at, `the severity of ${check}`, spec.choices ?? []);
        if (read !== undefined) levels[check] = read;
      }
    }
    return levels;
  }

  private value(spec: SettingSpec, value: unknown, path: KeyPath): unknown {
    const name = this.source.spelled(spec.name);
    switch (spec.type) {
      case "kernels":
        return nonEmpty(this.each(value, path, (one, at) => this.kernel(one, at, name)));
      case "globs":
        return this.each(value, path, (one, at) => this.text(one, at, name));
      case "choice":
        return this.choice(value, path, name, spec.choices ?? []);
      case "levels":
        return this.levels(value, path, spec, name);
      default:
        return this.text(value, path, name);
    }
  }

  /** The settings of a table; those of [[files]] have some more. */
  table(table: Table, path: KeyPath, ofFiles: boolean): Layer {
    const specs = settingSpecs.filter((spec) => ofFiles || !spec.ofFiles);
    const byName = new Map(specs.map((spec) => [this.source.spelled(spec.name), spec]));
    const values: Record<string, unknown> = {};
    const places = new Map<string, Place>();
    const note = (name: string, at: KeyPath) => {
      const place = this.source.placeOf(at);
      if (place !== undefined) places.set(name, place);
    };
    for (const [key, given] of Object.entries(table)) {
      // Editors have nothing else to say that a thing is not set.
      const isUnset = given === undefined || given === null || (this.source.isShared && isEmpty(given));
      if (isUnset || (key === "files" && !ofFiles)) continue;
      const spec = byName.get(key);
      const at = [...path, key];
      if (spec === undefined) {
        this.unknown(key, at, [...byName.keys()], ofFiles);
        continue;
      }
      const value = this.value(spec, given, at);
      if (value === undefined) continue;
      values[spec.name] = value;
      note(spec.name, at);
      if (isTable(value)) for (const name of Object.keys(value)) note(`checks.${name}`, [...at, name]);
    }
    const { paths, ...others } = values;
    // Each value was read as the table of settings says.
    const layer: Layer = { source: this.source.name, values: others as Values, places };
    if (!ofFiles) return layer;
    if (paths === undefined && table[this.source.spelled("paths")] === undefined)
      this.problem(path, "the table does not say which files it is for; write paths = [...]");
    return { ...layer, paths: (paths as string[] | undefined) ?? [] };
  }

  private unknown(key: string, path: KeyPath, names: readonly string[], ofFiles: boolean): void {
    if (this.source.isShared && path.length === 1) return;
    const elsewhere = !ofFiles && settingSpecs.some((spec) => spec.ofFiles && this.source.spelled(spec.name) === key);
    const known = ofFiles ? names : [...names, "files"];
    const hint = elsewhere
      ? "; it belongs in a table [[files]]"
      : asQuestion(suggest(key, known), `; known are ${known.join(", ")}`);
    this.problem(path, `there is no setting ${described(key)}${hint}`);
  }
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** The layers of an object: first what is for all files, then its tables of files. */
export function readLayers(object: unknown, source: Source): { layers: Layer[]; problems: SettingsProblem[] } {
  const reader = new Reader(source);
  if (!isTable(object)) return { layers: [], problems: [] };
  const layers = [reader.table(object, [], false)];
  const { files } = object;
  if (files !== undefined && files !== null) {
    if (!Array.isArray(files)) reader.problem(["files"], "files must be tables: [[files]]");
    else
      files.forEach((table, at) => {
        if (isTable(table)) layers.push(reader.table(table, ["files", at], true));
        else reader.problem(["files", at], "files must be tables: [[files]]");
      });
  }
  return { layers, problems: reader.problems };
}
