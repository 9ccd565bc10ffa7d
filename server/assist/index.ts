/** What an editor can be told, by language. */

import type { Language } from "../checks/finding.js";
import { digestCache } from "./digest-cache/index.js";
import type { LanguageFeatures } from "./features.js";
import { imaPolicy } from "./ima-policy/index.js";
import { commandLine } from "./kernel-command-line/index.js";
import { suppressionCompletions } from "./suppression-completions.js";

export { actionsInDescription, verdictOf, type WantedPath, wantedPath } from "./digest-cache/index.js";
export * from "./features.js";
export { subjectOf } from "./subject.js";

/** With what comments can name. */
function withComments(own: LanguageFeatures): LanguageFeatures {
  return {
    ...own,
    completions: (subject, offset) =>
      suppressionCompletions(subject, offset) ?? own.completions?.(subject, offset) ?? [],
  };
}

export const features: Readonly<Record<Language, LanguageFeatures>> = {
  "ima-policy": withComments(imaPolicy),
  "digest-cache": withComments(digestCache),
  "kernel-command-line": commandLine,
  "kernel-config": {},
};
