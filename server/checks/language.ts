/** What a document is written in: as it is said, else by its name. */

import type { Language } from "./finding.js";

/** Names that tell; everything else is taken for a policy. */
const names: readonly (readonly [RegExp, Language])[] = [
  [/(?:^|[/\\]|\.)digest-cache\.conf$/, "digest-cache"],
  [/(?:^|[/\\]|\.)cmdline$/, "kernel-command-line"],
  [/(?:^|[/\\])(?:\.config|config-\d[^/\\]*)$/, "kernel-config"],
];

export function languageOf({ path, language }: { readonly path: string; readonly language?: Language }): Language {
  return language ?? names.find(([name]) => name.test(path))?.[1] ?? "ima-policy";
}
