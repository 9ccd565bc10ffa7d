/** What is to be said of the values of keys, as Markdown; for hovers and completions. */

import {
  appraiseTypes,
  criticalDataLabels,
  defaultPcr,
  fileSystemByMagic,
  fileSystems,
  foreignWordHint,
  hashAlgorithms,
  isInternalHook,
  type Kernel,
  type Key,
  keyrings,
  maxTpmPcr,
  measurePcr,
  pcrOwner,
  readMagic,
  readMask,
  readPcr,
  readUuid,
  templateByText,
} from "../../../grammar/index.js";
import { both, kernelNames, lifetimeWords } from "./availability.js";
import { code, codes, linkFor, page, quoted, templatePage, verityPage } from "./doc-page.js";
import { hookDoc } from "./word-docs.js";

function fileSystemDoc(value: string): string | undefined {
  const magic = readMagic(value);
  if (magic === undefined) return undefined;
  const known = fileSystemByMagic(magic);
  const number = code(`0x${magic}`);
  if (known === undefined) return `${number} is no number of a file system that imalint knows.`;
  const types = known.types.length === 0 ? "no type that fsname= could name" : `the type ${codes(known.types, "or")}`;
  return `${number} is ${codes(known.constants, "or")}: ${types}.${kindWords(known)}`;
}

function kindWords({ kind, noXattrs }: { kind: "pseudo" | "memory" | "storage"; noXattrs?: true }): string {
  const about = {
    pseudo: " Its files are made up by the kernel.",
    memory: " Its files are in memory and lost at power off.",
    storage: "",
  };
  return `${about[kind]}${noXattrs ? " It stores no security.ima." : ""}`;
}

function typeDoc(value: string): string | undefined {
  const known = fileSystems.filter(({ types }) => types.includes(value));
  const [first, ...more] = known;
  if (first === undefined) return undefined;
  const numbers = known.map(({ magic, constants }) => `${code(`0x${magic}`)} (${codes(constants, "or")})`);
  const others = more.length > 0 ? [] : first.types.filter((type) => type !== value);
  const shared = others.length === 0 ? "" : `, which ${codes(others)} ${others.length === 1 ? "has" : "have"} too`;
  return `${quoted(value)} has the number ${both(numbers, "or")}${shared}.${kindWords(first)}`;
}

function maskDoc(value: string): string | undefined {
  const mask = readMask(value);
  if (mask === undefined) return undefined;
  const { permission, contains } = mask;
  return contains
    ? `${code(value)} is true when ${code(permission)} is among what is asked for.`
    : `${code(value)} is true when ${code(permission)} and nothing else is asked for; with ${code(`^${permission}`)}, also when more is.`;
}

function pcrDoc(value: string, kernels: readonly Kernel[]): string | undefined {
  const pcr = readPcr(value, Number.MAX_SAFE_INTEGER);
  if (pcr === undefined) return undefined;
  if (pcr > maxTpmPcr) return `A TPM has no PCR ${pcr}; its registers are 0 to ${maxTpmPcr}.`;
  const own = new Set(kernels.map(measurePcr));
  if (own.has(pcr)) return `PCR ${pcr} is IMA's own, which rules without pcr= extend.`;
  const owner = pcrOwner(pcr);
  const standard = pcr === defaultPcr ? `PCR ${pcr} is what most kernels use for IMA.` : `PCR ${pcr} of the TPM.`;
  return owner === undefined
    ? standard
    : `PCR ${pcr} belongs to ${owner.owner}${owner.resettable ? ", and software can set it back to zeros" : ""}${owner.closed ? ", and an ordinary TPM refuses to extend it for others" : ""}.`;
}

function appraiseTypeDoc(value: string, kernels: readonly Kernel[]): string | undefined {
  const type = appraiseTypes.find(({ name }) => name === value);
  if (type === undefined) return undefined;
  const portable =
    type.orPortable === undefined
      ? ""
      : `From Linux ${type.orPortable} on, a hash is enough where EVM verified a portable signature in security.evm.`;
  return page(type.name, [`${type.meaning}.`, portable], type, kernels, linkFor(type));
}

