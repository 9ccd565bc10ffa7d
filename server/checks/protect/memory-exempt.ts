import type { Check } from "../check.js";
import { exemptingPrograms, openedFilesOnly } from "../exempt-programs.js";

const tmpfs = { magic: "1021994", type: "tmpfs" };

export const check: Check = {
  id: "protect/memory-exempt",
  summary: "programs in memory run unchecked by a rule that was meant for files",
  severity: "info",
  fixable: true,
  policy(context, report) {
    const rule = exemptingPrograms(context, tmpfs).find(
      // With a hook or a mask the rule says by itself that it is about programs.
      ({ entry }) =>
        (entry?.fsmagic !== undefined || entry?.fsname !== undefined) &&
        entry.func === undefined &&
        entry.mask === undefined,
    );
    if (rule === undefined) return;
    report({
      span: rule.span,
      message:
        "Programs and libraries on tmpfs run unchecked, although those on disks are appraised: without func= this rule is for execution as well as for reading. /dev/shm, often /tmp, and what memfd_create() makes are on tmpfs.",
      help: "Write func=FILE_CHECK into it if nothing has to be run from there without a security.ima, which tmpfs can store. Mind an initramfs, which may be on tmpfs when the policy is loaded, and programs that map code of their own making from a memfd.",
      fixes: openedFilesOnly(rule),
    });
  },
};
