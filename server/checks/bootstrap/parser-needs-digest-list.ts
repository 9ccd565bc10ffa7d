import { buildTimeRules, type Kernel, type Policy, printWord, type Rule, termsOf } from "../../../grammar/index.js";
import { assumptions, type Failure, inMemory, parserLoad, rulesWithDigestCache } from "../../boot/index.js";
import { type Decider, decidersOf } from "../../policy/index.js";
import type { BootFindings } from "../boot-findings.js";
import { reportFailures } from "../boot-problem.js";
import type { Check, Fix, Report } from "../check.js";
import { appended, lineBefore, moveBefore, withoutWord } from "../edits.js";

const wanted = "appraise_type=imasig|modsig";

/** Whether IMA is shown compressed modules, and so does not see the signature inside. */
function compressesModules(kernel: Kernel): boolean {
  const kinds = ["GZIP", "XZ", "ZSTD"];
  return (
    !kernel.has("modulesSeenDecompressed") &&
    kinds.some((kind) => kernel.option(`CONFIG_MODULE_COMPRESS_${kind}`) === true)
  );
}

/** A rule under which an appended signature, the only proof that a parser is taken to have, is worth nothing. */
function refusesParser({ rule: { entry } }: Decider, kernel: Kernel): boolean {
  // A kernel without appended signatures refuses the rule, which is reported as that.
  if (entry?.modsig && kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false) return false;
  return entry !== undefined && !entry.action.negative && (!entry.modsig || compressesModules(kernel));
}

/** The same rule for modules alone, accepting an appended signature. */
function ruleForModules(rule: Rule): string {
  const kept = rule.terms.filter(
    ({ key }) =>
      key === undefined ||
      (key.role === "condition" && key.name !== "func" && key.name !== "parser") ||
      ["appraise_algos", "digest_cache", "permit_directio"].includes(key.name),
  );
  const [action, ...rest] = kept.map((term) => printWord(term.word).replace("=content", "=data"));
  return [action, "func=MODULE_CHECK", ...rest, wanted].join(" ");
}

function fixFor(rule: Rule, policy: Policy, kernel: Kernel): Fix {
  // Where digest lists were to prove modules, none could be loaded before. Elsewhere security.ima may have been enough.
  const safe = rule.entry?.digestCache === true;
  if (rule.entry?.func === "MODULE_CHECK") {
    const [first, ...others] = termsOf(rule, "appraise_type");
    return {
      title: `Accept an appended signature: ${wanted}`,
      safe,
      edits:
        first === undefined
          ? [appended(rule, wanted)]
          : [{ span: first.word, newText: wanted }, ...others.map(({ word }) => withoutWord(word))],
    };
  }
  const later = policy.rules.find(
    (other) =>
      other.index > rule.index &&
      other.entry?.func === "MODULE_CHECK" &&
      other.entry.action.name === "appraise" &&
      other.entry.modsig &&
      decidersOf([other], "appraise", parserLoad, kernel)?.undecided === false,
  );
  return later === undefined
    ? {
        title: "Put a rule for modules before it that accepts an appended signature",
        safe,
        edits: [lineBefore(rule, ruleForModules(rule))],
      }
    : {
        title: `Move the MODULE_CHECK rule of line ${later.index + 1} before it`,
        safe,
        edits: moveBefore(later, rule, policy),
      };
}

/** Lines in words; of many the first and the last. */
function linesOf(numbers: readonly number[]): string {
  const [first] = numbers;
  return numbers.length > 3
    ? `${numbers.length} lines, ${first} the first and ${numbers.at(-1)} the last,`
    : `line ${numbers.join(" and line ")}`;
}

/** In which of the open cases a rule is the one that decides; nothing when it is in all of them. */
function inWhichCase(decider: Decider, before: readonly Decider[]): string {
  if (!decider.sometimes) return "";
  const open = decider.rule.terms.filter(({ key }) => key?.value === "label" || key?.name.startsWith("fs"));
  const parts: string[] = [];
  if (open.length > 0) parts.push(`${open.map((term) => printWord(term.word)).join(" and ")} holds for it`);
  if (before.length > 0) parts.push(`it is none of the files of ${linesOf(before.map(({ rule }) => rule.index + 1))}`);
  return parts.length === 0 ? "" : `, when ${parts.join(" and ")}`;
}

