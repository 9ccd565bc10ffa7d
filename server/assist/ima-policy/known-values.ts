/** Values that can be proposed for a key: those that kernels know, and those that are in use already. */

import {
  appraiseTypes,
  criticalDataLabels,
  digestCachePcr,
  fileSystems,
  type Hook,
  hashAlgorithms,
  hooks,
  type Kernel,
  type Key,
  keyrings,
  maxTpmPcr,
  measurePcr,
  pcrOwner,
  permissions,
  type Span,
  templates,
} from "../../../grammar/index.js";
import type { Subject } from "../features.js";
import { both, type Entry, lifetimeWords } from "./availability.js";
import { kindOf, namesInUse } from "./named.js";

export interface KnownValue {
  readonly text: string;
  readonly detail?: string | undefined;
  /** Other names of it. */
  readonly filter?: string;
  /** What it is sorted by; the order of the list when absent. */
  readonly sort?: string;
  /** Of no use or against advice. */
  readonly isPoor?: boolean;
  /** Words without which no kernel takes it. */
  readonly companion?: string;
  /** Which kernels have it. */
  readonly entry?: Entry;
}

function hookValues(kernels: readonly Kernel[]): KnownValue[] {
  const known = hooks.filter((hook) => kernels.some((kernel) => kernel.knows(hook)));
  const value = (hook: Hook, text: string): KnownValue => ({
    text,
    detail: text === hook.name ? hook.event : `old name of ${hook.name}`,
    isPoor: text !== hook.name,
    entry: hook,
    ...(hook.group === "setxattr" ? { companion: "appraise_algos=sha256" } : {}),
  });
  return [
    ...known.map((hook) => value(hook, hook.name)),
    ...known.flatMap((hook) => (hook.aliases ?? []).map((alias) => value(hook, alias))),
  ];
}

function algorithmValues(kernels: readonly Kernel[]): KnownValue[] {
  return hashAlgorithms.map(({ name, config, usual, renamedTo, ...lifetime }) => {
    const isThere = kernels.some((kernel) => config.some((option) => kernel.option(option) === true));
    const isPoor = !usual && !isThere;
    return {
      text: name,
      isPoor: isPoor || renamedTo !== undefined,
      entry: lifetime,
      ...(isPoor ? { detail: `needs ${both(config, "or")}, which is not usual` } : {}),
    };
  });
}

function pcrValues(kernels: readonly Kernel[]): KnownValue[] {
  const own = new Set(kernels.map(measurePcr));
  const ofLists = new Set(
    kernels.flatMap((kernel) => (kernel.dialect === "digest-cache" ? digestCachePcr(kernel) : [])),
  );
  return Array.from({ length: maxTpmPcr + 1 }, (_, pcr) => {
    const owner = pcrOwner(pcr)?.owner;
    if (own.has(pcr)) return { text: String(pcr), detail: "IMA's own" };
    if (ofLists.has(pcr)) return { text: String(pcr), detail: "for rules with digest lists" };
    return owner === undefined
      ? { text: String(pcr) }
      : { text: String(pcr), detail: `belongs to ${owner}`, isPoor: true };
  });
}

/** What is measured with digest lists must not go where everything else does. */
function ownPcr(kernels: readonly Kernel[]): number {
  const [kernel] = kernels;
  if (kernel === undefined) return 0;
  const usual = digestCachePcr(kernel);
  return usual === measurePcr(kernel) ? usual - 1 : usual;
}

function fileSystemValues(): KnownValue[] {
  return fileSystems.map(({ magic, types, constants }) => ({
    text: `0x${magic}`,
    detail: types.join(", ") || constants.join(", "),
    filter: [`0x${magic}`, ...types, ...constants].join(" "),
    sort: types[0] ?? constants[0] ?? "",
  }));
}

/** Sources and key rings that a kernel does not have are names like any other to it, and match nothing. */
function nameValues(key: Key, kernels: readonly Kernel[]): KnownValue[] {
  if (key.name === "keyrings") return keyrings.map((text) => ({ text }));
  return criticalDataLabels
    .filter((label) => kernels.some((kernel) => kernel.knows(label)))
    .map((label) => {
      const missing = kernels.some((kernel) => !kernel.knows(label));
      const early = label.bootOnly ? "measured before a policy can be loaded" : undefined;
      return {
        text: label.name,
        detail: missing ? lifetimeWords(label) : early,
        isPoor: missing || early !== undefined,
      };
    });
}

function kernelValues(key: Key, kernels: readonly Kernel[], operator: string): KnownValue[] {
  switch (key.value) {
    case "hook":
      return hookValues(kernels);
    case "mask":
      return [
        ...permissions.map((text) => ({ text, detail: "this and nothing else is asked for" })),
        ...permissions.map((text) => ({ text: `^${text}`, detail: "this is among what is asked for" })),
      ];
    case "magic":
      return fileSystemValues();
    case "text":
      return key.name === "fsname"
        ? [...new Set(fileSystems.flatMap(({ types }) => types))].map((text) => ({ text, sort: text }))
        : [];
    case "id":
      // Nothing is below 0.
      return operator === "<"
        ? []
        : [{ text: "0", detail: key.name.startsWith("f") || key.slot === "uid" ? "root" : undefined }];
    case "names":
      return nameValues(key, kernels);
    case "digest-type":
      return [{ text: "verity", detail: "the digest of fs-verity", companion: "appraise_type=sigv3" }];
    case "template":
      return templates.map((entry) => ({ text: entry.name, detail: entry.fields.join("|"), entry }));
    case "appraise-type":
      return appraiseTypes.map((entry) => ({ text: entry.name, detail: entry.meaning, entry }));
    case "appraise-flag":
      return [{ text: "check_blacklist", isPoor: true }];
    case "algorithms":
      return algorithmValues(kernels);
    case "pcr":
      return pcrValues(kernels);
    case "digest-cache":
      return [{ text: "data", detail: "digest lists may vouch for the file", companion: `pcr=${ownPcr(kernels)}` }];
    default:
      return [];
  }
}

/**
 * Values for a key, those of the kernel first.
 *
 * @param place where one is being written
 */
export function valuesFor(key: Key, operator: string, subject: Subject, place: Span): KnownValue[] {
  const known = kernelValues(key, subject.kernels, operator);
  const kind = kindOf(key);
  const names = kind === undefined || kind === "hook" ? [] : namesInUse(subject, kind, place);
  const labels = kind?.startsWith("label ") ? (subject.options.lsmLabels ?? []) : [];
  const taken = new Set(known.map(({ text }) => text));
  const others = [...new Set([...names, ...labels])].filter(
    (text) => !taken.has(text) && !(operator === "<" && text === "0"),
  );
  return [...known, ...others.map((text) => ({ text, detail: "in use" }))];
}

/** Any value that a kernel might take, for keys of which none can be proposed. */
export function sampleValues(key: Key, subject: Subject): KnownValue[] {
  switch (key.value) {
    case "uuid":
      return [{ text: "8bcbe394-4f13-4144-be8e-5aa9ea2ce2f6" }];
    case "text":
    case "names":
      return [{ text: "x" }];
    case "label":
      return (subject.options.lsmLabels ?? ["x"]).map((text) => ({ text }));
    case "magic":
    case "id":
      return [{ text: "0" }];
    case "pcr":
      return [{ text: "11" }, { text: "10" }];
    default:
      return kernelValues(key, subject.kernels, "=");
  }
}
