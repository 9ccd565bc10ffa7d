/** What a rule says, in one sentence. */

import {
  type Action,
  bufferHooks,
  fileSystemByMagic,
  groupRules,
  type Hook,
  hooks,
  type IdCondition,
  type RuleEntry,
  type SubjectIdCondition,
} from "../../../grammar/index.js";
import { both } from "./availability.js";

const verbs: Readonly<Record<Action["family"], readonly [positive: string, negative: string]>> = {
  measure: ["Measures", "Does not measure"],
  appraise: ["Appraises", "Does not appraise"],
  audit: ["Audits", "Does not audit"],
  hash: ["Hashes", "Does not hash"],
};

/** What the kernel looks at, at a hook of each group. */
const objects: Readonly<Record<Hook["group"], string>> = {
  file: "the file",
  module: "the file",
  "kexec-cmdline": "the command line",
  key: "the key",
  "critical-data": "the data",
  setxattr: "the file",
};

type Noun = "user" | "group";

const idName = (id: number, noun: Noun) => (id === 0 && noun === "user" ? "root" : String(id));

/** Users and groups that a condition is true of. */
function idWords({ operator, id }: IdCondition, noun: Noun): string {
  const name = idName(id, noun);
  if (operator === "=") return noun === "user" && id === 0 ? name : `${noun} ${name}`;
  if (operator === "<") return id === 0 ? `no ${noun} at all` : `${noun}s below ${id}`;
  return id === 0 ? `any ${noun} but ${name}` : `${noun}s above ${id}`;
}

/** Who acts: the real user or group, or the effective one. */
function subjectWords({ effective, operator, id }: SubjectIdCondition, noun: Noun): string {
  if (!effective) return `by ${idWords({ operator, id }, noun)}`;
  if (operator === "=") return `with effective ${noun} ${idName(id, noun)}`;
  if (operator === "<") return id === 0 ? `with no effective ${noun} at all` : `with an effective ${noun} below ${id}`;
  return id === 0 ? `with any effective ${noun} but ${idName(id, noun)}` : `with an effective ${noun} above ${id}`;
}

function fileSystemWords(magic: string): string {
  const known = fileSystemByMagic(magic);
  const names = known?.types.length ? known.types : known?.constants;
  return names === undefined ? `0x${magic}` : names.join("/");
}

/** The conditions, each as a part of the sentence. */
function conditions(entry: RuleEntry): string[] {
  const parts: string[] = [];
  const add = <T>(value: T | undefined, words: (value: T) => string) => {
    if (value !== undefined) parts.push(words(value));
  };
  const hook = hooks.find(({ name }) => name === entry.func);
  const isIgnored = (key: string) => hook !== undefined && groupRules[hook.group].ignored?.has(key) === true;
  add(entry.mask, ({ permission, contains }) =>
    contains ? `with ${permission} among what is asked for` : `with ${permission} alone asked for`,
  );
  add(entry.uid, (uid) => subjectWords(uid, "user"));
  if (!isIgnored("gid")) add(entry.gid, (gid) => subjectWords(gid, "group"));
  const ofFile = parts.length;
  add(entry.fsmagic, (magic) => `on ${fileSystemWords(magic)}`);
  add(entry.fsname, (name) => `on file systems of type ${name}`);
  add(entry.fsSubtype, (subtype) => `of subtype ${subtype}`);
  add(entry.fsuuid, (uuid) => `on the file system with UUID ${uuid}`);
  add(entry.fowner, (owner) => `owned by ${idWords(owner, "user")}`);
  add(entry.fgroup, (group) => `of ${idWords(group, "group")}`);
  // The command line is handed over together with the kernel image, and that is the file.
  if (hook?.group === "kexec-cmdline" && parts.length > ofFile) parts[ofFile] = `for a kernel image ${parts[ofFile]}`;
  for (const [key, label] of entry.labels ?? []) if (!isIgnored(key)) parts.push(`with ${key} ${label}`);
  add(entry.keyrings, (names) => `for key ring ${both(names, "or")}`);
  add(entry.criticalData, (names) => `from ${both(names, "or")}`);
  if (entry.parser) parts.push("while the task is the digest list parser");
  return parts;
}

/** What an appraise rule accepts as proof. */
function proofs(entry: RuleEntry): string {
  const { verity, sigv3, modsig, signature, algorithms, digestCache, metaImmutable } = entry;
  // Not "only": what EVM makes of a file can stand in for its signature.
  const ofDigest = verity ? " of the fs-verity digest" : "";
  const accepted = [
    ...(signature ? [] : ["a hash"]),
    `a ${sigv3 ? "version 3 " : ""}signature${ofDigest}${modsig ? " in security.ima" : ""}`,
    ...(modsig ? ["one appended to the file"] : []),
    ...(digestCache ? ["an entry in a digest list"] : []),
  ];
  const used = algorithms === undefined ? "" : `; security.ima must use ${both(algorithms, "or")}`;
  return `: ${both(accepted, "or")} is ${signature ? "demanded" : "accepted"}${used}${metaImmutable ? "; EVM must find the metadata immutable" : ""}`;
}

/** How a positive rule does what it does. */
function options(entry: RuleEntry): string {
  const { action, func, verity, pcr, template, digestCache, permitDirectio } = entry;
  const direct = permitDirectio ? "; O_DIRECT is permitted" : "";
  if (action.negative) return direct;
  if (action.family === "appraise") return proofs(entry) + direct;
  const parts = [
    ...(verity ? ["by its fs-verity digest"] : []),
    // For what is no file, 0 stands for the usual PCR.
    ...(pcr === undefined || (pcr === 0 && bufferHooks.has(func ?? "")) ? [] : [`into PCR ${pcr}`]),
    ...(template === undefined ? [] : [`with template ${template}`]),
    // Policies are measured in any case.
    ...(digestCache && func !== "POLICY_CHECK" ? ["unless a digest list has it"] : []),
  ];
  return (parts.length === 0 ? "" : `: ${parts.join(", ")}`) + direct;
}

/**
 * One sentence that says what a rule does, such as "Measures the file when a program is executed, by root". Whether an
 * earlier rule decides first is not asked.
 */
export function ruleSentence(entry: RuleEntry): string {
  const { action, func, algorithms } = entry;
  const hook = hooks.find(({ name }) => name === func);
  if (hook?.group === "setxattr" && action.name === "appraise" && algorithms !== undefined)
    return `Lets user space write security.ima with ${both(algorithms, "or")} only.`;
  const verb = verbs[action.family][action.negative ? 1 : 0];
  const what = hook === undefined ? "the file at every hook with a file" : `${objects[hook.group]} when ${hook.event}`;
  return `${[`${verb} ${what}`, ...conditions(entry)].join(", ")}${options(entry)}.`;
}
