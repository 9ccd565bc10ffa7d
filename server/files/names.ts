/** What kind of file it is that an editor or a folder has: by its name, and by what it begins with. */

import { actions } from "../../grammar/index.js";

/** Descriptions of boots. */
export const bootName = /^(?:.*\.)?digest-cache\.conf$/;
/** Names that policies have; what else a file must look like is asked of its content. */
export const policyName = /^(?:ima[-_]policy(?:[-_.].*)?|.*[-_]ima[-_]policy(?:\.conf)?|.*\.policy)$/;
/** A file in a folder for IMA. */
export const imaFolder = /(?:^|[/\\])ima[/\\][^/\\]*$/;
export const skippedFolders = new Set([".git", ".hg", ".svn", "node_modules"]);
/** Files of other programs and templates, whatever their name. */
const foreignContent = /^(?:#!|\ufeff?<\?xml|<!DOCTYPE|\{)|<%|<policyconfig>/;

const ruleLine = new RegExp(
  `^[ \\t]*(?:${actions.map((action) => action.name).join("|")})(?:[ \\t]+\\w+[=<>]|[ \\t]*$)`,
  "m",
);

/** Whether a text has a line that reads like a rule, and nothing that another kind of file begins with. */
export function looksLikePolicy(text: string): boolean {
  return !foreignContent.test(text) && ruleLine.test(text);
}
