/**
 * Whether a parser module stands where the kernel looks for it.
 *
 * Follows load_parser() of the Integrity Digest Cache v6 and the Makefile of its parsers: one directory, one name, one
 * suffix, and no modprobe.
 */

import { normalizeVersion } from "../../grammar/index.js";
import { type Answer, no, yes } from "./answer.js";
import type { BootDescription, Compression, MachineFile, ParserFile, UsedFile } from "./description.js";
import { origin } from "./place.js";

export const parsersDirectory = "kernel/security/integrity/digest_cache/parsers";

/** Other directories that texts about the parsers name. */
const otherDirectories = ["security/integrity/digest_cache", "kernel/security/integrity/digest_cache"];

const suffixes: Readonly<Record<Compression, string>> = {
  none: ".ko",
  gzip: ".ko.gz",
  xz: ".ko.xz",
  zstd: ".ko.zst",
};

export function parserFileName(format: string, compression: Compression): string {
  return `${format}${suffixes[compression]}`;
}

/** A path below the directory of a kernel's modules, without that directory. */
function belowModules(path: string): string {
  return path.replace(/^(?:\/usr)?\/lib\/modules\/[^/]+\//, "").replace(/^\.?\/+/, "");
}

/** How the file of a parser is compressed, by its name; undefined: it does not say. */
export function compressionOf(path: string): Compression | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const kinds: readonly Compression[] = ["gzip", "xz", "zstd", "none"];
  return kinds.find((kind) => name.endsWith(suffixes[kind]));
}

/** Whether the kernel finds the module file. */
export function isFound(parser: ParserFile, boot: BootDescription): Answer {
  const { where, format } = parser;
  if (where === undefined) return yes();
  const compression = boot.compression;
  const wanted = `${parsersDirectory}/${parserFileName(format, compression.value)}`;
  const path = belowModules(where.value);
  const tree = /^(?:\/usr)?\/lib\/modules\/([^/]+)\//.exec(where.value)?.[1];
  const version = tree === undefined ? undefined : normalizeVersion(tree);
  if (version !== undefined && version !== boot.kernel.version)
    return no({
      kind: "parser-place",
      text: `the kernel looks for the parser among its own modules, those of ${boot.kernel.version}, and the parser is ${where.value}`,
      ...origin(where),
      because: [],
    });
  if (path === wanted) return yes();
  const slash = path.lastIndexOf("/");
  const [directory, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
  if (directory === parsersDirectory && Object.values(suffixes).some((suffix) => name === `${format}${suffix}`))
    return no({
      kind: "parser-suffix",
      text: `the kernel looks for ${parserFileName(format, compression.value)}, with the suffix of its own modules, and not for ${name}`,
      ...origin(where),
      because: [
        {
          kind: "parser-compressed",
          text:
            compression.value === "none"
              ? "modules of this kernel are not compressed"
              : `modules of this kernel are compressed with ${compression.value}`,
          ...origin(compression),
          because: [],
        },
      ],
    });
  const documented = otherDirectories.includes(directory)
    ? "; texts of the patches name that directory, and the code does not"
    : "";
  return no({
    kind: "parser-place",
    text: `the kernel looks for ${wanted} under /lib/modules/VERSION, and the parser is ${where.value}${documented}`,
    ...origin(where),
    because: [],
  });
}

/** How the module of a parser is compressed. */
export function compressionOfParser(parser: ParserFile, boot: BootDescription): Compression {
  return (parser.where === undefined ? undefined : compressionOf(parser.where.value)) ?? boot.compression.value;
}

/** Whether finit_module() can read the file of a parser: the kernel has the code for one kind of compression. */
export function isReadable(parser: ParserFile, boot: BootDescription): Answer {
  const compression = compressionOfParser(parser, boot);
  if (compression === "none" || compression === boot.compression.value) return yes();
  return no({
    kind: "parser-compressed",
    text: `the module of the parser ${parser.format} is compressed with ${compression}, which this kernel cannot undo`,
    ...origin(boot.compression),
    because: [],
  });
}

/** Whether IMA is shown a compressed file. */
export function isCompressed(file: MachineFile, boot: BootDescription): boolean {
  if (boot.kernel.has("modulesSeenDecompressed")) return false;
  if (file.kind === "parser") return compressionOfParser(file as ParserFile, boot) !== "none";
  return file.kind === "file" && (compressionOf(file.path) ?? "none") !== "none";
}

/** The name of the module in a file. */
export function moduleName(file: UsedFile | ParserFile): string {
  if (file.kind === "parser") return file.format;
  if (file.parserOf !== undefined) return file.parserOf;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return (name.split(".")[0] ?? name).replaceAll("-", "_");
}
