/** Boots from texts, for tests. */

import { parseBootFile, parsePolicy } from "../grammar/index.js";
import { type BootDescription, describeBoot } from "../server/boot/index.js";

/** @param files policies, and other files by name; a policy may be said to be one that the kernel refuses */
export function bootOf(
  conf: string,
  files: Readonly<Record<string, string | { readonly text: string; readonly refused: boolean }>> = {},
): BootDescription {
  const textOf = (path: string) => {
    const file = files[path];
    return typeof file === "string" ? file : file?.text;
  };
  return describeBoot({
    conf: { path: "digest-cache.conf", file: parseBootFile(conf) },
    readText: textOf,
    readPolicy: (path) => {
      const text = textOf(path);
      const file = files[path];
      return text === undefined
        ? undefined
        : { policy: parsePolicy(text), refused: typeof file === "object" && file.refused };
    },
  });
}
