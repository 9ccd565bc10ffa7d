/**
 * Which keys and which actions go with which hooks.
 *
 * Source: ima_validate_rule() in security/integrity/ima/ima_policy.c (5.9 and later).
 */

import type { HookGroup } from "./hooks.js";

const fileSystemKeys = ["fsmagic", "fsname", "fs_subtype", "fsuuid"];
const idKeys = ["uid", "euid", "gid", "egid", "fowner", "fgroup"];
const lsmKeys = ["subj_user", "subj_role", "subj_type", "obj_user", "obj_role", "obj_type"];
const measureOptions = ["pcr", "template"];
const appraiseOptions = ["appraise_type", "appraise_algos", "appraise_flag"];

interface GroupRules {
  /** Keys other than func= that the kernel takes here. */
  readonly keys: ReadonlySet<string>;
  /** Keys that the kernel takes and then does not look at. */
  readonly ignored?: ReadonlySet<string>;
  /** All conditions but func= that were compared up to 5.8, when the kernel took others and did not look at them. */
  readonly earlyConditions?: ReadonlySet<string>;
  /** Actions that the kernel takes here; all when absent. */
  readonly actions?: readonly string[];
}

const moduleKeys = [
  "mask",
  ...fileSystemKeys,
  ...idKeys,
  ...lsmKeys,
  ...measureOptions,
  ...appraiseOptions,
  "permit_directio",
  "digest_cache",
];

export const groupRules: Readonly<Record<HookGroup, GroupRules>> = {
  file: { keys: new Set([...moduleKeys, "digest_type", "parser"]) },
  module: { keys: new Set(moduleKeys) },
  "kexec-cmdline": {
    keys: new Set([...fileSystemKeys, ...idKeys, ...lsmKeys, ...measureOptions]),
    earlyConditions: new Set(),
    actions: ["measure", "dont_measure"],
  },
  key: {
    keys: new Set(["uid", "gid", ...measureOptions, "keyrings"]),
    earlyConditions: new Set(["uid", "keyrings"]),
    ignored: new Set(["gid"]),
    actions: ["measure", "dont_measure"],
  },
  "critical-data": {
    keys: new Set(["uid", "gid", ...measureOptions, "label"]),
    ignored: new Set(["gid"]),
    actions: ["measure", "dont_measure"],
  },
  setxattr: {
    keys: new Set(["appraise_algos", ...lsmKeys]),
    ignored: new Set(lsmKeys),
    actions: ["appraise"],
  },
};
