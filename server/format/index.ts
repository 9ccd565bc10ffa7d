/** The usual layout of policies and descriptions of boots. */

export { formatBootFile } from "./boot-file.js";
export { type FormatEdit, formatEdits } from "./edits.js";
export { formatPolicy, formatPolicyLines } from "./policy.js";
