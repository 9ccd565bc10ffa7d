/**
 * What a file can show by itself, and whether a rule accepts it.
 *
 * Follows ima_appraise_measurement(), xattr_verify() and modsig_verify() in security/integrity/ima/ima_appraise.c,
 * ima_read_modsig() in ima_modsig.c, and ima_hook_supports_modsig().
 */

import type { Kernel } from "../../grammar/index.js";
import type { Decision, MergedFlags } from "../policy/index.js";
import { type Answer, any, no, type Reason, yes } from "./answer.js";
import type { Credential } from "./credential.js";
import type { BootDescription, Fact, MachineFile, Phase } from "./description.js";
import { compressionOf } from "./parser-file.js";
import { origin } from "./place.js";

/** What the rule that decides accepts, besides a digest list. */
export interface Demand {
  readonly hash: boolean;
  readonly imasig: boolean;
  readonly modsig: boolean;
  readonly verity: boolean;
  /** Undefined: any. */
  readonly algorithms: readonly string[] | undefined;
}

export function demandOf(flags: MergedFlags, { algorithms }: Decision, hook: string, kernel: Kernel): Demand {
  const verity = flags.verity || flags.sigv3;
  return {
    hash: !flags.signature && !verity,
    imasig: !verity,
    modsig: flags.modsig && kernel.hook(hook)?.modsig === true,
    verity,
    algorithms,
  };
}

