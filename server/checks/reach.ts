/** What a family of rules does with some accesses, for checks about what a policy leaves out. */

import type { Family, Kernel, Rule } from "../../grammar/index.js";
import { decidersOf, type FileSystemIdentity, type RegionSpec, remembered, root } from "../policy/index.js";
import type { Context } from "./check.js";

export interface Reach {
  /** Rules that do the family's action for some of the accesses, in order. */
  readonly does: readonly Rule[];
  /** dont_ rules that decide some of them. */
  readonly exempts: readonly Rule[];
  /** Whether some of them are decided by no rule. */
  readonly leavesOut: boolean;
}

/**
 * What happens to the accesses of a region; exact for every access in it.
 *
 * @returns undefined when that is too complex to say; then a check says nothing
 */
export function reach({ policy, kernel }: Context, family: Family, region: RegionSpec): Reach | undefined {
  const known = answers(policy.rules, kernel);
  const key = `${family} ${JSON.stringify(region)}`;
  if (!known.has(key)) known.set(key, answer(policy.rules, kernel, family, region));
  return known.get(key);
}

/** Many checks ask about the same accesses. */
const answers = remembered(() => new Map<string, Reach | undefined>());

function answer(rules: readonly Rule[], kernel: Kernel, family: Family, region: RegionSpec): Reach | undefined {
  const found = decidersOf(rules, family, region, kernel);
  if (found === undefined) return undefined;
  const deciders = found.deciders.map(({ rule }) => rule);
  return {
    does: deciders.filter((rule) => rule.entry?.action.negative === false),
    exempts: deciders.filter((rule) => rule.entry?.action.negative === true),
    leavesOut: found.undecided,
  };
}

/** Files of root on a disk, used by root: what a machine is made of. */
export const rootOnDisk = { user: root, group: root, owner: 0, fileGroup: 0, fileSystemKind: "storage" } as const;

/** The kernel executes the file. Both are asked for every program, so one of them is enough. */
export const programHooks = ["BPRM_CHECK", "CREDS_CHECK"];

/** The file is mapped to be executed, as the dynamic loader does it with libraries. */
export const libraryHooks = ["MMAP_CHECK", "MMAP_CHECK_REQPROT"];

const codeHooks = [...programHooks, ...libraryHooks];

/** Programs and libraries of root on disks. */
export const codeOnDisk: RegionSpec = { ...rootOnDisk, hooks: codeHooks, parser: false };

/** Programs and libraries of root on one file system. */
export function codeOn(fileSystem: FileSystemIdentity, hooks: readonly string[] = codeHooks): RegionSpec {
  const { fileSystemKind: _, ...ofRoot } = rootOnDisk;
  return { ...ofRoot, hooks, parser: false, fileSystem };
}
