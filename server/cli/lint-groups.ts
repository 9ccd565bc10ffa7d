/** Files that are checked with different options, as one result. */

import { resolve } from "node:path";
import { filesNamedBy } from "../checks/boots.js";
import type { FileResult, LintResult } from "../checks/finding.js";
import { languageOf } from "../checks/language.js";
import { type Document, type LintOptions, lint, summaryOf } from "../checks/lint.js";
import type { SettingsOfFiles } from "./settings.js";

export class LintGroups {
  /** The description whose boot a file is part of: both are checked together. */
  private readonly boots = new Map<string, string>();

  constructor(
    files: readonly Document[],
    private readonly settings: SettingsOfFiles,
  ) {
    for (const file of files) {
      if (languageOf(file) !== "digest-cache") continue;
      for (const { path } of filesNamedBy(file.path, file.text)) {
        const named = resolve(path);
        if (!this.boots.has(named)) this.boots.set(named, file.path);
      }
    }
  }

  optionsOf(file: Pick<Document, "path">): LintOptions {
    return this.settings.of(this.boots.get(resolve(file.path)) ?? file.path).options;
  }

  lint(documents: readonly Document[]): LintResult {
    const groups = new Map<LintOptions, Document[]>();
    for (const document of documents) {
      const options = this.optionsOf(document);
      const group = groups.get(options);
      if (group === undefined) groups.set(options, [document]);
      else group.push(document);
    }
    if (groups.size < 2) return lint(documents, documents[0] && this.optionsOf(documents[0]));
    const results = new Map<Document, FileResult>();
    for (const [options, group] of groups) {
      const { files } = lint([...group, ...this.others(group, documents)], options);
      group.forEach((document, at) => {
        const result = files[at];
        if (result !== undefined) results.set(document, result);
      });
    }
    const files = documents.flatMap((document) => results.get(document) ?? []);
    return { ...lint([]), files, summary: summaryOf(files) };
  }

  /** Files that boots of a group need, and that are part of another boot as well. */
  private others(group: readonly Document[], documents: readonly Document[]): Document[] {
    const needed = new Set(
      group
        .filter((document) => languageOf(document) === "digest-cache")
        .flatMap(({ path, text }) => filesNamedBy(path, text).map((named) => resolve(named.path))),
    );
    return documents.filter((document) => needed.has(resolve(document.path)) && !group.includes(document));
  }
}
