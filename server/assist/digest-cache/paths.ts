/** Files that a description names: its kernel configuration, command line and policies. */

import type { BootFile, KeySpec, SectionSpec, Setting } from "../../../grammar/index.js";
import { besides } from "../../boot/index.js";
import type { Language } from "../../checks/finding.js";
import { languageOf } from "../../checks/language.js";
import type { Subject } from "../features.js";
import { choicesOf, takesPolicyWords } from "./key-text.js";

/** What is in the file that a key names; undefined: it names none. */
export function languageNamedBy(section: SectionSpec, key: KeySpec): Language | undefined {
  if (key.type !== "path" || key.absolute) return undefined;
  if (takesPolicyWords(section, key)) return "ima-policy";
  return key.name === "config" ? "kernel-config" : key.name === "cmdline-file" ? "kernel-command-line" : undefined;
}

export interface NamedPath {
  readonly setting: Setting;
  /** As seen from where the description is. */
  readonly path: string;
}

/** The file that a setting names. */
export function pathOf(subject: Subject, section: SectionSpec, setting: Setting): string | undefined {
  const { spec, value } = setting;
  if (spec === undefined || languageNamedBy(section, spec) === undefined || value.text === "") return undefined;
  if (choicesOf(section, spec).some(({ word }) => word === value.text)) return undefined;
  return besides(subject.document.path, value.text);
}

/** All files that a description names, setting by setting. */
export function pathsIn(subject: Subject, { sections }: BootFile): NamedPath[] {
  return sections.flatMap(({ spec, settings }) =>
    settings.flatMap((setting) => {
      const path = spec && pathOf(subject, spec, setting);
      return path === undefined ? [] : [{ setting, path }];
    }),
  );
}

/** The files of the boot that a key could name, as the description would write them. */
export function namedPaths(subject: Subject, section: SectionSpec, key: KeySpec): string[] {
  const language = languageNamedBy(section, key);
  if (language === undefined) return [];
  const own = subject.document.path;
  const folder = own.slice(0, own.lastIndexOf("/") + 1);
  return subject.documents
    .filter((document) => document.path !== own && languageOf(document) === language)
    .map(({ path }) => (path.startsWith(folder) ? path.slice(folder.length) : path))
    .filter((written) => subject.documents.some(({ path }) => path === besides(own, written)));
}
