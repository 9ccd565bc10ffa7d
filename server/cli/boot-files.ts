/** A description of a boot with the files that it names. */

import { filesNamedBy } from "../checks/boots.js";
import type { Language } from "../checks/finding.js";
import { languageOf } from "../checks/language.js";
import type { Document } from "../checks/lint.js";
import type { InputError } from "../files/input-error.js";
import { FileError, readNamed, readText, standardInput, type TextFile } from "../files/text-file.js";

/** A file that a description names, with what it is read as. */
export interface BootTextFile extends TextFile {
  readonly language: Language;
}

/** The files that a description names, but for those that are known already. */
export function namedFiles(
  { path, text }: Pick<TextFile, "path" | "text">,
  known: ReadonlySet<string>,
  errors: InputError[],
): BootTextFile[] {
  const files: BootTextFile[] = [];
  for (const named of filesNamedBy(path, text)) {
    if (known.has(named.path) || named.path === path) continue;
    try {
      files.push({ ...readText(named.path, true), language: named.language });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      errors.push(error);
    }
  }
  return files;
}

export interface BootFiles {
  readonly document: Document;
  /** The document and all that it names. */
  readonly documents: readonly Document[];
  readonly errors: readonly FileError[];
}

/** @throws FileError when the description itself cannot be read */
export function readWithNamedFiles(path: string): BootFiles {
  const file = readNamed(path);
  // Standard input has no name that tells; a description begins with a section.
  const language =
    path === standardInput && /^(?:[ \t]*(?:[#;].*)?\r?\n)*\[/.test(file.text) ? "digest-cache" : languageOf(file);
  const document: Document = { path: file.path, text: file.text, language };
  const errors: FileError[] = [];
  const named = document.language === "digest-cache" ? namedFiles(document, new Set(), errors) : [];
  return { document, documents: [document, ...named], errors };
}
