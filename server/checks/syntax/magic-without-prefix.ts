import { fileSystemByMagic, readMagic, valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/magic-without-prefix",
  summary: "a file system magic of decimal digits, which is read as hexadecimal",
  severity: "warning",
  fixable: true,
  term: {
    keys: ["fsmagic"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      if (!/^\+?[0-9]+$/.test(value)) return;
      const magic = readMagic(value);
      if (magic === undefined || magic === "0") return;
      const span = valueSpan(term);
      const decimal = BigInt(value.replace("+", "")).toString(16);
      const meant = fileSystemByMagic(decimal);
      const read = fileSystemByMagic(magic);
      if (meant !== undefined && read === undefined)
        report({
          span,
          message: `The kernel reads ${value} as 0x${magic}, which is no file system; in decimal it would be ${meant.constants[0]}.`,
          help: `Write 0x${decimal}.`,
          fixes: [replacement(`Write 0x${decimal}`, span, `0x${decimal}`, false)],
        });
      else
        report({
          span,
          severity: "info",
          message: `The kernel reads ${value} as 0x${magic}: fsmagic= is always hexadecimal.`,
          help: `Write 0x${magic}.`,
          fixes: [replacement(`Write 0x${magic}`, span, `0x${magic}`)],
        });
    },
  },
};
