/** Reviews for people, for pull requests and for programs. */

import { printWord, type Rule } from "../../grammar/index.js";
import type { Review, ReviewedChange } from "../checks/review.js";
import type { Access, Ids } from "../policy/index.js";
import type { Colors } from "./text.js";
import { visible } from "./visible.js";

const verdicts: Readonly<Record<Review["verdict"], string>> = {
  refused: "The kernel refuses the new policy, and took the old one.",
  weaker: "Protection gets weaker.",
  undecided: "Nothing gets weaker in what was compared; the rest is to be read by people.",
  accepted: "Protection gets weaker where the policy says that it may.",
  different: "The policy does something else, which is neither weaker nor stronger.",
  stronger: "Protection gets stronger.",
  same: "The kernel decides every access as before.",
};

function ruleText(rule: Rule | undefined): string {
  return rule === undefined
    ? "no rule"
    : `line ${rule.index + 1}: ${visible(rule.terms.map((term) => printWord(term.word)).join(" "))}`;
}

/** What a change is, in a few words. */
function title({ family, before, after, direction }: ReviewedChange): string {
  const does = (rule: Rule | undefined) => rule?.entry !== undefined && !rule.entry.action.negative;
  const verb = { measure: "measured", appraise: "appraised", audit: "audited", hash: "hashed" }[family];
  if (does(before) && !does(after)) return `no longer ${verb}`;
  if (!does(before) && does(after)) return `newly ${verb}`;
  if (family === "appraise" && direction === "weaker") return "appraised, and more is accepted";
  if (family === "appraise" && direction === "stronger") return "appraised, and less is accepted";
  return `${verb} in another way`;
}

function idOptions(real: string, effective: string, ids: Ids | undefined): string[] {
  if (ids === undefined) return [];
  const options = ids.real === 0 ? [] : [`--${real} ${ids.real}`];
  if (ids.effective !== ids.real) options.push(`--${effective} ${ids.effective}`);
  return options;
}

const shellWord = (text: string) => (/^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** The command that asks about an access, to be pasted into a shell. */
export function askCommand(access: Access, policy: string): string {
  const { hook, mask, fileSystem, labels } = access;
  const words = ["imalint ask", `--hook ${hook}`];
  if (hook === "FILE_CHECK")
    words.push(`--mask ${mask.map((permission) => permission.slice("MAY_".length).toLowerCase()).join(",")}`);
  words.push(...idOptions("uid", "euid", access.user), ...idOptions("gid", "egid", access.group));
  const named = (text: string | undefined) => text !== undefined && text !== "" && !text.startsWith("(");
  if (named(fileSystem?.type)) words.push(`--fs ${shellWord(fileSystem?.type ?? "")}`);
  else if (named(fileSystem?.magic)) words.push(`--fs 0x${fileSystem?.magic}`);
  if (named(fileSystem?.uuid)) words.push(`--fs-uuid ${fileSystem?.uuid}`);
  if ((access.owner ?? 0) !== 0) words.push(`--owner ${access.owner}`);
  if ((access.fileGroup ?? 0) !== 0) words.push(`--group ${access.fileGroup}`);
  for (const [key, label] of Object.entries(labels ?? {}))
    if (named(label ?? undefined)) words.push(`--${key.replace("_", "-")} ${shellWord(label ?? "")}`);
  if (hook === "KEY_CHECK" && named(access.keyring)) words.push(`--keyring ${shellWord(access.keyring ?? "")}`);
  if (hook === "CRITICAL_DATA" && named(access.criticalData))
    words.push(`--critical-data ${shellWord(access.criticalData ?? "")}`);
  return `${words.join(" ")} ${shellWord(policy)}`;
}

/** Regions that are shown of one change; of more the rest is counted. */
const mostRegions = 6;

function regionRows({ regions }: ReviewedChange): string[] {
  const rows = regions.slice(0, mostRegions).map((region) => visible(region));
  if (regions.length > mostRegions) rows.push(`... and ${regions.length - mostRegions} more`);
  return rows;
}

export function reviewText(review: Review, colors: Colors): string {
  const paint = { weaker: colors.red, stronger: colors.green, different: colors.yellow };
  const rows = [colors.bold(`${visible(review.before)} -> ${visible(review.after)} (Linux ${review.kernel})`)];
  for (const change of review.changes) {
    rows.push("", `${paint[change.direction](change.direction)}: ${title(change)}`);
    for (const row of regionRows(change)) rows.push(`  ${row}`);
    rows.push(colors.dim(`  before  ${ruleText(change.before)}`), colors.dim(`  after   ${ruleText(change.after)}`));
    if (change.accepted !== undefined) rows.push(`  accepted: ${visible(change.accepted)}`);
    else rows.push(colors.dim(`  try     ${visible(askCommand(change.witness, review.after))}`));
  }
  for (const family of review.undecided) rows.push("", `The ${family} rules are too complex to compare.`);
  const findings = (name: string, list: Review["newFindings"]) => {
    if (list.length === 0) return;
    rows.push("", `${name}:`);
    for (const { check, range, message } of list)
      rows.push(`  line ${range.start.line} [${check}] ${visible(message)}`);
  };
  findings("New findings", review.newFindings);
  findings("Solved findings", review.solvedFindings);
  rows.push("", colors.bold(verdicts[review.verdict]));
  return `${rows.join("\n")}\n`;
}

/** Text that is shown as it is, in a table of Markdown. */
function cell(text: string): string {
  return visible(text).replace(/[\\`*_{}[\]<>|&#~@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function reviewMarkdown(review: Review): string {
  const rows = [`**imalint**: ${cell(review.after)} for Linux ${review.kernel}: ${verdicts[review.verdict]}`];
  if (review.changes.length > 0) {
    rows.push("", "| | what | where | before | after |", "| --- | --- | --- | --- | --- |");
    for (const change of review.changes) {
      const direction =
        change.accepted === undefined ? change.direction : `${change.direction}, accepted: ${change.accepted}`;
      rows.push(
        `| ${cell(direction)} | ${title(change)} | ${regionRows(change).map(cell).join("<br>")} | ${cell(ruleText(change.before))} | ${cell(ruleText(change.after))} |`,
      );
    }
    rows.push("", "<details><summary>Accesses to try</summary>", "");
    for (const change of review.changes) rows.push(`    ${visible(askCommand(change.witness, review.after))}`);
    rows.push("", "</details>");
  }
  for (const family of review.undecided) rows.push("", `The ${family} rules are too complex to compare.`);
  const findings = (name: string, list: Review["newFindings"]) => {
    if (list.length === 0) return;
    rows.push("", `<details><summary>${name}: ${list.length}</summary>`, "");
    for (const { check, range, message } of list) rows.push(`- line ${range.start.line}, ${check}: ${cell(message)}`);
    rows.push("", "</details>");
  };
  findings("New findings", review.newFindings);
  findings("Solved findings", review.solvedFindings);
  return `${rows.join("\n")}\n`;
}

function ruleJson(rule: Rule | undefined) {
  return rule === undefined
    ? undefined
    : { line: rule.index + 1, text: rule.terms.map((term) => printWord(term.word)).join(" ") };
}

/** Reviews as JSON, version 1. */
export function reviewJson(reviews: readonly Review[]): string {
  const shown = reviews.map(({ changes, ...rest }) => ({
    ...rest,
    changes: changes.map(({ boxes: _, before, after, ...change }) => ({
      ...change,
      before: ruleJson(before),
      after: ruleJson(after),
    })),
  }));
  return `${JSON.stringify({ version: 1, reviews: shown }, undefined, 2)}\n`;
}
