import { termOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { variantBelow } from "../edits.js";
import { reach, rootOnDisk } from "../reach.js";

/** What a user without rights has become in a set-uid program of root. */
const setUidRoot = { real: 1000, effective: 0, saved: 0, maySet: true };

export const check: Check = {
  id: "measure/real-user-only",
  summary: "what set-uid programs read is not measured, although what root reads is",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const read = { ...rootOnDisk, hooks: ["FILE_CHECK"], mask: ["MAY_READ"] } as const;
    const byRoot = reach(context, "measure", read)?.does ?? [];
    const { group: _, ...anyGroup } = read;
    const bySetUid = reach(context, "measure", { ...anyGroup, user: setUidRoot });
    if (bySetUid === undefined || bySetUid.does.length > 0 || bySetUid.exempts.length > 0) return;
    const rule = byRoot.find(({ entry }) => entry?.uid?.effective === false);
    const term = rule && termOf(rule, "uid");
    if (rule === undefined || term === undefined) return;
    const { operator, value } = term.word;
    const effective = `euid${operator}${value}`;
    report({
      span: term.word,
      message:
        "Files that root reads are measured, those that a set-uid program of root reads are not: uid looks at the real user, and that remains the one who started the program.",
      help: `Add the same rule with ${effective}; one rule cannot have both.`,
      fixes: [
        {
          title: `Add the rule with ${effective}`,
          safe: false,
          edits: [variantBelow(rule, (key) => (key === "uid" ? effective : undefined))],
        },
      ],
    });
  },
};
