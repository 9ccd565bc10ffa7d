// What is looked at, in this order.
import { boots } from "./boots.mjs";
import { commands, reviewInWeb } from "./commands.mjs";
import { findings } from "./findings.mjs";
import { gitSteps } from "./git.mjs";
import { writing } from "./writing.mjs";

const everywhere = { ...findings, ...writing, ...boots, ...commands };

export const webSteps = { ...everywhere, ...reviewInWeb };

/** @param gitCalls what git was run with so far */
export function desktopSteps(gitCalls) {
  return { ...gitSteps(gitCalls), ...everywhere };
}
