/** Patterns of paths. */

import { matchesPattern } from "../../grammar/index.js";

/** More alternatives than this are none that somebody wrote. */
const mostAlternatives = 1000;

/** The patterns that one with {a,b} stands for; they may be nested. */
function alternatives(pattern: string): string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    // The innermost ones first.
    const braces = /\{([^{}]*)\}/.exec(next);
    if (braces === null || done.length + open.length > mostAlternatives) done.push(next);
    else
      for (const part of (braces[1] ?? "").split(","))
        open.push(next.slice(0, braces.index) + part + next.slice(braces.index + braces[0].length));
  }
  return done;
}

function matchesParts(pattern: readonly string[], path: readonly string[]): boolean {
  // For each number of parts of the path, whether the parts of the pattern so far match them.
  let matched = [true, ...path.map(() => false)];
  for (const part of pattern) {
    let reached = false;
    matched = matched.map((before, at) => {
      if (part === "**") {
        reached ||= before;
        return reached;
      }
      return at > 0 && matched[at - 1] === true && matchesPattern(part, path[at - 1] ?? "");
    });
  }
  return matched.at(-1) === true;
}

/**
 * Whether a path fits a pattern: * and ? stand for characters of one name, ** for any folders, {a,b} for one of several.
 * A pattern without a slash is compared with the name of the file alone.
 *
 * @param path with slashes, relative to what the pattern is relative to
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const parts = path.split("/");
  return alternatives(pattern.replace(/^\.\//, "")).some((one) => {
    const wanted = one.split("/");
    if (wanted.length === 1) return matchesPattern(one, parts.at(-1) ?? "");
    // "a/" is all that is in a; "/a" is a in the folder itself.
    if (wanted.at(-1) === "") wanted[wanted.length - 1] = "**";
    return matchesParts(wanted[0] === "" ? wanted.slice(1) : wanted, parts);
  });
}
