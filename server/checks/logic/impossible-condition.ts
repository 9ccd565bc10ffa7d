import {
  fileSystemByMagic,
  fileSystemByType,
  hookOf,
  isIn,
  type Kernel,
  type Rule,
  type Term,
  termOf,
} from "../../../grammar/index.js";
import { unreachable } from "../../policy/index.js";
import type { Check } from "../check.js";

/** What contradicts what in a rule that matches nothing. */
function contradiction(rule: Rule, kernel: Kernel): { at: Term; reason: string; help: string } | undefined {
  const mask = termOf(rule, "mask");
  const hook = hookOf(rule, kernel);
  if (mask !== undefined && hook !== "unknown") {
    if (hook?.permission !== undefined && !mask.word.value.endsWith(hook.permission))
      return {
        at: mask,
        reason: `${hook.name} always asks for ${hook.permission}`,
        help: "Take mask= out, or name the hook that you mean.",
      };
    if (mask.word.value === "MAY_APPEND")
      return {
        at: mask,
        reason: "a file is never opened to append alone; to read or to write always comes with it",
        help: "Write mask=^MAY_APPEND.",
      };
  }
  const { fsmagic, fsname, fsuuid } = rule.entry ?? {};
  const byMagic = fsmagic === undefined ? undefined : fileSystemByMagic(fsmagic);
  const byType = fsname === undefined ? undefined : fileSystemByType(fsname);
  const name = termOf(rule, "fsname");
  if (name !== undefined && byType !== undefined && fsmagic !== undefined && !byMagic?.types.includes(fsname ?? ""))
    return {
      at: name,
      reason: `a file system of type ${fsname} has another magic number`,
      help: "Keep one of the two.",
    };
  const uuid = termOf(rule, "fsuuid");
  const pseudo = [byMagic, byType].find((fileSystem) => fileSystem?.kind === "pseudo");
  if (uuid !== undefined && fsuuid !== undefined && pseudo !== undefined)
    return { at: uuid, reason: `${pseudo.types[0] ?? "such a file system"} has no UUID`, help: "Take fsuuid= out." };
  return undefined;
}

export const check: Check = {
  id: "logic/impossible-condition",
  summary: "conditions that no access can fulfil together",
  severity: "warning",
  policy({ policy, kernel }, report) {
    for (const { rule, coveredBy } of unreachable(policy.rules, kernel).rules) {
      // A hook that the kernel does not have is refused, and numbers out of range are reported as that.
      if (coveredBy.length > 0 || !rule.terms.every(({ key }) => key === undefined || isIn(kernel.version, key)))
        continue;
      const found = contradiction(rule, kernel);
      if (found === undefined) continue;
      report({
        span: found.at.word,
        message: `The kernel takes this rule, and it never matches: ${found.reason}.`,
        help: found.help,
      });
    }
  },
};
