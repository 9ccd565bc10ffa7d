/** Files that the kernel makes up and root reads, for checks about rules that catch them without meaning to. */

import { type Family, fileSystemByMagic, nilUuid, type Rule } from "../../grammar/index.js";
import { root } from "../policy/index.js";
import type { Context, Fix, Related } from "./check.js";
import { ruleBefore } from "./edits.js";
import { reach } from "./reach.js";

export interface Pseudo {
  readonly magic: string;
  readonly type: string;
}

/** Whether a rule says itself which files it is for, which are then not just caught by it. */
function isAimed({ entry }: Rule): boolean {
  const onObject = [...(entry?.labels?.keys() ?? [])].some((name) => name.startsWith("obj_"));
  return onObject || entry?.fsmagic !== undefined || entry?.fsname !== undefined;
}

export interface PseudoReads {
  /** File systems where reads are caught; one at least. */
  readonly caught: readonly Pseudo[];
  /** The first rule that catches some. */
  readonly first: Rule;
  /** An exemption that another family makes for some of them, and that does not count here. */
  readonly related: readonly Related[];
  readonly fix: Fix;
}

const elsewhere = { measure: "measuring", appraise: "appraisal" } as const;

/** Reads by root of files on some file systems that rules of a family catch; undefined when none is. */
export function pseudoReads(
  context: Context,
  family: "measure" | "appraise",
  fileSystems: readonly Pseudo[],
): PseudoReads | undefined {
  const other: "measure" | "appraise" = family === "measure" ? "appraise" : "measure";
  const caught: Pseudo[] = [];
  const catching = new Set<Rule>();
  let exempting: Rule | undefined;
  for (const pseudo of fileSystems) {
    const { lsm } = context;
    if (lsm !== undefined && (fileSystemByMagic(pseudo.magic)?.lsm ?? lsm) !== lsm) continue;
    const reading = (of: Family) =>
      reach(context, of, {
        hooks: ["FILE_CHECK"],
        mask: ["MAY_READ"],
        user: root,
        group: root,
        owner: 0,
        fileGroup: 0,
        parser: false,
        fileSystem: { ...pseudo, uuid: nilUuid },
      });
    const rules = reading(family)?.does.filter((rule) => !isAimed(rule)) ?? [];
    if (rules.length === 0) continue;
    caught.push(pseudo);
    for (const rule of rules) catching.add(rule);
    exempting ??= reading(other)?.exempts[0];
  }
  const [first] = [...catching].sort((a, b) => a.index - b.index);
  if (first === undefined) return undefined;
  const lines = caught.map(({ magic }) => `dont_${family} fsmagic=0x${magic}`);
  return {
    caught,
    first,
    related:
      exempting === undefined
        ? []
        : [
            {
              span: exempting.span,
              message: `is about ${elsewhere[other]} alone; the families do not know of each other`,
            },
          ],
    fix: {
      title: `Leave them out with dont_${family} rules`,
      safe: false,
      edits: [ruleBefore(first, lines.join("\n"), context.policy)],
    },
  };
}
