/** Files whose code runs, as regions for checks that compare where a policy looks at them. */

import type { RegionSpec } from "../policy/index.js";
import { rootOnDisk } from "./reach.js";

/** The kernel executes the file. */
export const programHooks = ["BPRM_CHECK", "CREDS_CHECK"] as const;

/** The file is mapped to be executed, as the dynamic loader does it with libraries. */
export const libraryHooks = ["MMAP_CHECK", "MMAP_CHECK_REQPROT"] as const;

const codeHooks = [...programHooks, ...libraryHooks];

/** Programs and libraries of root on disks. */
export const codeOnDisk: RegionSpec = { ...rootOnDisk, hooks: codeHooks, parser: false };

const { fileSystemKind: _, ...ofRoot } = rootOnDisk;

/** Programs and libraries of root on one kind of file system. */
export function codeOn(magic: string, type: string): RegionSpec {
  return { ...ofRoot, hooks: codeHooks, parser: false, fileSystem: { magic, type } };
}
