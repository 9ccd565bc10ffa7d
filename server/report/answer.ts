/** What a policy decides for one access, for people. */

import { families, fileSystemByMagic, type Policy, printWord, type Rule } from "../../grammar/index.js";
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

function runText(run: readonly Attempt[]): string {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return "";
  return run.length === 1
    ? `${first.rule.index + 1} | ${ruleText(first.rule)}   (does not match: ${first.match.key})`
    : `${first.rule.index + 1} to ${last.rule.index + 1} | ${run.length} rules   (do not match: ${first.match.key})`;
}

function ruleText(rule: Rule): string {
  return visible(rule.terms.map((term) => printWord(term.word)).join(" "));
}

function idsText(name: string, { real, effective }: Ids): string {
  return real === effective ? `${name} ${real}` : `${name} ${real} (effective ${effective})`;
}

function accessText(access: Access): string {
  const { user, group, fileSystem, labels } = access;
  const parts = [access.mask.length === 0 ? access.hook : `${access.hook} ${access.mask.join("+")}`];
  if (user !== undefined) parts.push(idsText("by user", user));
  if (group !== undefined && group.real + group.effective > 0) parts.push(idsText("group", group));
  if (access.hook === "KEY_CHECK") parts.push(`key ring ${access.keyring}`);
  else if (access.hook === "CRITICAL_DATA") parts.push(`label ${access.criticalData}`);
  else {
    if (fileSystem !== undefined)
      parts.push(`on ${fileSystem.type || fileSystemByMagic(fileSystem.magic)?.types[0] || `0x${fileSystem.magic}`}`);
    parts.push(`owner ${access.owner ?? 0}`);
  }
  for (const [key, label] of Object.entries(labels ?? {})) if (label !== null) parts.push(`${key} ${label}`);
  return visible(parts.join(", "));
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

export function answerText(policy: Policy, access: Access, decision: Decision, colors: Colors): string {
  const rows = [colors.bold(accessText(access))];
  for (const family of families) {
    const { outcome, rule, tried } = decision.families[family];
    if (!policy.rules.some((other) => other.action?.family === family)) continue;
    const title = outcomes[outcome](family);
    rows.push(
      "",
      `${outcome === "do" ? colors.green(title) : outcome === "dont" ? colors.yellow(title) : colors.dim(title)}${rule === undefined ? "" : `: line ${rule.index + 1}`}`,
    );
    if (rule !== undefined) rows.push(`  ${rule.index + 1} | ${ruleText(rule)}`);
    for (const run of runsOf(tried)) rows.push(colors.dim(`  ${runText(run)}`));
  }
  const options = optionsOf(decision);
  if (options.length > 0) rows.push("", `With: ${options.join("; ")}.`);
  return `${rows.join("\n")}\n`;
}
