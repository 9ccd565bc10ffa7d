/** What drawings and pages of a boot say, in words. */

import { fileSystemByMagic } from "../../grammar/index.js";
import type {
  BootAnalysis,
  BootDescription,
  Credential,
  Failure,
  FailureKind,
  ListResult,
  ParserProof,
  PhaseResult,
  Reason,
  ReasonKind,
  RuleInForce,
  Truth,
  Verdict,
} from "../boot/index.js";

/** What is true of a thing in a phase. */
export type State = "yes" | "no" | "depends" | "not-needed";

export const verdictWords: Readonly<Record<Verdict, string>> = {
  boots: "goes on",
  stuck: "stops here",
  depends: "depends on what is not said",
};

/** The verdict of one phase; what comes after a stop is told as well. */
export function phaseVerdict({ verdict }: PhaseResult, before: readonly PhaseResult[]): string {
  const words = `boot ${verdictWords[verdict]}.`;
  return before.some((phase) => phase.verdict === "stuck") ? `If it came this far, the ${words}` : `The ${words}`;
}

export const stateOfVerdict: Readonly<Record<Verdict, State>> = { boots: "yes", stuck: "no", depends: "depends" };

/** The verdict of all phases, as a sentence. */
export function verdictSentence({ verdict, phases, enforcing }: BootAnalysis): string {
  if (phases.length === 0) return "No phase of a boot is described.";
  if (!enforcing && verdict === "boots") return "IMA does not enforce: nothing that it cannot prove is refused.";
  const [stopped] = phases.filter((phase) => phase.verdict === verdict);
  const where = stopped === undefined ? "" : ` in phase ${stopped.phase.name}`;
  if (verdict === "stuck") return `This machine does not boot: it stops${where}.`;
  if (verdict === "depends") return `Whether this machine boots depends on what the description leaves open${where}.`;
  const pathsOf = (value: Truth) =>
    new Set(
      phases.flatMap(({ programs }) =>
        programs.filter(({ runs }) => runs.value === value).map(({ file }) => file.path),
      ),
    );
  const failing = pathsOf("no");
  const open = [...pathsOf("depends")].filter((path) => !failing.has(path));
  const parts = [
    ...(failing.size > 0 ? [`${counted(failing.size, "file")} cannot be used in some phase`] : []),
    ...(open.length > 0 ? [`whether ${counted(open.length, "file")} can be used depends on what is not said`] : []),
  ];
  return parts.length === 0
    ? "This machine boots, and all files that are described can be used."
    : `This machine boots, but ${parts.join(", and ")}.`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The rules in force in a phase, and where they come from. */
export function rulesSentence({ rules, relies }: PhaseResult): string {
  const sources = new Map<string, number>();
  for (const rule of rules.rules) {
    const { file, origin } = rules.origins.get(rule) ?? {};
    const source = file ?? origin ?? "the kernel";
    sources.set(source, (sources.get(source) ?? 0) + 1);
  }
  const [[only] = []] = sources;
  const parts = [...sources].map(([source, count]) => `${count} from ${source}`);
  const brought = sources.size === 1 ? `, from ${only}` : `: ${parts.join(", ")}`;
  const use =
    relies.length === 0
      ? "none relies on digest lists"
      : `they rely on digest lists to ${relies.join(" and to ").replace("measure", "leave out measurements")}`;
  if (rules.rules.length === 0) return "No rule is in force.";
  return `${counted(rules.rules.length, "rule")} in force${brought}; ${use}.`;
}

/** What the files of a phase are on, as the description leaves it: a result may be of one of the machines that fit. */
export function filesSentence({ phase: { name } }: PhaseResult, { phases }: BootDescription): string {
  const phase = phases.find((other) => other.name === name);
  if (phase === undefined) return "";
  const systems = phase.fileSystems.value;
  const where =
    "kind" in systems
      ? systems.kind === "memory"
        ? "in memory"
        : "on a disk"
      : `on ${[...new Set(systems.oneOf.map(fileSystemName))].join(" or ")}`;
  return `Files are ${where}, ${phase.xattrs.value ? "with" : "without"} extended attributes.`;
}

/** All of an initramfs is of the type rootfs, whatever it is. */
function fileSystemName({ type, magic }: { readonly type: string; readonly magic: string }): string {
  if (type === "rootfs") return fileSystemByMagic(magic)?.types[0] ?? type;
  return type || `0x${magic}`;
}

export const proofWords: Readonly<Record<ParserProof, string>> = {
  builtin: "built into the kernel",
  "loaded-before": "loaded in a phase before",
  "none-needed": "no rule asks for one",
  appended: "appended signature",
  imasig: "IMA signature",
  hash: "hash in security.ima",
  "digest-list": "a digest list",
  none: "none that counts",
};

const credentials: Readonly<Record<Credential, string>> = {
  appended: "it has an appended signature",
  "appended-to-compressed": "it has a signature after the compressed data",
  pgp: "it has an OpenPGP signature",
  imasig: "it has an IMA signature",
  hash: "it has a hash in security.ima",
  "wrong-hash": "it has a wrong hash in security.ima",
  evm: "it has a security.evm",
  verity: "it has a signature of its fs-verity digest",
};

/** Short words for a step of an explanation, without names. */
const captions: Readonly<Partial<Record<ReasonKind, string>>> = {
  "no-rule": "no rule appraises it",
  exempt: "exempts it from appraisal",
  "demand-met": "appraises it, and is satisfied",
  "not-enforced": "appraises it, but does not refuse",
  "no-xattrs": "files of this phase have no extended attributes",
  "hash-not-accepted": "its hash in security.ima is not accepted",
  "signature-not-accepted": "its signature in security.ima is not accepted",
  "modsig-not-configured": "the kernel has no CONFIG_IMA_APPRAISE_MODSIG",
  pgp: "its OpenPGP signature cannot be verified by the kernel",
  "key-not-trusted": "it is signed by a key that IMA does not trust here",
  "algorithm-not-accepted": "its hash algorithm is not accepted",
  "list-verified": "its appraisal counts",
  "list-refused": "the kernel refuses to read it",
  "list-name": "its name selects no parser",
  "list-content": "its content is not of the format in its name",
  "list-empty": "it has no digests",
  "list-does-not-count": "its list does not vouch for it",
  "no-parser": "it cannot be read without its parser",
  "not-asked": "no digest list gets as far as being read by it",
  evm: "EVM refuses it if it has protected attributes and no valid security.evm",
  "policy-too-late": "the kernel takes one policy only, and this is another",
  "list-spoilt": "its first start failed, and it stays invalid",
  "list-measured": "its measurement counts",
  "not-listed": "no digest list has its digest",
  "default-path": "the kernel looks for digest lists elsewhere",
  "list-xattr": "its security.digest_list leads to no list",
  "no-cache-for-parser": "a digest list never vouches for a parser that the kernel loads",
  "no-cache-for-list": "a digest list never vouches for a digest list",
  "is-the-parser": "it is the parser that would have to be loaded first",
  "parser-built-in": "built into the kernel",
  "parser-loaded": "loaded",
  "parser-loaded-before": "loaded in a phase before",
  "parser-loads": "loaded when it is first needed",
  "parser-place": "its module is not where the kernel looks",
  "parser-suffix": "its module has another suffix than this kernel's",
  "parser-refused": "the kernel refuses to load it",
  "parser-unsigned": "the kernel wants modules signed, and it is not",
  "modules-disabled": "no module can be loaded any more",
  "no-capability": "the first task that needs it has no CAP_SYS_MODULE",
  "not-needed": "nothing asks for it",
  runs: "nothing refuses it",
  "policy-refused": "the kernel refuses it",
};

/** Undefined: its sentence has to do. */
export function captionOf(reason: Reason): string | undefined {
  const { kind, text, credential } = reason;
  if (kind === "proof" && credential !== undefined) return credentials[credential];
  if (kind === "demand-not-met") {
    const accepted = /\baccepts (.+)$/.exec(text)?.[1];
    return accepted === undefined ? "appraises it, and is not satisfied" : `accepts ${accepted}`;
  }
  if (kind === "nothing-to-show" && /\bappended\b/.test(text)) return "it has no appended signature";
  if (kind === "nothing-to-show") return "it has no signature and no hash of its own";
  if (kind === "signature-hidden")
    return /\bbehind\b/.test(text)
      ? "its signature is behind the compressed data, and IMA looks at what is inside"
      : "its signature is inside the compressed file, where IMA does not look";
  if (kind === "hash-algorithm" && !text.startsWith("that ")) return "its digest is listed by another hash algorithm";
  if (kind === "default-path" && !text.startsWith("the kernel looks ")) return undefined;
  if (kind === "parser-compressed" && /\bCONFIG_MODULE_DECOMPRESS\b/.test(text))
    return "its module is compressed, and only user space decompresses";
  if (kind === "parser-absent") return /\bmodule\b/.test(text) ? "its module is not there" : "there is no such parser";
  return captions[kind];
}

/** A rule by its line, or by what chose it. */
export function ruleTitle({ rule, path, file = path, origin }: RuleInForce): string {
  if (file !== undefined) return `line ${rule.index + 1} of ${file}`;
  return origin === undefined ? "rule of the kernel" : `kernel rule of ${origin}`;
}

/** For which rules a list counts, and for which that rely on it it does not. */
export function listUse({ for: families }: ListResult, relies: PhaseResult["relies"]): string {
  const lacking = relies.filter((family) => !families.includes(family));
  const not = lacking.length === 0 ? "" : `, not for ${lacking.join(" and ")} rules`;
  return `counts for ${families.join(" and ")} rules${not}`;
}

/** A text, and of which machines it is true when it is not true of all that fit a description. */
export function splitWhen(text: string): [text: string, when: string | undefined] {
  const found =
    /^(.*?), (when (?:files of phase |it is on |its file system has |no condition of another |[a-z_]+ is ).+)$/s.exec(
      text,
    );
  return found === null ? [text, undefined] : [found[1] ?? text, found[2]];
}

/** What is wrong, by its kind. */
export const failureTitles: Readonly<Record<FailureKind, string>> = {
  "parser-needs-digest-list": "The parser would need a digest list to be loaded",
  "parser-signature-not-accepted": "What the parser has is not accepted",
  "parser-signature-hidden": "The signature of the parser is not where IMA looks",
  "parser-absent": "A parser is missing",
  "parser-place": "The parser is not where the kernel looks for it",
  "parser-suffix": "The parser has another suffix than the kernel looks for",
  "parser-compressed": "The kernel does not decompress the parser",
  "parser-unsigned": "The kernel wants the parser signed, whatever IMA says",
  "modules-disabled": "No module can be loaded any more",
  "first-access-cannot-load-parser": "The first task that needs the parser may not load modules",
  "modsig-not-configured": "The kernel does not know appended signatures",
  "key-not-trusted": "The key of a signature is not trusted",
  "digest-list-not-appraised": "Digest lists are not appraised in a way that counts",
  "digest-list-not-measured": "Digest lists are not measured in a way that counts",
  "digest-list-not-proved": "What the digest lists have is not accepted",
  "digest-list-pgp-signature": "The kernel cannot verify OpenPGP signatures",
  "digest-list-hash-only": "A hash is not enough for digest lists",
  "digest-list-name": "The name of a digest list selects no parser",
  "digest-list-content": "The content of a digest list is not what its parser reads",
  "hash-algorithm-mismatch": "The digest list was made with another hash algorithm",
  "default-path": "The digest lists are not where the kernel looks",
  "digest-list-xattr": "The attribute that names a digest list leads nowhere",
  "phase-without-digest-lists": "Nothing can be looked up in digest lists",
  "first-program-not-provable": "Nothing proves the first program",
  "policy-not-provable": "Nothing proves the policy",
  "policy-refused": "The kernel does not take the policy",
  "parser-loaded-by-hand": "The parser is loaded by hand, and would need itself",
  "evm-veto": "EVM may refuse what IMA accepts",
  "too-complex": "Not known: the rules are too complex",
};

/** A cause in words, as the reports name it. */
export function causeText({ kind, reason }: Failure): string {
  const circle =
    kind === "parser-needs-digest-list" ? ": a digest list is to vouch for the module that reads digest lists" : "";
  return `${reason.text}${circle}`;
}

const mostNumbers = 3;

/** Causes are numbered as the page lists them. */
export function causeNumbers(numbers: readonly number[]): string {
  const more = numbers.length - mostNumbers;
  const shown = numbers.slice(0, more > 1 ? mostNumbers : undefined).join(", ");
  return `${numbers.length === 1 ? "cause" : "causes"} ${shown}${more > 1 ? ` and ${more} more` : ""}`;
}
