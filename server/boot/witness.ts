/** Which of the machines that fit a description are meant, by an access that one of them makes. */

import type { Access } from "../policy/index.js";

/** What no condition of a rule names. */
const other = "(other)";

/** In words that follow a statement, such as "when it is on tmpfs". */
export function witnessWords({ fileSystem, labels }: Access): string {
  const parts: string[] = [];
  const { magic = other, type = other, uuid = other } = fileSystem ?? {};
  if (type !== other && type !== "") parts.push(`it is on ${type}`);
  else if (magic !== other && magic !== "") parts.push(`it is on a file system with the magic number 0x${magic}`);
  if (uuid !== other && !/^[0-]*$/.test(uuid)) parts.push(`its file system has the UUID ${uuid}`);
  for (const [key, label] of Object.entries(labels ?? {}))
    if (label !== null && label !== other) parts.push(`${key} is ${label}`);
  return parts.length === 0 ? "when no condition of another rule holds for it" : `when ${parts.join(" and ")}`;
}
