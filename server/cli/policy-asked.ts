/** The rules that ask and coverage are about. */

import type { Kernel } from "../../grammar/index.js";
import { lint } from "../checks/lint.js";
import { kernelFor, type RulesInForce, rulesInForce } from "../checks/rules-in-force.js";
import { readNamed } from "../files/text-file.js";
import { lintOptions } from "./check.js";
import { type ParsedCommand, UsageError } from "./command-line.js";
import { printError } from "./output.js";

export interface PolicyAsked {
  readonly policy: RulesInForce;
  readonly kernel: Kernel;
  readonly name: string;
}

/**
 * The rules that are in force: those of a file, or those that a command line chooses.
 *
 * @throws UsageError when it is not one of the two
 */
export function policyAsked({ command, options, operands }: ParsedCommand): PolicyAsked {
  const [path, ...more] = operands;
  const commandLine = typeof options.cmdline === "string" ? options.cmdline : undefined;
  if ((path === undefined) === (commandLine === undefined) || more.length > 0)
    throw new UsageError(`${command.name} takes one policy, or --cmdline`);
  const settings = lintOptions(options);
  const side = commandLine === undefined ? readNamed(path ?? "") : { commandLine };
  const kernel = kernelFor([side], settings);
  const policy = rulesInForce(side, kernel, settings);
  for (const note of policy.notes) printError(note);
  if ("text" in side) {
    const findings = lint([side], { ...settings, kernels: [kernel.version], dialect: kernel.dialect }).files[0]
      ?.findings;
    const refusal = findings?.find(({ kernelRejects }) => kernelRejects);
    if (refusal !== undefined)
      printError(
        `the kernel refuses this policy as a whole (line ${refusal.range.start.line}, ${refusal.check}); this is what its rules say otherwise`,
      );
  }
  return { policy, kernel, name: path ?? `--cmdline ${commandLine}` };
}
