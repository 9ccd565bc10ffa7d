import { fileSystemByMagic, fileSystemByType, isServed, type Rule } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { reach, rootOnDisk } from "../reach.js";

/** Whether the rule says which files or which file system it is for; owner and group of root is nearly everything. */
function isAimed({ entry }: Rule): boolean {
  return (
    entry?.labels !== undefined ||
    entry?.fsmagic !== undefined ||
    entry?.fsname !== undefined ||
    entry?.fsSubtype !== undefined ||
    entry?.fsuuid !== undefined
  );
}

/** Whether the rule may be there for files that change: not when it is for file systems that bear no signature. */
function mayExemptChanging({ entry }: Rule): boolean {
  const known =
    entry?.fsmagic !== undefined
      ? fileSystemByMagic(entry.fsmagic)
      : entry?.fsname !== undefined
        ? fileSystemByType(entry.fsname)
        : undefined;
  return known === undefined || !(isServed(known) || known.noXattrs === true || known.types.includes("overlay"));
}

export const check: Check = {
  id: "protect/changing-files",
  summary: "a signature is demanded of files that change while the machine runs",
  severity: "warning",
  // Digest lists of openEuler can stand for signatures.
  dialects: ["mainline", "digest-cache"],
  policy(context, report) {
    const reads = { ...rootOnDisk, hooks: ["FILE_CHECK"], mask: ["MAY_READ"], parser: false } as const;
    const found = reach(context, "appraise", reads);
    if (found === undefined || found.exempts.some(mayExemptChanging)) return;
    // Where some rule takes hashes, or a digest list, it is taken to be for the files that change.
    if (found.does.some(({ entry }) => entry?.signature !== true || entry.digestCache)) return;
    const [first, ...others] = found.does.filter((rule) => !isAimed(rule));
    if (first === undefined) return;
    const writes = reach(context, "appraise", { ...reads, mask: ["MAY_WRITE"] });
    const noWriting = writes?.does.some((rule) => rule === first || others.includes(rule)) ?? false;
    report({
      span: first.span,
      message: `Every file of root must have a signature to be read by root, and files that change cannot keep one: the kernel will refuse to read configuration, caches, logs and whatever else was written since it was signed${noWriting ? ", and to open signed files for writing" : ""}.`,
      help: "Demand signatures of what is executed (BPRM_CHECK, MMAP_CHECK), or limit the rule with fsuuid=, fsname=, obj_type= or another fowner= to files that are only ever replaced. Without appraise_type= the kernel takes hashes and renews them itself.",
      related: others.map((rule) => ({ span: rule.span, message: "the same here" })),
    });
  },
};
