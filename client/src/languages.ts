/** What documents the extension is for. */

import * as vscode from "vscode";

export const languageIds = ["ima-policy", "digest-cache", "kernel-command-line"] as const;

/** Documents that can be part of a boot. */
const bootLanguageIds: readonly string[] = ["ima-policy", "digest-cache"];

/** Paths of files that say something of a boot: policies, descriptions and settings. */
export const bootFile =
  /(?:^|\/)(?:(?:[^/]*[-_.])?ima[-_]policy(?:\.conf)?|(?:[^/]*\.)?digest-cache\.conf|imalint\.toml|etc\/ima\/[^/]+)$/;

/** What is searched for: all of these files, and some others. */
export const searchPattern = "**/{*ima-policy*,*ima_policy*,*digest-cache.conf,imalint.toml,etc/ima/*}";

export const isOurs = ({ languageId }: vscode.TextDocument): boolean =>
  (languageIds as readonly string[]).includes(languageId);

export const canBoot = ({ languageId }: vscode.TextDocument): boolean => bootLanguageIds.includes(languageId);

/**
 * Of the documents that somebody edits. Git's side of a comparison and our own pages have schemes of their own, and stay
 * out.
 */
export function documentSelector(): { language: string; scheme: string }[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const schemes = new Set(["file", "untitled", "vscode-vfs", ...folders.map(({ uri }) => uri.scheme)]);
  return languageIds.flatMap((language) => [...schemes].map((scheme) => ({ language, scheme })));
}
