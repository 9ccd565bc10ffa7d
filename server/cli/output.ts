/** Writing to standard output and standard error. */

import { writeSync } from "node:fs";
import { InputError } from "../files/input-error.js";
import { visible } from "../report/visible.js";

/**
 * Writes all of a text. process.stdout would cost some milliseconds at start and may lose what is pending when the
 * process exits.
 */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A pipe that is full for now; nothing else can be done than to wait for its reader.
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      // The reader has seen enough.
      else if (code === "EPIPE") process.exit(0);
      else
        throw new InputError(
          `the output cannot be written: ${code === "ENOSPC" ? "no space left on the device" : code}`,
        );
    }
  }
}

export function printOut(text: string): void {
  writeAll(1, text);
}

/** A text on standard error. */
export function printErrorText(text: string): void {
  writeAll(2, text);
}

/** One line on standard error. */
export function printError(message: string): void {
  writeAll(2, `imalint: ${visible(message)}\n`);
}
