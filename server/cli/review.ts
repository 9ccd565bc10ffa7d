/** imalint review */

import { join, relative } from "node:path";
import { type Review, review } from "../checks/review.js";
import type { Side } from "../checks/rules-in-force.js";
import { reviewGithub } from "../report/review-github.js";
import { reviewJson } from "../report/review-json.js";
import { reviewMarkdown } from "../report/review-markdown.js";
import { reviewSarif } from "../report/review-sarif.js";
import { reviewText } from "../report/review-text.js";
import { version } from "../version.js";
import { lintOptions } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { decode, FileError, looksLikePolicy, readText, type TextFile } from "./files.js";
import { changedFiles, checkRevision, fileAt } from "./git.js";
import { printError, printOut } from "./output.js";
import { colorsFor } from "./terminal.js";

/** Sides that are command lines take the place of an operand. */
function namedPair({ options, operands }: ParsedCommand): [Side, Side] {
  const paths = [...operands];
  const side = (name: string): Side => {
    const commandLine = options[name];
    if (typeof commandLine === "string") return { commandLine };
    const path = paths.shift();
    if (path === undefined)
      throw new UsageError("review takes an old and a new policy, --cmdline-before and a policy, or --base REVISION");
    return readText(path);
  };
  const pair: [Side, Side] = [side("cmdline-before"), side("cmdline-after")];
  if (paths.length > 0) throw new UsageError(`review takes two sides, and "${paths[0]}" is one more`);
  return pair;
}

/** Pairs of old and new policies; a file that is new has an empty old side. */
function pairsOf(parsed: ParsedCommand): [Side, Side][] {
  const { options, operands } = parsed;
  const base = options.base;
  if (typeof base !== "string") return [namedPair(parsed)];
  if (options["cmdline-before"] !== undefined || options["cmdline-after"] !== undefined)
    throw new UsageError("--base and --cmdline-before or --cmdline-after exclude each other");
  checkRevision(".", base);
  const oldSide = (path: string): TextFile => {
    const bytes = fileAt(path, base);
    return bytes === undefined
      ? { path: `${base}:${path}`, text: "", encoding: "utf8" }
      : decode(`${base}:${path}`, bytes);
  };
  if (operands.length > 0) return operands.map((path) => [oldSide(path), readText(path)]);
  const { root, names } = changedFiles(".", base);
  return names.flatMap((name): [Side, Side][] => {
    const path = relative(process.cwd(), join(root, name)) || name;
    const bytes = fileAt(path, base);
    // What no longer reads like a policy but did before is one that was broken.
    let now: TextFile;
    try {
      now = readText(path);
    } catch (error) {
      // Without its policy, the kernel decides as with an empty one.
      if (!(error instanceof FileError)) throw error;
      now = { path, text: "", encoding: "utf8" };
    }
    const old = bytes === undefined ? "" : bytes.toString("utf8");
    return looksLikePolicy(now.text) || looksLikePolicy(old) ? [[oldSide(path), now]] : [];
  });
}

/** @returns the exit status */
export function runReview(parsed: ParsedCommand): number {
  const { options } = parsed;
  const settings = lintOptions(options);
  const reviews = pairsOf(parsed).map(([old, now]): Review => review(old, now, settings));
  if (reviews.length === 0) printError("no policy has changed");
  const config = options["kernel-config"];
  const asked = { kernelConfig: typeof config === "string" ? config : undefined };
  const each = (report: (review: Review) => string, between: string) => reviews.map(report).join(between);
  switch (options.format) {
    case "json":
      printOut(reviewJson(reviews, asked));
      break;
    case "sarif":
      printOut(reviewSarif(reviews, { ...asked, version, oldIsFile: options.base === undefined }));
      break;
    case "github":
      printOut(each((one) => reviewGithub(one, asked), ""));
      break;
    case "markdown":
      printOut(each((one) => reviewMarkdown(one, asked), "\n"));
      break;
    default:
      printOut(each((one) => reviewText(one, colorsFor(options.color), asked), "\n"));
  }
  const isWrong = ({ verdict }: Review) =>
    verdict === "refused" || verdict === "undecided" || (verdict === "weaker" && options["accept-weaker"] !== true);
  return reviews.some(isWrong) ? 1 : 0;
}
