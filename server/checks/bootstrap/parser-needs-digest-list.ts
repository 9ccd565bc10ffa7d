import { isIn, type Policy, printWord, type Rule, termsOf } from "../../../grammar/index.js";
import { assumptions, parserLoad, rulesWithDigestCache } from "../../boot/index.js";
import { type Decider, decidersOf } from "../../policy/index.js";
import type { Check, Context, Fix } from "../check.js";
import { appended, lineBefore, moveBefore } from "./rewrite.js";

const wanted = "appraise_type=imasig|modsig";

/** A rule under which an appended signature, the only proof that a parser is taken to have, is worth nothing. */
function refusesParser({ rule: { entry } }: Decider): boolean {
  return entry !== undefined && !entry.action.negative && !entry.modsig;
}

/** The same rule for modules alone, accepting an appended signature. */
function ruleForModules(rule: Rule): string {
  const kept = rule.terms.filter(
    ({ key }) =>
      key === undefined ||
      (key.role === "condition" && key.name !== "func" && key.name !== "parser") ||
      key.name === "appraise_algos" ||
      key.name === "digest_cache" ||
      key.name === "permit_directio",
  );
  const [action, ...rest] = kept.map((term) =>
    printWord(term.word).replace("digest_cache=content", "digest_cache=data"),
  );
  return [action, "func=MODULE_CHECK", ...rest, wanted].join(" ");
}

function fixFor(rule: Rule, policy: Policy): Fix {
  const { entry } = rule;
  if (entry?.func === "MODULE_CHECK") {
    const types = termsOf(rule, "appraise_type");
    const [first, ...others] = types;
    return {
      title: `Accept an appended signature: ${wanted}`,
      safe: true,
      edits:
        first === undefined
          ? [appended(rule, wanted)]
          : [
              { span: first.word, newText: wanted },
              ...others.map(({ word }) => ({
                span: { start: word.start - word.blank.length, end: word.end },
                newText: "",
              })),
            ],
    };
  }
  const later = policy.rules.find(
    (other) =>
      other.index > rule.index &&
      other.entry?.func === "MODULE_CHECK" &&
      other.entry.action.name === "appraise" &&
      other.entry.modsig,
  );
  return later === undefined
    ? {
        title: "Put a rule for modules before it that accepts an appended signature",
        safe: true,
        edits: [lineBefore(rule, ruleForModules(rule))],
      }
    : {
        title: `Move the MODULE_CHECK rule of line ${later.index + 1} before it`,
        safe: true,
        edits: moveBefore(later, rule, policy),
      };
}

/** In which of the open cases a rule is the one that decides; nothing when it is in all of them. */
function inWhichCase(decider: Decider, before: readonly Decider[]): string {
  const parts: string[] = [];
  if (decider.sometimes) {
    const open = decider.rule.terms.filter(
      ({ key }) => key !== undefined && (/^fs/.test(key.name) || key.value === "label"),
    );
    parts.push(`${open.map((term) => printWord(term.word)).join(" and ")} holds for it`);
  }
  const earlier = before.filter((other) => other.sometimes).map((other) => other.rule.index + 1);
  if (earlier.length > 0) parts.push(`line ${earlier.join(" and line ")} does not match it first`);
  return parts.length === 0 ? "" : ` when ${parts.join(" and ")}`;
}

export const check: Check = {
  id: "bootstrap/parser-needs-digest-list",
  summary: "a rule that demands a digest list for the module that reads digest lists",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy({ policy, kernel }: Context, report) {
    if (kernel.config.CONFIG_DIGEST_CACHE_TLV_PARSER === "y" || kernel.option("CONFIG_MODULES") === false) return;
    const relying = rulesWithDigestCache(policy.rules);
    if (relying.length === 0) return;
    const deciders = decidersOf(policy.rules, "appraise", parserLoad);
    const always = deciders.length > 0 && deciders.every(refusesParser) && deciders.at(-1)?.sometimes === false;
    // Kernels that decompress modules themselves show the signature to IMA from 6.19 on only.
    const compressed =
      !isIn(kernel.version, { since: "6.19" }) &&
      ["GZIP", "XZ", "ZSTD"].some((kind) => kernel.option(`CONFIG_MODULE_COMPRESS_${kind}`) === true);

    deciders.forEach((decider, at) => {
      if (!refusesParser(decider)) return;
      const { rule } = decider;
      const { entry } = rule;
      const inCase = inWhichCase(decider, deciders.slice(0, at));
      const accepted = entry?.signature
        ? "a signature in security.ima"
        : "a valid security.ima (a hash or a signature)";
      const config = kernel.option("CONFIG_IMA_APPRAISE_MODSIG");
      const signed = `sign the module file with evmctl, so that security.ima holds a signature`;
      report({
        span: rule.span,
        severity: always && entry?.digestCache ? "error" : "warning",
        message: [
          entry?.func === undefined
            ? `This rule has no func=, so it also decides whether the kernel may load the digest list parser, a module${inCase}.`
            : `This rule decides whether the kernel may load the digest list parser, a module${inCase}.`,
          entry?.digestCache
            ? `It accepts ${accepted} or a digest list. The parser has no security.ima, and a digest list can never vouch for it: no digest list can be read before the parser is loaded.`
            : `It accepts ${accepted}, which the parser does not have, and does not look at the signature appended to the module.`,
          "The kernel refuses to load the parser, and then refuses every file that only a digest list vouches for.",
        ].join(" "),
        help:
          config === false
            ? `The kernel is built without CONFIG_IMA_APPRAISE_MODSIG: ${signed}, or build the parser into the kernel.`
            : compressed
              ? `Accept an appended signature (${wanted}) and append it to the compressed file: before Linux 6.19, IMA does not look inside. Or ${signed}.`
              : entry?.func === "MODULE_CHECK"
                ? `Accept the signature appended to the module: ${wanted}.`
                : `Put a rule for func=MODULE_CHECK with ${wanted} before this one; a rule without func= cannot accept appended signatures.`,
        related: relying
          .filter((other) => other !== rule)
          .slice(0, 3)
          .map((other) => ({ span: other.span, message: "relies on digest lists, and so on the parser" })),
        assumptions: [assumptions.parserIsSignedModule, assumptions.parserOnDisk, assumptions.firstAccessByRoot],
        fixes: config === false ? [] : [fixFor(rule, policy)],
      });
    });
  },
};
