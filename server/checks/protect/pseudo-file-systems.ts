import { readPseudoFileSystems } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { pseudoReads } from "../pseudo-reads.js";

/** There on every machine, and read all the time. */
const always = ["proc", "sysfs", "cgroup2", "nsfs"];

const candidates = readPseudoFileSystems.map(({ magic, types }) => ({ magic, type: types[0] ?? "" }));

export const check: Check = {
  id: "protect/pseudo-file-systems",
  summary: "files that the kernel makes up are appraised, so that they cannot be read",
  severity: "warning",
  fixable: true,
  policy(context, report) {
    const found = pseudoReads(context, "appraise", candidates);
    if (found === undefined) return;
    const names = found.caught.map(({ type }) => type);
    report({
      span: found.first.span,
      ...(names.some((name) => always.includes(name)) ? {} : { severity: "info" as const }),
      message: `Files of root on ${names.join(", ")} are appraised when root reads them. The kernel makes up what is in them, they have no security.ima, and in enforce mode it will refuse to open them.`,
      help: "Put dont_appraise rules for them before this rule. For a file system that the machine does not mount it makes no difference.",
      related: found.related,
      fixes: [found.fix],
    });
  },
};
