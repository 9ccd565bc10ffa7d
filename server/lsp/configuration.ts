/** Settings: what the editor says, for each file. */

import type { LintOptions } from "../checks/lint.js";

export class Configuration {
  private editor: object = {};
  private readonly options = new Map<string, LintOptions>();

  /** The settings below `imalint` of the editor. */
  set(editor: object): void {
    this.editor = editor;
    this.options.clear();
  }

  /** A file with settings changed. */
  reset(): void {
    this.options.clear();
  }

  /** The same object as long as nothing changed. */
  async optionsFor(uri: string): Promise<LintOptions> {
    let options = this.options.get(uri);
    if (options === undefined) {
      options = this.editor as LintOptions;
      this.options.set(uri, options);
    }
    return options;
  }
}
