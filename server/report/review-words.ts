/** What all forms of a review say, in words. */

import { defaultKernel } from "../checks/lint.js";
import type { Review, ReviewedChange, ReviewedRule } from "../checks/review.js";
import { askCommand } from "./ask-command.js";

export const verdicts: Readonly<Record<Review["verdict"], string>> = {
  refused: "The kernel refuses the new policy.",
  weaker: "Protection gets weaker.",
  undecided: "Nothing gets weaker in what was compared; the rest is to be read by people.",
  accepted: "Protection gets weaker where the policy says that it may.",
  different: "The policy does something else, which is neither weaker nor stronger.",
  stronger: "Protection gets stronger.",
  same: "The kernel decides every access as before.",
};

/** The changes by their direction, such as "2 weaker (1 accepted), 1 stronger"; empty without any. */
export function counts({ changes: accesses, effects }: Review): string {
  const changes: readonly { readonly direction: string; readonly accepted?: string }[] = [...accesses, ...effects];
  const accepted = changes.filter((change) => change.accepted !== undefined).length;
  return (["weaker", "different", "stronger"] as const)
    .map((direction) => {
      const count = changes.filter((change) => change.direction === direction).length;
      if (count === 0) return "";
      return `${count} ${direction}${direction === "weaker" && accepted > 0 ? ` (${accepted} accepted)` : ""}`;
    })
    .filter((text) => text !== "")
    .join(", ");
}

export function sidesOf({ before, after, kernel }: Review): string {
  return `${before} -> ${after} (Linux ${kernel})`;
}

/** The verdict and the counts that it rests on. */
export function summaryOf(review: Review): string {
  const count = counts(review);
  return `${verdicts[review.verdict]}${count === "" ? "" : ` Changes: ${count}.`}`;
}

/** What a change is, in a few words. */
export function titleOf({ family, before, after, direction }: ReviewedChange): string {
  const verb = { measure: "measured", appraise: "appraised", audit: "audited", hash: "hashed" }[family];
  const [did, does] = [before?.acts === true, after?.acts === true];
  if (did && !does) return `no longer ${verb}`;
  if (!did && does) return `newly ${verb}`;
  if (family === "hash") return "appraised instead of hashed, or hashed again";
  if (family === "appraise" && direction === "weaker") return "appraised, and more is accepted";
  if (family === "appraise" && direction === "stronger") return "appraised, and less is accepted";
  return `${verb} in another way`;
}

export function ruleWords(rule: ReviewedRule | undefined): string {
  if (rule === undefined) return "no rule";
  return `${rule.builtIn === undefined ? `line ${rule.line}` : `built-in (${rule.builtIn})`}: ${rule.text}`;
}

/** Lines that are named; of more the rest is counted. */
const mostPlaces = 8;

interface Run {
  readonly from: number;
  readonly to: number;
}

/** Lines that follow on each other as one run when there are more than two. */
function runsOf(lines: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.to === line - 1) runs[runs.length - 1] = { from: last.from, to: line };
    else runs.push({ from: line, to: line });
  }
  return runs.flatMap((run) => {
    const { from, to } = run;
    return to === from + 1
      ? [
          { from, to: from },
          { from: to, to },
        ]
      : [run];
  });
}

function placesOf(rules: readonly ReviewedRule[]): string {
  const lines = rules.flatMap(({ line }) => line ?? []);
  const runs = runsOf(lines);
  const shown = runs.slice(0, mostPlaces);
  const rest = runs.slice(mostPlaces).reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const names = shown.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
  const builtIn = rules.length - lines.length;
  const parts: string[] = [];
  if (builtIn > 0) parts.push(`${builtIn} built-in rule${builtIn === 1 ? "" : "s"}`);
  if (lines.length > 0)
    parts.push(`line${lines.length === 1 ? "" : "s"} ${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`);
  return parts.join(" and ");
}

/** The rules that decide some of the accesses of a change first; undefined: none does. */
export function exceptWords({ except: { before, after } }: ReviewedChange): string | undefined {
  const count = before.length + after.length;
  if (count === 0) return undefined;
  const [old, now] = [placesOf(before), placesOf(after)];
  const places =
    old === "" ? `${now} of the new` : now === "" ? `${old} of the old` : `${old} of the old and ${now} of the new`;
  return `but for what ${places} policy decide${count === 1 ? "s" : ""} first`;
}

/** Regions that are told of one change; of more the rest is counted. */
const mostRegions = 6;

