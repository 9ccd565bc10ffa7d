import type { Rule, RuleEntry, Term } from "../../../grammar/index.js";
import { decidersOf, type FileSystemIdentity, plainUser, type RegionSpec, root } from "../../policy/index.js";
import type { Check, Context } from "../check.js";
import { reach } from "../reach.js";

const onTask = /^(?:e?[ug]id|subj_)/;

function conditionOnTask(rule: Rule): Term | undefined {
  return rule.terms.find((term) => term.fault === undefined && onTask.test(term.key?.name ?? ""));
}

/** More rules are not looked at: each one takes several questions about all of them. */
const mostRules = 20;

/** Whose file may be changed by its owner without a new hash. */
const writers = [plainUser(1000), root];

/** Where the files of a rule are. */
function placeOf({ fsmagic, fsname, fsSubtype, fsuuid }: RuleEntry): Partial<RegionSpec> {
  if (fsmagic === undefined && fsname === undefined && fsuuid === undefined) return { fileSystemKind: "storage" };
  const fileSystem: FileSystemIdentity = {
    magic: fsmagic ?? "",
    type: fsname ?? "",
    ...(fsSubtype === undefined ? {} : { subtype: fsSubtype }),
    ...(fsuuid === undefined ? {} : { uuid: fsuuid }),
  };
  return { fileSystem };
}

/** A user whose files the rule appraises for readers, and who may write to them with no appraise rule matching. */
function writerWithoutHash(rule: Rule, entry: RuleEntry, context: Context) {
  return writers.find((writer) => {
    const files = { ...placeOf(entry), hooks: ["FILE_CHECK"], owner: writer.real, fileGroup: writer.real };
    const byWriter = { ...files, user: writer, group: writer };
    const isReader = decidersOf([rule], "appraise", { ...byWriter, mask: ["MAY_READ"] }, context.kernel);
    // By its label the same user may be another subject.
    if (entry.labels === undefined && isReader?.deciders.length !== 0) return false;
    if (!reach(context, "appraise", { ...files, mask: ["MAY_READ"] })?.does.includes(rule)) return false;
    return reach(context, "appraise", { ...byWriter, mask: ["MAY_WRITE"] })?.leavesOut ?? false;
  });
}

export const check: Check = {
  id: "protect/reader-decides",
  summary: "hashes of files are demanded of some tasks and not renewed when others write",
  severity: "info",
  policy(context, report) {
    const reads = reach(context, "appraise", { hooks: ["FILE_CHECK"], mask: ["MAY_READ"], parser: false });
    const candidates = (reads?.does ?? []).filter(
      ({ entry }) =>
        // A signature is not renewed by anybody.
        entry?.signature === false &&
        !entry.digestCache &&
        // Which files have a label is not known, nor then which other rules are for them.
        ![...(entry.labels?.keys() ?? [])].some((name) => name.startsWith("obj_")),
    );
    const found = candidates
      .filter(conditionOnTask)
      .slice(0, mostRules)
      .flatMap((rule) => {
        const term = conditionOnTask(rule);
        const writer = rule.entry && writerWithoutHash(rule, rule.entry, context);
        return term === undefined || writer === undefined ? [] : [{ term, writer }];
      });
    const [first, ...others] = found;
    if (first === undefined) return;
    const who = first.writer === root ? "root" : `a user such as ${first.writer.real}`;
    report({
      span: first.term.word,
      message: `This rule asks who opens the file, and so it decides too whose writing the kernel follows with a new hash: when ${who} changes a file with no appraise rule matching, security.ima stays as it is, and those whom the rule is for are refused the file.`,
      help: "Ask for the file instead of the task: fowner=, fgroup=, fsuuid= or obj_type=.",
      related: others.map(({ term }) => ({ span: term.word, message: "the same here" })),
    });
  },
};
