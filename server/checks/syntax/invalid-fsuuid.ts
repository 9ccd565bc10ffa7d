import { readUuid, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

export const check: Check = {
  id: "syntax/invalid-fsuuid",
  summary: "a file system UUID that is not of the form 8-4-4-4-12",
  severity: "error",
  fixable: true,
  term: {
    keys: ["fsuuid"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      if (readUuid(value) !== undefined) return;
      const inner = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(value)?.[0];
      const digits = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i.exec(value);
      const fixed = inner ?? digits?.slice(1).join("-");
      report({
        span: valueSpan(term),
        message: refused(`"${value}" is not a UUID of 8-4-4-4-12 hexadecimal digits.`),
        help: /^[0-9a-f]{4}-[0-9a-f]{4}$/i.test(value)
          ? "This is the serial number of a FAT file system, which IMA cannot compare. Use fsname=vfat or fsmagic=0x4d44."
          : fixed !== undefined
            ? `Write ${fixed}.`
            : "Write the UUID as lsblk -o UUID or blkid show it.",
        rejects: true,
        fixes: fixed === undefined ? [] : [replacement(`Write ${fixed}`, valueSpan(term), fixed)],
      });
    },
  },
};
