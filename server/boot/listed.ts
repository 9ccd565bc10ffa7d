/** Whether a digest list has the digest of a file. */

import { type Answer, no, yes } from "./answer.js";
import type { DigestList, Fact, MachineFile, UsedFile } from "./description.js";
import { origin } from "./place.js";
import { algorithmOf, type Surroundings } from "./proofs.js";

/** By which fact a list has a file; undefined: it does not. */
function isListed(list: DigestList, file: MachineFile): Fact<unknown> | undefined {
  if (file.lists?.value.includes(list.name)) return file.lists;
  if (list.files?.value.includes(file.path)) return list.files;
  if (file.kind === "file" && (file as UsedFile).isAssumed && file.lists === undefined && list.files === undefined)
    return file.credentials;
  return undefined;
}

/** Whether a list has the digest of a file, by the algorithm that IMA uses for it. */
export function holds(list: DigestList, file: MachineFile, around: Pick<Surroundings, "boot" | "phase">): Answer {
  const listed = isListed(list, file);
  if (listed === undefined)
    return no({ kind: "not-listed", text: `${list.name} does not have the digest of ${file.name}`, because: [] });
  const algorithm = algorithmOf(file, around);
  if (list.digests.value !== algorithm.value)
    return no({
      kind: "hash-algorithm",
      text: `${list.name} has ${list.digests.value} digests, and IMA hashes ${file.name} with ${algorithm.value}`,
      ...origin(list.digests),
      because: [
        {
          kind: "hash-algorithm",
          text:
            algorithm === file.hash
              ? "that is the algorithm of its security.ima"
              : "that is the algorithm of ima_hash= or, without it, of the kernel's configuration",
          ...origin(algorithm),
          because: [],
        },
      ],
    });
  return yes({
    kind: "digest-found",
    text: `${list.name} has the digest of ${file.name}`,
    ...origin(listed),
    because: [],
  });
}