/** Lines that would exempt a parser in memory, such as one in the initramfs, and not one on a disk. */
function exemptInMemory(policy: Policy, onDisk: readonly Decider[], kernel: Kernel): number[] {
  const found = decidersOf(policy.rules, "appraise", { ...parserLoad, ...inMemory }, kernel);
  return (found?.deciders ?? []).flatMap(({ rule }) =>
    rule.entry?.action.negative && onDisk.every((other) => other.rule !== rule) ? [rule.index + 1] : [],
  );
}

function reasonFor(decider: Decider, before: readonly Decider[]): string[] {
  const { entry } = decider.rule;
  const accepted = entry?.signature ? "a signature in security.ima" : "a valid security.ima (a hash or a signature)";
  return [
    `This rule ${entry?.func === undefined ? "has no func=, so it also decides" : "decides"} whether the kernel may load the digest list parser, a module${inWhichCase(decider, before)}.`,
    entry?.modsig
      ? `It accepts an appended signature, but this kernel's modules are compressed, and before Linux 6.19 IMA looks at the compressed file, where the signature of the module does not show.`
      : entry?.digestCache
        ? `It accepts ${accepted} or a digest list. The parser has no security.ima, and a digest list can never vouch for it: no digest list can be read before the parser is loaded.`
        : `It accepts ${accepted}, which the parser does not have, and does not look at the signature appended to the module.`,
  ];
}

function helpFor({ entry }: Rule, kernel: Kernel): string {
  const signed = "sign the module file with evmctl, so that security.ima holds a signature";
  if (kernel.option("CONFIG_IMA_APPRAISE_MODSIG") === false)
    return `The kernel is built without CONFIG_IMA_APPRAISE_MODSIG: ${signed}, or build the parser into the kernel.`;
  if (entry?.modsig) return `Append the signature to the compressed file, or ${signed}.`;
  if (compressesModules(kernel))
    return `Accept an appended signature (${wanted}) and append it to the compressed file, or ${signed}.`;
  return entry?.func === "MODULE_CHECK"
    ? `Accept the signature appended to the module: ${wanted}.`
    : `Put a rule for func=MODULE_CHECK with ${wanted} before this one; a rule without func= cannot accept appended signatures.`;
}

/** A rule compiled into the kernel comes before all of the policy, and wants a signature in security.ima. */
function reportBuildTimeRule(rule: Rule, outcome: string, report: Report): void {
  report({
    span: rule.span,
    severity: "warning",
    message: `This rule relies on digest lists, and so on their parser, a module. The kernel is built with CONFIG_IMA_APPRAISE_REQUIRE_MODULE_SIGS, a rule before all others that accepts a signature in security.ima alone. ${outcome}`,
    help: "Sign the module file of the parser with evmctl, or build the parser into the kernel. No rule of a policy can change this.",
    assumptions: [assumptions.parserIsSignedModule],
  });
}

/** Whether there is an appended signature that IMA sees, once a rule accepts it. */
function showsAppended({ subjects }: Failure, { description: { parsers } }: BootFindings, isHidden: boolean): boolean {
  const format = subjects.find(({ kind }) => kind === "parser")?.name;
  const carried = parsers.get(format ?? "")?.credentials.value ?? [];
  return carried.includes("appended-to-compressed") || (carried.includes("appended") && !isHidden);
}

