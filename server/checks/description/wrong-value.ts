import {
  type ConfWord,
  fileSystemByMagic,
  fileSystemByType,
  fileSystems,
  hashAlgorithms,
  hooks,
  Kernel,
  type KeySpec,
  newestKernel,
  normalizeVersion,
  type SectionSpec,
  type Setting,
} from "../../../grammar/index.js";
import type { Check, Problem, Severity } from "../check.js";
import { quoted, usedSettings } from "../conf.js";
import { replacement, suggestionFix } from "../edits.js";
import { type Suggestion, suggest } from "../suggest.js";

/** Words of other languages, and what they are here; the first one that the key takes is meant. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  true: ["yes"],
  on: ["yes", "active"],
  "1": ["yes"],
  y: ["yes", "builtin"],
  false: ["no", "off"],
  "0": ["no", "off"],
  n: ["no", "off", "absent"],
  m: ["module"],
  no: ["off", "none", "absent"],
  yes: ["active"],
  enforce: ["force"],
  modsig: ["appended"],
  gz: ["gzip"],
  zst: ["zstd"],
  kernel: ["in-kernel"],
  kmod: ["user-space"],
};

/** The hooks of the dialect, whatever the kernel. */
const dialect = new Kernel(newestKernel, "digest-cache");
const hookNames = hooks.filter((hook) => dialect.speaks(hook)).map(({ name }) => name);

const largest = 4_294_967_295;

interface Trouble {
  /** What the value is not. */
  readonly what: string;
  /** What follows from it; when absent, that the value is not used. */
  readonly effect?: string;
  readonly severity?: Severity;
  readonly suggestion?: Suggestion | undefined;
  readonly help: string;
}

function choiceTrouble(word: string, { name, choices = [] }: KeySpec): Trouble | undefined {
  const words = choices.map((choice) => choice.word);
  if (words.includes(word)) return undefined;
  const lower = word.toLowerCase();
  const meant = (Object.hasOwn(otherWords, lower) ? otherWords[lower] : undefined)?.find((other) =>
    words.includes(other),
  );
  return {
    what: `a value of ${name}`,
    suggestion: meant === undefined ? suggest(word, words) : { word: meant, sure: true },
    help: `Its values are ${words.join(", ")}.`,
  };
}

function numberTrouble(word: string): Trouble | undefined {
  if (/^\d+$/.test(word) && Number(word) <= largest) return undefined;
  return {
    what: "a user id",
    suggestion: word === "root" ? { word: "0", sure: true } : undefined,
    help: `User ids are numbers from 0 to ${largest}.`,
  };
}

function hashTrouble(word: string): Trouble | undefined {
  const names = hashAlgorithms.map(({ name }) => name);
  if (names.includes(word)) return undefined;
  return {
    what: "a hash algorithm of the kernel",
    suggestion: suggest(word, names),
    help: `The kernel knows ${names.join(", ")}.`,
  };
}

function fileSystemTrouble(word: string): Trouble | undefined {
  if (/^0x[0-9a-f]{1,16}$/i.test(word) || fileSystemByType(word) !== undefined) return undefined;
  const types = fileSystems.flatMap((fileSystem) => fileSystem.types);
  // Names of file systems are short: many are near to each other, and to those of none that the kernel has.
  const near = suggest(word, types);
  const isMagic = fileSystemByMagic(word.toLowerCase()) !== undefined;
  return {
    what: "a file system type that imalint knows",
    suggestion: isMagic ? { word: `0x${word}`, sure: true } : near?.sure ? near : undefined,
    help: "Write the type, such as ext4, or the magic number of its superblock as 0x and hexadecimal digits.",
  };
}

function hookTrouble(word: string): Trouble | undefined {
  if (dialect.hook(word) !== undefined) return undefined;
  const full = `${word.toUpperCase()}_CHECK`;
  return {
    what: "a hook of IMA",
    suggestion: hookNames.includes(full) ? { word: full, sure: true } : suggest(word, hookNames),
    help: `Hooks are named as func= names them: ${hookNames.join(", ")}.`,
  };
}

function versionTrouble(word: string): Trouble | undefined {
  if (normalizeVersion(word) !== undefined) return undefined;
  return {
    what: "a kernel that imalint knows",
    help: `It knows Linux 5.4 to ${newestKernel}; write 6.12, for example.`,
  };
}

function pathTrouble(word: string): Trouble | undefined {
  if (word.startsWith("/")) return undefined;
  return {
    what: "an absolute path",
    effect: "it names no file of the machine",
    severity: "warning",
    suggestion: { word: `/${word.replace(/^\.\//, "")}`, sure: false },
    help: "Paths of the machine begin with /.",
  };
}

function troubleWith(word: string, key: KeySpec, section: SectionSpec): Trouble | undefined {
  const place = `${section.kind} ${key.name}`;
  switch (key.type) {
    case "choice":
      return choiceTrouble(word, key);
    case "number":
      return numberTrouble(word);
    case "hash":
      return hashTrouble(word);
    case "file-system":
      return fileSystemTrouble(word);
    case "path":
      // A parser may be said relative to the modules of the kernel.
      return key.absolute && place !== "parser path" ? pathTrouble(word) : undefined;
    case "word":
      if (place === "file hook") return hookTrouble(word);
      return place === "kernel version" ? versionTrouble(word) : undefined;
    default:
      return undefined;
  }
}

function wrong({ text, span }: ConfWord, key: KeySpec, { what, effect, severity, suggestion, help }: Trouble): Problem {
  return {
    span,
    message: `${quoted(text)} is not ${what}, so ${effect ?? (key.many ? "it is not used" : "the line is not used")}.`,
    help: `${suggestion ? `Did you mean "${suggestion.word}"? ` : ""}${help}`,
    fixes: suggestionFix(suggestion, span),
    ...(severity && { severity }),
  };
}

function severalValues({ value, words }: Setting, key: KeySpec, text: string): Problem {
  const { span } = value;
  const found = text.slice(span.start, span.end);
  return {
    span,
    message: `${key.name} takes one value, and these are ${words.length}, so the line is not used.`,
    help: key.type === "path" ? "Put a path with blanks in it in quotes." : "Keep one of them.",
    fixes:
      key.type === "path" && !/["\n]/.test(found) ? [replacement("Put it in quotes", span, `"${found}"`, false)] : [],
  };
}

export const check: Check = {
  id: "description/wrong-value",
  summary: "a value that its key does not take",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const section of file.sections)
      for (const setting of usedSettings(section).values()) {
        const { spec, words, value } = setting;
        // A key without a value is another matter.
        if (section.spec === undefined || spec === undefined || spec.type === "text" || value.text === "") continue;
        if (words.length > 1 && !spec.many) {
          report(severalValues(setting, spec, file.text));
          continue;
        }
        for (const word of words) {
          const trouble = troubleWith(word.text, spec, section.spec);
          if (trouble !== undefined) report(wrong(word, spec, trouble));
        }
      }
  },
};
