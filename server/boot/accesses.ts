/**
 * The accesses that a boot with digest lists depends on, as far as they are the same on every machine.
 *
 * Kernel behaviour: the Integrity Digest Cache v6 (its kernel module loader opens the parser itself and in the context
 * of the task that made the first access; digest lists are read by a kernel worker) and the IMA integration v4.
 */

import { type RegionSpec, root } from "../policy/index.js";

/** What is taken for granted of parsers and lists when nothing else is said. Labels and the kind of disk stay open. */
const ofRoot = { user: root, group: root, owner: 0, fileGroup: 0, parser: false };

export const assumptions = {
  parserIsSignedModule: "digest list parsers are kernel modules with an appended signature and no security.ima",
  parserOnDisk: "the parser belongs to root and to a file system on a disk",
  firstAccessByRoot: "the first access that needs the parser is by root",
  listOnDisk: "digest lists belong to root and to a file system on a disk",
  listHasSignature: "digest lists have an appended signature and no security.ima",
  parserNotLoaded: "no parser is built in or loaded before the policy",
  onlyTlv: "all digest lists are of the format whose parser is built in, tlv",
} as const;

/** The kernel loads a parser module by itself. It has no FILE_CHECK: the kernel opens the file. */
export const parserLoad: RegionSpec = { hooks: ["MODULE_CHECK"], ...ofRoot, fileSystemKind: "storage" };

/** The kernel reads a digest list. */
export const digestListRead: RegionSpec = { hooks: ["DIGEST_LIST_CHECK"], ...ofRoot, fileSystemKind: "storage" };

/** The same accesses to files in memory, such as those of the initramfs. */
export const inMemory = { fileSystemKind: "memory" } as const;
