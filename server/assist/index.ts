/** What an editor can be told, by language. */

import type { Language } from "../checks/finding.js";
import { digestCache } from "./digest-cache/index.js";
import type { LanguageFeatures } from "./features.js";
import { imaPolicy } from "./ima-policy/index.js";
import { commandLine } from "./kernel-command-line/index.js";

export { actionsInDescription, verdictOf, type WantedPath, wantedPath } from "./digest-cache/index.js";
export * from "./features.js";
export { subjectOf } from "./subject.js";

export const features: Readonly<Record<Language, LanguageFeatures>> = {
  "ima-policy": imaPolicy,
  "digest-cache": digestCache,
  "kernel-command-line": commandLine,
  "kernel-config": {},
};
