import type { Kernel, Rule } from "../../../grammar/index.js";
import { assumptions, digestListRead, rulesWithDigestCache } from "../../boot/index.js";
import { type Decider, decidersOf, matchRule } from "../../policy/index.js";
import type { Check, Context, Fix } from "../check.js";
import { lineBefore, moveBefore } from "../edits.js";

/** A rule for digest lists that this kernel takes. */
function listRuleFor(kernel: Kernel): string {
  const modsig = kernel.option("CONFIG_IMA_APPRAISE_MODSIG") !== false;
  return `appraise func=DIGEST_LIST_CHECK appraise_type=${modsig ? "imasig|modsig" : "imasig"}`;
}

/** Only a rule that names the hook makes the kernel remember that the list was appraised. */
function countsAsAppraised(decider: Decider): boolean {
  const { entry } = decider.rule;
  return entry !== undefined && !entry.action.negative && entry.func === "DIGEST_LIST_CHECK";
}

function fixFor(target: Rule, { policy, kernel }: Context): Fix {
  // Moving a rule up helps when it holds for every digest list.
  const later = policy.rules.find(
    ({ index, entry }) =>
      index > target.index &&
      entry?.func === "DIGEST_LIST_CHECK" &&
      !entry.action.negative &&
      entry.action.family === "appraise" &&
      matchRule(entry, digestListRead).result === "match",
  );
  return later === undefined
    ? {
        title: "Put a rule that appraises digest lists before it",
        safe: true,
        edits: [lineBefore(target, listRuleFor(kernel))],
      }
    : {
        title: `Move the DIGEST_LIST_CHECK rule of line ${later.index + 1} before it`,
        safe: true,
        edits: moveBefore(later, target, policy),
      };
}

export const check: Check = {
  id: "bootstrap/digest-list-not-appraised",
  summary: "files appraised by digest lists that no rule appraises",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy(context, report) {
    const { policy } = context;
    const relying = rulesWithDigestCache(policy.rules, "appraise");
    const [first] = relying;
    if (first === undefined) return;
    const deciders = decidersOf(policy.rules, "appraise", digestListRead);
    const last = deciders.at(-1);
    const mayFallThrough = last === undefined || last.sometimes;
    const failing = deciders.find((decider) => !countsAsAppraised(decider));
    if (failing === undefined && !mayFallThrough) return;

    const listRule = listRuleFor(context.kernel);
    const outcome =
      "the kernel may find the digest of a file in a list, does not count it, and refuses the file unless something else proves it";
    const always = !deciders.some(countsAsAppraised);
    const common = {
      severity: always ? ("error" as const) : ("warning" as const),
      assumptions: [assumptions.listOnDisk],
    };
    const related = (rules: readonly Rule[]) =>
      rules.slice(0, 3).map((rule) => ({ span: rule.span, message: "relies on digest lists" }));

    if (failing !== undefined) {
      const { entry } = failing.rule;
      report({
        ...common,
        span: failing.rule.span,
        message: entry?.action.negative
          ? `This rule exempts digest lists${failing.sometimes ? " that its conditions hold for" : ""} from appraisal, so they do not count as verified: ${outcome}.`
          : `This rule has no func= and is the one that appraises digest lists, and a list that was appraised by a rule without func= does not count as verified: ${outcome}.`,
        help: `Put "${listRule}" before this rule.`,
        related: related(relying.filter((rule) => rule !== failing.rule)),
        fixes: [fixFor(failing.rule, context)],
      });
      return;
    }
    report({
      ...common,
      span: first.terms.find((term) => term.key?.name === "digest_cache")?.word ?? first.span,
      message: always
        ? `This rule relies on digest lists, and no rule appraises them: ${outcome}.`
        : `This rule relies on digest lists, and line ${last?.rule.index === undefined ? "" : last.rule.index + 1} appraises only those that its conditions hold for. For the others, ${outcome}.`,
      help: `Add "${listRule}".`,
      related: related(relying.slice(1)),
      fixes: [fixFor(first, context)],
    });
  },
};
