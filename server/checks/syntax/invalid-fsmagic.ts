import { fileSystemByType, fileSystems, readMagic, valueSpan } from "../../../grammar/index.js";
import { type Check, refused, replacement } from "../check.js";

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
      const fileSystem = fileSystemByType(value) ?? fileSystems.find((entry) => entry.constants.includes(value));
      report({
        span: valueSpan(term),
        message: refused(
          /^\+?(0[xX])?[0-9a-fA-F]+$/.test(value)
            ? `${value} does not fit into 64 bits.`
            : `"${value}" is not a hexadecimal number.`,
        ),
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
