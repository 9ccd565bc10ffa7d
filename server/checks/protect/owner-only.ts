import type { Rule } from "../../../grammar/index.js";
import { plainUser } from "../../policy/index.js";
import type { Check } from "../check.js";
import { reach } from "../reach.js";

/** What is run, by the hooks that see it: one of them is enough. */
const kinds = [
  { name: "Programs", hooks: ["BPRM_CHECK", "CREDS_CHECK"] },
  { name: "Libraries", hooks: ["MMAP_CHECK"] },
];

export const check: Check = {
  id: "protect/owner-only",
  summary: "programs of root are appraised, and those of other owners are not",
  severity: "info",
  policy(context, report) {
    const user = plainUser(1000);
    const byUser = { user, group: user, fileSystemKind: "storage", parser: false } as const;
    const open: { name: string; rules: readonly Rule[] }[] = [];
    for (const { name, hooks } of kinds) {
      const ofRoot = reach(context, "appraise", { ...byUser, hooks, owner: 0, fileGroup: 0 });
      const ofUser = reach(context, "appraise", { ...byUser, hooks, owner: user.real, fileGroup: user.real });
      if (ofRoot === undefined || ofRoot.does.length === 0 || ofUser?.leavesOut !== true || ofUser.does.length > 0)
        continue;
      open.push({ name, rules: ofRoot.does });
    }
    const [first, ...others] = [...new Set(open.flatMap(({ rules }) => rules))].sort((a, b) => a.index - b.index);
    if (first === undefined) return;
    report({
      span: first.span,
      message: `${open.map(({ name }, at) => (at === 0 ? name : name.toLowerCase())).join(" and ")} are appraised by their owner: root's are, and when a user such as 1000 runs what belongs to that user, it runs unchecked.`,
      help: "Appraise what is executed without fowner= and fgroup= (func=BPRM_CHECK and func=MMAP_CHECK), so that everything that runs must have a security.ima; or mount what users can write to with noexec.",
      related: others.map((rule) => ({ span: rule.span, message: "the same here" })),
    });
  },
};
