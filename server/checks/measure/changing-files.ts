import { fileSystems } from "../../../grammar/index.js";
import { root } from "../../policy/index.js";
import type { Check } from "../check.js";
import { reach } from "../reach.js";

/** What log files and databases are on, nearly always. */
const disks = ["ext4", "xfs", "btrfs"].flatMap((type) =>
  fileSystems.filter(({ types }) => types.includes(type)).map(({ magic }) => ({ magic, type })),
);

const read = { hooks: ["FILE_CHECK"], mask: ["MAY_READ"], user: root, group: root } as const;

export const check: Check = {
  id: "measure/changing-files",
  summary: "everything that root reads is measured, log files and databases too",
  severity: "info",
  policy(context, report) {
    const measuring = disks.map((fileSystem) => {
      const any = reach(context, "measure", { ...read, fileSystem });
      const ofRoot = reach(context, "measure", { ...read, fileSystem, owner: 0 });
      // Whoever makes an exception among the files of a disk has thought of those that change.
      return any?.exempts.length === 0 && ofRoot?.leavesOut === false ? ofRoot.does : [];
    });
    const [first] = measuring[0] ?? [];
    if (first === undefined || measuring.some((rules) => rules.length === 0)) return;
    report({
      span: first.span,
      message:
        "The kernel measures whatever root opens for reading on a disk. Where somebody has the file open for writing at that moment, as with log files and databases, it adds a violation: an entry whose hash is all zeros, and the PCR is extended with ones.",
      help: "Put dont_measure rules for files that change before this one, by label (obj_type=var_log_t) or by the file system that they are on (fsuuid=), or measure less than all that root reads.",
    });
  },
};
