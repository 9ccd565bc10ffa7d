/** A description of a boot with the files that it names. */

import { filesNamedBy } from "../checks/boots.js";
import { languageOf } from "../checks/language.js";
import type { Document } from "../checks/lint.js";
import { FileError, readNamed, readText } from "./files.js";

export interface BootFiles {
  readonly document: Document;
  /** The document and all that it names. */
  readonly documents: readonly Document[];
  readonly errors: readonly FileError[];
}

/** The files that a description names, and that can be read; a file that is named twice is read once. */
export function namedFiles(document: Document, known: ReadonlySet<string>, errors: FileError[]): Document[] {
  const documents: Document[] = [];
  for (const { path, language } of filesNamedBy(document.path, document.text)) {
    if (known.has(path) || path === document.path) continue;
    try {
      documents.push({ path, text: readText(path).text, language });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      errors.push(error);
    }
  }
  return documents;
}

/** @throws FileError when the description itself cannot be read */
export function readWithNamedFiles(path: string): BootFiles {
  const file = readNamed(path);
  const document: Document = { path: file.path, text: file.text, language: languageOf(file) };
  const errors: FileError[] = [];
  const named = document.language === "digest-cache" ? namedFiles(document, new Set(), errors) : [];
  return { document, documents: [document, ...named], errors };
}
