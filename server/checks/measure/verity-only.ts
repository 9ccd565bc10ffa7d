import { hooks, type RuleEntry, termOf } from "../../../grammar/index.js";
import type { Check } from "../check.js";
import { reach, rootOnDisk } from "../reach.js";

const files = {
  ...rootOnDisk,
  hooks: hooks.filter(({ permission, name }) => permission || name === "FILE_CHECK").map(({ name }) => name),
};

/** Whether a rule is for files that may be known to have fs-verity. */
function choosesFiles({ fsmagic, fsname, fsSubtype, fsuuid, fowner, fgroup, labels }: RuleEntry): boolean {
  return (
    [fsmagic, fsname, fsSubtype, fsuuid, fowner, fgroup].some((condition) => condition !== undefined) ||
    [...(labels?.keys() ?? [])].some((name) => name.startsWith("obj_"))
  );
}

export const check: Check = {
  id: "measure/verity-only",
  summary: "files without fs-verity are not measured, and there is no second try",
  severity: "info",
  policy(context, report) {
    const rules = reach(context, "measure", files)?.does ?? [];
    const [term, ...others] = rules
      .filter(({ entry }) => entry?.verity && !choosesFiles(entry))
      .flatMap((rule) => termOf(rule, "digest_type") ?? [])
      .filter(({ key }) => context.kernel.knows(key ?? {}));
    if (term === undefined) return;
    report({
      span: term.word,
      message:
        "A file without fs-verity is not measured: the kernel finds no digest (no-verity-digest in the audit log), adds no entry, and looks at no other measure rule.",
      help: "Limit the rule to files that have fs-verity, such as those of one image (fsuuid=), and measure the others by a rule behind it.",
      related: others.map((other) => ({ span: other.word, message: "the same here" })),
    });
  },
};
