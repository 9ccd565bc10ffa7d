/** Reading and writing texts. */

import { closeSync, openSync, readFileSync, readSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { InputError } from "./input-error.js";

/** Why a file cannot be checked, in words for one line of standard error. */
export class FileError extends InputError {
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path === "" ? '""' : path}: ${reason}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "is a directory",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the name is too long",
  ENOSPC: "no space left on the device",
  EROFS: "the file system is read-only",
  ENOTDIR: "no such file or directory",
  EIO: "it cannot be read",
  EINVAL: "it cannot be read",
};

export function fileError(path: string, error: unknown): FileError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new FileError(path, reasons[code ?? ""] ?? message);
}

/** Bytes of a file that tell what kind of file it is. */
const headLength = 8192;

export function readHead(path: string): Buffer {
  const descriptor = openSync(path, "r");
  try {
    const head = Buffer.alloc(headLength);
    return head.subarray(0, readSync(descriptor, head, 0, headLength, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Whether bytes are no text: among them are more control characters than slips can explain. */
export function isBinary(head: Buffer): boolean {
  let odd = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) odd++;
  return odd * 10 > head.length && odd > 3;
}

/** Bytes of memory that a word or a line of a policy takes while it is checked, rounded up; measured with rules. */
const memoryOfPiece = 700;

/** The words and line ends of a text. */
function countPieces(bytes: Buffer): number {
  let pieces = 0;
  let between = true;
  for (const byte of bytes) {
    const ends = byte === 0x0a || byte === 0;
    const blank = ends || byte === 0x20 || byte === 0x09;
    if (ends || (between && !blank)) pieces++;
    between = blank;
  }
  return pieces;
}

/** Said before the memory is used up, when nothing could be said any more. */
function requireMemory(path: string, bytes: Buffer): void {
  const room = getHeapStatistics().heap_size_limit;
  // A byte is one piece at most.
  if (bytes.length * memoryOfPiece <= room) return;
  const needed = countPieces(bytes) * memoryOfPiece;
  if (needed > room)
    throw new FileError(
      path,
      `too large for the memory that Node may use; set NODE_OPTIONS=--max-old-space-size=${Math.ceil(needed / 2 ** 20)} if the machine has as many MiB`,
    );
}

/** A text and how its bytes were read, so that it can be written back without loss. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  readonly encoding: "utf8" | "latin1";
}

export function decode(path: string, bytes: Buffer): TextFile {
  if (isBinary(bytes.subarray(0, headLength))) throw new FileError(path, "not a text file (binary data)");
  requireMemory(path, bytes);
  try {
    return { path, encoding: "utf8", text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    // Bytes that are no UTF-8 are kept as they are, one character each.
    return { path, encoding: "latin1", text: bytes.toString("latin1") };
  }
}

/**
 * @param regular whether only a file is meant, which has an end; a pipe is waited for
 * @throws FileError
 */
export function readText(path: string, regular = false): TextFile {
  try {
    const status = statSync(path);
    if (regular && !status.isFile() && !status.isDirectory()) throw new FileError(path, "not a file");
    // A device may never end; a pipe does.
    if (!status.isFile() && !status.isFIFO() && !status.isDirectory()) throw new FileError(path, "not a file");
    return decode(path, readFileSync(path));
  } catch (error) {
    throw error instanceof FileError ? error : fileError(path, error);
  }
}

/** The operand that names it. */
export const standardInput = "-";

/** @throws FileError */
export function readStandardInput(name: string): TextFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(0);
  } catch (error) {
    throw new FileError(name, `standard input cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return decode(name, bytes);
}

/** A file that is named on the command line, or standard input. */
export function readNamed(path: string): TextFile {
  return path === standardInput ? readStandardInput("<stdin>") : readText(path);
}

/**
 * Writes a changed text back. The file stays the same one, with its owner, mode, links and extended attributes; until
 * it is written, the new text also stands beside it, so that neither text is lost when something goes wrong.
 *
 * @throws FileError
 */
export function writeText(file: TextFile, text: string): void {
  const bytes = Buffer.from(text, file.encoding);
  let beside: string | undefined;
  try {
    const target = realpathSync(file.path);
    beside = join(dirname(target), `.${basename(target)}.imalint-${process.pid}`);
    writeFileSync(beside, bytes, { mode: 0o600 });
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    throw fileError(file.path, error);
  }
  try {
    writeFileSync(file.path, bytes);
  } catch (error) {
    throw new FileError(file.path, `${fileError("", error).reason}; the new text is in ${beside}`);
  }
  rmSync(beside, { force: true });
}
