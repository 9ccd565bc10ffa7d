/** A boot for people, phase by phase: what is asked, what proves it, and where it breaks. */

import { printRule } from "../../grammar/index.js";
import {
  type Answer,
  type BootAnalysis,
  type Failure,
  failuresOf,
  type ParserResult,
  type PhaseResult,
  type Reason,
  type Truth,
  type Verdict,
  walk,
} from "../boot/index.js";
import { causeText, listUse } from "./boot-words.js";
import type { Places } from "./places.js";
import type { Colors } from "./text.js";
import { visible } from "./visible.js";

export interface BootTextOptions {
  readonly colors: Colors;
  readonly width: number;
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  boots: "boots",
  stuck: "gets stuck",
  depends: "boots or gets stuck, depending on what is not said",
};

const proofWords: Readonly<Record<ParserResult["proof"], string>> = {
  builtin: "built in",
  "loaded-before": "loaded before",
  "none-needed": "loads, no rule asks for a proof",
  appended: "loads by its appended signature",
  imasig: "loads by its IMA signature",
  hash: "loads by its hash",
  "digest-list": "loads by a digest list",
  none: "loads, without a proof that counts",
};

/** Lists that are shown one by one; more that are alike are counted. */
const mostAlike = 6;

class Writer {
  private readonly rows: string[] = [];
  private readonly told = new Set<string>();

  constructor(
    private readonly places: Places,
    private readonly options: BootTextOptions,
  ) {}

  get text(): string {
    return `${this.rows.join("\n").trimEnd()}\n`;
  }

  line(text = ""): void {
    this.rows.push(text);
  }

  /** Text in lines of the width; `before` stands before the first one. */
  wrapped(before: string, text: string, indent: string, paint = (words: string) => words): void {
    let row = "";
    let start = before;
    const flush = () => {
      this.rows.push(`${start}${paint(row)}`.trimEnd());
      start = indent;
      row = "";
    };
    for (const word of visible(text).split(" ")) {
      if (row !== "" && start.length + row.length + 1 + word.length > this.options.width) flush();
      row = row === "" ? word : `${row} ${word}`;
    }
    flush();
  }

  mark(value: Truth): string {
    const { colors } = this.options;
    if (value === "yes") return colors.green("ok ");
    return value === "no" ? colors.red("NO ") : colors.yellow("?  ");
  }

  /** Whether something of it was not told yet. */
  isNews(reasons: readonly Reason[]): boolean {
    return reasons.some((reason) => !this.told.has(this.keyOf(reason)));
  }

  private keyOf(reason: Reason): string {
    return `${reason.text}\n${this.places.textOf(this.places.placeOf(reason))}`;
  }

  /** A chain of reasons; one that was told before is not told again. */
  reasons(reasons: readonly Reason[], depth: number): void {
    const { colors } = this.options;
    for (const reason of reasons) {
      // A rule is named with its file and line already.
      const place = reason.rule?.path === undefined ? this.places.textOf(this.places.placeOf(reason)) : "";
      const key = this.keyOf(reason);
      const indent = "  ".repeat(depth);
      const again = reason.because.length > 0 && this.told.has(key);
      this.told.add(key);
      const where = place === "" ? "" : ` (${place})`;
      this.wrapped(`${indent}- `, `${reason.text}${again ? " (see above)" : ""}${where}`, `${indent}  `);
      if (reason.rule !== undefined && !again)
        this.wrapped(`${indent}    `, printRule(reason.rule.rule.line), `${indent}      `, colors.dim);
      if (reason.assumed !== undefined && !again)
        this.wrapped(
          `${indent}    `,
          `taken for granted; to say otherwise: ${reason.assumed.change}`,
          `${indent}      `,
          colors.dim,
        );
      if (!again) this.reasons(reason.because, depth + 1);
    }
  }
}

