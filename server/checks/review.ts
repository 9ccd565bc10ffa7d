/** What a change of a policy does: its decisions, and its findings. */

import { type Dialect, type Family, type Policy, printRule, type Rule } from "../../grammar/index.js";
import { type Access, type Change, type Direction, difference } from "../policy/index.js";
import { effectOf, rulesWithEffects } from "./effects.js";
import type { Finding } from "./finding.js";
import { isAdvice, type LintOptions, lint } from "./lint.js";
import { plainWitness } from "./plain-witness.js";
import { isBoot, kernelFor, type RulesInForce, rulesInForce, type Side } from "./rules-in-force.js";

/** A rule of one of the sides. */
export interface ReviewedRule {
  /** From 1; undefined for a rule that the kernel brings. */
  readonly line?: number;
  /** What makes the kernel bring it: a parameter of its command line, or its configuration ("build time"). */
  readonly builtIn?: string;
  /** Its words; comments are left out. */
  readonly text: string;
  /** Whether it is a rule that does something, and no dont_ rule. */
  readonly acts: boolean;
}

/** Accesses that one rule decides before and another one after; undefined: no rule does. */
export interface ReviewedChange {
  readonly family: Family;
  readonly direction: Direction;
  readonly before: ReviewedRule | undefined;
  readonly after: ReviewedRule | undefined;
  /** The accesses in words. */
  readonly regions: readonly string[];
  /** Rules that decide some of these accesses first, so that they are not meant. */
  readonly except: { readonly before: readonly ReviewedRule[]; readonly after: readonly ReviewedRule[] };
  /** One of the accesses. */
  readonly witness: Access;
  /** The reason that the new policy gives for it, in `# imalint-accept weaker: reason` before the deciding rule. */
  readonly accepted?: string;
}

/** What a policy does to accesses without a file by the rules that it has, and the other one does not. */
export interface ChangedEffect {
  readonly direction: "weaker" | "stronger";
  /** What the kernel does because of the rule. */
  readonly effect: string;
  /** The rule of the side that has it. */
  readonly rule: ReviewedRule;
  readonly accepted?: string;
}

export interface Review {
  /** The path of a policy, or `built-in (...)`. */
  readonly before: string;
  readonly after: string;
  /** The kernel command line of a side without a policy. */
  readonly commandLines: { readonly before?: string; readonly after?: string };
  readonly kernel: string;
  readonly dialect: Dialect;
  /** Weaker first, and of these the accepted ones last. */
  readonly changes: readonly ReviewedChange[];
  readonly effects: readonly ChangedEffect[];
  /** Families that were too complex to compare. */
  readonly undecided: readonly Family[];
  /** What else is to be known, in sentences. */
  readonly notes: readonly string[];
  /**
   * Findings of the one policy that the other one does not have. Unless both sides are policies, only what makes the
   * kernel refuse the new one.
   */
  readonly newFindings: readonly Finding[];
  readonly solvedFindings: readonly Finding[];
  /**
   * refused: the kernel takes the new policy no longer, whatever its rules would decide; weaker: something gets weaker
   * and nothing says that this is meant; undecided: nothing that was compared does, and some was not.
   */
  readonly verdict: "refused" | "weaker" | "undecided" | "accepted" | "stronger" | "different" | "same";
}

const acceptance = /^#\s*imalint-accept weaker:\s*(\S.*)$/;

/**
 * Reasons by the number of the line that they stand before; one before all rules, with a blank line behind it, is for
 * all of the change. What the old policy says already was said of another change.
 */
function acceptances(policy: Policy | undefined, old: Policy | undefined) {
  const known = new Set(old?.syntax.lines.map((line) => line.comment?.text));
  const byLine = new Map<number, string>();
  let all: string | undefined;
  const firstRule = policy?.rules[0]?.index ?? 0;
  policy?.syntax.lines.forEach((line, index, lines) => {
    const text = line.comment?.text ?? "";
    const reason = line.words.length === 0 && !known.has(text) ? acceptance.exec(text)?.[1] : undefined;
    if (reason === undefined) return;
    let next = index + 1;
    while (lines[next]?.words.length === 0 && lines[next]?.comment !== undefined) next++;
    if ((lines[next]?.words.length ?? 0) > 0) byLine.set(next + 1, reason);
    else if (index < firstRule) all ??= reason;
  });
  return { all, byLine };
}

