/**
 * The accesses that a boot with digest lists depends on, as far as they are the same on every machine.
 *
 * Kernel behaviour: the Integrity Digest Cache v6 (its kernel module loader opens the parser itself and in the context
 * of the task that made the first access; digest lists are read by a kernel worker) and the IMA integration v4.
 */

import { type Access, plainUser, root } from "../policy/index.js";

/** What is taken for granted of parsers and lists when nothing else is said. Labels and the kind of disk stay open. */
const ofRootOnDisk = {
  user: root,
  group: root,
  owner: 0,
  fileGroup: 0,
  fileSystemKind: "storage" as const,
  parser: false,
};

export const assumptions = {
  parserIsSignedModule: "digest list parsers are kernel modules with an appended signature and no security.ima",
  parserOnDisk: "the parser belongs to root and to a file system on a disk",
  firstAccessByRoot: "the first access that needs the parser is by root",
  listOnDisk: "digest lists belong to root and to a file system on a disk",
  parserNotLoaded: "no parser is built in or loaded before the policy",
} as const;

/** The kernel loads a parser module by itself. It has no FILE_CHECK: the kernel opens the file. */
export const parserLoad: Access = { hook: "MODULE_CHECK", mask: ["MAY_READ"], ...ofRootOnDisk };

/** The kernel reads a digest list. */
export const digestListRead: Access = { hook: "DIGEST_LIST_CHECK", mask: ["MAY_READ"], ...ofRootOnDisk };

/** What any file may be asked for at a hook, by a task of one user. */
export function accessesAt(hook: string, masks: readonly Access["mask"][], user: number): Access[] {
  const ids = user === 0 ? root : plainUser(user);
  return masks.map((mask) => ({ hook, mask, user: ids, parser: false }));
}
