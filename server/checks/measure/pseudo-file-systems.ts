import { builtInRules, fileSystemByMagic, type Kernel } from "../../../grammar/index.js";
import { type Check, either } from "../check.js";
import { type Pseudo, pseudoReads } from "../pseudo-reads.js";

/** Their files come and go with processes and services; on the others the list gets a few useless entries, no more. */
const growing = ["proc", "cgroup", "cgroup2"];

/** Those that the kernel's own tcb policy leaves out; there are no regular files on devpts. */
function leftOutByTcb(kernel: Kernel): Pseudo[] {
  return builtInRules({ policies: ["tcb"] }, kernel)
    .map((text) => fileSystemByMagic(/^dont_measure fsmagic=0x(\w+)$/.exec(text)?.[1] ?? ""))
    .flatMap((known) => (known?.kind === "pseudo" ? { magic: known.magic, type: known.types[0] ?? "" } : []))
    .filter(({ type }) => type !== "devpts");
}

export const check: Check = {
  id: "measure/pseudo-file-systems",
  summary: "reads of files that the kernel makes up are measured",
  severity: "warning",
  fixable: true,
  policy(context, report) {
    const found = pseudoReads(context, "measure", leftOutByTcb(context.kernel));
    if (found === undefined) return;
    const names = found.caught.map(({ type }) => type);
    const endless = names.filter((name) => growing.includes(name));
    if (endless.length === 0) return;
    report({
      span: found.first.span,
      message: `Files that are read on ${names.join(", ")} are measured. The kernel makes up what is in them, so the entries cannot be compared with anything; and on ${either(endless)} a file counts as empty, and each process or group brings new names, so that the list keeps growing.`,
      help: "Put dont_measure rules for them first, as the kernel's own tcb policy does.",
      related: found.related,
      fixes: [found.fix],
    });
  },
};