const order = { weaker: 0, different: 1, stronger: 2 };

function rank({ direction, accepted }: ReviewedChange): number {
  return order[direction] + (accepted === undefined ? 0 : 0.5);
}

function reviewedRule(rule: Rule, { origins }: RulesInForce): ReviewedRule {
  const origin = origins.get(rule);
  return {
    ...(origin === undefined ? { line: rule.index + 1 } : { builtIn: origin }),
    text: printRule(rule.line),
    acts: rule.action?.negative === false,
  };
}

const isRefused = (findings: readonly Finding[]) => findings.some((finding) => finding.kernelRejects);

function verdictOf(
  changes: readonly Pick<ReviewedChange, "direction" | "accepted">[],
  undecided: boolean,
  refused: boolean,
): Review["verdict"] {
  if (refused) return "refused";
  const weaker = changes.filter((change) => change.direction === "weaker");
  if (weaker.some((change) => change.accepted === undefined)) return "weaker";
  if (undecided) return "undecided";
  if (weaker.length > 0) return "accepted";
  return (
    (["different", "stronger"] as const).find((each) => changes.some(({ direction }) => direction === each)) ?? "same"
  );
}

/** Effects that are lost or gained; those of built-in rules stay until the next boot, when a policy replaces them. */
function effectsOf(old: RulesInForce, now: RulesInForce, accepted: string | undefined): ChangedEffect[] {
  const [before, after] = [rulesWithEffects(old.rules), rulesWithEffects(now.rules)];
  const stays = old.policy === undefined && now.policy !== undefined;
  const lost = [...before].filter(([hook]) => !stays && !after.has(hook));
  const gained = [...after].filter(([hook]) => !before.has(hook));
  return [
    ...lost.map(
      ([, rule]): ChangedEffect => ({
        direction: "weaker",
        effect: effectOf(rule) ?? "",
        rule: reviewedRule(rule, old),
        ...(accepted === undefined ? {} : { accepted }),
      }),
    ),
    ...gained.map(
      ([, rule]): ChangedEffect => ({
        direction: "stronger",
        effect: effectOf(rule) ?? "",
        rule: reviewedRule(rule, now),
      }),
    ),
  ];
}

/** What a command line says that holds with a policy as well, and that the rules do not tell. */
function settingsAssumed(before: RulesInForce, after: RulesInForce): string[] {
  if ((before.parameters === undefined) === (after.parameters === undefined)) return [];
  const others = (before.parameters ?? after.parameters)?.others;
  const mode = others?.get("ima_appraise");
  return mode === undefined
    ? []
    : [
        `The kernel command line has ima_appraise=${mode}, which holds on both sides and is not taken into account here.`,
      ];
}

/** What differs between two command lines and is not in the rules. */
function settingsNotCompared(before: RulesInForce, after: RulesInForce): string[] {
  const [old, now] = [before.parameters, after.parameters];
  if (old === undefined || now === undefined) return [];
  const notes = [...new Set([...old.others.keys(), ...now.others.keys()])]
    .filter((name) => old.others.get(name) !== now.others.get(name))
    .map((name) => `The parameter ${name}= is not the same on both sides, and what it does is not compared.`);
  const fails = (parameters: typeof old) => parameters.policies.includes("fail_securely");
  if (fails(old) !== fails(now))
    notes.push(
      "ima_policy=fail_securely is on one side only. It adds no rule, but lets appraisal fail on file systems that are not trusted to keep what was verified, such as FUSE; that is not compared.",
    );
  return notes;
}

function findingsOf(side: Side, settings: LintOptions): readonly Finding[] {
  return isBoot(side) ? [] : (lint([side], settings).files[0]?.findings ?? []);
}

/**
 * Findings that the other side does not have. One that says the same of a rule that was edited is no other one, and
 * when one of two is gone, it is the one whose line is gone.
 */
