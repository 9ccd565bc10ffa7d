/** What an editor can be told about kernel command lines. */

import type { LanguageFeatures } from "../features.js";
import { completions } from "./completion.js";
import { hover } from "./hover.js";
import { tokens } from "./tokens.js";

export const commandLine: LanguageFeatures = { hover, completions, tokens };