function templateDoc(value: string, kernels: readonly Kernel[]): string | undefined {
  const template = templateByText(value);
  if (template === undefined) return undefined;
  return page(
    template.name,
    [`records the fields ${codes(template.fields)}.`],
    template,
    kernels,
    `[IMA templates](${templatePage})`,
  );
}

function algorithmDoc(value: string, kernels: readonly Kernel[]): string | undefined {
  const algorithm = hashAlgorithms.find(({ name }) => name === value);
  if (algorithm === undefined) return undefined;
  const { config, renamedTo, driverUntil, usual } = algorithm;
  const { config: _, ...lifetime } = algorithm;
  return page(
    algorithm.name,
    [
      "is a hash algorithm.",
      [
        `Needs ${both(config, "or")}${usual || driverUntil !== undefined ? "" : ", which is not usual"}.`,
        renamedTo === undefined ? "" : `Later kernels call it ${code(renamedTo)}.`,
        driverUntil === undefined ? "" : `Kernels after Linux ${driverUntil} know the name and cannot compute it.`,
      ]
        .filter((text) => text !== "")
        .join(" "),
    ],
    lifetime,
    kernels,
  );
}

function nameDoc(key: Key, value: string, kernels: readonly Kernel[]): string | undefined {
  if (key.name === "keyrings")
    return keyrings.includes(value)
      ? `${code(value)} is a key ring of the kernel.`
      : `${quoted(value)} is none of the key rings that imalint knows; any name is taken.`;
  const label = criticalDataLabels.find(({ name }) => name === value);
  if (label === undefined) return `${quoted(value)} is none of the sources that imalint knows; any name is taken.`;
  const early = label.bootOnly ? "It is measured while IMA starts, before a policy can be loaded." : "";
  // Kernels without the key itself refuse it.
  const silent = kernels.filter((kernel) => kernel.knows(key) && !kernel.knows(label));
  const never =
    silent.length === 0
      ? ""
      : `${kernelNames(silent)} ${silent.length === 1 ? "has" : "have"} no such source, so that it matches nothing there.`;
  return page(label.name, [`is a source of critical data ${lifetimeWords(label)}.`, early, never], {}, kernels);
}

/** What is to be said of a value, or of one item of it; nothing about what is no such value. */
export function valueDoc(key: Key, value: string, kernels: readonly Kernel[]): string | undefined {
  switch (key.value) {
    case "hook": {
      const speaking = kernels.map((kernel) => kernel.hook(value)).find((hook) => hook !== undefined);
      if (speaking !== undefined) return hookDoc(speaking, value, kernels);
      const hint = foreignWordHint("func", value);
      if (hint !== undefined || !isInternalHook(value)) return hint;
      return `${code(value)} exists inside the kernel only; a policy cannot name it.`;
    }
    case "mask":
      return maskDoc(value) ?? foreignWordHint("mask", value);
    case "magic":
      return fileSystemDoc(value);
    case "text":
      return key.name === "fsname" ? typeDoc(value) : undefined;
    case "uuid":
      return readUuid(value) === undefined
        ? undefined
        : `The UUID that the file system itself carries, as blkid shows it.`;
    case "template":
      return templateDoc(value, kernels) ?? foreignWordHint("template", value);
    case "appraise-type":
      return appraiseTypeDoc(value, kernels) ?? foreignWordHint("appraise_type", value);
    case "algorithms":
      return algorithmDoc(value, kernels);
    case "names":
      return value === "" ? undefined : nameDoc(key, value, kernels);
    case "pcr":
      return pcrDoc(value, kernels);
    case "digest-type":
      return value === "verity" ? `${code(value)} is the digest of [fs-verity](${verityPage}).` : undefined;
    default:
      return undefined;
  }
}