function without(findings: readonly Finding[], side: Side, others: readonly Finding[], otherSide: Side): Finding[] {
  const message = ({ check, message }: Finding) => `${check} ${message}`;
  const withLine = (of: Side) => {
    const lines = isBoot(of) ? [] : of.text.split("\n");
    return (finding: Finding) => `${message(finding)} ${lines[finding.range.start.line - 1]}`;
  };
  const [left, otherLeft] = unpaired(findings, withLine(side), others, withLine(otherSide));
  return unpaired(left, message, otherLeft, message)[0];
}

/** What is left of two lists when items with the same key are taken away in pairs. */
function unpaired<T>(
  items: readonly T[],
  key: (item: T) => string,
  others: readonly T[],
  otherKey: (item: T) => string,
): [T[], T[]] {
  const waiting = new Map<string, T[]>();
  for (const other of others) waiting.set(otherKey(other), [...(waiting.get(otherKey(other)) ?? []), other]);
  const left = items.filter((item) => waiting.get(key(item))?.shift() === undefined);
  return [left, [...waiting.values()].flat()];
}

function nameOf(side: Side): string {
  if (!isBoot(side)) return side.path;
  if (side.gone !== undefined) return `${side.gone} (gone)`;
  const line = side.commandLine.trim();
  return line === "" ? "built-in (no ima_policy=)" : `built-in (${line})`;
}

/**
 * Compares two policies, or what kernel command lines put in force without one, for one kernel: the first of the
 * options, or the newest that speaks the dialect. Rules that the kernel configuration of the options compiles in come
 * before those of a policy.
 */
export function review(before: Side, after: Side, options: LintOptions = {}): Review {
  const kernel = kernelFor([after, before], options);
  const [old, now] = [rulesInForce(before, kernel, options), rulesInForce(after, kernel, options)];
  const { changes, undecided, space } = difference(old.rules, now.rules, kernel);
  const accepted = acceptances(now.policy, old.policy);
  const effects = effectsOf(old, now, accepted.all);
  const reviewed = changes
    .map((change: Change): ReviewedChange => {
      const deciding = change.after && reviewedRule(change.after, now);
      const reason = accepted.byLine.get(deciding?.line ?? 0) ?? accepted.all;
      return {
        family: change.family,
        direction: change.direction,
        before: change.before && reviewedRule(change.before, old),
        after: deciding,
        regions: change.regions,
        except: {
          before: change.except.before.map((rule) => reviewedRule(rule, old)),
          after: change.except.after.map((rule) => reviewedRule(rule, now)),
        },
        witness: plainWitness(change, space),
        ...(change.direction === "weaker" && reason !== undefined ? { accepted: reason } : {}),
      };
    })
    .sort((a, b) => rank(a) - rank(b));

  const settings: LintOptions = { ...options, dialect: kernel.dialect, kernels: [kernel.version] };
  const [oldFindings, newFindings] = [findingsOf(before, settings), findingsOf(after, settings)];
  const bothAreFiles = !isBoot(before) && !isBoot(after);
  const notCompared = settingsNotCompared(old, now);
  return {
    before: nameOf(before),
    after: nameOf(after),
    commandLines: {
      ...(isBoot(before) ? { before: before.commandLine } : {}),
      ...(isBoot(after) ? { after: after.commandLine } : {}),
    },
    kernel: kernel.version,
    dialect: kernel.dialect,
    changes: reviewed,
    effects,
    undecided,
    notes: [
      ...new Set([...old.notes, ...now.notes, ...settingsAssumed(old, now), ...notCompared]),
      ...(isRefused(oldFindings) ? ["The kernel refuses the old policy, so that nothing of it was in force."] : []),
    ],
    newFindings: bothAreFiles
      ? without(newFindings, after, oldFindings, before)
      : newFindings.filter((finding) => finding.kernelRejects),
    // What a policy leaves out is not looked for when the kernel refuses it.
    solvedFindings: bothAreFiles
      ? without(oldFindings, before, newFindings, after).filter(
          ({ check }) => !isRefused(newFindings) || !isAdvice({ id: check }),
        )
      : [],
    verdict: verdictOf([...reviewed, ...effects], undecided.length + notCompared.length > 0, isRefused(newFindings)),
  };
}
