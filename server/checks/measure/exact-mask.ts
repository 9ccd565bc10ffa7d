import { termOf, valueSpan } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { replacement } from "../edits.js";
import { reach } from "../reach.js";

const words = { measure: "measured", audit: "audited" } as const;

export const check: Check = {
  id: "measure/exact-mask",
  summary: "files that are opened for reading and writing are left out",
  severity: "info",
  fixable: true,
  policy(context, report) {
    for (const family of ["measure", "audit"] as const) {
      const opened = { hooks: ["FILE_CHECK"], fileSystemKind: "storage" } as const;
      const reading = reach(context, family, { ...opened, mask: ["MAY_READ"] });
      const both = reach(context, family, { ...opened, mask: ["MAY_READ", "MAY_WRITE"] });
      // A dont_ rule with a mask leaves them out on purpose.
      if (both === undefined || both.does.length > 0 || both.exempts.some(({ entry }) => entry?.mask)) continue;
      const exact = reading?.does.filter(({ entry }) => entry?.mask?.permission === "MAY_READ" && !entry.mask.contains);
      const [term, ...others] = (exact ?? []).flatMap((rule) => termOf(rule, "mask") ?? []);
      if (term === undefined) continue;
      const all = [term, ...others];
      report({
        span: valueSpan(term),
        message: `Files that are opened for reading and writing at once are not ${words[family]}: mask=MAY_READ is for opening a file to read it and nothing else.`,
        help: "Write mask=^MAY_READ, as the kernel's own tcb policy does.",
        related: others.map((other) => ({ span: valueSpan(other), message: "the same here" })),
        fixes: [
          {
            title: "Write ^MAY_READ",
            safe: false,
            edits: all.flatMap((each) => replacement("", valueSpan(each), "^MAY_READ").edits),
          },
        ],
      });
    }
  },
};
