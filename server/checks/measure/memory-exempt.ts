import type { Check } from "../check.js";
import { codeOn, codeOnDisk, reach } from "../reach.js";

export const check: Check = {
  id: "measure/memory-exempt",
  summary: "programs in memory are left out by a rule that was meant for files",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const inMemory = reach(context, "measure", codeOn({ magic: "1021994", type: "tmpfs" }));
    if (inMemory === undefined || inMemory.does.length > 0 || inMemory.leavesOut) return;
    // With a hook or a mask the rule says by itself that it is about code.
    const { exempts } = inMemory;
    const [first, ...others] = exempts;
    if (first === undefined || exempts.some(({ entry }) => entry?.func !== undefined || entry?.mask !== undefined))
      return;
    if ((reach(context, "measure", codeOnDisk)?.does.length ?? 0) === 0) return;
    report({
      span: first.span,
      message:
        "Programs and libraries on tmpfs are not measured, although those on disks are: without func= this rule is for execution as well as for reading. /dev/shm, often /tmp, and what memfd_create() makes are on tmpfs.",
      help: "Write func=FILE_CHECK into it: then only opening files there is left out.",
      related: others.map((other) => ({ span: other.span, message: "the same here" })),
      fixes: [
        {
          title: "Leave out opening files only",
          safe: false,
          edits: exempts.flatMap((rule) => {
            const end = rule.terms.find((term) => term.action !== undefined)?.word.end;
            return end === undefined ? [] : [{ span: { start: end, end }, newText: " func=FILE_CHECK" }];
          }),
        },
      ],
    });
  },
};
