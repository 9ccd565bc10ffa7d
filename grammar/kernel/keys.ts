/**
 * Keys: every word of a rule that is not an action.
 *
 * Source: policy_tokens[] and ima_parse_rule() in security/integrity/ima/ima_policy.c.
 */

import type { Dialect } from "./dialects.js";
import type { Lifetime } from "./version.js";

/** How the text behind the operator is read; see ima-policy/values.ts. */
export type ValueKind =
  | "hook"
  | "mask"
  | "magic"
  | "text"
  | "uuid"
  | "id"
  | "label"
  | "names"
  | "digest-type"
  | "template"
  | "appraise-type"
  | "appraise-flag"
  | "algorithms"
  | "pcr"
  | "digest-cache"
  | "none";

/** What the kernel does with the second of two equal keys. */
export type Repeat =
  /** refuses the rule */
  | "refused"
  /** refuses the rule unless the first value was zero */
  | "refused-unless-zero"
  /** forgets the first value */
  | "last-wins"
  /** adds both up, or sees the same thing twice */
  | "adds-up";

export interface Key extends Lifetime {
  readonly name: string;
  /** condition: narrows a rule; option: changes what it does. */
  readonly role: "condition" | "option";
  readonly operators: "" | "=" | "=<>";
  readonly value: ValueKind;
  readonly repeat: Repeat;
  /** Keys that are stored in one place: one of them a rule. */
  readonly slot?: string;
  /** Actions that the key may stand with; all when absent. */
  readonly actions?: readonly string[];
  /** The same up to 5.8, for conditions that were compared with the action while they were read. */
  readonly earlyActions?: readonly string[];
  readonly config?: string;
  readonly dialects?: readonly Dialect[];
  /** What the key is about, to be read after "it". */
  readonly meaning: string;
}

const id = { role: "condition", operators: "=<>", value: "id", repeat: "refused" } as const;
const lsm = {
  role: "condition",
  operators: "=",
  value: "label",
  repeat: "refused",
  config: "CONFIG_IMA_LSM_RULES",
} as const;

export const keys: readonly Key[] = [
  {
    name: "func",
    role: "condition",
    operators: "=",
    value: "hook",
    repeat: "refused",
    meaning: "names the hook; without it a rule is for every hook that concerns a file",
  },
  {
    name: "mask",
    role: "condition",
    operators: "=",
    value: "mask",
    repeat: "refused",
    meaning: "names the access asked for: exactly this one, or with ^ at least this one",
  },
  {
    name: "fsmagic",
    role: "condition",
    operators: "=",
    value: "magic",
    repeat: "refused-unless-zero",
    meaning: "names a kind of file system by its number, in hexadecimal",
  },
  {
    name: "fsname",
    role: "condition",
    operators: "=",
    value: "text",
    repeat: "last-wins",
    meaning: "names a kind of file system by its type name",
  },
  {
    name: "fs_subtype",
    role: "condition",
    operators: "=",
    value: "text",
    repeat: "refused",
    since: "6.19",
    meaning: "names what follows the dot in types like fuse.sshfs",
  },
  {
    name: "fsuuid",
    role: "condition",
    operators: "=",
    value: "uuid",
    repeat: "refused-unless-zero",
    meaning: "names one file system by its UUID",
  },
  { ...id, name: "uid", slot: "uid", meaning: "compares the real user of the task" },
  {
    ...id,
    name: "euid",
    slot: "uid",
    meaning: "compares the effective user of the task, or with CAP_SETUID the real and the saved one, too",
  },
  { ...id, name: "gid", slot: "gid", since: "5.16", meaning: "compares the real group of the task" },
  {
    ...id,
    name: "egid",
    slot: "gid",
    since: "5.16",
    meaning: "compares the effective group of the task, or with CAP_SETGID the real and the saved one, too",
  },
  { ...id, name: "fowner", meaning: "compares the owner of the file" },
  { ...id, name: "fgroup", since: "5.16", meaning: "compares the group of the file" },
  { ...lsm, name: "subj_user", meaning: "compares the user part of the label of the task" },
  { ...lsm, name: "subj_role", meaning: "compares the role part of the label of the task" },
  { ...lsm, name: "subj_type", meaning: "compares the type part of the label of the task" },
  { ...lsm, name: "obj_user", meaning: "compares the user part of the label of the file" },
  { ...lsm, name: "obj_role", meaning: "compares the role part of the label of the file" },
  { ...lsm, name: "obj_type", meaning: "compares the type part of the label of the file" },
  {
    name: "keyrings",
    role: "condition",
    operators: "=",
    value: "names",
    repeat: "refused",
    since: "5.6",
    actions: ["measure", "dont_measure"],
    earlyActions: ["measure"],
    config: "CONFIG_IMA_MEASURE_ASYMMETRIC_KEYS",
    meaning: "limits KEY_CHECK to these key rings",
  },
  {
    name: "label",
    role: "condition",
    operators: "=",
    value: "names",
    repeat: "refused",
    since: "5.12",
    actions: ["measure", "dont_measure"],
    meaning: "limits CRITICAL_DATA to these sources",
  },
  {
    name: "digest_type",
    role: "option",
    operators: "=",
    value: "digest-type",
    repeat: "adds-up",
    since: "5.19",
    meaning: "takes the fs-verity digest instead of a hash of the content",
  },
  {
    name: "template",
    role: "option",
    operators: "=",
    value: "template",
    repeat: "refused",
    actions: ["measure"],
    meaning: "chooses the fields of the measurement list entry",
  },
  {
    name: "permit_directio",
    role: "option",
    operators: "",
    value: "none",
    repeat: "adds-up",
    meaning: "lets files be opened with O_DIRECT although they cannot be hashed then",
  },
  {
    name: "appraise_type",
    role: "option",
    operators: "=",
    value: "appraise-type",
    repeat: "adds-up",
    actions: ["appraise"],
    meaning: "demands a signature; without it a hash in security.ima is enough",
  },
  {
    name: "appraise_flag",
    role: "option",
    operators: "=",
    value: "appraise-flag",
    repeat: "adds-up",
    since: "5.5",
    meaning: "asked for a look at the blacklist key ring; ignored from Linux 6.6 on",
  },
  {
    name: "appraise_algos",
    role: "option",
    operators: "=",
    value: "algorithms",
    repeat: "refused",
    since: "5.15",
    actions: ["appraise"],
    meaning: "lists the hash algorithms that security.ima may use",
  },
  {
    name: "pcr",
    role: "option",
    operators: "=",
    value: "pcr",
    repeat: "last-wins",
    actions: ["measure"],
    meaning: "chooses the TPM register that is extended",
  },
  {
    name: "digest_cache",
    role: "option",
    operators: "=",
    value: "digest-cache",
    repeat: "adds-up",
    actions: ["measure", "appraise"],
    dialects: ["digest-cache"],
    config: "CONFIG_INTEGRITY_DIGEST_CACHE",
    meaning: "lets digest lists vouch for the file",
  },
  {
    name: "parser",
    role: "condition",
    operators: "",
    value: "none",
    repeat: "adds-up",
    dialects: ["openeuler"],
    meaning: "is true while the task is the digest list parser",
  },
];

export const keyByName: ReadonlyMap<string, Key> = new Map(keys.map((key) => [key.name, key]));

/** The six conditions that ask the security module. */
export function isLsmKey(key: Key): boolean {
  return key.value === "label";
}
