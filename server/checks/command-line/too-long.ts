import { commandLineSize } from "../../../grammar/index.js";
import type { Check } from "../check.js";

/** The offset at which a text is longer than this many bytes of UTF-8; undefined when it is not. */
function offsetOfByte(text: string, bytes: number): number | undefined {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Each half of a pair of surrogates is two of the four bytes.
    count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
    if (count > bytes) return at;
  }
  return undefined;
}

export const check: Check = {
  id: "command-line/too-long",
  summary: "a command line that the kernel cuts off",
  severity: "warning",
  commandLine({ text, parameters, init }, kernel, report) {
    const size = commandLineSize(kernel);
    const end = Math.max(parameters.at(-1)?.span.end ?? 0, init.at(-1)?.span.end ?? 0);
    const cut = size && offsetOfByte(text.slice(0, end), size.bytes);
    if (size === undefined || cut === undefined) return;
    report({
      span: { start: cut, end },
      message: `The kernel does not see this: it keeps ${size.bytes} bytes of a command line.`,
      help: "Put what must not be lost first.",
      assumptions: size.known ? [] : ["The kernel is one for x86."],
    });
  },
};
