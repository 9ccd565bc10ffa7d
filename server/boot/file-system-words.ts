/** Words for file systems in a description. */

import { fileSystemByMagic, fileSystems } from "../../grammar/index.js";
import type { FileSystemIdentity } from "../policy/index.js";

/** What a word for a file system stands for; a type of an initramfs is called rootfs. */
export function identitiesOf(word: string, inInitramfs: boolean): Pick<FileSystemIdentity, "magic" | "type">[] {
  if (/^0x[0-9a-f]+$/i.test(word)) {
    const magic = word
      .slice(2)
      .toLowerCase()
      .replace(/^0+(?=.)/, "");
    const types = fileSystemByMagic(magic)?.types ?? [];
    return types.length === 0 ? [{ magic, type: "" }] : types.map((type) => ({ magic, type }));
  }
  const type = inInitramfs && (word === "tmpfs" || word === "ramfs") ? "rootfs" : word;
  const known = fileSystems.filter(({ types }) => types.includes(word));
  return known.length === 0 ? [{ magic: "", type: word }] : known.map(({ magic }) => ({ magic, type }));
}
