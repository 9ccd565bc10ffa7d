/** What there is to say of sections, keys and values, from the table. */

import {
  fileSystemByMagic,
  fileSystems,
  hashAlgorithms,
  Kernel,
  type KeySpec,
  type NamedKind,
  newestKernel,
  type SectionSpec,
} from "../../../grammar/index.js";

/** The hooks and names of the dialect, whatever the kernel. */
export const ownKernel = new Kernel(newestKernel, "digest-cache");

/** Keys whose words are of tables of the kernel. */
export type WordTable = "hook" | "version" | "keyring";

export function tableOf({ kind }: SectionSpec, { name }: KeySpec): WordTable | undefined {
  return (["file hook", "kernel version", "key keyring"] as const)
    .find((place) => place === `${kind} ${name}`)
    ?.split(" ")[1] as WordTable | undefined;
}

/** Words for the policy of a phase that are no files. */
export const policyWords = [
  { word: "builtin", summary: "The rules that the kernel command line chooses." },
  { word: "same", summary: "The rules that were in force before." },
] as const;

export function takesPolicyWords({ kind }: SectionSpec, { name }: KeySpec): boolean {
  return kind === "phase" && name === "policy";
}

export function choicesOf(section: SectionSpec, key: KeySpec): readonly { word: string; summary: string }[] {
  return takesPolicyWords(section, key) ? policyWords : (key.choices ?? []);
}

/** What a name is of, in words. */
export const kindWords: Readonly<Record<NamedKind, string>> = {
  parser: "parser",
  phase: "phase",
  "digest-list": "digest list",
  key: "key",
  file: "file",
};

export function sectionText({ kind, nameOf, summary, documentation }: SectionSpec): string {
  return [
    `**[${kind}]** ${summary}`,
    ...(nameOf === undefined ? [] : [`In quotes: ${nameOf}.`]),
    ...(documentation === undefined ? [] : [`[Documentation of the kernel](${documentation})`]),
  ].join("\n\n");
}

/** What the values of a key are, in words. */
export function valueWords({ type, many, absolute, refersTo }: KeySpec): string {
  const of = refersTo === undefined ? "" : ` of a ${kindWords[refersTo]}`;
  const one: Readonly<Record<KeySpec["type"], string>> = {
    choice: "one of these words",
    text: "text up to the end of the line",
    path: absolute ? "a path of the machine" : "a file, as seen from this one",
    word: refersTo === undefined ? "a word" : `the name${of}`,
    pattern: `a name${of}, in which * and ? may stand for others`,
    number: "a number from 0 to 4294967295",
    hash: "a hash algorithm of the kernel",
    "file-system": "a file system type, or a magic number such as 0xef53",
  };
  return `${one[type]}${many ? "; several are separated by blanks" : ""}`;
}

export function keyText(section: SectionSpec, key: KeySpec): string {
  const choices = choicesOf(section, key).map(({ word, summary }) => `- \`${word}\`: ${summary}`);
  return [
    `**${key.name}** ${key.summary}`,
    `Value: ${valueWords(key)}.`,
    ...(choices.length === 0 ? [] : [choices.join("\n")]),
    ...(key.byDefault === undefined ? [] : [`Without it: ${key.byDefault}.`]),
  ].join("\n\n");
}

const places = { pseudo: "made up by the kernel", memory: "in memory", storage: "on a disk or a server" } as const;

/** A file system type or magic number. */
export function fileSystemText(word: string): string | undefined {
  const magic = /^0x0*([0-9a-f]+)$/i.exec(word)?.[1]?.toLowerCase();
  const byMagic = magic === undefined ? undefined : fileSystemByMagic(magic);
  const found = byMagic === undefined ? fileSystems.filter(({ types }) => types.includes(word)) : [byMagic];
  if (found.length === 0) return undefined;
  return found
    .map(({ magic: number, types, kind, noXattrs }) => {
      const others = types.filter((type) => type !== word);
      const shared = others.length === 0 ? "" : `${byMagic === undefined ? ", shared with" : ":"} ${others.join(", ")}`;
      const without = noXattrs ? " It cannot store security attributes." : "";
      return `Magic number 0x${number}${shared}. Files are ${places[kind]}.${without}`;
    })
    .join("\n\n");
}

/** A hash algorithm, and what a kernel needs for it. */
export function hashText(word: string): string | undefined {
  const found = hashAlgorithms.find(({ name }) => name === word);
  if (found === undefined) return undefined;
  const since = found.since === undefined ? "" : ` since Linux ${found.since}`;
  const until = found.until ?? found.driverUntil;
  return `A hash algorithm of the kernel${since}${until === undefined ? "" : `, up to Linux ${until}`}, with ${found.config.join(" or ")}.`;
}

export function hookText(word: string): string | undefined {
  const hook = ownKernel.hook(word);
  return hook && `**${hook.name}** is asked when ${hook.event}.`;
}