/** What is accepted, in words; with digest lists where they count. */
export function demandWords(demand: Demand, digestLists = false): string {
  const words = demand.verity
    ? ["a signature of the fs-verity digest"]
    : [demand.hash ? "a hash or a signature in security.ima" : "an IMA signature in security.ima"];
  if (demand.modsig) words.push("an appended signature");
  if (digestLists) words.push("a digest list");
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** What is kept in extended attributes. */
export const inXattr: ReadonlySet<Credential> = new Set(["imasig", "hash", "wrong-hash", "verity"]);

const credentialWords: Readonly<Record<Credential, string>> = {
  appended: "an appended signature",
  "appended-to-compressed": "a signature appended to the compressed file",
  pgp: "an appended OpenPGP signature",
  imasig: "an IMA signature in security.ima",
  hash: "a hash in security.ima",
  "wrong-hash": "a hash in security.ima that is not the right one",
  evm: "a security.evm",
  verity: "a signature of its fs-verity digest in security.ima",
};

/** Where a file is, as far as proofs go. */
export interface Surroundings {
  readonly boot: BootDescription;
  readonly phase: Phase;
  readonly hook: string;
  /** Whether the bytes that IMA sees are those of a compressed module. */
  readonly compressed: boolean;
  /** The first program of the phase has not run yet, so that user space could do nothing. */
  readonly early: boolean;
}

/** Whether the key that a file is signed by is one that IMA has by now. */
function trusted(file: MachineFile, { boot, phase, hook, early }: Surroundings): Reason | undefined {
  const key = boot.keys.get(file.signedBy.value);
  if (key === undefined)
    return {
      kind: "key-not-trusted",
      text: `${file.name} is signed by ${file.signedBy.value}, a key that nothing is said of`,
      ...origin(file.signedBy),
      because: [],
    };
  const { keyring, fromPhase } = key;
  const rings = hook === "KEXEC_KERNEL_CHECK" ? [".ima", "_ima", ".platform"] : [".ima", "_ima"];
  if (!rings.includes(keyring.value))
    return {
      kind: "key-not-trusted",
      text: `the key ${key.name} that signed ${file.name} is on ${keyring.value}, and IMA takes keys from ${rings[0]} only`,
      ...origin(keyring),
      because: [],
    };
  if (fromPhase === undefined || fromPhase.value === "kernel") return undefined;
  const from = boot.phases.findIndex(({ name }) => name === fromPhase.value);
  const now = boot.phases.indexOf(phase);
  if (from === -1 || from < now || (from === now && !early)) return undefined;
  return {
    kind: "key-not-trusted",
    text: `the key ${key.name} that signed ${file.name} is loaded in phase ${fromPhase.value}, ${from === now ? "after its first program has run" : "which is later"}`,
    ...origin(fromPhase),
    because: [],
  };
}

function isCompressedName(path: string): boolean {
  return (compressionOf(path) ?? "none") !== "none";
}

/** Whether one thing that a file carries is accepted. */
function accepts(credential: Credential, file: MachineFile, demand: Demand, around: Surroundings): Answer {
  const { boot, phase } = around;
  const carried = origin(file.credentials);
  const failed = (kind: Reason["kind"], text: string, more: Partial<Reason> = {}) =>
    no({ kind, text, ...carried, because: [], ...more });
  const key = credential === "hash" ? undefined : trusted(file, around);
  if (inXattr.has(credential)) {
    if (!phase.xattrs.value)
      return failed(
        "no-xattrs",
        `${file.name} cannot have ${credentialWords[credential]}: files of phase ${phase.name} have no extended attributes`,
        origin(phase.xattrs),
      );
    if (credential === "wrong-hash")
      return failed("hash-not-accepted", `the hash in security.ima of ${file.name} is not the one of its content`);
    const accepted =
      credential === "hash" ? demand.hash : credential === "imasig" ? demand.imasig : demand.verity || demand.hash;
    if (!accepted)
      return failed(
        credential === "hash" ? "hash-not-accepted" : "signature-not-accepted",
        credential === "hash"
          ? `${file.name} has ${credentialWords[credential]}, where a signature is asked for`
          : `${file.name} has ${credentialWords[credential]}, where another kind of signature is asked for`,
      );
  } else {
    if (credential === "pgp")
      return failed("pgp", `${file.name} has an OpenPGP signature, which the kernel cannot verify`);
    if (!demand.modsig)
      return failed(
        "appended-not-accepted",
        boot.kernel.hook(around.hook)?.modsig
          ? `${file.name} has ${credentialWords[credential]}, which is not looked at without appraise_type=imasig|modsig`
          : `${file.name} has ${credentialWords[credential]}, which is not looked at here`,
      );
    if (!boot.modsig.value)
      return failed(
        "modsig-not-configured",
        "the kernel is built without CONFIG_IMA_APPRAISE_MODSIG and does not look at appended signatures",
        origin(boot.modsig),
      );
    if (
      credential === "appended-to-compressed" &&
      boot.kernel.has("modulesSeenDecompressed") &&
      isCompressedName(file.path)
    )
      return failed(
        "signature-hidden",
        `the signature of ${file.name} is behind the compressed data, and IMA looks at the module once it is decompressed`,
        origin(boot.compression),
      );
    if (credential === "appended" && around.compressed)
      return failed(
        "signature-hidden",
        `the signature of ${file.name} is inside the compressed file, and IMA looks at the file as it is`,
        origin(boot.compression),
      );
  }
  if (key !== undefined) return no(key);
  const algorithm = algorithmOf(file, around);
  if (demand.algorithms !== undefined && !demand.algorithms.includes(algorithm.value))
    return failed(
      "algorithm-not-accepted",
      `IMA hashes ${file.name} with ${algorithm.value}, and the rule accepts ${demand.algorithms.join(", ")}`,
      origin(algorithm),
    );
  return yes({
    kind: "proof",
    text: `${file.name} has ${credentialWords[credential]}`,
    ...carried,
    credential,
    because: [],
  });
}

/** The algorithm that IMA uses for a file. */
export function algorithmOf(file: MachineFile, { boot, phase }: Pick<Surroundings, "boot" | "phase">): Fact<string> {
  return (phase.xattrs.value ? file.hash : undefined) ?? boot.hash;
}

/** Whether a file proves itself, without a digest list. */
export function ownProof(file: MachineFile, demand: Demand, around: Surroundings): Answer {
  // What EVM says comes after, and proves nothing by itself.
  const carried = file.credentials.value.filter((credential) => credential !== "evm");
  if (carried.length > 0) return any(carried.map((credential) => accepts(credential, file, demand, around)));
  return no({
    kind: "nothing-to-show",
    text: `${file.name} has no signature and no hash of its own`,
    ...origin(file.credentials),
    because: [],
  });
}
