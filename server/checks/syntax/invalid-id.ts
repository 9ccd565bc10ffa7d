import { maxId, readId, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { replacement } from "../edits.js";

const maxUnsignedLong = 0xffff_ffff_ffff_ffffn;

export const check: Check = {
  id: "syntax/invalid-id",
  summary: "a user or group that is not a number",
  severity: "error",
  fixable: true,
  term: {
    keys: ["uid", "euid", "gid", "egid", "fowner", "fgroup"],
    run(term, _rule, _context, report) {
      const { word } = term;
      const { value } = word;
      if (readId(value) !== undefined) return;
      const base = { span: valueSpan(term), rejects: true as const };
      const comparison = /^[=<>](\d+)$/.exec(value);
      if (value === "root") {
        report({
          ...base,
          message: refused(`${word.key} takes a number, not a name.`),
          help: "root is 0.",
          fixes: [replacement(`Write ${word.key}${word.operator}0`, base.span, "0")],
        });
        return;
      }
      if (comparison !== null && word.operator !== "=" && value.startsWith("=")) {
        const named = Number(comparison[1]);
        const limit = named > maxId ? -1 : named + (word.operator === "<" ? 1 : -1);
        const fixed = `${word.key}${word.operator}${limit}`;
        report({
          ...base,
          span: word,
          message: refused(`it reads "${word.operator}" and then the number "${value}".`),
          help: `There is no ${word.operator}=.${limit >= 0 && limit <= maxId ? ` Write ${fixed}.` : ""}`,
          fixes: limit >= 0 && limit <= maxId ? [replacement(`Write ${fixed}`, word, fixed)] : [],
        });
        return;
      }
      const hexadecimal = /^0[xX][0-9a-fA-F]+$/.test(value);
      report({
        ...base,
        message: /^\+?\d+$/.test(value)
          ? refused(
              `${value} is too large: users and groups are 0 to ${maxId}.`,
              BigInt(value.replace("+", "")) > maxUnsignedLong ? "ERANGE" : "EINVAL",
            )
          : refused(hexadecimal ? `${word.key} takes decimal numbers only.` : `"${value}" is not a decimal number.`),
        help: /^[A-Za-z_]/.test(value)
          ? `Write the number of "${value}", as id -u or getent show it.`
          : `Write a decimal number from 0 to ${maxId}.`,
        ...(hexadecimal && Number(value) <= maxId
          ? { fixes: [replacement(`Write ${Number(value)}`, base.span, String(Number(value)))] }
          : {}),
      });
    },
  },
};
