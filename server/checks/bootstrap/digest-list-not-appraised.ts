import type { Kernel, Rule } from "../../../grammar/index.js";
import { assumptions, digestListRead, inMemory, rulesWithDigestCache } from "../../boot/index.js";
import { type Decider, decidersOf } from "../../policy/index.js";
import { reportFailures } from "../boot-problem.js";
import type { Check, Context, Fix } from "../check.js";
import { lineBefore, moveBefore, replacement } from "../edits.js";

const outcome =
  "the kernel finds a digest in a list, does not count it, and refuses the file unless something else proves it";

/** A rule for digest lists that this kernel takes. */
function listRuleFor(kernel: Kernel): string {
  const modsig = kernel.option("CONFIG_IMA_APPRAISE_MODSIG") !== false;
  return `appraise func=DIGEST_LIST_CHECK appraise_type=${modsig ? "imasig|modsig" : "imasig"}`;
}

/** Only a rule that names the hook makes the kernel remember that the list was appraised. */
function countsAsAppraised({ rule: { entry } }: Decider): boolean {
  return entry !== undefined && !entry.action.negative && entry.func === "DIGEST_LIST_CHECK";
}

function fixFor(target: Rule, { policy, kernel }: Pick<Context, "policy" | "kernel">): Fix {
  // An exemption may have been meant; a rule without func= was not meant to spoil the lists.
  const safe = target.entry?.action.negative !== true;
  // Moving a rule up helps when it holds for every digest list.
  const later = policy.rules.find(
    (rule) =>
      rule.index > target.index &&
      rule.entry?.func === "DIGEST_LIST_CHECK" &&
      rule.entry.action.name === "appraise" &&
      decidersOf([rule], "appraise", digestListRead, kernel)?.undecided === false,
  );
  return later === undefined
    ? {
        title: "Put a rule that appraises digest lists before it",
        safe,
        edits: [lineBefore(target, listRuleFor(kernel))],
      }
    : {
        title: `Move the DIGEST_LIST_CHECK rule of line ${later.index + 1} before it`,
        safe,
        edits: moveBefore(later, target, policy),
      };
}

/** A rule that appraises digest lists, and not by the signature that is appended to them. */
function reportAppended(
  { rule }: Decider,
  { kernel }: Context,
  report: Parameters<NonNullable<Check["policy"]>>[1],
): void {
  const type = rule.terms.find((term) => term.key?.name === "appraise_type");
  const wanted = "appraise_type=imasig|modsig";
  report({
    span: rule.span,
    severity: "info",
    message:
      "This rule appraises digest lists by security.ima and does not look at a signature appended to them: the kernel refuses to read a list that has no other.",
    help: `Accept appended signatures with ${wanted}, unless all lists have a security.ima. Files of an initramfs cannot have one.`,
    assumptions: [assumptions.listHasSignature],
    fixes:
      kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false
        ? []
        : [
            type === undefined
              ? replacement(`Add ${wanted}`, { start: rule.span.end, end: rule.span.end }, ` ${wanted}`, false)
              : replacement(`Write ${wanted}`, type.word, wanted, false),
          ],
  });
}

export const check: Check = {
  id: "bootstrap/digest-list-not-appraised",
  summary: "files appraised by digest lists that no rule appraises",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy(context, report) {
    const { policy, kernel } = context;
    const relying = rulesWithDigestCache(policy.rules, kernel, "appraise");
    const [first] = relying;
    if (first === undefined) return;
    const found = decidersOf(policy.rules, "appraise", digestListRead, kernel);
    const inInitramfs = decidersOf(policy.rules, "appraise", { ...digestListRead, ...inMemory }, kernel);
    if (found === undefined || inInitramfs === undefined) return;
    const { deciders } = found;
    const appraising = deciders.find(countsAsAppraised) ?? inInitramfs.deciders.find(countsAsAppraised);
    if (appraising !== undefined && appraising.rule.entry?.modsig === false)
      reportAppended(appraising, context, report);

    // Where some rule appraises the lists, exemptions and conditions are taken to be for other files.
    const failing = deciders.find(
      (decider) =>
        !countsAsAppraised(decider) && (appraising === undefined || decider.rule.entry?.action.negative === false),
    );
    if (failing === undefined && appraising !== undefined) {
      if (found.undecided || deciders.some((decider) => !countsAsAppraised(decider)))
        context.assume(`digest lists are files that line ${appraising.rule.index + 1} appraises`);
      return;
    }
    const common = {
      severity: appraising === undefined ? ("error" as const) : ("warning" as const),
      assumptions: [assumptions.listOnDisk],
    };
    const related = relying
      .filter((rule) => rule !== failing?.rule)
      .slice(0, 3)
      .map((rule) => ({ span: rule.span, message: "relies on digest lists" }));

    if (failing === undefined) {
      report({
        ...common,
        span: first.terms.find((term) => term.key?.name === "digest_cache")?.word ?? first.span,
        message: `This rule relies on digest lists, and no rule appraises them: ${outcome}.`,
        help: `Add "${listRuleFor(kernel)}".`,
        related: related.slice(1),
        fixes: [fixFor(first, context)],
      });
      return;
    }
    report({
      ...common,
      span: failing.rule.span,
      message: failing.rule.entry?.action.negative
        ? `This rule exempts digest lists from appraisal, so they do not count as verified: ${outcome}.`
        : `This rule has no func= and is the one that appraises ${appraising === undefined ? "" : "some "}digest lists, and a list that was appraised by a rule without func= does not count as verified: ${outcome}.`,
      help: `Put "${listRuleFor(kernel)}" before this rule.`,
      related,
      fixes: [fixFor(failing.rule, context)],
    });
  },
  boot(boot, report) {
    const { kernel, phases } = boot.description;
    reportFailures(boot, ["digest-list-not-appraised"], report, ({ reason: { rule } }) => {
      const policy = phases.find((phase) => phase.policy.path === rule?.path)?.policy.policy;
      return {
        help:
          rule === undefined
            ? `Add "${listRuleFor(kernel)}" before all other rules.`
            : `Put "${listRuleFor(kernel)}" before this rule.`,
        fixes: rule?.path === undefined || policy === undefined ? [] : [fixFor(rule.rule, { policy, kernel })],
      };
    });
  },
};
