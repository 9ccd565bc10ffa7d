/** What a policy decides over all accesses, for people and for programs. */

import type { Family, Rule } from "../../grammar/index.js";
import type { Coverage, Covered } from "../policy/index.js";
import type { Colors } from "./text.js";
import { visible } from "./visible.js";

const done: Readonly<Record<Family, string>> = {
  measure: "measured",
  appraise: "appraised",
  audit: "audited",
  hash: "hashed",
};

/** Regions that are shown of one kind; of more the rest is counted. */
const mostRegions = 12;

function title(family: Family, { outcome, options }: Covered, colors: Colors): string {
  if (outcome === "do") {
    const how = options === "" ? "" : ` with ${visible(options)}`;
    // The kernel finds no digest of another file, and makes no entry.
    const only = family === "measure" && options.includes("digest_type=verity") ? ", files with fs-verity only" : "";
    return colors.green(`${done[family]}${how}${only}`);
  }
  return outcome === "dont" ? colors.yellow(`left out by dont_${family}`) : colors.dim("decided by no rule");
}

/** "line 3", "lines 3 to 12, 14"; rules that the kernel brings have no line. */
function linesText(rules: readonly Rule[]): string {
  const runs: [from: number, to: number][] = [];
  const own = rules.filter(({ index }) => index >= 0);
  for (const { index } of own) {
    const last = runs.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else runs.push([index + 1, index + 1]);
  }
  const lines = runs.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(", ");
  return [
    ...(own.length < rules.length ? ["built-in"] : []),
    ...(own.length > 0 ? [`${own.length === 1 ? "line" : "lines"} ${lines}`] : []),
  ].join(", ");
}

/**
 * The regions in words. What no rule decides is the rest, and its regions are the hardest to read: of hooks where
 * something else is said as well, their names are enough.
 */
function regionsOf(part: Covered, covered: readonly Covered[]): string[] {
  if (part.outcome !== "none" || part.regions.length < 2) {
    const more = part.regions.length - mostRegions;
    return [...part.regions.slice(0, mostRegions), ...(more > 0 ? [`... and ${more} more`] : [])];
  }
  const hooksOf = (outcome: Covered["outcome"]) =>
    new Set(covered.filter((other) => other.outcome === outcome).flatMap(({ hooks }) => hooks));
  const [done, leftOut] = [hooksOf("do"), hooksOf("dont")];
  const untouched = part.hooks.filter((hook) => !done.has(hook) && !leftOut.has(hook));
  const rest = part.hooks.filter((hook) => done.has(hook) || leftOut.has(hook));
  return [
    ...(untouched.length > 0 ? [untouched.join(", ")] : []),
    ...(rest.length > 0 ? [`the rest of ${rest.join(", ")}`] : []),
  ];
}

/** Words in lines of a width, all of them indented. */
function wrapped(text: string, indent: string, width: number): string[] {
  const rows: string[] = [];
  let row = indent;
  for (const word of text.split(" ")) {
    if (row !== indent && row.length + word.length > width) {
      rows.push(row.trimEnd());
      row = `${indent}  `;
    }
    row += `${word} `;
  }
  return [...rows, row.trimEnd()];
}

export function coverageText(coverages: readonly Coverage[], colors: Colors, width: number): string {
  const rows: string[] = [];
  for (const { family, covered, tooComplex } of coverages) {
    rows.push(colors.bold(family));
    if (tooComplex)
      rows.push("  These rules make more cases than anybody could read. Ask about single accesses instead.");
    for (const part of covered) {
      const lines = linesText(part.rules);
      rows.push(`  ${title(family, part, colors)}${lines === "" ? "" : colors.dim(`  (${lines})`)}`);
      for (const region of regionsOf(part, covered)) rows.push(...wrapped(visible(region), "    ", width));
    }
    rows.push("");
  }
  return rows.join("\n");
}

/** The same as JSON, version 1. */
export function coverageJson(path: string, kernel: string, coverages: readonly Coverage[]): string {
  const families = coverages.map(({ family, covered, tooComplex }) => ({
    family,
    tooComplex,
    covered: covered.map(({ outcome, options, rules, regions, witness }) => ({
      outcome,
      options,
      lines: rules.filter(({ index }) => index >= 0).map(({ index }) => index + 1),
      builtIn: rules.some(({ index }) => index < 0),
      regions,
      witness,
    })),
  }));
  return `${JSON.stringify({ version: 1, path, kernel, families }, undefined, 2)}\n`;
}
