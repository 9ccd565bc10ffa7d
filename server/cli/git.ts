/** The old side of a review, from git. Reads objects only: no hooks, filters, pagers or external programs are run. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./command-line.js";

/** What git prints; undefined when it fails. */
function git(folder: string, ...args: string[]): Buffer | undefined {
  const quiet = ["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const { stdout, status, error } = spawnSync("git", [...quiet, ...args], {
    cwd: folder,
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, GIT_EXTERNAL_DIFF: "" },
  });
  if (error !== undefined) throw new UsageError(`git cannot be run: ${error.message}`);
  return status === 0 ? stdout : undefined;
}

/** @throws UsageError when there is no such revision */
export function checkRevision(folder: string, revision: string): void {
  if (revision.startsWith("-") || git(folder, "rev-parse", "--verify", "--quiet", `${revision}^{commit}`) === undefined)
    throw new UsageError(`git knows no revision "${revision}" here`);
}

/** Old names of files that were renamed since a revision, by their new names, relative to the root of the repository. */
function renames(folder: string, revision: string): Map<string, string> {
  const listed = git(folder, "diff", "--no-ext-diff", "--no-textconv", "-M", "--name-status", "-z", revision, "--");
  const fields = listed?.toString("utf8").split("\0") ?? [];
  const found = new Map<string, string>();
  for (let at = 0; at < fields.length; at++) {
    const status = fields[at] ?? "";
    if (/^[RC]/.test(status)) found.set(fields[at + 2] ?? "", fields[at + 1] ?? "");
    if (status !== "") at += /^[RC]/.test(status) ? 2 : 1;
  }
  return found;
}

/** Files that are not what they were in a revision, relative to the root of the repository, and that root. */
export function changedFiles(folder: string, revision: string): { root: string; names: string[] } {
  const root = git(folder, "rev-parse", "--show-toplevel")?.toString("utf8").trimEnd() ?? folder;
  const listed = git(
    root,
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "-M",
    "--name-only",
    "--diff-filter=ACDMRT",
    "-z",
    revision,
    "--",
  );
  return { root, names: (listed?.toString("utf8") ?? "").split("\0").filter((name) => name !== "") };
}

/** Where a folder is below the root of its repository: empty, or with a slash at its end. */
export function prefixOf(folder: string): string {
  return git(folder, "rev-parse", "--show-prefix")?.toString("utf8").trimEnd() ?? "";
}

export interface OldFile {
  readonly bytes: Buffer;
  /** The name that it had, from the root of the repository, when that was another one. */
  readonly renamedFrom?: string;
}

/** A file in a revision, under the name that it had there; undefined when it was not there. */
export function fileAt(path: string, revision: string): OldFile | undefined {
  const folder = dirname(path);
  // The folder of a file that is gone may be gone as well: then git is asked from here.
  const inFolder = existsSync(folder);
  const name = inFolder ? path.slice(folder === "." && !path.startsWith("./") ? 0 : folder.length + 1) : path;
  const at = inFolder ? folder : ".";
  const same = git(at, "cat-file", "blob", `${revision}:./${name}`);
  if (same !== undefined) return { bytes: same };
  const old = renames(at, revision).get(prefixOf(at) + name);
  const bytes = old === undefined ? undefined : git(at, "cat-file", "blob", `${revision}:${old}`);
  return bytes === undefined || old === undefined ? undefined : { bytes, renamedFrom: old };
}
