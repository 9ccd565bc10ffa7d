import {
  groupRules,
  type Hook,
  hookOf,
  hooks,
  isIn,
  type Kernel,
  type Rule,
  type Term,
  valueSpan,
} from "../../../grammar/index.js";
import { type Check, either, refused } from "../check.js";
import { isKnownTerm } from "../words.js";

function hookNames(kernel: Kernel, holds: (hook: Hook) => boolean): string[] {
  return hooks.filter((hook) => kernel.knows(hook) && holds(hook)).map((hook) => hook.name);
}

/** Why a term does not go with the hook, and with which hooks it does. */
function mismatch(term: Term, hook: Hook | undefined, kernel: Kernel): { reason: string; help: string } | undefined {
  const { key, word } = term;
  if (key === undefined || key.name === "func") return undefined;
  const where = hook === undefined ? "a rule without func=" : hook.name;

  if (word.value === "imasig|modsig" && key.name === "appraise_type" && !hook?.modsig)
    return {
      reason: `appended signatures exist for some hooks only, and ${where} is not one of them.`,
      help: `imasig|modsig goes with func=${either(hookNames(kernel, (entry) => entry.modsig === true))}; write appraise_type=imasig here, or a rule of its own for the hook you mean.`,
    };
  // Up to 5.8 nothing else was compared, but for keyrings=.
  if (!kernel.has("wholeRuleValidation") && key.earlyActions === undefined) return undefined;

  if (key.name === "digest_cache" && hook !== undefined && !hook.digestCache)
    return {
      reason: `digest_cache= does not go with func=${hook.name}.`,
      help:
        hook.name === "DIGEST_LIST_CHECK"
          ? "A digest list cannot be verified by another digest list. Demand a signature: appraise_type=imasig|modsig."
          : `It goes with no func=, or with ${either(hookNames(kernel, (entry) => entry.digestCache === true))}.`,
    };
  if (
    key.name === "appraise_type" &&
    word.value === "sigv3" &&
    hook?.group === "module" &&
    !kernel.has("sigv3ForModules")
  )
    return {
      reason: `appraise_type=sigv3 goes with func=${hook.name} from Linux 7.2 on.`,
      help: "Write appraise_type=imasig or imasig|modsig for older kernels.",
    };
  // appraise_flag= has a check of its own while it means something, and no restrictions afterwards.
  if (key.name === "appraise_flag") return undefined;
  if (groupRules[hook?.group ?? "file"].keys.has(key.name)) return undefined;
  const fitting = hookNames(kernel, (entry) => groupRules[entry.group].keys.has(key.name));
  const withoutFunc = groupRules.file.keys.has(key.name);
  return {
    reason: `${word.key}${key.operators === "" ? "" : "="} does not go with ${hook === undefined ? where : `func=${hook.name}`}.`,
    help: `Take it out. It goes with ${withoutFunc ? "no func=, or with " : "func="}${either(fitting)}.`,
  };
}

/** KEY_CHECK, CRITICAL_DATA and SETXATTR_CHECK report their action elsewhere; then options follow from it. */
function actionFits(rule: Rule, hook: Hook | undefined): boolean {
  const actions = groupRules[hook?.group ?? "file"].actions;
  return rule.action === undefined || actions === undefined || actions.includes(rule.action.name);
}

export const check: Check = {
  id: "kernel/wrong-hook",
  summary: "a condition or option that the hook of the rule does not take",
  severity: "error",
  rule(rule, { kernel }, report) {
    const hook = hookOf(rule, kernel);
    if (hook === "unknown") return;
    const { action, func } = rule;
    for (const term of rule.terms) {
      if (!isKnownTerm(term, kernel) || !isIn(kernel.version, term.key ?? {})) continue;
      // An option of another action is reported as that.
      if (term.key?.role === "option") {
        const { actions } = term.key;
        if (action !== undefined && actions !== undefined && !actions.includes(action.name)) continue;
        if (!actionFits(rule, hook)) continue;
      }
      const found = mismatch(term, hook, kernel);
      if (found === undefined) continue;
      report({
        span: term.key?.name === "appraise_type" ? valueSpan(term) : term.word,
        message: refused(found.reason),
        help: found.help,
        rejects: true,
        related: func === undefined ? [] : [{ span: func.word, message: "the hook of this rule" }],
      });
    }
  },
};
