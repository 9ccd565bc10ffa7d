/** A parsed policy: tree and rules. */

import { maxWrittenLine } from "../kernel/index.js";
import { parseSyntax } from "./parser.js";
import { type Rule, readRules } from "./rules.js";
import type { PolicySyntax } from "./syntax.js";

/**
 * How a policy reaches the kernel: by the path of the file, as systemd and dracut do it first, or by writing its
 * content to the policy file, as `cat` does.
 */
export type Loader = "path" | "write";

export interface Policy {
  readonly text: string;
  readonly syntax: PolicySyntax;
  /** Lines with words, in order. */
  readonly rules: readonly Rule[];
}

/**
 * Parses the text of a policy. Takes any text; never throws.
 *
 * @param loader with "write", lines are cut as ima_write_policy() cuts them (security/integrity/ima/ima_fs.c)
 */
export function parsePolicy(text: string, loader: Loader = "path"): Policy {
  const syntax = parseSyntax(text, loader === "write" ? { maxLineBytes: maxWrittenLine } : {});
  return { text, syntax, rules: readRules(syntax, loader === "path") };
}
