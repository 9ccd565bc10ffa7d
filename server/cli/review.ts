/** imalint review */

import { join, relative } from "node:path";
import { type Review, review } from "../checks/review.js";
import { reviewJson, reviewMarkdown, reviewText } from "../report/review.js";
import { lintOptions } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { decode, FileError, looksLikePolicy, readText, type TextFile } from "./files.js";
import { changedFiles, checkRevision, fileAt } from "./git.js";
import { printError, printOut } from "./output.js";
import { colorsFor } from "./terminal.js";

/** Pairs of old and new policies; a file that is new has an empty old side. */
function pairsOf({ options, operands }: ParsedCommand): [TextFile, TextFile][] {
  const base = options.base;
  if (typeof base !== "string") {
    const [old, now, ...more] = operands;
    if (old === undefined || now === undefined || more.length > 0)
      throw new UsageError("review takes an old and a new policy, or --base REVISION and files");
    return [[readText(old), readText(now)]];
  }
  checkRevision(".", base);
  const oldSide = (path: string): TextFile => {
    const bytes = fileAt(path, base);
    return bytes === undefined
      ? { path: `${base}:${path}`, text: "", encoding: "utf8" }
      : decode(`${base}:${path}`, bytes);
  };
  if (operands.length > 0) return operands.map((path) => [oldSide(path), readText(path)]);
  const { root, names } = changedFiles(".", base);
  return names.flatMap((name): [TextFile, TextFile][] => {
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
  if (options.format === "json") printOut(reviewJson(reviews));
  else if (options.format === "markdown") printOut(reviews.map(reviewMarkdown).join("\n"));
  else printOut(reviews.map((each) => reviewText(each, colorsFor(options.color))).join("\n"));
  const isWrong = ({ verdict }: Review) =>
    verdict === "refused" || verdict === "undecided" || (verdict === "weaker" && options["accept-weaker"] !== true);
  return reviews.some(isWrong) ? 1 : 0;
}
