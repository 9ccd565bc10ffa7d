import { builtInRules, fileSystemByMagic, type Kernel, nilUuid, type Rule } from "../../../grammar/index.js";
import { root } from "../../policy/index.js";
import { type Check, type Context, either } from "../check.js";
import { lineBefore } from "../edits.js";
import { reach } from "../reach.js";

interface Pseudo {
  readonly magic: string;
  readonly type: string;
}

/** Only in use with one security module. */
const ofLsm: Readonly<Record<string, string>> = { selinuxfs: "selinux", smackfs: "smack" };

/** Their files come and go with processes and services; on the others the list gets a few useless entries, no more. */
const growing = ["proc", "cgroup", "cgroup2"];

/** Those that the kernel's own tcb policy leaves out; there are no regular files on devpts. */
function leftOutByTcb(kernel: Kernel, lsm: Context["lsm"]): Pseudo[] {
  return builtInRules({ policies: ["tcb"] }, kernel)
    .map((text) => fileSystemByMagic(/^dont_measure fsmagic=0x(\w+)$/.exec(text)?.[1] ?? ""))
    .flatMap((known) => (known?.kind === "pseudo" ? { magic: known.magic, type: known.types[0] ?? "" } : []))
    .filter(({ type }) => type !== "devpts" && (lsm === undefined || (ofLsm[type] ?? lsm) === lsm));
}

/** Whether a rule says itself which files it is for, which are then not just caught by it. */
function isAimed({ entry }: Rule): boolean {
  const onObject = [...(entry?.labels?.keys() ?? [])].some((name) => name.startsWith("obj_"));
  return onObject || entry?.fsmagic !== undefined || entry?.fsname !== undefined;
}

export const check: Check = {
  id: "measure/pseudo-file-systems",
  summary: "reads of files that the kernel makes up are measured",
  severity: "warning",
  fixable: true,
  policy(context, report) {
    const { kernel, lsm } = context;
    const region = {
      hooks: ["FILE_CHECK"],
      mask: ["MAY_READ"],
      user: root,
      group: root,
      owner: 0,
      fileGroup: 0,
      parser: false,
    } as const;
    const missing: Pseudo[] = [];
    const measuring = new Set<Rule>();
    let appraisalExempts: Rule | undefined;
    for (const pseudo of leftOutByTcb(kernel, lsm)) {
      const fileSystem = { ...pseudo, uuid: nilUuid };
      const rules = reach(context, "measure", { ...region, fileSystem })?.does.filter((rule) => !isAimed(rule)) ?? [];
      if (rules.length === 0) continue;
      missing.push(pseudo);
      for (const rule of rules) measuring.add(rule);
      appraisalExempts ??= reach(context, "appraise", { ...region, fileSystem })?.exempts[0];
    }
    const [first] = [...measuring].sort((a, b) => a.index - b.index);
    const names = missing.map(({ type }) => type);
    const endless = names.filter((name) => growing.includes(name));
    if (first === undefined || endless.length === 0) return;
    report({
      span: first.span,
      message: `Files that are read on ${names.join(", ")} are measured. The kernel makes up what is in them, so the entries cannot be compared with anything; and on ${either(endless)} a file counts as empty, and each process or group brings new names, so that the list keeps growing.`,
      help: "Put dont_measure rules for them first, as the kernel's own tcb policy does.",
      related:
        appraisalExempts === undefined
          ? []
          : [
              {
                span: appraisalExempts.span,
                message: "is about appraisal alone; the families do not know of each other",
              },
            ],
      fixes: [
        {
          title: "Leave them out with dont_measure rules",
          safe: false,
          edits: [lineBefore(first, missing.map(({ magic }) => `dont_measure fsmagic=0x${magic}`).join("\n"))],
        },
      ],
    });
  },
};
