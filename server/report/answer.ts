/** What a policy decides for one access, for people. */

import { families, fileSystemByMagic, printRule, type Rule } from "../../grammar/index.js";
import type { RulesInForce } from "../checks/rules-in-force.js";
import type { Access, Attempt, Decision, Ids } from "../policy/index.js";
import type { Colors } from "./text.js";
import { visible } from "./visible.js";

/** Rules in a row that fail by the same condition are told one by one up to this many. */
const mostInRow = 2;

function runsOf(tried: readonly Attempt[]): Attempt[][] {
  const runs: Attempt[][] = [];
  for (const attempt of tried) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.match.key === attempt.match.key) run.push(attempt);
    else runs.push([attempt]);
  }
  return runs.flatMap((run) => (run.length > mostInRow ? [run] : run.map((attempt) => [attempt])));
}

/** The number of a line; a rule that the kernel brings has none. */
const lineOf = (rule: Rule) => (rule.index < 0 ? "built-in" : String(rule.index + 1));

function runText(run: readonly Attempt[]): string {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return "";
  const [from, to] = [lineOf(first.rule), lineOf(last.rule)];
  return run.length === 1
    ? `${from} | ${ruleText(first.rule)}   (does not match: ${first.match.key})`
    : `${from === to ? from : `${from} to ${to}`} | ${run.length} rules   (do not match: ${first.match.key})`;
}

function ruleText(rule: Rule): string {
  return visible(printRule(rule.line));
}

/** @param privileged whether the task would have the capability by its user alone */
function idsText(name: string, { real, effective, saved, maySet }: Ids, privileged: boolean, cap: string): string {
  const more: string[] = [];
  if (effective !== real) more.push(`effective ${effective}`);
  if (saved !== effective) more.push(`saved ${saved}`);
  if (maySet !== privileged) more.push(`${maySet ? "with" : "without"} ${cap}`);
  return more.length === 0 ? `${name} ${real}` : `${name} ${real} (${more.join(", ")})`;
}

function accessText(access: Access): string {
  const { user, group, fileSystem, labels } = access;
  const privileged = user?.effective === 0;
  const parts = [access.mask.length === 0 ? access.hook : `${access.hook} ${access.mask.join("+")}`];
  if (user !== undefined) parts.push(idsText("by user", user, privileged, "CAP_SETUID"));
  if (group !== undefined && (group.real + group.effective + group.saved > 0 || group.maySet !== privileged))
    parts.push(idsText("group", group, privileged, "CAP_SETGID"));
  if (access.hook === "KEY_CHECK") parts.push(`key ring ${access.keyring}`);
  else if (access.hook === "CRITICAL_DATA") parts.push(`label ${access.criticalData}`);
  else {
    if (fileSystem !== undefined)
      parts.push(`on ${fileSystem.type || fileSystemByMagic(fileSystem.magic)?.types[0] || `0x${fileSystem.magic}`}`);
    if (fileSystem?.subtype !== undefined) parts.push(`subtype ${fileSystem.subtype}`);
    parts.push(`owner ${access.owner ?? 0}`);
  }
  if (access.parser) parts.push("by the parser");
  for (const [key, label] of Object.entries(labels ?? {})) if (label !== null) parts.push(`${key} ${label}`);
  return visible(parts.join(", "));
}

function placeOf(rule: Rule, { origins }: RulesInForce): string {
  const origin = origins.get(rule);
  return origin === undefined ? `line ${lineOf(rule)}` : `built-in (${origin})`;
}

const outcomes = {
  do: (family: string) => family,
  dont: (family: string) => `dont_${family}`,
  none: (family: string) => `no ${family} rule`,
};

function optionsOf({ flags, pcr, template, algorithms, digestCache }: Decision): string[] {
  const options: string[] = [];
  if (pcr !== undefined) options.push(`PCR ${pcr}`);
  if (template !== undefined) options.push(`template ${template}`);
  if (flags.signature) options.push(flags.sigv3 ? "a version 3 signature" : "a signature");
  if (flags.modsig) options.push("appended signatures are accepted");
  if (flags.verity) options.push("the fs-verity digest");
  if (flags.permitDirectio) options.push("O_DIRECT is permitted");
  if (algorithms !== undefined) options.push(`hash algorithms ${algorithms.join(", ")}`);
  if (digestCache.measure || digestCache.appraise) options.push("digest lists may prove it");
  return options;
}

export function answerText(policy: RulesInForce, access: Access, decision: Decision, colors: Colors): string {
  const rows = [colors.bold(accessText(access))];
  for (const family of families) {
    const { outcome, rule, tried } = decision.families[family];
    if (!policy.rules.some((other) => other.action?.family === family)) continue;
    const title = outcomes[outcome](family);
    rows.push(
      "",
      `${outcome === "do" ? colors.green(title) : outcome === "dont" ? colors.yellow(title) : colors.dim(title)}${rule === undefined ? "" : `: ${placeOf(rule, policy)}`}`,
    );
    if (rule !== undefined) rows.push(`  ${lineOf(rule)} | ${ruleText(rule)}`);
    for (const run of runsOf(tried)) rows.push(colors.dim(`  ${runText(run)}`));
  }
  const options = optionsOf(decision);
  if (options.length > 0) rows.push("", `With: ${options.join("; ")}.`);
  return `${rows.join("\n")}\n`;
}
