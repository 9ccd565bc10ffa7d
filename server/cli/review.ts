/** imalint review */

import { join, relative } from "node:path";
import { type Review, review } from "../checks/review.js";
import type { Side } from "../checks/rules-in-force.js";
import { looksLikePolicy } from "../files/names.js";
import { decode, FileError, readNamed, readText, type TextFile } from "../files/text-file.js";
import { reviewGithub } from "../report/review-github.js";
import { reviewJson } from "../report/review-json.js";
import { reviewMarkdown } from "../report/review-markdown.js";
import { reviewSarif } from "../report/review-sarif.js";
import { reviewText } from "../report/review-text.js";
import { version } from "../version.js";
import { lintOptions } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { changedFiles, checkRevision, fileAt, prefixOf } from "./git.js";
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
    return readNamed(path);
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
  // Where paths are shown beside lines, they begin at the root of the repository.
  const fromRoot = options.format === "github" || options.format === "sarif";
  const prefix = fromRoot ? prefixOf(".") : "";
  const sides = (path: string, shown: string): { old: TextFile; now: Side } => {
    const found = fileAt(path, base);
    const old: TextFile =
      found === undefined
        ? { path: `${base}:${shown}`, text: "", encoding: "utf8" }
        : decode(`${base}:${found.renamedFrom ?? shown}`, found.bytes);
    try {
      return { old, now: { ...readText(path), path: shown } };
    } catch (error) {
      if (!(error instanceof FileError) || found === undefined) throw error;
      return { old, now: { commandLine: "ima_policy=", gone: shown } };
    }
  };
  const pair = ({ old, now }: { old: TextFile; now: Side }): [Side, Side] => [old, now];
  if (operands.length > 0) return operands.map((path) => pair(sides(path, fromRoot ? prefix + path : path)));
  const { root, names } = changedFiles(".", base);
  return names.flatMap((name): [Side, Side][] => {
    const path = relative(process.cwd(), join(root, name)) || name;
    const { old, now } = sides(path, fromRoot ? name : path);
    // What no longer reads like a policy but did before is one that was broken.
    const isPolicy = looksLikePolicy(old.text) || ("text" in now && looksLikePolicy(now.text));
    return isPolicy ? [[old, now]] : [];
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
