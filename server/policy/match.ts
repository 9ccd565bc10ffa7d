/**
 * Whether a rule matches an access. Follows ima_match_rules() and ima_match_rule_data() in
 * security/integrity/ima/ima_policy.c.
 */

import type { IdCondition, RuleEntry, SubjectIdCondition } from "../../grammar/index.js";
import type { Access, Ids } from "./access.js";

export interface Match {
  /** open: it depends on something that the access leaves open. */
  readonly result: "match" | "no" | "open";
  /** Keys of the conditions that fail, or that are open when none fails; the first in the kernel's order. */
  readonly key?: string;
}

const matching: Match = { result: "match" };

function compare({ operator, id }: IdCondition, value: number): boolean {
  if (operator === "<") return value < id;
  return operator === ">" ? value > id : value === id;
}

function compareSubject(condition: SubjectIdCondition, ids: Ids): boolean {
  if (!condition.effective) return compare(condition, ids.real);
  const values = ids.maySet ? [ids.effective, ids.saved, ids.real] : [ids.effective];
  return values.some((value) => compare(condition, value));
}

type Answer = boolean | undefined;

/** The conditions of an entry in the kernel's order; each answers true, false, or undefined for open. */
function* conditions(entry: RuleEntry, access: Access): Generator<[key: string, answer: Answer]> {
  // After chmod and chown the kernel looks at neither hook nor mask.
  const anyHook = access.hook === "POST_SETATTR";
  if (entry.func !== undefined && !anyHook) yield ["func", entry.func === access.hook];
  // These hooks hand over no file, and only rules that name them are for them.
  const data = access.hook === "KEY_CHECK" || access.hook === "CRITICAL_DATA";
  if (data || access.hook === "SETXATTR_CHECK") yield ["func", entry.func === access.hook];
  if (access.withoutFile) {
    yield ["func", entry.func === access.hook];
    return;
  }
  if (data) {
    if (entry.uid !== undefined)
      yield ["uid", access.user && compareSubject({ ...entry.uid, effective: false }, access.user)];
    if (entry.keyrings !== undefined)
      yield ["keyrings", access.keyring === undefined ? undefined : entry.keyrings.includes(access.keyring)];
    if (entry.criticalData !== undefined)
      yield ["label", access.criticalData === undefined ? undefined : entry.criticalData.includes(access.criticalData)];
    return;
  }
  // The kernel keeps the algorithms of the first such rule and asks no condition.
  if (access.hook === "SETXATTR_CHECK") return;
  if (entry.mask !== undefined && !anyHook) {
    const includes = access.mask.includes(entry.mask.permission);
    yield ["mask", includes && (entry.mask.contains || access.mask.length === 1)];
  }
  if (
    entry.fsmagic !== undefined ||
    entry.fsname !== undefined ||
    entry.fsSubtype !== undefined ||
    entry.fsuuid !== undefined
  ) {
    const { fileSystem } = access;
    if (fileSystem === undefined) {
      const key =
        entry.fsmagic !== undefined
          ? "fsmagic"
          : entry.fsname !== undefined
            ? "fsname"
            : entry.fsSubtype !== undefined
              ? "fs_subtype"
              : "fsuuid";
      yield [key, undefined];
    } else {
      if (entry.fsmagic !== undefined) yield ["fsmagic", entry.fsmagic === fileSystem.magic];
      if (entry.fsname !== undefined) yield ["fsname", entry.fsname === fileSystem.type];
      if (entry.fsSubtype !== undefined) yield ["fs_subtype", entry.fsSubtype === fileSystem.subtype];
      if (entry.fsuuid !== undefined) yield ["fsuuid", entry.fsuuid === fileSystem.uuid];
    }
  }
  if (entry.uid !== undefined)
    yield [entry.uid.effective ? "euid" : "uid", access.user && compareSubject(entry.uid, access.user)];
  if (entry.gid !== undefined)
    yield [entry.gid.effective ? "egid" : "gid", access.group && compareSubject(entry.gid, access.group)];
  if (entry.fowner !== undefined)
    yield ["fowner", access.owner === undefined ? undefined : compare(entry.fowner, access.owner)];
  if (entry.fgroup !== undefined)
    yield ["fgroup", access.fileGroup === undefined ? undefined : compare(entry.fgroup, access.fileGroup)];
  for (const [key, label] of entry.labels ?? []) {
    const value = access.labels?.[key];
    yield [key, value === undefined ? undefined : value === label];
  }
  if (entry.parser) yield ["parser", access.parser];
}

/** Tests the conditions of a rule against an access. */
export function matchRule(entry: RuleEntry, access: Access): Match {
  let open: string | undefined;
  for (const [key, answer] of conditions(entry, access)) {
    if (answer === false) return { result: "no", key };
    if (answer === undefined) open ??= key;
  }
  return open === undefined ? matching : { result: "open", key: open };
}
