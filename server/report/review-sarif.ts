/** Reviews as SARIF 2.1.0: one run, one rule for each direction, one result for each change and each new finding. */

import type { Severity } from "../checks/check.js";
import type { Finding } from "../checks/finding.js";
import type { Review, ReviewedChange } from "../checks/review.js";
import { type AskedSide, noteRows, regionRows, ruleWords, titleOf, tryCommand } from "./review-words.js";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

type Level = "error" | "warning" | "note";

const levelOf: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };

interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration: { readonly level: Level };
}

const directions: Readonly<Record<ReviewedChange["direction"], SarifRule>> = {
  weaker: rule("review/weaker", "The kernel demands or records less than before.", "error"),
  different: rule("review/different", "The kernel does something else than before.", "warning"),
  stronger: rule("review/stronger", "The kernel demands or records more than before.", "note"),
};

function rule(id: string, text: string, level: Level): SarifRule {
  return { id, shortDescription: { text }, defaultConfiguration: { level } };
}

/** A path as the URI that SARIF wants; relative ones stay relative. */
function uriOf(path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${encoded}` : encoded;
}

function location(path: string, region?: Readonly<Record<string, number>>) {
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...(region === undefined ? {} : { region }) },
  };
}

/**
 * The line of the new policy that decides; when it has none, the one of the old policy. An old side that is no file of
 * its own, but one of git, has no lines that could be shown: then it is the new file as a whole.
 */
function locationsOf({ before, after }: ReviewedChange, review: Review, oldIsFile: boolean) {
  const { commandLines } = review;
  if (commandLines.after === undefined && after?.line !== undefined)
    return [location(review.after, { startLine: after.line })];
  if (commandLines.before === undefined && oldIsFile && before?.line !== undefined)
    return [location(review.before, { startLine: before.line })];
  if (commandLines.after === undefined) return [location(review.after)];
  return commandLines.before === undefined ? [location(review.before)] : [];
}

function changeResult(change: ReviewedChange, review: Review, asked: SarifOptions) {
  const { direction, family, witness, before, after, regions, accepted } = change;
  const { id, defaultConfiguration } = directions[direction];
  const text = [
    `${titleOf(change)}: ${regionRows(change).join("; ")}.`,
    `Before: ${ruleWords(before)}.`,
    `After: ${ruleWords(after)}.`,
  ].join("\n");
  return {
    ruleId: id,
    level: defaultConfiguration.level,
    message: { text: text.charAt(0).toUpperCase() + text.slice(1) },
    locations: locationsOf(change, review, asked.oldIsFile ?? true),
    ...(accepted === undefined ? {} : { suppressions: [{ kind: "inSource", justification: accepted }] }),
    properties: { family, direction, regions, before, after, witness, try: tryCommand(change, review, asked) },
  };
}

function findingResult({ check, severity, message, range }: Finding, review: Review) {
  const { start, end } = range;
  return {
    ruleId: check,
    level: levelOf[severity],
    message: { text: message },
    locations: [
      location(review.after, {
        startLine: start.line,
        startColumn: start.column,
        endLine: end.line,
        endColumn: end.column,
      }),
    ],
  };
}

export interface SarifOptions extends AskedSide {
  /** Version of imalint. */
  readonly version: string;
  /** Whether the old side is a file that can be opened. */
  readonly oldIsFile?: boolean;
}

export function reviewSarif(reviews: readonly Review[], asked: SarifOptions): string {
  const findings = new Map<string, SarifRule>();
  for (const { check, severity } of reviews.flatMap(({ newFindings }) => newFindings))
    findings.set(check, rule(check, `A finding of the check ${check} that is new.`, levelOf[severity]));
  const rules = [...Object.values(directions), ...findings.values()];
  const results = reviews.flatMap((review) => [
    ...review.changes.map((change) => changeResult(change, review, asked)),
    ...review.newFindings.map((finding) => findingResult(finding, review)),
  ]);
  const notes = reviews.flatMap((review) =>
    noteRows(review).map((text) => ({ level: "warning", message: { text: `${review.after}: ${text}` } })),
  );
  const run = {
    tool: { driver: { name: "imalint", semanticVersion: asked.version, rules } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notes }],
    columnKind: "utf16CodeUnits",
    results: results.map((result) => ({
      ...result,
      ruleIndex: rules.findIndex(({ id }) => id === result.ruleId),
    })),
  };
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}
