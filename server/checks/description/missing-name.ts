import type { Check } from "../check.js";
import { quoted } from "../conf.js";

export const check: Check = {
  id: "description/missing-name",
  summary: "a section without its name, or with one that it does not have",
  severity: "error",
  fixable: true,
  bootFile(file, report) {
    for (const { kind, spec, name, header } of file.sections) {
      if (spec === undefined) continue;
      if (spec.nameOf !== undefined && !name?.text)
        report({
          span: header,
          message: `[${spec.kind}] does not say which one it is about, so nothing in it is used.`,
          help: `Write [${spec.kind} "NAME"]; the name is ${spec.nameOf}.`,
        });
      if (spec.nameOf === undefined && name !== undefined)
        report({
          span: name.span,
          message: `[${spec.kind}] has no name, so ${quoted(name.text)} is not used.`,
          help: `Write [${spec.kind}].`,
          fixes: file.text.endsWith("]", header.end)
            ? [
                {
                  title: "Remove the name",
                  safe: true,
                  edits: [{ span: { start: kind.span.end, end: header.end - 1 }, newText: "" }],
                },
              ]
            : [],
        });
    }
  },
};
