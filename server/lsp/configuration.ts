/** What files are checked for: the settings of the editor, and imalint.toml, which wins. */

import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver";
import type { LintOptions } from "../checks/lint.js";
import {
  merge,
  type OptionsFor,
  optionsFor,
  type Settings,
  type SettingsProblem,
  settingsFromEditor,
  settingsName,
} from "../settings/index.js";
import { readSettings } from "../settings/toml.js";
import { foldersAbove, inFolder, isBelow, pathOf, resolved } from "./uris.js";
import type { Workspace } from "./workspace.js";

/** What is known of one file. */
export interface Configured {
  /** The same object for all files with the same options, as long as nothing changed. */
  readonly options: LintOptions;
  /** The description of its boot, when settings name one. */
  readonly boot: string | undefined;
}

interface SettingsFile {
  readonly uri: string;
  readonly folder: string;
  readonly settings: Settings;
}

export class Configuration {
  private editor: Settings = { layers: [] };
  /** What is wrong with the settings of the editor. */
  problems: readonly string[] = [];
  private readonly configured = new Map<string, Promise<Configured>>();
  private readonly optionsByText = new Map<string, LintOptions>();

  /** @param tell is given what is wrong with an imalint.toml, each time that it is read */
  constructor(
    private readonly workspace: Workspace,
    private readonly tell: (uri: string, diagnostics: Diagnostic[]) => void,
  ) {}

  /** The settings below `imalint` of the editor. */
  set(editor: unknown): void {
    const { settings, problems } = settingsFromEditor(editor);
    this.editor = settings;
    const isObject = typeof editor === "object" && !Array.isArray(editor);
    this.problems = isObject
      ? problems.map(({ message }) => message)
      : ["the settings below imalint must be an object"];
    this.reset();
  }

  /** A file changed that settings stand in, or that they name. */
  reset(): void {
    this.configured.clear();
  }

  of(uri: string): Promise<Configured> {
    let configured = this.configured.get(uri);
    if (configured === undefined) {
      configured = this.find(uri);
      this.configured.set(uri, configured);
    }
    return configured;
  }

  private async find(uri: string): Promise<Configured> {
    const problems: SettingsProblem[] = [];
    const file = await this.nearest(uri, problems);
    const folder =
      file?.folder ?? this.workspace.folders.find((each) => isBelow(uri, each)) ?? foldersAbove(uri)[0] ?? "";
    const settings = file === undefined ? this.editor : merge(this.editor, file.settings);
    const found = await this.options(settings, folder, pathOf(uri).slice(pathOf(folder).length).replace(/^\//, ""));
    if (file !== undefined) {
      const own = [...problems, ...found.problems].filter(({ source }) => source === file.uri);
      this.tell(file.uri, own.map(toDiagnostic));
    }
    const text = JSON.stringify(found.options);
    const options = this.optionsByText.get(text) ?? found.options;
    this.optionsByText.set(text, options);
    return { options, boot: found.boot && resolved(folder, found.boot.path) };
  }

  /** The imalint.toml in the folder of a file, or in the nearest one above it. */
  private async nearest(uri: string, problems: SettingsProblem[]): Promise<SettingsFile | undefined> {
    for (const folder of foldersAbove(uri)) {
      const file = inFolder(folder, settingsName);
      const text = await this.workspace.textOf(file);
      if (text === undefined) continue;
      const { settings, problems: found } = readSettings(text, file);
      problems.push(...found);
      return { uri: file, folder, settings };
    }
    return undefined;
  }

  /** The texts that settings name are read when it is known which. */
  private async options(settings: Settings, folder: string, path: string): Promise<OptionsFor> {
    const texts = new Map<string, string | undefined>();
    const wanted = new Set<string>();
    const read = (name: string) => {
      wanted.add(name);
      return texts.get(name);
    };
    const first = optionsFor(settings, path, read);
    if (wanted.size === 0) return first;
    for (const name of wanted) texts.set(name, await this.workspace.textOf(resolved(folder, name)));
    return optionsFor(settings, path, read);
  }
}

function toDiagnostic({ line = 1, column = 1, message }: SettingsProblem): Diagnostic {
  const start = { line: line - 1, character: column - 1 };
  return {
    range: { start, end: { line: start.line, character: start.character + 1 } },
    severity: DiagnosticSeverity.Error,
    source: "imalint",
    message,
  };
}