/** What to do about a parser that a rule refuses, in a boot that says what the parser is like. */
export function waysToAccept(failure: Failure, boot: BootFindings): { readonly help: string; readonly fixes: Fix[] } {
  const { kernel, phases, compression } = boot.description;
  const { rule, path, origin } = failure.reason.rule ?? {};
  const isHidden = compression.value !== "none" && !kernel.has("modulesSeenDecompressed");
  const hasModsig = kernel.option("CONFIG_IMA_APPRAISE_MODSIG") !== false;
  const shows = showsAppended(failure, boot, isHidden);
  const takes = rule?.entry?.modsig === true;
  const append = `append a signature to ${isHidden ? "the compressed file" : "the module file"} (scripts/sign-file)`;
  const accept =
    rule?.entry?.func === "MODULE_CHECK"
      ? `let this rule accept appended signatures (${wanted})`
      : `put a rule for func=MODULE_CHECK with ${wanted} before this one, as a rule without func= cannot accept appended signatures`;
  const ways: string[] = [];
  if (takes) ways.push(append);
  else if (path !== undefined && hasModsig) ways.push(shows ? accept : `${accept}, and ${append}`);
  if (failure.subjects.some(({ phase }) => phase.phase.xattrs.value))
    ways.push("sign the module file with evmctl, so that security.ima holds a signature");
  if (path === undefined && !takes && origin?.startsWith("ima_"))
    ways.push("load a policy of your own, which replaces what the command line chooses");
  ways.push("build the parser into the kernel");
  const policy = phases.find((phase) => phase.policy.path === path)?.policy.policy;
  const isFixable = path !== undefined && hasModsig && !takes && shows;
  const [first = "", ...others] = ways;
  return {
    help: `${[`${first.charAt(0).toUpperCase()}${first.slice(1)}`, ...others].join("; or ")}.`,
    fixes: policy === undefined || rule === undefined || !isFixable ? [] : [fixFor(rule, policy, kernel)],
  };
}

export const check: Check = {
  id: "bootstrap/parser-needs-digest-list",
  summary: "a rule that demands a digest list for the module that reads digest lists",
  severity: "error",
  fixable: true,
  dialects: ["digest-cache"],
  policy({ policy, kernel, assume }, report) {
    const relying = rulesWithDigestCache(policy.rules, kernel);
    const [first] = relying;
    if (first === undefined) return;
    if (kernel.config.CONFIG_DIGEST_CACHE_TLV_PARSER === "y") {
      assume(assumptions.onlyTlv);
      return;
    }
    const outcome = relying.some(({ entry }) => entry?.action.family === "appraise")
      ? "The kernel refuses to load the parser, and then refuses every file that only a digest list vouches for."
      : "The kernel refuses to load the parser, and then measures every file as if there were no digest lists.";
    if (buildTimeRules(kernel).some((rule) => rule.includes("func=MODULE_CHECK"))) {
      reportBuildTimeRule(first, outcome, report);
      return;
    }
    const found = decidersOf(policy.rules, "appraise", parserLoad, kernel);
    if (found === undefined) return;
    const { deciders } = found;
    const always = deciders.every((decider) => refusesParser(decider, kernel)) && !found.undecided;
    const memory = exemptInMemory(policy, deciders, kernel);
    deciders.forEach((decider, at) => {
      if (!refusesParser(decider, kernel)) return;
      const { rule } = decider;
      const fixable = kernel.option("CONFIG_IMA_APPRAISE_MODSIG") !== false && rule.entry?.modsig === false;
      report({
        span: rule.span,
        severity: always && rule.entry?.digestCache && !rule.entry.modsig ? "error" : "warning",
        message: [...reasonFor(decider, deciders.slice(0, at)), outcome].join(" "),
        help: helpFor(rule, kernel),
        related: relying
          .filter((other) => other !== rule)
          .slice(0, 3)
          .map((other) => ({ span: other.span, message: "relies on digest lists, and so on the parser" })),
        assumptions: [
          assumptions.parserIsSignedModule,
          memory.length === 0
            ? assumptions.parserOnDisk
            : `${assumptions.parserOnDisk}, and not to one in memory, which ${linesOf(memory)} would exempt`,
          assumptions.firstAccessByRoot,
        ],
        fixes: fixable ? [fixFor(rule, policy, kernel)] : [],
      });
    });
  },
  boot(boot, report) {
    reportFailures(boot, ["parser-needs-digest-list"], report, (failure) => {
      const { help, fixes } = waysToAccept(failure, boot);
      return { help: `A digest list can never vouch for the module that reads digest lists. ${help}`, fixes };
    });
  },
};
