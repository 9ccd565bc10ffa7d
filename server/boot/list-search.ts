/**
 * Which digest lists the kernel looks at for a file.
 *
 * Follows digest_cache_new() and digest_cache_dir_lookup_digest() of the Integrity Digest Cache v6.
 */

import type { Reason } from "./answer.js";
import type { BootDescription, DigestList, Fact, MachineFile, Phase } from "./description.js";
import { origin } from "./place.js";

export interface Search {
  /** Lists of the directory. */
  readonly lists: readonly DigestList[];
  /** The one that is asked; undefined: all, in order. */
  readonly wanted: DigestList | undefined;
  /** The default path that led there. */
  readonly source: string;
}

/** An absolute path without a slash at its end; relative ones are taken from the root of the machine. */
export function normalized(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return `/${parts.join("/")}`;
}

export function directoryOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/** That user space writes another path, which has not come about yet. */
function laterPath({ writtenDefaultPath, phases }: BootDescription, phase: Phase, early: boolean): Reason[] {
  if (writtenDefaultPath === undefined) return [];
  const from = phases.findIndex(({ name }) => name === writtenDefaultPath.phase.value);
  const now = phases.indexOf(phase);
  if (from < now || (from === now && !early)) return [];
  return [
    {
      kind: "default-path",
      text: `${writtenDefaultPath.path.value} is written in phase ${writtenDefaultPath.phase.value}, by a program that has to run first`,
      ...origin(writtenDefaultPath.phase),
      because: [],
    },
  ];
}

/**
 * The lists to look at, or why there are none.
 *
 * @param lists those in the directory of the default path, in order
 * @param present all that are there
 */
export function searchOf(
  defaultPath: Fact<string>,
  xattr: string | undefined,
  file: MachineFile,
  lists: readonly DigestList[],
  present: readonly DigestList[],
  { phase, boot, early }: { readonly phase: Phase; readonly boot: BootDescription; readonly early: boolean },
): Search | { readonly reason: Reason } {
  const source = defaultPath.value;
  const path = normalized(source);
  const single = lists.length > 0 ? undefined : present.find((list) => list.path === path);
  if (single !== undefined) return { lists: [single], wanted: single, source };
  if (lists.length === 0)
    return {
      reason:
        present.length === 0
          ? {
              kind: "no-lists",
              text: `there are no digest lists in phase ${phase.name}`,
              ...origin(phase.lists),
              because: [],
            }
          : {
              kind: "default-path",
              text: `the kernel looks for digest lists in ${source}, and those of phase ${phase.name} are in ${directoryOf(present[0]?.path ?? "/")}`,
              ...origin(defaultPath),
              because: laterPath(boot, phase, early),
            },
    };
  if (xattr === undefined || xattr === "") return { lists, wanted: undefined, source };
  const wanted = lists.find(({ path: own }) => own === `${path}/${xattr}`);
  if (wanted === undefined || xattr.includes("/"))
    return {
      reason: {
        kind: "list-xattr",
        text: xattr.includes("/")
          ? `security.digest_list of ${file.name} is ${xattr}, and a name with a slash is not taken`
          : `security.digest_list of ${file.name} names ${xattr}, and there is no such digest list`,
        ...origin(file.listXattr),
        because: [],
      },
    };
  return { lists, wanted, source };
}
