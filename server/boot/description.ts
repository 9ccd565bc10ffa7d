/** A boot as it is described: facts, each with where it comes from. */

import type { AppraiseMode, Dialect, ImaParameters, Kernel, Policy } from "../../grammar/index.js";
import type { FileSystemIdentity } from "../policy/index.js";
import type { Assumption, Place, Reason } from "./answer.js";
import type { Credential } from "./credential.js";

/** Something that is so because it is said somewhere, or because nothing else is. */
export interface Fact<T> {
  readonly value: T;
  readonly place?: Place;
  readonly assumed?: Assumption;
}

export type Compression = "none" | "gzip" | "xz" | "zstd";

export type FileSystems =
  | { readonly kind: "storage" | "memory" }
  | { readonly oneOf: readonly Pick<FileSystemIdentity, "magic" | "type">[] };

/** A file of the machine that IMA judges. */
export interface MachineFile {
  readonly kind: "parser" | "digest-list" | "file" | "policy";
  /** What to call it. */
  readonly name: string;
  /** Where it is on the machine. */
  readonly path: string;
  readonly credentials: Fact<readonly Credential[]>;
  readonly signedBy: Fact<string>;
  readonly owner: Fact<number>;
  /** Undefined: the file system of the phase. */
  readonly fileSystems: Fact<FileSystems> | undefined;
  /** The algorithm of its security.ima. */
  readonly hash?: Fact<string>;
  /** Its section. */
  readonly place?: Place;
  /** Lists that it says it is in; undefined when it does not say. */
  readonly lists?: Fact<readonly string[]>;
  /** security.digest_list; undefined: there is none. */
  readonly listXattr?: Fact<string>;
}

export interface ParserFile extends MachineFile {
  readonly kind: "parser";
  readonly format: string;
  readonly load: Fact<"builtin" | "module" | "absent">;
  /** Undefined: where the kernel looks. */
  readonly where: Fact<string> | undefined;
}

export interface DigestList extends MachineFile {
  readonly kind: "digest-list";
  /** The algorithm of the digests in it. */
  readonly digests: Fact<string>;
  /** Undefined: not said. */
  readonly files: Fact<readonly string[]> | undefined;
  /** The format of the content; undefined: as the name says. */
  readonly content: Fact<string> | undefined;
}

export interface UsedFile extends MachineFile {
  readonly kind: "file";
  /** Hooks that are asked; undefined: those of the event. */
  readonly hooks: Fact<readonly string[]> | undefined;
  readonly isModule: boolean;
  /** The file is a copy of a parser of this format. */
  readonly parserOf: string | undefined;
  /** Undefined: all. */
  readonly phases: readonly string[] | undefined;
  readonly libraries: readonly string[];
  /** Nothing is said of it: it is what the phase begins with. */
  readonly isAssumed: boolean;
}

export interface PhasePolicy {
  /** builtin: what the command line chooses; same: as in the phase before; file: a policy of one's own. */
  readonly kind: "builtin" | "same" | "file";
  readonly path?: string;
  /** The path as the description has it. */
  readonly file?: string;
  readonly policy?: Policy;
  /** A policy that the kernel does not take is not in force. */
  /** Why, when the line is known. */
  readonly refused: boolean | Reason;
  readonly place?: Place;
}

export interface Phase {
  readonly name: string;
  readonly place?: Place;
  readonly policy: PhasePolicy;
  readonly policyFile: MachineFile;
  readonly fileSystems: Fact<FileSystems>;
  readonly xattrs: Fact<boolean>;
  readonly parsers: Fact<readonly string[]>;
  readonly lists: Fact<readonly DigestList[]>;
  readonly init: UsedFile;
  /** User id of the task that makes the first access. */
  readonly firstAccess: Fact<number>;
  /** Phases with the same number share their files: lists that are spoilt in one are so in the other. */
  readonly root: number;
}

export type StepKind =
  | "access"
  | "load-module"
  | "init-module"
  | "install"
  | "remove"
  | "reset-list"
  | "evict"
  | "unload"
  | "set-default-path"
  | "setxattr"
  | "modules-disabled";

export interface Step {
  readonly phase: string;
  readonly do: StepKind;
  readonly uid: number;
  readonly file?: UsedFile;
  readonly parser?: string;
  readonly list?: string;
  readonly path?: string;
  /** Undefined: the attribute is removed. */
  readonly xattr?: string;
  readonly place: Place;
}

export interface SigningKey {
  readonly name: string;
  readonly keyring: Fact<string>;
  /** Undefined: the kernel loads it by itself. */
  readonly fromPhase: Fact<string> | undefined;
}

/** Two sources that say different things; the first one counts. */
export interface Contradiction {
  readonly what: string;
  readonly used: Place & { readonly says: string };
  readonly passedOver: Place & { readonly says: string };
}

export interface BootDescription {
  /** The digest-cache.conf, or the policy that stands for one. */
  readonly path: string;
  readonly hasConf: boolean;
  readonly kernel: Kernel;
  readonly dialect: Dialect;
  readonly parameters: ImaParameters;
  /** Where the command line is said. */
  readonly commandLinePlace?: Place;
  /** Options of the kernel's configuration of which something is said. */
  readonly saidOptions: ReadonlySet<string>;
  readonly integration: Fact<boolean>;
  readonly modsig: Fact<boolean>;
  readonly moduleSigning: Fact<"off" | "permissive" | "force">;
  readonly compression: Fact<Compression>;
  readonly decompress: Fact<"in-kernel" | "user-space">;
  readonly secureBoot: Fact<boolean>;
  readonly evm: Fact<boolean>;
  readonly mode: Fact<AppraiseMode>;
  /** The algorithm of files that have no security.ima. */
  readonly hash: Fact<string>;
  readonly kernelDefaultPath: Fact<string>;
  /** What user space writes, and in which phase. */
  readonly writtenDefaultPath: { readonly path: Fact<string>; readonly phase: Fact<string> } | undefined;
  readonly prefetch: Fact<boolean>;
  readonly parsers: ReadonlyMap<string, ParserFile>;
  readonly lists: readonly DigestList[];
  readonly files: readonly UsedFile[];
  readonly keys: ReadonlyMap<string, SigningKey>;
  readonly phases: readonly Phase[];
  readonly steps: readonly Step[];
  readonly contradictions: readonly Contradiction[];
  /** Files that the description names and that could not be read, or are no such thing. */
  readonly faults: readonly Reason[];
}
