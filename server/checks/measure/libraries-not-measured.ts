import { plainUser, root } from "../../policy/index.js";
import type { Check } from "../check.js";
import { variantBelow } from "../edits.js";
import { libraryHooks, programHooks, reach, rootOnDisk } from "../reach.js";

/** Policies for programs of root are about root, others about everybody. */
const people = [
  { ids: root, of: "" },
  { ids: plainUser(1000), of: " of ordinary users" },
];

export const check: Check = {
  id: "measure/libraries-not-measured",
  summary: "programs are measured, and the libraries that they use are not",
  severity: "info",
  fixable: true,
  policy(context, report) {
    for (const { ids, of } of people) {
      const onDisk = { ...rootOnDisk, user: ids, group: ids, parser: false };
      const programs = reach(context, "measure", { ...onDisk, hooks: programHooks });
      const libraries = reach(context, "measure", { ...onDisk, hooks: libraryHooks });
      // The dynamic loader opens a library before it maps it.
      const opened = reach(context, "measure", { ...onDisk, hooks: ["FILE_CHECK"], mask: ["MAY_READ"] });
      const [first] = programs?.does ?? [];
      if (first === undefined || libraries === undefined || opened === undefined) continue;
      if (libraries.does.length > 0 || libraries.exempts.some(({ entry }) => entry?.func) || opened.does.length > 0)
        continue;
      report({
        span: first.span,
        message: `Programs${of} are measured, and the libraries in them are not: ${first.entry?.func ?? "this rule"} is asked about the file that is executed, and for libraries, those of LD_PRELOAD too, the kernel asks about MMAP_CHECK.`,
        help: "Add the same rule with func=MMAP_CHECK.",
        fixes: [
          {
            title: "Add the rule with MMAP_CHECK",
            safe: false,
            edits: [variantBelow(first, (key) => (key === "func" ? "func=MMAP_CHECK" : undefined))],
          },
        ],
      });
      return;
    }
  },
};