function ruleSources({ rules, phase }: PhaseResult): string {
  const counts = new Map<string, number>();
  for (const rule of rules.rules) {
    const { file, origin } = rules.origins.get(rule) ?? {};
    const source = file ?? origin ?? "the kernel";
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  if (counts.size === 0) return phase.policy.kind === "builtin" ? "none: the command line chooses no policy" : "none";
  return [...counts].map(([source, count]) => `${count} of ${source}`).join(", ");
}

function appraisesNothing({ rules }: PhaseResult): boolean {
  return (
    rules.rules.length > 0 &&
    !rules.rules.some(({ entry }) => entry?.action.name === "appraise" && entry.func !== "DIGEST_LIST_CHECK")
  );
}

/** Results that say the same are one row. */
function grouped<T>(items: readonly T[], same: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = same(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function namesOf(names: readonly string[]): string {
  return names.length > mostAlike
    ? `${names.slice(0, mostAlike - 1).join(", ")} and ${names.length - mostAlike + 1} more`
    : names.join(", ");
}

function writePhase(result: PhaseResult, writer: Writer, { colors }: BootTextOptions): void {
  const { phase, policy, parsers, lists, programs, steps, measurements } = result;
  const paint = result.verdict === "boots" ? colors.green : result.verdict === "stuck" ? colors.red : colors.yellow;
  writer.line(`${colors.bold(`phase ${visible(phase.name)}`)}: ${paint(verdictWords[result.verdict])}`);
  writer.wrapped(
    "  rules     ",
    `${ruleSources(result)}${appraisesNothing(result) ? "; nothing is appraised" : ""}`,
    "            ",
  );
  const row = (value: Truth, kind: string, text: string) => {
    writer.wrapped(`  ${writer.mark(value)}${kind.padEnd(8)} `, text, "              ");
  };
  if (phase.policy.kind === "file")
    row(
      policy.value,
      "policy",
      `${phase.policy.file ?? ""} ${policy.value === "yes" ? "is loaded" : policy.value === "no" ? "is not loaded" : "may not be loaded"}`,
    );
  for (const { parser, needed, asked, available, proof } of parsers) {
    if (!needed) {
      writer.wrapped("  -  parser   ", `${parser.format}: not asked for`, "              ", colors.dim);
      continue;
    }
    const told = { yes: proofWords[proof], no: "cannot be had", depends: "may not be had" }[available.value];
    const tried = asked || available.value === "no" ? "" : ", if something asks for it";
    row(available.value, "parser", `${parser.format}: ${told}${tried}`);
  }
  if (lists.length === 0 && result.relies.length > 0)
    writer.wrapped("  -  lists    ", "none", "              ", colors.dim);
  const sameList = ({ needed, usable, for: families }: (typeof lists)[number]) =>
    JSON.stringify([
      needed,
      usable.value,
      families,
      usable.value === "yes" ? "" : [...usable.because.map(({ kind }) => kind)],
    ]);
  for (const group of grouped(lists, sameList)) {
    const [first] = group;
    if (first === undefined) continue;
    const names = namesOf(group.map(({ list }) => list.name));
    if (!first.needed)
      writer.wrapped(
        "  -  lists    ",
        `${names}: never read: no rule for files of this phase relies on digest lists`,
        "              ",
        colors.dim,
      );
    else
      row(
        first.usable.value,
        group.length === 1 ? "list" : "lists",
        `${names}: ${first.usable.value === "yes" ? listUse(first, result.relies) : first.usable.value === "no" ? "does not count" : "may not count"}`,
      );
  }
  for (const { name, file, runs } of programs) {
    const title = name === file.path ? name : `${name}, ${file.path},`;
    const works = `${file.isModule ? "loads" : "runs"}${name === "first program" && steps.length > 0 ? ", if it comes before the steps" : ""}`;
    row(
      runs.value,
      file.isModule ? "module" : "program",
      `${title} ${runs.value === "yes" ? works : runs.value === "no" ? "is refused" : `${works} or is refused`}`,
    );
  }
  if (result.modules !== undefined)
    row(
      result.modules.value,
      "modules",
      result.modules.value === "yes"
        ? "ordinary ones load"
        : `ordinary ones ${result.modules.value === "no" ? "are" : "may be"} refused`,
    );
  for (const { step, result: done, loadedBefore } of steps) {
    const what = [
      step.do,
      step.file?.name ?? step.parser ?? step.list ?? step.path ?? "",
      /^(?:access|load-module|init-module)$/.test(step.do) ? (step.uid === 0 ? "by root" : `by user ${step.uid}`) : "",
    ];
    row(
      done.value,
      "step",
      `${what.filter((word) => word !== "").join(" ")}${done.value === "yes" ? (loadedBefore ? ": was loaded before" : "") : ": refused"}`,
    );
  }
  if (measurements.length > 0) {
    // Modules are known by their names.
    const short = (path: string) => (path.startsWith("/lib/modules/") ? path.slice(path.lastIndexOf("/") + 1) : path);
    const shown = measurements.slice(0, mostAlike).map(({ pcr, path }) => `${short(path)} (PCR ${pcr})`);
    writer.wrapped(
      "     measured ",
      `${shown.join(", ")}${measurements.length > mostAlike ? ` and ${measurements.length - mostAlike} more` : ""}`,
      "              ",
    );
  }
  const explained: [title: string, answer: Answer][] = [
    ...(policy.value === "yes" ? [] : [["the policy", policy] as [string, Answer]]),
    ...programs
      .filter(({ runs }) => runs.value !== "yes")
      .map(({ name, runs }): [string, Answer] => [name === "first program" ? "the first program" : name, runs]),
    ...parsers
      .filter(({ needed, available }) => needed && available.value !== "yes")
      .map(({ parser, available }): [string, Answer] => [`the parser ${parser.format}`, available]),
    ...(result.modules === undefined || result.modules.value === "yes"
      ? []
      : [["an ordinary kernel module", result.modules] as [string, Answer]]),
    ...steps
      .filter(({ result: done }) => done.value !== "yes")
      .map(({ step, result: done }): [string, Answer] => [
        `${step.do} ${step.file?.name ?? step.parser ?? step.list ?? ""}`,
        done,
      ]),
    ...lists
      .filter(({ needed, usable }) => needed && usable.value !== "yes")
      .map(({ list, usable }): [string, Answer] => [list.name, usable]),
  ];
  for (const [title, { value, because }] of explained) {
    const fresh = writer.isNews(because);
    if (!fresh) continue;
    writer.line();
    writer.wrapped("  ", `why ${title} ${value === "no" ? "fails" : "may fail"}`, "  ", colors.bold);
    writer.reasons(because, 2);
  }
  writer.line();
}

/** Causes that are named at the top. */
const mostCauses = 3;

/** The fact at the place of a cause, when that is not the rule. */
function detailAt({ reason, place }: Failure, places: Places): string {
  const here = places.textOf(place);
  const found = [...walk(reason.because)].find(
    (detail) => detail.rule === undefined && places.textOf(detail.place) === here,
  );
  return found === undefined ? "" : `${found.text}; `;
}

/** The causes of what fails, before all else: most readers want no more. */
function writeCauses(analysis: BootAnalysis, writer: Writer, places: Places): void {
  const failures = failuresOf(analysis);
  for (const failure of failures.slice(0, mostCauses)) {
    const { reason, value, place: at } = failure;
    const place = reason.rule?.path === undefined ? places.textOf(at) : "";
    writer.wrapped(
      value === "no" ? "cause: " : "possible cause: ",
      `${detailAt(failure, places)}${causeText(failure)}${place === "" ? "" : ` (${place})`}`,
      "  ",
    );
  }
  if (failures.length > mostCauses) writer.line(`and ${failures.length - mostCauses} more; imalint check tells all`);
}

export function bootText(analysis: BootAnalysis, places: Places, options: BootTextOptions): string {
  const { colors } = options;
  const writer = new Writer(places, options);
  const { description, verdict } = analysis;
  const paint = verdict === "boots" ? colors.green : verdict === "stuck" ? colors.red : colors.yellow;
  writer.wrapped(
    "",
    `${description.path}: Linux ${description.kernel.version}${description.integration.value ? " with the Integrity Digest Cache" : ""}`,
    "",
    colors.bold,
  );
  const stuck = analysis.phases.filter((phase) => phase.verdict === verdict).map(({ phase }) => phase.name);
  writer.line(
    `${paint(`the machine ${verdictWords[verdict]}${verdict === "boots" && failuresOf(analysis).length > 0 ? ", but not everything works" : ""}`)}${verdict === "boots" ? "" : ` in phase ${visible(stuck.join(", "))}`}`,
  );
  if (!analysis.enforcing)
    writer.line(`ima_appraise=${description.mode.value}: nothing is refused, whatever the rules say`);
  for (const [option, effect] of [
    ["CONFIG_IMA", "no rule is looked at"],
    ["CONFIG_IMA_APPRAISE", "no appraise rule is looked at"],
  ] as const)
    if (description.kernel.option(option) === false) writer.line(`the kernel is built without ${option}: ${effect}`);
  writeCauses(analysis, writer, places);
  for (const { what, used, passedOver } of description.contradictions)
    writer.wrapped(
      "said twice: ",
      `${used.says} (${places.textOf(used)}), which counts here, and ${passedOver.says} (${places.textOf(passedOver)}), about ${what}`,
      "  ",
    );
  writer.line();
  for (const phase of analysis.phases) writePhase(phase, writer, options);
  if (analysis.assumptions.length > 0) {
    writer.line(colors.bold("taken for granted, and how to say otherwise"));
    for (const { text, change } of analysis.assumptions) {
      writer.wrapped("  - ", text, "    ");
      writer.wrapped("      ", change, "      ", colors.dim);
    }
  }
  return writer.text;
}
