import { type FileSystem, fileSystems, readMagic, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

/** The initramfs, for one, has the number of what it is made of. */
function onlyOne(found: readonly FileSystem[]): FileSystem | undefined {
  return found.length === 1 ? found[0] : undefined;
}

export const check: Check = {
  id: "syntax/invalid-fsmagic",
  summary: "a file system magic that is not a hexadecimal number",
  severity: "error",
  fixable: true,
  term: {
    keys: ["fsmagic"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      if (readMagic(value) !== undefined) return;
      const fileSystem = onlyOne(
        fileSystems.filter((entry) => entry.types.includes(value) || entry.constants.includes(value)),
      );
      const tooLarge = /^\+?(0[xX])?[0-9a-fA-F]+$/.test(value);
      report({
        span: valueSpan(term),
        message: tooLarge
          ? refused(`${value} does not fit into 64 bits.`, "ERANGE")
          : refused(`"${value}" is not a hexadecimal number.`),
        help:
          fileSystem === undefined
            ? "Write the magic number of the file system, such as 0x1021994 for tmpfs, or use fsname= with its type name."
            : `The number of ${value} is 0x${fileSystem.magic}.`,
        rejects: true,
        fixes:
          fileSystem === undefined
            ? []
            : [replacement(`Write 0x${fileSystem.magic}`, valueSpan(term), `0x${fileSystem.magic}`)],
      });
    },
  },
};
