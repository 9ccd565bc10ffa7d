/** What holds for one file. */

import { readKernelConfig } from "../../grammar/index.js";
import type { LintOptions } from "../checks/lint-options.js";
import { checks } from "../checks/registry.js";
import { groupOf } from "../checks/suppressions.js";
import { matchesGlob } from "./glob.js";
import type { Layer, Level, Settings, SettingsProblem, Values } from "./settings.js";

/** A value and the layer that it is from. */
export interface Origin<T> {
  readonly value: T;
  readonly layer: Layer;
}

export type EffectiveValues = { readonly [K in Exclude<keyof Values, "checks">]?: Origin<NonNullable<Values[K]>> };

export interface Effective {
  readonly values: EffectiveValues;
  /** By id or group, the ones that count. */
  readonly levels: ReadonlyMap<string, Origin<Level>>;
}

function isFor({ paths }: Layer, path: string): boolean {
  return paths === undefined || paths.some((pattern) => matchesGlob(pattern, path));
}

/** @param path of the file, with slashes, relative to the folder of the settings */
export function effectiveFor({ layers }: Settings, path: string): Effective {
  const values: Record<string, Origin<unknown>> = {};
  const levels = new Map<string, Origin<Level>>();
  for (const layer of layers) {
    if (!isFor(layer, path)) continue;
    const { checks: own = {}, ...others } = layer.values;
    for (const [name, value] of Object.entries(others)) values[name] = { value, layer };
    // A later group counts more than an earlier id.
    for (const name of Object.keys(own))
      for (const earlier of levels.keys()) if (groupOf(earlier) === name) levels.delete(earlier);
    for (const [name, value] of Object.entries(own)) levels.set(name, { value, layer });
  }
  return { values: values as EffectiveValues, levels };
}

export interface OptionsFor {
  readonly options: LintOptions;
  /** The description of the boot that the file is part of, and whose settings say so. */
  readonly boot?: { readonly path: string; readonly source: string };
  readonly problems: readonly SettingsProblem[];
}

/** The severities of single checks. */
function levelsOf(levels: Effective["levels"]): Record<string, Level> | undefined {
  if (levels.size === 0) return undefined;
  const result: Record<string, Level> = {};
  for (const { id } of checks) {
    const level = levels.get(id) ?? levels.get(groupOf(id));
    if (level !== undefined) result[id] = level.value;
  }
  return result;
}

/**
 * The options to lint a file with.
 *
 * @param path of the file, with slashes, relative to the folder of the settings
 * @param readText a file that settings name, and where: a path as it stands there, and the source of these settings;
 * undefined when it cannot be read
 */
export function optionsFor(
  settings: Settings,
  path: string,
  readText: (path: string, source: string) => string | undefined,
): OptionsFor {
  const { values, levels } = effectiveFor(settings, path);
  const { kernels, dialect, loader, lsm, cmdline, boot, "kernel-config": config } = values;
  const problems: SettingsProblem[] = [];
  let options: LintOptions = {
    ...(kernels === undefined ? {} : { kernels: kernels.value }),
    ...(dialect === undefined ? {} : { dialect: dialect.value }),
    ...(loader === undefined ? {} : { loader: loader.value }),
    ...(lsm === undefined ? {} : { lsm: lsm.value }),
    ...(cmdline === undefined ? {} : { commandLine: cmdline.value }),
  };
  const ofChecks = levelsOf(levels);
  if (ofChecks !== undefined) options = { ...options, checks: ofChecks };
  if (config !== undefined) {
    const { source, places } = config.layer;
    const text = readText(config.value, source);
    const kernelConfig = text === undefined ? undefined : readKernelConfig(text);
    if (kernelConfig !== undefined) options = { ...options, kernelConfig };
    else {
      const why =
        text === undefined ? "cannot be read" : "is no kernel configuration: it has no line of the form CONFIG_X=...";
      problems.push({ source, ...places.get("kernel-config"), message: `kernel-config: ${config.value} ${why}` });
    }
  }
  return {
    options,
    ...(boot === undefined ? {} : { boot: { path: boot.value, source: boot.layer.source } }),
    problems,
  };
}
