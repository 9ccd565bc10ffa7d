/** Which language a file is written in, told from its name. */

import type { Language } from "./finding.js";

export function languageOf(path: string): Language {
  const name = path.split(/[/\\]/).at(-1) ?? "";
  return name === "cmdline" || name.endsWith(".cmdline") ? "kernel-command-line" : "ima-policy";
}
