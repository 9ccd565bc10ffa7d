/** imalint.toml: found beside files or above them. */

import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { LintOptions } from "../checks/lint.js";
import { InputError } from "../files/input-error.js";
import { FileError, readText } from "../files/text-file.js";
import {
  effectiveFor,
  type Layer,
  optionsFor,
  problemText,
  type Settings,
  settingsName,
  showSettings,
  type Values,
} from "../settings/index.js";

interface Found {
  /** Undefined: there is no imalint.toml, only the command line. */
  readonly folder: string | undefined;
  readonly settings: Settings;
}

interface FileOptions {
  readonly options: LintOptions;
  /** The digest-cache.conf that settings name for the file. */
  readonly boot?: string;
}

const commandLineSource = "the command line";

/** A path as people write it: from the current folder when it is below. */
function shownPath(path: string): string {
  const below = relative(".", path);
  return below === "" || below.startsWith("..") ? path : below;
}

export class SettingsOfFiles {
  /** The imalint.toml of a folder, if there is one. */
  private readonly tomlOf = new Map<string, string | undefined>();
  private readonly found = new Map<string | undefined, Found>();
  private readonly known = new Map<string, FileOptions>();
  private readonly texts = new Map<string, string | undefined>();
  private readonly told = new Set<string>();
  private readonly commandLine: Layer;

  /**
   * @param given what the command line says, which counts most
   * @param options the same, for lint()
   * @param errors where problems go, each once
   */
  constructor(
    given: Values,
    private readonly options: LintOptions,
    private readonly errors: InputError[],
  ) {
    this.commandLine = { source: commandLineSource, values: given, places: new Map() };
    this.found.set(undefined, { folder: undefined, settings: { layers: [this.commandLine] } });
  }

  /** Reads the settings of some files, for the questions below. */
  async read(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const toml = this.tomlAbove(dirname(resolve(path)));
      if (toml === undefined || this.found.has(toml)) continue;
      const layers: Layer[] = [];
      try {
        const { text } = readText(toml, true);
        const { readSettings } = await import("../settings/toml.js");
        const { settings, problems } = readSettings(text, shownPath(toml));
        layers.push(...settings.layers);
        for (const problem of problems) this.tell(problemText(problem));
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        this.tell(error.message);
      }
      this.found.set(toml, { folder: dirname(toml), settings: { layers: [...layers, this.commandLine] } });
    }
  }

  private tell(message: string): void {
    if (this.told.has(message)) return;
    this.told.add(message);
    this.errors.push(new InputError(message));
  }

  /** The nearest imalint.toml, in a folder or above it. */
  private tomlAbove(folder: string): string | undefined {
    const known = this.tomlOf.get(folder);
    if (known !== undefined || this.tomlOf.has(folder)) return known;
    const here = join(folder, settingsName);
    const above = dirname(folder);
    const toml = existsSync(here) ? here : above === folder ? undefined : this.tomlAbove(above);
    this.tomlOf.set(folder, toml);
    return toml;
  }

  private settingsFor(path: string): { found: Found; relativePath: string } {
    const full = resolve(path);
    const found = this.found.get(this.tomlAbove(dirname(full))) ?? (this.found.get(undefined) as Found);
    return {
      found,
      relativePath: relative(found.folder ?? ".", full)
        .split(sep)
        .join("/"),
    };
  }

  /** The same object for files with the same options. */
  of(path: string): FileOptions {
    const { found, relativePath } = this.settingsFor(path);
    const { values, levels } = effectiveFor(found.settings, relativePath);
    const key = JSON.stringify([found.folder, values, [...levels]]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { options, boot, problems } = optionsFor(found.settings, relativePath, (name, source) =>
      this.textOf(source === commandLineSource ? name : resolve(found.folder ?? ".", name)),
    );
    for (const problem of problems) this.tell(problemText(problem));
    const result: FileOptions = {
      options: { ...options, ...this.options },
      ...(boot === undefined ? {} : { boot: shownPath(resolve(found.folder ?? ".", boot.path)) }),
    };
    this.known.set(key, result);
    return result;
  }

  private textOf(path: string): string | undefined {
    if (!this.texts.has(path)) {
      let text: string | undefined;
      try {
        text = readText(path, true).text;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
      }
      this.texts.set(path, text);
    }
    return this.texts.get(path);
  }

  /** What holds for a file, as TOML. */
  show(path: string): string {
    const { found, relativePath } = this.settingsFor(path);
    return showSettings(effectiveFor(found.settings, relativePath));
  }
}
