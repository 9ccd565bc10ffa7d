/** imalint lsp */

import { join } from "node:path";
import { type ParsedCommand, UsageError } from "./command-line.js";

/** Runs until the client ends it. The server is a bundle of its own, so that no other command loads it. */
export function runLsp({ options, operands }: ParsedCommand): Promise<number> {
  if (operands.length > 0) throw new UsageError("lsp takes no operands");
  if (options.stdio !== true)
    throw new UsageError("lsp speaks over standard input and output only: imalint lsp --stdio");
  require(join(__dirname, "lsp.cjs"));
  return new Promise(() => undefined);
}
