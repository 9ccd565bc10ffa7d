import {
  builtInPolicyNames,
  dialectTitles,
  isBuiltInPolicy,
  type Kernel,
  readImaParameters,
} from "../../../grammar/index.js";
import { type Check, either } from "../check.js";
import { replacement, suggestionFix } from "../edits.js";
import { shortened } from "../shortened.js";
import { suggest } from "../suggest.js";

/** Where a word is known that this kernel does not have. */
function elsewhere(word: string, kernel: Kernel): string | undefined {
  const known = builtInPolicyNames.find(({ name }) => name === word);
  if (known === undefined) return undefined;
  const [dialect] = known.dialects ?? [];
  if (dialect !== undefined && !kernel.speaks(known)) return `only ${dialectTitles[dialect]} have it`;
  return known.since === undefined ? undefined : `it came with Linux ${known.since}`;
}

export const check: Check = {
  id: "command-line/unknown-policy",
  summary: "a word of ima_policy= that this kernel does not have",
  severity: "error",
  fixable: true,
  commandLine(line, kernel, report) {
    const names = builtInPolicyNames.filter((entry) => kernel.knows(entry)).map(({ name }) => name);
    for (const { value, span } of readImaParameters(line, kernel).policyWords) {
      if (isBuiltInPolicy(value, kernel)) continue;
      const parts = value.split(/[,;:+&/]/).filter((part) => part !== "");
      const isJoined = parts.length > 1 && parts.every((part) => isBuiltInPolicy(part, kernel));
      const where = elsewhere(value, kernel);
      const near = isJoined || where !== undefined ? undefined : suggest(value, names);
      const reason = where ?? `Linux ${kernel.version} has no such policy`;
      report({
        span,
        message: `The kernel finds no policy "${shortened(value)}" and starts without its rules: ${reason}.`,
        help: isJoined
          ? 'Words are separated by "|" alone, or by blanks inside of quotes.'
          : near !== undefined
            ? `Did you mean "${near.word}"?`
            : value.includes("/")
              ? "A policy file is loaded by systemd or from the initramfs, not by the kernel."
              : `Built-in policies are ${either(names)}.`,
        fixes: isJoined
          ? [replacement(`Replace with "${parts.join("|")}"`, span, parts.join("|"))]
          : suggestionFix(near, span),
      });
    }
  },
};
