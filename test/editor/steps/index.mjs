// What is looked at, in this order.
import { boots } from "./boots.mjs";
import { commands, reviewInWeb } from "./commands.mjs";
import { findings } from "./findings.mjs";
import { writing } from "./writing.mjs";

const everywhere = { ...findings, ...writing, ...boots, ...commands };

export const webSteps = { ...everywhere, ...reviewInWeb };
