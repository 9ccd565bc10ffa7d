/** Who makes an access. */

import { type Ids, plainUser, root } from "../policy/index.js";
import type { Place } from "./answer.js";

export interface Task {
  readonly uid: number;
  /** Where it is said that this task comes. */
  readonly place?: Place;
}

/** The kernel worker that reads digest lists, or a task of root. */
export const rootTask: Task = { uid: 0 };

export function idsOf({ uid }: Task): { user: Ids; group: Ids } {
  return uid === 0 ? { user: root, group: root } : { user: plainUser(uid), group: plainUser(uid) };
}

export function taskName({ uid }: Task): string {
  return uid === 0 ? "root" : `user ${uid}`;
}
