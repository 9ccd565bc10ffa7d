/** The program: dispatches to a command, and turns what goes wrong into an exit status. */

import { InputError } from "../files/input-error.js";
import { version } from "../version.js";
import { helpText, type ParsedCommand, parseCommandLine } from "./command-line.js";
import { printError, printOut } from "./output.js";

/** Commands are loaded when they are run: the parser alone takes as long to load as all the rest. */
async function run(parsed: ParsedCommand): Promise<number> {
  switch (parsed.command.name) {
    case "review":
      return (await import("./review.js")).runReview(parsed);
    case "boot":
      return (await import("./boot.js")).runBoot(parsed);
    case "lsp":
      return (await import("./lsp.js")).runLsp(parsed);
    case "init":
      return (await import("./init.js")).runInit(parsed);
    case "ask":
      return (await import("./ask.js")).runAsk(parsed);
    case "coverage":
      return (await import("./coverage.js")).runCoverage(parsed);
    case "explain":
      return (await import("./explain.js")).runExplain(parsed);
    case "checks":
      return (await import("./explain.js")).runChecks(parsed);
    default:
      return (await import("./check.js")).runCheck(parsed);
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const parsed = parseCommandLine(args);
    if (parsed.version) {
      printOut(`imalint ${version}\n`);
      return 0;
    }
    if (parsed.help || args.length === 0) {
      printOut(helpText(parsed.command, version));
      return 0;
    }
    return await run(parsed);
  } catch (error) {
    if (error instanceof InputError) {
      printError(error.message);
      return 2;
    }
    printError(
      `this is a fault of imalint, please report it with the policy: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return 3;
  }
}

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
