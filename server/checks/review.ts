/** What a change of a policy does: its decisions, and its findings. */

import { detectDialect, Kernel, normalizeVersion, type Policy, parsePolicy } from "../../grammar/index.js";
import { type Change, difference } from "../policy/index.js";
import type { Finding } from "./finding.js";
import { type Document, defaultKernel, type LintOptions, lint } from "./lint.js";

export interface ReviewedChange extends Change {
  /** The reason that the new policy gives for it, in `# imalint-accept weaker: reason` before the deciding rule. */
  readonly accepted?: string;
}

export interface Review {
  readonly before: string;
  readonly after: string;
  readonly kernel: string;
  /** Weaker first. */
  readonly changes: readonly ReviewedChange[];
  /** Families that were too complex to compare. */
  readonly undecided: readonly string[];
  readonly newFindings: readonly Finding[];
  readonly solvedFindings: readonly Finding[];
  /**
   * refused: the kernel takes the new policy no longer, whatever its rules would decide; weaker: something gets weaker
   * and nothing says that this is meant; undecided: nothing that was compared does, and some was not.
   */
  readonly verdict: "refused" | "weaker" | "undecided" | "accepted" | "stronger" | "different" | "same";
}

const acceptance = /^#\s*imalint-accept weaker:\s*(\S.*)$/;

/** Reasons by the line that they stand before; one at the top of the file, before a blank line, is for all of it. */
function acceptances(policy: Policy): { all: string | undefined; byLine: Map<number, string> } {
  const byLine = new Map<number, string>();
  let all: string | undefined;
  policy.syntax.lines.forEach((line, index, lines) => {
    const reason = line.words.length === 0 ? acceptance.exec(line.comment?.text ?? "")?.[1] : undefined;
    if (reason === undefined) return;
    let next = index + 1;
    while (lines[next]?.words.length === 0 && lines[next]?.comment !== undefined) next++;
    if ((lines[next]?.words.length ?? 0) > 0) byLine.set(next, reason);
    else all ??= reason;
  });
  return { all, byLine };
}

const order = { weaker: 0, different: 1, stronger: 2 };

const isRefused = (findings: readonly Finding[]) => findings.some((finding) => finding.kernelRejects);

function verdictOf(changes: readonly ReviewedChange[], undecided: boolean, refused: boolean): Review["verdict"] {
  if (refused) return "refused";
  const weaker = changes.filter((change) => change.direction === "weaker");
  if (weaker.some((change) => change.accepted === undefined)) return "weaker";
  if (undecided) return "undecided";
  return weaker.length > 0 ? "accepted" : (changes[0]?.direction ?? "same");
}

/** Compares two policies for one kernel: the first of the options, or the newest that speaks the dialect. */
export function review(before: Document, after: Document, options: LintOptions = {}): Review {
  const old = parsePolicy(before.text, options.loader);
  const now = parsePolicy(after.text, options.loader);
  const asked = options.dialect ?? "auto";
  const dialect = asked === "auto" ? detectDialect([...now.rules, ...old.rules]) : asked;
  const version = normalizeVersion(options.kernels?.[0] ?? defaultKernel[dialect]) ?? defaultKernel[dialect];
  const { changes, undecided } = difference(old.rules, now.rules, new Kernel(version, dialect, options.kernelConfig));
  const accepted = acceptances(now);
  const reviewed = changes
    .map((change): ReviewedChange => {
      const reason = accepted.byLine.get(change.after?.index ?? -1) ?? accepted.all;
      return change.direction === "weaker" && reason !== undefined ? { ...change, accepted: reason } : change;
    })
    .sort((a, b) => order[a.direction] - order[b.direction]);

  const settings: LintOptions = { ...options, dialect, kernels: [version] };
  const findingsOf = (document: Document) => lint([document], settings).files[0]?.findings ?? [];
  const identity = (document: Document) => {
    const lines = document.text.split("\n");
    return ({ check, message, range }: Finding) => `${check} ${message} ${lines[range.start.line - 1]}`;
  };
  const [oldFindings, newFindings] = [findingsOf(before), findingsOf(after)];
  const oldKeys = new Set(oldFindings.map(identity(before)));
  const newKeys = new Set(newFindings.map(identity(after)));
  return {
    before: before.path,
    after: after.path,
    kernel: version,
    changes: reviewed,
    undecided,
    newFindings: newFindings.filter((finding) => !oldKeys.has(identity(after)(finding))),
    solvedFindings: oldFindings.filter((finding) => !newKeys.has(identity(before)(finding))),
    verdict: verdictOf(reviewed, undecided.length > 0, isRefused(newFindings) && !isRefused(oldFindings)),
  };
}
