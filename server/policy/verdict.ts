/** What rules decide for a family, and which of two decisions is the weaker one. */

import {
  bufferHooks,
  type Family,
  families,
  type Kernel,
  maxTpmPcr,
  measurePcr,
  type Rule,
  type RuleEntry,
  templateByText,
} from "../../grammar/index.js";
import { takesBack } from "./decide.js";

/** weaker: less is demanded or recorded; stronger: more; different: something else. */
export type Direction = "weaker" | "stronger" | "different";

/** What a rule decides for its family, with what other families add to it. */
export interface Verdict {
  readonly does: boolean;
  readonly options: string;
  /** What a measure rule records; the less, the weaker. */
  readonly records: ReadonlySet<string>;
  /** Proofs that an appraise rule accepts; the more, the weaker. */
  readonly proofs: ReadonlySet<string>;
  /** Hash algorithms that it accepts; undefined: any. */
  readonly algorithms?: readonly string[] | undefined;
}

const nothing: Verdict = { does: false, options: "", records: new Set(), proofs: new Set() };

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

/** The template of a rule, or what the kernel uses when it names none: that depends on what is measured. */
function fieldsOf({ template }: RuleEntry, bytes: boolean): readonly string[] | undefined {
  return templateByText(template ?? (bytes ? "ima-buf" : "ima-ng"))?.fields;
}

/** Whether what a rule decides is measured from bytes that the kernel is given, and not from a file. */
export function isOfBytes(rule: Rule | undefined): boolean {
  return bufferHooks.has(rule?.entry?.func ?? "");
}

/** Fields that are the same but for their form count as one. */
const fieldKinds: Readonly<Record<string, string>> = { "d-ng": "d", "d-ngv2": "d", "n-ng": "n" };

function recordsOf(entry: RuleEntry, bytes: boolean, verity: boolean, modsig: boolean, kernel: Kernel): Set<string> {
  const records = new Set<string>();
  // With fs-verity demanded, a file without it gets no entry.
  if (!verity) records.add("files without fs-verity");
  if (modsig) records.add("appended signatures");
  for (const field of fieldsOf(entry, bytes) ?? [])
    if (!field.includes("modsig")) records.add(fieldKinds[field] ?? field);
  if ((entry.pcr ?? measurePcr(kernel)) <= maxTpmPcr) records.add("PCR");
  return records;
}

function proofsOf(entry: RuleEntry, permitDirectio: boolean, kernel: Kernel): Set<string> {
  const proofs = new Set<string>();
  if (!entry.sigv3) proofs.add("signature");
  proofs.add("version 3 signature");
  if (!entry.signature) proofs.add("hash");
  if (entry.modsig) proofs.add("appended signature");
  if (entry.digestCache) proofs.add("digest list");
  if (permitDirectio) proofs.add("O_DIRECT without a look");
  if (entry.signature && !entry.checkBlacklist && !kernel.has("appraiseFlagIgnored"))
    proofs.add("signature that is on the blacklist");
  return proofs;
}

/**
 * @param deciding the rules that decide the family and its lenders
 * @param bytes whether bytes are measured, as isOfBytes() says of one of the rules that are compared
 */
export function verdictOf(
  family: Family,
  deciding: ReadonlyMap<Family, Rule | undefined>,
  kernel: Kernel,
  bytes: boolean,
): Verdict {
  const rule = deciding.get(family);
  const entry = rule?.entry;
  if (rule === undefined || entry === undefined || entry.action.negative) return nothing;
  const some = (has: (entry: RuleEntry) => boolean) =>
    [...deciding.values()].some((other) => other?.entry !== undefined && has(other.entry));
  const verity = some((other) => other.verity);
  const plain: Verdict = { ...nothing, does: true, options: `${verity}` };
  switch (family) {
    case "measure": {
      const modsig = recordsModsig(entry) && some((other) => other.modsig);
      const fields = fieldsOf(entry, bytes);
      return {
        ...plain,
        options: `${entry.pcr ?? measurePcr(kernel)} ${fields?.join("|") ?? entry.template} ${entry.digestCache}`,
        records: recordsOf(entry, bytes, verity, modsig, kernel),
      };
    }
    case "appraise":
      return {
        ...plain,
        options: `${verity} ${entry.metaImmutable}`,
        proofs: proofsOf(
          entry,
          some((other) => other.permitDirectio),
          kernel,
        ),
        algorithms: entry.algorithms,
      };
    case "hash":
      // The kernel writes the hash then because the file is appraised.
      return takesBack(deciding.get("appraise"), rule) ? { ...nothing, options: "appraised instead" } : plain;
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
  if (!before.does && !after.does) return undefined;
  if (before.does !== after.does) {
    const { options } = before.does ? after : before;
    return options !== "" ? "different" : before.does ? "weaker" : "stronger";
  }
  const parts = [
    compare(before.proofs, after.proofs),
    compareAlgorithms(before.algorithms, after.algorithms),
    compare(after.records, before.records),
    before.options === after.options ? undefined : "different",
  ];
  return (["weaker", "different", "stronger"] as const).find((direction) => parts.includes(direction));
}