/** The accesses of a change, one row each. */
export function regionRows(change: ReviewedChange): string[] {
  const { regions } = change;
  const rows = regions.slice(0, mostRegions);
  if (regions.length > mostRegions) rows.push(`... and ${regions.length - mostRegions} more`);
  const except = exceptWords(change);
  return except === undefined ? rows : [...rows, except];
}

/** Changes that have the rule of one side in common. */
export interface Group {
  readonly shared: "before" | "after";
  readonly changes: readonly [ReviewedChange, ...ReviewedChange[]];
}

/**
 * Changes for people: an exemption is told once and not with every rule that it comes before; and a rule once that
 * many exemptions come before.
 */
export function groupsOf({ changes }: Review): Group[] {
  const keyOf = (change: ReviewedChange, side: Group["shared"]) => {
    const { family, direction, accepted } = change;
    return JSON.stringify([side, family, direction, accepted, change[side]]);
  };
  /** The side with the exemption of a change that is from a rule to an exemption or back. */
  const exempting = ({ before, after }: ReviewedChange): Group["shared"] | undefined => {
    if (before === undefined || after === undefined || before.acts === after.acts) return undefined;
    return before.acts ? "after" : "before";
  };
  const sizes = new Map<string, number>();
  for (const change of changes) {
    const side = exempting(change);
    const key = side && keyOf(change, side);
    if (key !== undefined) sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const groups = new Map<string, { shared: Group["shared"]; changes: [ReviewedChange, ...ReviewedChange[]] }>();
  changes.forEach((change, at) => {
    const side = exempting(change);
    const isOfMany = side !== undefined && (sizes.get(keyOf(change, side)) ?? 0) > 1;
    const shared = side === undefined || isOfMany ? (side ?? "after") : side === "before" ? "after" : "before";
    const key = side === undefined ? `${at}` : keyOf(change, shared);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { shared, changes: [change] });
    else group.changes.push(change);
  });
  return [...groups.values()];
}

/** Changes that are told of one group; of more the rest is counted. */
const mostMembers = 6;

/** The accesses and rules of a group: rows with a title, and those without one, which are accesses. */
export function groupRows({ shared, changes }: Group): [title: "" | "before" | "after", text: string][] {
  const other = shared === "before" ? "after" : "before";
  const common: ["before" | "after", string] = [shared, ruleWords(changes[0][shared])];
  const rows = changes
    .slice(0, mostMembers)
    .flatMap((change): [title: "" | "before" | "after", text: string][] => [
      ...regionRows(change).map((row): ["", string] => ["", row]),
      [other, ruleWords(change[other])],
    ]);
  if (changes.length > mostMembers) rows.push(["", `... and ${changes.length - mostMembers} more`]);
  if (changes.length === 1 && shared === "before") return [...rows.slice(0, -1), common, ...rows.slice(-1)];
  return shared === "before" ? [common, ...rows] : [...rows, common];
}

/** What is put to `imalint ask` to see it: the new side, and the old one when that alone is a policy. */
export interface AskedSide {
  /** Configuration of the kernel that the review was made with. */
  readonly kernelConfig?: string | undefined;
}

export function tryCommand({ witness }: ReviewedChange, review: Review, { kernelConfig }: AskedSide): string {
  const { commandLines, dialect, kernel } = review;
  const words: string[] = kernelConfig === undefined ? [] : ["--kernel-config", kernelConfig];
  if (commandLines.after === undefined) words.push(operand(review.after));
  else if (commandLines.before === undefined) words.push(operand(review.before));
  else words.push("--cmdline", commandLines.after);
  // What ask would take by itself: the newest kernel that speaks the dialect, which it tells from one side alone.
  if (kernel !== defaultKernel[dialect]) words.push("--kernel", kernel);
  if (dialect !== "mainline") words.push("--dialect", dialect);
  return askCommand(witness, words);
}

/** A path that cannot be taken for an option. */
function operand(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

/** What could not be compared, and what else is to be known. */
export function noteRows({ effects, undecided, notes }: Review): string[] {
  return [
    ...effects.map(({ direction, effect, rule, accepted }) =>
      direction === "weaker"
        ? `weaker: no longer, as without ${ruleWords(rule)}: ${effect}${accepted === undefined ? "" : ` (accepted: ${accepted})`}`
        : `stronger: because of ${ruleWords(rule)}: ${effect}`,
    ),
    ...undecided.map((family) => `The ${family} rules are too complex to compare.`),
    ...notes,
  ];
}
