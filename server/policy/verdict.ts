/** What rules decide for a family, and which of two decisions is the weaker one. */

import { type Family, families, type Rule, type RuleEntry, templateByText } from "../../grammar/index.js";

/** weaker: less is demanded or recorded; stronger: more; different: something else. */
export type Direction = "weaker" | "stronger" | "different";

/** What a rule decides for its family, with what other families add to it. */
export interface Verdict {
  readonly does: boolean;
  readonly options: string;
  /** Proofs that an appraise rule accepts; the more, the weaker. */
  readonly proofs: ReadonlySet<string>;
  /** Hash algorithms that it accepts; undefined: any. */
  readonly algorithms?: readonly string[] | undefined;
}

const nothing: Verdict = { does: false, options: "", proofs: new Set() };

/** Whether the measurement of a rule tells of signatures appended to the file. */
function recordsModsig({ template }: RuleEntry): boolean {
  return template !== undefined && (templateByText(template)?.fields?.includes("modsig") ?? false);
}

/**
 * The families whose rules change what a family decides, because the kernel adds up options over all families: the
 * digest of fs-verity is for everything, O_DIRECT and the signature for appraisal, and an appraise rule takes back what
 * a hash rule before it asked for.
 */
export function lenders(family: Family, rules: readonly Rule[]): Family[] {
  const entries = rules.flatMap(({ entry }) => entry ?? []);
  const recorded = family === "measure" && entries.some(recordsModsig);
  const lends = (entry: RuleEntry) =>
    entry.verity ||
    (family === "appraise" && entry.permitDirectio) ||
    (recorded && entry.modsig) ||
    (family === "hash" && entry.action.name === "appraise");
  const decides = entries.some((entry) => entry.action.family === family);
  return families.filter(
    (other) => decides && other !== family && entries.some((entry) => entry.action.family === other && lends(entry)),
  );
}

function proofsOf(entry: RuleEntry, permitDirectio: boolean): Set<string> {
  const proofs = new Set<string>();
  if (!entry.sigv3) proofs.add("signature");
  proofs.add("version 3 signature");
  if (!entry.signature) proofs.add("hash");
  if (entry.modsig) proofs.add("appended signature");
  if (entry.digestCache) proofs.add("digest list");
  if (permitDirectio) proofs.add("O_DIRECT without a look");
  return proofs;
}

/** @param deciding the rules that decide the family and its lenders */
export function verdictOf(family: Family, deciding: ReadonlyMap<Family, Rule | undefined>): Verdict {
  const rule = deciding.get(family);
  const entry = rule?.entry;
  if (rule === undefined || entry === undefined || entry.action.negative) return nothing;
  const some = (has: (entry: RuleEntry) => boolean) =>
    [...deciding.values()].some((other) => other?.entry !== undefined && has(other.entry));
  const verity = some((other) => other.verity);
  const plain = { does: true, options: `${verity}`, proofs: new Set<string>() };
  switch (family) {
    case "measure": {
      const modsig = recordsModsig(entry) && some((other) => other.modsig);
      return {
        ...plain,
        options: `${verity} ${modsig} ${entry.pcr ?? "default"} ${entry.template ?? "default"} ${entry.digestCache}`,
      };
    }
    case "appraise":
      return {
        does: true,
        options: `${verity} ${entry.metaImmutable}`,
        proofs: proofsOf(
          entry,
          some((other) => other.permitDirectio),
        ),
        algorithms: entry.algorithms,
      };
    case "hash": {
      const appraise = deciding.get("appraise");
      const takenBack = appraise?.entry?.action.negative === false && appraise.index > rule.index;
      return takenBack ? nothing : plain;
    }
    default:
      return plain;
  }
}

function compare(before: ReadonlySet<string>, after: ReadonlySet<string>): Direction | undefined {
  const gained = [...after].some((proof) => !before.has(proof));
  const lost = [...before].some((proof) => !after.has(proof));
  if (gained && lost) return "different";
  return gained ? "weaker" : lost ? "stronger" : undefined;
}

function compareAlgorithms(before: Verdict["algorithms"], after: Verdict["algorithms"]): Direction | undefined {
  if (before === undefined) return after === undefined ? undefined : "stronger";
  return after === undefined ? "weaker" : compare(new Set(before), new Set(after));
}

/** Where one part gets weaker, the whole does, whatever becomes stronger beside it; undefined: nothing changes. */
export function directionOf(before: Verdict, after: Verdict): Direction | undefined {
  if (before.does !== after.does) return before.does ? "weaker" : "stronger";
  const parts = [
    compare(before.proofs, after.proofs),
    compareAlgorithms(before.algorithms, after.algorithms),
    before.options === after.options ? undefined : "different",
  ];
  return (["weaker", "different", "stronger"] as const).find((direction) => parts.includes(direction));
}
