/** An access: one question that the kernel puts to a policy. */

import type { Permission } from "../../grammar/index.js";

/** The ids that a condition on users or groups can look at. */
export interface Ids {
  readonly real: number;
  readonly effective: number;
  readonly saved: number;
  /** Whether the acting task may change ids (CAP_SETUID or CAP_SETGID): then euid= and egid= look at all three. */
  readonly maySet: boolean;
}

export interface FileSystemIdentity {
  /** Superblock magic: lower-case hexadecimal without prefix and leading zeros. */
  readonly magic: string;
  /** Name of the file system type. */
  readonly type: string;
  /** What follows the dot in types like fuse.sshfs. */
  readonly subtype?: string;
  /** Lower case. */
  readonly uuid?: string;
}

/**
 * All that conditions can ask about. What is left out is open: the answer may depend on it, and a question about
 * it is answered with "open". decide() wants every dimension that the rules ask about.
 */
export interface Access {
  /** Present name of the hook, or POST_SETATTR, the internal one after chmod and chown. */
  readonly hook: string;
  /** What is asked for; empty for hooks without a file. */
  readonly mask: readonly Permission[];
  readonly user?: Ids;
  readonly group?: Ids;
  readonly fileSystem?: FileSystemIdentity;
  readonly owner?: number;
  readonly fileGroup?: number;
  /** Labels by condition key (subj_user ... obj_type); null: the task or file has no such label. */
  readonly labels?: Readonly<Record<string, string | null>>;
  /** Key ring of KEY_CHECK. */
  readonly keyring?: string;
  /** Source of CRITICAL_DATA. */
  readonly criticalData?: string;
  /**
   * KEXEC_CMDLINE of Linux 5.3 to 5.8, which hands over no file: only rules that name the hook are for it, and none of
   * their conditions is compared.
   */
  readonly withoutFile?: true;
  /** Whether the task is the digest list parser of the openEuler kernels. */
  readonly parser?: boolean;
}

/** The ids of a task that was root all its life. */
export const root: Ids = { real: 0, effective: 0, saved: 0, maySet: true };

/** The ids of a task of one user without privileges. */
export function plainUser(id: number): Ids {
  return { real: id, effective: id, saved: id, maySet: false };
}
