/**
 * Which digest lists the kernel looks at for a file.
 *
 * Follows digest_cache_new() and digest_cache_dir_lookup_digest() of the Integrity Digest Cache v6.
 */

import { compareListNames } from "../../grammar/index.js";
import type { Reason } from "./answer.js";
import type { DigestList, Fact, MachineFile, Phase } from "./description.js";
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

/** Lists mostly come in order, and there may be many: each file that is looked for asks. */
export function listsInOrder(lists: readonly DigestList[]): readonly DigestList[] {
  const isInOrder = lists.every((list, at) => {
    const before = lists[at - 1];
    return before === undefined || compareListNames(before.name, list.name) <= 0;
  });
  return isInOrder ? lists : [...lists].sort((a, b) => compareListNames(a.name, b.name));
}

/** The lists to look at, or why there are none. */
export function searchOf(
  defaultPath: Fact<string>,
  xattr: string | undefined,
  file: MachineFile,
  present: readonly DigestList[],
  phase: Phase,
): Search | { readonly reason: Reason } {
  const source = defaultPath.value;
  const path = normalized(source);
  const single = present.find((list) => list.path === path);
  if (single !== undefined) return { lists: [single], wanted: single, source };
  const lists = present.filter((list) => directoryOf(list.path) === path);
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
              text: `the kernel looks for digest lists in ${source}, and there are none in phase ${phase.name}; they are in ${directoryOf(present[0]?.path ?? "/")}`,
              ...origin(defaultPath),
              because: [],
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
