import { type FileSystem, nilUuid, type Rule, readPseudoFileSystems } from "../../../grammar/index.js";
import { root } from "../../policy/index.js";
import type { Check } from "../check.js";
import { lineBefore } from "../edits.js";
import { reach } from "../reach.js";

/** Only in use with one security module. */
const ofLsm: Readonly<Record<string, string>> = { selinuxfs: "selinux", smackfs: "smack" };

/** There on every machine, and read all the time. */
const always = ["proc", "sysfs", "cgroup2", "nsfs"];

/** Whether a rule says itself which files it is for, which are then not just caught by it. */
function isAimed({ entry }: Rule): boolean {
  const onObject = [...(entry?.labels?.keys() ?? [])].some((name) => name.startsWith("obj_"));
  return onObject || entry?.fsmagic !== undefined || entry?.fsname !== undefined;
}

const typeOf = ({ types }: FileSystem): string => types[0] ?? "";

export const check: Check = {
  id: "protect/pseudo-file-systems",
  summary: "files that the kernel makes up are appraised, so that they cannot be read",
  severity: "warning",
  fixable: true,
  policy(context, report) {
    const { lsm } = context;
    const reads = {
      hooks: ["FILE_CHECK"],
      mask: ["MAY_READ"],
      user: root,
      group: root,
      owner: 0,
      fileGroup: 0,
      parser: false,
    } as const;
    const missing: FileSystem[] = [];
    const appraising = new Set<Rule>();
    let onlyMeasuring: Rule | undefined;
    for (const pseudo of readPseudoFileSystems) {
      const type = typeOf(pseudo);
      if (lsm !== undefined && (ofLsm[type] ?? lsm) !== lsm) continue;
      const region = { ...reads, fileSystem: { magic: pseudo.magic, type, uuid: nilUuid } };
      const rules = reach(context, "appraise", region)?.does.filter((rule) => !isAimed(rule)) ?? [];
      if (rules.length === 0) continue;
      missing.push(pseudo);
      for (const rule of rules) appraising.add(rule);
      onlyMeasuring ??= reach(context, "measure", region)?.exempts[0];
    }
    const [first] = [...appraising].sort((a, b) => a.index - b.index);
    if (first === undefined) return;
    const names = missing.map(typeOf);
    const several = names.length > 1;
    report({
      span: first.span,
      ...(names.some((name) => always.includes(name)) ? {} : { severity: "info" as const }),
      message: `Files of root on ${names.join(", ")} are appraised when root reads them. The kernel makes up what is in them, they have no security.ima, and in enforce mode it will refuse to open them.`,
      help: `Put ${several ? "dont_appraise rules for them" : "a dont_appraise rule for it"} before this rule. For a file system that the machine does not mount it makes no difference.`,
      related:
        onlyMeasuring === undefined
          ? []
          : [{ span: onlyMeasuring.span, message: "is about measuring alone; the families do not know of each other" }],
      fixes: [
        {
          title: `Exempt ${several ? "them with dont_appraise rules" : "it with a dont_appraise rule"}`,
          safe: false,
          edits: [lineBefore(first, missing.map(({ magic }) => `dont_appraise fsmagic=0x${magic}`).join("\n"))],
        },
      ],
    });
  },
};
