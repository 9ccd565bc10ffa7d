import { foreignWordHint, permissions, readMask, valueSpan } from "../../../grammar/index.js";
import { type Check, refused } from "../check.js";
import { suggestionFix } from "../edits.js";
import { asQuestion, suggest } from "../suggest.js";

export const check: Check = {
  id: "syntax/unknown-mask",
  summary: "a value of mask= that is no permission",
  severity: "error",
  fixable: true,
  term: {
    keys: ["mask"],
    run(term, _rule, _context, report) {
      const { value } = term.word;
      if (readMask(value) !== undefined) return;
      const list = value.split(/[|,]/);
      const isList = list.length > 1 && list.some((name) => readMask(name.trim()) !== undefined);
      const caret = value.startsWith("^") ? "^" : "";
      const name = value.replace(/^\^+/, "");
      const foreign = foreignWordHint("mask", name);
      const near =
        isList || name === "" || foreign !== undefined
          ? undefined
          : suggest(/^may/i.test(name) ? name : `MAY_${name}`, permissions);
      report({
        span: valueSpan(term),
        message: refused(
          isList
            ? `mask= names one permission, and "${value}" is a list.`
            : `"${value}" is no permission${asQuestion(near, ".")}`,
        ),
        help:
          foreign ??
          (isList
            ? "Write a rule for each permission. With ^ before it, a permission may come together with others."
            : `Permissions are ${permissions.join(", ")}; with ^ before it, others may be asked for as well.`),
        rejects: true,
        fixes: suggestionFix(near, valueSpan(term), caret + (near?.word ?? "")),
      });
    },
  },
};
